"""Why a rule matched on a page or did not, clause by clause: what the engine attached, what its matchers hit alone, and
what came of it when all were weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.document import Document
from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.pipeline import Prepared
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.costs import affordable
from cleaner.rulebook.fields import did_you_mean
from cleaner.rulebook.ruleset import RuleSet, only
from cleaner.rulebook.types import Hit, HtmlMatch, Layer, Place, Rule, RuleFile
from cleaner.stages.site_rules import find_html, find_text
from cleaner.view import View

Spans = tuple[tuple[int, int], ...]
_EXCERPT = 70  # characters of a hit that are shown
_STEP = re.compile(r"\s*[>+~]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a rule: its name, whether it holds, and what was found."""

    name: str
    holds: bool
    told: str


@dataclass(frozen=True, slots=True)
class Case:
    """A rule on a page: its clauses in the order in which they are asked, and what came of it, in a sentence."""

    rule: str
    place: Place
    clauses: tuple[Clause, ...]
    outcome: str
    took: bool

    @property
    def failed(self) -> Clause | None:
        """The first clause that does not hold."""
        return next((clause for clause in self.clauses if not clause.holds), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that was cleaned, and the book it was cleaned with."""

    prepared: Prepared
    result: Result
    book: Rulebook

    @property
    def rules(self) -> RuleSet:
        return self.book.for_page(self.prepared.traits)

    @property
    def document(self) -> Document:
        return self.prepared.document


def site_cases(asked: Asked, spans: Spans = ()) -> tuple[Case, ...]:
    """The rules of the page's own site and of the user, and for a text at `spans` whether they took that."""
    ids = {rule.id for rule in _running(asked.rules) if rule.layer > Layer.PACK and rule.verb != "metadata"}
    files = {rule.rpartition("/")[0] for rule in ids}
    wanted = [(file, rule) for file in asked.book.files if file.id in files for rule in file.rules]
    return tuple(_case(asked, file, rule, spans) for file, rule in wanted if rule.verb != "metadata")


def rule_cases(asked: Asked, name: str) -> tuple[Case, ...]:
    """The rule `name` (its full id, or the short one where only one file has it), or all rules of the file `name`.

    Raises InputError where there is none.
    """
    every = [(file, rule) for file in asked.book.files for rule in file.rules]
    found = [(file, rule) for file, rule in every if name in (rule.id, file.id)]
    alike = [(file, rule) for file, rule in every if rule.id.rpartition("/")[2] == name]
    here = {rule.id for rule in _running(asked.rules)}
    found = found or [(file, rule) for file, rule in alike if rule.id in here] or alike
    if len({file.id for file, _ in found}) > 1:
        raise InputError(f'several files have a rule "{name}": {", ".join(rule.id for _, rule in found[:8])}; name one')
    if found:
        return tuple(_case(asked, file, rule, ()) for file, rule in found)
    groups = [(file, phrase) for file in asked.book.files for phrase in file.phrases if phrase.rule == name]
    if groups:
        return (_group_case(asked, groups[0][0], name),)
    hint = (
        did_you_mean(name, tuple(rule.id for _, rule in every)) or "; `cleaner rules which URL` lists those of a page"
    )
    raise InputError(f'there is no rule "{name}"{hint}')


def _case(asked: Asked, file: RuleFile, rule: Rule, spans: Spans) -> Case:
    attached = next((held for held in _running(asked.rules) if held.id == rule.id), None)
    clauses = [*_conditions(asked, file, rule), *_matchers(asked, attached or rule, attached is not None)]
    hits = [hit for hit in asked.result.hits if hit.rule.id == rule.id]
    if spans:
        hits = [hit for hit in hits if any(hit.start < end and hit.end > start for start, end in spans)]
        matched = any(clause.holds for clause in clauses if clause.name in ("selector", "text"))
        if matched:
            clauses.append(Clause("this text", bool(hits), "among the hits" if hits else "not among the hits"))
    outcome, took = _outcome(asked, rule, hits)
    if spans and not hits:
        outcome, took = "no match", False
    if attached is None:
        outcome = "not tried on this page"
    return Case(rule.id, rule.place, tuple(clauses), outcome, took)


def _conditions(asked: Asked, file: RuleFile, rule: Rule) -> Iterator[Clause]:
    """Whether the rule runs on this page at all."""
    traits = asked.prepared.traits
    yield from (Clause(*clause) for clause in asked.book.why_attached(file.id, traits))
    for off in asked.rules.disabled:
        if off.rule in (rule.id, file.id):
            yield Clause("enabled", False, f"switched off by {off.by}: {off.why}")
    runs = rule.status in ("stable", "testing")
    told = {"testing": "testing: it is logged and cuts nothing", "stable": "stable"}
    yield Clause("status", runs, told.get(rule.status, f"{rule.status}: it does not run"))
    window = rule.window
    if window.since or window.until:
        day = traits.crawled
        span = f"from {window.since or 'ever'} until {window.until or 'ever'}"
        crawled = f"crawled {day}" if day else "no crawl date, so every window is tried"
        yield Clause("valid", window.holds(day), f"{span}; {crawled}")


def _matchers(asked: Asked, rule: Rule, runs: bool) -> Iterator[Clause]:
    """What each selector and matcher hits, each of them tried alone by the engine's own functions."""
    document = asked.document
    if rule.html is not None and document.kind == "html":
        for css in rule.html.css:
            yield _selector(document, rule, css)
    elif rule.html is not None:
        yield Clause("selector", False, "text input has no markup")
    if rule.text is not None:
        own = [hit for hit in asked.result.hits if hit.rule.id == rule.id and not hit.evidence.startswith("selector:")]
        yield _text(asked, rule, own, runs)


def _selector(document: Document, rule: Rule, css: str) -> Clause:
    assert rule.html is not None
    if not affordable(css, document.shape):
        return Clause("selector", False, f"{css}: not tried, it might take seconds on this page")
    hits = find_html(document, only(replace(rule, html=replace(rule.html, css=(css,)))))
    if hits:
        shown = short(document.text[hits[0].start : hits[0].end])
        return Clause("selector", True, f'{css}: {_count(len(hits), "hit")}, first "{shown}"')
    climb = rule.html.climb
    bare = find_html(document, only(replace(rule, html=HtmlMatch((css,))))) if climb else []
    if bare:
        return Clause("selector", False, f"{css}: {_count(len(bare), 'hit')}, but none within {climb}")
    return Clause("selector", False, f"{css}: 0 hits{_how_far(document, rule, css)}")


def _how_far(document: Document, rule: Rule, css: str) -> str:
    """The longest beginning of a selector that hits, so that its author sees which step fails."""
    ends = [found.start() for found in _STEP.finditer(css)] if not set("()[],\"'") & set(css) else []
    for end in reversed(ends):
        hits = find_html(document, only(replace(rule, html=HtmlMatch((css[:end],)))))
        if hits:
            return f"; {css[:end]} alone has {len(hits)}"
    return "; its first step has none" if ends else ""


def _text(asked: Asked, rule: Rule, hits: list[Hit], runs: bool) -> Clause:
    assert rule.text is not None
    if hits:
        return Clause("text", True, f"{_count(len(hits), 'hit')}, first by {hits[0].evidence}")
    view = View(asked.document, range(len(asked.document)), asked.rules)
    freed = replace(rule, text=replace(rule.text, where="anywhere"))
    anywhere = find_text(view, (freed,), (0, len(view.document.text)))
    if not anywhere:
        return Clause("text", False, "0 hits")
    first = f"{_count(len(anywhere), 'hit')} on the page, first by {anywhere[0].evidence}"
    if not runs:
        return Clause("text", True, first)
    if rule.text.where != "anywhere":
        return Clause("text", False, f"{first}, but none in the {rule.text.where} of the body")
    return Clause("text", False, f"{first}, but none in the body: rules of packs see only what main content left")


def _outcome(asked: Asked, rule: Rule, hits: list[Hit]) -> tuple[str, bool]:
    """What came of the rule's hits."""
    result = asked.result
    spans = [(hit.start, hit.end) for hit in hits]
    took = [r for r in result.removals if r.rule == rule.id and (not spans or _touches(r, spans))]
    if rule.verb in ("keep", "body"):
        return (f"{_count(len(hits), 'place')} of the page", True) if hits else ("no match", False)
    if took and (hits or not spans):
        return f"took {_count(len(took), 'span')}", True
    for removal in result.observed:
        if removal.rule == rule.id:
            return removal.reason, False
    if not hits:
        return "no match", False
    winners = [r.rule for r in result.removals if _touches(r, spans)]
    keepers = [h.rule.id for h in result.hits if h.rule.verb == "keep" and _touches(h, spans)]
    if keepers:
        return f"matched, but {keepers[0]} keeps it", False
    return (f"matched, but {winners[0]} went first", False) if winners else ("matched, but nothing went", False)


def _group_case(asked: Asked, file: RuleFile, name: str) -> Case:
    """A group of phrases of a pack."""
    phrases = [phrase for phrase in file.phrases if phrase.rule == name]
    clauses = [Clause(*clause) for clause in asked.book.why_attached(file.id, asked.prepared.traits)]
    view = View(asked.document, range(len(asked.document)), asked.rules)
    hits = [(item, hit) for item, found in enumerate(view.hits) for hit in found if hit.rule == name]
    told = f'{_count(len(hits), "line")}, first "{short(view.texts[hits[0][0]])}"' if hits else "0 lines"
    clauses.append(Clause("text", bool(hits), f"{told} (of {len(phrases)} phrases, tier {phrases[0].tier})"))
    took = [removal for removal in asked.result.removals if removal.rule == name]
    spans = [view.span(item) for item, _ in hits]
    winners = [removal.rule for removal in asked.result.removals if _touches(removal, spans)]
    outcome = "matched, but not where its tier cuts" if hits else "no match"
    outcome = f"matched, but {winners[0]} took it" if winners else outcome
    outcome = f"took {_count(len(took), 'span')}" if took else outcome
    return Case(name, phrases[0].place, tuple(clauses), outcome, bool(took))


def _running(rules: RuleSet) -> tuple[Rule, ...]:
    return (*rules.body, *rules.remove, *rules.keep, *rules.metadata)


def _touches(one: Removal | Hit, spans: list[tuple[int, int]]) -> bool:
    return any(one.start < end and one.end > start for start, end in spans)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def short(text: str) -> str:
    """`text` on one line, not longer than a message bears."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1] + "…"
