"""Predicates of XPath, `[...]`, as what stands behind a type selector in CSS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

from cleaner.authoring.ftr import names
from cleaner.authoring.ftr.tree import Call, Expression, Number, Operation, Path, Text, Untranslatable

MAX_ALTERNATIVES = 24  # selectors that one expression may become
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(slots=True)
class Context:
    """What is noted on the way. inside: the conditions that a path within a predicate puts on its element.

    exact, starts: texts that the element must have or begin with. notes: where the selector is only nearly the same.
    """

    inside: Callable[[Path], tuple[str, ...]]
    exact: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Operand:
    """What a comparison looks at: an attribute or (attribute "") the text, of the element itself or of those that
    `path` leads to."""

    attribute: str = ""
    any_case: bool = False
    path: Path | None = None
    spaced: bool = False  # concat(' ', x, ' ')
    deep: bool = False  # all text below the element, not only its own


def condition(expression: Expression, context: Context) -> tuple[str, ...]:
    """Alternatives, each to be written behind a type selector; "" holds always. Raises Untranslatable."""
    if isinstance(expression, Operation):
        return _operation(expression, context)
    if isinstance(expression, Call):
        return _call(expression, context)
    if isinstance(expression, Path):
        return context.inside(expression)
    raise Untranslatable("a bare text or number as a condition is not translated")


def limited(alternatives: tuple[str, ...]) -> tuple[str, ...]:
    """Without repetitions; raises Untranslatable where there are too many."""
    found = tuple(dict.fromkeys(alternatives))
    if len(found) > MAX_ALTERNATIVES:
        raise Untranslatable("too many cases for one selector")
    return found


def negated(alternatives: tuple[str, ...]) -> str:
    """`:not(...)` of all of them."""
    if "" in alternatives:
        raise Untranslatable("a condition that never holds")
    return "".join(f":not({one})" for one in alternatives)


def _operation(expression: Operation, context: Context) -> tuple[str, ...]:
    if expression.sign in ("or", "|"):
        return limited((*condition(expression.left, context), *condition(expression.right, context)))
    if expression.sign == "and":
        pairs = product(condition(expression.left, context), condition(expression.right, context))
        return limited(tuple(_joined(left, right) for left, right in pairs))
    return _comparison(expression, context)


def _joined(left: str, right: str) -> str:
    return right + left if left.startswith((":", "[")) and right.startswith((".", "#")) else left + right


def _comparison(expression: Operation, context: Context) -> tuple[str, ...]:
    left, sign, right = expression.left, expression.sign, expression.right
    if isinstance(left, Text | Number):
        left, sign, right = right, _TURNED.get(sign, sign), left
    if isinstance(left, Call) and left.name in ("name", "local-name") and isinstance(right, Text):
        return (f":is({names.tag(right.value)})",) if sign == "=" else (f":not({names.tag(right.value)})",)
    if isinstance(right, Number):
        return _counted(left, sign, right.value, context)
    if not isinstance(right, Text) or sign not in ("=", "!="):
        raise Untranslatable("a comparison of two parts of the page is not translated")
    equal = _equal(operand(left), right.value, context)
    if sign == "=":
        return equal
    return (negated(equal),)


def _equal(left: Operand, value: str, context: Context) -> tuple[str, ...]:
    value = value.strip() if left.spaced else value
    if left.attribute:
        css = names.equals(left.attribute, value)
        if left.attribute == "class" and value:
            context.notes.append("class tokens in place of the whole attribute")
    elif not value.strip():
        css = ":empty"
    else:
        css = _has_text(left, value)
        context.exact.append(value.strip())
    return _on(left, css, context)


def _on(left: Operand, css: str, context: Context) -> tuple[str, ...]:
    """`css` on the element itself or on the one that the operand's path leads to."""
    if left.path is None:
        return (css,)
    if "lexbor-contains" in css:
        context.exact.clear()
        context.starts.clear()
    return tuple(_within_has(one, css) for one in context.inside(left.path))


def _within_has(has: str, css: str) -> str:
    """`:has(> a)` with `css` on the a: the path's last element is what the test is about."""
    if not has.startswith(":has(") or not has.endswith(")"):
        raise Untranslatable("a test of an element outside this one is not translated")
    return f"{has[:-1]}{css})"


def _counted(left: Expression, sign: str, number: float, context: Context) -> tuple[str, ...]:
    """`count(x) > 0` and its like; positions are the step's own matter, lengths are not known to CSS."""
    if isinstance(left, Call) and left.name == "count" and left.arguments and isinstance(left.arguments[0], Path):
        inner = context.inside(left.arguments[0])
        if (sign, number) in ((">", 0), (">=", 1), ("!=", 0)):
            return inner
        if (sign, number) in (("=", 0), ("<", 1)):
            return (negated(inner),)
        raise Untranslatable("counts other than none are not translated")
    if isinstance(left, Call) and left.name == "string-length" and (sign, number) in (("=", 0), ("<", 1)):
        return (":empty",)
    if isinstance(left, Path):
        return _equal(operand(left), f"{number:g}", context)
    raise Untranslatable("lengths and sums are not translated")


def _call(call: Call, context: Context) -> tuple[str, ...]:
    if call.name == "not" and len(call.arguments) == 1:
        if _is_text(call.arguments[0]):
            return (":empty",)
        before = len(context.exact), len(context.starts)
        css = negated(condition(call.arguments[0], context))
        del context.exact[before[0] :], context.starts[before[1] :]
        return (css,)
    if call.name in ("boolean", "string", "normalize-space") and call.arguments:
        return condition(call.arguments[0], context)
    if call.name in ("normalize-space", "string") or call.name == "true":
        return ("",)
    if call.name in ("contains", "starts-with", "ends-with") and len(call.arguments) == 2:
        return _search(call, context)
    raise Untranslatable(f"{call.name}() is not translated")


def _is_text(expression: Expression) -> bool:
    """`text()`, `node()`, `.` and the like: whether there is anything in the element at all."""
    if isinstance(expression, Call):
        return expression.name in ("normalize-space", "string") and all(map(_is_text, expression.arguments))
    if not isinstance(expression, Path) or len(expression.steps) != 1 or expression.steps[0].predicates:
        return False
    return expression.steps[0].test in ("text()", "node()") or expression.steps[0].axis == "self"


def _search(call: Call, context: Context) -> tuple[str, ...]:
    left, value = operand(call.arguments[0]), call.arguments[1]
    if isinstance(value, Call) and value.arguments:  # contains(., lower-case('X'))
        value = value.arguments[0]
    if not isinstance(value, Text):
        raise Untranslatable(f"{call.name}() of two parts of the page is not translated")
    if not value.value:
        return ("",)
    if left.attribute:
        return _on(left, _attribute(call.name, left, value.value), context)
    if call.name == "starts-with":
        context.starts.append(value.value.strip())
        context.notes.append("the text anywhere in the element, not only at its beginning")
    if not value.value.strip():
        raise Untranslatable("a search for white space is not translated")
    return _on(left, _has_text(left, value.value), context)


def _has_text(left: Operand, value: str) -> str:
    return names.text_below(value.strip()) if left.deep else names.text_within(value.strip())


def _attribute(search: str, left: Operand, value: str) -> str:
    if left.spaced and left.attribute == "class" and value.strip():
        if search == "contains" and value.startswith(" ") and value.endswith(" "):
            return names.has_classes(value)
        value = value.strip()
    sign = {"contains": "*", "starts-with": "^", "ends-with": "$"}[search]
    if left.attribute in ("class", "id") and len(value.split()) > 1 and search == "contains":
        return names.has_classes(value) if left.attribute == "class" else names.within("id", sign, value)
    return names.within(left.attribute, sign, value.strip(), any_case=left.any_case)


def operand(expression: Expression) -> Operand:
    """What a function or comparison looks at, its wrappings taken off. Raises Untranslatable."""
    any_case = spaced = False
    while isinstance(expression, Call):
        if expression.name == "concat":
            inner = [argument for argument in expression.arguments if not isinstance(argument, Text)]
            spaced, expression = True, _only(inner)
        elif expression.name in ("translate", "lower-case", "upper-case"):
            any_case, expression = True, _only(expression.arguments[:1])
        elif expression.name in ("normalize-space", "string", "text", "normalize_space"):
            if not expression.arguments:
                return Operand(deep=expression.name != "text")
            expression = _only(expression.arguments[:1])
        else:
            raise Untranslatable(f"{expression.name}() is not translated")
    if not isinstance(expression, Path) or expression.group is not None:
        raise Untranslatable("a test of this kind is not translated")
    *before, last = expression.steps
    if last.axis == "attribute" or last.test == "text()":
        own = all(step.axis == "self" and step.test == "*" and not step.predicates for step in before)
        path = None if own else Path(tuple(before))
        return Operand(last.test.lower() if last.axis == "attribute" else "", any_case, path, spaced)
    if last.axis == "self" and last.test == "*" and len(expression.steps) == 1:
        return Operand("", any_case, None, spaced, deep=True)
    return Operand("", any_case, expression, spaced)


def _only(arguments: Sequence[Expression]) -> Expression:
    if len(arguments) != 1:
        raise Untranslatable("concat() of several parts of the page is not translated")
    return arguments[0]
