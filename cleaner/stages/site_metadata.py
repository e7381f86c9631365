"""Metadata that a site's own rules read: a JSON-LD path, a meta key, or a selector (rules.md, `metadata`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import orjson

from cleaner.document import Document
from cleaner.model import Metadata
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import MetadataSource, Rule

_MANY = frozenset({"authors", "tags", "contributors"})
_KNOWN = frozenset(field.name for field in fields(Metadata)) - {"moved", "reading_time_minutes"}
_NAMES = {"author": "authors", "language": "page_language"}


def apply(document: Document, rules: RuleSet, facts: Metadata) -> Metadata:
    """`facts` with the fields that rules of the page's site know better; the first source with a value wins."""
    found: dict[str, Any] = {}
    for rule in rules.metadata:
        name = _NAMES.get(rule.field or "", rule.field or "")
        if name in found or name not in _KNOWN or rule.status == "testing":
            continue
        values = _values(document, rule)
        if values:
            found[name] = values if name in _MANY else values[0]
    return replace(facts, **found) if found else facts


def _values(document: Document, rule: Rule) -> tuple[str, ...]:
    for source in rule.sources:
        values = tuple(dict.fromkeys(cut for raw in _raw(document, source) if (cut := _between(raw, source))))
        if values:
            return values
    return ()


def _raw(document: Document, source: MetadataSource) -> Iterator[str]:
    if source.jsonld:
        for script in document.head.jsonld:
            try:
                yield from _walk(orjson.loads(script), source.jsonld.split("."))
            except orjson.JSONDecodeError:
                continue
    elif source.meta:
        yield from (content for key, content in document.head.metas if key == source.meta.lower())
    elif source.css and source.attribute:
        yield from document.attributes(source.css, source.attribute)
    elif source.css:
        yield from (document.text[start:end] for start, end in document.spans(source.css))


def _walk(value: Any, path: list[str]) -> Iterator[str]:
    """The strings at `path` in a JSON value; lists and @graph are searched through."""
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, path)
    elif isinstance(value, dict):
        if path and path[0] in value:
            yield from _walk(value[path[0]], path[1:])
        elif path and "@graph" in value:
            yield from _walk(value["@graph"], path)
    elif isinstance(value, str) and not path:
        yield value


def _between(raw: str, source: MetadataSource) -> str:
    """What stands after `source.after` and before `source.before`, where they occur."""
    if source.after and source.after in raw:
        raw = raw.partition(source.after)[2]
    if source.before and source.before in raw:
        raw = raw.partition(source.before)[0]
    return " ".join(raw.split())
