"""What a worker makes of a case: the outcome, whether it is the right one, seconds and memory. Picklable."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import orjson
import zstandard

from cleaner import Cleaner
from cleaner.batch import RunOptions, run
from cleaner.batch.summary import EXIT_OK, EXIT_SOME_FAILED
from cleaner.errors import CleanerError
from cleaner.model import Lineage, Page
from tests.torture import archives, content, costly, markup
from tests.torture.case import Case, InputCase

CASES: tuple[Case | InputCase, ...] = (*markup.CASES, *content.CASES, *archives.CASES, *costly.CASES)
BY_NAME = {case.name: case for case in CASES}
_UNIT = 1024 if sys.platform == "linux" else 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """outcome, reason: as told to a user. wrong: "" where all is as it must be. bytes: by which the peak grew."""

    name: str
    outcome: str
    reason: str
    wrong: str
    seconds: float
    bytes: int


class TortureWork:
    """A task is the name of a case, the answer a `Verdict` in JSON."""

    def __init__(self) -> None:
        self._cleaner: Cleaner | None = None

    def warm_up(self) -> None:
        self._cleaner = Cleaner(site_rules=False)
        self._cleaner.clean("<p>The ferry sails again on Monday.</p>")

    def __call__(self, task: bytes, data: bytes = b"") -> bytes:
        case = BY_NAME[task.decode()]
        before, began = _peak(), _spent()
        judge = self._page if isinstance(case, Case) else self._input
        try:
            outcome, reason, wrong = judge(case)  # type: ignore[arg-type]
        except MemoryError:
            raise
        except Exception as error:
            outcome, reason, wrong = "exception", f"{type(error).__name__}: {error}"[:200], "no exception may come out"
        seconds = _spent() - began
        return orjson.dumps(Verdict(case.name, outcome, reason, wrong, seconds, _peak() - before))

    def _page(self, case: Case) -> tuple[str, str, str]:
        assert self._cleaner is not None
        page = Page(case.make(), case.name, case.url, case.kind, case.content_type)
        result = self._cleaner.clean_page(page)
        result.to_markdown()
        list(result.records())
        outcome = "/".join(filter(None, (result.status, result.code)))
        text = result.text
        wrongs = [f"{outcome} instead of {' or '.join(case.outcome)}"] if outcome not in case.outcome else []
        wrongs += [f"no flag {flag}" for flag in case.flags if flag not in result.flags]
        wrongs += [f"lost: {line[:60]}" for line in lost_lines(case.keeps, text)[:2]]
        wrongs += [f"kept: {line[:60]}" for line in case.lacks if line in text]
        return outcome, result.reason or ", ".join(result.flags), "; ".join(wrongs)

    def _input(self, case: InputCase) -> tuple[str, str, str]:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "in"
            place.mkdir()
            source = case.make(place)
            out = Path(folder) / "out"
            try:
                pages = _command(source, out, case) if case.options else self._run(source, out)
            except CleanerError as error:
                return "refused", str(error)[:200], "" if case.outcome == "refused" else f"instead of {case.outcome}"
            outcome = told(out)
            strays = sorted(path.name for path in Path(folder).iterdir() if path.name not in ("in", "out"))
            wrongs = [f"{outcome} instead of {case.outcome}"] if outcome != case.outcome else []
            wrongs += [f"files outside of the output: {strays}"] if strays else []
            wrongs += filter(None, [case.check(out)])
            return outcome, pages, "; ".join(wrongs)

    def _run(self, source: Path, out: Path) -> str:
        assert self._cleaner is not None
        return f"{run([str(source)], out, self._cleaner.clean_page, RunOptions(Lineage('0', 'rules'))).pages} pages"


def _command(source: Path, out: Path, case: InputCase) -> str:
    """The reasons that a `cleaner run` of its own tells."""
    line = (sys.executable, "-m", "cleaner", "run", str(source), "--out", str(out), "--workers", "1", *case.options)
    done = subprocess.run(line, capture_output=True, text=True)
    if done.returncode not in (EXIT_OK, EXIT_SOME_FAILED):
        raise CleanerError(done.stderr)
    dead = (out / "dead.jsonl").read_bytes().splitlines()
    return "; ".join(str(orjson.loads(line)["detail"]) for line in dead)


def told(out: Path) -> str:
    """How the pages and inputs of a run ended, such as `ok 1, skipped/not_html 2`."""
    ends: dict[str, int] = {}
    packed = out / "results.jsonl.zst"
    results = zstandard.open(packed).read() if packed.exists() else (out / "results.jsonl").read_bytes()
    for line in map(orjson.loads, results.splitlines() + (out / "dead.jsonl").read_bytes().splitlines()):
        end = "ok" if line["status"] == "ok" else f"{line['status']}/{line['reason']}"
        ends[end] = ends.get(end, 0) + 1
    return ", ".join(f"{end} {count}" for end, count in sorted(ends.items()))


def lost_lines(lines: tuple[str, ...], text: str) -> list[str]:
    """Those of `lines` that do not stand in `text` in their order, hidden characters and white space left aside."""
    bare, place, lost = _bare(text), 0, []
    for line in lines:
        at = bare.find(_bare(line), place)
        if at < 0:
            lost.append(line)
        else:
            place = at
    return lost


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def _spent() -> float:
    """Seconds of processor time, those of ended processes below included."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


def _peak() -> int:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * _UNIT
