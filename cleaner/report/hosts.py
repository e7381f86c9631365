"""Confidence by host, in bounded memory: what does not fit goes to a private database that SQLite drops in the end."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

HELD_HOSTS = 10_000
WORST_PAGES = 5
ENOUGH_PAGES = 3  # of a host, below which its mean says little
_Worst = list[tuple[float, str, str]]
_TABLE = "CREATE TABLE hosts (host TEXT PRIMARY KEY, pages INTEGER, total REAL, low INTEGER, worst TEXT) WITHOUT ROWID"
_PUT = "INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?)"
_FIRST = "SELECT * FROM hosts WHERE pages >= ? ORDER BY total / pages, pages DESC, host LIMIT ?"


@dataclass(slots=True)
class Host:
    """pages, and the sum of their confidence; low: those flagged; worst: (confidence, id, URL) of the lowest."""

    name: str
    pages: int = 0
    total: float = 0.0
    low: int = 0
    worst: _Worst = field(default_factory=list)

    @property
    def mean(self) -> float:
        return self.total / max(1, self.pages)

    def take(self, pages: int, total: float, low: int, worst: _Worst) -> None:
        self.pages += pages
        self.total += total
        self.low += low
        if len(self.worst) < WORST_PAGES or worst[0] < self.worst[-1]:
            self.worst = sorted([*self.worst, *worst])[:WORST_PAGES]


class Hosts:
    """Takes pages; gives the hosts of the lowest mean confidence."""

    def __init__(self, held: int = HELD_HOSTS) -> None:
        self._limit = held
        self._held: dict[str, Host] = {}
        self._base = sqlite3.connect("")
        self._base.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def add(self, confidence: float, low: bool, page_id: str, url: str) -> None:
        name = host_of(url)
        if name not in self._held and len(self._held) >= self._limit:
            self._spill()
        host = self._held.setdefault(name, Host(name))
        host.take(1, confidence, int(low), [(confidence, page_id, url)])

    def lowest(self, size: int) -> tuple[Host, ...]:
        """Among hosts with ENOUGH_PAGES; where there are none, among all."""
        self._spill()
        for pages in (ENOUGH_PAGES, 1):
            found = self._base.execute(_FIRST, (pages, size)).fetchall()
            if found:
                return tuple(_host(row) for row in found)
        return ()

    @property
    def count(self) -> int:
        self._spill()
        return int(self._base.execute("SELECT count(*) FROM hosts").fetchone()[0])

    def _spill(self) -> None:
        for host in self._held.values():
            row = self._base.execute("SELECT * FROM hosts WHERE host = ?", (host.name,)).fetchone()
            if row is not None:
                before = _host(row)
                host.take(before.pages, before.total, before.low, before.worst)
            worst = json.dumps(host.worst)
            self._base.execute(_PUT, (host.name, host.pages, host.total, host.low, worst))
        self._held.clear()


def host_of(url: str) -> str:
    """The host of an address, "(none)" where it has none.

    >>> host_of("https://WWW.Example.org:8080/a"), host_of("")
    ('www.example.org', '(none)')
    """
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        name = ""
    return name.encode("utf-8", "replace").decode() or "(none)"


def _host(row: tuple[str, int, float, int, str]) -> Host:
    name, pages, total, low, worst = row
    return Host(name, pages, total, low, [(one[0], one[1], one[2]) for one in json.loads(worst)])
