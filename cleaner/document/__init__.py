"""Pages in blocks: the only door to selectolax and to encodings."""

from cleaner.document.categories import BITS
from cleaner.document.document import HIDDEN, Document
from cleaner.document.nearby import beside_headline
from cleaner.document.segment import Refused, segment

__all__ = ["BITS", "HIDDEN", "Document", "Refused", "beside_headline", "segment"]
