"""Passages that the page renders twice: for small screens, for print, inside `noscript`, by an unfolding teaser.

Text repeats itself too: headings, refrains, questions of an interview, steps of a recipe. So a single line must be long
before its second copy goes, or a whole run of lines must come back in the same order.
"""

from __future__ import annotations

from cleaner.document import BITS, TAG_IDS
from cleaner.view import MATCHED_CHARACTERS, Finding, View

RULE, PULL_QUOTE_RULE = "heuristic/repeat", "heuristic/pull-quote"
# Tokens of a line whose second copy goes; at 12 as many pages lost as won, at 40 a third of the gain was gone
# (../shared/benchmark, pages with a known body).
TOKENS = 25
RUN, RUN_TOKENS = 4, 80  # lines and tokens of a run of shorter ones
PULLED = (15, 60)  # tokens of a pull quote: by them ten of the same pages win, cross-validated, and one loses
NEAR = 20  # lines between it and the paragraph that it is pulled from
LONGER = 1.3  # how much more that paragraph says: one that is nothing but the quotation may be the copy
_QUOTING = {TAG_IDS["blockquote"], TAG_IDS["aside"]}
_MARKS = " \"'.,;:…!?-"
_DATA_TAGS = ("td", "th", "pre", "code")


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Findings for the later copies; nothing for a text, where nobody knows which of them a template made."""
    if view.document.kind != "html":
        return []
    keys = [text if len(text) > MATCHED_CHARACTERS else norm for text, norm in zip(view.texts, view.norms, strict=True)]
    if len(set(keys)) == len(keys):
        return []
    for item in taken:  # what goes anyway is no copy of anything
        keys[item] = f"\n{item}"
    first: dict[str, int] = {}
    for item, key in enumerate(keys):
        first.setdefault(key, item)
    found: list[Finding] = []
    item = 0
    while item < len(keys):
        length = _run(keys, first[keys[item]], item)
        members = range(item, item + length)
        whole = (
            length >= RUN
            and sum(_tokens(view, i) for i in members) >= RUN_TOKENS
            and any(view.prose[i] for i in members)
        )
        found += [_finding(item_) for item_ in members if whole or _is_long(view, item_)]
        item += max(1, length)
    return found


def _run(keys: list[str], earlier: int, item: int) -> int:
    """How many lines from `item` on are those from `earlier` on; 0 where `item` is the first of its kind."""
    length = 0
    while earlier + length < item and item + length < len(keys) and keys[earlier + length] == keys[item + length]:
        length += 1
    return length


def _is_long(view: View, item: int) -> bool:
    return _tokens(view, item) >= TOKENS and view.document.tag(view.blocks[item]) not in _DATA_TAGS


def _tokens(view: View, item: int) -> int:
    tokens, unspaced = view.counts[item]
    return tokens // 2 if unspaced else tokens


def _finding(item: int) -> Finding:
    return Finding(item, "ui_artifact", RULE, "The page shows this passage a second time")


def pull_quotes(view: View, taken: frozenset[int]) -> list[Finding]:
    """Sentences of the article that a box beside it says again in larger type."""
    if view.document.kind != "html":
        return []
    reason = "A sentence of the article, shown again as a pull quote"
    boxes = (item for item in range(len(view)) if item not in taken and _is_quoting(view, item))
    return [Finding(item, "ui_artifact", PULL_QUOTE_RULE, reason) for item in boxes if _is_pulled(view, item, taken)]


def _is_quoting(view: View, item: int) -> bool:
    columns, bits = view.document.columns, view.document.elements.bits
    element = columns.element[view.blocks[item]]
    pair = (element, columns.parent[element])
    return any(columns.tag_id[e] in _QUOTING or bits[e] & BITS["quote"] for e in pair)


def _is_pulled(view: View, item: int, taken: frozenset[int]) -> bool:
    tokens = _tokens(view, item)
    if not PULLED[0] <= tokens <= PULLED[1]:
        return False
    said = view.norms[item].strip(_MARKS)
    for other in range(max(0, item - NEAR), min(len(view), item + NEAR + 1)):
        paragraph = view.document.tag(view.blocks[other]) == "p" and other not in taken and not _is_quoting(view, other)
        if paragraph and _tokens(view, other) >= LONGER * tokens and said in view.norms[other]:
            return True
    return False
