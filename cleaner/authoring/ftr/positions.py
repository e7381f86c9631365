"""Places among siblings: `[1]`, `[last()]`, `[position() > 2]`."""

from __future__ import annotations

import re

from cleaner.authoring.ftr.tree import Call, Expression, Number, Operation, Untranslatable

_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*|\*)\Z")
_FORMULAS = {
    "=": lambda n: str(n),
    ">": lambda n: f"n+{n + 1}",
    ">=": lambda n: f"n+{n}",
    "<": lambda n: f"-n+{n - 1}",
    "<=": lambda n: f"-n+{n}",
}


def position(compound: str, predicate: Expression, *, bare: bool) -> str:
    """`compound` at a place among its siblings. bare: no condition stands before, so that all of its type count.

    Raises Untranslatable for what is neither a number nor a plain comparison.
    """
    formula, from_end = _formula(predicate)
    last = "last-" if from_end else ""
    if bare and _SIMPLE.match(compound):
        kind = "child" if compound == "*" else "of-type"
        if formula == "1":
            return f"{compound}:{'last' if from_end else 'first'}-{kind}"
        return f"{compound}:nth-{last}{kind}({formula})"
    return f"{compound}:nth-{last}child({formula} of {compound})"


def _formula(predicate: Expression) -> tuple[str, bool]:
    if isinstance(predicate, Number):
        return str(_whole(predicate)), False
    if isinstance(predicate, Call) and predicate.name == "last":
        return "1", True
    if isinstance(predicate, Call) and predicate.name == "not" and len(predicate.arguments) == 1:
        formula, from_end = _formula(predicate.arguments[0])
        if formula == "1":
            return "n+2", from_end
    if isinstance(predicate, Operation) and isinstance(predicate.left, Call):
        name, sign, right = predicate.left.name, predicate.sign, predicate.right
        if name == "last" and sign == "-" and isinstance(right, Number):
            return str(_whole(right) + 1), True
        if name == "position" and sign in _FORMULAS and isinstance(right, Number):
            return _FORMULAS[sign](_whole(right)), False
        if name == "position" and sign == "!=" and right == Number(1.0):
            return "n+2", False
        if name == "position" and isinstance(right, Call) and right.name == "last":
            return _against_last(sign)
    raise Untranslatable("this kind of place among siblings is not translated")


def _against_last(sign: str) -> tuple[str, bool]:
    if sign in ("=", ">="):
        return "1", True
    if sign in ("!=", "<"):
        return "n+2", True
    raise Untranslatable("this kind of place among siblings is not translated")


def _whole(number: Number) -> int:
    if number.value < 1 or number.value != int(number.value):
        raise Untranslatable("places are counted from 1")
    return int(number.value)
