"""What the two ways of a page share: what is known of it, what was found, and the stages that read lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from cleaner import claims
from cleaner.claims import Weighed
from cleaner.classifier import Verdict
from cleaner.decide import Claim
from cleaner.document import Document
from cleaner.language import Language
from cleaner.model import Metadata, Removal
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Hit, Layer, Rule
from cleaner.stages import (
    authors,
    copies,
    credits,
    enclosed,
    frame,
    frequency,
    head,
    next_story,
    orphans,
    phrases,
    pointers,
    repeats,
    sections,
    site_rules,
    tail,
    wins,
)
from cleaner.survey import NOTHING_KNOWN, Known
from cleaner.view import View, from_phrase

TEXT_STAGES = (
    ("frame", frame.find),
    ("next_story", next_story.find),
    ("hidden", enclosed.hidden),
    ("repeats", repeats.find),
    ("pull_quotes", repeats.pull_quotes),
    ("boxes", enclosed.boxes),
    ("footers", enclosed.footers),
    ("captions", enclosed.captions),
    ("head", head.find),
    ("sections", sections.find),
    ("frequency", frequency.find),
    ("authors", authors.find),
    ("tail", tail.find),
    ("pointers", pointers.find),
    ("phrases", phrases.find),
    ("orphans", orphans.find),
)

ARTICLE = "article"
SYNDICATED = "syndicated"
# On other types of page: all stages cost them 0.6 points of recall and gain nothing.
OTHER_STAGES = ("repeats", "tail", "pointers", "phrases")
ARTICLES = ("", ARTICLE)  # "": not told
CODED = (*ARTICLES, "documentation")  # types whose `pre` between paragraphs is text
REPEATING = ("documentation",)  # types that say a thing again under each entry


@dataclass(frozen=True)
class Site:
    """What the stages need to know of a page beside its blocks."""

    document: Document
    rules: RuleSet
    facts: Metadata
    language: Language
    survey: Known = NOTHING_KNOWN  # from a first pass over the dump, where there was one


@dataclass(slots=True)
class Found:
    """What a page's stages came to: disjoint removals in order, those not applied, flags and confidence."""

    removals: list[Removal] = field(default_factory=list)
    observed: list[Removal] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    confidence: float = 1.0
    page_type: str = ""
    page_type_confidence: float = 0.0
    verdict: Verdict | None = None
    hits: list[Hit] = field(default_factory=list)  # of all rules, before they are weighed


def of_site(rules: RuleSet, *, wanted: bool) -> tuple[Rule, ...]:
    """The text rules of the page's own site, which see all its blocks, or those of packs, which see the body alone."""
    every = (rule for rule in rules.remove + rules.keep if rule.text is not None)
    return tuple(rule for rule in every if (rule.layer > Layer.PACK) == wanted)


def text_hits(view: View, body: set[int], rules: tuple[Rule, ...]) -> list[Hit]:
    if not rules or not body:
        return []
    document = view.document
    return site_rules.find_text(view, rules, (document.starts[min(body)], document.end(max(body))))


def text_claims(view: View, page_type: str = "") -> list[Claim]:
    """The claims of the text stages for that type of page ("": unknown); each leaves alone what an earlier one took."""
    article = page_type in ("", ARTICLE)
    taken: set[int] = set()
    disabled = {entry.rule for entry in view.rules.disabled}
    out: list[Claim] = []
    for name, find in TEXT_STAGES:
        if article or (name in OTHER_STAGES and not (name == "repeats" and page_type in REPEATING)):
            findings = [f for f in find(view, frozenset(taken)) if f.item not in taken and f.rule not in disabled]
            taken.update(f.item for f in findings)
            out += claims.from_findings(view, name, findings)
    return out


def copy_claims(view: View, found: Found, body: Collection[int] | None = None) -> list[Claim]:
    """Keep votes for what copies of the story on other sites share. body: see `copies.find`."""
    if any(entry.rule == copies.RULE for entry in view.rules.disabled):
        return []
    kept = claims.from_copies(view, copies.find(view, body))
    if kept and SYNDICATED not in found.flags:
        found.flags.append(SYNDICATED)
    return kept


def credit_claims(site: Site, body: Collection[int], known: dict[int, str]) -> list[Claim]:
    """The credits of contributors right below `body`, the blocks that the classifier keeps. known: lines as in View."""
    if not (blocks := credits.places(site.document, body)):
        return []
    view = View(site.document, blocks, site.rules, known=known)
    disabled = {entry.rule for entry in site.rules.disabled}
    return claims.from_findings(view, "credits", [f for f in credits.find(view) if f.rule not in disabled])


def reading_claims(site: Site, body: Collection[int]) -> list[Claim]:
    """What tells how the signs of `body`, the blocks that the classifier keeps, are read."""
    if any(entry.rule == claims.RUBY_RULE for entry in site.rules.disabled):
        return []
    return claims.from_readings(site.document, body)


def win_claims(site: Site, found: Found, body: Collection[int]) -> list[Claim]:
    """Keep votes for what the classifier is known to drop. body: the blocks that it keeps."""
    if found.page_type not in CODED:
        return []
    disabled = {entry.rule for entry in site.rules.disabled}
    document, verdict = site.document, found.verdict
    votes = {wins.CODE_RULE: wins.code(document, verdict, body)}
    if found.page_type in ARTICLES:
        votes[wins.LEAD_RULE] = wins.leads(document, verdict, body, site.facts, site.language.code)
    return [
        claim for rule, blocks in votes.items() if rule not in disabled for claim in claims.keep(document, blocks, rule)
    ]


def spans_of(removals: Iterable[Removal]) -> Iterator[tuple[int, int]]:
    """(start, end) of each."""
    return ((removal.start, removal.end) for removal in removals)


def blocks_of(document: Document, spans: Iterable[tuple[int, int]]) -> set[int]:
    """The blocks that lie wholly within spans that are disjoint."""
    gone: set[int] = set()
    for start, end in spans:
        first, last = document.block_at(start), document.block_at(end - 1)
        first += first < 0 or document.starts[first] < start
        gone.update(range(first, last + (document.end(last) <= end)))
    return gone


def takes_all(document: Document, removals: Iterable[Removal]) -> bool:
    """Whether no block begins outside `removals`, which are disjoint and in order."""
    block = 0
    for removal in removals:
        if block < len(document) and document.starts[block] < removal.start:
            return False
        block = document.block_at(removal.end - 1) + 1
    return block >= len(document)


def note(found: Found, weighed: Weighed, view: View) -> None:
    found.observed += weighed.observed
    for item, hit in view.tested:
        tested = claims.from_findings(
            view, "phrases", [from_phrase(item, hit, "but not applied, the rule is under test")]
        )
        found.observed += [claim.removal for claim in tested if claim.removal]
    found.flags += weighed.flags
    if sections.candidates(view):
        found.flags.append("candidate_section")
