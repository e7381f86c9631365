"""Names across rule files: what `use` and `disable` point at must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cleaner.errors import Problem
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.events import Path, parse
from cleaner.rulebook.fields import did_you_mean
from cleaner.rulebook.types import RuleFile

_HINTS = 20  # of a load: to look for a name like another among thousands takes 10 ms
HEURISTICS = "heuristic/"  # what the stages call rules of their own: they can be disabled, and stand in no file


@dataclass(frozen=True, slots=True)
class Loaded:
    """A compiled file with its bytes, from which places are found again when there is something to report."""

    file: RuleFile
    content: bytes


def check_references(
    loaded: Mapping[str, Loaded], set_aside: frozenset[str]
) -> tuple[tuple[RuleFile, ...], tuple[Problem, ...]]:
    """The files in order of their ids without those that use an unknown file, and the problems.

    `set_aside`: ids (by file name) of files with faults of their own; to use one of these is a warning, so that one bad
    pack does not take its sites with it. To disable what does not exist is a warning too.
    """
    files = [loaded[name] for name in sorted(loaded)]
    hints = iter(range(_HINTS))
    unknown = {entry.file.id: tuple(_unknown_uses(entry, loaded, set_aside, hints)) for entry in files}
    lost = set_aside | {name for name, faults in unknown.items() if faults}
    good = tuple(entry for entry in files if not unknown[entry.file.id])
    problems = [fault for faults in unknown.values() for fault in faults]
    rules = _rule_ids(loaded)
    for entry in good:
        problems += _lost_uses(entry, lost)
        problems += _unknown_rules(entry, rules, hints)
    return tuple(entry.file for entry in good), tuple(problems)


def _unknown_uses(
    entry: Loaded, loaded: Mapping[str, Loaded], set_aside: frozenset[str], hints: Iterator[int]
) -> Iterator[Problem]:
    for position, used in enumerate(entry.file.use):
        if used not in loaded and used not in set_aside:
            hint = _near(used, loaded, hints) or ": name it by the id in its first lines"
            yield _problem(entry, ("use", position), f'there is no rule file "{used}"{hint}', Code.UNKNOWN_USE)


def _lost_uses(entry: Loaded, lost: set[str] | frozenset[str]) -> Iterator[Problem]:
    for position, used in enumerate(entry.file.use):
        if used in lost:
            message = f'"{used}" was set aside, so this file runs without it: mend that file'
            yield _problem(entry, ("use", position), message, Code.LOST_USE)


def _unknown_rules(entry: Loaded, rules: frozenset[str], hints: Iterator[int]) -> Iterator[Problem]:
    for position, (rule, _) in enumerate(entry.file.disable):
        if rule not in rules and not rule.startswith(HEURISTICS):
            hint = _near(rule, rules, hints) or ": was it renamed or removed?"
            message = f'there is no rule "{rule}" to disable{hint}'
            yield _problem(entry, ("disable", position, "rule"), message, Code.UNKNOWN_RULE)


def _near(word: str, known: Iterable[str], hints: Iterator[int]) -> str:
    """A name like `word`, as long as there are `hints` left."""
    return did_you_mean(word, tuple(known)) if next(hints, None) is not None else ""


def _rule_ids(loaded: Mapping[str, Loaded]) -> frozenset[str]:
    """Full ids of all rules and phrase groups, and the file ids, by which a whole file is disabled."""
    files = [entry.file for entry in loaded.values()]
    rules = {rule.id for file in files for rule in file.rules}
    return frozenset(loaded) | rules | {phrase.rule for file in files for phrase in file.phrases}


def _problem(entry: Loaded, path: Path, message: str, code: Code) -> Problem:
    parsed, _ = parse(entry.content, entry.file.place.file)
    place = parsed.place(path) if parsed else entry.file.place
    return problem(place, code, message)
