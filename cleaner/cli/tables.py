"""Plain tables: columns that stay columns in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from cleaner.cli.inert import clean_text


def columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`rows` under `header`; columns of numbers stand right.

    >>> print(columns(("id", "rules"), [("lang/en", "12")]))
    id       rules
    lang/en     12
    """
    lines = [tuple(header), *(tuple(map(clean_text, row)) for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(header))]
    numbers = [bool(rows) and all(row[at].replace(",", "").isdigit() for row in rows) for at in range(len(header))]
    shape = list(zip(widths, numbers, strict=True))
    padded = ([_padded(cell, *how) for cell, how in zip(line, shape, strict=True)] for line in lines)
    return "\n".join("  ".join(cells).rstrip() for cells in padded)


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same as a table of markdown, as pull requests show it.

    >>> print(markdown(("id", "rules"), [("a|b", "12")]))
    | id | rules |
    | --- | ---: |
    | a\\|b | 12 |
    """
    numbers = [bool(rows) and all(row[at].replace(",", "").isdigit() for row in rows) for at in range(len(header))]
    lines = [header, ["---:" if number else "---" for number in numbers], *rows]
    return "\n".join("| " + " | ".join(_inert(cell) for cell in line) + " |" for line in lines)


def _inert(cell: str) -> str:
    """Scraped text that is no markup of the page that shows it."""
    flat = " ".join(cell.split()).replace("\\", "\\\\")
    return flat.replace("|", "\\|").replace("<", "&lt;").replace("@", "@\u200b").replace("`", "'")


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
