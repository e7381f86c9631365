"""The test that goes with a change of a rule file, as small as it can be and still fail without the change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.authoring.cases import beginnings, cutting_case, on_host, story, text_case, try_file
from cleaner.authoring.drafts import CaseDraft
from cleaner.authoring.excerpt import excerpt
from cleaner.authoring.rulefile import with_test
from cleaner.authoring.tune import Change, Tuning, blocks_of
from cleaner.authoring.twins import matched, text_view

MAX_BLOCKS = 200  # of a page that a test may show


@dataclass(frozen=True, slots=True)
class Guarded:
    """The rule file with the change and its tests. proven: a test fails without the change."""

    text: str
    cases: tuple[CaseDraft, ...]
    proven: bool


def guarded(tuning: Tuning, change: Change, host: str) -> Guarded:
    """The change with its tests; those that fail even with it are left out."""
    cases = _removing(tuning, change) if change.kind == "remove" else _keeping(tuning, change, host)
    text, kept, proven = change.text, [], False
    for case in on_host(cases, host):
        with_it = with_test(text, case)
        if try_file(with_it, tuning.book).passed:
            proven = proven or not try_file(with_test(tuning.content, case), tuning.book).passed
            text = with_it
            kept.append(case)
    return Guarded(text, tuple(kept), proven)


def _removing(tuning: Tuning, change: Change) -> tuple[CaseDraft, ...]:
    page, rule = tuning.page, change.rule
    if rule is None:
        return ()
    blocks = blocks_of(page, rule)
    case = cutting_case(page, blocks, rule.id)
    if rule.text is None or case is None:
        return (case,) if case else ()
    starts = page.document.starts
    spans = matched(text_view(page.document), rule.text)
    hit = [block for block in blocks if any(start <= starts[block] < end for start, end in spans)]
    twin = text_case(page, blocks, rule.id, hit)
    return (case, twin) if twin else (case,)


def _keeping(tuning: Tuning, change: Change, host: str) -> tuple[CaseDraft, ...]:
    """The smallest case that fails without the change, else the smallest that passes with it."""
    passing: list[CaseDraft] = []
    for case in _contexts(tuning):
        (located,) = on_host([case], host)
        if not try_file(with_test(change.text, located), tuning.book).passed:
            continue
        if not try_file(with_test(tuning.content, located), tuning.book).passed:
            return (case,)
        passing.append(case)
    return tuple(passing[:1])


def _contexts(tuning: Tuning) -> Iterator[CaseDraft]:
    """The block among some of the story, in the whole body, on the whole page."""
    page, block = tuning.page, tuning.target.block
    around = (story(page, [block]), [*page.body], range(len(page.document)))
    for blocks in around:
        shown = sorted({*blocks, block}, key=lambda one: abs(one - block))[:MAX_BLOCKS]
        small = excerpt(page.document, shown)
        kept = beginnings(small.texts, [block])
        yield CaseDraft(f'"{tuning.shown}" stays', small.html, url=page.prepared.page.url, kept=kept)
