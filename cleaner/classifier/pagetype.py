"""What kind of page it is: means over its blocks and what its head says, for a small softmax."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from cleaner.classifier.chars import Floats, Ints
from cleaner.classifier.features import BASE, Page
from cleaner.classifier.model import ARTICLE
from cleaner.classifier.structure import BIT_NAMES, LARGEST_TAG, bit_rows
from cleaner.document.tags import TAG_IDS
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
_TYPES: dict[str, frozenset[str]] = {
    "forum": frozenset({"DiscussionForumPosting", "QAPage", "Question", "Comment"}),
    "faq": frozenset({"FAQPage"}),
    "list": frozenset({"ItemList", "CollectionPage", "SearchResultsPage", "Blog"}),
    "service": frozenset({"Service", "LocalBusiness", "ProfessionalService", "Organization"}),
    "docs": frozenset({"TechArticle", "APIReference", "HowTo", "SoftwareApplication"}),
}
_ARTICLES = re.compile(r"(?:[A-Za-z]*Article|BlogPosting|Report|Review)")
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"([^"]*)"')
_OFFERS = ('"offers"', '"priceCurrency"', '"sku"')
_FACTS = {"author": re.compile(r'"author"\s*:'), "date": re.compile(r'"datePublished"\s*:')}
_ADDRESSES = {name: re.compile(pattern, re.I) for name, pattern in _ADDRESS_CUES.items()}
_TAGS = (
    "p h1 h2 h3 h4 h5 h6 li td th div figcaption blockquote pre dd dt button label summary section article address"
    " caption body main aside header footer nav form details ul"
).split()
_OG_TYPES = ("article", "product", "website", "profile", "video")
_DATA_LENGTH = 20_000  # characters of JSON-LD that are looked at
SUMMARY_NAMES: tuple[str, ...] = (
    *(f"mean {name}" for name in BASE),
    *(f"words in <{tag}>" for tag in _TAGS),
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
    *(f"JSON-LD {name}" for name in ("article", "product", "offers", *_TYPES, *_FACTS)),
    "published meta",
    "generator forum",
)
# What says nothing of scripts without capitals, or of words that the model has hardly met: a page in Arabic or Chinese
# was taken for a forum, where lines begin in small letters.
UNTOLD = np.array(
    [
        SUMMARY_NAMES.index(f"{mean} {name}")
        for mean in ("mean", "kept")
        for name in ("upper", "starts_upper", "word_length", "word_score")
    ]
)
_CASELESS = (0x0590, 0x1E00, 0x2E80)  # from Hebrew to Latin's additions, and from the scripts of East Asia on
_MOSTLY = 0.25  # share of the characters of such a page; the others are spaces, digits and names in Latin


def summary(page: Page, keep: np.ndarray, expected: float) -> Floats:
    """One row of SUMMARY_NAMES for a page."""
    lengths = page.size[1:] - page.size[:-1]
    text = max(page.size[-1], 1.0)
    kept = page.base[:, keep].mean(axis=1) if keep.any() else np.zeros(len(BASE))
    n = page.base.shape[1]
    numbers = (
        np.log1p(n),
        np.log1p(text),
        page.good[-1] / text,
        page.linked[-1] / text,
        lengths[keep].sum() / text,
        expected,
        *_cues(page.document.head),
    )
    return np.concatenate(
        (
            page.base.mean(axis=1),
            np.bincount(_tag_places().take(page.structure.tag), lengths / text, len(_TAGS) + 1)[:-1],
            bit_rows(page.structure.above).mean(axis=1),
            kept,
            numbers,
        ),
        dtype=np.float32,
        casting="same_kind",
    )


def is_caseless(page: Page) -> bool:
    """Whether the page is in a script that has no capitals."""
    codes = page.counts.codes
    low, pause, again = _CASELESS
    high = codes[codes >= low]
    least = _MOSTLY * len(codes)
    return len(high) > least and int(np.count_nonzero((high < pause) | (high >= again))) > least


@lru_cache(maxsize=1)
def _tag_places() -> Ints:
    table = np.full(LARGEST_TAG + 1, len(_TAGS), dtype=np.int64)
    for place, tag in enumerate(_TAGS):
        table[TAG_IDS[tag]] = place
    return table


def _cues(head: Head) -> list[float]:
    address = head.meta("og:url") or next((href for rel, href in head.links if "canonical" in rel), "")
    kind = (head.meta("og:type") or "").lower()
    generator = (head.meta("generator") or "").lower()
    return [
        *(float(bool(pattern.search(address))) for pattern in _ADDRESSES.values()),
        *(float(name in kind) for name in _OG_TYPES),
        float(not kind),
        *_data_cues("\n".join(head.jsonld)[:_DATA_LENGTH]),
        float(head.meta("article:published_time", "datepublished", "date", "og:article:published_time") is not None),
        float(
            any(
                name in generator
                for name in ("discourse", "phpbb", "vbulletin", "xenforo", "flarum", "mybb", "simple machines")
            )
        ),
    ]


def _data_cues(data: str) -> list[float]:
    types = set(_TYPE.findall(data))
    return [
        float(any(map(_ARTICLES.fullmatch, types))),
        float("Product" in types),
        float(any(name in data for name in _OFFERS)),
        *(float(not types.isdisjoint(names)) for names in _TYPES.values()),
        *(float(pattern.search(data) is not None) for pattern in _FACTS.values()),
    ]


def says_article(head: Head) -> bool:
    """Whether the page calls itself an article and gives its time of publication."""
    return (head.meta("og:type") or "").lower() == ARTICLE and head.meta("article:published_time") is not None
