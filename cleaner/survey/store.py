"""The counts of a first pass, in a SQLite file: bounded memory, one transaction a batch of pages.

Pages must be added in the order of the input: of near copies on one host the first one counts, and of the pages of a
story, whatever their hosts, the first one names the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import zstandard

from cleaner.survey.database import database_errors, get_meta, open_database, put_meta
from cleaner.survey.facts import HostSum, LineSum, PageFacts, Totals, span
from cleaner.survey.known import line_key
from cleaner.survey.shingles import Signature

FOLDED = 0.8  # similarity from which on two pages of a host count as one
FOLD_ROWS = 8  # slots a band: 16 bands, which find four of five pairs at 0.75 and nearly all above
SAME_STORY = 0.3  # similarity of how two stories begin, from which on they are aligned
STORY_ROWS = 3  # slots a band: 42 bands, which find two of three pairs at 0.3 and 19 of 20 at 0.4
# A line may be forgotten while it stands on less than this share of a host's pages: lossy counting (Manku and Motwani,
# 2002). Counts are exact up to 1,000 pages a host, beyond that at most one page in a thousand too low.
WIDTH = 1_000
HELD_LINES = 50_000  # distinct lines that are held in memory, about 30 MB; beyond they go to the database
KEPT_TEXT = 5  # pages from which on the text of a line is kept: fewer never count as repeated
_SCHEMA = """
CREATE TABLE host (id INTEGER PRIMARY KEY, name TEXT UNIQUE, pages INT, folded INT, first_day INT, last_day INT);
CREATE TABLE line (host INT, key INT, pages INT, missed INT, first_day INT, last_day INT, prose INT, text TEXT,
                   place TEXT, PRIMARY KEY (host, key)) WITHOUT ROWID;
CREATE TABLE place (host INT, place TEXT, pages INT, blocks INT, PRIMARY KEY (host, place)) WITHOUT ROWID;
CREATE TABLE page (id INTEGER PRIMARY KEY, key INT, host INT, story INT, slots BLOB, lead BLOB, prose BLOB);
CREATE TABLE fold (key INTEGER PRIMARY KEY, page INT);
CREATE TABLE story (key INTEGER PRIMARY KEY, page INT);
CREATE TABLE prose (key INTEGER PRIMARY KEY, story INT, mixed INT);
"""
_HOST = "SELECT id, pages, folded, first_day, last_day FROM host WHERE name = ?"
_SET_HOST = "UPDATE host SET pages = ?, folded = ?, first_day = ?, last_day = ? WHERE id = ?"
_ADD_LINE = """
INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT DO UPDATE SET
  pages = pages + excluded.pages,
  first_day = min(ifnull(first_day, excluded.first_day), ifnull(excluded.first_day, first_day)),
  last_day = max(ifnull(last_day, excluded.last_day), ifnull(excluded.last_day, last_day))
"""
_ADD_TEXT = "UPDATE line SET text = ?, place = ? WHERE host = ? AND key = ? AND text IS NULL AND pages >= ?"
_FORGET = "DELETE FROM line WHERE host = ? AND pages + missed <= ?"
_ADD_PLACE = """
INSERT INTO place VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  pages = pages + excluded.pages, blocks = blocks + excluded.blocks
"""
# A line of prose that several stories hold is none of theirs.
_ADD_PROSE = """
INSERT INTO prose VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET mixed = 1 WHERE story <> excluded.story
"""
_LIKE_IT = "SELECT slots FROM fold JOIN page ON page.id = fold.page WHERE fold.key = ?"


class Counts:
    """The file at `path`, made anew when it is missing or was not made by `plan`.

    Add pages, then `commit` with the place reached; what was not committed is forgotten by a crash. stories: keep what
    is needed to find copies on other hosts. Raises CleanerError where the disk does not take it.
    """

    def __init__(self, path: Path, plan: str, *, stories: bool = True) -> None:
        self.path = path
        self._stories = stories
        with database_errors(path):
            self.database = open_database(path, _SCHEMA, plan)
        self._begin()

    def __enter__(self) -> Counts:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def state(self) -> dict[str, Any]:
        """What the last `commit` was told; {} at the beginning."""
        with database_errors(self.path):
            found = get_meta(self.database, "state")
        held: dict[str, Any] = orjson.loads(found) if found else {}
        return held

    def totals(self) -> Totals:
        with database_errors(self.path):
            query = "SELECT ifnull(sum(pages), 0), ifnull(sum(folded), 0), count(*) FROM host WHERE pages > 0"
            return Totals(*self.database.execute(query).fetchone())

    def add(self, page: PageFacts) -> None:
        """Count one page."""
        with database_errors(self.path):
            host = self._host(page.host)
            bands = page.whole.bands(FOLD_ROWS, page.host.encode("utf-8", "surrogatepass"))
            if any(self._is_near_copy(page, band) for band in bands):
                host.folded += 1
                return
            host.pages += 1
            day = page.day.toordinal() if page.day else None
            host.days = span(host.days, day)
            self._bands("fold", bands, self._add_page(host, page))
            for line in page.lines:
                known = self._lines.setdefault((host.id, line.key), LineSum(line, 0, (None, None)))
                known.pages += 1
                known.days = span(known.days, day)
            if len(self._lines) >= HELD_LINES:
                self._write_lines()
            for place, blocks in page.places:
                pages, before = self._places.get((host.id, place), (0, 0))
                self._places[host.id, place] = (pages + 1, before + blocks)

    def commit(self, state: dict[str, Any]) -> None:
        """Bring the batch to the disk, with `state`, JSON-ready, all or nothing."""
        with database_errors(self.path):
            self._write_lines()
            places = ((host, place, *counts) for (host, place), counts in sorted(self._places.items()))
            self.database.executemany(_ADD_PLACE, places)
            for host in self._hosts.values():
                self.database.execute(_SET_HOST, (host.pages, host.folded, *host.days, host.id))
                if host.pages // WIDTH > host.pages_before // WIDTH:
                    self.database.execute(_FORGET, (host.id, host.pages // WIDTH))
            put_meta(self.database, "state", orjson.dumps(state).decode())
            self.database.execute("COMMIT")
            self._begin()

    def _begin(self) -> None:
        self._hosts: dict[str, HostSum] = {}
        self._lines: dict[tuple[int, int], LineSum] = {}
        self._places: dict[tuple[int, str], tuple[int, int]] = {}
        self.database.execute("BEGIN")

    def _write_lines(self) -> None:
        missed = {host.id: host.pages_before // WIDTH for host in self._hosts.values()}
        ordered = sorted(self._lines.items(), key=lambda pair: pair[0])
        rows = ((host, key, s.pages, missed[host], *s.days, s.line.prose) for (host, key), s in ordered)
        self.database.executemany(_ADD_LINE, rows)
        texts = ((s.line.text, s.line.place, host, key, KEPT_TEXT) for (host, key), s in ordered)
        self.database.executemany(_ADD_TEXT, texts)
        self._lines.clear()

    def _host(self, name: str) -> HostSum:
        if name not in self._hosts:
            self.database.execute("INSERT OR IGNORE INTO host VALUES (NULL, ?, 0, 0, NULL, NULL)", (name,))
            number, pages, folded, first, last = self.database.execute(_HOST, (name,)).fetchone()
            self._hosts[name] = HostSum(number, pages, folded, (first, last), pages)
        return self._hosts[name]

    def _is_near_copy(self, page: PageFacts, band: int) -> bool:
        found = self.database.execute(_LIKE_IT, (band,)).fetchone()
        return found is not None and page.whole.similarity(Signature(found[0])) >= FOLDED

    def _add_page(self, host: HostSum, page: PageFacts) -> int:
        bands = page.lead.bands(STORY_ROWS) if self._stories else ()
        story = self._story(bands, page) if bands else None
        packed = zstandard.compress(page.prose.encode("utf-8", "surrogatepass")) if bands else None
        row = (page.key, host.id, story, page.whole.slots, page.lead.slots, packed)
        number = self.database.execute("INSERT INTO page VALUES (NULL, ?, ?, ?, ?, ?, ?)", row).lastrowid or 0
        if bands and story is None:
            self.database.execute("UPDATE page SET story = id WHERE id = ?", (number,))
        self._bands("story", bands, number)
        keys = {line_key(line) for line in page.prose.splitlines()} if bands else ()
        self.database.executemany(_ADD_PROSE, ((key, story or number) for key in sorted(keys)))
        return number

    def _story(self, bands: Sequence[int], page: PageFacts) -> int | None:
        """The story of the first earlier page that begins alike."""
        marks = ",".join("?" * len(bands))
        query = f"SELECT DISTINCT page FROM story WHERE key IN ({marks}) ORDER BY page"
        for (other,) in self.database.execute(query, bands).fetchall():
            story, lead = self.database.execute("SELECT story, lead FROM page WHERE id = ?", (other,)).fetchone()
            if page.lead.similarity(Signature(lead)) >= SAME_STORY:
                return int(story)
        return None

    def _bands(self, table: str, keys: Sequence[int], page: int) -> None:
        self.database.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", ((key, page) for key in keys))
