"""The frame of a page whose whole text was extracted, as in WET records: menus before the article, footers after it.

The article is the contiguous range of lines with the highest sum of weights, prose counting for and short lines against
(body text extraction after Finn, Kushmerick and Smyth 2001, over lines in place of tags). Text that an extractor
cleaned already has no frame: it is cut only where it holds many short lines and several kinds of phrases prove it.
"""

from __future__ import annotations

from cleaner.view import Finding, View

RULE = "heuristic/page-frame"
PROSE_CAP = 60  # tokens beyond which a longer line of prose weighs no more
SHORT_WEIGHT = 3  # tokens of prose that a line of no prose takes away: best of 2, 3, 5 and 8 on pages as text
MENU_TOKENS = 6  # of a menu line at most (15 characters in scripts without spaces)
MENU_CHARACTERS = 15
MENU_LINES = 25  # short lines that stand outside the range of the article before they are taken for a frame
PROVING_LABELS = 3  # different kinds of phrases that must stand among them
PROVING = frozenset(
    "nav share_widget social_follow newsletter app_promo comments_ui legal embed_consent paywall ad_label ui_artifact"
    " related_heading media_player feedback donation contact_tip site_promo tags".split()
)


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Everything before and after the range of the article, side by side; nothing for HTML, whose markup says more."""
    if view.document.kind == "html" or view.last_prose < 0:
        return []
    first, stop = _range(view)
    sides = (*range(first), *range(stop, len(view)))
    if not _is_frame(view, sides):
        return []
    return [
        Finding(item, "nav", RULE, f"Menus and notices {'before' if item < first else 'after'} the article")
        for item in sides
    ]


def _range(view: View) -> tuple[int, int]:
    """The items [first, stop) with the highest sum of weights."""
    best, best_range = 0, (0, len(view))
    total = start = 0
    for item in range(len(view)):
        if total <= 0:
            total, start = 0, item
        total += _weight(view, item)
        if total > best:
            best, best_range = total, (start, item + 1)
    return best_range


def _weight(view: View, item: int) -> int:
    tokens, unspaced = view.counts[item]
    if view.body_prose[item]:
        return min(PROSE_CAP, tokens // (2 if unspaced else 1))
    return -SHORT_WEIGHT


def _is_frame(view: View, sides: tuple[int, ...]) -> bool:
    menu = sum(_is_menu(view, item) for item in sides)
    labels = {hit.label for item in sides for hit in view.hits[item]} & PROVING
    return menu >= MENU_LINES and len(labels) >= PROVING_LABELS


def _is_menu(view: View, item: int) -> bool:
    tokens, unspaced = view.counts[item]
    return not view.terminal[item] and tokens <= (MENU_CHARACTERS if unspaced else MENU_TOKENS)
