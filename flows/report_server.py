"""The report on the pages of our own Prefect server, for whoever may see those."""

from __future__ import annotations

import base64
import hmac
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from flows.report_page.where import WEB_PATH

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

NO_REPORT = "There is no report yet; `reknit sync` and `reknit report` draw it.\n"
WHO_ASKS = "The report is shown to whoever has the password of this server.\n"


class WithReport:
    """Wraps Prefect's application.

    report: the file. password: `NAME:WORD` as Prefect wants it of its pages; None when it wants none. Those ask for it
    themselves, and for the report the browser does.
    """

    def __init__(self, app: ASGIApp, report: Path, password: str | None) -> None:
        self._app = app
        self._report = report
        self._expected = f"Basic {base64.b64encode(password.encode()).decode()}" if password else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the report, and leave all else to Prefect."""
        if scope["type"] != "http" or scope["path"] != WEB_PATH or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"")
        if self._expected and not hmac.compare_digest(given, self._expected.encode()):
            await _answer(send, HTTPStatus.UNAUTHORIZED, "text/plain", WHO_ASKS.encode())
            return
        try:
            page = self._report.read_bytes()
        except OSError:
            await _answer(send, HTTPStatus.NOT_FOUND, "text/plain", NO_REPORT.encode())
            return
        await _answer(send, HTTPStatus.OK, "text/html", page)


async def _answer(send: Send, status: HTTPStatus, kind: str, body: bytes) -> None:
    headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),  # personal, and another after the next build
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append((b"www-authenticate", b'Basic realm="reknit"'))
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
