"""Rules, tests and rule files before they are written: `rulefile` makes YAML of them, keys in the order of rules.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cleaner.authoring.yamltext import Value
from cleaner.rulebook.types import HtmlMatch, MetadataSource, RuleStatus, TextMatch, Window

_DEFAULT_TEXT = TextMatch()


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """One rule of `body`, `remove` or `keep`. Phrases in `text` are written as they are given, not normalised.

    label, field, max_body_share and known_risks belong to `remove`; a `body` rule has its selectors in `html`. comment:
    lines that stand above the rule, without `#`.
    """

    id: str
    verb: Literal["body", "remove", "keep"] = "remove"
    why: str = ""
    label: str = ""
    field: str = ""
    status: RuleStatus | None = None
    html: HtmlMatch | None = None
    text: TextMatch | None = None
    window: Window = Window()
    max_body_share: int | None = None
    known_risks: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """One test: a page (html or text), and what must leave it, as (text, short rule id), or stay."""

    name: str
    html: str | None = None
    text: str | None = None
    url: str | None = None
    crawled: date | None = None
    removed: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    output: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A whole rule file. disable: (full rule id, why). metadata: (field, its sources). schema: where the JSON Schema
    for editors stands, seen from the file; "" for none. comment: lines below that."""

    id: str
    hosts: tuple[str, ...] = ()
    owner: str = ""
    status: RuleStatus = "stable"
    notes: str = ""
    not_hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    disable: tuple[tuple[str, str], ...] = ()
    rules: tuple[RuleDraft, ...] = ()
    metadata: tuple[tuple[str, tuple[MetadataSource, ...]], ...] = ()
    tests: tuple[CaseDraft, ...] = ()
    schema: str = "../rule.schema.json"
    comment: str = ""


def rule_value(rule: RuleDraft) -> Mapping[str, Value]:
    """The rule as a mapping; what is empty is left out."""
    own: dict[str, Value] = {"id": rule.id}
    window, html = _window(rule.window), _html(rule.html) if rule.html else None
    if rule.verb == "body":
        _add(own, why=rule.why, **(html or {}), status=rule.status, valid=window)
        return own
    _add(own, why=rule.why, label=rule.label, field=rule.field, status=rule.status, valid=window)
    _add(own, html=html, text=_text(rule.text) if rule.text else None)
    _add(own, guard={"max_body_share": rule.max_body_share} if rule.max_body_share else None)
    _add(own, known_risks=rule.known_risks)
    return own


def case_value(case: CaseDraft) -> Mapping[str, Value]:
    """The test as a mapping; `removed` is a list where no rule is named."""
    own: dict[str, Value] = {"name": case.name}
    _add(own, url=case.url, crawled=case.crawled, html=case.html, text=case.text)
    named = any(rule for _, rule in case.removed)
    _add(own, removed=dict(case.removed) if named else tuple(text for text, _ in case.removed))
    _add(own, kept=case.kept)
    if case.output is not None:
        own["output"] = case.output
    return own


def disable_value(rule: str, why: str) -> Mapping[str, Value]:
    return {"rule": rule, "why": why}


def match_value(draft: FileDraft) -> Mapping[str, Value]:
    own: dict[str, Value] = {}
    _add(own, hosts=draft.hosts, not_hosts=draft.not_hosts, paths=draft.paths, not_paths=draft.not_paths)
    return own


def metadata_value(draft: FileDraft) -> Mapping[str, Value]:
    return {field: tuple(map(_source, sources)) for field, sources in draft.metadata}


def _source(source: MetadataSource) -> Mapping[str, Value]:
    own: dict[str, Value] = {}
    _add(own, jsonld=source.jsonld, meta=source.meta, css=source.css, attribute=source.attribute)
    _add(own, after=source.after, before=source.before)
    return own


def _html(match: HtmlMatch) -> Mapping[str, Value]:
    own: dict[str, Value] = {"css": _one_or_many(match.css)}
    _add(own, climb=match.climb)
    if match.first:
        own["first"] = True
    return own


def _text(match: TextMatch) -> Mapping[str, Value]:
    own: dict[str, Value] = {}
    for name in ("lines", "line_starts", "regex", "heading"):
        _add(own, **{name: _one_or_many(getattr(match, name))})
    for name in ("until", "max_blocks"):
        if getattr(match, name) != getattr(_DEFAULT_TEXT, name):
            own[name] = getattr(match, name)
    _add(own, cut_from=_one_or_many(match.cut_from))
    if match.where != "anywhere":
        own["where"] = match.where
    return own


def _window(window: Window) -> Mapping[str, Value]:
    own: dict[str, Value] = {}
    _add(own, **{"from": window.since, "until": window.until})
    return own


def _one_or_many(values: tuple[str, ...]) -> Value:
    return values[0] if len(values) == 1 else values


def _add(own: dict[str, Value], **values: Value | None) -> None:
    own.update({key: value for key, value in values.items() if value not in (None, "", (), {})})
