"""Why a text of a page went or stayed: asked of the engine that cleaned the page, and of what it noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.authoring.clauses import Asked, short
from cleaner.classifier import explain as facts_of
from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Place
from cleaner.view import View

MAX_PASSAGES = 5  # of a text that stands on the page more often


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of the page where the text stands. removal: what took it, None where it stayed. notes: what else is
    known, a sentence each."""

    text: str
    line: int
    removal: Removal | None
    notes: tuple[str, ...]


def passages(asked: Asked, text: str) -> tuple[Passage, ...]:
    """Where `text` stands on the page (white space and case do not matter), and what came of it there.

    A text that went in part is one passage for each part. Raises InputError where the page has no such text.
    """
    found = spans_of(asked, text)
    if not found:
        raise InputError(
            f'the page has no text "{short(text)}"; is it spelt as on the page? Without --text you see it all'
        )
    return tuple(passage for span in found for passage in _passages(asked, span))


def spans_of(asked: Asked, text: str) -> tuple[tuple[int, int], ...]:
    """Where `text` stands in the document text."""
    return tuple(_spans(asked.result.base, text))[:MAX_PASSAGES]


def _spans(base: str, text: str) -> Iterator[tuple[int, int]]:
    words = text.split()
    if words:
        pattern = re.compile(r"\s+".join(map(re.escape, words)), re.I)
        yield from (found.span() for found in pattern.finditer(base))


def _passages(asked: Asked, span: tuple[int, int]) -> Iterator[Passage]:
    base, (start, end) = asked.result.base, span
    line = base.count("\n", 0, start) + 1
    over = [r for r in asked.result.explained() if r.start < end and r.end > start]
    for removal in over:
        part = base[max(start, removal.start) : min(end, removal.end)]
        yield Passage(part, line, removal, tuple(_removed_notes(asked, removal)))
    if sum(min(end, r.end) - max(start, r.start) for r in over) < len(base[start:end].strip()):
        yield Passage(base[start:end], line, None, tuple(_kept_notes(asked, span)))


def _removed_notes(asked: Asked, removal: Removal) -> Iterator[str]:
    place = _place_of(asked.book, removal.rule)
    if place is not None:
        yield f"the rule stands in {place.file}:{place.line}"
    yield from removal.evidence
    if removal.field:
        yield f"it is in the metadata, as {removal.field}"
    if removal.also:
        yield f"also matched by {', '.join(removal.also)}"


def _kept_notes(asked: Asked, span: tuple[int, int]) -> Iterator[str]:
    start, end = span
    result, document = asked.result, asked.document
    for hit in result.hits:
        if hit.start < end and hit.end > start and hit.rule.verb in ("keep", "body"):
            verb = "kept by" if hit.rule.verb == "keep" else "within the body that is named by"
            yield f"{verb} {hit.rule.id} ({hit.evidence})"
    for removal in result.observed:
        if removal.start < end and removal.end > start:
            yield f"{removal.rule} matched: {removal.reason}"
    block = document.block_at(start)
    if result.verdict is not None and document.kind == "html" and block >= 0:
        facts = "; ".join(facts_of(result.verdict, [block])[0])
        yield f"main content: taken for the article; what weighed most: {facts}"
    view = View(document, [block], asked.rules) if block >= 0 else None
    for phrase in view.hits[0] if view else ():
        where = {"1": "in a run of such lines", "2": "at the head or tail", "opener": "above a list of links"}
        when = where.get(phrase.tier, "anywhere")
        yield f'the phrase "{phrase.text}" of {phrase.rule} matches, which cuts {when} (tier {phrase.tier})'


def _place_of(book: Rulebook, rule: str) -> Place | None:
    for file in book.files:
        if rule.startswith(f"{file.id}/"):
            found = [one.place for one in file.rules if one.id == rule]
            found += [phrase.place for phrase in file.phrases if phrase.rule == rule]
            if found:
                return found[0]
    return None
