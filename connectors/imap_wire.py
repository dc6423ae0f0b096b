"""The connection to an IMAP server (RFC 9051): TLS, commands, answers as bytes, and what may go wrong on the way.

Own instead of imaplib, which stops at a line of 1 MB (the UIDs of 150,000 messages), allocates whatever size a literal
announces, holds all answers of a command at once, keeps the last commands with the password in them, and can't send a
password beyond ASCII.
"""

from __future__ import annotations

import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from errno import ENOTCONN
from io import BufferedReader
from typing import Final, Literal, NamedTuple

from connectors.contract import NeedsYou, SourceChanged, SourceError, TryLater

Tls = Literal["ssl", "starttls", "none"]

LONGEST_LINE: Final = 1 << 24
"""Bytes: the UIDs of two million messages that have none beside another."""

LONGEST_LITERAL: Final = 1 << 26
"""Bytes; no header block is that long, so whoever announces more is no server of mail."""

_OUT_OF_DATE: Final = {9, 10}
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL."""

_LITERAL: Final = re.compile(rb"~?\{(\d{1,18})\+?\}\Z")
_STATUS: Final = re.compile(rb"\* (OK|NO|BAD|BYE|PREAUTH)(?: |\Z)", re.IGNORECASE)
_CODE: Final = re.compile(r"\[([\w-]+)[^\]]*\]")
_BACKOFF: Final = re.compile(r"backoff time: (\d+) milliseconds", re.IGNORECASE)
_BUSY_CODES: Final = {"UNAVAILABLE", "INUSE", "LIMIT", "THROTTLED", "SERVERBUG"}
_BUSY_WORDS: Final = re.compile(
    r"throttl|too many|backoff|temporar|try (again|later)|unavailable|rate limit|not connected|overload", re.IGNORECASE
)
"""For servers that say it without a response code (RFC 5530); "authenticated but not connected" is Exchange's."""


class Answer(NamedTuple):
    """An untagged answer without its `* `: texts and literals in turn, a text first and last."""

    parts: tuple[bytes, ...]


class Refused(Exception):
    """A command was answered NO or BAD. The server's own words stay inside: they may quote a name or an address."""

    def __init__(self, condition: str, text: str) -> None:
        super().__init__(condition)
        code = _CODE.match(text)
        self.condition = condition
        self.code = code[1].upper() if code else ""
        self.is_busy = self.code in _BUSY_CODES or bool(_BUSY_WORDS.search(text))
        backoff = _BACKOFF.search(text)
        self.backoff_seconds = int(backoff[1]) // 1000 if backoff else None

    def as_error(self, host: str, command: str) -> SourceError:
        """What it means where the command is one that every server grants."""
        if self.is_busy:
            wait = f", and asks for {self.backoff_seconds} seconds of patience" if self.backoff_seconds else ""
            return TryLater(f"{host} is too busy for {command}{wait}.")
        return SourceChanged(f"{host} answers {command} with {self.condition} {self.code}".rstrip() + ".")


class Wire:
    """An open connection; whatever breaks it is raised as a SourceError that names the host."""

    def __init__(self, host: str, port: int, tls: Tls, ca_file: str | None, timeout_seconds: float) -> None:
        """Connect, with TLS from the start or after STARTTLS. A certificate that can't be verified is NeedsYou."""
        self.host = host
        self._timeout_seconds = timeout_seconds
        self._tag = 0
        try:
            self._socket = socket.create_connection((host, port), timeout_seconds)
        except UnicodeError:  # of a name that can be none, as with two dots in a row
            raise self._unknown() from None
        except OSError as error:
            raise self._not_reached(error, port) from None
        self._file: BufferedReader | None = None
        try:
            if tls == "ssl":
                self._encrypt(port, ca_file)
            self._file = self._buffered()
            self._greet()
            if tls == "starttls":
                self._start_tls(port, ca_file)
        except BaseException:
            self._hang_up()
            raise

    def close(self) -> None:
        """Take leave without waiting for an answer."""
        with suppress(OSError):
            self._socket.settimeout(1)
            self._socket.sendall(b"bye LOGOUT\r\n")
        self._hang_up()

    def answers(self, command: bytes, *more: bytes) -> Iterator[Answer]:
        """Send a command; its untagged answers as they come, to the last one.

        more: what is sent line by line when the server asks to go on. Raises Refused when it answers NO or BAD.
        """
        self._tag += 1
        tag = b"r%d " % self._tag
        self._send(tag + command)
        rest = iter(more)
        while True:
            line = self._line()
            if line.startswith(b"* "):
                if (status := _STATUS.match(line)) is None:
                    yield self._answer(line)
                elif status[1].upper() == b"BYE":
                    raise self._said_bye(line)
                else:
                    yield Answer((line[2:],))
            elif line.startswith(tag):
                return self._finish(line[len(tag) :])
            elif line.startswith(b"+"):
                self._send(next(rest, b"*"))  # RFC 9051, 6.2.2: a lone star gives up
            else:
                raise SourceChanged(f"{self.host} sends what is no answer of IMAP.")

    def run(self, command: bytes, *more: bytes) -> list[Answer]:
        """The same at once, for answers that are few."""
        return list(self.answers(command, *more))

    # -- how ----------------------------------------------------------------------------------------------------------

    def _hang_up(self) -> None:
        # The socket stays open as long as a file on it is.
        for each in (self._file, self._socket):
            if each is not None:
                with suppress(OSError):
                    each.close()

    def _finish(self, result: bytes) -> None:
        condition, _, text = result.decode("utf-8", "replace").partition(" ")
        if condition.upper() in ("NO", "BAD"):
            raise Refused(condition.upper(), text)
        if condition.upper() != "OK":
            raise SourceChanged(f"{self.host} ends a command with neither OK, NO nor BAD.")

    def _answer(self, line: bytes) -> Answer:
        line = line[2:]
        parts = []
        while line.endswith(b"}") and (size := _LITERAL.search(line)):
            parts += [line[: size.start()], self._literal(int(size[1]))]
            line = self._line()
        return Answer((*parts, line))

    def _literal(self, size: int) -> bytes:
        if size > LONGEST_LITERAL:
            raise SourceChanged(f"{self.host} announces a text of {size} bytes where a header was asked for.")
        content = self._bytes(size)
        if len(content) < size:
            raise self._closed()
        return content

    def _line(self) -> bytes:
        try:
            line = self._reader.readline(LONGEST_LINE)
        except OSError as error:
            raise self._broken(error) from None
        if not line.endswith(b"\n"):
            raise self._closed() if len(line) < LONGEST_LINE else SourceChanged(f"{self.host} sends an endless line.")
        return line.rstrip(b"\r\n")

    def _bytes(self, size: int) -> bytes:
        try:
            return self._reader.read(size)
        except OSError as error:
            raise self._broken(error) from None

    def _send(self, line: bytes) -> None:
        try:
            self._socket.sendall(line + b"\r\n")
        except OSError as error:
            raise self._broken(error) from None

    def _greet(self) -> None:
        greeting = _STATUS.match(line := self._line())
        if greeting is None:
            raise NeedsYou(f"What answers at {self.host} is no IMAP server. Check `host`, `port` and `tls`.")
        if greeting[1].upper() in (b"BYE", b"NO", b"BAD"):
            raise self._said_bye(line)

    def _start_tls(self, port: int, ca_file: str | None) -> None:
        try:
            self.run(b"STARTTLS")
        except Refused as refused:
            if refused.is_busy:
                raise refused.as_error(self.host, "STARTTLS") from None
            raise NeedsYou(f'{self.host} offers no STARTTLS on port {port}. Set tls = "ssl".') from None
        self._reader.close()  # and with its buffer whatever someone has slipped in behind the answer
        self._encrypt(port, ca_file)
        self._file = self._buffered()

    @property
    def _reader(self) -> BufferedReader:
        assert self._file is not None
        return self._file

    def _buffered(self) -> BufferedReader:
        return BufferedReader(self._socket.makefile("rb", buffering=0), 1 << 17)

    def _encrypt(self, port: int, ca_file: str | None) -> None:
        try:
            context = ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise NeedsYou(f"`ca_file` can't be read as certificates: {error.strerror or 'not PEM'}.") from None
        try:
            self._socket.getpeername()  # of a connection that was reset, `ssl` would leave a socket open
            self._socket = context.wrap_socket(self._socket, server_hostname=self.host)
        except ssl.SSLCertVerificationError as error:
            mend = "Check `host`; if the server has its own authority, name its certificate in `ca_file`."
            if error.verify_code in _OUT_OF_DATE:
                mend = "If this machine's clock is right, whoever runs the server has to renew it."
            raise NeedsYou(
                f"The certificate of {self.host} can't be verified ({error.verify_message.rstrip('.')}). {mend}"
            ) from None
        except ssl.SSLError as error:
            if isinstance(error, ssl.SSLEOFError) or error.errno == ENOTCONN:
                raise self._closed() from None
            raise NeedsYou(
                f"{self.host} does not speak TLS on port {port} ({error.reason}). Check `port` and `tls`."
            ) from None
        except OSError as error:
            raise self._broken(error) from None

    def _not_reached(self, error: OSError, port: int) -> SourceError:
        if isinstance(error, socket.gaierror) and error.errno != socket.EAI_AGAIN:
            return self._unknown()
        reason = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or "no connection"
        return TryLater(f"{self.host} can't be reached on port {port}: {reason}.")

    def _unknown(self) -> NeedsYou:
        return NeedsYou(f"No server is known as {self.host}. Check `host`.")

    def _broken(self, error: OSError) -> TryLater:
        if isinstance(error, TimeoutError):
            return TryLater(f"{self.host} fell silent for {self._timeout_seconds:g} seconds.")
        return self._closed()

    def _closed(self) -> TryLater:
        return TryLater(f"{self.host} closed the connection.")

    def _said_bye(self, line: bytes) -> TryLater:
        refused = Refused("BYE", line.decode("utf-8", "replace").partition(" ")[2].partition(" ")[2])
        why = ": it is too busy" if refused.is_busy else ""
        return TryLater(f"{self.host} ended the session{why}.")


def plain_response(user: str, password: str) -> bytes:
    """The initial response of SASL PLAIN (RFC 4616)."""
    return b64encode(f"\0{user}\0{password}".encode())
