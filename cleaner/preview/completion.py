"""Completion in the rule file: the keys that may stand at a place, and the values that a key may have.

Works on text that is being typed and is no YAML yet: the place is found by indents and brackets alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.json_schema import json_schema

Schema: TypeAlias = Mapping[str, Any]

MAX_LINES = 2_000  # above the cursor that are looked at
_KEY = re.compile(r"^(?P<indent>\s*(?:- +)*)(?P<key>[\w-]+):(?:\s+(?P<value>.*))?$")
_WORD = re.compile(r"[\w./*-]*$")
_LAST_KEY = re.compile(r"([\w-]+):\s*$")
_OPEN = {"}": "{", "]": "["}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: what is inserted, and a word on it."""

    text: str
    detail: str
    key: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """start: column (from 0) of what the suggestions replace."""

    start: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the cursor is: the keys from the root down, and the key whose value is being written ("" for a key)."""

    path: tuple[str, ...]
    value_of: str
    start: int


def complete(text: str, line: int, column: int, book: Rulebook) -> Completion:
    """What may stand at `line` (from 1) and `column` (from 0) of a rule file. Empty where anything may, or nothing."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return Completion(column, ())
    spot = locate(lines[: line - 1][-MAX_LINES:], lines[line - 1][:column])
    schema = _inner(spot.path)
    if spot.value_of:
        return Completion(spot.start, tuple(_values(spot, schema, book)))
    properties = (schema or {}).get("properties") or {key: {} for key in _names(schema or {})}
    return Completion(spot.start, tuple(Suggestion(f"{k}: ", _kind(v), True) for k, v in properties.items()))


def locate(above: list[str], before: str) -> Spot:
    """The spot after `before`, the beginning of a line that stands below the lines `above`."""
    word = _WORD.search(before)
    start = word.start() if word else len(before)
    head = before[:start]
    opened = _unclosed(head)
    if opened is not None:
        keys, inside = opened
        outer = _path(above, len(before) - len(before.lstrip(" -")))
        last = _LAST_KEY.search(inside)
        return Spot((*outer, *keys), last[1] if last else "", start)
    matched = _KEY.match(head + "x")
    if matched and matched["key"]:
        return Spot(_path(above, len(matched["indent"])), matched["key"], start)
    indent = len(head) - len(head.lstrip(" -")) if not head.strip(" -") else -1
    if indent < 0:
        return Spot(("?",), "", start)
    outer = _path(above, indent)
    return Spot(outer, outer[-1] if outer and outer[-1] in ("use",) else "", start)


def _path(above: list[str], indent: int) -> tuple[str, ...]:
    """The keys of the lines above that hold what stands at `indent`."""
    found: list[str] = []
    for line in reversed(above):
        matched = _KEY.match(line)
        if matched is None or line.lstrip().startswith("#"):
            continue
        own = len(matched["indent"])
        dash = len(line) - len(line.lstrip(" "))
        if own < indent and not matched["value"]:
            found.append(matched["key"])
            indent = dash
        elif own < indent:
            indent = own
        if indent == 0:
            break
    return tuple(reversed(found))


def _unclosed(head: str) -> tuple[tuple[str, ...], str] | None:
    """The keys that open the brackets still open in `head`, and what follows the last of them or its last comma."""
    stack: list[tuple[str, int]] = []
    for position, char in enumerate(head):
        if char in "{[":
            stack.append((char, position))
        elif char in "}]" and stack and stack[-1][0] == _OPEN[char]:
            stack.pop()
    if not stack:
        return None
    keys = [last[1] for _, at in stack if (last := _LAST_KEY.search(head[:at]))]
    inside = head[stack[-1][1] + 1 :]
    if stack[-1][0] == "[":
        return (tuple(keys[:-1]), f"{keys[-1]}: ") if keys else None
    return tuple(keys), inside.rpartition(",")[2] if inside.count("[") == inside.count("]") else inside


def _names(schema: Schema) -> tuple[str, ...]:
    """The keys of a mapping that has a fixed set of names, all of one kind."""
    return tuple(_resolved(schema.get("propertyNames", {})).get("enum", ()))


def _values(spot: Spot, schema: Schema | None, book: Rulebook) -> Iterator[Suggestion]:
    key = spot.value_of
    if key == "label":
        for label in book.taxonomy.labels:
            yield Suggestion(label.id, " ".join(label.definition.split())[:80] or label.group, False)
    elif key == "use":
        yield from (Suggestion(file.id, file.status, False) for file in book.files if not file.match.hosts)
    elif key == "rule" and spot.path[-1:] == ("disable",):
        yield from (Suggestion(rule, label, False) for rule, label in _rules(book).items())
    elif schema:
        found = _resolved(schema.get("properties", {}).get(key, {}))
        yield from (Suggestion(value, "", False) for value in dict.fromkeys(_choices(found)))


def _rules(book: Rulebook) -> dict[str, str]:
    """Full ids of all rules and phrase groups, with their labels."""
    found = {rule.id: rule.label for file in book.files for rule in file.rules}
    return found | {phrase.rule: phrase.label for file in book.files for phrase in file.phrases}


def _choices(schema: Schema) -> Iterator[str]:
    if schema.get("type") == "boolean":
        yield from ("true", "false")
    if "const" in schema:
        yield str(schema["const"])
    yield from map(str, schema.get("enum", ()))
    for part in schema.get("anyOf", ()):
        yield from _choices(_resolved(part))


def _kind(schema: Schema) -> str:
    found = _resolved(schema)
    parts = [_resolved(part) for part in found.get("anyOf", ())] or [found]
    names = [str(part.get("title") or part.get("type") or "") for part in parts if part.get("type") != "null"]
    return str(found.get("description") or "").partition(".")[0] or " or ".join(dict.fromkeys(filter(None, names)))


def _inner(path: tuple[str, ...]) -> Schema | None:
    """The schema of the mapping at `path`; lists are passed through."""
    schema: Schema = _schema()
    for key in path:
        schema = _resolved(schema.get("properties", {}).get(key, schema.get("additionalProperties") or {}))
        options = [_resolved(part) for part in schema.get("anyOf", ())] or [schema]
        options = [_resolved(part.get("items", part)) for part in options]
        schema = next((part for part in options if "properties" in part or part.get("additionalProperties")), {})
        if not schema:
            return None
    return schema


def _resolved(schema: Schema) -> Schema:
    name = schema.get("$ref", "")
    return _schema()["$defs"][name.rpartition("/")[2]] if name else schema


@cache
def _schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json_schema())
    return loaded
