"""Page in, Result out: the file to read first.

Stages only report; `decide` chooses; `cut` cuts. An HTML page goes through selectors, main content and then the text
stages over the blocks that may be body; a text goes through the text stages until they find nothing more, so that
cleaning a cleaned text removes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cleaner import claims, metadata
from cleaner.claims import Weighed
from cleaner.cut import cut
from cleaner.decide import Claim, decide
from cleaner.document import Document, Refused, beside_headline, segment
from cleaner.language import Language, identify
from cleaner.model import Metadata, Opinion, Page, Removal, Status
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Layer, Rule, Traits
from cleaner.stages import head, main_content, phrases, pointers, sections, site_metadata, site_rules, tail
from cleaner.view import View, from_phrase

TEXT_STAGES = (
    ("head", head.find),
    ("sections", sections.find),
    ("tail", tail.find),
    ("pointers", pointers.find),
    ("phrases", phrases.find),
)
MAX_PASSES = 64  # over one text; each takes a line at least, real texts need two
MAX_PROSE_SHARE = 0.6  # of the prose that heuristics may take without an anchor (architecture.md)
LARGE_REMOVAL = 0.5  # share of the body's characters beyond which a page is flagged
BAD_ENCODING = 0.005  # share of U+FFFD above which a page is flagged
LOW_CONFIDENCE = 0.6  # of the main content, below which a page is flagged


@dataclass(frozen=True)
class Site:
    """What the stages need to know of a page beside its blocks."""

    document: Document
    rules: RuleSet
    facts: Metadata
    language: Language


@dataclass(slots=True)
class Found:
    """What a page's stages came to: disjoint removals in order, those not applied, flags and confidence."""

    removals: list[Removal] = field(default_factory=list)
    observed: list[Removal] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    confidence: float = 1.0
    page_type: str = ""


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
    found = _html(site, opinion) if document.kind == "html" else _lines(site)
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


def _html(site: Site, opinion: Opinion) -> Found:
    document, rules = site.document, site.rules
    content = main_content.find(document, site.facts.title, opinion)
    found = Found(confidence=content.confidence, page_type=content.page_type)
    kept = {block for block, keep in enumerate(content.keep) if keep}
    hits = site_rules.find_html(document, rules)
    pool: list[Claim] = []
    if body := _body(document, rules, hits):
        kept = body[1]
        pool += claims.from_body_rule(document, *body)
    else:
        pool += claims.from_main_content(content.dropped)
    hits += _text_hits(View(document, range(len(document)), rules), kept, _of_site(rules, wanted=True))
    hits += _text_hits(View(document, sorted(kept), rules), kept, _of_site(rules, wanted=False))
    weighed = claims.from_hits(document, hits, kept)
    pool += weighed.claims
    gone = _blocks(document, decide(pool)) if weighed.claims else set(range(len(document))) - kept
    remaining = [block for block in range(len(document)) if block not in gone]
    view = View(document, remaining, rules, site.facts.title or "", site.facts.section or "")
    pool += _text_claims(view)
    found.removals = list(decide(pool))
    _note(found, weighed, view)
    return found


def _of_site(rules: RuleSet, *, wanted: bool) -> tuple[Rule, ...]:
    """The text rules of the page's own site, which see all its blocks, or those of packs, which see the body alone."""
    every = (rule for rule in rules.remove + rules.keep if rule.text is not None)
    return tuple(rule for rule in every if (rule.layer > Layer.PACK) == wanted)


def _body(document: Document, rules: RuleSet, hits: list[site_rules.Hit]) -> tuple[Rule, set[int]] | None:
    """The first `body` rule that hits, with the blocks inside."""
    for rule in rules.body:
        inside = {
            block
            for hit in hits
            if hit.rule.id == rule.id
            for block in range(document.block_at(hit.start), document.block_at(hit.end - 1) + 1)
        }
        if inside:
            return rule, inside
    return None


def _text_hits(view: View, body: set[int], rules: tuple[Rule, ...]) -> list[site_rules.Hit]:
    if not rules or not body:
        return []
    document = view.document
    return site_rules.find_text(view, rules, (document.starts[min(body)], document.end(max(body))))


def _text_claims(view: View) -> list[Claim]:
    """The claims of all text stages; each leaves alone what an earlier one took."""
    taken: set[int] = set()
    disabled = {entry.rule for entry in view.rules.disabled}
    out: list[Claim] = []
    for name, find in TEXT_STAGES:
        findings = [f for f in find(view, frozenset(taken)) if f.item not in taken and f.rule not in disabled]
        taken.update(f.item for f in findings)
        out += claims.from_findings(view, name, findings)
    return out


def _lines(site: Site) -> Found:
    """Passes over the lines that remain, until one finds nothing."""
    document = site.document
    found = Found()
    remaining = list(range(len(document)))
    before: tuple[str, ...] = ()
    text_rules = _of_site(site.rules, wanted=True) + _of_site(site.rules, wanted=False)
    for number in range(MAX_PASSES):
        view = View(document, remaining, site.rules)
        body = set(remaining)
        weighed = claims.from_hits(document, _text_hits(view, body, text_rules), body)
        pool = weighed.claims + _text_claims(view)
        removals = _guarded(view, decide(pool), found)
        if number == 0:
            _note(found, weighed, view)
            found.confidence = _certainty(view, removals)
        if not removals:
            break
        found.removals += [_after(removal, before) for removal in removals]
        before = tuple(dict.fromkeys(removal.rule for removal in removals))
        gone = _blocks(document, removals)
        remaining = [block for block in remaining if block not in gone]
    found.removals.sort(key=lambda removal: removal.start)
    return found


def _after(removal: Removal, before: tuple[str, ...]) -> Removal:
    """A removal of a later pass names the rules whose cuts made it possible (invariant 7)."""
    return replace(removal, evidence=(*removal.evidence, "after: " + ", ".join(before))) if before else removal


def _guarded(view: View, removals: tuple[Removal, ...], found: Found) -> list[Removal]:
    """The removals of a text that the guards let through; the others are observed."""
    prose = {view.span(item)[0]: len(view.texts[item]) for item, is_prose in enumerate(view.body_prose) if is_prose}
    loose = [r for r in removals if r.start in prose and r.rule.startswith("heuristic/") and not _anchored(r)]
    if sum(prose[r.start] for r in loose) > MAX_PROSE_SHARE * sum(prose.values()):
        found.observed += [replace(r, reason=f"not applied, too much prose would go: {r.reason}") for r in loose]
        found.flags.append("large_removal")
        removals = tuple(r for r in removals if r not in loose)
    gone = _blocks(view.document, removals)
    if prose and all(block in gone for block in view.blocks):
        found.observed += [replace(r, reason=f"not applied, nothing would be left: {r.reason}") for r in removals]
        found.flags.append("refused_empty")
        return []
    return list(removals)


def _anchored(removal: Removal) -> bool:
    return removal.label == "related_article"


def _certainty(view: View, removals: list[Removal]) -> float:
    """For a text: the share of the kept characters that no phrase of any tier claims."""
    gone = {removal.start for removal in removals}
    kept = [(len(view.texts[i]), bool(view.hits[i])) for i in range(len(view)) if view.span(i)[0] not in gone]
    total = sum(size for size, _ in kept)
    return 1.0 - sum(size for size, doubtful in kept if doubtful) / total if total else 0.0


def _blocks(document: Document, removals: tuple[Removal, ...] | list[Removal]) -> set[int]:
    """The blocks that lie wholly within removals."""
    gone: set[int] = set()
    for removal in removals:
        first, last = document.block_at(removal.start), document.block_at(removal.end - 1)
        gone.update(
            b for b in range(first, last + 1) if removal.start <= document.starts[b] and document.end(b) <= removal.end
        )
    return gone


def _note(found: Found, weighed: Weighed, view: View) -> None:
    found.observed += weighed.observed
    for item, hit in view.tested:
        tested = claims.from_findings(
            view, "phrases", [from_phrase(item, hit, "but not applied, the rule is under test")]
        )
        found.observed += [claim.removal for claim in tested if claim.removal]
    found.flags += weighed.flags
    if sections.candidates(view):
        found.flags.append("candidate_section")


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
