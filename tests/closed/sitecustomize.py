"""Shuts all sockets but loopback. Python imports this module at its start where its folder is on the path, so that the
processes that tests start, workers included, are shut as well; `tests/conftest.py` shuts the tests themselves.
"""

from __future__ import annotations

import errno
import os
import re
import socket
from functools import lru_cache
from pathlib import Path
from typing import Any

SWITCH = "CLEANER_TESTS_OFFLINE"  # set to 1 where it is wanted
_NEAR = ("", "localhost", "0.0.0.0", "::", "::1")  # a listener may be bound to all addresses; nothing leaves by that
_LOCAL = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")
refused: list[str] = []  # what this process wanted to reach


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    """The machine's own addresses, by which Ray names its nodes: what is sent to them stays here. Linux tells them."""
    try:
        tree = Path("/proc/net/fib_trie").read_text("ascii")
        six = Path("/proc/net/if_inet6").read_text("ascii").split("\n")
    except OSError:
        return frozenset()
    packed = (bytes.fromhex(line[:32]) for line in six if line)
    return frozenset((*_LOCAL.findall(tree), *(socket.inet_ntop(socket.AF_INET6, address) for address in packed)))


def is_near(host: object) -> bool:
    """Whether `host` is this machine.

    >>> is_near("127.0.0.1"), is_near("example.org")
    (True, False)
    """
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    near = host is None or str(host) in (*_NEAR, socket.gethostname()) or str(host).startswith("127.")
    return near or str(host) in _own()


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
