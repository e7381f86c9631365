"""Page in, Result out: the file to read first.

Stages only report; `decide` chooses; `cut` cuts. An HTML page goes through selectors, main content and then the text
stages over the blocks that may be body; a text goes through the text stages until they find nothing more, so that
cleaning a cleaned text removes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner import html_page, metadata, text_page
from cleaner.cut import cut, located
from cleaner.document import USUAL_LIMITS, Document, Refused, beside_headline, segment
from cleaner.found import Found, Site
from cleaner.language import Language, identify
from cleaner.model import Limits, Metadata, Page, Removal, Status
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Traits
from cleaner.soundness import assess
from cleaner.stages import main_content, site_metadata
from cleaner.stages.main_content import SHIPPED, Judge, MainContent
from cleaner.survey import NOTHING_KNOWN, Known

LARGE_REMOVAL = 0.5  # share of the body's characters beyond which a page is flagged
BAD_ENCODING = 0.005  # share of U+FFFD above which a page is flagged
LANGUAGE_TEXTS = 4  # of a page, the longest, that are looked at for its language
LOW_CONFIDENCE = 0.6  # of the main content, below which a page is flagged


@dataclass
class Prepared:
    """A page parsed and read: all that no rule changes, so that several rule books can be tried on it at little cost.

    Not to be shared between threads: it remembers what the classifier said, by the title that it was told.
    """

    page: Page
    document: Document
    facts: Metadata
    language: Language
    traits: Traits
    survey: Known = NOTHING_KNOWN
    _content: tuple[str | None, Judge, MainContent] | None = None

    def content(self, title: str | None, judge: Judge) -> MainContent:
        """The main content, from memory where title and judge are as before."""
        if self._content is None or self._content[:2] != (title, judge):
            self._content = (title, judge, main_content.find(self.document, title, judge))
        return self._content[2]


def clean_page(page: Page, rulebook: Rulebook, judge: Judge = SHIPPED, survey: Known = NOTHING_KNOWN) -> Result:
    """The whole way of one page. Never raises on content; what cannot be cleaned says why in `status` and `reason`."""
    prepared = prepare(page, survey)
    return prepared if isinstance(prepared, Result) else clean_prepared(prepared, rulebook, judge)


def prepare(page: Page, survey: Known = NOTHING_KNOWN, limits: Limits = USUAL_LIMITS) -> Prepared | Result:
    """The page read, or the result of one that cannot be. survey: what is known of its site."""
    document = segment(page, limits)
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
    return _survey(page, document, survey)


def clean_prepared(prepared: Prepared, rulebook: Rulebook, judge: Judge = SHIPPED) -> Result:
    """The result of a page that was read, under the rules of `rulebook`; what `clean_page` gives."""
    document = prepared.document
    rules = rulebook.for_page(prepared.traits)
    facts = site_metadata.apply(document, rules, prepared.facts)
    site = Site(document, rules, facts, prepared.language, prepared.survey)
    if document.kind == "html":
        found = html_page.find(site, prepared.content(facts.title, judge))
    else:
        found = text_page.find(site)
    return _result(prepared.page, site, found, rulebook)


def _survey(page: Page, document: Document, survey: Known) -> Prepared:
    facts = Metadata()
    if document.kind == "html":
        head_facts = replace(document.head, bylines=document.head.bylines + beside_headline(document))
        facts = metadata.extract(head_facts, url=page.url, crawled=page.crawled)
    sample = max(document.texts, key=len, default="")
    if document.kind == "text" and len(sample) < 400:
        sample = " ".join(document.texts[:50])
    language = identify(sample, document.head.language or facts.page_language, _next_longest(document.texts))
    traits = Traits(
        page.url or facts.canonical_url,  # a saved page is its site's
        page.crawled,
        tuple(dict.fromkeys((*language.candidates, "en"))),
        (document.head.meta("generator") or "").lower(),
        document.tokens if document.kind == "html" else frozenset(),
    )
    return Prepared(page, document, facts, language, traits, survey)


def _next_longest(texts: list[str]) -> Iterator[str]:
    """The texts that come after the longest, sorted when they are asked for."""
    yield from sorted(texts, key=len, reverse=True)[1:LANGUAGE_TEXTS]


def _result(page: Page, site: Site, found: Found, rulebook: Rulebook) -> Result:
    document = site.document
    text, removals = cut(document, found.removals)
    moved = tuple(
        (r.field or r.label, document.text[r.start : r.end].strip()) for r in removals if r.action == "metadata"
    )
    facts = metadata.merge(site.facts, moved) if moved else site.facts
    sound = assess(document, text)
    return Result(
        page.id,
        text,
        sound.status,
        document.kind,
        page.url,
        removals,
        tuple(located(document, r) for r in sorted(found.observed, key=lambda r: (r.start, r.end, r.rule))),
        facts,
        site.language.code,
        found.confidence,
        tuple(dict.fromkeys((*_flags(document, found, removals, text), *sound.flags))),
        sound.code,
        sound.reason,
        found.page_type,
        found.page_type_confidence,
        document.text,
        document.charset,
        page.source,
        _digests(rulebook, removals),
        document,
        found.verdict,
        tuple(found.hits),
        page.crawled,
    )


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
    return tuple(flags)


def _digests(rulebook: Rulebook, removals: tuple[Removal, ...]) -> tuple[tuple[str, str], ...]:
    files = {removal.rule.rpartition("/")[0] for removal in removals}
    return tuple((file, digest) for file in sorted(files) if (digest := rulebook.digest_of(file)))
