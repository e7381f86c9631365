"""What an engine does, task by task, on whatever machine: look through files, clean one part. Bytes in, bytes out.

Both may be done twice or be killed at any moment: a part counts when its seal stands, and one that is sealed is not
made again.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from cleaner.batch.answers import PartWork
from cleaner.batch.interrupt import Interrupt
from cleaner.batch.job import RunJob
from cleaner.batch.lasting import LastingSandbox
from cleaner.batch.options import RunOptions
from cleaner.batch.parts import Parts
from cleaner.batch.portions import Portion, Stride, skim, thinned
from cleaner.errors import CleanerError, InputError
from cleaner.readers import Found, InputFile, Place, find_pages
from cleaner.writers import PartFiles


@dataclass(frozen=True, slots=True)
class SkimTask:
    """Files to look through, each with the place to begin at. folder: that relative paths start from."""

    files: tuple[tuple[InputFile, Place], ...]
    options: RunOptions
    folder: str


@dataclass(frozen=True, slots=True)
class PartTask:
    """A portion to clean. files: those of the portion. work: a pickled PageWork. folder: see SkimTask."""

    portion: Portion
    files: tuple[InputFile, ...]
    work: bytes
    options: RunOptions
    out_dir: Path
    folder: str


def skim_task(data: bytes) -> bytes:
    """A pickled SkimTask; the answer holds the strides of all its files, or what is wrong (`answer_of`)."""
    return _answered(data)


def part_task(data: bytes) -> bytes:
    """A pickled PartTask; the answer holds nothing, or what is wrong (`answer_of`)."""
    return _answered(data)


def answer_of(data: bytes) -> list[Stride]:
    """Raises CleanerError where the task met one."""
    answer: list[Stride] | str = pickle.loads(data)
    if isinstance(answer, str):
        raise CleanerError(answer)
    return answer


def _answered(data: bytes) -> bytes:
    # An engine would try again what cannot succeed, and tell of it in a hundred lines: so it is an answer.
    task: SkimTask | PartTask = pickle.loads(data)
    try:
        with _within(task.folder):
            return pickle.dumps(_skimmed(task) if isinstance(task, SkimTask) else clean_part(task))
    except CleanerError as error:
        return pickle.dumps(str(error))


def _skimmed(task: SkimTask) -> list[Stride]:
    return [stride for file, start in task.files for stride in thinned(skim(file, start, task.options))]


def clean_part(task: PartTask) -> list[Stride]:
    """Make the part of this portion unless it is there; gives nothing. Raises CleanerError."""
    portion = task.portion
    parts = _OnePart(task.out_dir, portion.number)
    if parts.read(portion.number) is None:
        options = replace(task.options, limit=portion.limit, part_pages=portion.items)
        job = RunJob(pickle.loads(task.work), options, Interrupt(), parts)
        job.sandbox = _kept.sandbox(task)
        found = find_pages(task.files, portion.start, options.how, first=portion.start.file)
        job.do(_exactly(portion, found))
    return []


def _exactly(portion: Portion, found: Iterator[Found]) -> Iterator[Found]:
    items = 0
    for one in islice(found, portion.items):
        items += 1
        yield one
    if items < portion.items:
        raise InputError(
            f"part {portion.number}: {items:,} items where {portion.items:,} were counted: an input has changed; "
            "give --restart to begin anew"
        )


class _OnePart(Parts):
    """The parts of a run as one task sees them: its own, in files that no other attempt writes."""

    def __init__(self, out_dir: Path, number: int) -> None:
        super().__init__(out_dir)
        self._number = number

    def next(self) -> PartFiles:
        return PartFiles(self.folder, self._number, f".{uuid.uuid4().hex}")


class _Kept:
    """The workers of this process, which stay from task to task of the same run."""

    def __init__(self) -> None:
        self._made_for = b""
        self._sandbox: LastingSandbox | None = None

    def sandbox(self, task: PartTask) -> LastingSandbox:
        key = task.work + pickle.dumps(task.options.limits)
        if self._sandbox is None or self._made_for != key:
            if self._sandbox is not None:
                self._sandbox.close()
            work = PartWork(pickle.loads(task.work))
            self._sandbox, self._made_for = LastingSandbox(work, 1, task.options.limits), key
        return self._sandbox


_kept = _Kept()  # one, whatever is done here


@contextlib.contextmanager
def _within(folder: str) -> Iterator[None]:
    """Relative paths mean what they meant where the run was started, if there is such a folder here."""
    if not os.path.isdir(folder):
        yield
        return
    with contextlib.chdir(folder):
        yield
