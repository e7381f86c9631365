"""Values as YAML that looks written by hand: short ones on a line, long ones in blocks, quotes where they are needed.

Every text is read back as the very same text, by this project's reader and by any YAML 1.1 or 1.2 parser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

Value: TypeAlias = "str | int | date | Sequence[Value] | Mapping[str, Value]"

WIDTH = 110  # columns of a line; longer lists and mappings become blocks
STEP = 2  # columns of an indent
_PLAIN = re.compile(r"(?:[^\W_]|[/._(¿¡$^\\])(?:[^:#]|:(?=[^\s'\"\[\]{},])|(?<! )#)*\Z")
_FLOW_SIGNS = re.compile(r"[,\[\]{}?]")
# What other parsers take for something else than text, the words and numbers of YAML 1.1 and 1.2.
_OTHER_TYPE = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|~)\Z|[-+.]?[\d_.]+(?:e[-+]?\d+)?\Z|0[xo][\da-f_]+\Z|[\d:.]+\Z"
    r"|\d{4}-\d\d?-\d\d?|[-+]?\.(?i:inf|nan)\Z"
)
_ESCAPED = re.compile("[\x7f-\xa0\xad\u2028\u2029\ufeff\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\r]|" + _ESCAPED.pattern)
_SURROGATE = re.compile("[\ud800-\udfff]")


def scalar(value: str | int | date, *, in_flow: bool = False) -> str:
    """One value on one line: plain where that is safe, else in quotes.

    >>> scalar("Read more"), scalar("Read more:"), scalar("no"), scalar("div #promo")
    ('Read more', '"Read more:"', '"no"', '"div #promo"')
    """
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    value = _SURROGATE.sub("\ufffd", value)
    plain = _PLAIN.match(value) and not _OTHER_TYPE.match(value) and value == value.strip() and "\n" not in value
    if plain and not _UNPRINTABLE.search(value) and "\t" not in value and not (in_flow and _FLOW_SIGNS.search(value)):
        return value
    if ("\\" in value or '"' in value) and "'" not in value and value.isprintable():
        return f"'{value}'"  # a regex or selector reads better without backslashes before its own signs
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def flow(value: Value) -> str:
    """A value on one line, whatever its length: `{id: a, css: [b, c]}`."""
    if isinstance(value, str | int | date):
        return scalar(value, in_flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]"


def entry(key: str, value: Value, indent: int = 0) -> list[str]:
    """`key: value` as lines, indented by `indent` columns."""
    pad, name = " " * indent, _key(key)
    if isinstance(value, str):
        return [f"{pad}{name}: {scalar(value)}"] if "\n" not in value else _literal(f"{pad}{name}:", value, indent)
    if isinstance(value, int | date):
        return [f"{pad}{name}: {scalar(value)}"]
    if _fits(value, len(pad) + len(name) + 2):
        return [f"{pad}{name}: {flow(value)}"]
    if isinstance(value, Mapping):
        return [f"{pad}{name}:", *mapping(value, indent + STEP)]
    return [f"{pad}{name}:", *items(value, indent + STEP)]


def mapping(value: Mapping[str, Value], indent: int = 0) -> list[str]:
    """A block mapping as lines."""
    return [line for key, inner in value.items() for line in entry(key, inner, indent)]


def items(values: Sequence[Value], indent: int = 0) -> list[str]:
    """A block sequence as lines."""
    return [line for value in values for line in item(value, indent)]


def item(value: Value, indent: int = 0) -> list[str]:
    """`- value` as lines."""
    dash = " " * indent + "- "
    if isinstance(value, str) and "\n" in value:
        return _literal(dash.rstrip(), value, indent)
    if isinstance(value, str | int | date):
        return [dash + scalar(value)]
    if _fits(value, len(dash)) or not isinstance(value, Mapping):
        return [dash + flow(value)]
    first, *rest = mapping(value, indent + STEP)
    return [dash + first[indent + STEP :], *rest]


def _fits(value: Sequence[Value] | Mapping[str, Value], column: int) -> bool:
    """Whether it stands well on one line: short enough, without line breaks, at most one mapping within."""
    if not value:
        return True
    inner = list(value.values()) if isinstance(value, Mapping) else list(value)
    nested = sum(isinstance(one, Mapping) for one in inner)
    if nested > 1 or (nested and not isinstance(value, Mapping)):
        return False
    text = flow(value)
    return column + len(text) <= WIDTH and not _breaks(value)


def _breaks(value: Value) -> bool:
    if isinstance(value, str):
        return "\n" in value
    if isinstance(value, Mapping):
        return any(map(_breaks, value.values()))
    return any(map(_breaks, value)) if isinstance(value, Sequence) else False


def _key(key: str) -> str:
    return scalar(key, in_flow=True)


def _literal(head: str, text: str, indent: int) -> list[str]:
    """A text of several lines as it stands, after `|`; in quotes where YAML would change it."""
    lines = text.split("\n")
    ends = not lines[-1]
    body = lines[:-1] if ends else lines
    odd = _UNPRINTABLE.search(text) or _SURROGATE.search(text) or any(line != line.rstrip() for line in body)
    if odd or not body[0] or body[0][0].isspace() or not body[-1]:
        return [f"{head} {scalar(text)}"]
    pad = " " * (indent + STEP)
    return [f"{head} |" + ("" if ends else "-"), *(pad + line if line else "" for line in body)]
