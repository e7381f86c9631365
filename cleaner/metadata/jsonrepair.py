"""Reading one JSON-LD script: strict and fast first, then the cheap repairs that real pages need."""

from __future__ import annotations

import html
import json
import re
from typing import TypeAlias

import orjson

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

MAX_CHARS = 2_000_000  # characters of one script; larger ones are product catalogues and cost more than they tell
MAX_VALUES = 64  # JSON values strung together in one script

_OPENING = re.compile(r"\A(?:<!--|(?://|/\*)?\s{0,8}<!\[CDATA\[(?:\s{0,8}\*/)?)")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_SALVAGE = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')


def load(raw: str) -> list[Json]:
    """The JSON values of one script: one as a rule, several when objects are strung together, none when hopeless.

    >>> load('<!-- {"a": 1,} -->')
    [{'a': 1}]
    """
    if len(raw) > MAX_CHARS:
        return []
    try:
        return [orjson.loads(raw)]
    except (orjson.JSONDecodeError, UnicodeError):
        return _repaired(raw)


def _repaired(raw: str) -> list[Json]:
    text = _trim(raw)
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    found = _decode_all(text)
    if not found:
        found = _decode_all(_BAD_ESCAPE.sub(r"\\\\", _TRAILING_COMMA.sub("", text)))
    if found:
        return found
    salvaged: dict[str, Json] = dict(reversed(_SALVAGE.findall(text)))  # reversed: the first of each name wins
    return [{"@type": "Article", **salvaged}] if salvaged else []


def _trim(raw: str) -> str:
    """Without the comment or CDATA marks around the JSON. By hand: a regular expression anchored at the end is slow."""
    text = _OPENING.sub("", raw.strip(" \t\r\n\ufeff")).rstrip(" \t\r\n;")
    for mark in ("-->", "*/", "]]>", "//", "/*"):
        text = text.removesuffix(mark).rstrip(" \t\r\n;")
    return text.lstrip()


def _decode_all(text: str) -> list[Json]:
    decoder = json.JSONDecoder(strict=False)  # raw newlines and tabs within strings are the commonest fault
    found: list[Json] = []
    at = 0
    try:
        while at < len(text) and len(found) < MAX_VALUES:
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            while at < len(text) and text[at] in " \t\r\n,;":
                at += 1
    except (ValueError, RecursionError):
        return found
    return found
