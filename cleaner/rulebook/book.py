"""The rule book: every rule file that could be read, and the choice of rules for a page."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from cleaner.errors import Problem
from cleaner.rulebook.attach import Attached, Attachments, Via
from cleaner.rulebook.files import folders, load_files, shipped_folder
from cleaner.rulebook.phrases import PhraseIndex
from cleaner.rulebook.references import HEURISTICS
from cleaner.rulebook.ruleset import Chosen, Disabled, RuleSet, Shelf
from cleaner.rulebook.taxonomy import Taxonomy, load_taxonomy
from cleaner.rulebook.types import Layer, Phrase, Rule, RuleFile, RuleStatus, Traits

_MEMO = 512  # combinations of files kept; a crawl has one a host, language and widget mix, a rule set about 50 KB
_MOST_INDEXES = 32  # indexes of phrases kept, one a mix of languages; the automata of one grow to some 10 MB in use
_RUNNING: tuple[RuleStatus, ...] = ("stable", "testing")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The rules of one combination of files, and their rule sets by the dates between which they hold."""

    chosen: Chosen
    boundaries: tuple[date, ...]
    sets: dict[int, RuleSet] = field(default_factory=dict)

    def on(self, crawled: date | None) -> RuleSet:
        """The rule set for a crawl date; made once for each stretch of time."""
        window = -1 if crawled is None else bisect_right(self.boundaries, crawled)
        found = self.sets.get(window)
        if found is None:
            found = self.sets[window] = self.chosen.on(crawled)
        return found


class Rulebook:
    """All rule files of a run. Picklable; a worker that gets a copy builds its indexes anew."""

    def __init__(
        self, files: Iterable[RuleFile], problems: tuple[Problem, ...] = (), taxonomy: Taxonomy | None = None
    ) -> None:
        self.files = tuple(sorted(files, key=lambda file: file.id))
        self.problems = problems
        self.taxonomy = taxonomy or Taxonomy()
        self.digest = _digest(self.files)
        self._attachments = Attachments(self.files)
        self._positions = {file.id: position for position, file in enumerate(self.files)}
        self._indexes: dict[tuple[int, ...], PhraseIndex] = {}
        self._plans: dict[tuple[Attached, ...], _Plan] = {}
        self._named: dict[int, frozenset[str]] = {}
        self._running: dict[tuple[int, int, frozenset[str]], tuple[Rule, ...]] = {}
        self._shelf = Shelf()

    @classmethod
    def load(cls, user_rules: Path | None = None, site_rules: bool = True, *, shipped: Path | None = None) -> Rulebook:
        """The shipped rules and the user's folder (or single file). Bad files are set aside and named in `problems`.

        site_rules: False leaves out the shipped rules/sites. shipped: another folder in place of the shipped rules.
        Raises InputError where a folder is missing, RuleError where the taxonomy is broken.
        """
        shipped = shipped or shipped_folder()
        taxonomy = load_taxonomy(shipped / "taxonomy.yaml")
        files, problems = load_files(folders(shipped, user_rules, site_rules), taxonomy)
        return cls(files, problems, taxonomy)

    def __reduce__(self) -> tuple[type[Rulebook], tuple[tuple[RuleFile, ...], tuple[Problem, ...], Taxonomy]]:
        return Rulebook, (self.files, self.problems, self.taxonomy)

    def with_file(self, file: RuleFile | None, instead_of: str = "") -> Rulebook:
        """A book with `file` added, in place of the file with the id `instead_of` and of one with its own id.

        The indexes of all other files are shared, so that a rule file can be tried at each keystroke.
        """
        gone = {instead_of, file.id if file else ""}
        others = [other for other in self.files if other.id not in gone]
        book = Rulebook((*others, file) if file else others, self.problems, self.taxonomy)
        for key, index in self._indexes.items():
            names = [self.files[position].id for position in key]
            if gone.isdisjoint(names):
                book._indexes[tuple(book._positions[name] for name in names)] = index
        return book

    def for_page(self, traits: Traits) -> RuleSet:
        """The rules for a page. The same files and window give the same object, so stages may cache by it."""
        attached = self._attachments.of(traits)
        plan = self._plans.get(attached)
        if plan is None:
            while len(self._plans) >= _MEMO:
                del self._plans[next(iter(self._plans))]
            chosen = self._choose(attached)
            plan = self._plans[attached] = _Plan(chosen, chosen.boundaries)
        return plan.on(traits.crawled)

    def attaches(self, file: str, traits: Traits) -> bool:
        """Whether the file with that id is attached to a page, by itself or by `use`; cheaper than `for_page`."""
        position = self._positions.get(file)
        entries = self._with_used(self._attachments.of(traits)) if position is not None else ()
        return any(entry.position == position for entry in entries)

    def why_attached(self, file: str, traits: Traits) -> tuple[tuple[str, bool, str], ...]:
        """Why the file with that id is or is not among those of a page: (what was asked, holds, what was found)."""
        position = self._positions[file]
        attached = file in self.for_page(traits).files
        users = [other.id for other in self.files if file in other.use and other.id in self.for_page(traits).files]
        if users and attached:
            return (("attached", True, f"used by {', '.join(users)}"),)
        return tuple(self._attachments.clauses(position, traits))

    def digest_of(self, file: str) -> str | None:
        """The digest of the rule file with that id, as the log names it; None where there is none (heuristics)."""
        position = self._positions.get(file)
        return None if position is None else self.files[position].digest

    def _choose(self, attached: tuple[Attached, ...]) -> Chosen:
        entries = self._with_used(attached)
        off = self._disabled(entries)
        hidden = {entry.rule for entry in off}
        entries = tuple(entry for entry in entries if self.files[entry.position].id not in hidden)
        return Chosen(
            rules=tuple(rules for entry in entries if (rules := self._rules(entry, hidden))),
            phrases=self._index(tuple(entry.position for entry in entries), hidden),
            disabled=off,
            files=tuple(self.files[entry.position].id for entry in entries),
            shelf=self._shelf,
        )

    def _with_used(self, attached: tuple[Attached, ...]) -> tuple[Attached, ...]:
        """`attached` and the files they use, and those these use; a file that is used goes before other packs."""
        found = {entry.position: entry for entry in attached}
        todo = list(attached)
        while todo:
            for used in self.files[todo.pop().position].use:
                position = self._positions.get(used)
                if position is None:
                    continue
                entry = self._attachments.entry(position, Via.USE)
                if position not in found:
                    todo.append(entry)
                found[position] = min(entry, found.get(position, entry))
        return tuple(sorted(found.values()))

    def _disabled(self, entries: tuple[Attached, ...]) -> tuple[Disabled, ...]:
        """What the files switch off among themselves: a file reaches its own layer and those below."""
        layers = {name: entry.layer for entry in entries for name in self._names(entry.position)}
        found: dict[str, Disabled] = {}
        for entry in entries:
            file = self.files[entry.position]
            for rule, why in file.disable:
                if rule.startswith(HEURISTICS) or entry.layer <= layers.get(rule, -Layer.USER - 1):
                    found.setdefault(rule, Disabled(rule, why, file.id))
        return tuple(found.values())

    def _names(self, position: int) -> frozenset[str]:
        if position not in self._named:
            file = self.files[position]
            held = (*(rule.id for rule in file.rules), *(phrase.rule for phrase in file.phrases))
            self._named[position] = frozenset((file.id, *held))
        return self._named[position]

    def _rules(self, entry: Attached, hidden: set[str]) -> tuple[Rule, ...]:
        """The rules of a file that run, at the layer it has here, without `hidden` ones: the same objects for all
        pages."""
        off = frozenset(hidden & self._names(entry.position)) if hidden else _NONE
        key = entry.position, entry.layer, off
        if key not in self._running:
            layer = Layer(-entry.layer)
            rules = [r for r in self.files[entry.position].rules if r.status in _RUNNING and r.id not in off]
            self._running[key] = tuple(r if r.layer is layer else replace(r, layer=layer) for r in rules)
        return self._running[key]

    def _index(self, positions: tuple[int, ...], hidden: set[str]) -> PhraseIndex:
        """One index over the phrases of the files at `positions`; the same phrases give the same object."""
        key = tuple(position for position in positions if self.files[position].phrases)
        held = (phrase for position in key for phrase in self.files[position].phrases)
        off = hidden & self._phrase_rules
        if off:
            return PhraseIndex(tuple(phrase for phrase in held if _runs(phrase) and phrase.rule not in off))
        if key not in self._indexes:
            while len(self._indexes) >= _MOST_INDEXES:
                del self._indexes[next(iter(self._indexes))]
            self._indexes[key] = PhraseIndex(tuple(filter(_runs, held)))
        return self._indexes[key]

    @cached_property
    def _phrase_rules(self) -> frozenset[str]:
        return frozenset(phrase.rule for file in self.files for phrase in file.phrases)


def _runs(phrase: Phrase) -> bool:
    return phrase.status in _RUNNING


def _digest(files: tuple[RuleFile, ...]) -> str:
    """One digest for the book: which files at which layer with which bytes."""
    lines = (f"{file.layer.value} {file.id} {file.digest}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
