"""What a header block says: addresses, names, dates, ids and signs of machines, in the shapes that programs write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.claims import Interaction, Nothing, Party, Reading, Reference, Rejected
from connectors.contract import SourceRecord
from connectors.mail_addresses import mailboxes, shown_name
from connectors.mail_dates import moment
from connectors.mail_folders import left_out, purpose, unshifted
from connectors.mail_headers import LONGEST_BLOCK, header_block
from connectors.mail_message import mailbox_subject, message_record, read
from connectors.mail_words import decoded, text_of
from tests.connectors.reading import assert_accounted, assert_well_formed

SAMPLES = Path(__file__).parent / "mail_file"


def said(header: bytes | str) -> list[Reading]:
    """Everything one header block says."""
    record = message_record(header.encode() if isinstance(header, str) else header, "INBOX")
    return list(read(SourceRecord(record.key, record.raw), record.context.facts))


def of_kind(kind: type[Any], *fields: str) -> list[Any]:
    """The readings of one kind of a mail from Ada with these fields; a From among them takes the place of hers."""
    own = [] if any(field.startswith("From:") for field in fields) else ["From: ada@home.example"]
    return [reading for reading in said("\n".join([*own, *fields]) + "\n") if isinstance(reading, kind)]


def mail(*fields: str) -> Interaction:
    """The interaction of such a mail."""
    [interaction] = of_kind(Interaction, *fields)
    assert isinstance(interaction, Interaction)
    return interaction


def shown(field: str) -> list[tuple[str | None, str | None]]:
    """Name and address of everyone in an address field."""
    return [(mailbox.name, mailbox.address) for mailbox in mailboxes(field).mailboxes]


# Records


def test_the_record_is_the_header_block_byte_for_byte_with_or_without_a_body() -> None:
    block = b"From: ada@home.example\r\nSubject: x\r\n"
    assert [message_record(block + rest, "INBOX").raw for rest in (b"", b"\r\n", b"\r\nbody\r\n\r\n")] == [block] * 3


def test_one_header_block_has_one_key_in_every_folder() -> None:
    records = {message_record(b"From: ada@home.example\n", folder, uid=folder).key for folder in ("INBOX", "Sent")}
    assert len(records) == 1


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_every_line_end_is_understood(line_end: str) -> None:
    lines = ["From: ada@home.example", "Subject: one", "\ttwo", "To: noor@orchard.example", "", "Cc: body@mill.example"]
    mail, *parties = said(line_end.join(lines))
    assert isinstance(mail, Interaction)
    assert mail.topic == "one two"
    assert [party.address for party in parties if isinstance(party, Party)] == [
        "ada@home.example",
        "noor@orchard.example",
    ]


def test_a_block_that_never_ends_is_cut_and_rejected() -> None:
    assert len(header_block(b"From: ada@home.example\n" * 100_000)) == LONGEST_BLOCK
    assert said(b"From: ada@home.example\n" * 100_000) == [Rejected("a header block that does not end")]


@pytest.mark.parametrize(
    ("header", "reading"),
    [
        ("", Rejected("no header of a mail")),
        ("no field at all\n", Rejected("no header of a mail")),
        ("Subject: who?\n", Rejected("names neither a sender nor a recipient with an address")),
        ("From: nobody\n", Rejected("names neither a sender nor a recipient with an address")),
        ("From: a@b.example\nX-Gmail-Labels: Spam,Unread\n", Nothing("labelled as spam")),
        ("From: a@b.example\nX-Gmail-Labels: =?utf-8?Q?Papierkorb?=\n", Nothing("labelled as trash")),
    ],
)
def test_a_block_without_people_says_why_it_says_nothing(header: str, reading: Reading) -> None:
    assert said(header) == [reading]


def test_a_line_that_is_no_field_costs_only_itself() -> None:
    assert (
        len(of_kind(Party, ">From ada@home.example Tue May  3 10:00:00 2005", "  folded", "oops", "To: b@c.example"))
        == 2
    )


# Addresses


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("ada@home.example", [(None, "ada@home.example")]),
        ("Ada Byron <ada@home.example>", [("Ada Byron", "ada@home.example")]),
        ('"Byron, Ada" <ada@home.example>', [("Byron, Ada", "ada@home.example")]),
        ("Byron, Ada <ada@home.example>", [("Byron, Ada", "ada@home.example")]),
        ("=?utf-8?Q?Byron,_Ada?= <ada@home.example>", [("Byron, Ada", "ada@home.example")]),
        ('"Byron, Ada" <a@b.example>, c@d.example', [("Byron, Ada", "a@b.example"), (None, "c@d.example")]),
        ("ada@home.example (Ada Byron)", [("Ada Byron", "ada@home.example")]),
        ("ada@home.example (Ada (or so) Byron)", [("Ada (or so) Byron", "ada@home.example")]),
        ("<ada@home.example> Ada Byron", [("Ada Byron", "ada@home.example")]),
        ("Ada Byron ada@home.example", [("Ada Byron", "ada@home.example")]),
        ("Ada Byron [ada@home.example]", [("Ada Byron", "ada@home.example")]),
        ("'Ada Byron' <ada@home.example>", [("Ada Byron", "ada@home.example")]),
        ("\"'ada@home.example'\" <ada@home.example>", [(None, "ada@home.example")]),
        ('"Ada Byron (ada@home.example)" <ada@home.example>', [("Ada Byron", "ada@home.example")]),
        (r'"Ada \"Countess\" Byron" <ada@home.example>', [('Ada "Countess" Byron', "ada@home.example")]),
        ('"Ada <ada@home.example>', [('"Ada', "ada@home.example")]),
        ('"ada byron"@home.example', [(None, '"ada byron"@home.example')]),
        ('Ada <"ada@work"@home.example>', [("Ada", '"ada@work"@home.example')]),
        ("a@b.example; c@d.example", [(None, "a@b.example"), (None, "c@d.example")]),
        ("a@b.example c@d.example", [(None, "a@b.example"), (None, "c@d.example")]),
        ("Ada <a@b.example> Noor <c@d.example>", [("Ada", "a@b.example"), ("Noor", "c@d.example")]),
        ("Friends: Ada <a@b.example>, c@d.example;", [("Ada", "a@b.example"), (None, "c@d.example")]),
        ("Friends: a@b.example;, Noor <c@d.example>", [(None, "a@b.example"), ("Noor", "c@d.example")]),
        ("undisclosed-recipients:;", []),
        ("Undisclosed recipients", []),
        ("<@relay.example,@mx.example:ada@home.example>", [(None, "ada@home.example")]),
        ("<mailto:ada@home.example>", [(None, "ada@home.example")]),
        ("Ada < ada @ home . example >", [("Ada", "ada@home.example")]),
        ("Ada <ada@home(at home). example>", [("Ada", "ada@home.example")]),
        ("Ada@Home <ada@home.example>", [(None, "ada@home.example")]),
        ("Ada <ada@[192.0.2.1]>", [("Ada", "ada@[192.0.2.1]")]),
        ("Jörg <jörg@müller.example>", [("Jörg", "jörg@müller.example")]),
        ("=?utf-8?Q?Ada_<ada=40home.example>?=", [("Ada", "ada@home.example")]),
        ('"Byron, Ada" </O=EXAMPLE/OU=HOME/CN=ADA>', [("Byron, Ada", None)]),
        ('"=?utf-8?Q?Z=C3=A9?=" <ze@home.example>', [("Zé", "ze@home.example")]),
        (", ,Ada <a@b.example>,,", [("Ada", "a@b.example")]),
    ],
)
def test_an_address_field_names_these_people(field: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert shown(field) == expected


@pytest.mark.parametrize("field", ["root", "Ada <ada>", "the whole village, ada@home.example", "Byron, "])
def test_someone_without_an_address_is_rejected_by_the_name_of_the_field(field: str) -> None:
    assert mailboxes(field).has_others
    assert of_kind(Rejected, f"Cc: {field}") == [Rejected("someone without an address", "Cc")]


def test_parties_are_numbered_within_their_role() -> None:
    parties = of_kind(Party, "To: a@b.example", "To: c@d.example", "Cc: e@f.example")
    assert [(party.role, party.position) for party in parties] == [("from", 1), ("to", 1), ("to", 2), ("cc", 1)]


def test_a_subject_is_an_address_with_a_folded_name() -> None:
    assert mailbox_subject("Ada@Home.example", "  ADA   Byron ") == "mail:ada@home.example|ada byron"
    assert mailbox_subject("ada@home.example", None) == "mail:ada@home.example|"
    assert mailbox_subject("a@b.example", "STRASSE") == mailbox_subject("a@b.example", "Straße")


# Lists that put their address in the author's place


LIST = ("From: 'Noor Haddad' via Growers <growers@lists.example>", "List-Id: <growers.lists.example>")


@pytest.mark.parametrize(
    "field",
    [
        "X-Original-From: Noor Haddad <noor@orchard.example>",
        "X-Original-Sender: noor@orchard.example",
        "Reply-To: Noor Haddad <noor@orchard.example>, growers@lists.example",
        "Cc: Noor Haddad <noor@orchard.example>",
    ],
)
def test_who_wrote_to_a_list_is_the_author_again(field: str) -> None:
    roles = {party.role: (party.name, party.address) for party in of_kind(Party, *LIST, field)[:2]}
    assert roles == {"from": ("Noor Haddad", "noor@orchard.example"), "sender": (None, "growers@lists.example")}


@pytest.mark.parametrize(
    "fields",
    [
        LIST,
        ("From: Noor Haddad (via Sheets) <share@docs.example>", "Reply-To: Noor Haddad <r123@docs.example>"),
        ("From: via Growers <growers@lists.example>",),
    ],
)
def test_an_author_who_is_not_told_is_no_person(fields: Sequence[str]) -> None:
    assert of_kind(Party, *fields)[0].name is None


def test_a_family_name_is_no_relay() -> None:
    assert of_kind(Party, "From: Paolo Via <paolo@home.example>")[0].name == "Paolo Via"


# Encodings


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("=?ISO-8859-1?Q?J=F6rg_Gro=DF?=", "Jörg Groß"),
        ("=?utf-8?B?5p2O5A==?= =?utf-8?B?vJ8=?=", "李伟"),
        ("=?utf-8?Q?Zo=C3?=\t=?UTF-8?Q?=AB?= K.", "Zoë K."),
        ("=?utf-8*en?Q?Zo=C3=AB?=", "Zoë"),
        ("=?iso-8859-1?Q?Zo=C3=AB?=", "Zoë"),
        ("=?us-ascii?Q?J=F6rg?=", "Jörg"),
        ("=?iso-8859-1?Q?=93Ada=94?=", "“Ada”"),
        ("=?no-such-charset?Q?Zo=C3=AB?=", "Zoë"),
        ("=?rot13?Q?Zo=C3=AB?=", "Zoë"),
        ("=?gb2312?B?w7fNog==?=", "梅廷"),
        ("=?ks_c_5601-1987?B?sei/tcij?=", "김영호"),
        ("=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=", "山田"),
        ("=?utf-8?B?QWRh?==?utf-8?B?IEI=?=", "Ada B"),
        ("=?utf-8?Q?Ada?=Byron", "AdaByron"),
        ("=?utf-8?Q?Ada Byron?=", "Ada Byron"),
        ("=?utf-8?B?QWRh!?=", "Ada"),
        ("=?utf-8?B?Q?=", ""),
        ("a =? b", "a =? b"),
    ],
)
def test_encoded_words_are_decoded(written: str, text: str) -> None:
    assert decoded(written) == text


@pytest.mark.parametrize(
    ("octets", "charset", "text"),
    [
        ("Jörg Groß".encode(), None, "Jörg Groß"),
        ("Jörg Groß".encode("cp1252"), None, "Jörg Groß"),
        ("Łucja Żółta".encode("cp1250"), "windows-1250", "Łucja Żółta"),
        ("Иван Петров".encode("koi8_r"), "koi8-r", "Иван Петров"),
        ("Zoë Kovač, Jörg Groß".encode()[:-1], None, "Zoë Kovač, Jörg Gro"),
    ],
)
def test_raw_bytes_are_read_as_utf_8_or_as_the_header_says_or_as_they_look(
    octets: bytes, charset: str | None, text: str
) -> None:
    assert text_of(octets, charset) == text


def test_raw_japanese_is_read_before_its_commas_and_brackets() -> None:
    header = "From: 山田太郎 <taro@home.example>\n".encode("iso2022_jp")
    assert [party.name for party in said(header) if isinstance(party, Party)] == ["山田太郎"]


def test_a_name_has_no_controls_and_no_half_characters() -> None:
    assert shown_name("\u200eAda\0 \x1bByron\u202c") == "Ada Byron"
    assert shown_name("=?utf-7?Q?+2AA-?=") in (None, "?")


# Dates


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Tue, 3 May 2005 10:00:00 +0200", datetime(2005, 5, 3, 8)),
        ("Tue, 3 May 2005 10:00:00 +0200 (CEST (summer))", datetime(2005, 5, 3, 8)),
        ("Tue, 3 May 2005 10:00:00 -0730", datetime(2005, 5, 3, 17, 30)),
        ("3 May 05 10:00 EST", datetime(2005, 5, 3, 15)),
        ("3 May 95 10:00:00 GMT", datetime(1995, 5, 3, 10)),
        ("3 May 103 10:00:00 GMT", datetime(2003, 5, 3, 10)),
        ("Tue May  3 10:00:00 2005", datetime(2005, 5, 3, 10)),
        ("Tue, 03-May-2005 10:00:00 -0000", datetime(2005, 5, 3, 10)),
        ("Tue, 3 May 2005 10:00:60 GMT", datetime(2005, 5, 3, 10, 0, 59)),
        ("Tue, 3 May 2005 10:00:00 +9999", datetime(2005, 5, 3, 10)),
        ("Tue, 3 May 2005 10:00:00 Mitteleuropäische Zeit", datetime(2005, 5, 3, 10)),
        ("2005-05-03T10:00:00+02:00", datetime(2005, 5, 3, 8)),
        ("Tue, (really) 3 May 2005 10:00:00 +0530", datetime(2005, 5, 3, 4, 30)),
        ("Tue, 30 Feb 2005 10:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", None),
    ],
)
def test_a_date_is_a_moment_in_utc(field: str, expected: datetime | None) -> None:
    assert moment(field) == expected


RECEIVED = "Received: from a by b; Wed, 4 May 2005 10:00:00 +0000"


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("Date: Thu, 1 Jan 1970 00:00:00 GMT", "a date before there was mail"),
        ("Date: some day", "no date can be read in it"),
        ("Date: Wed, 4 May 2095 10:00:00 GMT", "a date after the arrival"),
    ],
)
def test_a_date_that_can_not_be_is_rejected_and_the_arrival_stands_in(date: str, reason: str) -> None:
    assert mail(date, RECEIVED, RECEIVED.replace("2005", "2004")).sent_at == datetime(2005, 5, 4, 10)
    assert of_kind(Rejected, date, RECEIVED) == [Rejected(reason, "Date")]


def test_without_a_date_the_arrival_stands_in_and_nothing_is_rejected() -> None:
    assert mail(RECEIVED).sent_at == datetime(2005, 5, 4, 10)
    assert mail("Subject: x").sent_at is None
    assert not of_kind(Rejected, "Subject: x")


def test_clocks_may_differ_by_hours() -> None:
    assert mail("Date: Wed, 4 May 2005 15:00:00 GMT", RECEIVED).sent_at == datetime(2005, 5, 4, 15)


# Ids


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("Message-ID: <One.2@Home.example>", "mid:One.2@Home.example"),
        ("message-id:\n <1@home.example> (made here)", "mid:1@home.example"),
        ("Message-ID: <1@home\n .example>", "mid:1@home.example"),
        ("Message-ID: 1@home.example", "mid:1@home.example"),
    ],
)
def test_a_mail_is_known_by_its_message_id(field: str, key: str) -> None:
    assert mail(field).interaction == key


@pytest.mark.parametrize("told", ["<>", "<@>", "<1>", "<@home.example>", "< >", "<->", "none"])
def test_a_trivial_id_is_none(told: str) -> None:
    assert mail(f"Message-ID: {told}", "Date: 4 May 2005 15:00:00 GMT").interaction == mail(DATED).interaction
    assert not of_kind(Reference, f"References: {told}")


@pytest.mark.parametrize("told", ["20050504150000.AA01", "20050504150000.AA01@", "a@b"])
def test_an_id_that_tells_one_mail_from_another_is_one_however_odd(told: str) -> None:
    assert mail(f"Message-ID: <{told}>").interaction == f"mid:{told}"


DATED = "Date: 4 May 2005 15:00:00 GMT"
PLAIN = f"From: Ada Byron <ada@home.example>\nTo: noor@orchard.example,\n ralph@home.example\n{DATED}\nSubject: pears"


def known_as(block: str | bytes) -> tuple[str, str]:
    """What a mail is known by: the key of its record, and its own."""
    record = message_record(block.encode() if isinstance(block, str) else block, "INBOX")
    [first, *_] = read(SourceRecord(record.key, record.raw), {})
    assert isinstance(first, Interaction)
    return record.key, first.interaction


@pytest.mark.parametrize("dated", [PLAIN, PLAIN.replace(DATED, "X-Face: none")])
@pytest.mark.parametrize("more", ["", "\nMessage-ID: <>", "\nMessage-ID: <1@home.example>"])
def test_a_mail_is_known_by_the_same_keys_in_a_file_and_on_a_server_read_or_unread(dated: str, more: str) -> None:
    known = known_as(dated + more + "\n\nHello.\n")
    for marks in REWRITTEN:
        for block in (f"{marks}\n{dated}{more}\n\n", f"{dated}{more}\n{marks}", f"{dated}\n{marks}{more}\n\n"):
            assert known_as(block) == known
            assert known_as(block.replace("\n", "\r\n")) == known


REWRITTEN = [
    "Status: RO",
    "X-Status: A\nX-Keywords: \n\t$Label1\n $Label2",
    "x-mozilla-status: 0001\nX-Mozilla-Status2: 00800000\nX-Mozilla-Keys: $label1        ",
    "X-UID: 7\nX-UIDL: abc\nX-IMAP: 1\nX-IMAPbase: 1115107200 9\nX-Evolution: 0001-0000",
    "Content-Length: 12\nLines: 2\nX-Gmail-Labels: Inbox,\n Opened",
]


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("pears", "plums"),
        PLAIN.replace("15:00:00", "15:00:01"),
        PLAIN.replace("ada@", "adah@"),
        PLAIN.replace("\n ralph@home.example", "\n rolf@home.example"),
        PLAIN + "\nCc: joerg@mill.example",
    ],
)
def test_another_mail_without_an_id_is_another_one(other: str) -> None:
    assert not set(known_as(other)) & set(known_as(PLAIN))


def test_a_mail_without_an_id_is_the_same_folded_otherwise_and_after_another_station() -> None:
    there = "Received: from mx.example; Wed, 4 May 2005 15:00:09 GMT\n" + PLAIN.replace(",\n ", ", ")
    assert known_as(there)[1] == known_as(PLAIN)[1]
    assert known_as(there)[0] != known_as(PLAIN)[0]


def test_mails_without_id_and_date_are_known_by_their_records() -> None:
    undated = PLAIN.replace(DATED + "\n", "")
    assert known_as(undated)[1] == f"hdr:{known_as(undated)[0]}"
    assert known_as(undated + "\nX-Number: 2")[1] != known_as(undated)[1]


@given(st.lists(st.sampled_from(["a", ":", " ", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\r\r\n"]), max_size=12))
@example(["a", "\n\n", "\r\n"])
@example(["a", "\n", "\r\r\n", "\n\n"])
def test_a_header_block_ends_before_the_first_empty_line(parts: list[str]) -> None:
    message = "".join(parts).encode()
    empty = re.search(rb"(?:\A|\n)(\r*\n)", message)
    if empty:
        assert header_block(message) == message[: empty.start(1)]


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        (("References: <1@x> <2@x>\n\t<3@x>", "In-Reply-To: <3@x>"), ["1@x", "2@x", "3@x"]),
        (("References: <1@x> <2@x>", "In-Reply-To: <1@x>"), ["2@x", "1@x"]),
        (("References: <1@x><2@x> <1@x>",), ["2@x", "1@x"]),
        (("In-Reply-To: message of Noor <noor@orchard.example> of today <7@x>", "To: noor@orchard.example"), ["7@x"]),
        (("References: 1@x 2@x",), ["1@x", "2@x"]),
        (("Message-ID: <9@x>", "References: <9@x> <1@x>"), ["1@x"]),
        (("References: ", "In-Reply-To: no id at all"), []),
    ],
)
def test_references_are_told_once_with_the_nearest_last(fields: Sequence[str], ids: list[str]) -> None:
    references = of_kind(Reference, *fields)
    assert [reference.refers_to for reference in references] == [f"mid:{each}" for each in ids]
    assert [reference.position for reference in references] == list(range(1, len(ids) + 1))


# Lists, robots, bounces, calendars, drafts


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("List-Id: Growers of fruit <growers.lists.example>",), {"list_id": "growers.lists.example"}),
        (("List-Id: growers",), {"list_id": "growers"}),
        (("X-BeenThere: growers@lists.example",), {"list_id": "growers@lists.example"}),
        (("List-Post: <mailto:growers@lists.example?subject=x>",), {"list_post": "growers@lists.example"}),
        (("List-Post: NO",), {}),
        (("List-Unsubscribe: <https://lists.example/leave>",), {"can_unsubscribe": True}),
        (("Precedence: bulk",), {"precedence": "bulk"}),
        (("Auto-Submitted: auto-generated (by a robot)",), {"auto_submitted": "auto-generated (by a robot)"}),
        (("Auto-Submitted: Auto-Replied; owner-email=x",), {"auto_submitted": "auto-replied"}),
        (("Auto-Submitted: no",), {}),
        (("X-Autoreply: yes",), {"auto_submitted": "x-autoreply"}),
        (("X-Auto-Response-Suppress: All",), {}),
        (("Return-Path: <>",), {"is_bounce": True}),
        (("Return-Path: <ada@home.example>",), {}),
        (("Content-Type: multipart/report; report-type=delivery-status",), {"is_bounce": True}),
        (("From: MAILER-DAEMON@mx.example",), {"is_bounce": True}),
        (("From: MAILER-DAEMON", "To: ada@home.example"), {"is_bounce": True}),
        (("X-Failed-Recipients: noor@orchard.example",), {"is_bounce": True}),
        (('Content-Type: text/calendar; charset="utf-8"',), {"is_calendar": True}),
        (("Content-Type: multipart/mixed;\n method=REQUEST",), {"is_calendar": True}),
        (("Content-Class: urn:content-classes:calendarmessage",), {"is_calendar": True}),
        (("X-Mozilla-Draft-Info: internal/draft",), {"is_draft": True}),
        (("X-Unsent: 1",), {"is_draft": True}),
        (("X-Gmail-Labels: =?UTF-8?Q?Entw=C3=BCrfe?=",), {"is_draft": True}),
        (("X-GM-THRID: 1700000000000000001",), {"conversation": "1700000000000000001"}),
        (("Subject: =?utf-8?Q?Fr=C3=BC?=\n =?utf-8?Q?hst=C3=BCck?=",), {"topic": "Frühstück"}),
    ],
)
def test_signs_are_kept_as_they_are_written(fields: Sequence[str], expected: dict[str, Any]) -> None:
    interaction = mail(*fields)
    plain = Interaction(interaction.interaction, "mail")
    assert interaction == plain._replace(**expected)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("INBOX", None),
        ("Papierkorb", "message in trash"),
        ("Trash.mbox", "message in trash"),
        ("[Gmail]/Spam", "message in spam"),
        ("Trash/2019/Friends", "message in trash"),
        (".INBOX.Junk", "message in spam"),
        (".Entw&APw-rfe", "message in drafts"),
        ("Inbox.sbd/Old stuff", "message in a folder left out by name"),
        ("Trashy novels", None),
        ("", None),
    ],
)
def test_a_folder_is_left_out_by_what_it_is_for_or_by_name(path: str, rule: str | None) -> None:
    assert left_out(path, ["spam", "trash", "drafts", "old STUFF"]) == rule


def test_only_what_the_owner_says_is_left_out() -> None:
    assert left_out("Trash", ["spam"]) is None
    assert purpose("[Trash]") == "trash"


def test_a_folder_s_name_comes_out_of_utf_7() -> None:
    assert unshifted("Entw&APw-rfe/&BBY-&-x") == "Entwürfe/Ж&x"
    assert unshifted("&AAA") == "&AAA"
    assert unshifted("&A-") == "&A-"


# Whatever the bytes


BLOCKS = [part for path in sorted(SAMPLES.glob("*.mbox")) for part in path.read_bytes().split(b"\nFrom ")]
PIECES = [b"", b'"', b"(", b"<", b">", b"@", b",", b";", b":", b"\\", b"=?", b"?=", b"\n", b"\r", b" ", b"\0", b"\xff"]


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A header block of the samples with a few bytes replaced, or a piece of another one put in."""
    raw = draw(st.sampled_from(BLOCKS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 30)))
        raw = raw[:start] + draw(st.sampled_from([*PIECES, draw(st.sampled_from(BLOCKS))[start:end]])) + raw[end:]
    return raw


FIELD = st.sampled_from(
    [b"From: ", b"To: ", b"Date: ", b"Received: x;", b"References: ", b"Content-Type: ", b"Subject: "]
)
ANY = st.lists(st.tuples(FIELD, st.binary(max_size=60) | st.text(alphabet='",<>@:;()=?bqQ \\a[]').map(str.encode)))


@given(mutilated() | st.binary() | ANY.map(lambda fields: b"\n".join(name + body for name, body in fields)))
def test_read_never_raises_and_always_says_something(header: bytes) -> None:
    readings = said(header)
    assert_accounted(readings)
    for reading in readings:
        assert_well_formed(reading)


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            '"' * 200_000,
            '"\\' * 100_000,
            "(" * 200_000,
            "<" * 200_000,
            "=?a?q?" * 30_000,
            "a@" * 100_000,
            "a" * 200_000,
        ),
        *(" " * 200_000, "a, " * 60_000, "=?utf-8?B?QQ==?= " * 12_000, "a@b.example " * 15_000, "via " * 50_000),
    ],
    ids=lambda hostile: hostile[:9],
)
@pytest.mark.timeout(20)
def test_no_field_takes_for_ever(hostile: str) -> None:
    said(f"From: {hostile}\nSubject: {hostile}\nReferences: {hostile}\nDate: {hostile}\n")
