"""What a worker makes of a page: it opens it, cleans it, and tells what came of it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from cleaner.batch.copies import with_fingerprint
from cleaner.batch.outcomes import Outcome, dead_line, failed, of_bad_input, packed
from cleaner.batch.recipe import Recipe
from cleaner.batch.summary import PageCounts, Spans
from cleaner.batch.types import Loss
from cleaner.batch.wanted import ALL, Wanted
from cleaner.model import Page, Status
from cleaner.readers import DAMAGE, BadInput, Note, Opened, open_raw
from cleaner.result import Result
from cleaner.writers import Entry

# Messages of libraries can hold a whole page.
_MESSAGE_CHARACTERS = 500
OTHER_PAGE_TYPE = "other_page_type"
# The flag of pages that were damaged on the way here, as a note in the log says: who reads results alone must see it.
DAMAGED = "damaged_input"
# It declares no language, so that langdetect loads its profiles before the first deadline runs.
_WARM_UP = Page(b"<html><body><article><p>The ferry sails again on Monday.</p></article></body></html>")


@dataclass(frozen=True, slots=True)
class PageWork:
    """Cleans pages, in a worker or in this process. log_text: the removed text stands in the log, else its sha256 only.
    markdown: results hold the body as markdown too. only_types: pages of other types are skipped; () takes all, and a
    page whose type is not known (a text) is always taken. fingerprints: rows begin with what tells copies (copies.py).
    wanted: other pages are skipped, and only counted.
    """

    clean: Callable[[Page], Result]
    log_text: bool = True
    markdown: bool = False
    only_types: tuple[str, ...] = ()
    fingerprints: bool = False
    wanted: Wanted = ALL

    def warm_up(self) -> None:
        if isinstance(self.clean, Recipe):
            self.clean.load()  # where that fails no page need be tried
        with contextlib.suppress(Exception):
            self.outcome(_WARM_UP)

    def __call__(self, task: bytes, data: bytes) -> bytes:
        """See `RawPage.head`."""
        return self.answer(open_raw(task, data)).to_bytes()

    def answer(self, opened: Opened, loss: Loss | None = None) -> Outcome:
        """What becomes of that, whatever it is; loss: its worker died of it. Raises MemoryError only."""
        item = opened.item
        if isinstance(item, BadInput):
            outcome = of_bad_input(item)
        elif reason := self.wanted.refusal(item):
            outcome = of_bad_input(BadInput(item.source, "skipped", reason, "", item.id, item.url), told=False)
        else:
            outcome = failed(item, loss.code, loss.detail) if loss else self.outcome(item, _flags(opened.notes))
        if not opened.notes:
            return outcome
        told = Entry.of(log=[_note_record(note) for note in opened.notes])
        entry = replace(outcome.entry, log=told.log + outcome.entry.log)
        return replace(outcome, entry=entry, notes=tuple(note.reason for note in opened.notes))

    def outcome(self, page: Page, flags: tuple[str, ...] = ()) -> Outcome:
        """flags: of the result, besides its own. Raises MemoryError only: one page must not end the run."""
        started = time.perf_counter()
        try:
            result = self.clean(page)
            if flags:
                result = replace(result, flags=result.flags + flags)
            status, code, entry = self._made(result, page)
            counts = _counts(result if code != OTHER_PAGE_TYPE else None, time.perf_counter() - started)
            return Outcome(status, code, entry, counts, True, _sound(page.id), page.url and _sound(page.url))
        except MemoryError:
            raise
        except Exception as error:
            message = " ".join(str(error).split())[:_MESSAGE_CHARACTERS]
            return failed(page, "exception", f"{type(error).__name__}: {message}")

    def _made(self, result: Result, page: Page) -> tuple[Status, str, Entry]:
        """What is written of it, and under which reason."""
        if result.status == "ok" and self.only_types and result.page_type not in ("", *self.only_types):
            return "skipped", OTHER_PAGE_TYPE, Entry.of(dead=[_of_other_type(result, page)])
        log = list(result.records(with_text=self.log_text))
        if result.status != "ok":
            dead = dead_line(result.status, result.code, result.reason, page)
            return result.status, result.code, Entry.of(log=log, dead=[dead])
        row = result.to_dict(log=False)
        if self.markdown:
            row["markdown"] = result.to_markdown()
        entry = Entry.of(results=[row], log=log)
        if self.fingerprints:
            entry = replace(entry, results=with_fingerprint(entry.results, result.text))
        return "ok", result.code, entry


@dataclass(frozen=True, slots=True)
class PartWork:
    """The same for the parts of a run: answers are packed outcomes."""

    pages: PageWork

    def warm_up(self) -> None:
        self.pages.warm_up()

    def __call__(self, task: bytes, data: bytes) -> bytes:
        """See `RawPage.head`."""
        return packed(self.pages.answer(open_raw(task, data)))


def _of_other_type(result: Result, page: Page) -> dict[str, object]:
    """The dead letter of a page that was read well and is of no type that was asked for: nothing else is written."""
    detail = f"a page of type {result.page_type} (sure to {result.page_type_confidence:.2f}), which was not asked for"
    line = dead_line("skipped", OTHER_PAGE_TYPE, detail, page)
    return line | {"page_type": result.page_type, "page_type_confidence": round(result.page_type_confidence, 4)}


def _sound(text: str) -> str:
    """Without what UTF-8 cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _flags(notes: tuple[Note, ...]) -> tuple[str, ...]:
    """Those that notes give a result."""
    return (DAMAGED,) if any(note.reason in DAMAGE for note in notes) else ()


def _note_record(note: Note) -> dict[str, object]:
    return {
        "type": "note",
        "doc_id": note.id,
        "url": note.url,
        "reason": note.reason,
        "detail": note.detail,
        "source": asdict(note.source),
    }


def _counts(result: Result | None, seconds: float) -> PageCounts:
    """Of a page of which nothing is written, the time alone."""
    milliseconds = round(1_000 * seconds, 1)
    if result is None:
        return PageCounts(milliseconds=milliseconds)
    labels: dict[str, list[Any]] = {}
    rules: dict[str, list[Any]] = {}
    for removal in result.removals:
        size = removal.end - removal.start
        for held, name in ((labels, removal.label), (rules, removal.rule)):
            if sums := held.get(name):
                sums[1] += 1
                sums[2] += size
            else:
                held[name] = [name, 1, size]
    sizes = len(result.base), len(result.text)
    return PageCounts(*sizes, result.flags, _spans(labels), _spans(rules), milliseconds)


def _spans(sums: dict[str, list[Any]]) -> tuple[Spans, ...]:
    return tuple((name, times, characters) for name, times, characters in sums.values())
