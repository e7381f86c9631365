"""The values that an XPath is parsed into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


class Untranslatable(Exception):
    """Why an expression has no selector, in words for the report."""


class NoText(Untranslatable):
    """What the expression names holds no text of the page."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments, such as `contains(@class, 'x')`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """`or`, `and`, a comparison, `mod`, or `|` between two expressions."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. deep: it was reached by `//`. test: a tag, `*`, an attribute's name, or `text()`."""

    axis: str
    test: str
    deep: bool
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the page (absolute), from the element at hand, or from `group`, `(...)[1]` with its predicates."""

    steps: tuple[Step, ...]
    absolute: bool = False
    group: Expression | None = None
    filters: tuple[Expression, ...] = ()


Expression: TypeAlias = "Text | Number | Call | Operation | Path"
