"""Fuzz one target by coverage, for a bounded time, and keep what breaks a promise.

    python -m tests.fuzz html --minutes 15               # targets: html, text, rules, warc
    python -m tests.fuzz html --minutes 15 --corpus DIR  # go on with what an earlier series found out
    python -m tests.fuzz html --replay out/fuzz/html/FILE.bin

Wants atheris (`pip install atheris`; wheels for CPython 3.11 to 3.13 on x86-64 Linux); --replay does not. Exits with 1
when something was found.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.targets import MOST_BYTES, TARGETS

_SECONDS_AN_INPUT = 30  # then the engine ends itself with a finding
_MEMORY_MB = 3_000
_MOST_STARTS = 50  # each ends with a crash, a time-out or a lack of memory; a finding each
_STATE = re.compile(r"#(\d+)\s+(\w+)\s.*?cov: (\d+) ft: (\d+)")


@dataclass(slots=True)
class Series:
    """What one series came to. coverage: branches seen at the beginning and in the end, as the engine counts them."""

    executions: int = 0
    coverage: tuple[int, int] = (0, 0)
    starts: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--corpus", type=Path, help="inputs to go on with, and where new ones are kept; else forgotten")
    parser.add_argument("--findings", type=Path, help="where findings go (default: out/fuzz/TARGET)")
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE", help="check these inputs instead")
    given = parser.parse_args()
    if given.replay:
        for path in given.replay:
            TARGETS[given.target].check(path.read_bytes())
            print(f"{path}: holds")
        return
    if importlib.util.find_spec("atheris") is None:
        sys.exit("atheris is not installed: pip install atheris (CPython 3.11 to 3.13, x86-64 Linux)")
    findings = given.findings or Path("out/fuzz") / given.target
    with tempfile.TemporaryDirectory() as scratch:
        corpus = given.corpus or Path(scratch) / "corpus"
        series = fuzz(given.target, corpus, findings, given.minutes * 60)
    _report(given.target, series, findings)


def fuzz(name: str, corpus: Path, findings: Path, seconds: float) -> Series:
    """Run the engine until the time is up; a process that dies is started again on the same corpus."""
    _prepare(name, corpus, findings)
    series, until = Series(), time.monotonic() + seconds
    while (left := int(until - time.monotonic())) > 0 and series.starts < _MOST_STARTS:
        series.starts += 1
        _run(name, corpus, findings, left, series)
        for path in _artifacts(findings):
            if _holds(name, path):
                path.unlink()
    return series


def _artifacts(folder: Path) -> list[Path]:
    """The inputs at which the engine itself has ended: crash-…, timeout-…, oom-…, slow-unit-…"""
    return [path for path in folder.iterdir() if "-" in path.name and not path.suffix]


def _holds(name: str, path: Path) -> bool:
    """Whether an input does no harm when it is tried again: the engine's clock goes on while a machine sleeps."""
    command = [sys.executable, "-m", "tests.fuzz", name, "--replay", str(path)]
    try:
        return not subprocess.run(command, timeout=_SECONDS_AN_INPUT, capture_output=True, check=False).returncode
    except subprocess.TimeoutExpired:
        return False


def _prepare(name: str, corpus: Path, findings: Path) -> None:
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number:04d}").write_bytes(seed)
    words = ("".join(f"\\x{byte:02x}" for byte in word.encode()[:60]) for word in TARGETS[name].words())
    (findings / "words.dict").write_text("".join(f'"{word}"\n' for word in words), "ascii")


def _run(name: str, corpus: Path, findings: Path, seconds: int, series: Series) -> None:
    command = [
        sys.executable, "-m", "tests.fuzz.engine", name, str(findings), str(corpus), f"-dict={findings}/words.dict",
        f"-max_total_time={seconds}", f"-max_len={MOST_BYTES}", f"-timeout={_SECONDS_AN_INPUT}",
        f"-rss_limit_mb={_MEMORY_MB}", f"-artifact_prefix={findings}/", "-reload=0",
    ]  # fmt: skip
    done = 0
    with (
        open(findings / "engine.log", "ab") as log,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process,
    ):
        assert process.stderr is not None
        for line in process.stderr:
            log.write(line)
            if state := _STATE.search(line.decode("utf-8", "replace")):
                done, coverage = int(state[1]), int(state[3])
                series.coverage = series.coverage[0] or coverage, max(coverage, series.coverage[1])
    series.executions += done


def _report(name: str, series: Series, folder: Path) -> None:
    found = sorted([*folder.glob("*.bin"), *_artifacts(folder)])
    first, last = series.coverage
    print(f"{name}: {series.executions:,} executions, {series.starts} starts, coverage {first:,} -> {last:,}")
    for path in found:
        print(f"  {path}")
    if found:
        print(f"replay: python -m tests.fuzz {name} --replay {found[0]}; mend it, and put a plain test beside its kind")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
