"""What a run has done so far, on disk: sealed parts, one after the other, and the plan they were made by.

out/parts/plan.json                   what the output depends on
out/parts/part-00001.results.jsonl.zst, .log.jsonl.zst, .dead.jsonl.zst
out/parts/part-00001.done.json        the seal: digests of these files, counts, and where in the inputs to go on

A part without its seal is not there. Since a seal says where reading goes on, each page is in one part exactly.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from cleaner.batch.plan import Plan
from cleaner.batch.summary import Tally
from cleaner.errors import InputError
from cleaner.readers import Anchor, Place
from cleaner.writers import KINDS, PartFiles, encode, output_errors, part_name, write_whole

FOLDER = "parts"
_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part. after: where reading goes on. digests: sha256 of its files, in the order of KINDS."""

    number: int
    after: Place
    tally: Tally
    digests: tuple[str, ...]


class Parts:
    """The parts in `out_dir`, whole and in a row. Raises CleanerError where the disk does not take them."""

    def __init__(self, out_dir: Path) -> None:
        self.folder = out_dir / FOLDER
        self.done: list[Part] = []

    def plan(self) -> Plan | None:
        """The plan that the parts were made by; None where there are none, or where it cannot be read."""
        return Plan.from_json(_load(self.folder / _PLAN))

    def begin(self, plan: Plan) -> None:
        """From here on parts are made by `plan`; those that stand are kept, leftovers of a crash are not."""
        with output_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.done = list(self._sealed())
            kept = {_PLAN} | {part_name(part.number, kind) for part in self.done for kind in (*KINDS, "done")}
            for name in set(os.listdir(self.folder)) - kept:
                (self.folder / name).unlink()
            write_whole(self.folder / _PLAN, encode(plan.to_json()))

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
        part = self._read(files.number)
        if part is None:
            raise InputError(f"{self.folder}: what was written cannot be read back; is another run at work here?")
        self.done.append(part)

    def _sealed(self) -> Iterator[Part]:
        number = 1
        while (part := self._read(number)) is not None:
            yield part
            number += 1

    def _read(self, number: int) -> Part | None:
        """The part of this number, if it is sealed and its files have their sizes (digests are compared in the end)."""
        seal = _load(self.folder / part_name(number, "done"))
        try:
            for file in seal["files"]:
                if os.path.getsize(self.folder / file["name"]) != file["bytes"]:
                    return None
            after = seal["after"]
            anchor = Anchor(**after["anchor"]) if after["anchor"] else None
            digests = tuple(file["sha256"] for file in seal["files"])
            return Part(number, Place(after["file"], anchor, after["skip"]), Tally.from_json(seal["counts"]), digests)
        except (KeyError, TypeError, OSError):
            return None


def _load(path: Path) -> Mapping[str, Any]:
    """The object in a JSON file; {} where there is none."""
    try:
        value = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
