"""A network that is cut at any moment of a session: the source is asked again later, and the sentence says why."""

from __future__ import annotations

import gc
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from connectors.contract import NeedsYou, SourceError, TryLater, Window
from connectors.imap_mail import ImapOptions, fetch
from tests.connectors.imap_server import FALL_SILENT, HANG_UP, LISTEN, RESET, ImapServer
from tests.connectors.mailboxes import mail

CUTS = {
    HANG_UP: r"127\.0\.0\.1 closed the connection\.",
    RESET: r"127\.0\.0\.1 (closed the connection|can't be reached on port \d+: Connection reset by peer)\.",
    FALL_SILENT: r"127\.0\.0\.1 fell silent for 0\.3 seconds\.",
}
"""How it is cut, and what is said; a reset may come before the connection is known to stand."""

HALF = b'* 1 FETCH (UID 1 FLAGS () INTERNALDATE "07-Mar-2025 12:00:00 +0000" BODY[HEADER] {100}\r\nFrom: '


def cut_at(verb: str, before: bytes = b"", tls: str = "none") -> Callable[[ImapServer, bytes], str]:
    """Sends this in answer to a verb, and then no more."""

    def cut(server: ImapServer, how: bytes) -> str:
        server.does(verb, before, how)
        return tls

    return cut


def cut_greeting(before: bytes, tls: str = "none") -> Callable[[ImapServer, bytes], str]:
    """Sends this when a client has connected, and then no more."""

    def cut(server: ImapServer, how: bytes) -> str:
        server.greeting = before + how
        return tls

    return cut


MOMENTS = {
    "the handshake of TLS": cut_greeting(LISTEN, "ssl"),
    "the middle of the handshake": cut_greeting(LISTEN + b"\x16\x03\x03", "ssl"),
    "the greeting": cut_greeting(b""),
    "the middle of the greeting": cut_greeting(b"* OK re"),
    "STARTTLS": cut_at("STARTTLS", tls="starttls"),
    "the handshake after STARTTLS": cut_at("STARTTLS", b"%s OK go on\r\n" + LISTEN, tls="starttls"),
    "CAPABILITY": cut_at("CAPABILITY"),
    "LOGIN": cut_at("LOGIN"),
    "LIST": cut_at("LIST"),
    "the middle of a list": cut_at("LIST", b'* LIST () "/" INBOX\r\n* LIST () "/'),
    "STATUS": cut_at("STATUS"),
    "EXAMINE": cut_at("EXAMINE", b"* 1 EXISTS\r\n"),
    "SEARCH": cut_at("SEARCH"),
    "the middle of the numbers": cut_at("SEARCH", b"* SEARCH 1 2 3"),
    "FETCH": cut_at("FETCH"),
    "the middle of a header": cut_at("FETCH", HALF),
    "the end of a header": cut_at("FETCH", HALF.replace(b"{100}", b"{6}")),
    "after the last header": cut_at("FETCH", HALF.replace(b"{100}", b"{6}") + b")\r\n"),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    monkeypatch.setenv("REKNIT_SECRET_MAIL", "secret")
    with ImapServer() as server:
        server.folders["INBOX"].add(mail("a").partition(b"Nothing")[0])
        yield server


def failure(server: ImapServer, window: Window | None = None, **options: object) -> SourceError:
    with pytest.raises(SourceError) as raised:
        list(fetch(ImapOptions(**server.options(timeout_seconds=0.3, **options)), {}, window))
    return raised.value


@pytest.mark.parametrize("how", CUTS, ids=lambda how: how[1:].decode())
@pytest.mark.parametrize("moment", MOMENTS)
def test_wherever_the_connection_is_cut_it_is_tried_again_later(server: ImapServer, moment: str, how: bytes) -> None:
    tls = MOMENTS[moment](server, how)
    begun = time.monotonic()
    error = failure(server, tls=tls)
    assert type(error) is TryLater
    assert re.fullmatch(CUTS[how], str(error))
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("how", CUTS, ids=lambda how: how[1:].decode())
@pytest.mark.parametrize("verb", ["EXAMINE", "SEARCH", "FETCH"])
def test_a_window_that_is_cut_is_tried_again_later(server: ImapServer, verb: str, how: bytes) -> None:
    MOMENTS[verb](server, how)
    error = failure(server, Window(datetime(2025, 3, 1), datetime(2025, 4, 1)))
    assert type(error) is TryLater
    assert re.fullmatch(CUTS[how], str(error))


def test_a_connection_that_is_reset_before_it_is_encrypted_leaves_no_socket_open(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = socket.create_connection

    def reset(*address: Any) -> socket.socket:
        connected = connect(*address)
        with suppress(OSError):
            while connected.getpeername():
                time.sleep(0.01)
        return connected

    server.greeting = RESET
    monkeypatch.setattr(socket, "create_connection", reset)
    error = failure(server, tls="ssl")
    assert type(error) is TryLater
    assert re.fullmatch(CUTS[RESET], str(error))
    gc.collect()  # and whatever is still open gives a warning, which is an error


def test_a_server_that_trickles_is_waited_for(server: ImapServer) -> None:
    def trickling(tag: bytes, _: str) -> bytes:
        time.sleep(0.2)
        return b"* SEARCH 1\r\n" + tag + b" OK\r\n"

    server.does("SEARCH", trickling)
    [batch] = fetch(ImapOptions(**server.options(timeout_seconds=0.6)), {}, None)
    assert len(batch.records) == 1


def test_a_port_where_nobody_listens_is_tried_again_later(server: ImapServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, and not listened at
        port = taken.getsockname()[1]
        error = failure(server, port=port)
    assert (type(error), str(error)) == (TryLater, f"127.0.0.1 can't be reached on port {port}: Connection refused.")


def test_a_network_that_swallows_what_is_sent_is_tried_again_later(server: ImapServer) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]  # more than the queue holds, so that the next one gets no answer
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        time.sleep(0.05)
        error = failure(server, port=port)
        for each in waiting:
            each.close()
    assert (type(error), str(error)) == (TryLater, f"127.0.0.1 can't be reached on port {port}: no answer in time.")


@pytest.mark.parametrize(
    ("raised", "kind", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), NeedsYou, "No server is known as 127.0.0.1."),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), TryLater, "Temporary failure in"),
        (OSError(101, "Network is unreachable"), TryLater, "can't be reached on port 1: Network is unreachable."),
        (OSError(113, "No route to host"), TryLater, "can't be reached on port 1: No route to host."),
    ],
)
def test_a_machine_without_a_network_tries_again_later(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch, raised: OSError, kind: type[SourceError], said: str
) -> None:
    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(socket, "create_connection", fail)
    error = failure(server, port=1)
    assert type(error) is kind
    assert said in str(error)


def test_a_name_that_can_be_none_is_said(server: ImapServer) -> None:
    error = failure(server, host="mail..example.org", tls="ssl")
    assert (type(error), str(error)) == (NeedsYou, "No server is known as mail..example.org. Check `host`.")


@pytest.mark.parametrize("code", [9, 10])
def test_a_certificate_out_of_date_may_be_the_clock(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        error = ssl.SSLCertVerificationError(1, "certificate verify failed")
        error.verify_code, error.verify_message = code, "certificate has expired"
        raise error

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", refuse)
    error = failure(server, tls="ssl")
    assert isinstance(error, NeedsYou)
    assert re.search(r"can't be verified \(certificate has expired\)\. If this machine's clock is right", str(error))
