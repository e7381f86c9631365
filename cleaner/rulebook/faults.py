"""pydantic's errors as Problems: the place in the file, what is wrong, and a cure."""

from __future__ import annotations

import typing
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cleaner.errors import Problem
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.events import MAX_PROBLEMS, Parsed
from cleaner.rulebook.fields import did_you_mean, shortened
from cleaner.rulebook.schema import RuleFileModel

_NEEDED = {
    "string_type": "one text is needed here",
    "tuple_type": "a list is needed here: write [a, b], or remove the key",
    "dict_type": "a mapping is needed here: write key: value",
    "model_type": "a mapping is needed here: write key: value",
    "model_attributes_type": "a mapping is needed here: write key: value",
    "too_short": "the list is empty here: write at least one, or remove the key",
    "bool_parsing": "true or false is needed here",
    "int_parsing": "a whole number is needed here",
    "string_pattern_mismatch": "an id has lower-case letters, digits, dots, - and _ (a file's id may have / too)",
}
_OWN = frozenset(map(str, Code))
_CODES = {
    "extra_forbidden": Code.UNKNOWN_KEY,
    "missing": Code.MISSING_KEY,
    "literal_error": Code.WRONG_CHOICE,
    "value_error": Code.WRONG_VALUE,
}
_FORMS = {"html": "css", "text": "lines"}  # a form and the key that a bare value in its place most likely means


def problems_of(error: ValidationError, parsed: Parsed) -> tuple[Problem, ...]:
    """All faults of one file in the order of their places."""
    details = error.errors(include_url=False)[:MAX_PROBLEMS]
    found = {_problem(detail, parsed) for detail in details}
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column, problem.message)))


def _problem(detail: ErrorDetails, parsed: Parsed) -> Problem:
    path = detail["loc"]
    unknown_key = detail["type"] == "extra_forbidden" or "[key]" in path
    place = parsed.place(path, of_key=unknown_key)
    return problem(place, _code(detail), _message(detail))


def _code(detail: ErrorDetails) -> Code:
    kind, value = detail["type"], detail.get("input")
    if kind in _OWN:
        return Code(kind)
    if kind == "string_type" and isinstance(value, dict) and value:
        return Code.COLON
    if kind.startswith("model_") and isinstance(value, str | list) and str(detail["loc"][-1]) in _FORMS:
        return Code.BARE_FORM
    return _CODES.get(kind, Code.WRONG_TYPE)


def _message(detail: ErrorDetails) -> str:
    kind, path, value = detail["type"], detail["loc"], detail.get("input")
    context: dict[str, Any] = detail.get("ctx", {})
    name = str(path[-1]) if path else "file"
    if kind == "extra_forbidden":
        known = _keys_at(path[:-1])
        return f'"{shortened(name)}" is no key here{did_you_mean(name, known) or "; known: " + ", ".join(known)}'
    if kind == "missing":
        return f'"{name}" is missing here: add it'
    if kind == "literal_error":
        known = tuple(context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
        return f'"{shortened(value)}" is none of {", ".join(known)}{did_you_mean(str(value), known)}'
    if kind in _OWN:
        return str(context["message"])
    if _code(detail) is Code.BARE_FORM:
        return f"{name} needs to know how to match: write {name}: {{{_FORMS[name]}: …}}"
    return _type_message(kind, value, detail["msg"])


def _type_message(kind: str, value: object, message: str) -> str:
    """A mistyped value; the commonest cause is a colon that made a mapping of a phrase."""
    if kind == "string_type" and isinstance(value, dict) and value:
        key = shortened(next(iter(value)))
        return f'YAML reads a mapping here, since "{key}:" has a colon: put the whole text in quotes'
    needed = _NEEDED.get(kind, message[:1].lower() + message[1:])
    return f'{needed} (here: "{shortened(value)}")' if isinstance(value, str) else needed


def _keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that the model at `path` knows, as written in files."""
    model: type[BaseModel] = RuleFileModel
    for part in path:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = map(_model_in, typing.get_args(annotation))
    return next((model for model in found if model), None)
