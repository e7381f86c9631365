"""Many site configurations as rule files: identical ones folded into one with all their hosts, and a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cleaner.authoring.ftr.config import Config, read_config
from cleaner.authoring.ftr.convert import Fate, Outcome, convert
from cleaner.authoring.rulefile import new_file
from cleaner.rulebook.types import RuleStatus

COUNTED = ("body", "strip", "strip_id_or_class")  # what is meant by body and strip lines
_ODD = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Imported:
    """One rule file made of equal configurations. name: of the file. text: "" where no line of them became a rule."""

    name: str
    text: str
    configs: tuple[Config, ...]
    fates: tuple[Fate, ...]

    @property
    def rules(self) -> int:
        return sum(fate.outcome in ("converted", "approximated") for fate in self.fates)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all files and lines. nameless: files that name no host. outcomes: of each (directive, outcome),
    lines; every copy counts. reasons: why lines were dropped, most frequent first."""

    files: int
    written: int
    folded: int
    nameless: tuple[str, ...]
    outcomes: dict[tuple[str, Outcome], int]
    reasons: tuple[tuple[str, int], ...]

    def share(self, keys: Sequence[str] = COUNTED) -> float:
        """The share of the lines of these directives that were converted, 0 to 1; those of elements that hold no text,
        which need no rule, are not counted."""
        chosen = [
            (outcome, count) for (key, outcome), count in self.outcomes.items() if key in keys and outcome != "noted"
        ]
        total = sum(count for _, count in chosen)
        return sum(count for outcome, count in chosen if outcome != "dropped") / total if total else 1.0


def import_configs(
    sources: Iterable[tuple[str, str]], status: RuleStatus, schema: str = "rule.schema.json"
) -> tuple[tuple[Imported, ...], Report]:
    """The rule files for (file name, text) of configurations, in the order of their names. status: of every file."""
    groups: dict[tuple[tuple[str, str, str], ...], list[Config]] = {}
    nameless: list[str] = []
    count = 0
    for name, text in sources:
        count += 1
        config = read_config(name, text)
        if config.host:
            groups.setdefault(config.essence, []).append(config)
        else:
            nameless.append(name)
    imported = tuple(sorted((_imported(group, status, schema) for group in groups.values()), key=lambda one: one.name))
    return imported, _report(count, imported, tuple(nameless))


def _imported(group: list[Config], status: RuleStatus, schema: str) -> Imported:
    group = sorted(group, key=lambda config: (config.host.startswith("*"), config.name))
    hosts = tuple(dict.fromkeys(config.host for config in group))
    draft, fates = convert(group[0], hosts, status)
    name = _ODD.sub("-", hosts[0].replace("*", "any")) + ".yml"
    text = new_file(replace(draft, schema=schema)) if draft.rules or draft.metadata else ""
    return Imported(name, text, tuple(group), fates)


def _report(count: int, imported: tuple[Imported, ...], nameless: tuple[str, ...]) -> Report:
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    reasons: Counter[str] = Counter()
    for one in imported:
        copies = len(one.configs)
        for fate in one.fates:
            outcomes[fate.line.key or "(none)", fate.outcome] += copies
            if fate.outcome == "dropped":
                reasons[fate.detail] += copies
    return Report(
        count,
        sum(bool(one.text) for one in imported),
        sum(len(one.configs) - 1 for one in imported),
        nameless,
        dict(sorted(outcomes.items())),
        tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def lines_of(imported: Iterable[Imported]) -> Iterable[tuple[str, ...]]:
    """The report line by line: configuration, line number, directive, outcome, value, detail, rule file."""
    for one in imported:
        for fate in one.fates:
            line = fate.line
            directive = f"{line.key}({line.argument})" if line.argument else line.key
            written = one.name if one.text else ""
            yield one.configs[0].name, str(line.number), directive, fate.outcome, line.value, fate.detail, written
        for copy in one.configs[1:]:
            yield copy.name, "", "", "folded", "", f"the same as {one.configs[0].name}", one.name if one.text else ""
