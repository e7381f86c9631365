"""What the output of a run depends on: two runs with equal plans give equal bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.errors import InputError
from cleaner.model import Lineage

# How an input is known that can be read only once; nobody can tell whether it is still the same.
UNKNOWN = "unknown"
_SHOWN = 24  # characters of a digest


@dataclass(frozen=True, slots=True)
class Plan:
    """Named facts, such as ("rule book", its digest) and ("input dump.warc.gz", its digest), sorted by name."""

    facts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, lineage: Lineage, options: Mapping[str, object]) -> Plan:
        facts = {"version": lineage.version, "rule book": lineage.rulebook_digest}
        groups: tuple[tuple[str, Sequence[tuple[str, object]]], ...] = (
            ("setting", lineage.settings),
            ("library", lineage.libraries),
            ("input", lineage.inputs),
            ("option", tuple(options.items())),
        )
        for kind, pairs in groups:
            facts |= {f"{kind} {name}": str(value) for name, value in pairs}
        facts["inputs"] = str([path for path, _ in lineage.inputs])  # their order counts too
        return cls(tuple(sorted(facts.items())))

    @property
    def repeatable(self) -> bool:
        """Whether a later run can know that it has the same input before it."""
        return UNKNOWN not in (value for name, value in self.facts if name.startswith("input "))

    def changes(self, before: Plan) -> str:
        """What differs from `before`, for people; "" when nothing does."""
        old, new = dict(before.facts), dict(self.facts)
        names = [name for name in sorted({**old, **new}) if old.get(name) != new.get(name) or new[name] == UNKNOWN]
        return "; ".join(_change(name, old.get(name), new.get(name)) for name in names)

    def to_json(self) -> dict[str, object]:
        return dict(self.facts)

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Plan | None:
        """None where `state` is empty or no plan."""
        facts = tuple(sorted((name, value) for name, value in state.items() if isinstance(value, str)))
        return cls(facts) if facts else None


def refuse(place: str, changes: str, cure: str) -> None:
    """Raises InputError when there are changes."""
    if changes:
        raise InputError(f"{place}, made differently: {changes}; {cure}")


def _change(name: str, old: str | None, new: str | None) -> str:
    if new == UNKNOWN:
        return f"{name} can be read only once"
    if old is None or new is None:
        return f"{name} {'is new' if old is None else 'is gone'}"
    return f"{name}: {_short(old)} before, {_short(new)} now"


def _short(value: str) -> str:
    return (value if len(value) <= _SHOWN else value[:_SHOWN] + "…") or "(none)"
