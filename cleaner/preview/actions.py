"""From a click on a block to a rule: what is offered, what each offer would hit, and the rule file with it in.

"This was wrong" offers `keep` and `disable`, narrow first; "this should go" offers selectors and text matchers, broad
first. An offer that is taken comes with its test, made from the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cleaner.authoring.candidates import Candidate, Counted, ranked, text_match
from cleaner.authoring.drafts import RuleDraft
from cleaner.authoring.rulefile import free_id, with_disable, with_rule, with_test
from cleaner.classifier import label_dropped
from cleaner.model import Removal
from cleaner.preview.cases import Marked, draft_case
from cleaner.preview.loading import Loaded
from cleaner.preview.session import Session
from cleaner.result import Result
from cleaner.rulebook.types import HtmlMatch, TextMatch
from cleaner.stages.main_content import RULE as MAIN_CONTENT

Verb = Literal["remove", "keep", "disable"]
DEFAULT_LABEL = "ui_artifact"  # where nothing tells what a block is
_MAX_ID = 40  # characters
SHORT_LINE = 60  # characters of a line that may come again word for word


@dataclass(frozen=True, slots=True)
class Offer:
    """One rule that could be written. candidate: None for `disable`. rule: the full id of what that switches off.

    blocks, pages: what it hits on all loaded pages; for `disable` removals, on the pages that the rule file is for.
    turned: blocks among these that would change sides, from body to removed for `remove`, the other way for the others.
    here: the blocks that it hits on the page it was made for.
    """

    verb: Verb
    candidate: Candidate | None
    blocks: int
    pages: int
    turned: int
    here: tuple[int, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user made of an offer. text: a second matcher, for text input. label: for `remove` only."""

    offer: Offer
    why: str
    label: str = DEFAULT_LABEL
    text: Candidate | None = None


def removal_at(result: Result, block: int) -> Removal | None:
    """What took most of a block; None where it stays."""
    document = result.document
    if document is None or not 0 <= block < len(document):
        return None
    start, end = document.starts[block], document.end(block)
    over = [r for r in result.removals if r.start < end and r.end > start]
    return max(over, key=lambda r: min(r.end, end) - max(r.start, start), default=None)


def wrong(session: Session, page: Loaded, block: int) -> tuple[Offer, ...]:
    """What brings a removed block back: `keep` from narrow to broad, then `disable` of the rule that took it."""
    removal = removal_at(page.now, block)
    if page.prepared is None or removal is None:
        return ()
    found = ranked(page.prepared.document, block, session.counter)
    keeps = [_offer(session, "keep", counted, page) for counted in reversed(found)]
    keeps.sort(key=lambda offer: offer.candidate is not None and offer.candidate.kind != "css")
    own = session.file.id if session.file else ""
    # One does not switch off what one can delete; and without the main content nothing would tell a page's body.
    if removal.rule.rpartition("/")[0] == own or removal.rule == MAIN_CONTENT:
        return tuple(keeps)
    return (*keeps, _disable(session, page, removal.rule))


def should_go(session: Session, page: Loaded, block: int) -> tuple[Offer, ...]:
    """What takes a kept block away: selectors, then text matchers, each from broad to narrow."""
    if page.prepared is None:
        return ()
    found = ranked(page.prepared.document, block, session.counter)
    return tuple(_offer(session, "remove", counted, page) for counted in found)


def text_matchers(offers: Sequence[Offer]) -> list[Candidate]:
    """The text matchers among `offers`, which may stand in a rule beside a selector."""
    return [offer.candidate for offer in offers if offer.candidate and offer.candidate.kind != "css"]


def likely_twin(offers: Sequence[Offer], chosen: Offer) -> int:
    """Which of the `text_matchers` is marked at first, to do for text input what the `chosen` selector does: one that
    hits as many blocks, a short line before a beginning; -1 for none, and for what keeps."""
    if chosen.verb != "remove":
        return -1
    texts = [offer for offer in offers if offer.candidate and offer.candidate.kind != "css"]
    for kind in ("line", "line_start"):
        for number, offer in enumerate(texts):
            found = offer.candidate
            if found and found.kind == kind and len(found.value) <= SHORT_LINE and offer.blocks == chosen.blocks:
                return number
    return -1


def guess_label(page: Loaded, block: int) -> str:
    """What the classifier would call the block if it were none of the article."""
    result = page.now
    if result.verdict is None or result.document is None or result.verdict.page is None:
        return DEFAULT_LABEL
    keep = result.verdict.keep.copy()
    keep[block] = False
    return label_dropped(result.document, replace(result.verdict, keep=keep))[block] or DEFAULT_LABEL


def apply(session: Session, page: Loaded, block: int, choice: Choice) -> str:
    """The rule file's text with the rule and its test. Raises RuleError where the text in the editor is no YAML."""
    text, offer = session.text, choice.offer
    if offer.verb == "disable":
        changed = with_disable(text, offer.rule, choice.why)
        return with_test(changed, draft_case(session, changed, Marked(page, (block,), "", "kept", choice.why)))
    assert offer.candidate is not None
    rule_id = free_id(text, _slug(offer.candidate.value) or offer.verb)
    changed = with_rule(text, _draft(choice, offer.candidate, rule_id))
    hit = session.counter.on(offer.candidate, session.counted_number(page.number)) or (block,)
    outcome: Literal["removed", "kept"] = "removed" if offer.verb == "remove" else "kept"
    marked = Marked(page, _around(hit, block), rule_id if outcome == "removed" else "", outcome, choice.why)
    return with_test(changed, draft_case(session, changed, marked))


def _offer(session: Session, verb: Verb, counted: Counted, page: Loaded) -> Offer:
    turned = 0
    for number, blocks in counted.hits:
        result = session.readable[number].now
        gone = sum(removal_at(result, block) is not None for block in blocks)
        turned += len(blocks) - gone if verb == "remove" else gone
    here = counted.on(session.counted_number(page.number))
    return Offer(verb, counted.candidate, counted.blocks, counted.pages, turned, here)


def _disable(session: Session, page: Loaded, rule: str) -> Offer:
    """To switch a rule off where the rule file is attached."""
    counts = [
        sum(removal.rule == rule for removal in other.now.removals)
        for other in session.readable
        if other is page or session.reaches(other)
    ]
    document = page.now.document
    here: list[int] = []
    for removal in page.now.removals if document is not None else ():
        if removal.rule == rule and document is not None:
            here.extend(range(max(0, document.block_at(removal.start)), document.block_at(removal.end - 1) + 1))
    return Offer("disable", None, sum(counts), sum(map(bool, counts)), sum(counts), tuple(here), rule)


def _draft(choice: Choice, candidate: Candidate, rule_id: str) -> RuleDraft:
    verb: Literal["remove", "keep"] = "keep" if choice.offer.verb == "keep" else "remove"
    html = HtmlMatch((candidate.value,)) if candidate.kind == "css" else None
    words = choice.text if candidate.kind == "css" else candidate
    label = choice.label if verb == "remove" else ""
    return RuleDraft(rule_id, verb, choice.why, label, html=html, text=_written(words) if words else None)


def _written(candidate: Candidate) -> TextMatch:
    """The matcher with the phrase as it stands on the page, which reads better than its normalised form."""
    match = text_match(candidate)
    if candidate.kind == "heading":
        return replace(match, heading=(candidate.value,))
    if candidate.kind == "line":
        return replace(match, lines=(candidate.value,))
    return replace(match, line_starts=(candidate.value,))


def _around(hit: tuple[int, ...], block: int, size: int = 4) -> tuple[int, ...]:
    """The blocks for the test: the clicked one and those hit that stand nearest to it."""
    return tuple(sorted(sorted({*hit, block}, key=lambda b: abs(b - block))[:size]))


def _slug(value: str) -> str:
    """An id made from a selector or text: its letters in ASCII where they have such a form."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_MAX_ID].strip("-")
