"""Prose in the source of a page, read without a parser: what a tree that shows nothing may have lost."""

from __future__ import annotations

import re

LINE_CHARACTERS = 80  # of a line that counts as prose
SENTENCE_END = tuple('.!?…。！？؟۔।।"”»')
_NOT_SHOWN = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[^>]*+(?:>|\Z)", re.I | re.S)
_SPACES = re.compile(r"\s+")


def prose_in(content: bytes) -> int:
    """Characters of sentences between the tags of `content`, UTF-8; in hidden elements, and in values too."""
    shown = _NOT_SHOWN.sub("\n\n", content.decode("utf-8", "replace"))
    pieces = (_SPACES.sub(" ", piece).strip() for piece in shown.split("\n\n"))
    return sum(len(piece) for piece in pieces if len(piece) >= LINE_CHARACTERS and piece.endswith(SENTENCE_END))
