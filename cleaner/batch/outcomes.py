"""What came of a page: finished lines for the files and what is to be counted, as bytes and back."""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson

from cleaner.batch.summary import PageCounts
from cleaner.model import Page, Status
from cleaner.readers import BadInput
from cleaner.writers import Entry, PackedEntry

# Lengths of the counts and of what goes to results, log and dead letters, which follow in this order.
_HEAD = struct.Struct(">IIII")
_NOTHING = PageCounts()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page, done: what is written and what is counted. read: it reached the cleaner. id, url: of the page when it
    took time. notes: the reasons of the warnings about it.
    """

    status: Status
    code: str
    entry: Entry
    counts: PageCounts = _NOTHING
    read: bool = True
    id: str = ""
    url: str | None = None
    notes: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        return _joined(self, (self.entry.results, self.entry.log, self.entry.dead))

    @classmethod
    def from_bytes(cls, data: bytes) -> Outcome:
        """No pickle: the process that made `data` has touched hostile pages. Raises ValueError or struct.error."""
        outcome, files = _parted(data)
        return replace(outcome, entry=Entry(*files))


@dataclass(frozen=True, slots=True)
class PackedOutcome:
    """An outcome as a run takes it up: compressed where it was made, since one process writes what many workers make.

    outcome: with an empty entry.
    """

    outcome: Outcome
    entry: PackedEntry

    @classmethod
    def of(cls, outcome: Outcome) -> PackedOutcome:
        return cls(replace(outcome, entry=Entry()), PackedEntry.of(outcome.entry))

    @classmethod
    def from_bytes(cls, data: bytes) -> PackedOutcome:
        """From what `packed` gave. Raises ValueError or struct.error."""
        outcome, files = _parted(data)
        return cls(outcome, PackedEntry(*files))


def packed(outcome: Outcome) -> bytes:
    """The outcome with its entry packed, for `PackedOutcome.from_bytes`."""
    entry = PackedEntry.of(outcome.entry)
    return _joined(outcome, (entry.results, entry.log, entry.dead))


def failed(page: Page, code: str, detail: str) -> Outcome:
    """The outcome of a page that was lost."""
    return Outcome("failed", code, Entry.of(dead=[dead_line("failed", code, detail, page)]))


def of_bad_input(bad: BadInput, told: bool = True) -> Outcome:
    """The outcome of what is no page. told: with a dead letter, else only counted."""
    dead = [dead_line(bad.status, bad.reason, bad.detail, bad)] if told else []
    return Outcome(bad.status, bad.reason, Entry.of(dead=dead), read=False)


def dead_line(status: Status, reason: str, detail: str, where: Page | BadInput) -> dict[str, object]:
    """A dead letter; `where` is what it is about."""
    return {
        "id": where.id,
        "url": where.url,
        "status": status,
        "reason": reason,
        "detail": detail,
        "source": asdict(where.source),
    }


def _joined(outcome: Outcome, files: tuple[bytes, bytes, bytes]) -> bytes:
    """All of `outcome` but its entry, and `files`."""
    facts = (outcome.status, outcome.code, outcome.counts, outcome.read, outcome.id, outcome.url, outcome.notes)
    head = orjson.dumps(facts)
    return b"".join((_HEAD.pack(len(head), *map(len, files)), head, *files))


def _parted(data: bytes) -> tuple[Outcome, list[bytes]]:
    """What `_joined` was given, the outcome with an empty entry."""
    lengths = _HEAD.unpack_from(data)
    if len(data) != _HEAD.size + sum(lengths):
        raise ValueError("an answer of the wrong length")
    at, pieces = _HEAD.size, []
    for length in lengths:
        pieces.append(data[at : at + length])
        at += length
    status, code, counts, read, page_id, url, notes = orjson.loads(pieces[0])
    return Outcome(status, code, Entry(), _page_counts(counts), read, page_id, url, tuple(notes)), pieces[1:]


def _page_counts(raw: dict[str, Any]) -> PageCounts:
    labels, rules = (tuple(map(tuple, raw[name])) for name in ("labels", "rules"))
    numbers = (raw["characters_in"], raw["characters_out"])
    return PageCounts(*numbers, tuple(raw["flags"]), labels, rules, raw["milliseconds"])
