"""What the contract suite can't say about files of mail: where messages begin, folders that change, large files."""

from __future__ import annotations

import email.policy
import gzip
import mailbox
import os
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import mail_mbox
from connectors.claims import Nothing, Party, Reading, Rejected
from connectors.contract import NeedsYou, SourceRecord
from connectors.mail_file import MailFileOptions, fetch, read_file, recognise
from connectors.mail_mbox import Messages, cut
from connectors.mail_message import read
from connectors.records import Batch, Cursor, Record
from tests.connectors.fetching import batches_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "mail"

LETTER = "From: Noor Haddad <noor@orchard.example>\nSubject: {}\n\nHello.\n"
SEPARATOR = "From noor@orchard.example Tue May  3 10:00:00 2005\n"


def letter(name: object) -> str:
    return LETTER.format(name)


def records(content: str | bytes, name: str = "inbox.mbox") -> list[Record]:
    """The records of a file with this content."""
    [reading] = read_file((), BytesIO(content.encode() if isinstance(content, str) else content), name)
    return list(reading.records)


def topics(content: str | bytes, name: str = "inbox.mbox") -> list[str]:
    """The subjects of the messages in a file, as they stand there."""
    return [line[9:] for record in records(content, name) for line in record.raw.decode().splitlines() if "Sub" in line]


def topics_fetched(batches: list[Batch]) -> list[str]:
    raws = [record.raw.decode() for batch in batches for record in batch.records]
    return sorted(line[9:] for raw in raws for line in raw.splitlines() if line.startswith("Subject: "))


def all_of(path: Path | list[Path], cursors: Mapping[str, Cursor] | None = None, **options: Any) -> list[Batch]:
    """Everything that is fetched from a path."""
    where = [str(each) for each in path] if isinstance(path, list) else str(path)
    return list(fetch(MailFileOptions(path=where, **options), cursors or {}, None))


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


# Where messages begin


@pytest.mark.parametrize(
    "separator",
    [
        "From noor@orchard.example Tue May  3 10:00:00 2005",
        "From noor@orchard.example  Tue May  3 10:00:00 CEST 2005",
        "From noor@orchard.example Tue, 3 May 2005 10:00:00 +0200",
        "From - Tue May 03 10:00:00 2005",
        "From 1700000000000000001@xxx Tue May 03 10:00:00 +0000 2005",
        "From ???@??? Tue May 03 10:00:00 2005",
        "From MAILER-DAEMON Tue May  3 10:00 2005 remote from mx",
        "From noor at orchard.example  Tue May  3 10:00:00 2005",
        "From noor@orchard.example 2005-05-03 10:00:00",
        "From noor@orchard.example",
        "From ",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_kind_of_separator_parts_two_messages(separator: str, line_end: str) -> None:
    content = "\n".join(f"{separator}\n{letter(name)}" for name in (1, 2)).replace("\n", line_end)
    assert topics(content) == ["1", "2"]


def test_a_separator_counts_without_an_empty_line_before_it() -> None:
    assert topics(SEPARATOR + letter(1) + SEPARATOR + letter(2)) == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        ">From now on it is easy.\n",
        "From now on it is easy.\n",
        "From noor@orchard.example\nYours: Noor\n",
        "\nFrom here to there: a long way.\nYours: Noor\n",
        "\nFrom Tuesday on.\nSubject: none\n",
        "\n>" + SEPARATOR + "Subject: quoted\n\n",
        "\nFrom the desk of Noor, at 10:30\n\nHello\n",
        " " + SEPARATOR,
    ],
)
def test_text_in_a_body_parts_nothing(text: str) -> None:
    content = SEPARATOR + letter(1) + text + "\n" + SEPARATOR + letter(2)
    assert (len(records(content)), topics(content)) == (2, ["1", "2"])


def test_a_message_that_says_how_long_it_is_keeps_what_looks_like_a_separator() -> None:
    body = "see below\n\n" + SEPARATOR + letter("inside")
    first = f"From: noor@orchard.example\nContent-Length: {len(body)}\nSubject: 1\n\n{body}"
    assert topics(SEPARATOR + first + "\n" + SEPARATOR + letter(2)) == ["1", "2"]
    wrong = first.replace(f"Length: {len(body)}", "Length: 7")
    assert topics(SEPARATOR + wrong + "\n" + SEPARATOR + letter(2)) == ["1", "inside", "2"]


def test_the_first_message_may_lack_its_separator() -> None:
    assert topics(letter(1) + "\n" + SEPARATOR + letter(2)) == ["1", "2"]


def test_text_before_the_first_message_is_counted() -> None:
    [reading] = read_file((), BytesIO(("half a body\n\n" + SEPARATOR + letter(1)).encode()), "inbox.mbox")
    assert (len(reading.records), reading.ignored) == (1, {"text before the first message": 1})


@pytest.mark.parametrize("before", ["", SEPARATOR, "\ufeff"])
def test_a_file_of_one_message_is_one_message(before: str) -> None:
    content = before + letter(1) + "\n" + SEPARATOR + letter("forwarded")
    assert topics(content, "letter.eml") == ["1"]
    assert topics(content, "letter.EML") == ["1"]


def test_a_message_of_apple_mail_may_begin_with_its_length() -> None:
    assert topics("123\n" + letter(1), "1.emlx") == ["1"]


def test_a_record_says_at_which_line_its_header_begins() -> None:
    content = SEPARATOR + letter(1) + "\n" + SEPARATOR + letter(2)
    assert [(record.origin.ordinal, record.origin.line) for record in records(content)] == [(1, 2), (2, 8)]


def test_a_separator_without_a_message_is_a_rejected_record() -> None:
    [empty] = records(SEPARATOR)
    assert list(read(SourceRecord(empty.key, empty.raw), {})) == [Rejected("no header of a mail")]


LINES = [SEPARATOR, "From \n", "From x\n", "\n", "\r\n", "x\n", "Subject: 1\n", ">From x\n", "é\n"]


@given(st.lists(st.sampled_from(LINES), min_size=5, max_size=30), st.data())
def test_pieces_of_any_size_find_the_same(parts: list[str], data: st.DataObject) -> None:
    content = "".join(parts).encode()
    whole = cut(BytesIO(content), "inbox.mbox")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mail_mbox, "PIECE_BYTES", data.draw(st.integers(1, 100)))
        patched.setattr(mail_mbox, "_SIGHT", 64)
        assert cut(BytesIO(content), "inbox.mbox") == whole
    starts = list(whole.starts)
    assert starts == sorted(starts)
    assert list(whole.lines) == [content[:start].count(b"\n") + 1 for start in starts]


@given(
    st.binary()
    | st.lists(st.sampled_from([SEPARATOR, letter(1), "From ", "\n\n", "\xff"])).map("".join).map(str.encode)
)
def test_every_file_is_read_or_refused(content: bytes) -> None:
    try:
        found = records(content)
    except NeedsYou:
        return
    for record in found:
        assert list(read(SourceRecord(record.key, record.raw), {}))


# What is no mail


COMPRESSED = gzip.compress((SEPARATOR + letter(1)).encode())


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (COMPRESSED, "is compressed"),
        (COMPRESSED + b"\n\n" + SEPARATOR.encode() + letter("by chance").encode(), "is compressed"),
        (b"PK\x03\x04 zip", "is compressed"),
        ((SEPARATOR + letter(1)).encode("utf-16"), "is in UTF-16"),
        ((SEPARATOR + letter(1)).encode("utf-16-le"), "is not text"),
        (b"\x00\x01\x02" * 1_000, "is not text"),
        (b"Dear Ada,\n\nno header, no mail.\n", "has no header"),
        (b"\n" * 5_000 + b"far below", "has no header"),
    ],
)
def test_a_file_that_holds_no_mail_is_refused_and_nothing_is_taken_for_deleted(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = put(tmp_path / "inbox.mbox", SEPARATOR + letter(1))
    before = cursors(all_of(path))
    path.write_bytes(content)
    with pytest.raises(NeedsYou, match=f"inbox.mbox {what}"):
        list(all_of(path, before))


@pytest.mark.parametrize("content", ["", "\n\n \n", "\ufeff"])
def test_an_empty_file_is_a_folder_without_mail(content: str) -> None:
    assert records(content) == []


def test_beside_a_file_that_holds_no_mail_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(COMPRESSED)
    put(tmp_path / "b.mbox", SEPARATOR + letter(2))
    put(tmp_path / "b.mbox.msf", '// <!-- <mdb:mork:z v="1.4"/> -->\n')
    found: list[Batch] = []
    with pytest.raises(NeedsYou, match=r"^a\.mbox is compressed \(gzip\)\."):
        for batch in fetch(MailFileOptions(path=str(tmp_path / "*.mbox*")), {}, None):
            found.append(batch)  # noqa: PERF402
    assert {batch.part: len(batch.records) for batch in found} == {"b.mbox": 1, "b.mbox.msf": 0}


# The same mail twice


def marked(name: object, marks: str) -> str:
    return f"{SEPARATOR}{marks}{letter(name)}\n"


def test_of_copies_that_differ_by_marks_a_file_shows_the_first() -> None:
    content = marked(1, "Status: RO\n") + marked(2, "") + marked(1, "Status: O\n") + marked(1, "Status: RO\n")
    [reading] = read_file((), BytesIO(content.encode()), "inbox.mbox")
    assert [record.origin.line for record in reading.records] == [2, 9, 22]
    assert len({(record.key, record.raw) for record in reading.records}) == 2
    assert reading.ignored == {"copy of a message with other marks": 1}


@pytest.mark.parametrize("size", [1, 2, 10])
def test_of_copies_that_differ_by_marks_a_folder_shows_the_first_wherever_it_is_resumed(
    tmp_path: Path, size: int
) -> None:
    for name, marks in (("1.eml", "Status: RO\n"), ("2.eml", ""), ("3.eml", "Status: O\n"), ("4.eml", "Status: RO\n")):
        put(tmp_path / name, marks + letter("twice" if marks else "once"))
    with batches_of(size):
        whole = all_of(tmp_path)
        for stored in range(len(whole)):
            assert all_of(tmp_path, cursors(whole[:stored])) == whole[stored:]
    assert [record.origin.uid for batch in whole for record in batch.records] == ["1.eml", "2.eml", "4.eml"]
    assert [dict(batch.ignored) for batch in whole if batch.ignored] == [{"copy of a message with other marks": 1}]


def test_a_mark_that_changes_is_another_wording_of_a_known_record(tmp_path: Path) -> None:
    path = put(tmp_path / "inbox.mbox", marked(1, "X-Mozilla-Status: 0000\n"))
    [before] = all_of(path)
    put(path, marked(1, "X-Mozilla-Status: 0001\n"))
    [after] = all_of(path, cursors([before]))
    assert after.records[0].key == before.records[0].key
    assert after.records[0].raw != before.records[0].raw


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    message = (SEPARATOR + letter("x" * 40) + "body " * 200_000 + "\n\n").encode()
    with path.open("wb") as file:
        for _ in range(100):
            file.write(message)
    tracemalloc.start()
    try:
        count = sum(len(batch.records) for batch in fetch(MailFileOptions(path=str(path)), {}, None))
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 100
    assert most_bytes < 4 * mail_mbox.PIECE_BYTES, "A file of 100 MB is held in memory."


# Folders


def maildir(root: Path, *names: str, text: object = None) -> None:
    for name in names:
        put(root / "cur" / name, letter(text or name.split(":")[0]))


def test_a_maildir_and_its_subfolders_are_parts(tmp_path: Path) -> None:
    maildir(tmp_path, "1.a:2,S")
    maildir(tmp_path / ".Sent.2019", "2.a:2,S")
    maildir(tmp_path / "lists" / "growers", "3.a:2,S")
    put(tmp_path / "new" / "4.a", letter("4.a"))
    put(tmp_path / "new" / ".5.a", letter("hidden"))
    put(tmp_path / "tmp" / "6.a", SEPARATOR + letter("half written"))
    put(tmp_path / "dovecot.index", "From nobody")
    batches = all_of(tmp_path)
    assert {batch.part: topics_fetched([batch]) for batch in batches} == {
        "": ["1.a", "4.a"],
        ".Sent.2019": ["2.a"],
        "lists/growers": ["3.a"],
    }
    assert [record.origin.uid for record in batches[0].records] == ["1.a", "4.a"]


def cursors(batches: list[Batch]) -> dict[str, Cursor]:
    return {batch.part: batch.cursor for batch in batches if batch.cursor is not None}


def test_a_message_that_is_read_answered_or_moved_to_cur_is_no_change(tmp_path: Path) -> None:
    put(tmp_path / "new" / "1.a", letter(1))
    maildir(tmp_path, "2.a:2,")
    before = cursors(all_of(tmp_path))
    (tmp_path / "new" / "1.a").rename(tmp_path / "cur" / "1.a:2,RS")
    (tmp_path / "cur" / "2.a:2,").rename(tmp_path / "cur" / "2.a:2,FS")
    assert not all_of(tmp_path, before)


def test_a_new_or_deleted_message_is_a_change(tmp_path: Path) -> None:
    maildir(tmp_path, "1.a:2,", "2.a:2,")
    before = cursors(all_of(tmp_path))
    maildir(tmp_path, "3.a:2,")
    assert topics_fetched(all_of(tmp_path, before)) == ["1.a", "2.a", "3.a"]
    (tmp_path / "cur" / "1.a:2,").unlink()
    assert topics_fetched(all_of(tmp_path, before)) == ["2.a", "3.a"]


def test_a_message_that_is_replaced_by_one_of_the_same_size_is_a_change(tmp_path: Path) -> None:
    path = put(tmp_path / "1.eml", letter(1))
    put(tmp_path / "2.eml", letter(2))
    before = cursors(all_of(tmp_path))
    assert not all_of(tmp_path, before)
    modified = path.stat().st_mtime_ns
    put(path, letter(3))
    os.utime(path, ns=(modified + 1_000, modified + 1_000))
    assert topics_fetched(all_of(tmp_path, before)) == ["2", "3"]


def test_a_message_whose_flags_change_meanwhile_is_read_and_a_deleted_one_is_not_there(tmp_path: Path) -> None:
    maildir(tmp_path, "1.a:2,", "2.a:2,", "3.a:2,")
    with batches_of(1):
        batches = fetch(MailFileOptions(path=str(tmp_path)), {}, None)
        found = [next(batches)]
        (tmp_path / "cur" / "2.a:2,").rename(tmp_path / "cur" / "2.a:2,S")
        (tmp_path / "cur" / "3.a:2,").unlink()
        assert topics_fetched([*found, *batches]) == ["1.a", "2.a"]


def test_a_vanished_folder_takes_its_records_along(tmp_path: Path) -> None:
    maildir(tmp_path, "1.a:2,")
    maildir(tmp_path / ".Old", "2.a:2,")
    before = cursors(all_of(tmp_path))
    (tmp_path / ".Old" / "cur" / "2.a:2,").unlink()
    (tmp_path / ".Old" / "cur").rmdir()
    [gone] = all_of(tmp_path, before)
    assert (gone.part, list(gone.records), gone.snapshot.complete) == (".Old", [], True)


def test_a_maildir_that_becomes_an_mbox_is_read_anew(tmp_path: Path) -> None:
    maildir(tmp_path / "Mail", "1.a:2,")
    put(tmp_path / "Other", SEPARATOR + letter(2))
    before = cursors(all_of(tmp_path))
    (tmp_path / "Mail" / "cur" / "1.a:2,").unlink()
    (tmp_path / "Mail" / "cur").rmdir()
    (tmp_path / "Mail").rmdir()
    put(tmp_path / "Mail", SEPARATOR + letter(3))
    assert topics_fetched(all_of(tmp_path, before)) == ["3"]


def test_drafts_are_counted_and_left_out(tmp_path: Path) -> None:
    maildir(tmp_path, "1.a:2,S", "2.a:2,DS")
    [batch] = all_of(tmp_path)
    assert (len(batch.records), batch.ignored) == (1, {"draft": 1})


def test_folders_that_are_no_contact_are_counted_and_left_out(tmp_path: Path) -> None:
    maildir(tmp_path / ".Trash", "1.a:2,S")
    put(tmp_path / "Spam.mbox", SEPARATOR + letter(2))
    put(tmp_path / "Inbox.mbox", SEPARATOR + letter(3))
    batches = all_of(tmp_path)
    assert topics_fetched(batches) == ["3"]
    assert sum((Counter(batch.ignored) for batch in batches), Counter()) == {
        "message in trash": 1,
        "message in spam": 1,
    }
    assert topics_fetched(all_of(tmp_path, leave_out=["spam"])) == ["1.a", "3"]
    assert topics_fetched(all_of(tmp_path / "*.mbox")) == ["3"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    assert topics_fetched(all_of(put(tmp_path / "Trash.mbox", SEPARATOR + letter(1)))) == ["1"]


def test_files_and_folders_can_be_named_together(tmp_path: Path) -> None:
    maildir(tmp_path / "a" / "Maildir", "1.a:2,S")
    old = put(tmp_path / "b" / "old.mbox", SEPARATOR + letter(2))
    batches = all_of([tmp_path / "a" / "Maildir", old])
    assert {batch.part: len(batch.records) for batch in batches} == {"a/Maildir": 1, "b/old.mbox": 1}


def test_a_folder_within_a_folder_that_is_named_too_is_read_once(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.mbox", SEPARATOR + letter(1))
    assert topics_fetched(all_of(tmp_path / "**")) == ["1"]


def test_a_folder_without_mail_is_refused_with_a_sentence(tmp_path: Path) -> None:
    put(tmp_path / "notes.txt", "From time to time.\n")
    with pytest.raises(NeedsYou, match=r"No mail is at `path` .*neither an mbox, nor a Maildir"):
        all_of(tmp_path)


def test_a_folder_is_no_snapshot_of_an_account(tmp_path: Path) -> None:
    maildir(tmp_path, "1.a:2,S")
    with pytest.raises(NeedsYou, match="is for files only"):
        all_of(tmp_path, files="snapshots")


@pytest.mark.parametrize(
    ("name", "content", "is_mail"),
    [
        ("inbox", SEPARATOR + letter(1), True),
        ("letter.eml", letter(1), True),
        ("letter.eml", "\ufeff" + letter(1), True),
        ("notes.txt", "From time to time.\n", False),
        ("people.csv", "Name,E-mail\nAda,ada@home.example\n", False),
        ("card.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n", False),
        ("empty", "", False),
        ("settings", "Subject: one field is not enough\n", False),
    ],
)
def test_a_file_of_mail_is_recognised(tmp_path: Path, name: str, content: str, is_mail: bool) -> None:
    assert (recognise(put(tmp_path / name, content)) is not None) == is_mail


def test_a_folder_of_mail_is_recognised(tmp_path: Path) -> None:
    assert recognise(tmp_path) is None
    maildir(tmp_path, "1.a:2,S")
    assert recognise(tmp_path) == {}


# Real programs' files


def corpus() -> Iterator[Path]:
    """The files of the corpus, none of which may be damaged by reading."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus lies in ../shared, which is not here")
    yield from sorted(CORPUS.iterdir())


def read_of(path: Path) -> list[tuple[Record, list[Reading]]]:
    with path.open("rb") as file:
        found = list(Messages(file, path.name, cut(file, path.name)))
    return [(record, list(read(SourceRecord(record.key, record.raw), {}))) for record in found]


NO_MAIL = ("malformedHeader-noheader.msg", "johndoeexamplecom_sender", "stripped~")
"""Test data of signatures and of broken mail that have no header at all."""


@pytest.mark.shared
def test_every_file_of_the_corpus_is_read() -> None:
    for path in corpus():
        found = read_of(path)
        is_mail = not any(part in path.name for part in NO_MAIL)
        assert bool(found) == is_mail, path.name
        assert all(readings for _, readings in found)


@pytest.mark.shared
def test_the_mboxes_of_the_corpus_have_as_many_messages_as_python_finds() -> None:
    mboxes = [path for path in corpus() if path.suffix == ".mbox"]
    assert len(mboxes) >= 25
    for path in mboxes:
        with closing(mailbox.mbox(path)) as by_python:
            assert len(read_of(path)) == len(by_python), path.name


@pytest.mark.shared
def test_the_corpus_names_the_people_whom_python_finds() -> None:
    """Equal addresses in From and To, but where Python's parser is known to be wrong; see docs/mail.md."""
    agree, differ = 0, Counter[str]()
    for path in corpus():
        for record, readings in read_of(path):
            if any(isinstance(reading, Nothing) for reading in readings):
                continue
            for role in ("from", "to"):
                theirs = addresses_by_python(record.raw, role)
                ours = [r.address for r in readings if isinstance(r, Party) and r.role == role and r.address]
                agree += theirs == ours
                differ[path.name.rpartition("~")[2]] += theirs not in (None, ours)
    assert agree > 1_200
    assert dict(+differ) == DIFFER


DIFFER = {
    "example13.eml": 1,  # "jdoe@machine(comment).  example": Python finds no address
    "raw_email_with_at_display_name.eml": 2,  # "Mikel@Lindsaar <…>": Python takes the name for the address
    "mix_caps_content_type.eml": 1,  # "Big Bug bb@bug.com" without angles: Python makes all of it the local part
    "raw_email11.eml": 1,  # the address stands in the name, in front of a local user's: Python finds none
    "attachment_7bit.eml": 1,  # UTF-8 and other bytes in an address: Python leaves halves of surrogates
    "utf8_headers.eml": 2,
    "mailformed-headers.eml": 1,
}
"""Fields of the corpus in which ours differ from Python's, each read by hand: ours are the right ones."""


def addresses_by_python(raw: bytes, field: str) -> list[str] | None:
    """The addresses in a field as the standard library reads them; None where it raises."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    try:
        members = [member for value in message.get_all(field, []) for member in value.addresses]
    except (AttributeError, IndexError, ValueError):
        return None
    return [member.addr_spec for member in members if "@" in member.addr_spec]
