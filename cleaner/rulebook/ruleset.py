"""The rules of one page, in precedence order: what stages get from `Rulebook.for_page`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from cleaner.rulebook.phrases import PhraseIndex
from cleaner.rulebook.selectors import SimpleSelectors, joined, sort_selectors
from cleaner.rulebook.types import Rule, Window

_ALWAYS = Window()


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
class Sorted:
    """The rules of one file by verb, with their selectors: as in RuleSet, which is put together from these."""

    by_verb: dict[str, tuple[Rule, ...]]
    simple: SimpleSelectors
    complex: tuple[tuple[Rule, str], ...]

    @classmethod
    def of(cls, rules: tuple[Rule, ...]) -> Sorted:
        by_verb: dict[str, list[Rule]] = {}
        for rule in rules:
            by_verb.setdefault(rule.verb, []).append(rule)
        return cls({verb: tuple(held) for verb, held in by_verb.items()}, *sort_selectors(rules))


class Shelf:
    """Files sorted once, however many rule sets hold them: a book has hundreds of sets, and sorting one anew took 2 ms.

    The rules of a file are known by the identity of their tuple; each is held, so that no other gets its place in
    memory.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[Rule, ...], Sorted, bool]] = {}

    def of(self, rules: tuple[Rule, ...], crawled: date | None) -> Sorted:
        """Those of `rules` that hold on the day of the crawl."""
        found = self._known.get(id(rules))
        if found is None:
            dated = any(rule.window != _ALWAYS for rule in rules)
            found = self._known[id(rules)] = (rules, Sorted.of(rules), dated)
        _, every, dated = found
        return Sorted.of(tuple(rule for rule in rules if rule.window.holds(crawled))) if dated else every


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page's files come to before its crawl date is looked at: rules file by file, and phrases, best first."""

    rules: tuple[tuple[Rule, ...], ...]
    phrases: PhraseIndex
    disabled: tuple[Disabled, ...]
    files: tuple[str, ...]
    shelf: Shelf = field(default_factory=Shelf, compare=False, repr=False)

    @property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which a rule begins or ceases to hold, ascending: between two of them the rules are the same."""
        windows = self._windows
        days = {window.since for window in windows if window.since}
        days |= {window.until + timedelta(1) for window in windows if window.until and window.until < date.max}
        return tuple(sorted(days))

    @property
    def _windows(self) -> list[Window]:
        return [rule.window for file in self.rules for rule in file]

    def on(self, crawled: date | None) -> RuleSet:
        """The rule set for a crawl date; None tries every window."""
        files = [self.shelf.of(file, crawled) for file in self.rules]

        def verb(name: str) -> tuple[Rule, ...]:
            return tuple(rule for file in files for rule in file.by_verb.get(name, ()))

        return RuleSet(
            body=verb("body"),
            remove=verb("remove"),
            keep=verb("keep"),
            metadata=verb("metadata"),
            phrases=self.phrases,
            disabled=self.disabled,
            undated=crawled is None and any(window != _ALWAYS for window in self._windows),
            files=self.files,
            simple_selectors=joined(file.simple for file in files),
            complex=tuple(pair for file in files for pair in file.complex),
        )
