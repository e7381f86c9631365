"""XPath expressions as selectors that the production parser runs, with a note where they are only nearly the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cleaner.authoring.ftr import names
from cleaner.authoring.ftr.conditions import Context, limited
from cleaner.authoring.ftr.tree import Call, Expression, Number, Operation, Text, Untranslatable
from cleaner.authoring.ftr.walk import Chain, Walk, inside, parts
from cleaner.authoring.ftr.xpath import parse
from cleaner.rulebook.costs import MAX_HAS_DEPTH, MAX_SEARCHES, has_depth, searches, too_costly


@dataclass(frozen=True, slots=True)
class Translation:
    """What an XPath became. attribute: the value wanted is that attribute. first: the first hit only. climb: take the
    nearest ancestor that matches. lines, line_starts: texts that the elements have or begin with, for a text form.
    notes: where it is only nearly the same.
    """

    css: tuple[str, ...]
    attribute: str = ""
    first: bool = False
    climb: str = ""
    lines: tuple[str, ...] = ()
    line_starts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def translate(xpath: str) -> Translation:
    """The selectors for an XPath, those of `a | b` as one list. Raises Untranslatable with the reason."""
    whole, *others = [_translate(part) for part in parts(parse(xpath))]
    for part in others:
        if part.first != whole.first:
            note = (*whole.notes, "all hits in place of the first")
            whole, part = replace(whole, first=False, notes=note), replace(part, first=False)
        if (part.attribute, part.climb) != (whole.attribute, whole.climb):
            raise Untranslatable("the parts of the union are of several kinds: write a line for each")
        texts = (whole.lines + part.lines, whole.line_starts + part.line_starts, whole.notes + part.notes)
        whole = replace(whole, css=whole.css + part.css, lines=texts[0], line_starts=texts[1], notes=texts[2])
    return replace(whole, css=limited(whole.css), notes=tuple(dict.fromkeys(whole.notes)))


def _translate(expression: Expression) -> Translation:
    if isinstance(expression, Text | Number):
        raise Untranslatable("this is no path but a bare text")
    if isinstance(expression, Call) and expression.name != "id":
        raise Untranslatable(f"{expression.name}() gives no element")
    if isinstance(expression, Operation):
        raise Untranslatable("a comparison gives no element")
    context = Context(inside)
    walk = Walk(context)
    chains = walk.expression(expression)
    css = limited(tuple(_written(chain, context) for chain in chains))
    return Translation(
        css,
        walk.attribute,
        walk.first,
        walk.climb,
        tuple(context.exact),
        tuple(context.starts),
        tuple(context.notes),
    )


def _written(chain: Chain, context: Context) -> str:
    """The chain as a selector within the limits of lint: outer steps are left out where there are too many."""
    steps = list(chain)
    while True:
        css = "".join(sign + one for sign, one in steps).lstrip(" >~+")
        if has_depth(css) > MAX_HAS_DEPTH and names.direct(css) != css:
            css = names.direct(css)
            context.notes.append("text directly in the element only")
        if searches(css) <= MAX_SEARCHES or len(steps) == 1:
            break
        weakest = next((n for n, (_, one) in enumerate(steps[:-1]) if re.fullmatch(r"[a-z0-9*]+", one)), 0)
        if steps[weakest + 1][0] == " > " and weakest:
            steps[weakest + 1] = (" ", steps[weakest + 1][1])
        del steps[weakest]
        context.notes.append("outer steps left out: a selector looks three times at all ancestors at most")
    if too_costly(css):
        raise Untranslatable("the selector would be too slow: conditions within conditions")
    return css
