"""The lists behind the numbers of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.report.samples import Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list shows. back: the id of the section that leads to it. note: what is to be said in place of entries, or
    besides.
    """

    entries: Sequence[Entry]
    back: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """key: its id in the page, never made from what a page says. total: of what it shows some or all."""

    key: str
    title: str
    total: int
    shown: Shown


@dataclass(frozen=True, slots=True)
class Number:
    """A number that leads to its list; key "" for none, when it is nought."""

    value: int
    key: str = ""


class Lists:
    """Takes lists and gives numbers that lead to them."""

    def __init__(self) -> None:
        self.all: list[Listing] = []

    def number(self, title: str, total: int, shown: Shown) -> Number:
        """`total` as a number, with a list of that title when it is more than nought."""
        if not total:
            return Number(0)
        key = f"list-{len(self.all) + 1}"
        self.all.append(Listing(key, title, total, shown))
        return Number(total, key)
