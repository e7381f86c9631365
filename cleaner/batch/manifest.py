"""What went into a run and what came of it, for the manifest and the head of the log."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from cleaner import provenance, remote
from cleaner.batch.plan import UNKNOWN, Plan
from cleaner.batch.summary import Tally
from cleaner.errors import InputError
from cleaner.model import Lineage
from cleaner.readers import STDIN, is_folder, list_files

FORMAT = 1
# Larger files are known by their size: hashing them would delay the first page by more than a second.
HASH_BYTES = 256_000_000
_CHUNK_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class InputFacts:
    """One input as named. sha256: of the file, or of the list of a folder's files with their digests; "" if unknown.
    once: standard input or a pipe, which can be read only once. mark: of a file behind a URL, what tells its state.
    """

    path: str
    files: int = 0
    size: int = 0
    sha256: str = ""
    once: bool = False
    mark: str = ""

    @property
    def known_by(self) -> str:
        """How the lineage tells this input from another one at the same place."""
        if self.sha256:
            return f"sha256:{self.sha256}"
        if self.mark:
            return f"mark:{self.mark}"
        return f"size:{self.size}" if self.files else UNKNOWN if self.once else "missing"


def describe_inputs(paths: Sequence[str]) -> tuple[InputFacts, ...]:
    """The facts of each input; what cannot be read has none (its reading will say why)."""
    return tuple(_describe(path) for path in paths)


def _describe(path: str) -> InputFacts:
    try:
        if is_folder(path):
            return _describe_folder(path)
        if remote.is_url(path):
            size, mark = remote.facts(path)
            return InputFacts(path, 1, size, mark=mark)
        if not os.path.isfile(path):  # standard input and pipes can be read only once
            return InputFacts(path, once=path == STDIN or os.path.exists(path))
        size = os.path.getsize(path)
        return InputFacts(path, 1, size, _sha256(path) if size <= HASH_BYTES else "")
    except (OSError, ValueError):
        return InputFacts(path)


def _describe_folder(path: str) -> InputFacts:
    digest, size, files = hashlib.sha256(), 0, 0
    for file in list_files(path):
        facts = _describe(file)
        digest.update(f"{os.path.relpath(file, path)}\0{facts.known_by}\n".encode("utf-8", "surrogateescape"))
        size, files = size + facts.size, files + facts.files
    return InputFacts(path, files, size, digest.hexdigest())


def _sha256(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def manifest(lineage: Lineage, inputs: Sequence[InputFacts], plan: Plan, tally: Tally) -> dict[str, object]:
    """The manifest of a finished run, JSON-ready, without its outputs, which the writer knows."""
    lines = provenance.header(lineage)
    return {
        "format": FORMAT,
        "lineage": {name: value for name, value in lines.items() if name not in ("type", "format")},
        "inputs": [{"path": i.path, "files": i.files, "bytes": i.size, "sha256": i.sha256 or None} for i in inputs],
        **tally.to_json(),
        "plan": plan.to_json(),
    }


def read_manifest(path: Path) -> tuple[Plan, Tally] | None:
    """Plan and counts of a finished run; None where there is no manifest. Raises InputError for a foreign file."""
    try:
        held = orjson.loads(path.read_bytes())
        plan = Plan.from_json(held["plan"])
        if plan is not None:
            return plan, Tally.from_json(held)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise InputError(f"{path}: was not written by this version; choose another folder, or give --restart")
