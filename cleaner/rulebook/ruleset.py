"""The rules of one page, in precedence order: what stages get from `Rulebook.for_page`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from cleaner.rulebook.phrases import PhraseIndex
from cleaner.rulebook.selectors import Shelf, SimpleSelectors, sort_selectors
from cleaner.rulebook.types import Rule, Window


@dataclass(frozen=True, slots=True)
class Disabled:
    """A rule (or whole file) that a file attached to the page switched off."""

    rule: str  # full rule id, or a file id
    why: str
    by: str  # id of the file that says so


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RuleSet:
    """Rules by verb, each tuple in precedence order: user, exact host, wildcard host, packs; within a file as written.

    Rules of status `testing` are here and must cut nothing: only their log entries count. Drafts are not here.

    phrases: one index over all packs, same order. disabled: what was switched off and why. undated: the page has no
    crawl date although some rules depend on one, so every window was tried. files: ids of the rule files, in
    precedence order.
    simple_selectors: index of the html selectors of all verbs that class and id decide; complex: all others, as
    (rule, css). Metadata selectors are in neither: they stand in `Rule.sources`.

    Compared and hashed by identity, so that stages may keep what they compute from one, in a bounded or weak cache.
    """

    body: tuple[Rule, ...] = ()
    remove: tuple[Rule, ...] = ()
    keep: tuple[Rule, ...] = ()
    metadata: tuple[Rule, ...] = ()
    phrases: PhraseIndex = field(default_factory=PhraseIndex)
    disabled: tuple[Disabled, ...] = ()
    undated: bool = False
    files: tuple[str, ...] = ()
    simple_selectors: SimpleSelectors = field(default_factory=SimpleSelectors)
    complex: tuple[tuple[Rule, str], ...] = ()


def only(rule: Rule) -> RuleSet:
    """A rule set with nothing but the selectors of `rule`, to see what they hit."""
    simple, others = sort_selectors((rule,))
    return RuleSet(simple_selectors=simple, complex=others)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page's files come to before its crawl date is looked at: rules and phrases that run, best first."""

    rules: tuple[Rule, ...]
    phrases: PhraseIndex
    disabled: tuple[Disabled, ...]
    files: tuple[str, ...]
    shelf: Shelf = field(default_factory=Shelf, compare=False, repr=False)

    @property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which a rule begins or ceases to hold, ascending: between two of them the rules are the same."""
        windows = [rule.window for rule in self.rules]
        days = {window.since for window in windows if window.since}
        days |= {window.until + timedelta(1) for window in windows if window.until and window.until < date.max}
        return tuple(sorted(days))

    def on(self, crawled: date | None) -> RuleSet:
        """The rule set for a crawl date; None tries every window."""
        rules = tuple(rule for rule in self.rules if rule.window.holds(crawled))
        simple, others = sort_selectors(rules, self.shelf)
        return RuleSet(
            body=tuple(rule for rule in rules if rule.verb == "body"),
            remove=tuple(rule for rule in rules if rule.verb == "remove"),
            keep=tuple(rule for rule in rules if rule.verb == "keep"),
            metadata=tuple(rule for rule in rules if rule.verb == "metadata"),
            phrases=self.phrases,
            disabled=self.disabled,
            undated=crawled is None and any(rule.window != Window() for rule in rules),
            files=self.files,
            simple_selectors=simple,
            complex=others,
        )
