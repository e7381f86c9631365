"""The first pass over a dump: what each site repeats, and which stories several sites carry (cleaner/survey).

out/survey.sqlite      the counts while they grow; each thousand pages one transaction, which also says where to go on
out/site-index.sqlite  what came of them, made in one piece at the end; where it stands, the first pass is done
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

from cleaner.batch.interrupt import Interrupt
from cleaner.batch.join import MANIFEST
from cleaner.batch.lock import locked
from cleaner.batch.manifest import describe_inputs
from cleaner.batch.options import RunOptions
from cleaner.batch.parts import FOLDER
from cleaner.batch.plan import UNKNOWN, Plan
from cleaner.batch.rounds import PageJob, own_sandbox, settled
from cleaner.batch.surveying import NOT_ASKED, SurveyWork, read_facts
from cleaner.errors import InputError
from cleaner.model import Lineage, Page
from cleaner.readers import Anchor, Place, RawPage, find_pages, shard_files
from cleaner.result import Result
from cleaner.survey import Counts, SiteIndex, Totals, write_index
from cleaner.survey.database import database_errors, remove

INDEX = "site-index.sqlite"
COUNTS = "survey.sqlite"
_NO_TOTALS = Totals(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a first pass came to. path: of the site index; None when it was interrupted. digest: of what it says.
    fresh: it was made now; else it was there, and `totals` are not known.
    """

    path: Path | None
    digest: str = ""
    totals: Totals = _NO_TOTALS
    fresh: bool = True


def count_sites(
    inputs: Sequence[str], out_dir: Path, options: RunOptions, clean: Callable[[Page], Result] | None = None
) -> Counted:
    """Read all pages of `inputs` that `options` ask for, and leave a site index in `out_dir`.

    clean: count only what it leaves of each page, with the elements around; copies are not looked for then. After
    Ctrl-C or a crash the same call goes on where it was; when the index is there already, it is taken. Raises
    InputError for inputs that can be read only once and where the folder holds another dump's index, CleanerError where
    it cannot be written.
    """
    with Interrupt() as interrupt, locked(out_dir):
        plan = _plan(inputs, options, "" if clean is None else options.lineage.rulebook_digest)
        path, counts_path = out_dir / INDEX, out_dir / COUNTS
        if options.restart:
            with database_errors(path):
                remove(path)
                remove(counts_path)
        done = _finished(path, plan, options.accept_changes)
        if done is not None:
            return done
        with contextlib.suppress(KeyboardInterrupt), Counts(counts_path, plan, stories=clean is None) as counts:
            _Pass(counts, options, interrupt, SurveyWork(clean, options.wanted)).do_all(inputs)
            if not interrupt.asked:
                with interrupt.shield():
                    digest, totals = write_index(counts, path), counts.totals()
                    remove(counts_path)
                return Counted(path, digest, totals)
        return Counted(None)


def _plan(inputs: Sequence[str], options: RunOptions, rules: str) -> str:
    """What the counts depend on, as a digest. Raises InputError for what can be read only once."""
    facts = describe_inputs(inputs)
    once = next((fact.path for fact in facts if fact.known_by == UNKNOWN), None)
    if once is not None:
        raise InputError(f"{once}: can be read only once, and counting is a pass of its own; save it to a file first")
    kept = ("version", "limit", "hosts", "sample", "limits of a page", "fields", "archive")
    lineage = Lineage(options.lineage.version, rules, inputs=tuple((fact.path, fact.known_by) for fact in facts))
    settings = {name: value for name, value in options.facts().items() if name in kept}
    plan = Plan.of(lineage, {**settings, "pages a batch": options.part_pages})
    return hashlib.sha256(orjson.dumps(plan.to_json())).hexdigest()


def _finished(path: Path, plan: str, replaceable: bool) -> Counted | None:
    """The index of an earlier first pass over the same pages."""
    if not path.exists():
        return None
    index = SiteIndex(path)
    if index.made_by == plan:
        return Counted(path, index.digest, fresh=False)
    used = (path.parent / MANIFEST).exists() or (path.parent / FOLDER).exists()
    if used and not replaceable:
        raise InputError(
            f"{path}: counts other pages, or was made differently, and a run in this folder uses it; choose another "
            "folder, or give --restart to begin anew"
        )
    return None


class _Pass:
    """Pages into counts, in the order of the input."""

    def __init__(self, counts: Counts, options: RunOptions, interrupt: Interrupt, work: SurveyWork) -> None:
        self._counts = counts
        self._options = options
        self._interrupt = interrupt
        self._work = work
        state = counts.state()
        self._place = _place(state)
        self._taken: int = state.get("taken", 0)

    def do_all(self, inputs: Sequence[str]) -> None:
        """What was not committed when the run is interrupted is counted again by the next one: at most one batch."""
        found = find_pages(shard_files(inputs, self._options.shard), self._place, self._options.how)
        waiting = 0
        with contextlib.ExitStack() as stack:
            sandbox = own_sandbox(self._work, self._options, stack)
            jobs = settled(found, sandbox, self._left, lambda: self._interrupt.asked)
            for job in stack.enter_context(contextlib.closing(jobs)):
                self._count(job)
                waiting += 1
                if waiting == self._options.part_pages:
                    self._commit()
                    waiting = 0
                if self._interrupt.asked:
                    return
        self._commit()

    def _left(self) -> int | None:
        """Pages that are still to be counted; None for all."""
        return None if self._options.limit is None else max(0, self._options.limit - self._taken)

    def _count(self, job: PageJob) -> None:
        answer = self._answer(job)
        with self._interrupt.shield():
            if answer not in (NOT_ASKED, b""):
                self._counts.add(read_facts(answer))
            self._taken += answer != NOT_ASKED
            self._place = job.found.after
            self._options.progress("ok", job.found.item.source, job.found.position)

    def _answer(self, job: PageJob) -> bytes:
        """What `SurveyWork.answer` says; b"" for a page that its worker died of."""
        if isinstance(job.answer, bytes):
            return job.answer
        if not isinstance(job.found.item, RawPage):
            return NOT_ASKED
        opened = job.found.item.opened()
        if job.answer is None:
            return self._work.answer(opened)
        return NOT_ASKED if self._work.page(opened) is None else b""

    def _commit(self) -> None:
        with self._interrupt.shield():
            self._counts.commit({"after": asdict(self._place), "taken": self._taken})


def _place(state: dict[str, object]) -> Place:
    after = state.get("after")
    if not isinstance(after, dict):
        return Place()
    return replace(Place(**after), anchor=Anchor(**after["anchor"]) if after["anchor"] else None)
