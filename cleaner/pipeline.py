"""Page in, Result out: the file to read first.

Stages only report; `decide` chooses; `cut` cuts. An HTML page goes through selectors, main content and then the text
stages over the blocks that may be body; a text goes through the text stages until they find nothing more, so that
cleaning a cleaned text removes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from cleaner import html_page, metadata, text_page
from cleaner.cut import cut
from cleaner.document import Document, Refused, beside_headline, segment
from cleaner.found import Found, Site
from cleaner.language import identify
from cleaner.model import Metadata, Opinion, Page, Removal, Status
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Traits
from cleaner.stages import site_metadata

LARGE_REMOVAL = 0.5  # share of the body's characters beyond which a page is flagged
BAD_ENCODING = 0.005  # share of U+FFFD above which a page is flagged
LOW_CONFIDENCE = 0.6  # of the main content, below which a page is flagged


def clean_page(page: Page, rulebook: Rulebook, opinion: Opinion = "never") -> Result:
    """The whole way of one page. Never raises on content; what cannot be cleaned says why in `status` and `reason`."""
    document = segment(page)
    if isinstance(document, Refused):
        status: Status = "empty" if document.code == "no_input" else "skipped"
        return Result(
            page.id,
            "",
            status,
            page.kind or "html",
            page.url,
            code=document.code,
            reason=document.reason,
            source=page.source,
        )
    site = _survey(page, document, rulebook)
    found = html_page.find(site, opinion) if document.kind == "html" else text_page.find(site)
    return _result(page, site, found, rulebook)


def _survey(page: Page, document: Document, rulebook: Rulebook) -> Site:
    facts = Metadata()
    if document.kind == "html":
        head_facts = replace(document.head, bylines=document.head.bylines + beside_headline(document))
        facts = metadata.extract(head_facts, url=page.url, crawled=page.crawled)
    sample = max(document.texts, key=len, default="")
    if document.kind == "text" and len(sample) < 400:
        sample = " ".join(document.texts[:50])
    language = identify(sample, document.head.language or facts.page_language)
    traits = Traits(
        page.url,
        page.crawled,
        tuple(dict.fromkeys((*language.candidates, "en"))),
        (document.head.meta("generator") or "").lower(),
        document.tokens if document.kind == "html" else frozenset(),
    )
    rules = rulebook.for_page(traits)
    return Site(document, rules, site_metadata.apply(document, rules, facts), language)


def _result(page: Page, site: Site, found: Found, rulebook: Rulebook) -> Result:
    document = site.document
    text, removals = cut(document, found.removals)
    moved = tuple(
        (r.field or r.label, document.text[r.start : r.end].strip()) for r in removals if r.action == "metadata"
    )
    facts = metadata.merge(site.facts, moved) if moved else site.facts
    status, code, reason = _status(document, text)
    return Result(
        page.id,
        text,
        status,
        document.kind,
        page.url,
        removals,
        tuple(sorted(found.observed, key=lambda r: (r.start, r.end, r.rule))),
        facts,
        site.language.code,
        found.confidence,
        _flags(document, found, removals, text),
        code,
        reason,
        found.page_type,
        document.text,
        document.charset,
        page.source,
        _digests(rulebook, removals),
        document,
        found.verdict,
    )


def _status(document: Document, text: str) -> tuple[Status, str, str]:
    if text.strip():
        return "ok", "", ""
    if not document.text.strip():
        return "empty", "no_text", "the page has no visible text"
    return "empty", "all_boilerplate", "every line of the page was found to be boilerplate; the log lists them"


def _flags(document: Document, found: Found, removals: tuple[Removal, ...], text: str) -> tuple[str, ...]:
    flags = list(found.flags)
    labels = {removal.label for removal in removals}
    if document.kind == "text" and len(text) < (1 - LARGE_REMOVAL) * len(document.text):
        flags.append("large_removal")
    if "paywall" in labels:
        flags.append("possibly_truncated")
    if document.replaced > BAD_ENCODING:
        flags.append("bad_encoding")
    if document.kind == "html" and found.confidence < LOW_CONFIDENCE:
        flags.append("low_confidence")
    if document.text.rstrip().endswith(("...", "…")) and any(
        r.label == "separator" and r.end == len(document.text) for r in removals
    ):
        flags.append("tail_ellipsis")
    return tuple(dict.fromkeys(flags))


def _digests(rulebook: Rulebook, removals: tuple[Removal, ...]) -> tuple[tuple[str, str], ...]:
    files = {removal.rule.rpartition("/")[0] for removal in removals}
    return tuple((file, digest) for file in sorted(files) if (digest := rulebook.digest_of(file)))
