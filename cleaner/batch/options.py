"""How a run is to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cleaner.batch.copies import Dedup
from cleaner.batch.engine import Engine
from cleaner.batch.types import WorkerLimits
from cleaner.batch.wanted import Wanted
from cleaner.model import Lineage, Source, Status
from cleaner.readers import FieldMap, How, Shard
from cleaner.writers import Names

Format = Literal["jsonl", "parquet", "text", "markdown"]
# A crash costs at most the pages of one part: half a minute of work. Syncing its files costs milliseconds.
PART_PAGES = 1_000


def names_for(form: Format) -> Names:
    """The files of a run in this format. Dead letters stay plain: they are few, and to be read at a glance."""
    if form == "parquet":
        return Names("results.parquet", "log.parquet")
    return Names("results.jsonl.zst", "log.jsonl.zst")


class Progress(Protocol):
    """Told of each page or input when it is done, in order. position: bytes read of its file, where that is known."""

    def __call__(self, status: Status, source: Source, position: int | None) -> None: ...


def no_progress(status: Status, source: Source, position: int | None) -> None:
    """The default: nobody watches."""


def nothing_to_do() -> None:
    """The default for what is to be done with a sealed part."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is to go.

    lineage: for log and manifest; its inputs are filled in by the run. log_text: the removed text stands in the log,
    else its sha256 only. limit: pages to clean at most. only_hosts: `example.org` stands for itself and its
    subdomains; () for all. sample: the share of pages to clean, chosen by a digest of their ids, so always the same.
    names: of the files in the output folder. pages: a file for the body of each page besides. progress: who watches.
    workers: processes to clean in; 0 cleans in this one, without limits. limits: for one page. restart: begin anew
    whatever the folder holds. accept_changes: go on though rules or settings are others. part_pages: pages between two
    points that a killed run goes on from. fields: which fields of rows hold what. archive: where the dumps lie that an
    index names. shard: the share of the inputs to clean, None for all. only_types: types of page to keep; () for all.
    dedup: what is done with copies of bodies. on_sealed: called when a part is on the disk. engine: where to clean
    instead of here.
    """

    lineage: Lineage
    log_text: bool = True
    limit: int | None = None
    only_hosts: tuple[str, ...] = ()
    sample: float | None = None
    names: Names = field(default_factory=Names)
    pages: Literal["text", "markdown"] | None = None
    progress: Progress = no_progress
    workers: int = 0
    limits: WorkerLimits = field(default_factory=WorkerLimits)
    restart: bool = False
    accept_changes: bool = False
    part_pages: int = PART_PAGES
    fields: FieldMap = field(default_factory=FieldMap)
    archive: str = ""
    shard: Shard | None = None
    only_types: tuple[str, ...] = ()
    dedup: Dedup = "off"
    on_sealed: Callable[[], None] = nothing_to_do
    engine: Engine | None = None

    @property
    def how(self) -> How:
        """How inputs are read."""
        return How(fields=self.fields, archive=self.archive, shard=self.shard)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.only_hosts, self.sample)

    def facts(self) -> dict[str, object]:
        """What of this the output depends on."""
        limited = self.workers or self.engine is not None
        limits = f"{self.limits.seconds:g} s, {self.limits.memory_bytes} bytes" if limited else "none"
        return {
            "log text": self.log_text,
            "limit": self.limit,
            "hosts": ",".join(self.only_hosts),
            "sample": self.sample,
            "files": f"{self.names.results}, {self.names.log}, {self.names.dead}",
            "a file for each page": self.pages,
            "limits of a page": limits,
            "fields": str(self.fields),
            "archive": self.archive,
            "shard": str(self.shard or ""),
            "page types": ",".join(self.only_types),
            "copies": self.dedup,
        }
