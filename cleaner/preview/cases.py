"""Tests made from a page: a few of its blocks, with what must leave them and what must stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cleaner.authoring.drafts import CaseDraft
from cleaner.authoring.excerpt import excerpt
from cleaner.authoring.rulefile import with_test
from cleaner.authoring.ruletest import run_tests
from cleaner.preview.loading import Loaded
from cleaner.preview.rulefile import check
from cleaner.preview.session import Session
from cleaner.view import is_terminal

CLAIM = 70  # characters of a block that a test names
NAME = 40  # likewise in the name of a test
PROSE = 60  # characters from which a kept block that ends as a sentence does is taken for the body
NEIGHBOURS = 1  # kept blocks on either side that stand in the test beside what it is about


@dataclass(frozen=True, slots=True)
class Marked:
    """What a test is about: the `blocks` of a page which `rule` (short id, "" for any) removes, or which are kept."""

    page: Loaded
    blocks: tuple[int, ...]
    rule: str
    outcome: Literal["removed", "kept"]
    why: str


def draft_case(session: Session, text: str, marked: Marked) -> CaseDraft:
    """The first draft of a test that holds under the rule file `text`; the fullest one where none does, so that the
    user sees what is not as he thought."""
    drafts = list(_drafts(marked))
    return next((draft for draft in drafts if _holds(session, text, draft)), drafts[0])


def _drafts(marked: Marked) -> Iterator[CaseDraft]:
    """From a page with its body around the blocks down to the blocks alone."""
    prose = _prose(marked)
    for around in (prose, prose[:1], ()):
        case = _case(marked, around)
        yield case
        if around:
            yield replace(case, kept=case.kept[: -len(around)] if marked.outcome == "kept" else ())


def _case(marked: Marked, around: tuple[int, ...]) -> CaseDraft:
    page = marked.page
    assert page.prepared is not None
    document = page.prepared.document
    small = excerpt(document, (*marked.blocks, *around))
    claims = tuple(dict.fromkeys(_claim(small.texts[block]) for block in marked.blocks))
    kept = tuple(_claim(small.texts[block]) for block in around)
    removed = tuple((claim, marked.rule) for claim in claims) if marked.outcome == "removed" else ()
    in_markup = document.kind == "html"
    return CaseDraft(
        _name(marked),
        html=small.html if in_markup else None,
        text=None if in_markup else "\n".join(small.texts.values()) + "\n",
        url=page.prepared.page.url or None,
        crawled=page.prepared.page.crawled,
        removed=removed,
        kept=kept if removed else claims + kept,
    )


def _prose(marked: Marked) -> tuple[int, ...]:
    """Blocks of the body near what the test is about."""
    result = marked.page.now
    document = result.document
    if document is None:
        return ()
    gone = {
        block
        for removal in result.removals
        for block in range(max(0, document.block_at(removal.start)), document.block_at(removal.end - 1) + 1)
    }
    middle = marked.blocks[len(marked.blocks) // 2]
    body = [
        block
        for block in range(len(document))
        if block not in gone and block not in marked.blocks and _is_prose(document.texts[block])
    ]
    return tuple(sorted(sorted(body, key=lambda block: abs(block - middle))[: 2 * NEIGHBOURS]))


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE and is_terminal(text)


def _claim(text: str, size: int = CLAIM) -> str:
    """The beginning of a block's first line, whole words, as a test names it."""
    line = text.partition("\n")[0].strip()
    if len(line) <= size:
        return line
    return line[:size].rpartition(" ")[0].strip() or line[:size].strip()


def _name(marked: Marked) -> str:
    assert marked.page.prepared is not None
    texts = marked.page.prepared.document.texts
    what = _claim(texts[marked.blocks[0]], NAME)
    return f"{what} {'goes' if marked.outcome == 'removed' else 'stays'}"


def _holds(session: Session, text: str, case: CaseDraft) -> bool:
    """Whether the test passes under the rule file `text`."""
    tried = check(with_test(text, case), session.disk, session.book).file
    if tried is None:
        return False
    only = replace(tried, tests=tried.tests[-1:])
    return all(outcome.passed for outcome in run_tests([only], session.book_with(tried)))
