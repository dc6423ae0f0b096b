"""What servers do wrong, and what those do that can do little: nothing is lost, doubled, believed or waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors import imap_records, imap_wire
from connectors.contract import NeedsYou, SourceChanged, SourceError, TryLater
from connectors.imap_mail import ImapOptions, fetch
from connectors.mail_headers import LONGEST_BLOCK
from connectors.records import Batch
from tests.connectors.imap_server import FALL_SILENT, HANG_UP, ImapServer
from tests.connectors.mailboxes import SyncedMailbox, key, mail

RICH = "IMAP4rev1 AUTH=PLAIN ESEARCH LIST-STATUS SPECIAL-USE SASL-IR"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    monkeypatch.setenv("REKNIT_SECRET_MAIL", "secret")
    with ImapServer() as server:
        yield server


@pytest.fixture
def box(server: ImapServer, tmp_path: Path) -> SyncedMailbox:
    return SyncedMailbox(tmp_path / "archive.duckdb", server.options())


def header(name: str) -> bytes:
    return mail(name).partition(b"Nothing")[0]


def fetched(server: ImapServer, **options: object) -> list[Batch]:
    return list(fetch(ImapOptions(**server.options(**options)), {}, None))


def failure(server: ImapServer, **options: object) -> SourceError:
    with pytest.raises(SourceError) as raised:
        fetched(server, **options)
    return raised.value


def uids(batches: list[Batch]) -> list[int]:
    return [int(record.origin.uid.partition(":")[2]) for batch in batches for record in batch.records]


# -- servers that can do little ---------------------------------------------------------------------------------------


def test_a_server_that_can_do_nothing_but_the_least_is_fetched_all_the_same(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.folders["INBOX"].add(*map(header, "abc"))
    server.create("Chor").add(*map(header, "cd"))
    box.sync()
    assert box.present() == {key(name) for name in "abcd"}
    del server.folders["INBOX"].messages[2]
    server.folders["Chor"].add(header("e"))
    box.sync()
    assert box.present() == {key(name) for name in "acde"}
    assert box.sync() == []


def test_no_command_could_change_anything(server: ImapServer, box: SyncedMailbox) -> None:
    server.folders["INBOX"].add(*map(header, "abc"))
    box.sync()
    del server.folders["INBOX"].messages[1]
    box.sync()
    heard = server.counted()
    assert set(heard) == {"CAPABILITY", "LOGIN", "LIST", "STATUS", "EXAMINE", "SEARCH", "FETCH", "LOGOUT"}
    fetches = [command for command in server.commands if "FETCH" in command]
    assert all(command.endswith("(UID FLAGS INTERNALDATE BODY.PEEK[HEADER])") for command in fetches)


def test_a_folder_that_has_not_changed_is_not_even_opened(server: ImapServer, box: SyncedMailbox) -> None:
    server.folders["INBOX"].add(header("a"))
    box.sync()
    server.commands.clear()
    box.sync()
    assert server.counted()["STATUS"] == 1
    assert server.counted()["EXAMINE"] == 0


def test_after_a_crash_a_folder_is_not_taken_for_complete_because_the_count_is_right(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.folders["INBOX"].add(*map(header, "abc"))
    box.size = 1
    box.sync(stop_after=2)
    del server.folders["INBOX"].messages[1]
    box.sync()
    assert box.present() == {key("b"), key("c")}


def test_an_empty_folder_is_not_even_opened(server: ImapServer, box: SyncedMailbox) -> None:
    box.sync()
    assert server.counted()["EXAMINE"] == 0


def test_the_last_message_is_not_taken_for_a_new_one(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(header("a"), header("b"))
    box.sync()
    inbox.add(header("c"))
    del inbox.messages[3]  # so that UIDNEXT is higher, and `3:*` names message 2
    assert [len(batch.records) for batch in box.sync()] == [0]
    assert any("UID 3:*" in command for command in server.commands)
    assert box.sync() == []


def test_a_draft_is_passed_over_until_it_is_none_and_the_folder_has_changed(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(*map(header, "abc"))
    inbox.drafts = {2, 3}
    [batch] = box.sync()
    assert (uids([batch]), batch.ignored) == ([1], {"draft": 2})
    server.commands.clear()
    assert box.sync() == []
    assert server.counted()["EXAMINE"] == 0
    inbox.drafts = {2}
    inbox.add(header("d"))
    [batch] = box.sync()
    assert (uids([batch]), batch.ignored) == ([3, 4], {"draft": 1})
    assert [command for command in server.commands if "SEARCH" in command] == ["UID SEARCH UID 4:*"]
    del inbox.messages[2]
    inbox.drafts = set()
    box.sync()
    assert box.present() == {key("a"), key("c"), key("d")}
    assert box.sync() == []


def test_a_folder_of_nothing_but_drafts_comes_and_goes(server: ImapServer, box: SyncedMailbox) -> None:
    ideas = server.create("Ideas")
    ideas.add(header("a"))
    ideas.drafts = {1}
    assert [batch.ignored for batch in box.sync()] == [{"draft": 1}]
    assert box.sync() == []
    ideas.messages.clear()
    box.sync()
    assert box.sync() == []
    ideas.add(header("b"))
    ideas.drafts = {2}
    box.sync()
    uidvalidity = server.folders.pop("Ideas").uidvalidity
    box.sync()
    server.create("Ideas").add(header("c"))
    server.folders["Ideas"].uidvalidity, server.folders["Ideas"].uidnext = uidvalidity, 3
    box.sync()
    assert box.present() == {key("c")}


def test_drafts_are_counted_once_wherever_a_sync_is_cut_off(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(*map(header, "abcdef"))
    inbox.drafts = {1, 4}
    box.size = 1
    for _ in range(3):
        assert not any(batch.ignored for batch in box.sync(stop_after=1))
    assert [batch.ignored for batch in box.sync()] == [{"draft": 2}]
    assert box.present() == {key(name) for name in "bcef"}


def test_copies_that_differ_by_marks_are_one_record_until_the_last_is_gone(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.folders["INBOX"].add(b"Status: RO\r\n" + header("a"), header("a"))
    box.sync()
    assert box.present() == {key("a")}
    del server.folders["INBOX"].messages[1]
    box.sync()
    assert box.present() == {key("a")}
    del server.folders["INBOX"].messages[2]
    box.sync()
    assert box.present() == set()


@pytest.mark.parametrize("missing", [b"UIDNEXT", b"UIDVALIDITY"])
def test_a_server_that_does_not_tell_its_numbers_is_looked_through_or_refused(
    server: ImapServer, missing: bytes
) -> None:
    def without(tag: bytes, command: str) -> bytes:
        lines = server.regular(tag, command, "INBOX").splitlines(keepends=True)
        return b"".join(line for line in lines if missing not in line)

    server.folders["INBOX"].add(header("a"))
    server.does("EXAMINE", without, times=2)
    if missing == b"UIDVALIDITY":
        assert isinstance(failure(server), SourceChanged)
    else:
        [batch] = fetched(server)
        assert batch.cursor == {"uidvalidity": 100, "known": "1"}
        assert list(fetch(ImapOptions(**server.options()), {"INBOX": batch.cursor}, None)) == []


@pytest.mark.parametrize(
    "answer",
    [
        b"* ESEARCH (TAG %s) UID ALL 1:3\r\n%s OK\r\n",
        b'* ESEARCH (TAG "%s") UID COUNT 3 ALL 3:2,1\r\n%s OK\r\n',
        b"* SEARCH 3 1\r\n* SEARCH 2 (MODSEQ 917162500)\r\n%s OK\r\n",
        b"* SEARCH 1 2 3 \r\n%s OK\r\n",
    ],
)
def test_a_search_may_be_answered_in_several_ways(server: ImapServer, answer: bytes) -> None:
    server.capabilities += " ESEARCH"
    server.folders["INBOX"].add(*map(header, "abc"))
    server.does("SEARCH", answer)
    assert uids(fetched(server)) == [1, 2, 3]


def test_a_set_that_is_larger_than_the_folder_is_not_believed(server: ImapServer) -> None:
    server.capabilities += " ESEARCH"
    server.folders["INBOX"].add(*map(header, "abc"))
    server.does("SEARCH", b"* ESEARCH UID ALL 1:4294967295\r\n%s OK\r\n")
    assert uids(fetched(server)) == [1, 2, 3]
    assert server.counted()["FETCH"] == 1


def test_a_set_without_end_is_said(server: ImapServer) -> None:
    server.folders["INBOX"].add(*map(header, "abc"))
    server.does("SEARCH", b"* ESEARCH UID ALL 1:4294967295\r\n%s OK\r\n")
    error = failure(server)
    assert (type(error), str(error)) == (SourceChanged, "127.0.0.1 finds 4294967295 messages in a folder of 3.")


def test_a_line_of_many_megabytes_is_read(server: ImapServer) -> None:
    numbers = " ".join(map(str, range(1_000_000, 1_400_000, 2)))
    server.folders["INBOX"].add(header("a"))
    server.does("SEARCH", b"* SEARCH 1 %s\r\n%%s OK\r\n" % numbers.encode())
    assert uids(fetched(server)) == [1]


# -- odd answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        b'* 1 FETCH (BODY[HEADER] {%d}\r\n%s INTERNALDATE " 7-Mar-2024 12:00:00 +0000" UID 1)\r\n',
        b'* 1 fetch (uid 1 flags (\\Seen $x "q") internaldate NIL body[header]<0> {%d}\r\n%s)\r\n',
        b"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 1 BODY[HEADER] ~{%d}\r\n%s)\r\n* OK x {5}\r\n",
    ],
)
def test_a_header_is_found_however_it_comes(server: ImapServer, answer: bytes) -> None:
    server.folders["INBOX"].add(header("a"))
    server.does("FETCH", lambda tag, _: answer % (len(header("a")), header("a")) + tag + b" OK done\r\n")
    [batch] = fetched(server)
    assert [record.key for record in batch.records] == [key("a")]


def test_what_was_not_asked_for_and_what_comes_twice_is_left_alone(server: ImapServer) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(*map(header, "abc"))

    def doubled(tag: bytes, command: str) -> bytes:
        stray = server.fetched(inbox, 2).replace(b"UID 2 ", b"UID 7 ")
        return b"* " + stray + b"\r\n* " + server.fetched(inbox, 1) + b"\r\n" + server.regular(tag, command, "INBOX")

    server.does("FETCH", doubled)
    assert uids(fetched(server)) == [1, 2, 3]


def test_a_message_that_disappears_between_search_and_fetch_is_not_taken_for_stored(
    server: ImapServer, box: SyncedMailbox
) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(*map(header, "abc"))

    def deleted(tag: bytes, command: str) -> bytes:
        inbox.messages.pop(2, None)
        return server.regular(tag, command, "INBOX")

    server.does("FETCH", deleted)
    [batch] = box.sync()
    assert batch.cursor == {"uidvalidity": 100, "known": "1,3", "uidnext": 4}
    assert box.sync() == []


def test_a_folder_that_disappears_between_list_and_examine_is_gone_with_the_next_sync(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.create("Chor").add(header("a"))
    server.folders["INBOX"].add(header("b"))
    box.sync()
    server.folders["Chor"].add(header("c"))
    server.does("EXAMINE", b"%s NO [NONEXISTENT] gone\r\n")
    box.sync()
    del server.folders["Chor"]
    box.sync()
    assert box.present() == {key("b")}


def test_one_message_that_the_server_will_not_send_costs_one_message(server: ImapServer, box: SyncedMailbox) -> None:
    inbox = server.folders["INBOX"]
    inbox.add(*map(header, "abcdefgh"))

    def broken(tag: bytes, command: str) -> bytes:
        answer = server.regular(tag, command, "INBOX")
        before, found, _ = answer.partition(b"* " + server.fetched(inbox, 5))
        return before + tag + b" NO [SERVERBUG] Internal error occurred\r\n" if found else answer

    server.does("FETCH", broken, times=20)
    [batch] = box.sync()
    assert uids([batch]) == [1, 2, 3, 4, 6, 7, 8]
    assert batch.ignored == {"message the server does not send": 1}
    server._instead.clear()
    box.sync()
    assert box.present() == {key(name) for name in "abcdefgh"}
    assert box.sync() == []


def test_a_folder_that_may_not_be_read_is_said_and_the_others_are_fetched(
    server: ImapServer, box: SyncedMailbox
) -> None:
    server.create("Chor").add(header("a"))
    server.folders["INBOX"].add(header("b"))
    server.does("EXAMINE", b"%s NO [NOPERM] not for you, alice@example.org\r\n")
    with pytest.raises(NeedsYou) as raised:
        box.sync()
    assert str(raised.value).startswith("127.0.0.1 does not let these folders be opened: Chor. Ask who runs")
    assert box.present() == {key("b")}


# -- memory and time --------------------------------------------------------------------------------------------------


def test_of_a_header_without_end_the_beginning_is_kept(server: ImapServer) -> None:
    server.folders["INBOX"].add(header("a")[:-2] + b"X-Long: " + b"x" * (3 << 20) + b"\r\n\r\n")
    server.folders["INBOX"].add(header("b"))
    [batch] = fetched(server)
    assert [len(record.raw) for record in batch.records] == [LONGEST_BLOCK, len(header("b")) - 2]


def test_a_text_that_is_announced_too_long_is_not_waited_for(server: ImapServer) -> None:
    server.folders["INBOX"].add(header("a"))
    server.does("FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {9999999999}\r\nFrom: ", FALL_SILENT)
    assert isinstance(failure(server), SourceChanged)


def test_a_line_without_end_is_not_read_without_end(server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_wire, "LONGEST_LINE", 1 << 20)
    server.does("LIST", b"* LIST " + b"x" * (2 << 20))
    assert str(failure(server)) == "127.0.0.1 sends an endless line."


def test_large_headers_are_handed_on_before_all_have_come(server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_records, "BATCH_BYTES", 1 << 20)
    large = b"X-Long: " + b"x" * 500_000 + b"\r\n\r\n"
    inbox = server.folders["INBOX"]
    inbox.add(*(header(str(number))[:-2] + large for number in range(30)))
    first = b"".join(b"* " + server.fetched(inbox, uid) + b"\r\n" for uid in (1, 2, 3, 4))
    server.does("FETCH", first, FALL_SILENT)
    assert uids([next(fetch(ImapOptions(**server.options()), {}, None))]) == [1, 2, 3]
    assert [len(batch.records) for batch in fetched(server)] == [3] * 10


def test_a_server_that_falls_silent_is_not_waited_for(server: ImapServer) -> None:
    server.folders["INBOX"].add(header("a"))
    server.does("FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {100}\r\nFrom: ", FALL_SILENT)
    begun = time.monotonic()
    error = failure(server, timeout_seconds=0.3)
    assert (type(error), str(error)) == (TryLater, "127.0.0.1 fell silent for 0.3 seconds.")
    assert time.monotonic() - begun < 5


# -- what an error says to do -----------------------------------------------------------------------------------------

BUSY = "127.0.0.1 is too busy for"


@pytest.mark.parametrize(
    ("verb", "answer", "kind", "said"),
    [
        ("LOGIN", b"%s NO [AUTHENTICATIONFAILED] no, alice@example.org\r\n", NeedsYou, "does not accept `user` with"),
        ("LOGIN", b"%s NO login failed\r\n", NeedsYou, "does not accept `user` with `password`"),
        ("LOGIN", b"%s NO [UNAVAILABLE] later\r\n", TryLater, f"{BUSY} the login."),
        ("LOGIN", b"%s NO Too many simultaneous connections. (Failure)\r\n", TryLater, f"{BUSY} the login."),
        ("LOGIN", b"* BYE not now\r\n", TryLater, "127.0.0.1 ended the session."),
        ("CAPABILITY", b"%s BAD User is authenticated but not connected.\r\n", TryLater, f"{BUSY} CAPABILITY."),
        ("LIST", b"* BYE Connection throttled\r\n", TryLater, "ended the session: it is too busy."),
        ("LIST", b"%s BAD no such command\r\n", SourceChanged, "127.0.0.1 answers LIST with BAD."),
        ("LIST", b"%s NO [CANNOT] not for alice@example.org\r\n", SourceChanged, "answers LIST with NO CANNOT."),
        ("LIST", b"%s OK\r\n", SourceChanged, "lists no folder at all"),
        ("LIST", b"* LIST what is this\r\n%s OK\r\n", SourceChanged, "can't be read"),
        ("LIST", b'* LIST () "/" "unfinished\r\n%s OK\r\n', SourceChanged, "can't be read"),
        ("LIST", b"* LIST ((((\r\n%s OK\r\n", SourceChanged, "can't be read"),
        ("LIST", b"\xff\xfe\x00garbage\r\n", SourceChanged, "sends what is no answer of IMAP"),
        ("LIST", b"r77 OK done\r\n", SourceChanged, "sends what is no answer of IMAP"),
        ("LIST", b"%s PERHAPS\r\n", SourceChanged, "neither OK, NO nor BAD"),
        ("STATUS", b"* STATUS INBOX (MESSAGES many)\r\n%s OK\r\n", SourceChanged, "can't be read"),
        ("EXAMINE", b"%s NO [INUSE] another client\r\n", TryLater, f"{BUSY} EXAMINE."),
        ("SEARCH", b"* SEARCH one two\r\n%s OK\r\n", SourceChanged, "can't be read"),
        ("SEARCH", b"%s NO [LIMIT] enough\r\n", TryLater, f"{BUSY} SEARCH."),
        ("FETCH", b"* 1 FETCH (BODY[HEADER] {3}\r\nabc)\r\n%s OK\r\n", SourceChanged, "can't be read"),
        ("FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {3}\r\nabc", TryLater, "closed the connection"),
        ("FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {999}\r\nFrom: ", TryLater, "closed the connection"),
        ("FETCH", b"%s NO [THROTTLED] slow down\r\n", TryLater, f"{BUSY} FETCH."),
        (
            "FETCH",
            b"%s BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n",
            TryLater,
            f"{BUSY} FETCH, and asks for 299 seconds of patience.",
        ),
        ("FETCH", b"", TryLater, "127.0.0.1 closed the connection."),
    ],
)
def test_an_error_says_what_to_do(
    server: ImapServer, verb: str, answer: bytes, kind: type[SourceError], said: str
) -> None:
    server.folders["INBOX"].add(header("a"))
    server.does(verb, answer, HANG_UP)
    error = failure(server)
    assert type(error) is kind
    assert said in str(error)
    assert "alice" not in str(error)
    assert "example.org" not in str(error)


@pytest.mark.parametrize("verb", ["CAPABILITY", "LOGIN", "LIST", "STATUS", "EXAMINE", "SEARCH", "FETCH"])
def test_what_was_landed_before_a_fault_stays_and_the_next_sync_completes(
    server: ImapServer, box: SyncedMailbox, verb: str
) -> None:
    server.folders["INBOX"].add(*map(header, "abcde"))
    server.create("Chor").add(*map(header, "fgh"))
    box.size = 2
    server.does(verb, b"", HANG_UP)
    with pytest.raises(TryLater):
        box.sync()
    box.sync()
    assert box.present() == {key(name) for name in "abcdefgh"}
    assert box.sync() == []


def test_what_is_no_mail_server_is_said(server: ImapServer) -> None:
    server.greeting = b"SSH-2.0-OpenSSH_9.2\r\n"
    assert "is no IMAP server" in str(failure(server))


def test_a_server_that_says_bye_at_once_is_asked_later(server: ImapServer) -> None:
    server.greeting = b"* BYE too many connections\r\n"
    assert isinstance(failure(server), TryLater)


def test_a_server_without_tls_is_not_told_the_password(server: ImapServer) -> None:
    assert "offers no STARTTLS on port" in str(failure(server, tls="starttls"))
    assert server.counted()["LOGIN"] == 0


def test_a_server_that_wants_no_password_here_is_not_told_it(server: ImapServer) -> None:
    server.capabilities += " LOGINDISABLED"
    assert "accepts no password on this connection" in str(failure(server))
    assert server.counted()["LOGIN"] == 0


def test_sasl_goes_in_one_step_or_two(server: ImapServer) -> None:
    server.folders["INBOX"].add(header("a"))
    server.capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR"
    server.does("AUTHENTICATE", b"%s OK\r\n")
    assert uids(fetched(server)) == [1]
    assert "AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==" in server.commands
    server.capabilities = "IMAP4rev1 AUTH=PLAIN"
    server.does("AUTHENTICATE", b"+ \r\n")
    server.does("AGFsaWNlAHNlY3JldA==", b"r2 OK\r\n")
    assert uids(fetched(server)) == [1]


def test_what_is_slipped_in_before_encryption_is_not_read(server: ImapServer) -> None:
    server.does("STARTTLS", b"%s OK go on\r\n* CAPABILITY IMAP4rev1\r\nr2 OK done\r\n", HANG_UP)
    assert isinstance(failure(server, tls="starttls"), NeedsYou | TryLater)
    assert server.commands == ["STARTTLS"]
