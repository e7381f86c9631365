"""What each rule took from tests and saved pages, as text files: what a change of a rule does shows rule by rule.

A snapshot is read by people in pull requests: a section a page, a line a piece of text, with the rule that took it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cleaner.authoring.explain import explain
from cleaner.errors import InputError
from cleaner.result import Result

FOLDER = ".snapshots"  # beside the rule file; hidden, so that it is not taken for rules
BODY = "body"  # stands in place of a rule for what stayed
_SECTION = re.compile(r"\[(.*)\]\Z")
_HEAD = "# What each rule takes. Written by `cleaner rules test -u`: review its changes, do not edit it.\n"

Row: TypeAlias = tuple[str, str]  # (rule, text); rule "body" for what stayed
Snapshot: TypeAlias = Mapping[str, tuple[Row, ...]]  # by the name of the test or page


@dataclass(frozen=True, slots=True)
class Change:
    """What one rule (or `body`) takes otherwise than before on one page, in page order."""

    page: str
    rule: str
    no_longer: tuple[str, ...]
    now: tuple[str, ...]


def rows_of(result: Result) -> tuple[Row, ...]:
    """The page in order, a row for each piece of text; white space as single spaces."""
    if result.status in ("skipped", "failed"):
        return ((result.status, result.reason),)
    passages = explain(result).passages
    pieces = (piece for passage in passages for block in passage.blocks for piece in block.pieces)
    rows = ((piece.taken.removal.rule if piece.taken else BODY, " ".join(piece.text.split())) for piece in pieces)
    return tuple((rule, text) for rule, text in rows if text)


def render(snapshot: Snapshot) -> str:
    """The snapshot as text."""
    sections = (
        "".join([f"\n[{' '.join(name.split())}]\n", *(f"{rule}: {text}\n" for rule, text in rows)])
        for name, rows in snapshot.items()
    )
    return _HEAD + "".join(sections)


def read_snapshot(path: Path) -> Snapshot | None:
    """The snapshot at `path`; None where there is none. Raises InputError for what no `-u` wrote."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the snapshot cannot be read ({error}); remove it, and write it with -u") from error
    found: dict[str, list[Row]] = {}
    rows: list[Row] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if section := _SECTION.match(line):
            rows = found.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            rule, sign, rest = line.partition(": ")
            if rows is None or not sign:
                raise InputError(f"{path}:{number}: no line of a snapshot; remove the file, and write it with -u")
            rows.append((rule, rest))
    return {name: tuple(held) for name, held in found.items()}


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """What changed on the pages of both, by page and rule; the body comes last."""
    return [change for name in new if name in old for change in _changes(name, old[name], new[name])]


def snapshot_path(rule_file: Path) -> Path:
    """Where the snapshot of a rule file stands."""
    return rule_file.parent / FOLDER / f"{rule_file.stem}.txt"


def _changes(name: str, before: tuple[Row, ...], after: tuple[Row, ...]) -> Iterator[Change]:
    rules = dict.fromkeys(rule for rule, _ in (*before, *after))
    for rule in sorted(rules, key=lambda rule: (rule == BODY, rule)):
        was = [text for owner, text in before if owner == rule]
        now = [text for owner, text in after if owner == rule]
        gone, come = _without(was, now), _without(now, was)
        if gone or come:
            yield Change(name, rule, gone, come)


def _without(texts: list[str], others: list[str]) -> tuple[str, ...]:
    """`texts` less those of `others`, each as often as it stands there."""
    left = list(others)
    out = []
    for text in texts:
        if text in left:
            left.remove(text)
        else:
            out.append(text)
    return tuple(out)
