"""Who may talk to the preview, and what the browser may do with what it shows.

The pages are hostile, and so may be any site that is open in the same browser: nothing is answered without the token
of this run, nothing is written for another origin, and no page shown can run, fetch, submit or lead away.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ["127.0.0.1", "localhost"]
FRAME_PREFIX = "/frame/"
# What NiceGUI needs: its own files and eval, and inline styles; inline scripts pass by a nonce, so that markup which
# slips into the page runs nothing.
_SCREEN = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)
_OTHER = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Only where a tag of NiceGUI's own template begins a line: text of pages stands escaped within one long line.
_SCRIPT = re.compile(rb"^([ \t]*)<script(?=[ >])", re.M)
_REFUSED = "cleaner preview: this address needs the token that stands in the address printed at its start.\n"


class Guard:
    """Lets in who has the token, refuses what another origin sends, and gives every answer its policy."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app = app
        self.token = token
        # Cookies know no ports: two previews must not take each other's.
        self.cookie = f"cleaner-preview-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await refusal(scope, receive, _with_policy(send, scope["path"], ""))
            return
        await self._pass(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._same_origin(scope, headers):
            return PlainTextResponse("cleaner preview: requests of other sites are refused.\n", 403)
        if self._has_cookie(headers):
            return None
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and secrets.compare_digest(given.encode(), self.token.encode()):
            response = RedirectResponse("/", 303)
            response.set_cookie(self.cookie, self.token, httponly=True, samesite="lax", path="/")
            return response
        return PlainTextResponse(_REFUSED, 403)

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return morsel is not None and secrets.compare_digest(morsel.value.encode(), self.token.encode())

    @staticmethod
    def _same_origin(scope: Scope, headers: Headers) -> bool:
        """Whether a request that may change something, or opens a socket, comes from our own page."""
        origin = headers.get("origin")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and scope["path"] != "/":
            return False
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and origin is None:
            return True
        return origin == f"http://{headers.get('host', '')}"

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        if scope["path"] == "/":
            send = _with_nonce(send, nonce)
        await self.app(scope, receive, _with_policy(send, scope["path"], nonce))


def _with_policy(send: Send, path: str, nonce: str) -> Send:
    """`send` with the headers of our policy on each answer."""
    if path == "/" and nonce:
        policy = _SCREEN.format(nonce=nonce)
    else:
        policy = _FRAME if path.startswith(FRAME_PREFIX) else _OTHER

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = policy
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "no-referrer"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers["permissions-policy"] = "camera=(), microphone=(), geolocation=()"
            if "_nicegui" not in path:
                headers["cache-control"] = "no-store"
        await send(message)

    return sending


def _with_nonce(send: Send, nonce: str) -> Send:
    """`send` with the nonce on each script of the page, which is held back until it is whole."""
    held: list[Message] = []
    body: list[bytes] = []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            held.append(message)
        elif message["type"] == "http.response.body":
            body.append(message.get("body", b""))
            if not message.get("more_body"):
                whole = _SCRIPT.sub(rb'\1<script nonce="' + nonce.encode() + b'"', b"".join(body))
                MutableHeaders(scope=held[0])["content-length"] = str(len(whole))
                await send(held[0])
                await send({"type": "http.response.body", "body": whole})
        else:
            await send(message)

    return sending
