"""What a first pass over a dump comes to know: lines that a site repeats, and stories that several sites carry.

The first pass counts into `Counts`, a SQLite file; `write_index` makes a small file of it; `SiteIndex` reads that.
"""

from cleaner.survey.facts import LineFacts, PageFacts, Totals
from cleaner.survey.index import RepeatedLine, SiteFacts, SiteIndex, write_index
from cleaner.survey.known import NOTHING_KNOWN, Known, host_of, line_key, page_key
from cleaner.survey.shingles import Signature, shingles, sign
from cleaner.survey.store import Counts

__all__ = [
    "NOTHING_KNOWN", "Counts", "Known", "LineFacts", "PageFacts", "RepeatedLine", "Signature", "SiteFacts", "SiteIndex",
    "Totals", "host_of", "line_key", "page_key", "shingles", "sign", "write_index",
]  # fmt: skip
