"""The application: five paths, every answer JSON but metrics and the page that shows what went."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cleaner import __version__
from cleaner.batch.outcomes import Outcome
from cleaner.batch.types import Loss
from cleaner.errors import CleanerError
from cleaner.readers import FieldMap
from cleaner.rows import FIELDS, record_of_outcome
from cleaner.serve import metrics, problems
from cleaner.serve.asking import is_asked, read_page
from cleaner.serve.metrics import Metrics
from cleaner.serve.pool import Asked, Busy, Pool, View
from cleaner.serve.problems import Problem
from cleaner.writers import encode

JSON = "application/json"
MAX_BODY_BYTES = 20_000_000  # a page of 10 MB as JSON, of which few characters are escaped
Handler = Callable[["Service", Request, Metrics], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Service:
    """What the paths share. rulebook: the digest of its rules. fields: which fields of rows hold what."""

    pool: Pool
    rulebook: str
    fields: FieldMap = field(default_factory=FieldMap)
    max_body: int = MAX_BODY_BYTES
    ready: Callable[[], object] = lambda: None  # called when pages can be cleaned

    def app(self) -> Starlette:
        """The application; its end closes the pool."""
        measured = Metrics(lambda: self.pool.open, self.pool.workers)
        paths: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/clean", _clean),
            ("POST", "/explain", _explain),
            ("GET", "/health", _health),
            ("GET", "/metrics", _metrics),
            ("GET", "/openapi.json", _openapi),
        )
        routes = [Route(path, _measured(self, handler, measured), methods=[method]) for method, path, handler in paths]
        handlers = {HTTPException: problems.of_http, Exception: problems.of_fault}
        return Starlette(routes=routes, exception_handlers=handlers, lifespan=self._life)

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        try:
            await self.pool.warm_up()
            self.ready()
            yield
        finally:
            self.pool.close()


def _measured(service: Service, handler: Handler, measured: Metrics) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        started = time.perf_counter()
        try:
            response = await handler(service, request, measured)
        except Problem as problem:
            response = problem.response()
        measured.answered(request.url.path, response.status_code, time.perf_counter() - started)
        return response

    return answer


async def _clean(service: Service, request: Request, measured: Metrics) -> Response:
    """The record of the page. A page that could not be cleaned is a problem; one without text is none."""
    with_log, markdown = is_asked(request, "log", True), is_asked(request, "markdown", False)
    asked = Asked(await read_page(request, service.fields, service.max_body), "clean", markdown)
    outcome = Outcome.from_bytes(await _answer(service, asked, measured))
    measured.cleaned(outcome)
    record = record_of_outcome(outcome, (*FIELDS, "markdown") if markdown else FIELDS)
    if outcome.status == "failed":
        raise _lost(asked, outcome.code, str(record["reason"]))
    if not with_log:
        del record["removals"]
    return Response(encode(record), media_type=JSON)


async def _explain(service: Service, request: Request, measured: Metrics) -> Response:
    """The page in order with what went, as JSON or, where the client would rather have it, as a page of HTML."""
    page = await read_page(request, service.fields, service.max_body)
    view: View = "explain_html" if "text/html" in request.headers.get("accept", "") else "explain"
    answer = await _answer(service, Asked(page, view))
    if view == "explain_html" and not answer.startswith(b'{"failed"'):
        return Response(answer, media_type="text/html; charset=utf-8")
    if answer.startswith(b'{"failed"'):
        raise _lost(Asked(page), "exception", json.loads(answer)["failed"])
    return Response(answer, media_type=JSON)


async def _answer(service: Service, asked: Asked, measured: Metrics | None = None) -> bytes:
    try:
        answer = await service.pool.answer(asked)
    except Busy as error:
        raise Problem(
            503, "busy", "more pages wait than can be cleaned soon; try again, or start more workers"
        ) from error
    except CleanerError as error:
        raise Problem(500, "no_worker", str(error)) from error
    if isinstance(answer, Loss):
        if measured is not None:
            measured.lost(answer.code)
        raise _lost(asked, answer.code, answer.detail)
    return answer


def _lost(asked: Asked, code: str, detail: str) -> Problem:
    # 422: the same page would fail again, so nothing on the way should send it a second time.
    return Problem(422, code, detail, id=asked.page.id, url=asked.page.url)


async def _health(service: Service, request: Request, measured: Metrics) -> Response:
    told = {"status": "ok", "version": __version__, "rulebook": service.rulebook, "workers": service.pool.workers}
    return Response(encode(told), media_type=JSON)


async def _metrics(service: Service, request: Request, measured: Metrics) -> Response:
    return Response(measured.text(), media_type=metrics.MEDIA_TYPE)


async def _openapi(service: Service, request: Request, measured: Metrics) -> Response:
    described = json.loads(files("cleaner.serve").joinpath("openapi.json").read_bytes())
    described["info"]["version"] = __version__
    return Response(encode(described), media_type=JSON)
