"""What a dropped block is: a taxonomy label for each, by rules over the same columns, first match wins."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.features import BASE, Page, read_page
from cleaner.classifier.model import shipped
from cleaner.classifier.structure import BIT_NAMES
from cleaner.classifier.verdict import Verdict
from cleaner.document import Document
from cleaner.document.tags import TAG_IDS

Mask = NDArray[np.bool_]
_OTHERWISE = "ui_artifact"
_FEW = 12  # words of a line that can be a name, a date or a button
_LINKED = 0.6  # share of characters under links in a line that is one link
_SAME = 0.8  # share of the title's words in a copy of it
_DATE_DIGITS = 0.12  # share of digits in a line that is a date or a time
_KICKER = 4  # words
_PROSE = 25  # words of a dropped block that is a paragraph of something


def label_dropped(document: Document, verdict: Verdict) -> list[str]:
    """For each block its taxonomy label, "" where the verdict keeps it."""
    if not len(document):
        return []
    page = verdict.page if verdict.page is not None else read_page(document, shipped().words)
    rules = _rules(page, verdict.keep)
    masks = np.empty((len(rules) + 1, len(document)), dtype=bool)
    for place, (_, mask) in enumerate(rules):
        masks[place] = mask
    masks[-1] = True
    names = [*(label for label, _ in rules), _OTHERWISE]
    found = masks.argmax(axis=0).tolist()
    return ["" if kept else names[place] for place, kept in zip(found, verdict.keep.tolist(), strict=True)]


def _rules(page: Page, keep: Mask) -> list[tuple[str, Mask]]:
    base = dict(zip(BASE, page.base, strict=True))
    s = page.structure
    words = np.diff(page.words.first)
    few, linked, heading = words <= _FEW, base["links"] >= _LINKED, page.is_heading
    n = len(keep)
    kept = np.flatnonzero(keep)
    first, last = (int(kept[0]), int(kept[-1])) if len(kept) else (n, -1)
    at = np.arange(n)

    def near(*names: str) -> Mask:
        return np.asarray(((s.near | s.own) & _bits(names)) != 0)

    def above(*names: str) -> Mask:
        return np.asarray((s.above & _bits(names)) != 0)

    def tagged(*names: str) -> Mask:
        return np.asarray((s.tag[:, None] == np.array([TAG_IDS[name] for name in names])).any(axis=1))

    title = (base["title_cover"] >= _SAME) & (base["title_words"] >= _SAME)
    cards = above("related", "card") | (near("list", "sidebar", "widget") & linked)
    return [
        ("separator", words == 0),
        ("title", title | (tagged("h1") & (base["title_words"] >= 0.5))),
        ("comments_ui", above("comment")),
        ("embed_consent", above("consent")),
        ("ad_label", near("ad")),
        ("newsletter", above("newsletter")),
        ("photo_credit", near("caption") | tagged("figcaption") | above("<figure>")),
        ("share_widget", near("share")),
        ("social_follow", near("social") & few),
        ("paywall", near("paywall", "subscribe") | (above("paywall", "subscribe") & ~linked)),
        ("byline", (near("author") & few) | ((base["author_words"] >= _SAME) & few)),
        ("author_bio", near("author") & ~few & (at > first)),
        (
            "timestamp",
            (near("date") & few) | (few & (base["digits"] >= _DATE_DIGITS) & (at < first + 3) & (at > first - 12)),
        ),
        ("tags", near("tags")),
        ("related_heading", heading & (near("related") | (cards & ~linked)) & few),
        ("nav", above("nav", "<nav>")),
        ("legal", above("footer", "<footer>") & ((base["marks"] > 0.01) | ~linked) & ~few),
        ("nav", above("footer", "<footer>", "header") & (linked | few) & ((at < first) | (at > last))),
        ("media_player", near("media") & few),
        ("related_link", cards & (words > 2)),
        ("kicker", (words <= _KICKER) & (at < first) & near("title", "tags")),
        ("site_promo", near("promo", "account", "product") | above("promo")),
        ("notice", near("note", "faq")),
        ("ui_artifact", tagged("button", "label", "summary") | near("form", "hidden", "hidden_attribute")),
        ("related_link", linked & (words > _KICKER)),
        ("nav", linked | above("header", "<header>")),
        ("legal", above("footer", "<footer>")),
        ("related_article", (words >= _PROSE) & (at > last)),
        ("related_heading", heading & (at > last)),
        ("site_promo", words >= _FEW),
    ]


@lru_cache(maxsize=64)
def _bits(names: tuple[str, ...]) -> int:
    return sum(1 << BIT_NAMES.index(name) for name in names)
