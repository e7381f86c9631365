"""Prose that a page shows, and prose in its source, read without a parser: what a tree without any may have lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from cleaner.document.walk import Columns

LITTLE_PROSE = 250  # characters below which a page may have lost its own; so much counts as lost (hazards.md)
_LINE_CHARACTERS = 80  # of a line that counts as prose
_LINKED = 0.5  # share of link text above which a line does not count as prose
_SENTENCE_END = tuple('.!?…。！？؟۔।।"”»')
_NOT_SHOWN = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[^>]*+(?:>|\Z)", re.I | re.S)
_SPACES = re.compile(r"\s+")


def is_prose(line: str) -> bool:
    """Whether it reads as a sentence or more."""
    return len(line) >= _LINE_CHARACTERS and line.rstrip().endswith(_SENTENCE_END)


def prose_lines(columns: Columns) -> Iterator[str]:
    """The lines that a page shows and that read as sentences, but for links."""
    return (
        line
        for line, linked in zip(columns.texts, columns.linked, strict=True)
        if len(line) >= _LINE_CHARACTERS and linked <= _LINKED * len(line) and is_prose(line)
    )


def prose_shown(columns: Columns) -> int:
    """Characters in these lines."""
    return sum(map(len, prose_lines(columns)))


def shows_little(columns: Columns) -> bool:
    """Whether these lines hold less than LITTLE_PROSE; no more of them are read than it takes to tell."""
    return all(shown < LITTLE_PROSE for shown in accumulate(map(len, prose_lines(columns))))


def prose_in(content: bytes) -> int:
    """Characters of sentences between the tags of `content`, UTF-8; in hidden elements, and in values too."""
    shown = _NOT_SHOWN.sub("\n\n", content.decode("utf-8", "replace"))
    pieces = (_SPACES.sub(" ", piece).strip() for piece in shown.split("\n\n"))
    return sum(len(piece) for piece in pieces if is_prose(piece))
