"""Who is let in, and what the browser is told it may do."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("nicegui", reason="the extra `preview` is not installed")

from starlette.applications import Starlette
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from cleaner.preview.security import HOSTS, Guard

TOKEN, PORT = "the-token-of-this-run", 8123
BASE = f"http://127.0.0.1:{PORT}"
PAGE = "<html>\n  <script>one()</script>\n  <script type=module>two()</script><p>a <script>three()</script>"


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", page), Route("/frame/{n}", page), Route("/complete", page, methods=["POST"])]
    app = Starlette(routes=[*routes, WebSocketRoute("/ws", socket)])
    app.add_middleware(Guard, token=TOKEN, port=PORT)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.fixture
def known(client: TestClient) -> TestClient:
    """Has been let in."""
    answer = client.get(f"/?token={TOKEN}")
    assert (303, "/") == (answer.status_code, answer.headers["location"])
    return client


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong", "/frame/0", f"/frame/0?token={TOKEN}"])
def test_without_the_token_nothing_is_shown(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (403, False) == (answer.status_code, "one()" in answer.text)


def test_the_token_becomes_a_cookie_that_scripts_cannot_read(client: TestClient) -> None:
    cookie = client.get(f"/?token={TOKEN}").headers["set-cookie"].lower()
    assert all(word in cookie for word in (f"cleaner-preview-{PORT}=", "httponly", "samesite=lax", "path=/"))


def test_with_the_cookie_the_page_is_shown(known: TestClient) -> None:
    assert 200 == known.get("/").status_code


def test_the_cookie_of_another_preview_is_none(client: TestClient) -> None:
    client.cookies.set(f"cleaner-preview-{PORT + 1}", TOKEN)
    assert 403 == client.get("/").status_code


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", f"evil.example:{PORT}", "192.168.0.9"])
def test_a_foreign_host_header_is_refused(known: TestClient, host: str) -> None:
    assert 400 == known.get("/", headers={"host": host}).status_code


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1:8123", None]
)
def test_a_write_of_another_origin_is_refused(known: TestClient, origin: str | None) -> None:
    headers = {"origin": origin} if origin is not None else {}
    assert 403 == known.post("/complete", headers=headers).status_code


def test_a_write_of_our_own_page_passes(known: TestClient) -> None:
    assert 200 == known.post("/complete", headers={"origin": BASE}).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_embed_anything(known: TestClient, site: str) -> None:
    assert 403 == known.get("/frame/0", headers={"sec-fetch-site": site}).status_code


@pytest.mark.parametrize("origin", ["http://evil.example", None])
def test_a_socket_of_another_origin_is_refused(known: TestClient, origin: str | None) -> None:
    headers = {"origin": origin} if origin is not None else {}
    with pytest.raises(WebSocketDisconnect), known.websocket_connect("/ws", headers=headers) as opened:
        opened.receive_text()


def test_a_socket_without_the_token_is_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers={"origin": BASE}) as opened:
        opened.receive_text()


def test_a_socket_of_our_own_page_opens(known: TestClient) -> None:
    headers = {"origin": BASE, "host": f"127.0.0.1:{PORT}", "cookie": f"cleaner-preview-{PORT}={TOKEN}"}
    with known.websocket_connect("/ws", headers=headers) as opened:
        assert "hello" == opened.receive_text()


def test_only_the_librarys_own_scripts_get_the_nonce_which_is_new_each_time(known: TestClient) -> None:
    one, other = known.get("/"), known.get("/")
    nonces = re.findall(r'<script nonce="([\w-]+)"', one.text)
    assert (2, 1) == (len(nonces), len(set(nonces)))
    assert f"'nonce-{nonces[0]}'" in one.headers["content-security-policy"]
    assert nonces[0] not in other.text
    assert "<script>three()" in one.text


def test_the_policy_of_the_screen_lets_no_inline_script_and_no_other_host_in(known: TestClient) -> None:
    policy = known.get("/").headers["content-security-policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert ("'unsafe-inline'" in script, "http:" in policy, "*" in policy) == (False, False, False)
    assert all(
        part in policy for part in ("default-src 'none'", "connect-src 'self'", "form-action 'none'", "base-uri 'none'")
    )


def test_the_policy_of_a_frame_lets_nothing_run_or_be_fetched(known: TestClient) -> None:
    policy = known.get("/frame/0").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert (policy.endswith("; sandbox"), "script-src" in policy, "http" in policy) == (True, False, False)


def test_every_answer_carries_the_headers(known: TestClient) -> None:
    for answer in (known.get("/"), known.get("/frame/0"), known.get("/nowhere")):
        assert ("nosniff", "no-referrer") == (
            answer.headers["x-content-type-options"],
            answer.headers["referrer-policy"],
        )
