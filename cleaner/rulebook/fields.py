"""The field types of rule files: what a host, a path, a phrase, a regex or a date looks like."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from cleaner.rulebook.codes import Code
from cleaner.rulebook.costs import MAX_PATTERN, too_costly
from cleaner.rulebook.regexes import TOO_LARGE, fault_of, has_lookaround, matches_empty
from cleaner.rulebook.selectors import unbalanced
from cleaner.textnorm import normalise

_HOST = re.compile(r"(?:\*\.)?[^\s/:@*?#]+\Z")
_LONGEST_WORD = 100  # characters; the search for a word like it takes the square of its length
_SHOWN = 120  # characters of a value in a message


def fault(code: Code, message: str) -> PydanticCustomError:
    """What a validator raises: `message` under `code`."""
    return PydanticCustomError(code.value, "{message}", {"message": message})


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """`; did you mean "remove"?` where one of `known` is near, else ""."""
    near = get_close_matches(word, known, 1, 0.6) if len(word) <= _LONGEST_WORD else []
    return f'; did you mean "{near[0]}"?' if near else ""


def canonical_host(host: str) -> str:
    """`host` in lower case, in its ASCII form, without a final dot. A name that has no ASCII form stays as it is."""
    host = host.strip().lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _filled(value: str) -> str:
    if not value.strip():
        raise fault(Code.WRONG_VALUE, "this is empty: write a value or remove the key")
    return value


def _selector(value: str) -> str:
    if found := too_costly(_filled(value)):
        raise fault(*found)
    if why := unbalanced(value):
        raise fault(Code.SELECTOR_SYNTAX, f'"{value}" is no selector: {why}')
    return value


def _host(value: str) -> str:
    if not _HOST.match(value):
        cure = 'write example.com or "*.example.com", no scheme, port or path'
        raise fault(Code.HOST, f'"{shortened(value)}" is no host: {cure}')
    wild, bare = ("*.", value[2:]) if value.startswith("*.") else ("", value)
    return wild + canonical_host(bare).removeprefix("www.")


def _path(value: str) -> str:
    if not value.startswith(("/", "*")):
        value = shortened(value)
        cure = f'write "/{value}" or "**/{value}"'
        raise fault(Code.PATH, f'"{value}" would match no path, since each begins with /: {cure}')
    return value


def _phrase(value: str) -> str:
    """`value` in the normalised view; a space at its end stays, since it says that a word edge must follow."""
    phrase = normalise(value)
    if not phrase:
        what = f'nothing is left of "{shortened(value)}" in the normalised view'
        raise fault(Code.PHRASE_EMPTY, f"{what}: write letters, digits or punctuation")
    return phrase + " " if value[-1].isspace() else phrase


def _regex(value: str) -> str:
    if len(value) > MAX_PATTERN:
        what = f"this pattern has {len(value):,} characters, the limit is {MAX_PATTERN:,}"
        raise fault(Code.REGEX_SIZE, f"{what}: split it into a list")
    if why := fault_of(value):
        around = Code.REGEX_LOOKAROUND if has_lookaround(value) else Code.REGEX_SYNTAX
        raise fault(Code.REGEX_SIZE if why == TOO_LARGE else around, why)
    if matches_empty(value):
        raise fault(Code.REGEX_EMPTY, "this pattern matches the empty text, so every line: anchor or extend it")
    return value


def _date(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise fault(Code.DATE, f'"{shortened(value)}" is no date: write it as 2024-03-02')
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise fault(Code.DATE, f'"{value}" is no date: {error}') from None


def _format(value: Any) -> Any:
    if value != "1":
        raise fault(Code.FORMAT, f'this version of cleaner reads "format: 1", not "{shortened(value)}"')
    return value


def _label(value: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("labels", ())
    if known and value not in known:
        hint = did_you_mean(value, tuple(known)) or "; rules/taxonomy.yaml lists them"
        raise fault(Code.UNKNOWN_LABEL, f'"{shortened(value)}" is no label of taxonomy.yaml{hint}')
    return value


def shortened(value: object) -> str:
    """`value` for a message, not longer than a line."""
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


_MANY = Field(min_length=1)
_LIST = BeforeValidator(_one_or_many, json_schema_input_type=str | list[str])

Filled = Annotated[str, AfterValidator(_filled)]
Selector = Annotated[str, AfterValidator(_selector)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
FileId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*(/[a-z0-9._-]+)*$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
LabelId = Annotated[str, AfterValidator(_label)]
Host = Annotated[str, AfterValidator(_host)]
PathGlob = Annotated[str, AfterValidator(_path)]
Phrase = Annotated[str, AfterValidator(_phrase)]
Regex = Annotated[str, AfterValidator(_regex)]
Day = Annotated[date, BeforeValidator(_date, json_schema_input_type=date)]
Selectors = Annotated[tuple[Selector, ...], _LIST, _MANY]
Phrases = Annotated[tuple[Phrase, ...], _LIST, _MANY]
Regexes = Annotated[tuple[Regex, ...], _LIST, _MANY]
Strings = Annotated[tuple[Filled, ...], _LIST]
FormatNumber = Annotated[
    str,
    BeforeValidator(_format),
    WithJsonSchema({"const": 1, "description": "Version of the rule file format"}),
]
MetadataField = Literal[
    "author",
    "authors",
    "canonical_url",
    "contributors",
    "description",
    "image",
    "language",
    "modified",
    "published",
    "reading_time",
    "section",
    "site_name",
    "source_credit",
    "tags",
    "title",
]
