"""The way of an HTML page."""

from __future__ import annotations

from dataclasses import replace

from cleaner import claims
from cleaner.decide import Claim, decide
from cleaner.document import Document
from cleaner.found import Found, Site, blocks_of, note, of_site, text_claims, text_hits
from cleaner.model import Opinion
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Layer, Rule
from cleaner.stages import main_content, site_rules
from cleaner.view import View


def find(site: Site, opinion: Opinion) -> Found:
    """Selectors and text rules, main content, then the text stages over the blocks that may be body."""
    document, rules = site.document, site.rules
    content = main_content.find(document, site.facts.title, opinion)
    found = Found(confidence=content.confidence, page_type=content.page_type, verdict=content.verdict)
    kept = {block for block, keep in enumerate(content.keep) if keep}
    hits = site_rules.find_html(document, rules)
    pool: list[Claim] = []
    if body := _body(document, rules, hits):
        kept = body[1]
        pool += claims.from_body_rule(document, *body)
    else:
        pool += claims.from_main_content(content.dropped)
    hits += text_hits(View(document, range(len(document)), rules), kept, of_site(rules, wanted=True))
    hits += text_hits(View(document, sorted(kept), rules), kept, of_site(rules, wanted=False))
    weighed = claims.from_hits(document, hits, kept)
    pool += weighed.claims
    gone = blocks_of(document, decide(pool)) if weighed.claims else set(range(len(document))) - kept
    remaining = [block for block in range(len(document)) if block not in gone]
    view = View(document, remaining, rules, site.facts.title or "", site.facts.section or "")
    pool += text_claims(view, found.page_type)
    found.removals = list(decide(pool))
    if len(blocks_of(document, found.removals)) == len(document):
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
