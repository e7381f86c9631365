"""The process that fuzzes one target, for `python -m tests.fuzz`; arguments after the first two are libFuzzer's."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cleaner"]):
    from tests.fuzz.findings import Findings
    from tests.fuzz.targets import TARGETS


def main() -> None:
    name, folder, *given = sys.argv[1:]
    target, findings = TARGETS[name], Findings(Path(folder))
    target.check(next(target.seeds()))  # what is made once is made before any input is timed
    atheris.Setup([sys.argv[0], *given], lambda content: findings.watch(target.check, content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
