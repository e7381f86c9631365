"""What became of the mutants of a module, on disk, and the table of scores."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import orjson

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import Outcome

FOLDER = Path("out/mutants")
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


class Outcomes:
    """The outcomes for `mutants` of `module`: those of earlier series, and new ones."""

    def __init__(self, module: str, mutants: Iterable[Mutant]) -> None:
        self.module = module
        self.path = FOLDER / f"{module}.json"
        before: dict[str, Outcome] = orjson.loads(self.path.read_bytes()) if self.path.is_file() else {}
        self.known = {key: before[key] for mutant in mutants if (key := _key(mutant)) in before}

    def of(self, mutant: Mutant) -> Outcome | None:
        return self.known.get(_key(mutant))

    def note(self, mutant: Mutant, outcome: Outcome) -> None:
        self.known[_key(mutant)] = outcome

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(orjson.dumps(self.known))

    def why(self, mutant: Mutant) -> str:
        """Why the mutant does what the module does; "" where nobody has said so."""
        return equivalent().get((self.module, mutant.before, mutant.after), "")


@cache
def equivalent() -> dict[tuple[str, str, str], str]:
    """(module, lines before, lines after) -> the reason why no test can tell them apart."""
    entries = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    return {
        (module, before, after): entry["why"]
        for module, group in entries.items()
        for entry in group
        for before, after in entry["mutants"]
    }


def table(modules: Iterable[str]) -> tuple[str, int]:
    """The scores as a table of markdown, and how many mutants survived that nothing explains."""
    lines = ["| module | mutants | killed | timeout | equivalent | survived |", "|---|---|---|---|---|---|"]
    total: Counter[str] = Counter()
    for module in modules:
        counts = _counts(module)
        total += counts
        lines.append(_row(f"`{module}`", counts))
    lines.append(_row("all", total))
    return "\n".join(lines), total["survived"]


def _counts(module: str) -> Counter[str]:
    mutants = list(mutants_of(module))
    outcomes = Outcomes(module, mutants)
    return Counter(
        "equivalent" if (told := outcomes.of(mutant)) == "survived" and outcomes.why(mutant) else told or "not tried"
        for mutant in mutants
    )


def _row(name: str, counts: Counter[str]) -> str:
    kinds = ("killed", "timeout", "equivalent", "survived")
    return f"| {name} | {counts.total()} | " + " | ".join(str(counts[kind]) for kind in kinds) + " |"


def _key(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.source.encode()).hexdigest()[:16]
