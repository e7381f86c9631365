"""The text form of a selector: what its boxes are recognised by where there is no markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.authoring.separators import Box
from cleaner.authoring.study import Kind, Studied
from cleaner.document import Document, Refused, segment
from cleaner.model import Page
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Layer, Place, Rule, TextMatch
from cleaner.stages.site_rules import find_text
from cleaner.textnorm import normalise
from cleaner.view import View

CONSTANT = 0.6  # of the pages with the box on which a line must stand to be matched
MAX_LINE = 120  # characters; longer ones are prose
MIN_LINE = 6  # characters; shorter ones, such as "Go", stand in stories sooner or later
MAX_LINES = 6
MAX_BLOCKS = 30  # that a heading may take with it


@dataclass(frozen=True, slots=True)
class Twin:
    """A text form; `match` holds phrases as on the page. None, with the reason, where there is none."""

    match: TextMatch | None
    reason: str = ""


def twin_of(box: Box, pages: Sequence[Studied]) -> Twin:
    """The text form of `box` that takes nothing of a story on any page, the one that takes most first."""
    texts = {number: [pages[number].document.texts[block] for block in box.on(number)] for number in box.pages}
    constant = _constant(texts)
    if not constant:
        return Twin(None, "its texts change from page to page")
    views = [view for page in pages for view in (page.view, text_view(page.document))]
    for match in _forms(texts, constant):
        if not any(_harms(page, view, match) for page, view in zip(_twice(pages), views, strict=True)):
            return Twin(match)
    return Twin(None, "its lines stand in stories too")


def without(twin: Twin, phrases: set[str]) -> Twin:
    """The twin without lines that another rule matches already; those that are left are added to `phrases`."""
    if twin.match is None:
        return twin
    lines = tuple(line for line in twin.match.lines if normalise(line) not in phrases)
    headings = tuple(line for line in twin.match.heading if normalise(line) not in phrases)
    if not lines and not headings:
        return Twin(None, "another rule matches its lines")
    phrases.update(map(normalise, (*lines, *headings)))
    return Twin(replace(twin.match, lines=lines, heading=headings))


def text_view(document: Document) -> View:
    """The page's text as text input, with the offsets of the page."""
    plain = segment(Page(document.text, kind="text"))
    assert not isinstance(plain, Refused)  # a page with blocks has text
    return View(plain, range(len(plain)), RuleSet())


def matched(view: View, match: TextMatch) -> list[tuple[int, int]]:
    """The spans that a text form, with phrases as on the page, takes in `view`."""
    rule = Rule("x/x", "remove", "nav", "", Place(""), Layer.USER, text=normalised(match))
    return [(hit.start, hit.end) for hit in find_text(view, (rule,), (0, len(view.document.text)))]


def normalised(match: TextMatch) -> TextMatch:
    """The text form as it is compiled."""
    found = {name: tuple(map(normalise, getattr(match, name))) for name in ("lines", "line_starts", "heading")}
    return TextMatch(
        lines=found["lines"],
        line_starts=found["line_starts"],
        heading=found["heading"],
        until=match.until,
        max_blocks=match.max_blocks,
    )


def _constant(texts: dict[int, list[str]]) -> list[str]:
    """The lines that stand in the box on most pages, as first seen, in their order."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for lines in texts.values():
        for line in dict.fromkeys(lines):
            norm = normalise(line)
            if _can_match(line):
                counts[norm] += 1
                first.setdefault(norm, " ".join(line.split()))
    return [first[norm] for norm in first if counts[norm] >= max(2, CONSTANT * len(texts))]


def _can_match(line: str) -> bool:
    return len(normalise(line)) >= MIN_LINE and len(line) <= MAX_LINE and "\n" not in line


def _forms(texts: dict[int, list[str]], constant: list[str]) -> list[TextMatch]:
    norms = {normalise(line) for line in constant}
    changing = any(_can_match(line) and normalise(line) not in norms for lines in texts.values() for line in lines)
    openings = Counter(normalise(lines[0]) for lines in texts.values())
    forms = []
    heading, _ = openings.most_common(1)[0]
    if changing and heading in norms:
        opening = next(line for line in constant if normalise(line) == heading)
        most = max(map(len, texts.values())) - 1
        forms.append(TextMatch(heading=(opening,), max_blocks=min(MAX_BLOCKS, max(1, most))))
    forms.append(TextMatch(lines=tuple(constant[:MAX_LINES])))
    return forms


def _harms(page: Studied, view: View, match: TextMatch) -> bool:
    document = page.document
    for start, end in matched(view, match):
        for block in range(max(0, document.block_at(start)), document.block_at(end - 1) + 1):
            if page.kind(block) is Kind.BODY:
                return True
    return False


def _twice(pages: Sequence[Studied]) -> list[Studied]:
    return [page for page in pages for _ in range(2)]
