"""Runs a dump in every format and compares: the same pages must give the same results, and every page must be counted.

    python -m tests.soak.formats --pages 20000 --workers 2
    python -m tests.soak.formats --pages 1000 --benchmark

A folder has no addresses and no days of crawls, so of its pages bodies and removals are compared, metadata are not.
Real pages name an address of their own, whose site may have rules, and all but the folder give them another: so they
are run without the rules for single publishers.
Exits with 1 and says what differs otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import zstandard

from tests.soak.dump import FORMATS, write

_NUMBER = re.compile(r"page-(\d+)")
_STATUSES = ("ok", "empty", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a dump in one format. bodies: a digest over text and removals; all: over the metadata, too."""

    form: str
    counts: dict[str, int]
    seconds: float
    bodies: str
    all: str


def run_all(folder: Path, count: int, workers: int, benchmark: bool = False) -> tuple[list[Run], list[str]]:
    """The runs, and what is wrong, for people."""
    options = ("--workers", str(workers), *(("--no-site-rules",) if benchmark else ()))
    runs = [_run(write(folder, count, form, benchmark), folder / f"out-{form}", form, options) for form in FORMATS]
    problems = []
    for run in runs:
        if sum(run.counts.values()) != count:
            problems.append(f"{run.form}: {count} pages in, {run.counts} out")
        if run.counts != runs[0].counts:
            problems.append(f"{run.form} counts {run.counts}, {runs[0].form} {runs[0].counts}")
        if run.bodies != runs[0].bodies:
            problems.append(f"bodies or removals of {run.form} are not those of {runs[0].form}")
        if run.form != "folder" and run.all != runs[0].all:
            problems.append(f"metadata of {run.form} are not those of {runs[0].form}")
    return runs, problems


def _run(dump: Path, out: Path, form: str, options: Sequence[str]) -> Run:
    line = [sys.executable, "-m", "cleaner", "run", str(dump), "--out", str(out), "--quiet", "--no-report"]
    started = time.monotonic()
    code = subprocess.run([*line, *options], check=False).returncode
    seconds = time.monotonic() - started
    if code not in (0, 1):
        raise SystemExit(f"{form}: the run ended with exit code {code}")
    counts: dict[str, int] = orjson.loads((out / "manifest.json").read_bytes())["statuses"]
    bodies, everything = _digests(out)
    return Run(form, {status: counts[status] for status in _STATUSES}, seconds, bodies, everything)


def _digests(out: Path) -> tuple[str, str]:
    """Order and ids may differ from format to format: pages are known by their numbers."""
    numbers: dict[str, int] = {}  # by the id that the log knows them by
    bodies: dict[int, bytes] = {}
    facts: dict[int, bytes] = {}
    for row in _rows(out / "results.jsonl.zst"):
        number = numbers[row["id"]] = _number(row)
        bodies[number] = _told([row[name] for name in ("status", "text", "page_type", "language", "flags")])
        facts[number] = _told([row["metadata"], row["confidence"]])
    for row in _rows(out / "dead.jsonl"):
        number = numbers[row["id"]] = _number(row)
        bodies[number] = _told([row["status"], row["reason"]])
    for span in _rows(out / "log.jsonl.zst"):
        if span.get("label"):
            number = numbers[span["doc_id"]]
            told = _told([span[name] for name in ("start", "end", "label", "rule", "reason", "applied")])
            bodies[number] = _told([bodies[number].hex(), told.hex()])
    return _of_all(bodies), _of_all(bodies, facts)


def _number(row: dict[str, Any]) -> int:
    found = _NUMBER.search(f"{row['url'] or ''} {row['id']} {row['source']['file']}")
    return int(found[1]) if found else -1


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    raw = zstandard.open(path, "rb") if path.suffix == ".zst" else path.open("rb")
    with raw, io.TextIOWrapper(raw, "utf8", newline="\n") as lines:
        yield from map(orjson.loads, lines)


def _told(value: object) -> bytes:
    return hashlib.sha256(orjson.dumps(value)).digest()


def _of_all(*columns: dict[int, bytes]) -> str:
    digest = hashlib.sha256()
    for column in columns:
        for number, told in sorted(column.items()):
            digest.update(f"{number} {told.hex()}\n".encode())
    return digest.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--benchmark", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to work; what is made there stays")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        runs, problems = run_all(given.folder or Path(temporary), given.pages, given.workers, given.benchmark)
    for run in runs:
        print(f"{run.form:10} {run.counts} {run.seconds:.0f} s, bodies {run.bodies[:12]}, all {run.all[:12]}")
    print("\n".join(problems) or f"{given.pages:,} pages: all formats give the same results, and all pages are counted")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
