"""Pages in blocks: the only door to selectolax and to encodings."""

from cleaner.document.categories import BITS
from cleaner.document.data import article_bodies
from cleaner.document.document import Document
from cleaner.document.elements import HIDDEN, class_tokens
from cleaner.document.limits import Refused
from cleaner.document.lost import prose_shown
from cleaner.document.nearby import beside_headline
from cleaner.document.segment import USUAL_LIMITS, segment
from cleaner.document.selectors import is_selector
from cleaner.document.tags import TAG_IDS

__all__ = [
    "BITS",
    "HIDDEN",
    "TAG_IDS",
    "USUAL_LIMITS",
    "Document",
    "Refused",
    "article_bodies",
    "beside_headline",
    "class_tokens",
    "is_selector",
    "prose_shown",
    "segment",
]
