"""What stands between Prefect's server and the web: who may ask it, and whom its pages may ask.

A server on 127.0.0.1 is still within reach of every page that the owner's browser opens. Such a page may send requests
there, which its `Origin` gives away, or have its own name resolve to 127.0.0.1, which its `Host` gives away. And it is
within reach of every account of the machine, so without a password it answers that of its owner only.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from uvicorn.protocols.http.h11_impl import H11Protocol

from flows.peer import is_ours

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-eval'",  # a run's graph is drawn by code made on the spot
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
"""Pages ask nobody but us: the V2 pages load a tracker otherwise, even with analytics off, and pictures of blocks."""


OURS = "peer_is_ours"
"""In the state of a connection: its other end is of our account."""

NOT_OURS = (
    "Without a password this Prefect server answers the account that runs it only; "
    "set PREFECT_SERVER_API_AUTH_STRING=NAME:WORD for `reknit up` to let others in.\n"
)
ANOTHER_PAGE = "This Prefect server answers its own pages and programs only.\n"


class Protocol(H11Protocol):
    """Notes of each connection whether its other end is of our account.

    When it begins and not with each request: the system takes milliseconds to say so, and only here the connection is
    at hand, which shows that what was said is true of it still.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, OURS: is_ours(transport.get_extra_info("socket"))}


class Guard:
    """Wraps an ASGI application.

    own_url: the address that people know it by, also behind a proxy. is_local: only this machine can reach it.
    owner_only: answer only connections that `Protocol` found to be ours.
    """

    def __init__(self, app: ASGIApp, own_url: str, *, is_local: bool, owner_only: bool) -> None:
        self._app = app
        self._own = urlsplit(own_url)
        self._is_local = is_local
        self._owner_only = owner_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse; what is not asked over the web passes."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if self._owner_only and scope.get("state", {}).get(OURS) is not True:
            await _refuse(scope["type"], NOT_OURS, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if not self._may_ask(headers.get(b"host", ""), headers.get(b"origin")):
            await _refuse(scope["type"], ANOTHER_PAGE, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLICY.encode())]
            await send(message)

        await self._app(scope, receive, send_with_policy)

    def _may_ask(self, host: str, origin: str | None) -> bool:
        """Whether nobody else's page asks. Only browsers send an origin, and only with what may change something."""
        if not self._is_ours(host):
            return False
        if origin is None:
            return True
        asking = urlsplit(origin).netloc  # "" of a page that hides where it is from: `null`
        return asking != "" and asking in (host, self._own.netloc)

    def _is_ours(self, host: str) -> bool:
        """Whether this can't be the name of somebody's page on the web.

        A page can make its own name resolve to us, but it can't own an address, or `localhost`. Between containers a
        name without a dot is one of them; elsewhere it may be anybody's, in a network that completes names.
        """
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        if not name:
            return False
        if name in (self._own.hostname, "localhost"):
            return True
        if not self._is_local and "." not in name.rstrip(".") and ":" not in name:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


async def _refuse(kind: str, why: str, receive: Receive, send: Send) -> None:
    if kind == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    body = why.encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
