"""The web server of the preview: our routes, NiceGUI below them, the guard around both."""

from __future__ import annotations

import json
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import uvicorn
from fastapi import FastAPI
from nicegui import ui
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from cleaner.errors import InputError
from cleaner.preview import views
from cleaner.preview.completion import complete
from cleaner.preview.rulefile import MAX_TEXT
from cleaner.preview.security import FRAME_PREFIX, HOSTS, Guard
from cleaner.preview.session import Session
from cleaner.preview.ui import Screen

ADDRESS = "127.0.0.1"
_ASSETS = {"preview.css": "text/css", "preview.js": "text/javascript"}
_GRACE = 1  # seconds that open tabs are given when the user ends it
_RECONNECT = 30.0  # seconds in which a browser that was asleep finds its screen again


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. port: 0 takes a free one. browser: open it. told: is given the address when the server listens."""

    port: int = 0
    browser: bool = True
    told: Callable[[str], None] = print


def serve(session: Session, serving: Serving) -> None:
    """Serve `session` on the loopback address until Ctrl-C. Raises InputError where the port is taken."""
    listening = _listen(serving.port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)
    address = f"http://{ADDRESS}:{port}/?token={token}"
    config = uvicorn.Config(
        build(session, token, port),
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    server = _Server(config, lambda: _opened(serving, address))
    server.run(sockets=[listening])


def build(session: Session, token: str, port: int) -> FastAPI:
    """The application: NiceGUI is one for a process, so call this once."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    _routes(app, session)
    ui.run_with(
        app,
        root=lambda: Screen(session).build(),
        title="cleaner preview",
        favicon="🧹",
        dark=None,
        tailwind=False,
        gzip_middleware_factory=None,
        reconnect_timeout=_RECONNECT,
        show_welcome_message=False,
    )
    app.add_middleware(Guard, token=token, port=port)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    return app


def _routes(app: FastAPI, session: Session) -> None:
    async def page_frame(request: Request) -> Response:
        number = int(request.path_params["number"])
        if not 0 <= number < len(session.pages):
            return PlainTextResponse("there is no such page", 404)
        return HTMLResponse(views.frame(session.pages[number]))

    async def completion(request: Request) -> Response:
        asked = _asked(await request.body())
        if asked is None:
            return PlainTextResponse("text, line and column are needed", 400)
        found = complete(*asked, session.book)
        options = [{"label": s.text, "detail": s.detail, "key": s.key} for s in found.suggestions]
        return JSONResponse({"start": found.start, "options": options})

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            return PlainTextResponse("there is no such file", 404)
        content = files("cleaner.preview").joinpath("assets", name).read_bytes()
        return Response(content, media_type=_ASSETS[name])

    app.add_route(FRAME_PREFIX + "{number:int}", page_frame)
    app.add_route("/complete", completion, methods=["POST"])
    app.add_route("/assets/{name}", asset)


def _asked(body: bytes) -> tuple[str, int, int] | None:
    """Text, line and column of a request for completion; None where it is none."""
    try:
        given = json.loads(body) if len(body) <= MAX_TEXT else None
    except ValueError:
        return None
    found = [given.get(key) for key in ("text", "line", "column")] if isinstance(given, dict) else []
    match found:
        case [str(text), int(line), int(column)]:
            return text, line, column
    return None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _opened(serving: Serving, address: str) -> None:
    serving.told(address)
    if serving.browser:  # in a thread: a browser of the terminal would hold the server up
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except OSError as error:
        listening.close()
        raise InputError(f"port {port}: {error.strerror}; choose another with --port, or leave it out") from error
    return listening
