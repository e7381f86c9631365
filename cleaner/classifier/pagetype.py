"""What kind of page it is: means over its blocks and what its head says, for a small softmax."""

from __future__ import annotations

import re

import numpy as np

from cleaner.classifier.chars import Floats
from cleaner.classifier.features import BASE, OWN_TAGS, Page
from cleaner.classifier.model import ARTICLE
from cleaner.classifier.structure import BIT_NAMES, bit_rows
from cleaner.model import Head

_ADDRESS_CUES: dict[str, str] = {
    "article": (
        r"/(?:news|article|articles|story|stories|blog|posts?|opinion|magazine|insights?"
        r"|press)\b|/20\d\d/\d\d?/|/20\d\d-\d\d"
    ),
    "forum": (
        r"forum|/threads?/|/topics?/|/t/|/discussions?/|/questions?/|/comments/|viewtopic"
        r"|showthread|community\.|discourse\.|/r/"
    ),
    "product": r"/products?/|/p/|/dp/|/item/|/itm/|/shop/[^/]+/|/buy/|\bsku\b|-p-\d",
    "listing": r"/shop/?$|/collections?/|/c/|/browse|/products/?$|/catalog|/jobs|/search|/listings?/|/store/?$",
    "collection": (
        r"/category/|/categories|/tags?/|/blog/?$|/news/?$|/archive|/topics?/?$|/author/"
        r"|^https?://[^/]+/?$|/resources/?$"
    ),
    "documentation": (
        r"docs?\.|/docs?/|/documentation|/reference|/guide|/manual|/api|/learn\."
        r"|developer\.|/tutorial|/help/|support\.|wiki"
    ),
    "service": (
        r"/services?|/solutions?|/about|/pricing|/platform|/features|/consult"
        r"|/products?/?$|/industries|/what-we-do"
    ),
}
_DATA_CUES: dict[str, str] = {
    "article": r'"@type"\s*:\s*\[?\s*"(?:[A-Za-z]*Article|BlogPosting|Report|Review)"',
    "product": r'"@type"\s*:\s*\[?\s*"Product"',
    "offers": r'"(?:offers|priceCurrency|sku)"',
    "forum": r'"@type"\s*:\s*\[?\s*"(?:DiscussionForumPosting|QAPage|Question|Comment)"',
    "faq": r'"@type"\s*:\s*\[?\s*"FAQPage"',
    "list": r'"@type"\s*:\s*\[?\s*"(?:ItemList|CollectionPage|SearchResultsPage|Blog)"',
    "service": r'"@type"\s*:\s*\[?\s*"(?:Service|LocalBusiness|ProfessionalService|Organization)"',
    "docs": r'"@type"\s*:\s*\[?\s*"(?:TechArticle|APIReference|HowTo|SoftwareApplication)"',
    "author": r'"author"\s*:',
    "date": r'"datePublished"\s*:',
}
_ADDRESSES = {name: re.compile(pattern, re.I) for name, pattern in _ADDRESS_CUES.items()}
_DATA = {name: re.compile(pattern) for name, pattern in _DATA_CUES.items()}
_OG_TYPES = ("article", "product", "website", "profile", "video")
_DATA_LENGTH = 20_000  # characters of JSON-LD that are looked at
SUMMARY_NAMES: tuple[str, ...] = (
    *(f"mean {name}" for name in BASE),
    *(f"words in <{tag}>" for tag in OWN_TAGS),
    *(f"blocks under {name}" for name in BIT_NAMES),
    *(f"kept {name}" for name in BASE),
    "log blocks",
    "log text",
    "good share",
    "link share",
    "kept share",
    "expected F1",
    *(f"address like {name}" for name in _ADDRESSES),
    *(f"og:type {name}" for name in _OG_TYPES),
    "og:type missing",
    *(f"JSON-LD {name}" for name in _DATA),
    "published meta",
    "generator forum",
)


def summary(page: Page, tags: Floats, keep: np.ndarray, expected: float) -> Floats:
    """One row of SUMMARY_NAMES for a page. tags: the one-hot rows of OWN_TAGS."""
    lengths = np.diff(page.size)
    text = max(page.size[-1], 1.0)
    kept = page.base[:, keep].mean(axis=1) if keep.any() else np.zeros(len(BASE))
    n = page.base.shape[1]
    numbers = [
        *page.base.mean(axis=1),
        *(tags @ (lengths / text)),
        *bit_rows(page.structure.above).mean(axis=1),
        *kept,
        np.log1p(n),
        np.log1p(text),
        page.good[-1] / text,
        page.linked[-1] / text,
        lengths[keep].sum() / text,
        expected,
        *_cues(page.document.head),
    ]
    return np.array(numbers, dtype=np.float32)


def _cues(head: Head) -> list[float]:
    address = head.meta("og:url") or next((href for rel, href in head.links if "canonical" in rel), "")
    kind = (head.meta("og:type") or "").lower()
    data = "\n".join(head.jsonld)[:_DATA_LENGTH]
    generator = (head.meta("generator") or "").lower()
    return [
        *(float(bool(pattern.search(address))) for pattern in _ADDRESSES.values()),
        *(float(name in kind) for name in _OG_TYPES),
        float(not kind),
        *(float(bool(pattern.search(data))) for pattern in _DATA.values()),
        float(head.meta("article:published_time", "datepublished", "date", "og:article:published_time") is not None),
        float(
            any(
                name in generator
                for name in ("discourse", "phpbb", "vbulletin", "xenforo", "flarum", "mybb", "simple machines")
            )
        ),
    ]


def says_article(head: Head) -> bool:
    """Whether the page calls itself an article and gives its time of publication."""
    return (head.meta("og:type") or "").lower() == ARTICLE and head.meta("article:published_time") is not None
