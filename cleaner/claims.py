"""From what the stages found to claims that `decide` can weigh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cleaner.decide import Claim
from cleaner.document import Document
from cleaner.model import Removal
from cleaner.rulebook.types import Hit, Layer, Rule
from cleaner.stages import copies
from cleaner.view import Finding, View

WARN_SHARE = 25  # per cent of the body's characters that one rule takes before the page is flagged (rules.md)
RUBY_RULE = "heuristic/ruby"
_HEURISTIC = "heuristic/"
_MAIN, _ZONE, _EXACT, _KEEP = range(4)


@dataclass(slots=True)
class Weighed:
    """Claims that take part, and removals that are only observed, each with the flags they raise."""

    claims: list[Claim] = field(default_factory=list)
    observed: list[Removal] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


def from_hits(document: Document, hits: Iterable[Hit], body: set[int]) -> Weighed:
    """Claims of `keep` and `remove` rules. `body`: the blocks that count as body for the guard.

    A rule under test, and one that would take more of the body than it may, is observed and not applied.
    """
    by_rule: dict[str, list[Hit]] = {}
    for hit in hits:
        by_rule.setdefault(hit.rule.id, []).append(hit)
    out = Weighed()
    size = sum(len(document.texts[block]) for block in body) or 1
    for group in by_rule.values():
        rule = group[0].rule
        if rule.verb not in ("keep", "remove"):
            continue
        if rule.verb == "keep":
            keeping = group if rule.status != "testing" else []
            out.claims.extend(Claim(hit.start, hit.end, rule.layer, _KEEP, rule.id) for hit in keeping)
            continue
        removals = [_removal(hit) for hit in group]
        share = 100 * _overlap(document, group, body) / size
        if rule.status == "testing":
            out.observed.extend(replace(r, reason=f"not applied, the rule is under test: {r.reason}") for r in removals)
        elif share > rule.max_body_share:
            why = f"not applied, it would take {share:.0f} % of the body (at most {rule.max_body_share} %)"
            out.observed.extend(replace(r, reason=f"{why}: {r.reason}") for r in removals)
            out.flags.append("guard_blocked")
        else:
            if share > WARN_SHARE:
                out.flags.append("large_removal")
            out.claims.extend(Claim(r.start, r.end, rule.layer, _EXACT, rule.id, r) for r in removals)
    return out


def _removal(hit: Hit) -> Removal:
    rule = hit.rule
    return Removal(
        hit.start,
        hit.end,
        rule.label,
        rule.id,
        "site_rules",
        rule.why,
        rule.action,
        rule.field,
        evidence=(hit.evidence,),
    )


def _overlap(document: Document, hits: Iterable[Hit], body: set[int]) -> int:
    blocks: set[int] = set()
    partial = 0
    for hit in hits:
        first, last = document.block_at(hit.start), document.block_at(hit.end - 1)
        if first == last and hit.end - hit.start < len(document.texts[first]):
            partial += hit.end - hit.start if first in body else 0
        else:
            blocks.update(range(first, last + 1))
    return partial + sum(len(document.texts[block]) for block in blocks & body)


def from_findings(view: View, stage: str, findings: Iterable[Finding]) -> list[Claim]:
    """Claims of a text stage: a pack's phrase ranks as a pack, the code's own logic as a heuristic."""
    claims = []
    for finding in findings:
        start, end = view.span(finding.item)
        layer = Layer.HEURISTIC if finding.rule.startswith(_HEURISTIC) else Layer.PACK
        removal = Removal(
            start,
            end,
            finding.label,
            finding.rule,
            stage,
            finding.reason,
            finding.action,
            finding.field,
            evidence=finding.evidence,
        )
        claims.append(Claim(start, end, layer, _ZONE, finding.rule, removal))
    return claims


def from_copies(view: View, items: Iterable[int]) -> list[Claim]:
    """Keep votes for prose that copies of the story share: stronger than any heuristic, weaker than any rule."""
    return [Claim(*view.span(item), Layer.HEURISTIC, _KEEP, copies.RULE) for item in items]


def keep(document: Document, blocks: Iterable[int], rule: str) -> list[Claim]:
    """Keep votes of a heuristic for whole blocks."""
    return [Claim(document.starts[b], document.end(b), Layer.HEURISTIC, _KEEP, rule) for b in blocks]


def from_body_rule(document: Document, rule: Rule, inside: set[int]) -> list[Claim]:
    """Everything outside the body that a site's `body` rule names."""
    claims = []
    for first, stop in runs(sorted(set(range(len(document))) - inside)):
        start, end = document.block_span(first, stop)
        removal = Removal(start, end, "nav", rule.id, "site_rules", f"Outside the article body: {rule.why}")
        claims.append(Claim(start, end, rule.layer, _MAIN, rule.id, removal))
    return claims


def from_readings(document: Document, body: Iterable[int]) -> list[Claim]:
    """What tells how the signs of the body are read (`rt` of ruby): in a line with them it would be said twice."""
    why = "Tells how the signs before it are read"
    return [
        Claim(start, end, Layer.HEURISTIC, _MAIN, RUBY_RULE, Removal(start, end, "reading", RUBY_RULE, "readings", why))
        for start, end in document.readings(sorted(body))
    ]


def from_main_content(dropped: Iterable[tuple[int, int, Removal]]) -> list[Claim]:
    """Claims of the main content stage, given as (first block, stop block, removal)."""
    return [Claim(r.start, r.end, Layer.HEURISTIC, _MAIN, r.rule, r) for _, _, r in dropped]


def runs(blocks: list[int]) -> list[tuple[int, int]]:
    """Ascending block numbers as (first, stop) runs.

    >>> runs([1, 2, 5])
    [(1, 3), (5, 6)]
    """
    out: list[tuple[int, int]] = []
    for block in blocks:
        if out and out[-1][1] == block:
            out[-1] = (out[-1][0], block + 1)
        else:
            out.append((block, block + 1))
    return out
