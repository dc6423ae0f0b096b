r"""A scripted IMAP server: the least that a server may be able to do, and whatever a server may do wrong.

It knows neither LIST-STATUS nor ESEARCH nor SASL unless it is told to say so. A test replaces the answer to a verb:

    server.does("FETCH", b"* BYE going down\r\n", HANG_UP)
"""

from __future__ import annotations

import re
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from tests.connectors.imap_search import days_of, in_set, is_found
from tests.dovecot import quoted

USER, PASSWORD = "alice", "secret"
LISTEN = b"\0listen"
"""Wait until the client says something."""

HANG_UP = b"\0hang up"
RESET = b"\0reset"
FALL_SILENT = b"\0fall silent"
ARRIVED = datetime(2025, 3, 7, 12, tzinfo=UTC)

Answer = bytes | Callable[[bytes, str], bytes]
"""What is sent instead: `%s` stands for the command's tag; or a function of tag and command."""


@dataclass
class MailFolder:
    """A folder of the server. drafts: UIDs of messages flagged as not sent yet; arrived_at: where it is not ARRIVED."""

    uidvalidity: int
    messages: dict[int, bytes] = field(default_factory=dict)
    uidnext: int = 1
    drafts: set[int] = field(default_factory=set)
    arrived_at: dict[int, datetime] = field(default_factory=dict)

    def add(self, *headers: bytes, at: datetime = ARRIVED) -> None:
        """Append messages; `at` is when they arrived."""
        for header in headers:
            self.messages[self.uidnext] = header
            self.arrived_at[self.uidnext] = at
            self.uidnext += 1


class ImapServer:
    """A server with folders by name, to be changed at will between sessions."""

    def __init__(self, capabilities: str = "IMAP4rev1") -> None:
        self.folders: dict[str, MailFolder] = {"INBOX": MailFolder(100)}
        self.capabilities = capabilities
        self.greeting = b"* OK ready\r\n"
        self.commands: list[str] = []
        self.validities = 100
        self.zone_hours: int | None = None
        """The time zone in which it searches for days; None for that in which each is written."""
        self._instead: dict[str, list[tuple[Answer, ...]]] = {}
        self._closing = threading.Event()
        self._server = _Listener(("127.0.0.1", 0), _Conversation)
        self._server.imap = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def options(self, **more: Any) -> dict[str, Any]:
        """The options of a source that fetches from here; the password is in the environment."""
        return {
            "host": "127.0.0.1",
            "port": self._server.server_address[1],
            "user": USER,
            "password": {"env": "REKNIT_SECRET_MAIL"},
            "tls": "none",
            "timeout_seconds": 5,
        } | more

    def create(self, name: str) -> MailFolder:
        """A new folder, with a UIDVALIDITY of its own."""
        self.validities += 1
        folder = self.folders[name] = MailFolder(self.validities)
        return folder

    def does(self, verb: str, *answer: Answer, times: int = 1) -> None:
        """Answer the next `times` commands of this verb so, then as always."""
        self._instead.setdefault(verb, []).extend([answer] * times)

    def counted(self) -> Counter[str]:
        """How often each verb was heard."""
        return Counter(verb_of(command) for command in self.commands)

    def answer(self, tag: bytes, command: str, opened: str) -> bytes:
        """What is sent for a command; `opened`: the folder that is open."""
        self.commands.append(command)
        waiting = self._instead.get(verb_of(command))
        if waiting:
            parts = waiting.pop(0)
            return b"".join(part(tag, command) if callable(part) else part.replace(b"%s", tag) for part in parts)
        return self.regular(tag, command, opened)

    def regular(self, tag: bytes, command: str, opened: str) -> bytes:
        """What a plain server answers."""
        verb, folder = verb_of(command), self.folders.get(opened)
        lines: list[bytes] = []
        if verb == "CAPABILITY":
            lines.append(b"CAPABILITY " + self.capabilities.encode())
        elif verb == "LOGIN" and command != f'LOGIN "{USER}" "{PASSWORD}"':
            return tag + b" NO [AUTHENTICATIONFAILED] Who are you, alice@example.org?\r\n"
        elif verb == "LIST":
            lines += [b'LIST () "/" ' + quoted(name).encode() for name in self.folders]
        elif verb == "STATUS":
            found = self.folders[named(command, self.folders)]
            lines.append(
                b"STATUS %s (MESSAGES %d UIDNEXT %d UIDVALIDITY %d)"
                % (quoted(named(command, self.folders)).encode(), len(found.messages), found.uidnext, found.uidvalidity)
            )
        elif verb == "EXAMINE" and folder is None:
            return tag + b" NO [NONEXISTENT] no such folder\r\n"
        elif verb == "EXAMINE" and folder:
            lines += [b"%d EXISTS" % len(folder.messages), b"0 RECENT", b"FLAGS (\\Seen)"]
            lines += [b"OK [UIDVALIDITY %d] valid" % folder.uidvalidity, b"OK [UIDNEXT %d] next" % folder.uidnext]
        elif verb == "SEARCH" and folder:
            uids = " ".join(map(str, self.found(command, folder)))
            lines.append(f"SEARCH {uids} ".encode())  # with a blank at the end, as Yahoo does
        elif verb == "FETCH" and folder:
            lines += [self.fetched(folder, uid) for uid in wanted(command, folder)]
        elif verb not in ("LOGIN", "LOGOUT"):
            return tag + b" BAD what?\r\n"
        return b"".join(b"* " + line + b"\r\n" for line in lines) + tag + b" OK done\r\n"

    def found(self, command: str, folder: MailFolder) -> list[int]:
        """The UIDs that a SEARCH finds."""
        criterion = command.partition("SEARCH ")[2].removeprefix("RETURN (ALL) ")
        last = max(folder.messages, default=0)
        return [
            uid
            for uid, header in sorted(folder.messages.items())
            if is_found(criterion, uid, last, days_of(header, folder.arrived_at[uid], self.zone_hours))
        ]

    def fetched(self, folder: MailFolder, uid: int) -> bytes:
        """The FETCH answer for one message, without its star."""
        header, position = folder.messages[uid], sorted(folder.messages).index(uid) + 1
        flags = b"\\Seen \\Draft" if uid in folder.drafts else b"\\Seen"
        arrived = f"{folder.arrived_at[uid]:%d-%b-%Y %H:%M:%S +0000}".encode()
        start = b'%d FETCH (UID %d FLAGS (%s) INTERNALDATE "%s" BODY[HEADER] ' % (position, uid, flags, arrived)
        return start + b"{%d}\r\n" % len(header) + header + b")"


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    imap: ImapServer

    def shutdown_request(self, request: Any) -> None:
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):  # a proper end would come before the reset
            self.close_request(request)
        else:
            super().shutdown_request(request)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Listener)
        imap, opened = self.server.imap, ""
        if not self.goes_on_after(imap.greeting):
            return
        for line in self.rfile:
            tag, _, command = (
                line.rstrip(b"\r\n").rpartition(b" ") if b" " not in line else line.rstrip().partition(b" ")
            )
            if command.startswith(b"EXAMINE "):
                opened = named(command.decode(), imap.folders)
            answer = imap.answer(tag, command.decode(), opened)
            if not self.goes_on_after(answer) or command == b"LOGOUT":
                return

    def goes_on_after(self, answer: bytes) -> bool:
        assert isinstance(self.server, _Listener)
        for part in re.split(b"(\0(?:listen|hang up|reset|fall silent))", answer):
            if part == HANG_UP:
                return False
            if part == RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            if part == FALL_SILENT:
                self.server.imap._closing.wait(30)
                return False
            try:
                if part == LISTEN:
                    self.connection.recv(1, socket.MSG_PEEK)
                else:
                    self.wfile.write(part)
            except OSError:
                return False
        return True


def verb_of(command: str) -> str:
    """`FETCH` of `UID FETCH 1 (UID)`."""
    words = command.split()
    return words[1] if words[0] == "UID" else words[0]


def named(command: str, folders: dict[str, MailFolder]) -> str:
    """The folder that a command names; "" when there is none of that name."""
    return next((name for name in folders if quoted(name) in command), "")


def wanted(command: str, folder: MailFolder) -> list[int]:
    """The UIDs that a FETCH asks for."""
    written, last = command.split()[2], max(folder.messages, default=0)
    return [uid for uid in sorted(folder.messages) if in_set(written, uid, last)]
