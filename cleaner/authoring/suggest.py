"""A rule file proposed from several pages of one host, checked on pages that were held back; or why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.authoring.candidates import Candidate
from cleaner.authoring.candidates import Counter as HitCounter
from cleaner.authoring.cases import cutting_case, keeping_case, on_host, text_case, trimmed, try_file
from cleaner.authoring.drafts import CaseDraft, FileDraft, RuleDraft
from cleaner.authoring.labels import DEFAULT, label_of, rule_id
from cleaner.authoring.rulefile import new_file
from cleaner.authoring.separators import Box, Refusal, Search
from cleaner.authoring.study import Kind, Studied
from cleaner.authoring.twins import Twin, matched, text_view, twin_of, without
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import HtmlMatch

LEAST_PAGES = 4  # of one host; with fewer nothing can be held back
HELD_BACK = 3  # every third page is not looked at until the rules stand
FREQUENT = 0.5  # share of the pages from which a box must stand on a held-back page too
NAV = "nav"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposed rule. trained, held: pages on which it hits. characters: of the boxes that it takes, on all."""

    rule: RuleDraft
    trained: int
    held: int
    characters: int
    twin: str  # why there is no text form, "" where there is one


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the pages of a host gave. text: the rule file, "" where nothing is proposed. pages: looked at, held back."""

    host: str
    text: str
    suggestions: tuple[Suggestion, ...]
    refusals: tuple[Refusal, ...]
    pages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Made:
    suggestion: Suggestion
    cases: tuple[CaseDraft, ...]


def suggest(pages: Sequence[Studied], book: Rulebook, draft: FileDraft) -> Suggested:
    """Rules for the boxes within the bodies of `pages`, all of one host (at least LEAST_PAGES).

    draft: the file that they are put into: id, hosts, owner, schema. Pages are held back by their order.
    """
    held = tuple(page for number, page in enumerate(pages) if number % HELD_BACK == HELD_BACK - 1)
    looked = tuple(page for number, page in enumerate(pages) if number % HELD_BACK != HELD_BACK - 1)
    search = Search(looked)
    boxes = search.find()
    refusals = list(search.refusals)
    taken: set[str] = set()
    made: list[_Made] = []
    phrases: set[str] = set()
    for box in boxes:
        wrong = _wrong_on(held, looked, box)
        one = None if wrong else _made(box, without(twin_of(box, (*looked, *held)), phrases), (looked, held), taken)
        if one is not None:
            one, wrong = _tested(one, book, draft)
        if one is not None and not wrong:
            made.append(one)
        elif wrong or one is None:
            refusals.append(_refusal(box, looked, wrong or "no page with it has a story to test it on"))
    text = _file(made, pages, book, draft) if made else ""
    counts = len(looked), len(held)
    return Suggested(draft.hosts[0], text, tuple(one.suggestion for one in made), tuple(refusals), counts)


def _wrong_on(held: Sequence[Studied], looked: Sequence[Studied], box: Box) -> str:
    """What speaks against a box on the pages that were held back; "" where nothing does."""
    counted = HitCounter([page.document for page in held]).count(Candidate("css", box.css))
    for number, blocks in counted.hits:
        page = held[number]
        for block in blocks:
            if page.kind(block) is Kind.BODY:
                shown = " ".join(page.document.texts[block].split())[:50]
                return f'{box.css} takes "{shown}" of the story on the held-back page {page.name}'
    if not counted.hits and len(box.pages) >= FREQUENT * len(looked):
        return f"{box.css} hits nothing on the held-back pages"
    return ""


def _made(box: Box, twin: Twin, pages: tuple[Sequence[Studied], Sequence[Studied]], taken: set[str]) -> _Made | None:
    looked, held = pages
    name = rule_id(box.css, taken)
    on_held = HitCounter([page.document for page in held]).count(Candidate("css", box.css)).pages
    share = f"{len(box.pages)} of {len(looked)} pages"
    rule = RuleDraft(
        id=name,
        why=f"Stands within the story on {share} and is none of it",
        label=_label(box, looked, twin),
        html=HtmlMatch((box.css,)),
        text=twin.match,
        comment=f"On {share}, and on {on_held} of {len(held)} held back" + _without(twin),
    )
    size = sum(len(looked[page].document.texts[block]) for page, block in box.places)
    cases = _cases(box, looked, rule)
    if not cases:
        return None
    return _Made(Suggestion(rule, len(box.pages), on_held, size, twin.reason), cases)


def _cases(box: Box, looked: Sequence[Studied], rule: RuleDraft) -> tuple[CaseDraft, ...]:
    """Of the page where the box is largest among those with a story."""
    for number in sorted(box.pages, key=lambda number: -len(box.on(number))):
        page, blocks = looked[number], box.on(number)
        case = cutting_case(page, blocks, rule.id)
        if case is None or not case.removed:
            continue
        if rule.text is None:
            return (case,)
        spans = matched(text_view(page.document), rule.text)
        starts = page.document.starts
        hit = [block for block in blocks if any(start <= starts[block] < end for start, end in spans)]
        twin = text_case(page, blocks, rule.id, hit)
        return (case, twin) if twin and twin.removed else (case,)
    return ()


def _tested(one: _Made, book: Rulebook, draft: FileDraft) -> tuple[_Made, str]:
    """The rule with tests that hold on the small pages, and why they fail; "" where they pass."""
    tried = try_file(_alone(one, draft), book)
    if tried.failed:
        one = replace(one, cases=trimmed(one.cases, tried.failed))
        tried = try_file(_alone(one, draft), book)
    if tried.problems:
        return one, str(tried.problems[0])
    if tried.failed:
        difference = tried.failed[0].differences[0]
        return one, f"its test does not pass: expected {difference.expected}, actual {difference.actual}"[:300]
    return one, ""


def _alone(one: _Made, draft: FileDraft) -> str:
    return new_file(replace(draft, rules=(one.suggestion.rule,), tests=on_host(one.cases, draft.hosts[0])))


def _file(made: Sequence[_Made], pages: Sequence[Studied], book: Rulebook, draft: FileDraft) -> str:
    rules = tuple(one.suggestion.rule for one in made)
    cases = [case for one in made for case in one.cases]
    for page in pages:
        whole = on_host(filter(None, (keeping_case(page),)), draft.hosts[0])
        if whole and try_file(new_file(replace(draft, rules=rules, tests=whole)), book).passed:
            cases += whole
            break
    return new_file(replace(draft, rules=rules, tests=on_host(cases, draft.hosts[0])))


def _label(box: Box, looked: Sequence[Studied], twin: Twin) -> str:
    """What the names in the selector say, else what most of the blocks were dropped as."""
    by_name = label_of((box.css,))
    if by_name not in (DEFAULT, NAV):
        return by_name
    labels: Counter[str] = Counter()
    linked = sum(looked[page].document.columns.linked[block] for page, block in box.places)
    if 2 * linked > sum(len(looked[page].document.texts[block]) for page, block in box.places):
        return "site_promo" if twin.match and twin.match.lines else "related_link"
    for number, block in box.places:
        removal = looked[number].removals[block]
        if removal is not None and removal.action == "drop":
            labels[removal.label] += len(looked[number].document.texts[block])
    del labels[NAV]
    return labels.most_common(1)[0][0] if labels else "site_promo"


def _without(twin: Twin) -> str:
    return f"\nNo text form: {twin.reason}" if twin.match is None else ""


def _refusal(box: Box, looked: Sequence[Studied], reason: str) -> Refusal:
    page, block = box.places[0]
    return Refusal(looked[page].document.texts[block], len(box.pages), reason)
