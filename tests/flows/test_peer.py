"""Without a password our Prefect server answers its owner's account, and no other one of the machine."""

from __future__ import annotations

import http.client
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn

from flows import peer
from flows.peer import account, is_ours
from flows.web_guard import Guard, Protocol
from tests.flows.up_process import free_port

pytestmark = pytest.mark.skipif(not peer.can_tell(), reason="this system does not say whose a connection is")
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can act for another account")

NOBODY = 65534

US, CLIENT = ("127.0.0.1", 4200), ("127.0.0.1", 41331)

ASK = """
import encodings.idna, http.client, os, sys
os.setuid(int(sys.argv[3]))  # not before the imports: another account need not be able to read our Python
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
shake = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
shake["sec-websocket-key"] = "AAAAAAAAAAAAAAAAAAAAAA=="
connection.request("GET", "/", headers=shake if sys.argv[2] == "websocket" else {"x-forwarded-for": "127.0.0.1"})
answer = connection.getresponse()
print(answer.status, "PREFECT_SERVER_API_AUTH_STRING" in answer.read().decode() if answer.status == 403 else "")
"""


def written(address: tuple[str, int], *, in_ipv6: bool = False) -> str:
    """As the system writes an address, in this machine's byte order."""
    number = f"{struct.unpack('=I', socket.inet_aton(address[0]))[0]:08X}:{address[1]:04X}"
    return ("0000000000000000FFFF0000" if sys.byteorder == "little" else "00000000000000000000FFFF") * in_ipv6 + number


def line(
    own: tuple[str, int],
    other: tuple[str, int],
    state: str = "01",
    uid: int = 1000,
    inode: int = 1472669,
    *,
    in_ipv6: bool = False,
) -> str:
    """One socket of the table."""
    ends = f"{written(own, in_ipv6=in_ipv6)} {written(other, in_ipv6=in_ipv6)}"
    return f"   0: {ends} {state} 00000000:00000000 00:00000000 00000000 {uid:5}        0 {inode} 1 0000 100 0 0 10 0\n"


HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def test_the_account_is_that_of_the_socket_at_the_other_end() -> None:
    others = line(US, CLIENT, uid=1) + line(("127.0.0.1", 41332), US, uid=2) + line(CLIENT, ("127.0.0.1", 4201), uid=3)
    assert account(HEADER + others + line(CLIENT, US, uid=1000), CLIENT, US) == 1000
    assert account(HEADER + others, CLIENT, US) is None
    assert account(HEADER, CLIENT, US) is None


def test_a_program_that_speaks_ipv6_to_an_ipv4_address_has_an_account_too() -> None:
    assert account(HEADER + line(CLIENT, US, uid=1000, in_ipv6=True), CLIENT, US) == 1000


@pytest.mark.parametrize("state", ["02", "03", "04", "05", "06", "07", "08", "09", "0A", "0B", "0C"])
def test_a_socket_that_is_closing_has_no_account(state: str) -> None:
    assert account(HEADER + line(CLIENT, US, state=state, uid=0), CLIENT, US) is None


def test_a_socket_that_nobody_holds_has_no_account() -> None:
    assert account(HEADER + line(CLIENT, US, uid=0, inode=0), CLIENT, US) is None


def pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a connection: the client's, ours."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        return client, listener.accept()[0]


def test_our_own_connection_is_ours_until_it_is_closed() -> None:
    client, ours = pair()
    with ours:
        assert is_ours(ours)
        client.close()
        assert not is_ours(ours)


def test_what_the_system_says_of_a_connection_that_ended_meanwhile_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, ours = pair()

    def ends_and_is_followed_by_one_of_ours(*_: Any) -> int:
        client.close()
        return os.getuid()

    monkeypatch.setattr(peer, "account", ends_and_is_followed_by_one_of_ours)
    with ours:
        assert not is_ours(ours)


def test_a_table_that_cannot_be_read_lets_nobody_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(peer, "TABLES", (tmp_path,))
    client, ours = pair()
    with client, ours:
        assert not is_ours(ours)


class Guarded:
    """A server that only its owner may ask. asked: what has reached the application behind the guard."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[str] = []
        guard = Guard(self._answer, "", is_local=True, owner_only=True)
        config = uvicorn.Config(guard, port=self.port, http=Protocol, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["type"])
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    serving = Guarded()
    thread = threading.Thread(target=serving.server.run)
    thread.start()
    end = time.monotonic() + 20
    while not serving.server.started:
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.01)
    yield serving
    serving.server.should_exit = True
    thread.join(20)


@pytest.fixture(params=["http", "websocket"])
def kind(request: pytest.FixtureRequest) -> str:
    """What is asked for."""
    return str(request.param)


def ask(guarded: Guarded, kind: str, user: int | None = None) -> str:
    """Status and whether the text names the way in. user: number of the account that asks, if it is another."""
    words = [sys.executable, "-c", ASK, str(guarded.port), kind, str(os.getuid() if user is None else user)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout


def test_the_owner_may_ask(guarded: Guarded, kind: str) -> None:
    assert ask(guarded, kind).startswith({"http": "204", "websocket": "101"}[kind])
    assert guarded.asked == [kind]


@as_root
def test_another_account_may_not_ask(guarded: Guarded, kind: str) -> None:
    # A websocket is refused before it is one, with a status and without a text.
    assert ask(guarded, kind, NOBODY) == {"http": "403 True\n", "websocket": "403 False\n"}[kind]
    assert guarded.asked == []


@as_root
def test_root_may_ask_the_server_of_another_account(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: NOBODY)
    assert ask(guarded, "http", peer.ROOT).startswith("204")
    assert ask(guarded, "http", NOBODY).startswith("204")
    assert ask(guarded, "http", NOBODY - 1).startswith("403")


def test_who_closes_right_after_asking_is_nobody(guarded: Guarded) -> None:
    for linger in (b"", struct.pack("ii", 1, 0)) * 20:
        closed = threading.Event()
        with socket.create_connection(("127.0.0.1", guarded.port)) as client:
            if linger:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            guarded.server.servers[0].get_loop().call_soon_threadsafe(closed.wait, 20)  # it is busy, and sees it late
            client.sendall(b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n")
        closed.set()
    with closing(http.client.HTTPConnection("127.0.0.1", guarded.port, timeout=20)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().status == 204
    assert guarded.asked == ["http"]
