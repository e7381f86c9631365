"""The way of a text: passes over its lines until one finds nothing, so that cleaning a cleaned text removes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cleaner import claims
from cleaner.decide import decide
from cleaner.found import Found, Site, blocks_of, copy_claims, note, of_site, spans_of, text_claims, text_hits
from cleaner.model import AFTER, Removal
from cleaner.view import View

MAX_PASSES = 64  # over one text; each takes a line at least, real texts need two
MIN_PASSES = 2
MAX_LOOKS = 100_000  # lines looked at in all passes, about a second: thousands of bylines on end must not cost a minute
MAX_PROSE_SHARE = 0.6  # of the prose that heuristics may take without an anchor (architecture.md)


def find(site: Site) -> Found:
    """Passes over the lines that remain, until one finds nothing."""
    document = site.document
    found = Found()
    remaining = list(range(len(document)))
    before: tuple[str, ...] = ()
    known: dict[int, str] = {}
    text_rules = of_site(site.rules, wanted=True) + of_site(site.rules, wanted=False)
    for number in range(_passes(len(remaining))):
        view = View(document, remaining, site.rules, known=known, survey=site.survey)
        body = set(remaining)
        hits = text_hits(view, body, text_rules)
        found.hits += hits
        weighed = claims.from_hits(document, hits, body)
        pool = weighed.claims + text_claims(view) + copy_claims(view, found)
        removals = _guarded(view, decide(pool), found)
        if number == 0:
            note(found, weighed, view)
            found.confidence = _certainty(view, removals)
        if not removals:
            break
        found.removals += [_after(removal, before) for removal in removals]
        before = tuple(dict.fromkeys((*before, *(removal.rule for removal in removals))))
        gone = blocks_of(document, spans_of(removals))
        remaining = [block for block in remaining if block not in gone]
    found.removals.sort(key=lambda removal: removal.start)
    return found


def _passes(lines: int) -> int:
    return max(MIN_PASSES, min(MAX_PASSES, MAX_LOOKS // max(1, lines)))


def _after(removal: Removal, before: tuple[str, ...]) -> Removal:
    """A removal of a later pass names the rules of all passes before it, whose cuts made it possible (invariant 7)."""
    return replace(removal, evidence=(*removal.evidence, AFTER + ", ".join(before))) if before else removal


def _guarded(view: View, removals: tuple[Removal, ...], found: Found) -> list[Removal]:
    """The removals of a text that the guards let through; the others are observed."""
    prose = {view.span(item)[0]: len(view.texts[item]) for item, is_prose in enumerate(view.body_prose) if is_prose}
    loose = [r for r in removals if r.start in prose and r.rule.startswith("heuristic/") and not _anchored(r)]
    if sum(prose[r.start] for r in loose) > MAX_PROSE_SHARE * sum(prose.values()):
        _observe(found, loose, "too much prose would go")
        found.flags.append("large_removal")
        refused = {r.start for r in loose}  # removals are disjoint
        removals = tuple(r for r in removals if r.start not in refused)
    gone = blocks_of(view.document, spans_of(removals))
    if prose and all(block in gone for block in view.blocks):
        _observe(found, removals, "nothing would be left")
        found.flags.append("refused_empty")
        return []
    return list(removals)


def _observe(found: Found, refused: Iterable[Removal], why: str) -> None:
    """Note what was refused; once, though each pass finds it again."""
    known = {(removal.start, removal.rule) for removal in found.observed}
    found.observed += [
        replace(removal, reason=f"not applied, {why}: {removal.reason}")
        for removal in refused
        if (removal.start, removal.rule) not in known
    ]


def _anchored(removal: Removal) -> bool:
    return removal.label == "related_article"


def _certainty(view: View, removals: list[Removal]) -> float:
    """For a text: the share of the kept characters that no phrase of any tier claims."""
    gone = {removal.start for removal in removals}
    kept = [(len(view.texts[i]), bool(view.hits[i])) for i in range(len(view)) if view.span(i)[0] not in gone]
    total = sum(size for size, _ in kept)
    return 1.0 - sum(size for size, doubtful in kept if doubtful) / total if total else 0.0
