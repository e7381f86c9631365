"""What a rule is about, read off the names in its selectors: the label of the log, and an id for the rule."""

from __future__ import annotations

import re

from cleaner.document.categories import BITS, category_bits

DEFAULT = "ui_artifact"
# The first category that the names speak of decides.
_LABELS = (
    ("related", "related_link"),
    ("newsletter", "newsletter"),
    ("comment", "comments_ui"),
    ("share", "share_widget"),
    ("paywall", "paywall"),
    ("ad", "advert"),
    ("consent", "embed_consent"),
    ("caption", "caption"),
    ("author", "byline"),
    ("date", "timestamp"),
    ("tags", "tags"),
    ("social", "social_follow"),
    ("subscribe", "newsletter"),
    ("promo", "site_promo"),
    ("nav", "nav"),
    ("footer", "nav"),
    ("header", "nav"),
    ("sidebar", "nav"),
    ("title", "title_duplicate"),
    ("media", "media_player"),
)
_TAGS = {"nav": "nav", "footer": "nav", "header": "nav", "aside": "nav", "figcaption": "caption", "h1": "title"}
_NAME = re.compile(r"[.#]([\w-]+)|\[[\w-]+[*^$~|]?=\"([^\"]*)\"")
_TAG = re.compile(r"(?:^|[\s>+~,(])([a-z][a-z0-9]*)")
_NOT_ID = re.compile(r"[^a-z0-9]+")
_MAX_ID = 40  # characters


def label_of(css: tuple[str, ...]) -> str:
    """A label of the taxonomy; `ui_artifact` where the names say nothing."""
    bits = category_bits(" ".join(_names(" ".join(css))).split())
    label = next((label for category, label in _LABELS if bits & BITS[category]), "")
    if label:
        return label
    return next((_TAGS[tag] for tag in _TAG.findall(" ".join(css)) if tag in _TAGS), DEFAULT)


def rule_id(wanted: str, taken: set[str]) -> str:
    """An id made of `wanted` (a selector or phrase), new among `taken`, to which it is added."""
    names = _names(wanted)
    base = _NOT_ID.sub("-", (names[-1] if names else wanted).lower()).strip("-")[:_MAX_ID].strip("-") or "rule"
    number, found = 2, base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found


def _names(css: str) -> list[str]:
    return [class_ or value for class_, value in _NAME.findall(css)]
