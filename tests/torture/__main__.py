"""The torture set as a table: each case in a process with limits.

python -m tests.torture [--short] [--only PART]       our own outcomes; exits with 1 when one is wrong
python -m tests.torture --peers                       what other extractors make of the same pages
"""

from __future__ import annotations

import argparse
import sys

import orjson

from cleaner.batch.sandbox import Job, Loss, Sandbox, WorkerLimits
from tests.torture.work import CASES, TortureWork, Verdict

LIMITS = WorkerLimits(seconds=10, memory_bytes=2_000_000_000)


def judge(names: list[str], workers: int = 1) -> list[Verdict]:
    """The verdicts on the cases of these names, in their order; a case that kills its worker is told as such."""
    with Sandbox(TortureWork(), workers, LIMITS) as sandbox:
        jobs = list(sandbox.settle(Job(name.encode()) for name in names))
    return [_verdict(name, job.answer) for name, job in zip(names, jobs, strict=True)]


def _verdict(name: str, answer: bytes | Loss | None) -> Verdict:
    if isinstance(answer, bytes):
        return Verdict(**orjson.loads(answer))
    assert answer is not None
    return Verdict(name, f"failed/{answer.code}", answer.detail, "a known killer must not get so far", 0.0, 0)


def names_of(part: str = "", *, short: bool = False) -> list[str]:
    """The cases with `part` in their names; `short` leaves the slow ones out."""
    return [case.name for case in CASES if part in case.name and not (short and case.slow)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="leave out what takes long")
    parser.add_argument("--only", default="", metavar="PART", help="cases with PART in their names")
    parser.add_argument("--peers", action="store_true", help="trafilatura, resiliparse and readability-lxml instead")
    given = parser.parse_args()
    names = names_of(given.only, short=given.short)
    if given.peers:
        from tests.torture.peers import table

        print(table(names))
        return
    verdicts = judge(names)
    print(f"{'case':34} {'outcome':28} {'seconds':>7} {'MB':>5}  reason")
    for verdict in verdicts:
        told = f"WRONG: {verdict.wrong}" if verdict.wrong else verdict.reason
        print(f"{verdict.name:34} {verdict.outcome:28} {verdict.seconds:7.2f} {verdict.bytes / 1e6:5.0f}  {told[:90]}")
    wrong = sum(bool(verdict.wrong) for verdict in verdicts)
    print(f"{len(verdicts)} cases, {wrong} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
