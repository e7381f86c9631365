"""Mending what is safe: exact edits of the text, so that comments, order and layout of a file stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from cleaner.authoring.lint.edits import Edit, Place
from cleaner.authoring.lint.examine import examine
from cleaner.authoring.lint.selectors import mended
from cleaner.authoring.lint.texts import as_seen, unseen_in
from cleaner.authoring.yamltext import scalar
from cleaner.errors import Problem
from cleaner.rulebook.codes import Code
from cleaner.rulebook.events import BREAK, read
from cleaner.rulebook.extents import extents
from cleaner.rulebook.taxonomy import Taxonomy

MAX_ROUNDS = 10  # one fix may bring another fault to light; four were needed at most

_ADDRESS = re.compile(r"(?:https?:)?//(?:www\.)?([^/:@\s?#]+)")
_CUT = re.compile(r"(?P<value>[^#\n]*?)[ \t]*(?P<rest>#\S.*?)(?=[ \t]+#|[ \t]*\r?$)", re.M)
_TAKEN_AS_COLLECTION = re.compile(r"[,\[\]{}]")


@dataclass(frozen=True, slots=True)
class Fixed:
    """The text of a file after its fixes, and the problems that they mended, in order."""

    text: str
    mended: tuple[Problem, ...]


Fixer: TypeAlias = Callable[[Place], "Edit | None"]


def fix(content: bytes, taxonomy: Taxonomy) -> Fixed:
    """The text of a rule file with everything mended that can be mended safely; the same text where nothing can.

    A round that would bring new errors is not taken. Raises UnicodeDecodeError for what is not UTF-8.
    """
    text = content.decode("utf-8")
    done: list[Problem] = []
    for _ in range(MAX_ROUNDS):
        problems = examine(text.encode(), "", taxonomy)
        edits, mended_now = _edits(text, problems)
        changed = _applied(text, edits)
        if not edits or _errors(examine(changed.encode(), "", taxonomy)) > _errors(problems):
            break
        text = changed
        done += mended_now
    return Fixed(text, tuple(done))


def is_fixable(code: str) -> bool:
    """Whether `--fix` may mend problems of this code."""
    return code in FIXERS


def _edits(text: str, problems: tuple[Problem, ...]) -> tuple[list[Edit], list[Problem]]:
    parsed, _ = read(text.encode(), "")
    where = extents(text.removeprefix("\ufeff")) if parsed is not None else {}
    edits: list[Edit] = []
    mended_now: list[Problem] = []
    for problem in problems:
        fixer = FIXERS.get(problem.code)
        edit = fixer(Place(text.removeprefix("\ufeff"), problem, parsed, where)) if fixer else None
        if edit and all(edit.end <= other.start or other.end <= edit.start for other in edits):
            edits.append(edit)
            mended_now.append(problem)
    return edits, mended_now


def _applied(text: str, edits: list[Edit]) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        body = body[: edit.start] + edit.text + body[edit.end :]
    return mark + body


def _errors(problems: tuple[Problem, ...]) -> int:
    """A file that cannot be parsed shows few of its errors, so that it counts as more than any other."""
    unread = any(problem.code == Code.YAML_SYNTAX for problem in problems)
    return sum(problem.severity == "error" for problem in problems) + 1_000_000 * unread


def _quote_cut(place: Place) -> Edit | None:
    """`div #promo` into quotes, unless the comment holds signs of a list around it."""
    found = _CUT.match(place.text, place.at)
    if found is None or (not place.in_block and _TAKEN_AS_COLLECTION.search(found["rest"])):
        return None
    whole = f"{found['value']} {found['rest']}".strip()
    start = place.at + (len(found["value"]) - len(found["value"].lstrip()))
    lead = "" if found["value"].strip() or place.text[place.at - 1 : place.at] in (" ", "") else " "
    start = start if found["value"].strip() else found.start("rest")
    return Edit(start, found.end(), lead * (start == place.at) + _single(whole))


def _quote_plain(place: Place) -> Edit | None:
    """A plain value or key on one line into double quotes."""
    found = re.compile(r"[\w.+:~-]+").match(place.text, place.at)
    if found is None:
        return None
    ends = place.text[found.end() : found.end() + 1] in (" ", "\n", "\r", "")
    word = found[0].removesuffix(":") if ends else found[0]
    return Edit(place.at, place.at + len(word), f'"{word}"')


def _quote_phrase(place: Place) -> Edit | None:
    """`- Read more: here`, which became a mapping, into quotes: the whole rest of its line."""
    value, line = place.value, place.text[place.at : place.line_end]
    rest = re.split(r"\s+#(?=\s)", line)[0].rstrip()
    one = isinstance(value, dict) and len(value) == 1 and all(isinstance(inner, str) for inner in value.values())
    if not one or _TAKEN_AS_COLLECTION.search(rest) or rest[:1] in ("'", '"') or place.extent is None:
        return None
    if "\n" in place.text[place.at : place.extent.end].rstrip():
        return None
    return Edit(place.at, place.at + len(rest), scalar(rest))


def _wrap_form(place: Place) -> Edit | None:
    """`text: [a]` into `text: {lines: [a]}`, `html: a` into `html: {css: a}`."""
    extent, path, value = place.extent, place.path, place.value
    if extent is None or not path or path[-1] not in ("html", "text"):
        return None
    key = "css" if path[-1] == "html" else "lines"
    if isinstance(value, str):
        return Edit(extent.start, extent.end, f"{{{key}: {scalar(value, in_flow=True)}}}")
    if extent.flow:
        return Edit(extent.start, extent.end, f"{{{key}: {place.text[extent.start : extent.end]}}}")
    return Edit(extent.start, extent.start, f"{key}:{_line_ending(place.text)}{' ' * extent.column}")


def _add_format(place: Place) -> Edit | None:
    """`format: 1` above the first key."""
    if '"format" is missing' not in place.problem.message or place.text[place.at : place.at + 1] in ("{", ""):
        return None
    return Edit(place.at, place.at, f"format: 1{_line_ending(place.text)}")


def _line_ending(text: str) -> str:
    found = BREAK.search(text)
    return found[0] if found else "\n"


def _drop_character(place: Place) -> Edit | None:
    return Edit(place.at, place.at + 1, "")


def _host(place: Place) -> Edit | None:
    found = _ADDRESS.match(place.value) if isinstance(place.value, str) else None
    return _rewritten(place, found[1]) if found else None


def _path(place: Place) -> Edit | None:
    return _rewritten(place, f"/{place.value}") if isinstance(place.value, str) else None


def _selector(place: Place) -> Edit | None:
    return _rewritten(place, mended(place.value)) if isinstance(place.value, str) else None


def _regex_unseen(place: Place) -> Edit | None:
    value = place.value
    if not isinstance(value, str):
        return None
    for character in unseen_in(value):
        value = value.replace(character, as_seen(character))
    return _rewritten(place, re.sub(" {2,}", " ", value))


def _regex_digits(place: Place) -> Edit | None:
    r"""`\d` becomes `\pN`; what hides behind `\b` and `\w` only the author knows."""
    value, digits = place.value, place.problem.message.endswith(r"\pN") and r"\w" not in place.problem.message
    return _rewritten(place, value.replace(r"\d", r"\pN")) if isinstance(value, str) and digits else None


def _rewritten(place: Place, value: str) -> Edit | None:
    """The value at the place written anew, in the quotes it had where these can hold it."""
    extent = place.extent
    if extent is None or value == place.value or "\n" in place.text[extent.start : extent.end]:
        return None
    quote = place.text[extent.start : extent.start + 1]
    if quote == "'" and value.isprintable():
        return Edit(extent.start, extent.end, _single(value))
    if quote == '"' and value.isprintable() and "\\" not in value and '"' not in value:
        return Edit(extent.start, extent.end, f'"{value}"')
    return Edit(extent.start, extent.end, scalar(value, in_flow=True))


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


FIXERS: dict[str, Fixer] = {
    Code.YAML_CUT: _quote_cut,
    Code.YAML_CONTROL: _drop_character,
    Code.YAML_OTHER_TYPE: _quote_plain,
    Code.MISSING_KEY: _add_format,
    Code.COLON: _quote_phrase,
    Code.BARE_FORM: _wrap_form,
    Code.HOST: _host,
    Code.PATH: _path,
    Code.SELECTOR_MISREAD: _selector,
    Code.REGEX_UNSEEN: _regex_unseen,
    Code.REGEX_ASCII: _regex_digits,
}
