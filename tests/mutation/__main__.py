"""Change one small thing in a module, run its tests, and see whether they tell; for each change, one after the other.

    python -m tests.mutation                          # all modules of modules.py: about an hour of processor time
    python -m tests.mutation cleaner.cut              # one
    python -m tests.mutation cleaner.cut --survivors  # only what survived last time, after a test was added
    python -m tests.mutation --table                  # the scores so far
    python -m tests.mutation --promises               # break each promise, see its test fail (or those named)

Wants mutmut (`pip install mutmut`), whose operators make the mutants. Outcomes are kept in out/mutants. Exits with 1
when a mutant survives that equivalent.toml does not explain.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.mutation.modules import TESTS
from tests.mutation.mutants import mutants_of
from tests.mutation.outcomes import Outcomes, table
from tests.mutation.promises import broken_promises
from tests.mutation.trial import Bench


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--survivors", action="store_true", help="try only what is not known to be killed")
    parser.add_argument("--table", action="store_true", help="show the scores, try nothing")
    parser.add_argument("--promises", action="store_true", help="break each promise once instead")
    given = parser.parse_args()
    if given.promises:
        sys.exit(broken_promises(given.modules))
    if unknown := [name for name in given.modules if name not in TESTS]:
        parser.error(f"{unknown[0]} has no tests in tests/mutation/modules.py; known are {', '.join(TESTS)}")
    if not given.table:
        for module in given.modules or TESTS:
            try_module(module, given.survivors)
    text, unexplained = table(given.modules or list(TESTS))
    print(text)
    sys.exit(bool(unexplained))


def try_module(module: str, survivors: bool) -> None:
    """Try the mutants of one module, and note each outcome as soon as it is known."""
    mutants = list(mutants_of(module))
    outcomes = Outcomes(module, mutants)
    wanted = [mutant for mutant in mutants if not (survivors and outcomes.of(mutant) == "killed")]
    print(f"{module}: {len(wanted)} mutants", end="", flush=True)
    bench = Bench(module, TESTS[module])
    started = time.monotonic()
    for mutant in wanted:
        outcome = bench.outcome(mutant.source)
        outcomes.note(mutant, outcome)
        outcomes.write()
        if outcome == "survived" and not outcomes.why(mutant):
            print(f"\n  {module}:{mutant.line}: {mutant.before}  =>  {mutant.after}", end="", flush=True)
    print(f"\n  {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
