"""Errors as JSON problem details (RFC 9457), each with a code to count by and the cure in `detail`."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cleaner.writers import encode

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """What the client is told in place of an answer."""

    def __init__(self, status: int, code: str, detail: str, **more: object) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.more = status, code, detail, more

    def response(self) -> Response:
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.more,
        }
        headers = {"Retry-After": "1"} if self.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        return Response(encode(body), self.status, headers, MEDIA_TYPE)


async def of_http(request: Request, error: Exception) -> Response:
    """What the framework refuses: paths and methods that are not there."""
    assert isinstance(error, HTTPException)
    code = "_".join(HTTPStatus(error.status_code).phrase.lower().split())
    response = Problem(error.status_code, code, f"{request.method} {request.url.path}: see /openapi.json").response()
    response.headers.update(error.headers or {})
    return response


async def of_fault(request: Request, error: Exception) -> Response:
    """A fault of the service itself; the log of the server has its place."""
    return Problem(500, "fault", f"{type(error).__name__}: this is a fault of cleaner; please report it").response()
