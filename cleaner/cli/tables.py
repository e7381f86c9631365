"""Plain tables: columns that stay columns in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`rows` under `header`; columns of numbers stand right.

    >>> print(columns(("id", "rules"), [("lang/en", "12")]))
    id       rules
    lang/en     12
    """
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(header))]
    numbers = [bool(rows) and all(row[at].replace(",", "").isdigit() for row in rows) for at in range(len(header))]
    shape = list(zip(widths, numbers, strict=True))
    padded = ([_padded(cell, *how) for cell, how in zip(line, shape, strict=True)] for line in lines)
    return "\n".join("  ".join(cells).rstrip() for cells in padded)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
