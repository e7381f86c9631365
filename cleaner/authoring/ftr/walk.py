"""Paths of XPath, step by step, as chains of compound selectors."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product

from cleaner.authoring.ftr import names
from cleaner.authoring.ftr.conditions import Context, condition, limited
from cleaner.authoring.ftr.positions import position
from cleaner.authoring.ftr.tree import Call, Expression, NoText, Number, Operation, Path, Step, Text, Untranslatable

Chain = tuple[tuple[str, str], ...]  # (combinator, compound) from the outermost element to the one that is meant
_NO_TEXT = {"comment()": "comments hold no text", "processing-instruction()": "such instructions hold no text"}
_NAMED = re.compile(r"\*:is\(([a-z][a-z0-9]*)\)\Z")
_NESTED = re.compile(r"((?:(?!:has\().)*):has\(((?:(?!:has\()[^()]|\([^()]*\))*)\)\Z")
_FRAME = re.compile(r"(?:html|body|head)\Z")


def parts(expression: Expression) -> list[Expression]:
    if isinstance(expression, Operation) and expression.sign == "|":
        return [*parts(expression.left), *parts(expression.right)]
    if isinstance(expression, Path) and expression.group is not None and not expression.filters:
        return [replace(expression, group=part) for part in parts(expression.group)]
    return [expression]


def inside(path: Path) -> tuple[str, ...]:
    """What a path within a predicate asks of its element: `h3` is `:has(> h3)`."""
    if path.absolute or path.group is not None:
        raise Untranslatable("a condition on another part of the page is not translated")
    steps = list(path.steps)
    while steps and steps[0].axis == "self" and steps[0].test == "*" and not steps[0].predicates:
        del steps[0]
    if not steps or (len(steps) == 1 and steps[0].test in ("text()", "node()") and not steps[0].predicates):
        return ("",)
    context = Context(inside)
    first, rest = steps[0], steps[1:]
    if first.axis in ("attribute", "self") and not rest:
        return _own(first, context)
    walk = Walk(context)
    if first.axis in ("ancestor", "ancestor-or-self", "parent", "preceding-sibling"):
        if rest:
            raise Untranslatable("a condition on relatives of relatives is not translated")
        sign = {"parent": " > ", "preceding-sibling": " + " if _is_first(first) else " ~ "}.get(first.axis, " ")
        step = replace(first, axis="child", predicates=() if _is_first(first) else first.predicates)
        return tuple(f":is({one}{sign}*)" for one in walk.compounds(step))
    chains = walk.steps(((),), tuple(steps))
    if walk.attribute:
        chains = [_with(chain, f"[{walk.attribute}]") for chain in chains]
    return tuple(_has("".join(sign + one for sign, one in chain).lstrip()) for chain in chains)


def _own(step: Step, context: Context) -> tuple[str, ...]:
    if step.axis == "attribute":
        return ("",) if step.test == "*" else (f"[{step.test.lower()}]",)
    return tuple(f":is({one})" for one in Walk(context).compounds(replace(step, axis="child")))


def _is_first(step: Step) -> bool:
    return step.predicates == (Number(1.0),)


@dataclass(slots=True)
class Walk:
    """Follows a path from step to step; what the last one asks for beside elements is kept aside."""

    context: Context
    attribute: str = ""
    first: bool = False
    climb: str = ""

    def expression(self, expression: Expression) -> list[Chain]:
        if isinstance(expression, Call):
            return [((" ", _by_id(expression)),)]
        assert isinstance(expression, Path)
        if expression.group is None:
            return self.steps(((),), expression.steps)
        chains = [chain for part in parts(expression.group) for chain in self.expression(part)]
        for predicate in expression.filters:
            if predicate != Number(1.0):
                chains = [self._filtered(chain, predicate) for chain in chains]
            elif expression.steps or len(chains) > 1:
                self.context.notes.append("all hits in place of the first")
            else:
                self.first = True
        return self.steps(tuple(chains), expression.steps)

    def _filtered(self, chain: Chain, predicate: Expression) -> Chain:
        if isinstance(predicate, Number) or _asks_position(predicate):
            raise Untranslatable("a place in the list of all hits, other than the first, is not translated")
        alternatives = condition(predicate, self.context)
        if len(alternatives) != 1:
            raise Untranslatable("a condition with several cases on a group is not translated")
        return _with(chain, alternatives[0])

    def steps(self, start: tuple[Chain, ...], steps: tuple[Step, ...]) -> list[Chain]:
        chains: list[Chain] = list(start)
        for number, step in enumerate(steps):
            last = number == len(steps) - 1
            if self.climb or self.attribute:
                raise Untranslatable("a path that goes on from here is not translated")
            if step.axis == "attribute":
                self._ends(step, last)
            elif step.test in _NO_TEXT:
                raise NoText(_NO_TEXT[step.test])
            elif step.test in ("text()", "node()") and step.axis == "child":
                chains = self._text(chains, step)
            else:
                chains = [new for chain in chains for new in self._step(chain, step, last)]
        return [chain for chain in chains if chain] or _nothing()

    def _ends(self, step: Step, last: bool) -> None:
        if not last:
            raise Untranslatable("a path that goes on from an attribute is not translated")
        self.attribute = step.test.lower()

    def _text(self, chains: list[Chain], step: Step) -> list[Chain]:
        self.context.notes.append("the whole element in place of its text nodes")
        tests = [names.direct(one) for predicate in step.predicates for one in condition(predicate, self.context)]
        if len(tests) > 1:
            raise Untranslatable("several conditions on a text are not translated")
        if step.deep or not chains[0]:
            below: list[Chain] = [(*chain, (" ", _bare(f"*{''.join(tests)}"))) for chain in chains]
            return below + [_with(chain, "".join(tests)) for chain in chains if chain]
        return [_with(chain, "".join(tests)) for chain in chains]

    def _step(self, chain: Chain, step: Step, last: bool) -> list[Chain]:
        if step.axis != "self":  # what was said of outer elements is no text of this one
            self.context.exact.clear()
            self.context.starts.clear()
        if step.axis in ("parent", "ancestor", "ancestor-or-self"):
            return self._up(chain, step, last)
        if step.axis == "self":
            return [_with(chain, _condition(one)) for one in self.compounds(step) if chain]
        sign = " " if step.deep else " > "
        if step.axis in ("descendant", "descendant-or-self"):
            sign = " "
        if step.axis.endswith("-sibling"):
            sign, step = self._sibling(step)
        compounds = self.compounds(step)
        if step.axis == "preceding-sibling":
            before, (own, compound) = chain[:-1], chain[-1]
            return [(*before, (own, one + _has(f"{sign.lstrip()}{compound}"))) for one in compounds]
        if step.axis not in ("child", "descendant", "descendant-or-self", "following-sibling"):
            raise Untranslatable(f"the axis {step.axis} is not translated")
        if not chain and any(_FRAME.match(one) for one in compounds) and not last:
            return [chain]  # html and body hold every page
        return [(*chain, (sign, one)) for one in compounds]

    def _sibling(self, step: Step) -> tuple[str, Step]:
        """Places are counted from the element on, which CSS knows for the next one only."""
        if step.predicates[:1] == (Number(1.0),):
            if step.test != "*":
                self.context.notes.append("the sibling only where it stands next to it")
            return " + ", replace(step, predicates=step.predicates[1:])
        if any(isinstance(one, Number) or _asks_position(one) for one in step.predicates):
            raise Untranslatable("a place among following siblings, other than the first, is not translated")
        return " ~ ", step

    def _up(self, chain: Chain, step: Step, last: bool) -> list[Chain]:
        if not chain:
            raise Untranslatable("a path that begins with a parent is not translated")
        sign = " > " if step.axis == "parent" else " "
        nearest = step.axis != "parent"
        predicates = tuple(one for one in step.predicates if one != Number(1.0)) if nearest else step.predicates
        compounds = self.compounds(replace(step, axis="child", predicates=predicates))
        if nearest and last:
            if not _is_first(step) and step.predicates == predicates:
                self.context.notes.append("the nearest of these ancestors only")
            self.climb = ", ".join(compounds)
            return [chain]
        (own, compound), before = chain[-1], chain[:-1]
        if sign == " > " and own == " > " and before:
            inner = _has(f"> {compound}")
            return [_with(before, _condition(one) + inner) for one in compounds]
        return [(*before, (" ", one + _has(f"{sign.lstrip()}{compound}"))) for one in compounds]

    def compounds(self, step: Step) -> tuple[str, ...]:
        """Type selector and conditions of one step, alternative by alternative."""
        head = "*" if step.test in ("*", "node()") else names.tag(step.test)
        found: tuple[str, ...] = (head,)
        for number, predicate in enumerate(step.predicates):
            if isinstance(predicate, Number) or _asks_position(predicate):
                found = tuple(position(one, predicate, bare=number == 0) for one in found)
            else:
                found = limited(tuple(map("".join, product(found, condition(predicate, self.context)))))
        return tuple(_bare(one) for one in found)


def _has(relative: str) -> str:
    """`:has(...)`; one within another becomes a path: `:has(> ul:has(> a))` is `:has(> ul > a)`."""
    nested = _NESTED.match(relative)
    if nested and nested[1].count("(") == nested[1].count(")"):
        return f":has({nested[1]} {nested[2]})"
    return f":has({relative})"


def _with(chain: Chain, condition: str) -> Chain:
    """The chain with one more condition on its last element."""
    return (*chain[:-1], (chain[-1][0], chain[-1][1] + condition))


def _condition(compound: str) -> str:
    return "" if compound == "*" else compound.removeprefix("*") if compound[0] == "*" else f":is({compound})"


def _asks_position(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        return _asks_position(expression.left) or _asks_position(expression.right)
    if not isinstance(expression, Call):
        return False
    return expression.name in ("position", "last") or (
        expression.name == "not" and any(map(_asks_position, expression.arguments))
    )


def _bare(compound: str) -> str:
    """`*.a` as `.a`, `*:is(h1)` as `h1`."""
    if named := _NAMED.match(compound):
        return named[1]
    return compound[1:] if compound.startswith("*") and len(compound) > 1 else compound


def _by_id(call: Call) -> str:
    if len(call.arguments) != 1 or not isinstance(call.arguments[0], Text):
        raise Untranslatable("id() of anything but a text is not translated")
    return names.has_id(call.arguments[0].value)


def _nothing() -> list[Chain]:
    raise Untranslatable("this names the whole page")
