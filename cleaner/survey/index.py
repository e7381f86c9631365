"""The small file that the second pass reads: repeated lines by host, and the copies of stories on other hosts."""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from cleaner.errors import InputError
from cleaner.model import Page
from cleaner.survey.database import database_errors, get_meta, open_database, put_meta, remove
from cleaner.survey.known import Known, host_of, line_key, page_key, publisher_of
from cleaner.survey.store import Counts

LEAST_PAGES = 5  # of a host that must hold a line (text-stage.md, point 9)
LEAST_PERCENT = 2  # of the host's pages (the same)
PROSE_PAGES = 20  # that must hold a line of prose, or any line where days do not tell (the same)
MOST_COPIES = 8  # of one story that are aligned with a page
MOST_PAGES = 200  # of one story that are looked at; what more sites carry needs no vote of all of them
HELD_HOSTS = 64  # whose lines are held in memory at once
_MAX_PROSE = 200_000  # bytes of one copy
_FORMAT = "cleaner site index 1"
_SCHEMA = """
CREATE TABLE host (id INTEGER PRIMARY KEY, name TEXT UNIQUE, pages INT, folded INT);
CREATE TABLE line (host INT, key INT, pages INT, prose INT, text TEXT, place TEXT, within INT,
                   PRIMARY KEY (host, key)) WITHOUT ROWID;
CREATE TABLE copy (page INT, prose BLOB);
"""
_OF_STORY = "SELECT key, host.name, prose FROM page JOIN host ON host.id = page.host WHERE story = ? ORDER BY page.id"
_TOLD = "SELECT story FROM page WHERE story IS NOT NULL GROUP BY story HAVING count(DISTINCT host) > 1 ORDER BY story"


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line that a site repeats. pages: that hold it. place: a selector of the element around it, "" where unknown.
    within: all blocks inside elements of that selector, on all pages; 0 where unknown.
    """

    text: str
    pages: int
    prose: bool
    place: str = ""
    within: int = 0


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A host: its pages, those of them that were near copies of others, and its repeated lines, most frequent first."""

    host: str
    pages: int
    folded: int
    lines: tuple[RepeatedLine, ...]


def write_index(counts: Counts, path: Path) -> str:
    """Make the index at `path`, whole or not at all; the digest of what it says. Raises CleanerError."""
    beside = path.with_name(path.name + ".tmp")
    with database_errors(path):
        remove(beside)
        index = open_database(beside, _SCHEMA, _FORMAT)
        digest = hashlib.sha256()
        index.execute("BEGIN")
        for table, row in (*_repeated(counts.database), *_copies(counts.database)):
            digest.update(repr((table, row)).encode("utf-8", "surrogatepass"))
            index.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
        index.execute("CREATE INDEX copies ON copy (page)")
        put_meta(index, "digest", digest.hexdigest())
        put_meta(index, "made by", get_meta(counts.database, "plan") or "")
        index.execute("COMMIT")
        index.close()
        os.replace(beside, path)
    return digest.hexdigest()


def _repeated(counts: sqlite3.Connection) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows of `host` and `line`."""
    hosts = "SELECT id, name, pages, folded, first_day, last_day FROM host WHERE pages > 0 AND name <> '' ORDER BY name"
    for number, name, pages, folded, first, last in counts.execute(hosts).fetchall():
        yield "host", (number, name, pages, folded)
        least = max(LEAST_PAGES, -(-LEAST_PERCENT * pages // 100))
        least_prose = max(least, PROSE_PAGES)
        # Where all pages are of one day, or none tells its day, that a line stands on two days cannot be asked for.
        days_tell = first is not None and first < last
        query = f"""
            SELECT line.host, key, line.pages, prose, text, line.place, ifnull(place.blocks, 0)
            FROM line LEFT JOIN place ON place.host = line.host AND place.place = line.place
            WHERE line.host = ? AND line.pages >= CASE WHEN prose OR NOT {int(days_tell)} THEN ? ELSE ? END
              AND ({int(not days_tell)} OR line.first_day < line.last_day) ORDER BY key"""
        for row in counts.execute(query, (number, least_prose, least)):
            yield "line", row


def _copies(counts: sqlite3.Connection) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows of `copy`: for each page of a story that several hosts carry, the prose of the first few others."""
    for (story,) in counts.execute(_TOLD).fetchall():
        pages = counts.execute(_OF_STORY, (story,)).fetchmany(MOST_PAGES)
        own = [_own_prose(counts, packed) if packed else b"" for _, _, packed in pages]
        for key, host, _ in pages:
            mine = publisher_of(host)  # without an address nobody knows whether another site is another one
            others = (t for t, page in zip(own, pages, strict=True) if publisher_of(page[1]) not in ("", mine))
            for text in itertools.islice(filter(None, others), MOST_COPIES if mine else 0):
                yield "copy", (key, text)


def _own_prose(counts: sqlite3.Connection, packed: bytes) -> bytes:
    """The prose of a page without the lines that other stories hold, too; packed, b"" for none."""
    text = zstandard.ZstdDecompressor().decompress(packed, _MAX_PROSE).decode("utf-8", "surrogatepass")
    query = "SELECT mixed FROM prose WHERE key = ?"
    lines = [line for line in text.splitlines() if counts.execute(query, (line_key(line),)).fetchone() == (0,)]
    return zstandard.compress("\n".join(lines).encode("utf-8", "surrogatepass")) if lines else b""


class SiteIndex:
    """The index at `path`, to be asked about pages. Pickles: each process opens the file for itself.

    Raises InputError where the file is missing or no such index.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._database: sqlite3.Connection | None = None
        self._hosts: OrderedDict[str, Known] = OrderedDict()  # at most HELD_HOSTS
        self.digest, self.made_by = self._origin()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_database": None, "_hosts": OrderedDict()}

    def of(self, page: Page) -> Known:
        """What is known of `page`: nothing where its URL is missing or its host was not in the dump."""
        host = self._host(host_of(page.url))
        copies = self._opened().execute("SELECT prose FROM copy WHERE page = ?", (page_key(page),)).fetchall()
        if not copies:
            return host
        unpack = zstandard.ZstdDecompressor()
        texts = (unpack.decompress(packed, _MAX_PROSE).decode("utf-8", "surrogatepass") for (packed,) in copies)
        return Known(host.host, host.pages, host.lines, tuple(texts))

    def sites(self) -> Iterator[SiteFacts]:
        """All hosts with repeated lines, by name."""
        hosts = "SELECT id, name, pages, folded FROM host ORDER BY name"
        query = "SELECT text, pages, prose, place, within FROM line WHERE host = ? ORDER BY pages DESC, text, key"
        for number, name, pages, folded in self._opened().execute(hosts).fetchall():
            rows = self._opened().execute(query, (number,)).fetchall()
            if rows:
                lines = (RepeatedLine(text, n, bool(prose), place or "", w) for text, n, prose, place, w in rows)
                yield SiteFacts(name, pages, folded, tuple(lines))

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _host(self, name: str) -> Known:
        if name in self._hosts:
            self._hosts.move_to_end(name)
            return self._hosts[name]
        known = Known(name)
        found = self._opened().execute("SELECT id, pages FROM host WHERE name = ?", (name,)).fetchone()
        if found:
            rows = self._opened().execute("SELECT key, pages FROM line WHERE host = ?", (found[0],))
            known = Known(name, found[1], dict(rows.fetchall()))
        self._hosts[name] = known
        if len(self._hosts) > HELD_HOSTS:
            self._hosts.popitem(last=False)
        return known

    def _origin(self) -> tuple[str, str]:
        """The digest of what it says, and the plan of the counts that it was made from."""
        try:
            form, digest, made_by = (get_meta(self._opened(), name) for name in ("plan", "digest", "made by"))
        except sqlite3.Error:
            form = digest = made_by = None
        if form != _FORMAT or digest is None or made_by is None:
            cure = "make one with: cleaner run DUMP --site-frequency --out DIR"
            raise InputError(f"{self.path}: is no site index; {cure}")
        return digest, made_by

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            place = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(place, uri=True, check_same_thread=False)
        return self._database
