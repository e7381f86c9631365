"""A run: inputs in, files out, every page accounted for, once.

results  one line a page with text (status ok)
dead     one line a page or input without text, with status and reason; pages that were not asked for are only counted
log      the head of the run, then for each page its notes and its removed spans
manifest.json  lineage, inputs, counts, digests of the outputs; written last

Until all is done the output stands in sealed parts (`parts.py`); the same command goes on after the last one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cleaner import provenance
from cleaner.batch.answers import PageWork
from cleaner.batch.engine_job import EngineJob
from cleaner.batch.interrupt import Interrupt
from cleaner.batch.job import RunJob
from cleaner.batch.join import MANIFEST, join, write_manifest
from cleaner.batch.lock import locked
from cleaner.batch.manifest import describe_inputs, manifest, read_manifest
from cleaner.batch.options import RunOptions
from cleaner.batch.parts import Parts
from cleaner.batch.plan import Plan, refuse
from cleaner.batch.portions import stored
from cleaner.batch.summary import Summary, Tally
from cleaner.errors import InputError
from cleaner.model import Page
from cleaner.readers import STDIN
from cleaner.result import Result
from cleaner.writers import check_names, output_errors


def run(inputs: Sequence[str], out_dir: Path, clean: Callable[[Page], Result], options: RunOptions) -> Summary:
    """Clean all pages of `inputs` (paths, `-` for standard input) into `out_dir`, or what an earlier run left to do.

    A page on which `clean` raises, or its worker dies, is `failed`, and the run goes on. With workers, `clean` must
    pickle. After Ctrl-C what was done is kept, and the same call goes on. Raises InputError where the output would
    land among the inputs or the folder holds a run made differently, CleanerError where it cannot be written.
    """
    _check_places(inputs, out_dir)
    check_names(options.names.results, options.names.log, options.names.dead)
    with Interrupt() as interrupt, locked(out_dir):
        parts = Parts(out_dir)
        try:
            facts = describe_inputs(inputs)
            lineage = replace(options.lineage, inputs=tuple((fact.path, fact.known_by) for fact in facts))
            plan = Plan.of(lineage, options.facts())
            finished = _take_over(parts, out_dir, plan, options)
            if finished is not None:
                return finished.summary()
            job = (RunJob if options.engine is None else EngineJob)(_work(clean, options), options, interrupt, parts)
            job.do_all(inputs)
            if not interrupt.asked:
                joined = join(parts, out_dir, options, provenance.header(lineage))
                with interrupt.shield():
                    joined.copies.settle(job.tally)
                    write_manifest(out_dir, manifest(lineage, facts, plan, job.tally), joined.files)
                    parts.clear()
                return job.tally.summary()
        except KeyboardInterrupt:
            pass
        return _total(parts).summary(interrupted=True)


def _work(clean: Callable[[Page], Result], options: RunOptions) -> PageWork:
    fingerprints = options.dedup != "off"
    markdown = options.pages == "markdown"
    return PageWork(clean, options.log_text, markdown, options.only_types, fingerprints, options.wanted)


def _take_over(parts: Parts, out_dir: Path, plan: Plan, options: RunOptions) -> Tally | None:
    """Make ready what an earlier run left; its counts when nothing is left to do. Raises InputError."""
    finished = read_manifest(out_dir / MANIFEST)
    if options.restart or (finished is not None and not finished[1].read):  # nothing was read: it has nothing to lose
        with output_errors(out_dir):
            (out_dir / MANIFEST).unlink(missing_ok=True)
        parts.clear()
        finished = None
    if finished is not None:
        refuse(f"{out_dir} holds a finished run", plan.changes(finished[0]), "give --restart to make it anew")
        parts.clear()  # what a crash after the manifest left
        return finished[1]
    before = parts.plan()
    if before is None or not plan.repeatable:
        parts.clear()
    elif not options.accept_changes:
        cure = "give --restart to begin anew, or --accept-changes to go on all the same"
        refuse(f"{out_dir} holds a run that is not finished", plan.changes(before), cure)
    # Parts that an engine made in any order are good for it as long as the portions are, and these as long as the plan.
    kept = stored(parts.folder) if options.engine is not None and before == plan else ()
    parts.begin(plan, [portion.number for portion in kept])
    return None


def _total(parts: Parts) -> Tally:
    total = Tally()
    for part in parts.done:
        total.merge(part.tally)
    return total


def _check_places(inputs: Sequence[str], out_dir: Path) -> None:
    """A second run must not read what the first one wrote."""
    target = out_dir.resolve()
    for path in inputs:
        if path != STDIN and os.path.isdir(path) and target.is_relative_to(Path(path).resolve()):
            raise InputError(f"{out_dir}: lies inside the input folder {path}; choose an output folder outside of it")
