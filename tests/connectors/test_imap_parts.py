"""Sets of numbers, and answers taken apart: for all of them, not for those one thinks of."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import SourceChanged
from connectors.imap_answers import folder_name, internal_date, message, tokens
from connectors.imap_mail import ImapOptions, chosen
from connectors.imap_session import Folder
from connectors.imap_uids import Uids
from connectors.imap_wire import Answer
from tests.dovecot import utf_7

NUMBERS = st.sets(st.integers(1, 60))
"""Few enough for neighbours and gaps."""


@given(NUMBERS)
def test_a_set_of_uids_says_what_was_put_in(numbers: set[int]) -> None:
    uids = Uids.of(numbers)
    assert list(uids) == sorted(numbers)
    assert len(uids) == len(numbers)
    assert uids.last == max(numbers, default=0)
    assert [uid for uid in range(62) if uid in uids] == sorted(numbers)
    assert Uids.parse(str(uids)) == uids


@given(NUMBERS, NUMBERS)
def test_sets_of_uids_are_joined_and_subtracted_like_sets(one: set[int], other: set[int]) -> None:
    assert Uids.of(one) | Uids.of(other) == Uids.of(one | other)
    assert Uids.of(one) - Uids.of(other) == Uids.of(one - other)


@given(NUMBERS, st.integers(1, 9), st.integers(1, 30))
def test_pieces_of_a_set_are_the_set(numbers: set[int], count: int, characters: int) -> None:
    pieces = list(Uids.of(numbers).pieces(count, characters))
    assert [uid for piece in pieces for uid in piece] == sorted(numbers)
    assert all(0 < len(piece) <= count for piece in pieces)


def test_a_large_mailbox_is_a_short_text() -> None:
    uids = Uids(((1, 4_000_000_000),)) - Uids.of([5_001])
    assert str(uids) == "1:5000,5002:4000000000"
    assert len(str(next(uids.pieces(1_000, 4_000)))) < 10
    assert max(len(str(piece)) for piece in Uids.of(range(1, 99_999, 2)).pieces(1_000, 4_000)) < 4_100


def test_a_server_may_write_a_set_backwards_and_twice() -> None:
    assert Uids.parse("5:3,4,1,3") == Uids.of([1, 3, 4, 5])
    for wrong in ("1:*", "a", "1,,2", ",", "-1"):
        with pytest.raises(ValueError, match="not a set"):
            Uids.parse(wrong)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_the_name_of_a_folder_is_read_as_it_was_written(name: str) -> None:
    assert folder_name(utf_7(name)) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"Entw&APw-rfe/&BBY-&-x", "Entwürfe/Ж&x"),
        (b"&ZeVnLIqe-", "日本語"),
        ("Entwürfe".encode(), "Entwürfe"),
        (b"R&D", "R&D"),
        (b"&A-", "&A-"),
        (b"&2D3-", "&2D3-"),
        (b"\xff", "\\xff"),
    ],
)
def test_a_name_that_is_not_utf_7_stays_as_it_is(written: bytes, name: str) -> None:
    assert folder_name(written) == name


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("17-Jul-1996 02:44:25 -0700", datetime(1996, 7, 17, 9, 44, 25)),
        (" 1-jan-2024 00:30:00 +0100", datetime(2023, 12, 31, 23, 30)),
        ("29-Feb-2024 23:59:60 +0000", None),
        ("31-Feb-2024 00:00:00 +0000", None),
        ("01-Mai-2024 00:00:00 +0000", None),
        ("01-Jan-0001 00:00:00 +1200", None),
        ("", None),
    ],
)
def test_an_arrival_is_read_in_utc(text: str, moment: datetime | None) -> None:
    assert internal_date(text) == moment


def test_an_answer_is_taken_apart() -> None:
    answer = Answer((rb'12 FETCH (UID 5 X "a \"b\\" FLAGS (\Seen $y) Z NIL BODY[HEADER] ', b"(raw\r\n", b")"))
    inner = [b"UID", b"5", b"X", b'a "b\\', b"FLAGS", [b"\\Seen", b"$y"], b"Z", None, b"BODY[HEADER]", b"(raw\r\n"]
    assert tokens(answer) == [b"12", b"FETCH", inner]


@given(
    st.lists(st.binary(max_size=40), min_size=1, max_size=5), st.sampled_from([b"", b"1 FETCH (UID 1 BODY[HEADER] "])
)
def test_no_answer_does_worse_than_not_being_read(parts: list[bytes], start: bytes) -> None:
    answer = Answer((start + parts[0], *parts[1:]))
    try:
        message(answer)
        tokens(answer)
    except SourceChanged:
        pass


def test_a_folder_below_one_that_cannot_be_opened_is_excluded_with_it() -> None:
    folder = Folder("Spam/2024", b"Spam/2024", frozenset(), "/", None)
    flat = Folder("Spam/2024", b"Spam/2024", frozenset(), "", None)
    options = ImapOptions.model_validate({"host": "mail.example.org", "user": "u", "password": {"env": "X"}})
    assert chosen([folder], options) == []
    assert chosen([flat], options) == [flat]


def options(**more: object) -> ImapOptions:
    return ImapOptions.model_validate({"host": "mail.example.org", "user": "u", "password": {"env": "X"}} | more)


def folders(*names: str, **attributes: str) -> list[Folder]:
    """Folders of a server, with what it says they are for."""
    return [Folder(name, name.encode(), frozenset(attributes.get(name, "").split()), "/", None) for name in names]


@pytest.mark.parametrize(
    "name",
    [
        *("Deleted Items", "Junk Email", "Entwürfe", "Corbeille", "Bulk Mail", "Junk-E-Mail", "Outbox", "Vorlagen"),
        *("[Gmail]/Papierkorb", "INBOX/Spam/2024", "TRASH", "Unsent_Messages"),
    ],
)
def test_where_the_server_does_not_say_what_a_folder_is_for_its_name_does(name: str) -> None:
    assert chosen(folders(name, "INBOX"), options()) == folders("INBOX")
    assert chosen(folders(name, "INBOX"), options(folders=[name])) == folders(name)
    assert chosen(folders(name), options(exclude=[])) == folders(name)


def test_what_the_server_says_a_folder_is_for_goes_before_its_name() -> None:
    there = folders("Trash", "Müll", "Spam", Trash="\\archive", Müll="\\hasnochildren \\trash", Spam="\\drafts")
    assert [folder.name for folder in chosen(there, options())] == ["Trash"]
    assert [folder.name for folder in chosen(there, options(exclude=["trash"]))] == ["Trash", "Spam"]
    assert [folder.name for folder in chosen(there, options(exclude=["Spam"]))] == ["Trash", "Müll", "Spam"]
    assert [folder.name for folder in chosen(there, options(exclude=["Müll", "tra*"]))] == ["Spam"]


def test_flags_tell_a_draft_in_whatever_order_they_come() -> None:
    usual = Answer((rb'1 FETCH (UID 5 FLAGS (\Seen \draft) INTERNALDATE "" BODY[HEADER] ', b"h", b")"))
    other = Answer((rb"1 FETCH (BODY[HEADER] ", b"h", rb" UID 5 FLAGS (\Draft $y))"))
    none = Answer((rb"1 FETCH (BODY[HEADER] ", b"h", rb" UID 5 FLAGS (\DraftLike))"))
    assert [found and found.is_draft for found in map(message, (usual, other, none))] == [True, True, False]
