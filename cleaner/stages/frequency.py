"""Lines that the site repeats from page to page, where a first pass over a dump counted them (text-stage.md, point 9).

Which lines count as repeated is decided by the index (cleaner/survey/index.py): on 5 pages and 2 % of the host's, on
two days, prose on 20 pages. Here stands what protects the body all the same: reviews of one site head their lists
alike, recipes share ingredients, and a story's title stands on other pages as a teaser.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from cleaner.survey import line_key
from cleaner.textnorm import normalise
from cleaner.view import MATCHED_CHARACTERS, Finding, View

RULE = "heuristic/site-frequency"
# Share of the host's pages from which on a line is furniture wherever it stands: of the repeated lines that are left on
# articles of ../shared/benchmark below it, half are body (headings such as "Pros", items of lists).
WIDESPREAD = 0.5
NAV_TOKENS = 3  # of a line that reads as a menu entry (9 characters in scripts without spaces)
NAV_CHARACTERS = 9
LINKED = 0.5  # share of link characters that makes a line a link
_DATA_TAGS = ("td", "th", "pre", "code")


@dataclass(frozen=True, slots=True)
class _Lines:
    """furniture: items that are no body by their own. in_own_list: whether most of the short lines that an item stands
    among are the page's own."""

    furniture: frozenset[int]
    in_own_list: list[bool]


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Findings for repeated lines; nothing without an index, or where it does not know the host."""
    known = view.survey
    if not known.lines:
        return []
    counts = {item: pages for item in range(len(view)) if (pages := _pages(view, item))}
    furniture = frozenset(counts) | taken | {item for item, hits in enumerate(view.hits) if hits}
    lines = _Lines(furniture, _own_lists(view, furniture))
    return [
        _finding(view, item, pages)
        for item, pages in counts.items()
        if not _has_own_rule(view, item) and not _may_be_body(view, item, pages / known.pages, lines)
    ]


def _pages(view: View, item: int) -> int:
    """The pages of the host that repeat the line; 0 where they are too few to count."""
    if len(view.texts[item]) > MATCHED_CHARACTERS:
        return 0
    return view.survey.lines.get(line_key(view.norms[item]), 0)


def _has_own_rule(view: View, item: int) -> bool:
    """A phrase says more of the line: that it moves to metadata, or that it goes anywhere."""
    hits = view.hits[item]
    return any(hit.action == "metadata" or (hit.tier == "3" and hit.match != "prefix") for hit in hits)


def _may_be_body(view: View, item: int, share: float, lines: _Lines) -> bool:
    if view.prose[item]:
        return False
    if view.document.tag(view.blocks[item]) in _DATA_TAGS or view.norms[item] == normalise(view.title):
        return True
    heads = _heads_text(view, item, lines.furniture)
    if share >= WIDESPREAD:
        return heads and view.heading[item]
    if view.in_head(item) and not view.title:
        return view.headline[item]  # of a text whose title nobody states: others may link to it
    return heads or lines.in_own_list[item]


def _heads_text(view: View, item: int, furniture: frozenset[int]) -> bool:
    """It may be a heading: no sentence, with a line of the page's own below that is one, or belongs to its list."""
    if view.terminal[item] or item + 1 >= len(view) or item + 1 in furniture:
        return False
    return view.heading[item] or view.prose[item + 1]


def _own_lists(view: View, furniture: frozenset[int]) -> list[bool]:
    """For each item whether it stands in a run of lines without prose, most of which are the page's own."""
    out: list[bool] = []
    for is_prose, run in groupby(range(len(view)), key=view.prose.__getitem__):
        items = list(run)
        own = not is_prose and 2 * sum(item in furniture for item in items) < len(items)
        out += [own] * len(items)
    return out


def _finding(view: View, item: int, pages: int) -> Finding:
    known = view.survey
    reason = f"The site repeats this line: on {pages:,} of {known.pages:,} pages of {known.host}"
    hit = next(iter(view.hits[item]), None)
    evidence = (f"phrase: {hit.text}",) if hit else ()
    return Finding(item, hit.label if hit else _label(view, item), RULE, reason, evidence=evidence)


def _label(view: View, item: int) -> str:
    if view.linked[item] >= LINKED and view.headline[item]:
        return "related_link"
    tokens, unspaced = view.counts[item]
    short = tokens <= (NAV_CHARACTERS if unspaced else NAV_TOKENS) and not view.terminal[item]
    return "nav" if short or view.linked[item] >= LINKED else "site_promo"
