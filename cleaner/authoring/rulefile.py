"""Rule files as text: a new one, or one more rule, test, `keep` or `disable` in one that stands.

Edits insert lines and leave every other character as it was: comments, order, quotes and line ends of an editor's
file are his own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner.authoring import yamltext
from cleaner.authoring.drafts import (
    CaseDraft,
    FileDraft,
    RuleDraft,
    case_value,
    disable_value,
    match_value,
    metadata_value,
    rule_value,
)
from cleaner.authoring.yamltext import STEP, Value
from cleaner.errors import Problem, RuleError
from cleaner.rulebook.compile import NO_MAPPING
from cleaner.rulebook.events import parse
from cleaner.rulebook.extents import Extent, extents

_ORDER = (
    *("format", "id", "owner", "status", "notes", "match", "use", "disable"),
    *("body", "remove", "keep", "metadata", "phrases", "tests"),
)
_VERBS = ("body", "remove", "keep")


def new_file(draft: FileDraft) -> str:
    """The text of a new rule file."""
    lines = [f"# yaml-language-server: $schema={draft.schema}"] if draft.schema else []
    lines += _comment(draft.comment)
    head: dict[str, Value] = {"format": 1, "id": draft.id, "owner": draft.owner, "status": draft.status}
    head |= {"notes": draft.notes}
    lines += yamltext.mapping({key: value for key, value in head.items() if value})
    lines += ["match:", *yamltext.mapping(match, STEP)] if (match := match_value(draft)) else []
    lines += yamltext.entry("use", draft.use) if draft.use else []
    if draft.disable:
        lines += ["disable:", *yamltext.items([disable_value(*one) for one in draft.disable], STEP)]
    for verb in _VERBS:
        chosen = [rule for rule in draft.rules if rule.verb == verb]
        lines += [f"{verb}:"] if chosen else []
        lines += [line for rule in chosen for line in _item(rule_value(rule), rule.comment, STEP)]
    if draft.metadata:
        lines += ["metadata:", *yamltext.mapping(metadata_value(draft), STEP)]
    lines += ["tests:"] if draft.tests else []
    lines += [line for case in draft.tests for line in _item(case_value(case), case.comment, STEP)]
    return "\n".join(lines) + "\n"


def with_rule(text: str, rule: RuleDraft) -> str:
    """`text` with one more rule, the last of its section. Raises RuleError where `text` is no YAML mapping."""
    return _with_item(text, rule.verb, rule_value(rule), rule.comment)


def with_test(text: str, case: CaseDraft) -> str:
    """`text` with one more test. Raises RuleError where `text` is no YAML mapping."""
    return _with_item(text, "tests", case_value(case), case.comment)


def with_disable(text: str, rule: str, why: str) -> str:
    """`text` that switches off one more rule (its full id). Raises RuleError where `text` is no YAML mapping."""
    return _with_item(text, "disable", disable_value(rule, why))


def free_id(text: str, wanted: str) -> str:
    """`wanted`, or with the first free number behind it, as id of a new rule. Raises RuleError as above."""
    tree = _sections(text)
    lists = [section for key in (*_VERBS, "phrases") if isinstance(section := tree.get(key), list)]
    taken = {str(rule.get("id")) for rules in lists for rule in rules if isinstance(rule, dict)}
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace [start, end) by `text`."""

    start: int
    end: int
    text: str


def _with_item(text: str, key: str, value: Mapping[str, Value], comment: str = "") -> str:
    tree = _sections(text)
    bom = text[:1] == "\ufeff"
    body = text[1:] if bom else text
    found = extents(body)
    where = found.get((key,))
    if where is None:
        edit = _new_section(body, key, (value, comment), tuple(tree))
    elif where.empty:
        at = _line_end(body, where.start)
        edit = _Edit(at, at, "\n" + "\n".join(_item(value, comment, STEP)))
    elif where.flow:
        edit = _into_flow(body, where, value)
    else:
        edit = _after_last(body, found[(key, 0)].column, where, (value, comment))
    newline = "\r\n" if "\r\n" in body else "\n"
    new = body[: edit.start] + edit.text.replace("\n", newline) + body[edit.end :]
    _sections(new)
    return "\ufeff" * bom + new


def _new_section(body: str, key: str, new: tuple[Mapping[str, Value], str], keys: Sequence[str]) -> _Edit:
    """Before the first section that comes later in the order of rules.md, else at the end."""
    block = f"{key}:\n" + "\n".join(_item(*new, STEP)) + "\n"
    later = _ORDER[_ORDER.index(key) + 1 :]
    following = [at for name in keys if name in later and (at := _key_start(body, name)) is not None]
    if following:
        at = min(following)
        return _Edit(at, at, block)
    stop = len(body.rstrip())
    return _Edit(stop, len(body), "\n" * bool(stop) + block)


def _key_start(body: str, key: str) -> int | None:
    """Where the line of a top-level key begins, or the comment that stands on top of it."""
    lines = body.splitlines(keepends=True)
    for number, line in enumerate(lines):
        name, colon, _ = line.partition(":")
        if colon and name.strip("\"'") == key:
            while number and lines[number - 1].startswith("#"):
                number -= 1
            return sum(map(len, lines[:number]))
    return None


def _into_flow(body: str, where: Extent, value: Mapping[str, Value]) -> _Edit:
    """Into `[...]`, which stays on its lines; an empty one becomes a block."""
    inside = body[where.start + 1 : where.end - 1]
    if not inside.strip():
        start = len(body[: where.start].rstrip(" "))
        return _Edit(start, where.end, "\n" + "\n".join(_item(value, "", STEP)))
    at = where.start + 1 + len(inside.rstrip())
    comma = "" if inside.rstrip().endswith(",") else ","
    return _Edit(at, at, f"{comma} {yamltext.flow(value)}")


def _after_last(body: str, column: int, where: Extent, new: tuple[Mapping[str, Value], str]) -> _Edit:
    """Behind the last item, at the indent of the others."""
    dash = body.rfind("-", body.rfind("\n", 0, where.start) + 1, where.start + column + 1)
    indent = max(0, dash - (body.rfind("\n", 0, dash) + 1))
    at = _line_end(body, len(body[: where.end].rstrip()))
    return _Edit(at, at, "\n" + "\n".join(_item(*new, indent)))


def _line_end(body: str, at: int) -> int:
    """The end of the line at `at`, a comment behind the value included."""
    end = body.find("\n", at)
    end = len(body) if end < 0 else end
    return end - 1 if body[end - 1 : end] == "\r" else end


def _item(value: Mapping[str, Value], comment: str, indent: int) -> list[str]:
    return [" " * indent + line for line in _comment(comment)] + yamltext.item(value, indent)


def _comment(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.splitlines()]


def _sections(text: str) -> Mapping[str, object]:
    parsed, problems = parse(text.encode("utf-8", "replace"), "rules.yml")
    if parsed is None:
        raise RuleError(problems)
    if not isinstance(parsed.tree, dict):
        raise RuleError((Problem("rules.yml", 1, 1, NO_MAPPING, "R022"),))
    return parsed.tree
