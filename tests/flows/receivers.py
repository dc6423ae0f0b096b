"""Whom notifications go to: a real web server and a real mail server that keep what they are sent."""

from __future__ import annotations

import email
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mail(NamedTuple):
    """One message as it was delivered to one reader."""

    sender: str
    to: list[str]
    subject: str
    text: str


class WebServer:
    """Answers every POST with `status`. got: the path and the JSON of each."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        self.status = 200
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                owner.got.append((self.path, json.loads(body)))
                self.send_response(owner.status)
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class MailServer:
    """Takes mail of whoever logs in with this password. got: what was delivered; logins: names that tried to log in."""

    def __init__(
        self, password: str, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.got: list[Mail] = []
        self.logins: list[str] = []
        owner = self

        class Handler:
            async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
                assert isinstance(envelope.content, bytes) and envelope.mail_from
                message = email.message_from_bytes(envelope.content, policy=policy.default)
                text = message.get_content().replace("\r\n", "\n")
                owner.got.append(Mail(envelope.mail_from, envelope.rcpt_tos, str(message["subject"]), text))
                return "250 OK"

        def authenticate(
            server: SMTP, session: Session, envelope: Envelope, way: str, login: LoginPassword
        ) -> AuthResult:
            owner.logins.append(login.login.decode())
            return AuthResult(success=login.password.decode() == password, handled=False)

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(
            Handler(),
            hostname="127.0.0.1",
            port=self.port,
            authenticator=authenticate,
            auth_require_tls=bool(starttls),
            tls_context=starttls,
            ssl_context=tls,
        )
        self._controller.start()

    def close(self) -> None:
        """End it."""
        self._controller.stop()


@contextmanager
def closing_all(*servers: WebServer | MailServer) -> Iterator[None]:
    """Close these after the block."""
    try:
        yield
    finally:
        for server in servers:
            server.close()
