"""What a dropped block is: a taxonomy label for each, by rules over the same columns, first match wins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag, auto

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Ints
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
_SAME, _HALF = 0.8, 0.5  # share of the title's words in a copy of it, and in an <h1>
_DATE_DIGITS = 0.12  # share of digits in a line that is a date or a time
_KICKER = 4  # words
_PROSE = 25  # words of a dropped block that is a paragraph of something
_MARKED = 0.01  # share of signs such as | and © in a line that is small print


class Is(IntFlag):
    """What a rule may ask of a block: its words (EMPTY 0, SOME 3 and more, WORDY 5, LONG 12, MANY 13, PROSE 25 and
    more; TINY at most 4, FEW at most 12), its links, its tag, and where it stands to the first and the last kept
    block."""

    EMPTY = auto()
    TINY = auto()
    WORDY = auto()
    SOME = auto()
    FEW = auto()
    MANY = auto()
    LONG = auto()
    PROSE = auto()
    LINKED = auto()
    UNLINKED = auto()
    SMALL_PRINT = auto()
    HEADING = auto()
    H1 = auto()
    FIGCAPTION = auto()
    CONTROL = auto()
    TITLE = auto()
    HALF_TITLE = auto()
    AUTHOR = auto()
    DATED = auto()
    BEFORE = auto()
    AFTER = auto()
    LATER = auto()  # after the first kept block


_NOTHING = Is(0)


def _bits(names: str) -> int:
    return sum(1 << BIT_NAMES.index(name) for name in names.split())


@dataclass(frozen=True, slots=True)
class Rule:
    """near, above: names in `BIT_NAMES`, of the nearest named element and of any that holds the block; one of them is
    enough, as is one of `either`. Of `all` nothing may be missing; a rule of that alone asks no more."""

    label: str
    all: Is = _NOTHING
    near: str = ""
    above: str = ""
    either: Is = _NOTHING


RULES = (
    Rule("separator", Is.EMPTY),
    Rule("title", Is.TITLE),
    Rule("title", Is.H1 | Is.HALF_TITLE),
    Rule("comments_ui", above="comment"),
    Rule("embed_consent", above="consent"),
    Rule("ad_label", near="ad"),
    Rule("newsletter", above="newsletter"),
    Rule("photo_credit", near="caption", above="<figure>", either=Is.FIGCAPTION),
    Rule("share_widget", near="share"),
    Rule("social_follow", Is.FEW, near="social"),
    Rule("paywall", near="paywall subscribe"),
    Rule("paywall", Is.UNLINKED, above="paywall subscribe"),
    Rule("byline", Is.FEW, near="author", either=Is.AUTHOR),
    Rule("author_bio", Is.MANY | Is.LATER, near="author"),
    Rule("timestamp", Is.FEW, near="date", either=Is.DATED),
    Rule("tags", near="tags"),
    Rule("related_heading", Is.HEADING | Is.FEW, near="related"),
    Rule("related_heading", Is.HEADING | Is.FEW | Is.UNLINKED, above="related card"),
    Rule("nav", above="nav <nav>"),
    Rule("legal", Is.MANY | Is.SMALL_PRINT, above="footer <footer>"),
    Rule("legal", Is.MANY | Is.UNLINKED, above="footer <footer>"),
    *(
        Rule("nav", line | place, above="footer <footer> header")
        for line in (Is.LINKED, Is.FEW)
        for place in (Is.BEFORE, Is.AFTER)
    ),
    Rule("media_player", Is.FEW, near="media"),
    Rule("related_link", Is.SOME, above="related card"),
    Rule("related_link", Is.SOME | Is.LINKED, near="list sidebar widget"),
    Rule("kicker", Is.TINY | Is.BEFORE, near="title tags"),
    Rule("site_promo", near="promo account product", above="promo"),
    Rule("notice", near="note faq"),
    Rule("ui_artifact", near="form hidden hidden_attribute", either=Is.CONTROL),
    Rule("related_link", Is.LINKED | Is.WORDY),
    Rule("nav", above="header <header>", either=Is.LINKED),
    Rule("legal", above="footer <footer>"),
    Rule("related_article", Is.PROSE | Is.AFTER),
    Rule("related_heading", Is.HEADING | Is.AFTER),
    Rule("site_promo", Is.LONG),
    Rule(_OTHERWISE),
)
_LABELS = tuple(rule.label for rule in RULES)
_ALL = np.array([[rule.all] for rule in RULES], dtype=np.int64)
_NEAR = np.array([[_bits(rule.near)] for rule in RULES], dtype=np.int64)
_ABOVE = np.array([[_bits(rule.above)] for rule in RULES], dtype=np.int64)
_EITHER = np.array([[rule.either] for rule in RULES], dtype=np.int64)
_NO_MORE = np.array([[not (rule.near or rule.above or rule.either)] for rule in RULES])
_ROWS = [BASE.index(name) for name in "links marks title_words title_cover author_words".split()]
_POWERS = np.array([[flag] for flag in Is], dtype=np.int64)
_CONTROLS = tuple(TAG_IDS[name] for name in ("button", "label", "summary"))


def label_dropped(document: Document, verdict: Verdict) -> list[str]:
    """For each block its taxonomy label, "" where the verdict keeps it."""
    out = [""] * len(document)
    dropped = np.flatnonzero(~verdict.keep)
    if not len(dropped):
        return out
    page = verdict.page if verdict.page is not None else read_page(document, shipped().words)
    s = page.structure
    state = _states(page, verdict.keep).take(dropped)
    asked = (s.near | s.own).take(dropped) & _NEAR
    asked |= s.above.take(dropped) & _ABOVE
    asked |= state & _EITHER
    matches = (asked != 0) | _NO_MORE
    matches &= (state & _ALL) == _ALL
    for block, rule in zip(dropped.tolist(), matches.argmax(axis=0).tolist(), strict=True):
        out[block] = _LABELS[rule]
    return out


def _states(page: Page, keep: Mask) -> Ints:
    """What holds of each block, in the bits of `Is`."""
    holds = np.array((*_looks(page), *_whereabouts(page, keep)))
    return np.asarray(np.bitwise_or.reduce(holds * _POWERS, axis=0))


def _looks(page: Page) -> tuple[Mask, ...]:
    """EMPTY to AUTHOR of `Is`."""
    links, marks, title, cover, author = page.base.take(_ROWS, axis=0)
    words = page.words.first[1:] - page.words.first[:-1]
    tag = page.structure.tag
    few, linked = words <= _FEW, links >= _LINKED
    return (
        words == 0,
        words <= _KICKER,
        words > _KICKER,
        words > 2,
        few,
        ~few,
        words >= _FEW,
        words >= _PROSE,
        linked,
        ~linked,
        marks > _MARKED,
        page.is_heading,
        tag == TAG_IDS["h1"],
        tag == TAG_IDS["figcaption"],
        (tag == _CONTROLS[0]) | (tag == _CONTROLS[1]) | (tag == _CONTROLS[2]),
        (cover >= _SAME) & (title >= _SAME),
        title >= _HALF,
        author >= _SAME,
    )


def _whereabouts(page: Page, keep: Mask) -> tuple[Mask, ...]:
    """DATED to LATER of `Is`."""
    kept = np.flatnonzero(keep)
    first, last = (int(kept[0]), int(kept[-1])) if len(kept) else (len(keep), -1)
    at = np.arange(len(keep))
    dated = page.base[BASE.index("digits")] >= _DATE_DIGITS
    return dated & (at < first + 3) & (at > first - 12), at < first, at > last, at > first
