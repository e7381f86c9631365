"""Pages whose bodies are copies of one another: marked in the results, or left out of them where the user says so.

A page is compared with the first page of each group of copies, in the order of the input, so the outcome is the same
for any number of workers, and every near copy is as near to that first page as the limit says.

A worker puts a fingerprint of the body at the beginning of its row; when the parts are joined it is taken off again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import orjson

from cleaner.batch.summary import Tally
from cleaner.survey import Signature, shingles, sign
from cleaner.survey.database import database_errors, open_database, remove
from cleaner.survey.shingles import PERMUTATIONS
from cleaner.textnorm import normalise
from cleaner.writers import encode

Dedup = Literal["off", "mark", "drop-exact", "drop-near"]
_DROPS: Mapping[Dedup, tuple[str, ...]] = {
    "off": (), "mark": (), "drop-exact": ("exact",), "drop-near": ("exact", "near"),
}  # fmt: skip
NEAR = 0.8  # share of common runs of four words (Jaccard) from which on a body is a near copy: as FineWeb has it
BAND_ROWS = 8  # slots a band: 16 bands, which find 19 of 20 pairs at 0.8
FILE = "copies.sqlite"
_DIGEST_BYTES, _SLOTS_BYTES = 16, 4 * PERMUTATIONS
_MARK, _END = b'{"fingerprint":"', b'",'
_LENGTH = len(_MARK) + 2 * (_DIGEST_BYTES + _SLOTS_BYTES)
_COMMIT_ROWS = 5_000
_FORMAT = "cleaner copies 1"
_SCHEMA = """
CREATE TABLE head (id INTEGER PRIMARY KEY, name TEXT, digest BLOB UNIQUE, slots BLOB);
CREATE TABLE band (key INTEGER PRIMARY KEY, head INT);
CREATE TABLE dropped (id INTEGER PRIMARY KEY, line BLOB);
"""
_LIKE = "SELECT DISTINCT head.id, name, digest, slots FROM band JOIN head ON head.id = band.head WHERE key IN ({}) "


def with_fingerprint(row: bytes, body: str) -> bytes:
    """A line of the results with what `Copies` needs to know of its body."""
    text = " ".join(body.split())
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
    slots = sign(shingles(normalise(text))).slots.ljust(_SLOTS_BYTES, b"\0")
    return _MARK + (digest + slots).hex().encode() + _END + row[1:]


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """Copies that were marked and that were left out, by kind."""

    marked: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)

    def settle(self, tally: Tally) -> None:
        """Correct the counts of a run by these."""
        for kind, times in sorted(self.marked.items()):
            tally.flags[f"{kind}_copy"] += times
        for kind, times in sorted(self.dropped.items()):
            tally.statuses["ok"] -= times
            tally.statuses["skipped"] += times
            tally.reasons[f"skipped/{kind}_copy"] += times


class Copies:
    """Judges rows in order. folder: for a file that is removed in the end. Raises CleanerError where it cannot be."""

    def __init__(self, folder: Path, mode: Dedup) -> None:
        self._path = folder / FILE
        self.counts = CopyCounts()
        self._drops = _DROPS[mode]
        self._rows = 0
        with database_errors(self._path):
            remove(self._path)
            self._database = open_database(self._path, _SCHEMA, _FORMAT)
            self._database.execute("PRAGMA synchronous = OFF")  # after a crash it is made anew
            self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        with database_errors(self._path):
            remove(self._path)

    def judge(self, lines: bytes) -> bytes:
        """Whole lines of results, marked, without those to be left out. Lines without fingerprints stay as they are."""
        with database_errors(self._path):
            return b"".join(map(self._judge, lines.splitlines(keepends=True)))

    def dead_letters(self) -> Iterator[bytes]:
        """A line for each page that was left out, in order."""
        with database_errors(self._path):
            for (line,) in self._database.execute("SELECT line FROM dropped ORDER BY id"):
                yield line

    def _judge(self, line: bytes) -> bytes:
        if not line.startswith(_MARK):
            return line
        fingerprint = bytes.fromhex(line[len(_MARK) : _LENGTH].decode())
        plain = b"{" + line[_LENGTH + len(_END) :]
        row = _row(plain)
        self._rows += 1
        if self._rows % _COMMIT_ROWS == 0:
            self._database.execute("COMMIT")
            self._database.execute("BEGIN")
        kind, similarity, head = self._compare(fingerprint, _name(row))
        if kind:
            (self.counts.dropped if kind in self._drops else self.counts.marked)[kind] += 1
        if kind in self._drops:
            self._database.execute("INSERT INTO dropped VALUES (NULL, ?)", (_letter(row, kind, similarity, head[0]),))
            return b""
        told = {"cluster": head[1].hex(), "of": head[0] if kind else None, "kind": kind or None}
        copy = orjson.dumps({**told, "similarity": similarity if kind else None})
        return plain.rstrip()[:-1] + b',"copy":' + copy + b"}\n"

    def _compare(self, fingerprint: bytes, name: str) -> tuple[str, float, tuple[str, bytes]]:
        """What kind of copy it is ("" for none), how near, and the name and digest of the first page of its group."""
        digest, slots = fingerprint[:_DIGEST_BYTES], fingerprint[_DIGEST_BYTES:]
        same = self._database.execute("SELECT name FROM head WHERE digest = ?", (digest,)).fetchone()
        if same:
            return "exact", 1.0, (same[0], digest)
        signature = Signature(slots) if any(slots) else Signature()
        bands = signature.bands(BAND_ROWS)
        for _, other, other_digest, other_slots in self._candidates(bands):
            similarity = round(signature.similarity(Signature(other_slots)), 4)
            if similarity >= NEAR:
                return "near", similarity, (other, other_digest)
        self._add(name, digest, slots, bands)
        return "", 0.0, (name, digest)

    def _candidates(self, bands: Sequence[int]) -> list[tuple[int, str, bytes, bytes]]:
        marks = ",".join("?" * len(bands))
        return self._database.execute(_LIKE.format(marks) + "ORDER BY head.id", bands).fetchall() if bands else []

    def _add(self, name: str, digest: bytes, slots: bytes, bands: Sequence[int]) -> None:
        number = self._database.execute("INSERT INTO head VALUES (NULL, ?, ?, ?)", (name, digest, slots)).lastrowid
        self._database.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", ((key, number) for key in bands))


def _row(line: bytes) -> dict[str, Any]:
    row: dict[str, Any]
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:  # an escaped lone surrogate
        row = json.loads(line)
    return row


def _name(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("url") or "")


def _letter(row: dict[str, Any], kind: str, similarity: float, of: str) -> bytes:
    """The dead letter of a page that was left out."""
    detail = f"its body is that of {of}" if kind == "exact" else f"its body is {100 * similarity:.0f} % that of {of}"
    told = {"status": "skipped", "reason": f"{kind}_copy", "detail": detail}
    return encode({"id": row.get("id"), "url": row.get("url"), **told, "source": row.get("source")})
