"""Attribute tests and names as CSS writes them."""

from __future__ import annotations

import re

_DEEP_TEXT = re.compile(r':is\((:lexbor-contains\("(?:[^"\\]|\\.)*"\)),:has\(\1\)\)')
_IDENTIFIER = re.compile(r"-?[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff-]*\Z")


def quoted(value: str) -> str:
    """A CSS string.

    >>> print(quoted('a "b"'))
    "a \\"b\\""
    """
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def tag(name: str) -> str:
    """A type selector; a prefix as in `fb:like` is part of the name in HTML."""
    return name.lower().replace(":", "\\:")


def has_id(value: str) -> str:
    return f"#{value}" if _IDENTIFIER.match(value) else f"[id={quoted(value)}]"


def has_class(token: str) -> str:
    """One token of the class attribute."""
    return f".{token}" if _IDENTIFIER.match(token) else f"[class~={quoted(token)}]"


def has_classes(value: str) -> str:
    """All tokens of a class attribute, in any order and beside others."""
    return "".join(map(has_class, value.split())) or '[class=""]'


def equals(attribute: str, value: str) -> str:
    """An attribute of that value; a class by its tokens, since sites add some."""
    if attribute == "id":
        return has_id(value)
    if attribute == "class":
        return has_classes(value)
    return f"[{attribute}={quoted(value)}]"


def within(attribute: str, sign: str, value: str, *, any_case: bool = False) -> str:
    """`[a*="v"]` and its like; sign: `*`, `^` or `$`."""
    return f"[{attribute}{sign}={quoted(value)}{' i' if any_case else ''}]"


def text_within(value: str) -> str:
    """Elements with that text directly in them; white space as in the page's source."""
    return f":lexbor-contains({quoted(value)})"


def text_below(value: str) -> str:
    """Elements with that text in them or in an element below."""
    css = text_within(value)
    return f":is({css},:has({css}))"


def direct(css: str) -> str:
    """The selector with every `text_below` as `text_within`."""
    return _DEEP_TEXT.sub(r"\1", css)
