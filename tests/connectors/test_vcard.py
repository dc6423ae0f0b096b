"""What the contract suite can't say about vCards: encodings, damage, identity, and a corpus of real programs' files."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.claims import Affiliation, Birthday, Email, Identifier, Name, Note, Nothing, Phone, Reading, Rejected
from connectors.contract import SourceRecord
from connectors.records import Record
from connectors.vcard import read, read_file, recognise
from connectors.vcard_cards import DEEPEST

SAMPLES = Path(__file__).parent / "vcard"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Łucja Müller\r\nEMAIL:lucja@example.org\r\nUID:1\r\nEND:VCARD\r\n"


def records(content: bytes | str) -> list[Record]:
    return list(read_file(content.encode() if isinstance(content, str) else content, "book.vcf").records)


def said(record: Record) -> list[Reading]:
    return list(read(SourceRecord(record.key, record.raw), record.context.facts))


def card(*properties: str, version: str = "3.0") -> str:
    return "\n".join(["BEGIN:VCARD", f"VERSION:{version}", *properties, "END:VCARD"]) + "\n"


def claims(*properties: str, version: str = "3.0", kind: type | tuple[type, ...] = object) -> list[Any]:
    """What one card says, of one kind."""
    [record] = records(card(*properties, version=version))
    return [reading for reading in said(record) if isinstance(reading, kind)]


def subjects(content: str) -> list[str]:
    return [next(r.subject for r in said(record) if isinstance(r, Name)) for record in records(content)]


# Files


@pytest.mark.parametrize(
    ("content", "encoding", "found"),
    [
        (CARD.encode(), "utf-8", "detected"),
        (b"\xef\xbb\xbf" + CARD.encode(), "utf-8", "BOM"),
        (b"\xff\xfe" + CARD.encode("utf-16-le"), "utf-16-le", "BOM"),
        (b"\xfe\xff" + CARD.encode("utf-16-be"), "utf-16-be", "BOM"),
        (CARD.encode("utf-16-le"), "utf-16-le", "detected"),
        (CARD.encode("utf-16-be"), "utf-16-be", "detected"),
        (CARD.encode("cp1250"), "cp1250", "guessed"),
        (CARD.replace("UID", "NOTE;CHARSET=ISO-8859-2:x\r\nUID").encode("iso8859_2"), "iso-8859-2", "declared"),
        (CARD.replace("\r\n", "\r").encode(), "utf-8", "detected"),
        (CARD.replace("\r\n", "\n").lower().encode(), "utf-8", "detected"),
    ],
)
def test_a_card_says_the_same_in_every_encoding_and_with_every_line_end(
    content: bytes, encoding: str, found: str
) -> None:
    [record] = records(content + content)[:1]
    assert record.context.facts == {"format": "vcard", "encoding": encoding, "found": found}
    assert record.key == "uid:1"
    name, email = (reading for reading in said(record) if isinstance(reading, (Name, Email)))
    assert isinstance(name, Name) and name.full is not None
    assert name.full.title() == "Łucja Müller"
    assert isinstance(email, Email) and email.address == "lucja@example.org"


def test_a_record_is_its_card_byte_for_byte() -> None:
    odd = b"BEGIN:VCARD \r\nFN:  Ada \xff\r\n\r\n folded\nEND:VCARD"
    assert [record.raw for record in records(b"\r\n \r\n" + odd + b"\r\n\r\n")] == [odd]


def test_text_between_cards_is_a_record_that_is_rejected() -> None:
    found = records(f"Dear all,\n\n{CARD}see you\n{CARD}\n\n")
    assert [(record.raw[:8], record.origin.ordinal, record.origin.line) for record in found] == [
        (b"Dear all", 1, 1),
        (b"BEGIN:VC", 2, 3),
        (b"see you", 3, 9),
        (b"BEGIN:VC", 4, 10),
    ]
    assert said(found[0]) == [Rejected("text outside any card")]


def test_a_card_without_end_is_read_as_far_as_it_goes_and_harms_no_other() -> None:
    first, second = records("BEGIN:VCARD\nUID:9\nFN:Ada Byron\n" + CARD)
    assert first.raw == b"BEGIN:VCARD\nUID:9\nFN:Ada Byron"
    assert said(first) == [Name("uid:9", full="Ada Byron"), Rejected("the card has no end", "END")]
    assert second.raw == CARD.encode().strip()


def test_a_card_inside_a_card_is_a_person_of_its_own_and_an_agents_is_not() -> None:
    outer, inner = records("BEGIN:VCARD\nN:Outer\nBEGIN:VCARD\nN:Inner\nUID:2\nEND:VCARD\nTEL:1\nEND:VCARD\n")
    assert [type(reading) for reading in said(outer)] == [Name, Phone]
    assert inner.key == "uid:2"
    agent = "AGENT:BEGIN:VCARD\nFN:Ben\nUID:2\nEND:VCARD"
    assert [record.key for record in records(card("FN:Ada", agent, "UID:1"))] == ["uid:1"]


@pytest.mark.parametrize("content", ["BEGIN:VCARD\n" * 3000, "BEGIN:VCARD\n" * 3000 + "END:VCARD\n" * 3000])
def test_cards_nested_without_end_do_not_multiply_the_file(content: str) -> None:
    assert sum(len(record.raw) for record in records(content)) <= (DEEPEST + 1) * len(content)


@given(st.lists(st.sampled_from([CARD, "BEGIN:VCARD\n", "END:VCARD", "FN:Ada\r", "AGENT:", "\n", " ", "\ufeff", "ü"])))
def test_nothing_of_a_file_is_lost_but_blanks(parts: list[str]) -> None:
    content = "".join(parts).encode()
    left = content
    for record in sorted(records(content), key=lambda record: -len(record.raw)):
        left = left.replace(record.raw, b"")
    assert not left.replace(b"\xef\xbb\xbf", b"").strip()


def test_a_file_with_a_card_near_its_beginning_is_recognised(tmp_path: Path) -> None:
    for name, content in (("a", CARD.encode()), ("b", CARD.lower().encode("utf-16")), ("c", b"Name,E-mail\n")):
        (tmp_path / name).write_bytes(content)
    assert [recognise(tmp_path / name) for name in "abc"] == [{}, {}, None]


# Identity


def test_an_edited_note_keeps_the_subject_with_and_without_a_uid() -> None:
    for uid in ((), ("UID:7",)):
        before, after = (card("FN:Ada Byron", "EMAIL:ada@example.org", f"NOTE:{n}", *uid) for n in ("old", "new"))
        assert subjects(before) == subjects(after)
    assert subjects(card("FN:Ada Byron")) != subjects(card("FN:Ada King"))


def test_one_uid_on_two_cards_is_two_keys_whatever_their_order() -> None:
    ada, ben = card("FN:Ada", "UID:1"), card("FN:Ben", "UID:1")
    keys = {record.key for record in records(ada + ben)}
    assert len(keys) == 2
    assert keys == {record.key for record in records(ben + ada)}
    assert len(set(subjects(ada + ben))) == 2


def test_one_card_twice_is_one_key() -> None:
    assert [record.key for record in records(CARD + CARD)] == ["uid:1", "uid:1"]


def test_a_folded_or_encoded_uid_is_the_uid() -> None:
    for written in ("UID:abcd", "uid: abcd ", "UID:ab\n cd", "UID;ENCODING=QUOTED-PRINTABLE:=61bcd"):
        assert records(card("FN:Ada", written))[0].key == "uid:abcd"


@pytest.mark.parametrize(
    ("rev", "moment"),
    [
        ("20240131T101112Z", datetime(2024, 1, 31, 10, 11, 12)),
        ("2024-01-31T10:11:12Z", datetime(2024, 1, 31, 10, 11, 12)),
        ("2024-01-31T10:11:12.5+02:00", datetime(2024, 1, 31, 8, 11, 12, 500_000)),
        ("20240131T101112-0330", datetime(2024, 1, 31, 13, 41, 12)),
        ("2024-01-31", datetime(2024, 1, 31)),
        ("20240131", datetime(2024, 1, 31)),
        ("0", None),
        ("2024-13-31", None),
        ("0001-01-01T00:00:00+10:00", None),
    ],
)
def test_a_file_was_observed_when_its_newest_card_was_changed(rev: str, moment: datetime | None) -> None:
    assert read_file((card(f"REV:{rev}") + card("FN:Ada")).encode(), "book.vcf").observed_lo == moment


# Properties


@pytest.mark.parametrize(
    ("property_", "label"),
    [
        ("TEL;CELL;PREF", "cell"),
        ("TEL;TYPE=WORK,FAX", "fax work"),
        ('TEL;TYPE="fax,work"', "fax work"),
        ("tel;type=Work;type=FAX;type=pref", "fax work"),
        ("TEL;VOICE", None),
        ("TEL;TYPE=x-mobile", "mobile"),
        ("item1.TEL;type=HOME", "school"),
    ],
)
def test_labels_are_read_in_every_shape(property_: str, label: str | None) -> None:
    [phone] = claims(f"{property_}:+1 202 555 0100", "item1.X-ABLabel:_$!<School>!$_", kind=Phone)
    assert phone.label == label


@pytest.mark.parametrize(
    ("bday", "parts"),
    [
        ("BDAY:1985-04-12", (1985, 4, 12)),
        ("BDAY:19850412T231000Z", (1985, 4, 12)),
        ("BDAY:--0412", (None, 4, 12)),
        ("BDAY:--04-12", (None, 4, 12)),
        ("BDAY:---12", (None, None, 12)),
        ("BDAY:1985", (1985, None, None)),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", (None, 2, 29)),
        ("BDAY;X-APPLE-OMIT-YEAR=1904:1904-04-12", (None, 4, 12)),
        ("BDAY:2001-02-29", None),
        ("BDAY:1985-13-01", None),
        ("BDAY;VALUE=text:in spring", None),
    ],
)
def test_a_birthday_is_a_date_that_exists_or_is_rejected(
    bday: str, parts: tuple[int | None, int | None, int | None] | None
) -> None:
    found = claims("FN:Ada", bday, kind=(Birthday, Rejected))
    [subject] = subjects(card("FN:Ada"))
    assert found == [Birthday(subject, *parts) if parts else Rejected("not a date", "BDAY")]


@pytest.mark.parametrize(
    ("lines", "version", "full"),
    [
        ("FN:Keller, Anna", "3.0", "Keller, Anna"),
        ("FN:Keller\\, Anna", "2.1", "Keller, Anna"),
        ("FN:Anna Kel\n ler", "3.0", "Anna Keller"),
        ("FN:Anna\n Keller", "2.1", "Anna Keller"),
        ("FN;ENCODING=QUOTED-PRINTABLE:Anna=20Kel=\nler", "2.1", "Anna Keller"),
        ("FN;QUOTED-PRINTABLE:Anna Kel=\n\nler", "2.1", "Anna Keller"),
        ("fn;quoted-printable:Anna =\n Keller=", "2.1", "Anna Keller"),
        ("FN:Anna Keller=", "3.0", "Anna Keller="),
        ("FN;ENCODING=QUOTED-PRINTABLE:Anna Keller=", "2.1", "Anna Keller"),
        ('FN;X-NOTE="a:b":Anna Keller', "4.0", "Anna Keller"),
    ],
)
def test_a_name_is_unfolded_and_unescaped_once(lines: str, version: str, full: str) -> None:
    names = claims(lines, "NOTE:x", version=version, kind=Name)
    assert [name.full for name in names if isinstance(name, Name)] == [full]


@pytest.mark.parametrize(
    ("raw", "full"),
    [
        ("FN;CHARSET=SHIFT_JIS:表 太郎".encode("shift_jis"), "表 太郎"),
        ("FN;CHARSET=KOI8-R:Иван".encode("koi8_r"), "Иван"),
        ("FN;CHARSET=ISO-2022-JP:山田".encode("iso2022_jp"), "山田"),
        ("FN;CHARSET=blabla:Zoë".encode(), "Zoë"),
        ("FN;CHARSET=blabla:Jürgen Groß".encode("cp1252"), "Jürgen Groß"),
        ("FN;CHARSET=ISO-8859-1:Zoë".encode(), "Zoë"),
        (b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB Z=C3=AB=C3", "Zoë Zë"),
        (b"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=C8=E2=E0=ED", "Иван"),
        (b"FN:Zo\xc3\r\n \xab", "Zoë"),
    ],
)
def test_a_property_is_decoded_from_its_bytes(raw: bytes, full: str) -> None:
    [record] = records(b"BEGIN:VCARD\r\nVERSION:3.0\r\n" + raw + b"\r\nUID:1\r\nEND:VCARD\r\n")
    assert said(record) == [Name("uid:1", full=full)]


def test_a_long_text_that_nobody_folded_stays_whole_and_hides_no_property() -> None:
    found = claims("FN:Ada", "NOTE:one", "Two: three", "four", "EMAIL:ada@example.org", kind=(Note, Email))
    assert [reading[1] for reading in found] == ["one\nTwo: three\nfour", "ada@example.org"]


def test_only_semicolons_part_an_organization() -> None:
    [job] = claims("FN:Ada", "ORG:Example, Inc.;Sales;East", "TITLE:Clerk", kind=Affiliation)
    assert (job.organization, job.unit, job.title) == ("Example, Inc.", "Sales, East", "Clerk")


def test_titles_go_with_the_organization_of_their_group_or_place() -> None:
    jobs = claims("FN:Ada", "ORG:One", "TITLE:First", "ORG:Two", "TITLE:Second", kind=Affiliation)
    assert [(job.organization, job.title) for job in jobs] == [("One", "First"), ("Two", "Second")]
    jobs = claims("FN:Ada", "a.ORG:One", "b.ORG:Two", "b.TITLE:Second", kind=Affiliation)
    assert [(job.organization, job.title) for job in jobs] == [("One", None), ("Two", "Second")]


def test_a_title_without_an_organization_is_counted_as_unread() -> None:
    assert [reading[0] for reading in claims("FN:Ada", "TITLE:Clerk")[1:]] == ["TITLE"]


def test_a_tel_uri_becomes_the_number_and_its_extension() -> None:
    [phone] = claims("FN:Ada", "TEL;VALUE=uri;TYPE=work:tel:+1-202-555-0100;ext=12", version="4.0", kind=Phone)
    assert (phone.number, phone.label) == ("+1-202-555-0100 ext. 12", "work")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (("FN:Friends", "KIND:group"), "a group, not a person"),
        (("FN:Friends", "X-ADDRESSBOOKSERVER-KIND:group"), "a group, not a person"),
        (("FN:Example Ltd", "KIND:org"), "an organization, not a person"),
        (("FN:Example Ltd", "N:;;;;", "ORG:Example Ltd;"), "an organization, not a person"),
        (("N:;;;;", "ORG:Example Ltd", "TEL:+1 202 555 0100"), "an organization, not a person"),
        (("FN:Ada Ltd", "N:Ltd;Ada;;;", "ORG:Other", "X-ABShowAs:COMPANY"), "an organization, not a person"),
        (("FN:", "NOTE:who?"), "names nobody"),
        (("UID:5f1f0d1c-6a5e-4a46-8d4f-0a6f4b1f0001",), "names nobody"),
    ],
)
def test_a_card_of_no_person_says_why_it_says_nothing(properties: tuple[str, ...], reason: str) -> None:
    assert claims(*properties) == [Nothing(reason)]


def test_a_person_at_a_firm_is_no_firm() -> None:
    assert claims("N:;;;;", "ORG:Example Ltd", "EMAIL:ada@example.org", kind=Email)
    assert claims("FN:Ada Byron", "N:Byron;Ada", "ORG:Example Ltd", kind=Name)


def test_two_people_on_one_card_share_its_addresses_and_nothing_else() -> None:
    found = claims("FN:Anna & Ben Keller", "EMAIL:home@example.org", "BDAY:1980-05-17", "ORG:Example Ltd")
    names = [reading for reading in found if isinstance(reading, Name)]
    assert [name.full for name in names] == ["Anna Keller", "Ben Keller"]
    assert [email.subject for email in found if isinstance(email, Email)] == [name.subject for name in names]
    assert [reading[0] for reading in found[-2:]] == ["BDAY", "ORG"]


def test_a_name_in_parts_says_that_it_is_one_person() -> None:
    assert len(claims("FN:Anna & Ben Keller", "N:Keller;Anna", kind=Name)) == 1


def test_an_address_written_into_the_name_is_no_name() -> None:
    assert not claims("FN:ada@example.org", "EMAIL:ada@example.org", kind=Name)


def test_only_a_uid_that_is_hardly_used_twice_identifies() -> None:
    assert not claims("FN:Ada", "UID:357", kind=Identifier)
    assert claims("FN:Ada", "UID:5f1f0d1c-6a5e-4a46-8d4f-0a6f4b1f0001", kind=Identifier)


# Whatever the bytes


CARDS = [record.raw for path in sorted(SAMPLES.glob("*.vcf")) for record in records(path.read_bytes())]


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A card of the samples with a few bytes replaced, doubled or cut out, or a piece of another card put in."""
    raw = draw(st.sampled_from(CARDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 30)))
        other = draw(st.sampled_from(CARDS))[start:end]
        piece = draw(st.sampled_from([b"", b"=", b";", b":", b'"', b"\\", b"\n", b"\r", b"\0", b"\xff", other]))
        raw = raw[:start] + piece + raw[end:]
    return raw


@given(mutilated() | st.binary(), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp932", "no such encoding"]))
def test_read_never_raises_and_always_says_something(raw: bytes, encoding: str) -> None:
    for reading in (found := list(read(SourceRecord("uid:x", raw), {"encoding": encoding}))):
        "".join(value for value in reading if isinstance(value, str)).encode()
    assert any(not isinstance(reading, Nothing) for reading in found) or len(found) == 1


@given(st.lists(mutilated()))
def test_read_file_never_raises(cards: list[bytes]) -> None:
    for record in records(b"\n".join(cards)):
        assert said(record)


# Real programs' files


@pytest.mark.shared
def test_every_card_of_the_corpus_is_found_and_read() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus lies in ../shared, which is not here")
    with (CORPUS / "vcard_cards.tsv").open(encoding="utf-8") as table:
        expected = {row["file"]: int(row["cards"]) for row in csv.DictReader(table, delimiter="\t")}
    found = {}
    for file in expected:
        cards = records((CORPUS / "vcard" / file).read_bytes())
        found[file] = sum(record.key[:5] != "text:" for record in cards)
        assert all(said(record) for record in cards)
    assert found == expected
