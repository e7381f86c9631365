"""The way of an HTML page."""

from __future__ import annotations

from dataclasses import replace

from cleaner import claims
from cleaner.decide import Claim, decide, removed_spans
from cleaner.document import Document
from cleaner.found import (
    Found,
    Site,
    blocks_of,
    copy_claims,
    credit_claims,
    note,
    of_site,
    reading_claims,
    takes_all,
    text_claims,
    text_hits,
    win_claims,
)
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Hit, Layer, Rule
from cleaner.stages import authors, site_rules
from cleaner.stages.main_content import MainContent
from cleaner.view import View

LEAST_BODY = 0.1  # share of the classifier's body that a rule's body holds; where rules were right, .6 or more


def find(site: Site, content: MainContent) -> Found:
    """Selectors and text rules, main content, then the text stages over the blocks that may be body."""
    document, rules = site.document, site.rules
    found = Found(confidence=content.confidence, page_type=content.page_type, verdict=content.verdict)
    found.page_type_confidence = content.page_type_confidence
    kept = {block for block, keep in enumerate(content.keep) if keep}
    hits = site_rules.find_html(document, rules)
    pool: list[Claim] = []
    if body := _body(document, rules, hits, kept):
        kept = body[1]
        pool += claims.from_body_rule(document, *body)
    else:
        found.flags += ["body_missed"] * any(rule.status != "testing" for rule in rules.body)
        pool += claims.from_main_content(content.dropped)
    lines: dict[int, str] = {}
    hits += text_hits(View(document, range(len(document)), rules, known=lines), kept, of_site(rules, wanted=True))
    hits += text_hits(View(document, sorted(kept), rules, known=lines), kept, of_site(rules, wanted=False))
    found.hits = hits
    found.flags += ["slow_selector"] * bool(site_rules.too_slow(document, rules))
    weighed = claims.from_hits(document, hits, kept)
    pool += weighed.claims
    every = View(document, range(len(document)), rules, known=lines, survey=site.survey)
    shared = copy_claims(every, found, kept) + win_claims(site, found, kept)
    pool += shared
    gone = blocks_of(document, removed_spans(pool)) if weighed.claims or shared else set(range(len(document))) - kept
    remaining = [block for block in range(len(document)) if block not in gone]
    facts = site.facts
    view = View(
        document, remaining, rules, facts.title or "", facts.section or "", lines, site.survey, authors.persons(facts)
    )
    pool += text_claims(view, found.page_type) + credit_claims(site, kept, lines) + reading_claims(site, kept)
    found.removals = list(decide(pool))
    if takes_all(document, found.removals):
        _refuse_empty(site, found, pool)
    note(found, weighed, view)
    return found


def _refuse_empty(site: Site, found: Found, pool: list[Claim]) -> None:
    """Never an empty body where the page had prose: only what a site's own rules say goes (architecture.md, guards)."""
    if not any(View(site.document, range(len(site.document)), site.rules).prose):
        return
    found.observed += [replace(r, reason=f"not applied, nothing would be left: {r.reason}") for r in found.removals]
    found.removals = list(decide(claim for claim in pool if claim.layer > Layer.PACK))
    found.flags.append("refused_empty")
    found.confidence = 0.0


def _body(document: Document, rules: RuleSet, hits: list[Hit], kept: set[int]) -> tuple[Rule, set[int]] | None:
    """The first `body` rule that hits, with the blocks inside; `kept`: those that the classifier takes for the body.

    One that holds next to nothing of what the classifier keeps has hit something else, as rules do after a redesign.
    """
    size = sum(len(document.texts[block]) for block in kept)
    for rule in rules.body:
        if rule.status == "testing":
            continue
        inside = {
            block
            for hit in hits
            if hit.rule.id == rule.id
            for block in range(document.block_at(hit.start), document.block_at(hit.end - 1) + 1)
        }
        if inside and sum(len(document.texts[block]) for block in inside & kept) >= LEAST_BODY * size:
            return rule, inside
    return None
