"""A window of a mailbox: just the messages whose own moment lies in it, whatever the server makes of days."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import NeedsYou, SourceError, TryLater, Window
from connectors.imap_mail import ImapOptions, fetch
from connectors.imap_window import days_around
from connectors.mail_message import own_moment
from connectors.records import Batch, Cursor
from tests.connectors.fetching import batches_of, cursors_after, records_of
from tests.connectors.imap_server import HANG_UP, ImapServer
from tests.connectors.mailboxes import SyncedMailbox, key, mail
from tests.connectors.windows import ALL_TIME
from tests.dovecot import Dovecot

MAY = datetime(2024, 5, 1)
JUNE = datetime(2024, 6, 1)
IN_MAY = Window(MAY, JUNE)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    monkeypatch.setenv("REKNIT_SECRET_MAIL", "secret")
    with ImapServer() as server:
        yield server


@pytest.fixture
def box(server: ImapServer, tmp_path: Path) -> SyncedMailbox:
    return SyncedMailbox(tmp_path / "archive.duckdb", server.options())


def header(name: str, date: str | None = None) -> bytes:
    return mail(name, **({"Date": date} if date else {})).partition(b"Nothing")[0]


def on(day: int, month: int = 5) -> str:
    """A Date field of 2024."""
    return format_datetime(datetime(2024, month, day, 12, tzinfo=UTC))


def in_window(server: ImapServer, window: Window, cursors: dict[str, Cursor] | None = None) -> list[Batch]:
    return list(fetch(ImapOptions(**server.options()), cursors or {}, window))


def subjects(batches: list[Batch]) -> list[str]:
    return [record.raw.decode().partition("Subject: ")[2].partition("\r")[0] for record in records_of(batches)]


def uids(batches: list[Batch]) -> list[str]:
    return [record.origin.uid for record in records_of(batches)]


# -- what is in a window ----------------------------------------------------------------------------------------------


def test_a_mail_is_in_the_window_of_its_date_else_of_its_arrival(server: ImapServer) -> None:
    inbox, in_may = server.folders["INBOX"], MAY.replace(tzinfo=UTC) + timedelta(days=9)
    inbox.add(header("imported", on(10)), header("earlier", on(10, month=4)), at=datetime(2026, 1, 1, tzinfo=UTC))
    inbox.add(header("undated"), header("garbled", "some day in May"), header("of 1970", "1 Jan 1970 00:00"), at=in_may)
    inbox.add(header("by a wrong clock", "Fri, 7 May 2032 10:00:00 +0000"), at=in_may)
    inbox.add(header("sent long before", on(10, month=3)), at=in_may)
    assert subjects(in_window(server, IN_MAY)) == ["imported", "undated", "garbled", "of 1970", "by a wrong clock"]


def test_the_moment_of_the_start_is_within_and_that_of_the_end_is_not(server: ImapServer) -> None:
    for name, date in {
        "just before": "Wed, 01 May 2024 01:59:59 +0200",
        "at the start": "Tue, 30 Apr 2024 14:00:00 -1000",
        "just within": "Sat, 01 Jun 2024 13:59:59 +1400",
        "at the end": "Sat, 01 Jun 2024 00:00:00 +0000",
    }.items():
        server.folders["INBOX"].add(header(name, date))
    assert subjects(in_window(server, IN_MAY)) == ["at the start", "just within"]


SECONDS = st.integers(0, 6 * 24 * 3600 // 600).map(lambda number: 600 * number)
"""Within six days, in steps of ten minutes: moments that coincide with the ends of windows."""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.none() | SECONDS, SECONDS, st.integers(-12, 14)), max_size=8),
    st.sets(SECONDS, max_size=3),
    st.none() | st.integers(-12, 14),
)
def test_windows_side_by_side_share_out_all_messages_whatever_zone_the_server_counts_days_in(
    mails: list[tuple[int | None, int, int]], ends: set[int], zone_hours: int | None
) -> None:
    with pytest.MonkeyPatch.context() as patch, ImapServer() as server:
        patch.setenv("REKNIT_SECRET_MAIL", "secret")
        server.zone_hours = zone_hours
        for number, (sent, arrived, hours) in enumerate(mails):
            east = timedelta(hours=hours)
            sent_at = None if sent is None else MAY + timedelta(seconds=sent) + east
            date = f"{sent_at:%d %b %Y %H:%M:%S} {'-' if hours < 0 else '+'}{abs(hours):02}00" if sent_at else None
            arrived_at = MAY.replace(tzinfo=UTC) + timedelta(seconds=arrived)
            server.folders["INBOX"].add(header(str(number), date), at=arrived_at)
        every = records_of(in_window(server, ALL_TIME))
        assert len(every) == len(mails)
        edges = [ALL_TIME.since, *(MAY + timedelta(seconds=end) for end in sorted(ends)), ALL_TIME.until]
        for window in map(Window._make, pairwise(edges)):
            expected = [record for record in every if window.since <= own_moment(record) < window.until]
            assert records_of(in_window(server, window)) == expected


def test_of_a_large_folder_only_the_window_and_the_days_beside_it_are_sent(server: ImapServer) -> None:
    days = [MAY.replace(tzinfo=UTC) + timedelta(days=number) for number in range(-20, 20)]
    for day in days:
        server.folders["INBOX"].add(header(f"{day:%d %b}", format_datetime(day)), at=day)
    assert len(subjects(in_window(server, Window(MAY, MAY + timedelta(days=3))))) == 3
    [asked] = [command for command in server.commands if "FETCH" in command]
    assert asked == "UID FETCH 20:25 (UID FLAGS INTERNALDATE BODY.PEEK[HEADER])"


@pytest.mark.parametrize(
    ("window", "asked"),
    [
        (IN_MAY, "OR (SENTSINCE 30-Apr-2024 SENTBEFORE 3-Jun-2024) (SINCE 30-Apr-2024 BEFORE 3-Jun-2024)"),
        (Window(datetime(1979, 1, 1), JUNE), "OR (SENTBEFORE 3-Jun-2024) (BEFORE 3-Jun-2024)"),
        (Window(MAY, ALL_TIME.until), "OR (SENTSINCE 30-Apr-2024) (SINCE 30-Apr-2024)"),
        (ALL_TIME, "ALL"),
    ],
)
def test_a_day_more_is_asked_for_at_either_end_and_no_date_that_a_server_may_not_know(
    window: Window, asked: str
) -> None:
    assert days_around(window).decode() == asked


def test_drafts_in_the_window_are_counted_and_others_are_not(server: ImapServer) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(3)), header("b", on(4)), header("c", on(9, month=4)), header("d", on(5)))
    inbox.drafts = {2, 3}
    [batch] = in_window(server, IN_MAY)
    assert (subjects([batch]), batch.ignored) == (["a", "d"], {"draft": 1})


def test_a_window_with_nothing_in_it_gives_no_batch(server: ImapServer) -> None:
    server.create("Chor").add(header("a", on(3, month=3)))
    assert in_window(server, IN_MAY) == []


def test_a_window_is_cut_into_batches_that_can_be_landed(server: ImapServer, box: SyncedMailbox) -> None:
    server.folders["INBOX"].add(*(header(str(day), on(day)) for day in range(1, 8)))
    box.size = 3
    assert [len(batch.records) for batch in box.sync(window=IN_MAY)] == [3, 3, 1]


# -- which numbers, and what the archive makes of it ------------------------------------------------------------------


def test_messages_have_the_numbers_that_a_sync_gives_them(server: ImapServer) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    before = list(fetch(ImapOptions(**server.options()), {}, None))
    cursors = cursors_after(before, {})
    assert uids(in_window(server, IN_MAY, cursors)) == uids(before) == ["100:1", "100:2"]
    inbox.uidnext = 2  # from a backup
    del inbox.messages[2]
    anew = ["100.1:1"]
    assert uids(in_window(server, IN_MAY, cursors)) == anew
    assert uids(list(fetch(ImapOptions(**server.options()), cursors, None))) == anew
    inbox.uidvalidity = 200
    assert uids(in_window(server, IN_MAY, cursors)) == ["200:1"]


def test_what_a_sync_has_landed_is_not_landed_again(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    box.sync()
    inbox.add(header("c", on(3)))
    box.sync()
    before = box.state()
    for _ in range(2):
        assert subjects(box.sync(window=IN_MAY)) == ["a", "b", "c"]
        assert box.state() == before


def test_a_window_of_a_mailbox_never_synced_lands_just_that_and_a_sync_the_rest(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.folders["INBOX"].add(header("a", on(1, month=3)), header("b", on(2)))
    server.create("Chor").add(header("c", on(3)))
    box.sync(window=IN_MAY)
    once = box.state()
    box.sync(window=IN_MAY)
    assert box.state() == once
    assert box.present() == {key("b", Date=on(2)), key("c", Date=on(3))}
    assert subjects(box.sync()) == ["a"]
    assert box.count("record") == len(box.present()) == 3
    assert box.sync() == []


def test_a_message_that_came_since_the_sync_is_landed_once(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)))
    box.sync()
    inbox.add(header("b", on(2)))
    box.sync(window=IN_MAY)
    once = box.state()
    box.sync(window=IN_MAY)
    assert box.state() == once
    assert len(once["snapshots"]) == 1
    assert subjects(box.sync()) == []
    assert box.count("record") == len(box.present()) == 2
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("a", Date=on(1))}


def test_a_window_brings_back_nothing_that_was_deleted_and_takes_nothing_away(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(*(header(name, on(number)) for number, name in enumerate("abcd", start=1)))
    box.sync()
    del inbox.messages[2]
    box.sync()
    del inbox.messages[3]  # which only the next sync will notice
    before = box.state()
    box.sync(window=IN_MAY)
    assert box.state() == before
    assert box.present() == {key(name, Date=on(number)) for name, number in (("a", 1), ("c", 3), ("d", 4))}


def test_a_folder_that_is_excluded_and_comes_back_comes_back_with_a_window_too(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.create("Chor").add(header("a", on(1)), header("b", on(1, month=3)))
    box.sync()
    box.options["exclude"] = ["Chor"]
    box.sync()
    assert box.sync(window=IN_MAY) == []
    assert box.present() == set()
    del box.options["exclude"]
    for _ in range(2):
        box.sync(window=IN_MAY)
        assert box.present() == {key("a", Date=on(1))}
    box.sync()
    assert len(box.present()) == 2


# -- what happens between a window and the next sync -------------------------------------------------------------------


def test_mail_that_a_window_was_first_to_bring_is_gone_once_it_is_deleted(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)))
    box.sync()
    inbox.add(header("b", on(2)))
    box.sync(window=IN_MAY)
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("a", Date=on(1))}


def test_mail_of_a_folder_never_synced_is_gone_once_it_is_deleted(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    box.sync(window=IN_MAY)
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("a", Date=on(1))}


def test_a_folder_that_only_a_window_has_seen_is_gone_once_it_is_deleted_however_often_it_comes_back(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.create("Chor").add(header("a", on(1)))
    chor = server.folders["Chor"]
    for _ in range(3):
        server.folders["Chor"] = chor
        box.sync(window=IN_MAY)
        assert box.present() == {key("a", Date=on(1))}
        del server.folders["Chor"]
        box.sync()
        assert box.present() == set()


def test_mail_that_moved_and_then_is_deleted_is_gone(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)))
    box.sync(window=IN_MAY)
    archive = server.create("Archiv")
    archive.add(inbox.messages.pop(1))
    box.sync()
    assert box.present() == {key("a", Date=on(1))}
    del archive.messages[1]
    box.sync()
    assert box.present() == set()


def test_places_under_former_numbers_are_retired(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    box.sync(window=IN_MAY)
    inbox.uidvalidity = 200
    box.sync()
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("a", Date=on(1))}


def test_mail_that_a_window_was_first_to_bring_under_new_numbers_is_gone_once_it_is_deleted(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    box.sync()
    inbox.uidvalidity = 200
    box.sync(window=IN_MAY)
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("a", Date=on(1))}


def test_a_window_under_new_numbers_retires_nothing_before_all_is_fetched_under_them(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)), header("c", on(1, month=3)), header("d", on(1, month=7)))
    box.sync()
    every = box.present()
    inbox.uidvalidity = 200
    del inbox.messages[2]
    for _ in range(2):
        box.sync(window=IN_MAY)
        assert box.present() == every
    box.size = 1
    box.sync(stop_after=1)
    assert box.present() == every
    box.sync()
    assert box.present() == every - {key("b", Date=on(2))}
    assert box.sync() == []


def test_a_folder_that_goes_back_to_former_numbers_keeps_no_place_of_the_window_between(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    box.sync()
    for _ in range(2):
        inbox.uidvalidity = 200
        box.sync(window=IN_MAY)
        inbox.uidvalidity = 100
        box.sync()
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("a", Date=on(1))}


def test_a_message_that_came_before_one_in_the_window_is_not_taken_for_one_that_was_deleted(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    box.sync()
    inbox.add(header("c", on(1, month=7)), header("d", on(3)))
    box.sync(window=IN_MAY)
    del inbox.messages[1]  # as many are left as are stored
    assert subjects(box.sync()) == ["c"]
    assert box.present() == {key("b", Date=on(2)), key("c", Date=on(1, month=7)), key("d", Date=on(3))}
    assert box.sync() == []


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 LIST-STATUS"])
def test_a_server_that_does_not_tell_the_next_number_keeps_nothing_either(
    server: ImapServer, box: SyncedMailbox, capabilities: str
) -> None:
    def untold(tag: bytes, command: str) -> bytes:
        return re.sub(rb"\* OK \[UIDNEXT \d+\][^\r]*\r\n| UIDNEXT \d+", b"", server.regular(tag, command, "INBOX"))

    server.capabilities = capabilities
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)))
    for verb in ("STATUS", "EXAMINE", "LIST"):
        server.does(verb, untold, times=99)
    box.sync()
    for number in (2, 3):
        inbox.add(header(str(number), on(number)))
        box.sync(window=IN_MAY)
        assert len(box.present()) == 2
        del inbox.messages[number]
        box.sync()
        assert box.present() == {key("a", Date=on(1))}


def test_a_draft_that_is_sent_is_stored_by_a_window_and_then_gone_with_its_deletion(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))
    inbox.drafts = {1, 2}
    box.sync()
    inbox.drafts = {1}
    box.sync(window=IN_MAY)
    assert box.present() == {key("b", Date=on(2))}
    [(_, cursor)] = box.state()["cursors"]
    assert json.loads(cursor) == {"uidvalidity": 100, "known": "2", "drafts": "1", "uidnext": 3}
    inbox.add(header("c", on(3)))
    assert subjects(box.sync()) == ["c"]
    del inbox.messages[2]
    box.sync()
    assert box.present() == {key("c", Date=on(3))}
    inbox.drafts = set()
    inbox.add(header("d", on(4)))
    assert subjects(box.sync()) == ["a", "d"]


@pytest.mark.parametrize("stop_after", [1, 2])
def test_a_window_that_was_killed_and_is_done_again_is_as_if_it_had_not_been(
    server: ImapServer, tmp_path: Path, stop_after: int
) -> None:
    server.folders["INBOX"].add(header("before", on(1, month=3)), *(header(str(day), on(day)) for day in range(1, 8)))
    killed, whole = (SyncedMailbox(tmp_path / f"{name}.duckdb", server.options(), 3) for name in ("killed", "whole"))
    for box, steps in ((killed, (stop_after, None, None)), (whole, (None,))):
        for stop in steps:
            box.sync(stop_after=stop, window=IN_MAY)
    assert killed.state() == whole.state()
    killed.sync(stop_after=1)
    assert subjects(killed.sync()) == []
    assert len(killed.present()) == 8


# -- what servers make of it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("refusal", [b"NO [CANNOT] not here", b"BAD Invalid key supplied", b"NO [SERVERBUG] oops"])
def test_a_server_that_cannot_search_by_days_is_looked_through(server: ImapServer, refusal: bytes) -> None:
    def refuse(tag: bytes, command: str) -> bytes:
        if "SINCE" in command:
            return tag + b" " + refusal + b"\r\n"
        return server.regular(tag, command, "Chor" if server.counted()["EXAMINE"] == 1 else "INBOX")

    server.folders["INBOX"].add(header("a", on(1, month=3)), header("b", on(2)))
    server.create("Chor").add(header("c", on(3)), header("d", on(4, month=7)))
    server.does("SEARCH", refuse, times=9)
    assert subjects(in_window(server, IN_MAY)) == ["c", "b"]
    assert sum("SINCE" in command for command in server.commands) == 1


@pytest.mark.parametrize("capabilities", ["", " ESEARCH"])
@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"* SEARCH 1 2 3\r\n%s OK\r\n", ["b"]),
        (b"* ESEARCH UID ALL 2,77\r\n%s OK\r\n", ["b"]),
        (b"* SEARCH\r\n%s OK\r\n", []),
        (b'* ESEARCH (TAG "x") UID\r\n%s OK\r\n', []),
        (b"%s OK nothing found\r\n", []),
    ],
)
def test_what_a_search_finds_too_much_is_left_out(
    server: ImapServer, capabilities: str, answer: bytes, found: list[str]
) -> None:
    server.capabilities += capabilities
    server.folders["INBOX"].add(header("a", on(1, month=3)), header("b", on(2)), header("c", on(1, month=9)))
    server.does("SEARCH", answer)
    assert subjects(in_window(server, IN_MAY)) == found


@pytest.mark.parametrize(
    ("verb", "answer", "kind"),
    [
        ("SEARCH", b"%s NO [LIMIT] enough\r\n", TryLater),
        ("SEARCH", b"%s NO Request is throttled\r\n", TryLater),
        ("SEARCH", b"* SEARCH 1", TryLater),
        ("EXAMINE", b"%s NO [INUSE] another client\r\n", TryLater),
        ("EXAMINE", b"%s NO [NOPERM] not for you\r\n", NeedsYou),
    ],
)
def test_an_error_in_a_window_says_what_to_do_as_in_a_sync(
    server: ImapServer, verb: str, answer: bytes, kind: type[SourceError]
) -> None:
    server.folders["INBOX"].add(header("a", on(1)))
    server.does(verb, answer, HANG_UP)
    with pytest.raises(kind, match=r"^127\.0\.0\.1 ") as raised:
        in_window(server, IN_MAY)
    assert type(raised.value) is kind


def test_a_folder_that_may_not_be_opened_costs_no_other(server: ImapServer, box: SyncedMailbox) -> None:
    server.folders["INBOX"].add(header("a", on(1)))
    server.create("Chor").add(header("b", on(2)))
    server.does("EXAMINE", b"%s NO [NOPERM] not for you\r\n")
    with pytest.raises(NeedsYou, match="does not let these folders be opened: Chor"):
        box.sync(window=IN_MAY)
    assert box.present() == {key("a", Date=on(1))}


def test_a_folder_that_has_just_been_deleted_is_passed_over(server: ImapServer) -> None:
    server.create("Chor").add(header("b", on(2)))
    server.does("EXAMINE", b"%s NO [NONEXISTENT] gone\r\n")
    assert in_window(server, IN_MAY) == []


def test_a_message_that_the_server_does_not_send_is_counted(server: ImapServer) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a", on(1)), header("b", on(2)))

    def broken(tag: bytes, command: str) -> bytes:
        answer = server.regular(tag, command, "INBOX")
        before, found, _ = answer.partition(b"* " + server.fetched(inbox, 2))
        return before + tag + b" NO [SERVERBUG] oops\r\n" if found else answer

    server.does("FETCH", broken, times=9)
    [batch] = in_window(server, IN_MAY)
    assert (subjects([batch]), batch.ignored) == (["a"], {"message the server does not send": 1})


# -- a real server ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.close()


DATES: list[Callable[[datetime], str]] = [
    lambda day: f"{day:%d %b %Y %H:%M:%S} +0000",
    lambda day: f"{day:%d %b %Y %H:%M:%S} +1400",
    lambda day: f"{day:%d %b %Y %H:%M:%S} -1200",
    lambda day: f"{day:%a, %d %b %y %H:%M} EST",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d %b} 1970 00:00:00 +0000",
    lambda day: f"{day:%d %b} 2035 00:00:00 +0000",
    lambda day: "",
]
"""How a Date field may be written, and what may stand there instead."""


def test_a_real_server_shares_out_its_messages_among_windows(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.create("Chor")
    for number in range(32):
        sent = MAY + timedelta(hours=9 * number)
        date = DATES[number % len(DATES)](sent)
        dovecot.append("Chor", mail(str(number), Date=date), at=sent + timedelta(hours=40 * (number % 3)))
    dovecot.append("Chor", mail("without a date"), at=MAY)
    box = SyncedMailbox(tmp_path / "archive.duckdb", dovecot.options(folders=["Chor"]))
    landed = box.sync()
    before = box.state()
    edges = [ALL_TIME.since, *(MAY + timedelta(hours=16 * number) for number in range(20)), ALL_TIME.until]
    for window in map(Window._make, pairwise(edges)):
        expected = [record for record in records_of(landed) if window.since <= own_moment(record) < window.until]
        assert records_of(list(fetch(ImapOptions(**box.options), cursors_after(landed, {}), window))) == expected
    assert len(records_of(box.sync(window=Window(edges[3], edges[9])))) > 5
    assert box.state() == before


def test_a_window_sets_no_flag_on_a_real_server(dovecot: Dovecot) -> None:
    dovecot.create("Neu")
    dovecot.append("Neu", mail("a", Date=on(1)), mail("b", Date=on(2)))
    before = dovecot.flags("Neu")
    assert len(records_of(list(fetch(ImapOptions(**dovecot.options(folders=["Neu"])), {}, IN_MAY)))) == 2
    assert dovecot.flags("Neu") == before


def test_a_real_server_that_is_killed_in_a_window_is_asked_again_later(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.create("Viel")
    dovecot.append("Viel", *(mail(str(number), Date=on(number % 28 + 1)) for number in range(30)))
    box = SyncedMailbox(tmp_path / "archive.duckdb", dovecot.options(folders=["Viel"]))
    with batches_of(5), pytest.raises(TryLater, match="localhost closed the connection"):
        for _ in fetch(ImapOptions(**box.options), {}, IN_MAY):
            dovecot.kill()
    dovecot.start()
    assert len(records_of(box.sync(window=IN_MAY))) == 30
    assert len(box.present()) == 30
