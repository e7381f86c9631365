"""Cleans one dump in all ways, compares the digests of what comes out, and says how long each took.

    python -m tests.engines.compare --pages 2000
    python -m tests.engines.compare --pages 600 --ways local spark ray --speed

Exits with 1 where a way gives another text or log. `--speed` cleans 120 pages first, which tells what starting
costs, and adds up the processor time of all processes, which does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.batch.usage import processor_seconds
from tests.conftest import CORPUS
from tests.engines.real import marked, missing, python
from tests.engines.ways import WAYS, Digests

_LOOK_SECONDS = 0.5
# Enough pages that all workers are started for them.
_FEW = 120


def write_dump(path: Path, pages: int) -> Path:
    """The pages of the corpus, again and again, each copy with an address and an id of its own."""
    sources = sorted(path for path in CORPUS.glob("*/page.*") if path.suffix in (".html", ".txt"))
    with path.open("w", encoding="utf-8") as file:
        for number in range(pages):
            source = sources[number % len(sources)]
            content = source.read_text("utf-8", "replace")
            address = f"https://www.host{number % 97}.example/{source.parent.name}/{number}"
            row = {"id": f"p{number}", "url": address, "html" if source.suffix == ".html" else "text": content}
            file.write(json.dumps(row) + "\n")
    return path


def clean(way: str, dump: Path, folder: Path) -> Digests:
    """The digests, from a process of its own. Raises RuntimeError where it fails."""
    folder.mkdir(parents=True)
    done = python("-m", "tests.engines.compare", "--one", way, dump, folder)
    if done.returncode:
        raise RuntimeError(f"{way}: {done.stderr[-2000:]}")
    digests: Digests = json.loads((folder / "digests.json").read_text("ascii"))
    return digests


@dataclass(frozen=True, slots=True)
class Timed:
    """A way that was watched: seconds by the clock, and of processor time of all its processes."""

    digests: Digests
    seconds: float
    worked: float


def watch(way: str, dump: Path, folder: Path) -> Timed:
    """As `clean`. What a process did in its last moment is not seen."""
    used: dict[int, float] = {}
    ended = threading.Event()
    mark = os.environ["TESTS_RUN"] = uuid.uuid4().hex

    def look() -> None:
        while not ended.wait(_LOOK_SECONDS):
            for pid in marked(mark):
                used[pid] = processor_seconds(pid, used.get(pid, 0.0))

    thread = threading.Thread(target=look)
    started = time.monotonic()
    thread.start()
    try:
        digests = clean(way, dump, folder)
    finally:
        ended.set()
        thread.join()
    return Timed(digests, time.monotonic() - started, sum(used.values()))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("WAY", "DUMP", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        way, dump, folder = given.one
        digests = WAYS[way](Path(dump), Path(folder))
        (Path(folder) / "digests.json").write_text(json.dumps(digests), "ascii")
        return 0
    with tempfile.TemporaryDirectory() as work:
        return _compare(Path(work), given.pages, given.ways, given.speed)


def _compare(work: Path, pages: int, ways: Sequence[str], speed: bool) -> int:
    dump, few = write_dump(work / "dump.jsonl", pages), write_dump(work / "few.jsonl", _FEW)
    expected: Digests = {}
    different = 0
    print("way            pages    same  seconds" + (" | to start | a page, ms: clock  processor" if speed else ""))
    for way in ways:
        if reason := missing(way.partition("-")[0]) if way not in ("local", "arrow") else "":
            print(f"{way:12} left out: {reason}")
            continue
        first = watch(way, few, work / way / "few") if speed else Timed({}, 0.0, 0.0)
        whole = watch(way, dump, work / way / "all")
        expected = expected or whole.digests
        same = sum(expected.get(page) == whole.digests.get(page) for page in expected)
        different += len(expected.keys() | whole.digests.keys()) - same
        line = f"{way:12} {len(whole.digests):7,} {same:7,} {whole.seconds:8.1f}"
        if speed:
            clock, worked = (1_000 * (all_ - some) / (pages - _FEW) for all_, some in _pairs(whole, first))
            start = first.seconds - _FEW * clock / 1_000
            line += f" | {start:8.1f} | {clock:17.1f} {worked:10.1f}"
        print(line, flush=True)
    return 1 if different else 0


def _pairs(whole: Timed, first: Timed) -> tuple[tuple[float, float], tuple[float, float]]:
    return (whole.seconds, first.seconds), (whole.worked, first.worked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
