"""What a run has done so far, on disk: sealed parts, one after the other, and the plan they were made by.

out/parts/plan.json                   what the output depends on
out/parts/part-00001.results.jsonl.zst, .log.jsonl.zst, .dead.jsonl.zst
out/parts/part-00001.done.json        the seal: digests of these files, counts, and where in the inputs to go on

A part without its seal is not there. Since a seal says where reading goes on, each page is in one part exactly.
An engine makes parts in any order, and may make one twice: portions.json says which there will be (portions.py), each
attempt writes files of its own (part-00001.3f2a….log.jsonl.zst), and the seal says whose count.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from cleaner.batch.plan import Plan
from cleaner.batch.summary import Tally
from cleaner.errors import InputError
from cleaner.readers import Anchor, Place
from cleaner.writers import PartFiles, encode, output_errors, part_name, write_whole

FOLDER = "parts"
PORTIONS = "portions.json"
_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part. after: where reading goes on. seal: where the rest of it stands, since a run may have a million
    parts. names, digests: of its files and their sha256, as in KINDS.
    """

    number: int
    after: Place
    seal: Path
    names: tuple[str, ...]
    digests: tuple[str, ...]

    @property
    def tally(self) -> Tally:
        """What the part counted, read anew. Raises InputError where somebody has taken the seal away."""
        try:
            return Tally.from_json(load_state(self.seal)["counts"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{self.seal}: cannot be read any more; is another run at work here?") from error


class Parts:
    """The parts in `out_dir`, whole and in a row. Raises CleanerError where the disk does not take them."""

    def __init__(self, out_dir: Path) -> None:
        self.folder = out_dir / FOLDER
        self.done: list[Part] = []

    def plan(self) -> Plan | None:
        """The plan that the parts were made by; None where there are none, or where it cannot be read."""
        return Plan.from_json(load_state(self.folder / _PLAN))

    def begin(self, plan: Plan, numbers: Collection[int] = ()) -> None:
        """From here on parts are made by `plan`; those that stand are kept, leftovers of a crash are not.

        numbers: of portions; their parts and what is known of them are kept even where some before them are missing.
        """
        with output_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.done = self.sealed(numbers)
            kept = {_PLAN, PORTIONS} if numbers else {_PLAN}
            for part in self.done:
                kept |= {part_name(part.number, "done"), *part.names}
            for name in set(os.listdir(self.folder)) - kept:
                (self.folder / name).unlink()
            write_whole(self.folder / _PLAN, encode(plan.to_json()))

    def sealed(self, numbers: Collection[int]) -> list[Part]:
        """The parts in a row from the first one, then those of `numbers` that are there."""
        row = list(self._row())
        others = (self.read(number) for number in sorted(numbers) if number > len(row))
        return row + [part for part in others if part is not None]

    def clear(self) -> None:
        """Drop all parts."""
        with output_errors(self.folder), contextlib.suppress(FileNotFoundError):
            names = os.listdir(self.folder)
            # Seals first, and the plan last: a crash in between leaves nothing that looks whole under a wrong plan.
            for name in sorted(names, key=lambda name: (name == _PLAN, not name.endswith(".done.json"))):
                (self.folder / name).unlink()
            self.folder.rmdir()
        self.done.clear()

    def next(self) -> PartFiles:
        return PartFiles(self.folder, len(self.done) + 1)

    def seal(self, files: PartFiles, tally: Tally, after: Place) -> None:
        files.commit({"after": asdict(after), "counts": tally.to_json()})
        part = self.read(files.number)
        if part is None:
            raise InputError(f"{self.folder}: what was written cannot be read back; is another run at work here?")
        self.done.append(part)

    def _row(self) -> Iterator[Part]:
        number = 1
        while (part := self.read(number)) is not None:
            yield part
            number += 1

    def read(self, number: int) -> Part | None:
        """The part of this number, if it is sealed and its files have their sizes (digests are compared in the end)."""
        path = self.folder / part_name(number, "done")
        seal = load_state(path)
        try:
            for file in seal["files"]:
                if os.path.getsize(self.folder / file["name"]) != file["bytes"]:
                    return None
            after = seal["after"]
            anchor = Anchor(**after["anchor"]) if after["anchor"] else None
            names, digests = (tuple(file[key] for file in seal["files"]) for key in ("name", "sha256"))
            place = Place(after["file"], anchor, after["skip"])
            Tally.from_json(seal["counts"])
            return Part(number, place, path, names, digests)
        except (KeyError, TypeError, ValueError, OSError):
            return None


def load_state(path: Path) -> Mapping[str, Any]:
    """The object in a JSON file; {} where there is none."""
    try:
        value = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
