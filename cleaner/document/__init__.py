"""Pages in blocks: the only door to selectolax and to encodings."""

from cleaner.document.categories import BITS
from cleaner.document.document import HIDDEN, Document
from cleaner.document.nearby import beside_headline
from cleaner.document.segment import Refused, segment
from cleaner.document.tags import TAG_IDS

__all__ = ["BITS", "HIDDEN", "TAG_IDS", "Document", "Refused", "beside_headline", "segment"]
