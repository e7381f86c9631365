"""What a worker makes of a page: finished lines for the files and what is to be counted, as bytes and back."""

from __future__ import annotations

import contextlib
import pickle
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

import orjson

from cleaner.batch.summary import Count, PageCounts
from cleaner.model import Page, Removal, Status
from cleaner.readers import BadInput, Note
from cleaner.result import Result
from cleaner.writers import Entry

# Messages of libraries can hold a whole page.
_MESSAGE_CHARACTERS = 500
# Lengths of the counts and of the lines for results, log and dead letters, which follow in this order.
_HEAD = struct.Struct(">IIII")
_NOTHING = PageCounts()
# It declares no language, so that langdetect loads its profiles before the first deadline runs.
_WARM_UP = Page(b"<html><body><article><p>The ferry sails again on Monday.</p></article></body></html>")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page, done: what is written and what is counted."""

    status: Status
    code: str
    entry: Entry
    counts: PageCounts = _NOTHING

    def to_bytes(self) -> bytes:
        head = orjson.dumps((self.status, self.code, self.counts))
        lines = (self.entry.results, self.entry.log, self.entry.dead)
        return b"".join((_HEAD.pack(len(head), *map(len, lines)), head, *lines))

    @classmethod
    def from_bytes(cls, data: bytes) -> Outcome:
        """No pickle: the process that made `data` has touched hostile pages. Raises ValueError or struct.error."""
        lengths = _HEAD.unpack_from(data)
        if len(data) != _HEAD.size + sum(lengths):
            raise ValueError("an answer of the wrong length")
        at, pieces = _HEAD.size, []
        for length in lengths:
            pieces.append(data[at : at + length])
            at += length
        status, code, counts = orjson.loads(pieces[0])
        return cls(status, code, Entry(*pieces[1:]), _page_counts(counts))


@dataclass(frozen=True, slots=True)
class PageWork:
    """Cleans pages, in a worker or in this process. log_text: the removed text stands in the log, else its sha256 only.
    markdown: results hold the body as markdown too.
    """

    clean: Callable[[Page], Result]
    log_text: bool = True
    markdown: bool = False

    def warm_up(self) -> None:
        with contextlib.suppress(Exception):
            self.outcome(_WARM_UP)

    def __call__(self, task: bytes) -> bytes:
        page: Page = pickle.loads(task)
        return self.outcome(page).to_bytes()

    def outcome(self, page: Page) -> Outcome:
        """Raises MemoryError only: one page must not end the run."""
        try:
            return self._outcome(self.clean(page), page)
        except MemoryError:
            raise
        except Exception as error:
            message = " ".join(str(error).split())[:_MESSAGE_CHARACTERS]
            return failed(page, "exception", f"{type(error).__name__}: {message}")

    def _outcome(self, result: Result, page: Page) -> Outcome:
        log = list(result.records(with_text=self.log_text))
        if result.status == "ok":
            row = result.to_dict(log=False)
            if self.markdown:
                row["markdown"] = result.to_markdown()
            return Outcome("ok", result.code, Entry.of(results=[row], log=log), _counts(result))
        status: Literal["empty", "skipped", "failed"] = result.status
        dead = _dead_line(status, result.code, result.reason, page)
        return Outcome(status, result.code, Entry.of(log=log, dead=[dead]), _counts(result))


def failed(page: Page, code: str, detail: str) -> Outcome:
    """The outcome of a page that was lost."""
    return Outcome("failed", code, Entry.of(dead=[_dead_line("failed", code, detail, page)]))


def of_bad_input(bad: BadInput, told: bool = True) -> Outcome:
    """The outcome of what is no page. told: with a dead letter, else only counted."""
    dead = [_dead_line(bad.status, bad.reason, bad.detail, bad)] if told else []
    return Outcome(bad.status, bad.reason, Entry.of(dead=dead))


def note_record(note: Note) -> dict[str, object]:
    return {
        "type": "note",
        "doc_id": note.id,
        "url": note.url,
        "reason": note.reason,
        "detail": note.detail,
        "source": asdict(note.source),
    }


def _dead_line(status: Status, reason: str, detail: str, where: Page | BadInput) -> dict[str, object]:
    return {
        "id": where.id,
        "url": where.url,
        "status": status,
        "reason": reason,
        "detail": detail,
        "source": asdict(where.source),
    }


def _counts(result: Result) -> PageCounts:
    labels = _summed(result.removals, lambda removal: removal.label)
    rules = _summed(result.removals, lambda removal: removal.rule)
    return PageCounts(len(result.base), len(result.text), result.flags, labels, rules)


def _summed(removals: tuple[Removal, ...], key: Callable[[Removal], str]) -> tuple[Count, ...]:
    sums: dict[str, tuple[int, int]] = {}
    for removal in removals:
        times, characters = sums.get(key(removal), (0, 0))
        sums[key(removal)] = (times + 1, characters + removal.end - removal.start)
    return tuple(Count(name, times, characters) for name, (times, characters) in sums.items())


def _page_counts(raw: dict[str, Any]) -> PageCounts:
    labels, rules = (tuple(Count(**count) for count in raw[name]) for name in ("labels", "rules"))
    return PageCounts(raw["characters_in"], raw["characters_out"], tuple(raw["flags"]), labels, rules)
