"""Pages in, records out: what all adapters do, whatever holds their rows. One record a page, in the order of the pages.

A record has the columns of `FIELDS`; what is wrong with a page stands in its record, and nothing is raised for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cleaner.batch import WorkerLimits
from cleaner.batch.answers import PageWork
from cleaner.batch.lasting import LastingSandbox
from cleaner.batch.outcomes import Outcome, failed, of_bad_input
from cleaner.batch.recipe import Recipe
from cleaner.batch.types import Job, Loss
from cleaner.errors import InputError
from cleaner.model import Page, Source
from cleaner.readers import BadInput, FieldMap, raw_of
from cleaner.readers.lines import parse_json
from cleaner.readers.rows import page_of_row
from cleaner.writers.parquet import SCHEMAS, Schema

_RESULT = "id url status code reason text language confidence page_type page_type_confidence flags metadata".split()
SPAN = (
    "seq start end path label action field rule rule_digest stage reason score evidence also applied text_sha256 text"
).split()
# Names and types of what comes out. status: ok, empty, skipped or failed; code and reason say why where it is not ok,
# and text, language and metadata are null then. removals: the log of the page, each span with its place in the document
# text whose digest is base_sha256 (README, "The log").
FIELDS: Schema = {
    **{name: SCHEMAS["results"][name] for name in _RESULT},
    "base_sha256": "string",
    "removals": ({name: SCHEMAS["log"][name] for name in SPAN},),
}
_KEEP_ALL = "*"
Record = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """How rows are cleaned. recipe: with which rules. fields: which columns hold what, where the names are others.
    keep: columns of the input to pass on behind those of `FIELDS`, ("*",) for all; one that is named like one of these
    becomes `input_…`. log_text: the removed text stands in the removals, else its sha256 only. markdown: a column with
    the body as markdown, too. sandbox: clean in a process beside this one, so that a page that crashes, loops or eats
    memory is one failed row; without it such a page takes this process along. limits: of a page in the sandbox.
    """

    recipe: Recipe = field(default_factory=Recipe)
    fields: FieldMap = field(default_factory=FieldMap)
    keep: tuple[str, ...] = ()
    log_text: bool = True
    markdown: bool = False
    sandbox: bool = True
    limits: WorkerLimits = field(default_factory=WorkerLimits)

    @property
    def columns(self) -> Schema:
        """Of the output, without those that are kept."""
        return {**FIELDS, "markdown": "string"} if self.markdown else FIELDS

    def kept(self, names: Iterable[str]) -> dict[str, str]:
        """The columns of `names` to keep, each with its name in the output. Raises InputError where one is missing."""
        there = list(dict.fromkeys(names))
        wanted = there if _KEEP_ALL in self.keep else list(self.keep)
        missing = [name for name in wanted if name not in there]
        if missing:
            raise InputError(f"no column {missing[0]} to keep; there are {', '.join(there)}")
        return {name: f"input_{name}" if name in self.columns else name for name in wanted}


USUAL = Settings()


@dataclass(slots=True, kw_only=True)
class _Row(Job, Generic[T]):
    """A page on its way with whatever belongs to it; `page` is a BadInput where there is none."""

    page: Page | BadInput
    tag: T


class CleanPages:
    """Cleans pages with one rule book and one model, loaded when the first page comes. Pickles as its settings.

    Not for several threads at the same time: they wait for each other.
    """

    def __init__(self, settings: Settings = USUAL, work: PageWork | None = None, workers: int = 1) -> None:
        """work: in place of the usual one, for tests. workers: processes of the sandbox."""
        self.settings = settings
        self.work = work or PageWork(settings.recipe, settings.log_text, settings.markdown)
        self._workers = workers
        in_sandbox = settings.sandbox and os.name == "posix"  # pipes cannot be waited for on Windows
        self._sandbox = LastingSandbox(self.work, workers, settings.limits) if in_sandbox else None

    def __reduce__(self) -> tuple[type[CleanPages], tuple[Settings, PageWork, int]]:
        return type(self), (self.settings, self.work, self._workers)

    def outcomes(self, pages: Iterable[tuple[Page | BadInput, T]]) -> Iterator[tuple[T, Outcome]]:
        """Each page's outcome with what came along with it. Pages are read ahead so that the sandbox is never idle."""
        for row in self._settled(self._rows(pages)):
            yield row.tag, self._outcome(row)

    def record(self, row: object, source: Source | None = None) -> Record:
        """The record of one row, an object as parsed from JSON."""
        page = page_of_row(row, source or Source("row", 1), self.settings.fields)
        ((_, outcome),) = self.outcomes([(page, None)])
        return record_of_outcome(outcome, self.settings.columns)

    def close(self) -> None:
        """End the sandbox; it would end with this process, too."""
        if self._sandbox:
            self._sandbox.close()

    def _rows(self, pages: Iterable[tuple[Page | BadInput, T]]) -> Iterator[_Row[T]]:
        for page, tag in pages:
            task = raw_of(page).head if self._sandbox and isinstance(page, Page) else None
            yield _Row(task, page=page, tag=tag)

    def _settled(self, rows: Iterator[_Row[T]]) -> Iterator[_Row[T]]:
        return self._sandbox.settle(rows) if self._sandbox else rows

    def _outcome(self, row: _Row[T]) -> Outcome:
        if isinstance(row.page, BadInput):
            return of_bad_input(row.page)
        if isinstance(row.answer, bytes):
            return Outcome.from_bytes(row.answer)
        if isinstance(row.answer, Loss):
            return failed(row.page, row.answer.code, row.answer.detail)
        try:
            return self.work.outcome(row.page)
        except MemoryError:
            return failed(row.page, "out_of_memory", "no memory was left for this page")


def record_of_outcome(
    outcome: Outcome, columns: Iterable[str] = FIELDS, parse: Callable[[bytes], Any] | None = None
) -> Record:
    """An outcome as a record with these columns. parse: of a line of JSON, where not as it is."""
    read = parse or _plain
    lines = outcome.entry.results or outcome.entry.dead
    record: Record = read(lines) if lines else {}
    if not outcome.entry.results:
        # A dead letter has status, code and sentence under the names of the dead letters.
        record = {"id": record["id"], "url": record["url"], "reason": record["detail"]}
        record |= {"status": outcome.status, "code": outcome.code, "flags": list(outcome.counts.flags)}
    spans = [read(line) for line in outcome.entry.log.splitlines()]
    record["base_sha256"] = spans[0]["base_sha256"] if spans else None
    record["removals"] = [{name: span.get(name) for name in SPAN} for span in spans]
    return {name: record.get(name) for name in columns}


def _plain(line: bytes) -> Any:
    return parse_json(line).value
