"""The web server around the application."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import uvicorn

from cleaner.batch import WorkerLimits
from cleaner.batch.answers import PageWork
from cleaner.batch.recipe import Recipe
from cleaner.errors import InputError
from cleaner.readers import FieldMap
from cleaner.serve.app import MAX_BODY_BYTES, Service
from cleaner.serve.pool import Pool

_BACKLOG = 128
# What is left to do when it is told to end: a page at its limit, and those that wait behind it.
_GRACE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. port: 0 takes a free one. workers: processes that clean. told: is given the address when pages can
    be sent.
    """

    recipe: Recipe
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    limits: WorkerLimits = field(default_factory=WorkerLimits)
    fields: FieldMap = field(default_factory=FieldMap)
    max_body: int = MAX_BODY_BYTES
    told: Callable[[str], None] = print


def serve(serving: Serving) -> None:
    """Until SIGTERM or Ctrl-C, which let the requests that are there finish. Raises InputError where the port is taken,
    CleanerError where no worker can live.
    """
    if os.name != "posix":
        raise InputError("cleaner serve needs Linux or macOS: pages are cleaned in processes that can be killed")
    listening = _listen(serving.host, serving.port)
    address = _address(serving.host, listening.getsockname()[1])
    pool = Pool(PageWork(serving.recipe), serving.workers, serving.limits)
    service = Service(pool, serving.recipe.digest, serving.fields, serving.max_body)
    service = replace(service, ready=lambda: serving.told(address))
    config = uvicorn.Config(
        service.app(),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)  # before uvicorn listens to them, and again after it has ended at them
    uvicorn.Server(config).run(sockets=[listening])


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server on `host`.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _end(number: int, frame: object) -> None:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise InputError(
            f"{host}:{port}: cannot be listened on: {error.strerror or error}; give another --port"
        ) from error


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
