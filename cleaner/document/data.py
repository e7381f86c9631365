"""The article body that a page carries as data (JSON-LD's articleBody), which scripts show and a parser does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_KEY = '"articleBody"'
_BODY = re.compile(r'"articleBody"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)', re.S)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.S)
_NAMED = {"n": "\n", "r": "\n", "t": " ", "b": " ", "f": " "}
_HALF = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"\s*\n\s*")


def article_bodies(scripts: Iterable[str], longest: int | None = None) -> Iterator[str]:
    """The articleBody of each ld+json script that has one, cut to `longest` characters; found by its name, so that
    broken JSON has one, too."""
    for script in scripts:
        if _KEY in script and (found := _BODY.search(script)):
            text = found.group(1)[:longest]
            yield _unescaped(text) if "\\" in text else text


def as_markup(body: str) -> bytes:
    """An articleBody as an element to stand behind its page: plain text, a paragraph a line, or markup already."""
    paragraphs = "".join(f"<p>{line}</p>" for line in _LINE_BREAKS.split(body.strip()))
    return f"<article>{paragraphs}</article>".encode("utf-8", "replace")


def _unescaped(text: str) -> str:
    text = _ESCAPE.sub(_character, text)
    if _HALF.search(text):  # JSON writes what lies beyond U+FFFF in two halves
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if len(code) == 5 else _NAMED.get(code, code)
