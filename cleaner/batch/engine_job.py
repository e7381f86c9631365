"""A run on an engine: this process plans portions and puts the parts together, the engine's machines do the rest.

Inputs and output folder must be seen by all of them under the same paths. What comes out is, byte for byte, what a run
on one machine gives, and either kind of run goes on with the parts of the other.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.batch.answers import PageWork
from cleaner.batch.interrupt import Interrupt
from cleaner.batch.options import RunOptions, no_progress, nothing_to_do
from cleaner.batch.parts import Parts
from cleaner.batch.portions import Portion, Stride, pack, portion_items, skim, store, stored, thinned
from cleaner.batch.step import PartTask, SkimTask, answer_of, part_task, skim_task
from cleaner.batch.summary import STATUSES, Tally
from cleaner.errors import CleanerError, InputError
from cleaner.model import Source
from cleaner.readers import STDIN, InputFile, Place, shard_files

# Files are looked through in bundles, so that a folder of a million pages does not become a million tasks.
_BUNDLES_A_SLOT = 8
# Between two looks at which parts are done.
_LOOK_SECONDS = 1.0
_SEAL = re.compile(r"part-(\d+)\.done\.json")


class EngineJob:
    """As RunJob, elsewhere."""

    def __init__(self, work: PageWork, options: RunOptions, interrupt: Interrupt, parts: Parts) -> None:
        if options.engine is None:
            raise AssertionError("a job for an engine without an engine: please report this")
        self.tally = Tally()
        self._engine = options.engine
        self._work = pickle.dumps(work)
        self._options = options
        self._remote = replace(options, engine=None, progress=no_progress, on_sealed=nothing_to_do, workers=1)
        self._interrupt = interrupt
        self._parts = parts

    def do_all(self, inputs: Sequence[str]) -> None:
        """Raises CleanerError, and KeyboardInterrupt; what was done until then is kept."""
        if STDIN in inputs:
            raise InputError("standard input cannot be shared among machines; save it to a file that they all see")
        started = time.monotonic()
        files = tuple(shard_files(inputs, self._options.shard))
        before = self._counted()
        portions = stored(self._parts.folder)
        if not portions or self._missing(portions):
            with self._engine:
                self._interrupt.arm()  # engines have ideas of their own about Ctrl-C
                if portions:
                    before.seconds /= self._engine.slots  # those parts were made side by side
                if not portions:
                    portions = self._planned(files, before.read)
                    store(self._parts.folder, portions)
                self._clean(files, portions)
        self.tally = self._counted()
        self.tally.seconds = before.seconds + time.monotonic() - started

    def _counted(self) -> Tally:
        tally = Tally()
        for part in self._parts.done:
            tally.merge(part.tally)
        return tally

    def _planned(self, files: Sequence[InputFile], read: int) -> tuple[Portion, ...]:
        """Portions for all that is behind the parts which are done, of which `read` pages were cleaned."""
        start = self._parts.done[-1].after if self._parts.done else Place()
        todo = [(file, start if n == start.file else Place(n)) for n, file in enumerate(files) if n >= start.file]
        limit, slots, first = self._options.limit, self._engine.slots, len(self._parts.done) + 1
        if limit is not None:  # then little is read, and that little is read here
            strides = (stride for file, place in todo for stride in thinned(skim(file, place, self._options)))
            return tuple(pack(strides, portion_items(limit, slots, self._options), first, limit - read))
        found = sorted(self._skimmed(todo), key=lambda stride: stride.start.file)
        size = portion_items(sum(stride.items for stride in found), slots, self._options)
        return tuple(pack(found, size, first, None))

    def _skimmed(self, todo: Sequence[tuple[InputFile, Place]]) -> Iterator[Stride]:
        """Those of a file in their order."""
        width = max(1, len(todo) // (self._engine.slots * _BUNDLES_A_SLOT))
        bundles = [tuple(todo[at : at + width]) for at in range(0, len(todo), width)]
        tasks = [pickle.dumps(SkimTask(bundle, self._remote, os.getcwd())) for bundle in bundles]
        for answer in self._engine.map(skim_task, tasks):
            if answer is not None:
                yield from answer_of(answer)

    def _clean(self, files: Sequence[InputFile], portions: Sequence[Portion]) -> None:
        told = {part.number for part in self._parts.done}
        tasks = [pickle.dumps(self._task(files, portion)) for portion in self._missing(portions)]
        looked = 0.0
        try:
            with contextlib.closing(self._engine.map(part_task, tasks)) as answers:
                for answer in answers:
                    if answer is not None:
                        answer_of(answer)
                    if time.monotonic() - looked > _LOOK_SECONDS:
                        self._tell(files, told)
                        looked = time.monotonic()
        finally:
            self._parts.done = self._parts.sealed([portion.number for portion in portions])
        self._tell(files, told)
        missing = self._missing(portions)
        if missing:
            raise CleanerError(
                f"{self._parts.folder}: {len(missing)} parts are not here, though they were done, such as part "
                f"{missing[0].number}; is this folder the same one on all machines?"
            )

    def _missing(self, portions: Sequence[Portion]) -> list[Portion]:
        done = {part.number for part in self._parts.done}
        return [portion for portion in portions if portion.number not in done]

    def _task(self, files: Sequence[InputFile], portion: Portion) -> PartTask:
        mine = tuple(files[portion.start.file : portion.last + 1])
        return PartTask(portion, mine, self._work, self._remote, self._parts.folder.parent, os.getcwd())

    def _tell(self, files: Sequence[InputFile], told: set[int]) -> None:
        """Progress: the pages of parts that were sealed since, whoever made them."""
        names = map(_SEAL.fullmatch, os.listdir(self._parts.folder))
        for number in sorted({int(match[1]) for match in names if match} - told):
            told.add(number)
            part = self._parts.read(number)
            if part is not None:
                self._options.on_sealed()
                source = Source(files[part.after.file].path)
                position = part.after.anchor.offset if part.after.anchor else None
                for status in STATUSES:
                    for _ in range(part.tally.statuses[status]):
                        self._options.progress(status, source, position)
