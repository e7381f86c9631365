"""Shuts all sockets but loopback. Python imports this module at its start where its folder is on the path, so that the
processes that tests start, workers included, are shut as well; `tests/conftest.py` shuts the tests themselves.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

SWITCH = "CLEANER_TESTS_OFFLINE"  # set to 1 where it is wanted
_NEAR = ("", "localhost", "0.0.0.0", "::", "::1")  # a listener may be bound to all addresses; nothing leaves by that
refused: list[str] = []  # what this process wanted to reach


def is_near(host: object) -> bool:
    """Whether `host` is this machine.

    >>> is_near("127.0.0.1"), is_near("example.org")
    (True, False)
    """
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host is None or str(host) in (*_NEAR, socket.gethostname()) or str(host).startswith("127.")


def shut() -> None:
    """Refuse to connect, and to look names up, beyond loopback. Once a process."""
    if getattr(socket.socket.connect, "shut", False):
        return
    connect, connect_ex, find = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return connect_ex(self, address)

    def guarded_find(host: Any, *given: Any, **named: Any) -> Any:
        if not is_near(host):
            refused.append(f"name {host}")
            raise socket.gaierror(socket.EAI_FAIL, f"tests look no names up: {host}")
        return find(host, *given, **named)

    guarded_connect.shut = True  # type: ignore[attr-defined]
    socket.socket.connect = guarded_connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = guarded_find


def _check(opened: socket.socket, address: Any) -> None:
    if opened.family in (socket.AF_INET, socket.AF_INET6) and not is_near(address[0]):
        if opened.type & socket.SOCK_STREAM:  # connecting a datagram socket sends nothing
            refused.append(f"address {address}")
        raise OSError(errno.ENETUNREACH, f"tests reach no network: {address}")


if os.environ.get(SWITCH) == "1":
    shut()
