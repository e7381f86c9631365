"""Lines that announce what is not there: a heading whose links the classifier dropped, or one at the very end."""

from __future__ import annotations

from cleaner.textnorm import normalise
from cleaner.view import Finding, View, is_terminal

HEADING_RULE, LEAD_IN_RULE = "heuristic/orphan-heading", "heuristic/orphan-lead-in"
HEADING_TOKENS, LEAD_IN_TOKENS = 12, 15
HEADING_CHARACTERS = 30  # the same for scripts without spaces
PROSE_BEFORE = 2  # lines of prose before it, so that a page of headings stays
LINKED = 0.6  # share of link characters that makes a dropped block a link
LEAST_LINKS, LINK_SHARE = 2, 0.75  # of what was dropped below a heading that goes with it
MOST = 2  # such headings on a page; where there are more, the article is a guide whose links belong to it
_STOP = (".", "!", "。", "！")
_COLON = (":", "：")
_LEAD_IN_TAGS = ("p", "div", "strong", "section")


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Findings for HTML pages, whose dropped blocks are known; a text may have lost them elsewhere."""
    if view.document.kind != "html":
        return []
    left = [item for item in range(len(view)) if item not in taken and not view.separator[item]]
    found: list[Finding] = []
    over_links: list[Finding] = []
    for item, after in zip(left, [*left, -1][1:], strict=True):
        if view.prose_before[item] < PROSE_BEFORE:
            continue
        if view.heading[item] and (after < 0 or view.heading[after]) and _is_short(view, item):
            if after < 0 and not _over_prose(view, item):
                found.append(_heading(item, "Heading at the end with nothing below it"))
            elif after >= 0 and _over_links(view, item, after):
                over_links.append(_heading(item, "Heading whose list of links is not part of the article"))
        elif after < 0 and _is_lead_in(view, item):
            reason = "Announces, as the last line, what is not part of the article"
            found.append(Finding(item, "related_heading", LEAD_IN_RULE, reason))
    return found + over_links if len(over_links) <= MOST else found


def _heading(item: int, reason: str) -> Finding:
    return Finding(item, "related_heading", HEADING_RULE, reason)


def _is_short(view: View, item: int) -> bool:
    tokens, unspaced = view.counts[item]
    return tokens <= (HEADING_CHARACTERS if unspaced else HEADING_TOKENS) and not view.texts[item].rstrip().endswith(
        _STOP
    )


def _is_lead_in(view: View, item: int) -> bool:
    tokens, unspaced = view.counts[item]
    if tokens > LEAD_IN_TOKENS or unspaced or not normalise(view.texts[item]).endswith(_COLON):
        return False
    return view.document.tag(view.blocks[item]) in _LEAD_IN_TAGS


def _over_prose(view: View, item: int) -> bool:
    """Whether a sentence was dropped right below it, of which the classifier may have been wrong."""
    document, below = view.document, view.blocks[item] + 1
    if below >= len(document) or document.columns.linked[below] or not is_terminal(document.texts[below]):
        return False
    holders = [document.columns.parent[document.columns.element[block]] for block in (below - 1, below)]
    return holders[0] == holders[1]


def _over_links(view: View, item: int, after: int) -> bool:
    """Whether what was dropped between the two headings is mostly links."""
    document = view.document
    between = [block for block in range(view.blocks[item] + 1, view.blocks[after]) if document.texts[block].strip()]
    links = sum(document.columns.linked[block] > LINKED * len(document.texts[block]) for block in between)
    return links >= LEAST_LINKS and links >= LINK_SHARE * len(between)
