"""A mailbox on a real server: what is stored of it, and that nothing in it changes."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from connectors import mail_file
from connectors.claims import Interaction
from connectors.contract import NeedsYou, SourceRecord, TryLater
from connectors.imap_mail import ImapOptions, fetch
from connectors.mail_message import read
from connectors.records import Batch
from tests.connectors.fetching import batches_of
from tests.connectors.mailboxes import SyncedMailbox, key, mail
from tests.dovecot import Dovecot


@pytest.fixture
def server() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.close()


@pytest.fixture
def box(server: Dovecot, tmp_path: Path) -> SyncedMailbox:
    return SyncedMailbox(tmp_path / "archive.duckdb", server.options())


def keys(*names: str) -> set[str]:
    return {key(name) for name in names}


def records(batches: list[Batch]) -> int:
    return sum(len(batch.records) for batch in batches)


# -- what is stored ---------------------------------------------------------------------------------------------------


def test_one_message_in_three_folders_is_one_record_seen_three_times(server: Dovecot, box: SyncedMailbox) -> None:
    server.create("Verein", "Verein/Vorstand")
    for folder in ("INBOX", "Verein", "Verein/Vorstand"):
        server.append(folder, mail("minutes"))
    box.sync()
    assert (box.count("record"), box.count("sighting")) == (1, 3)


def test_nothing_but_the_header_is_stored(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", mail("letter"))
    [batch] = box.sync()
    [record] = batch.records
    assert record.raw + b"\r\nNothing that is ever fetched.\r\n" == mail("letter")


def test_a_record_says_folder_numbers_and_arrival(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", mail("letter"), at=_moment("2019-05-03T17:45:10"))
    [batch] = box.sync()
    [record] = batch.records
    assert record.changed_at == _moment("2019-05-03T17:45:10")
    assert record.origin.file == batch.part == "INBOX"
    assert record.origin.uid == f"{(batch.cursor or {})['uidvalidity']}:1"


@pytest.mark.parametrize(
    "name",
    ["Entwürfe & Ideen", "a&b", "&", "日本語", "x" * 60, 'say "hi"', "back\\slash", "Ж/&-", "100%", "(NIL)", "NIL"],
)
def test_folders_are_called_what_people_call_them(server: Dovecot, box: SyncedMailbox, name: str) -> None:
    server.create(name)
    server.append(name, mail("letter"))
    assert [batch.part for batch in box.sync()] == [name]


def test_a_mailbox_with_nothing_in_it_gives_no_batch(box: SyncedMailbox) -> None:
    assert box.sync() == []


def test_a_mail_without_an_id_is_the_same_one_in_a_file_whatever_is_noted_there(
    server: Dovecot, box: SyncedMailbox, tmp_path: Path
) -> None:
    letter = (
        "From: Ada Byron <ada@example.org>\nTo: ralph@byron.example,\n\tnoor@orchard.example\n"
        "Date: Fri, 3 May 2019 17:45:10 +0000\nSubject: pears\n\nNothing that is ever fetched.\n"
    )
    server.append("INBOX", letter.replace("\n", "\r\n").encode())
    file = tmp_path / "old.mbox"
    file.write_text(f"From - Fri May  3 17:45:10 2019\nX-Mozilla-Status: 0001\n{letter}\n")
    known = set()
    for batch in (*box.sync(), *mail_file.fetch(mail_file.MailFileOptions(path=str(file)), {}, None)):
        [record] = batch.records
        [mail_of_it, *_] = read(SourceRecord(record.key, record.raw), {})
        assert isinstance(mail_of_it, Interaction)
        known.add((record.key, mail_of_it.interaction))
    assert len(known) == 1


# -- nothing changes in the mailbox -----------------------------------------------------------------------------------


def test_nothing_sets_a_flag(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", *(mail(f"letter {number}") for number in range(5)))
    server.append("INBOX", mail("seen"), flags="(\\Seen)")
    before = server.flags("INBOX")
    assert sum("\\Recent" in line for line in before) == 6
    assert sum("\\Seen" in line for line in before) == 1
    box.sync()
    box.sync()
    assert server.flags("INBOX") == before


def test_folders_are_opened_for_reading_only(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", mail("letter"))
    modified = sorted((path, path.stat().st_mtime_ns) for path in (server.home / "mail").rglob("*/cur/*"))
    box.sync()
    assert modified == sorted((path, path.stat().st_mtime_ns) for path in (server.home / "mail").rglob("*/cur/*"))


# -- the second sync --------------------------------------------------------------------------------------------------


def test_without_a_change_nothing_is_fetched_and_nothing_landed(server: Dovecot, box: SyncedMailbox) -> None:
    server.create("Verein")
    server.append("INBOX", mail("a"), mail("b"))
    server.append("Verein", mail("c"))
    box.sync()
    before = box.state()
    assert box.sync() == []
    assert box.state() == before


def test_only_what_is_new_is_fetched(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", mail("a"), mail("b"))
    box.sync()
    server.append("INBOX", mail("c"))
    assert records(box.sync()) == 1
    assert box.present() == keys("a", "b", "c")


def test_a_deleted_message_is_gone(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", mail("a"), mail("b"), mail("c"))
    box.sync()
    server.delete("INBOX", [2])
    assert records(box.sync()) == 0
    assert box.present() == keys("a", "c")


def test_a_message_that_is_twice_in_a_folder_stays_when_one_of_them_is_deleted(
    server: Dovecot, box: SyncedMailbox
) -> None:
    server.append("INBOX", mail("twice"), mail("twice"))
    box.sync()
    server.delete("INBOX", [1])
    box.sync()
    assert box.present() == keys("twice")
    server.delete("INBOX", [2])
    box.sync()
    assert box.present() == set()


def test_a_moved_message_is_never_nowhere(server: Dovecot, box: SyncedMailbox) -> None:
    server.create("Archiv", "Zettel")
    server.append("INBOX", mail("up"), mail("down"))
    box.sync()
    server.move("INBOX", [1], "Archiv")
    server.move("INBOX", [2], "Zettel")
    batches = box.sync()
    assert [bool(batch.gone) for batch in batches] == [False, False, True]
    assert box.present() == keys("up", "down")


def test_half_a_mailbox_that_is_moved_is_not_taken_for_deleted(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", *(mail(str(number)) for number in range(40)))
    box.sync()
    server.create("Alt")
    server.move("INBOX", range(1, 41), "Alt")
    box.sync()
    assert len(box.present()) == 40


def test_a_renamed_folder_keeps_its_messages(server: Dovecot, box: SyncedMailbox) -> None:
    server.create("Verein")
    server.append("Verein", mail("a"), mail("b"))
    box.sync()
    server.rename("Verein", "Chor")
    box.sync()
    assert box.present() == keys("a", "b")
    assert box.sync() == []


def test_a_deleted_folder_takes_its_messages_along_and_may_come_back(server: Dovecot, box: SyncedMailbox) -> None:
    server.create("Verein")
    server.append("Verein", mail("a"))
    server.append("INBOX", mail("b"))
    box.sync()
    server.remove("Verein")
    box.sync()
    assert box.present() == keys("b")
    assert box.sync() == []
    server.create("Verein")
    server.append("Verein", mail("a"), mail("c"))
    box.sync()
    assert box.present() == keys("a", "b", "c")


@pytest.mark.parametrize("step", [1, 0], ids=["another UIDVALIDITY", "the same UIDVALIDITY, from a backup"])
def test_messages_that_are_numbered_anew_are_neither_lost_nor_doubled(
    server: Dovecot, box: SyncedMailbox, step: int
) -> None:
    server.append("INBOX", *(mail(name) for name in "abcdef"))
    box.sync()
    server.delete("INBOX", [1, 2])
    server.renumber("INBOX", step)
    assert server.uids("INBOX") == [1, 2, 3, 4]
    box.sync()
    assert box.present() == keys(*"cdef")
    assert box.count("record") == 6
    server.delete("INBOX", [1])
    server.append("INBOX", mail("g"))
    box.sync()
    assert box.present() == keys(*"defg")


# -- which folders ----------------------------------------------------------------------------------------------------


def test_what_is_no_correspondence_is_left_out_with_all_that_is_in_it(server: Dovecot, box: SyncedMailbox) -> None:
    for folder in ("Spam", "Spam/2024", "[Gmail]", "[Gmail]/drafts", "Papierkorb/alt", "Spaminder"):
        server.create(folder)
    for folder in ("Spam", "Spam/2024", "[Gmail]/drafts", "Papierkorb", "Papierkorb/alt", "Spaminder", "Gesendet"):
        server.append(folder, mail(folder))
    assert [batch.part for batch in box.sync()] == ["Gesendet", "Spaminder"]


def test_a_draft_is_passed_over_and_a_deleted_message_is_there_until_it_is_gone(
    server: Dovecot, box: SyncedMailbox
) -> None:
    server.append("INBOX", mail("not yet"), flags="(\\Draft)")
    server.append("INBOX", mail("unwanted"), flags="(\\Deleted \\Seen)")
    [batch] = box.sync()
    assert batch.ignored == {"draft": 1}
    assert box.present() == keys("unwanted")
    assert box.sync() == []


def test_the_settings_decide_which_folders_are_fetched(server: Dovecot, box: SyncedMailbox) -> None:
    folders = ["[Gmail]/All Mail", "Chor", "Chor/Noten", "Spam"]
    for folder in folders:
        server.create(folder)
    for folder in [*folders, "INBOX", "Papierkorb"]:
        server.append(folder, mail(folder))

    def parts(**chosen: list[str]) -> list[str]:
        return [batch.part for batch in fetch(ImapOptions(**server.options(**chosen)), {}, None)]

    assert parts(exclude=[]) == ["Chor", "Chor/Noten", "INBOX", "Papierkorb", "Spam", "[Gmail]/All Mail"]
    assert parts(exclude=["chor", "\\Trash"]) == ["INBOX", "Spam", "[Gmail]/All Mail"]
    assert parts(folders=["inbox", "[Gmail]/*"]) == ["INBOX", "[Gmail]/All Mail"]
    assert parts(folders=["*"]) == ["Chor", "Chor/Noten", "INBOX", "[Gmail]/All Mail"]
    assert parts(folders=["Spam"]) == ["Spam"]


def test_a_folder_that_is_not_there_is_said_before_anything_is_taken_for_deleted(
    server: Dovecot, box: SyncedMailbox
) -> None:
    server.append("INBOX", mail("a"))
    box.sync()
    box.options["folders"] = ["Inbocks"]
    with pytest.raises(NeedsYou, match="localhost has no folder Inbocks among its 3"):
        box.sync()
    assert box.present() == keys("a")


def test_a_folder_that_is_excluded_later_is_gone_and_comes_back(server: Dovecot, box: SyncedMailbox) -> None:
    server.create("Chor")
    server.append("Chor", mail("a"))
    box.sync()
    box.options["exclude"] = ["Chor"]
    box.sync()
    assert box.present() == set()
    del box.options["exclude"]
    box.sync()
    assert box.present() == keys("a")


# -- crashes ----------------------------------------------------------------------------------------------------------


def _fill(server: Dovecot) -> None:
    server.create("Chor", "Verein")
    server.append("INBOX", *(mail(name) for name in "abcdefg"))
    server.append("Chor", *(mail(name) for name in "abx"))
    server.append("Verein", *(mail(name) for name in "hijk"))


def _change(server: Dovecot) -> None:
    server.delete("INBOX", [2, 3])
    server.move("INBOX", [4], "Chor")
    server.append("INBOX", mail("l"), mail("m"), mail("n"))
    server.renumber("Chor")
    server.remove("Verein")
    server.create("Vorstand")
    server.append("Vorstand", *(mail(name) for name in "hij"))


@pytest.mark.slow
def test_a_sync_that_is_stopped_after_any_batch_and_resumed_is_as_one_that_never_stopped(
    server: Dovecot, box: SyncedMailbox, tmp_path: Path
) -> None:
    box.size = 3
    begin = tmp_path / "begin.duckdb"
    for change in (_fill, _change):
        change(server)
        if box.path.exists():
            shutil.copy(box.path, begin)
        boundaries = len(box.sync())
        assert boundaries > 5
        for stored in range(boundaries):
            other = SyncedMailbox(tmp_path / f"{change.__name__}-{stored}.duckdb", box.options, box.size)
            if begin.exists():
                shutil.copy(begin, other.path)
            other.sync(stop_after=stored)
            other.sync()
            assert other.state() == box.state(), f"stopped after {stored} of {boundaries} batches"
            assert other.sync() == []
    assert box.present() == keys(*"abdefghijlmnx")


def test_a_server_that_is_killed_in_the_middle_is_asked_again_later(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", *(mail(str(number)) for number in range(30)))
    landed: list[Batch] = []
    with batches_of(5), pytest.raises(TryLater, match="localhost closed the connection"):
        for batch in fetch(ImapOptions(**server.options()), {}, None):
            if not landed:
                server.kill()
            landed.append(batch)
    assert 0 < records(landed) < 30
    with pytest.raises(TryLater, match=r"localhost can't be reached on port \d+: Connection refused"):
        box.sync()
    server.start()
    box.sync()
    assert len(box.present()) == 30


def test_a_server_that_is_killed_loses_nothing_that_was_landed(server: Dovecot, box: SyncedMailbox) -> None:
    server.append("INBOX", *(mail(str(number)) for number in range(12)))
    box.size = 5
    box.sync(stop_after=1)
    server.kill()
    server.start()
    assert records(box.sync()) == 7
    assert len(box.present()) == 12


@pytest.mark.slow
def test_a_mailbox_that_changes_while_it_is_fetched_is_right_after_the_next_sync(
    server: Dovecot, box: SyncedMailbox
) -> None:
    server.append("INBOX", *(mail(str(number)) for number in range(20)))
    stop = threading.Event()

    def other_client() -> None:
        number = 20
        while not stop.is_set():
            server.append("INBOX", mail(str(number)))
            server.delete("INBOX", server.uids("INBOX")[:1])
            number += 1

    thread = threading.Thread(target=other_client)
    thread.start()
    box.size = 2
    for _ in range(6):
        box.sync()
    stop.set()
    thread.join()
    box.sync()
    with server.client() as client:
        client.select("INBOX", readonly=True)
        _, answers = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
    left = {answer[1].decode().strip().removeprefix("Subject: ") for answer in answers if isinstance(answer, tuple)}
    assert len(left) == 20
    assert box.present() == keys(*left)
    assert box.sync() == []


# -- the way in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["ssl", "starttls", "none"])
def test_each_way_to_connect_works(server: Dovecot, tls: str) -> None:
    server.append("INBOX", mail("a"))
    port = server.tls_port if tls == "ssl" else server.port
    assert records(list(fetch(ImapOptions(**server.options(tls=tls, port=port)), {}, None))) == 1


def _refusal(server: Dovecot, **options: object) -> str:
    with pytest.raises(NeedsYou) as raised:
        list(fetch(ImapOptions(**server.options(**options)), {}, None))
    return str(raised.value)


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(server: Dovecot, tls: str) -> None:
    port = server.tls_port if tls == "ssl" else server.port
    said = _refusal(server, ca_file=None, tls=tls, port=port)
    assert said.startswith("The certificate of localhost can't be verified (self-signed certificate)")
    assert "`ca_file`" in said
    assert "Login" not in server.log()


def test_a_certificate_for_another_host_is_refused(server: Dovecot) -> None:
    assert "can't be verified" in _refusal(server, host="127.0.0.1")


def test_a_wrong_password_is_said_without_saying_it(server: Dovecot) -> None:
    server.password_file.write_text("hunter2")
    said = _refusal(server)
    assert said.startswith("localhost does not accept `user` with `password`.")
    assert "hunter2" not in said
    assert "alice" not in said


def test_tls_at_a_port_without_it_is_said(server: Dovecot) -> None:
    assert "does not speak TLS on port" in _refusal(server, port=server.port)


def test_a_ca_file_that_is_none_is_said(server: Dovecot, tmp_path: Path) -> None:
    assert "`ca_file` can't be read as certificates" in _refusal(server, ca_file=str(tmp_path / "nothing.pem"))
    (tmp_path / "text.pem").write_text("not a certificate")
    assert "`ca_file` can't be read as certificates" in _refusal(server, ca_file=str(tmp_path / "text.pem"))


def test_an_unknown_host_is_said(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert _refusal(server, host="imap.example.org") == "No server is known as imap.example.org. Check `host`."


def test_a_password_is_not_sent_readable_to_another_machine(server: Dovecot) -> None:
    for host in ("mail.example.org", "192.0.2.7"):
        with pytest.raises(ValueError, match="would send the password readable"):
            ImapOptions(**server.options(host=host, tls="none"))
        assert ImapOptions(**server.options(host=host, tls="none", allow_plaintext=True)).tls == "none"
    assert ImapOptions(**server.options(host="127.0.0.1", tls="none")).port


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
