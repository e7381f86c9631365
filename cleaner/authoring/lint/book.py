"""What can be said against a rule file only beside the other files of its book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cleaner.errors import Problem
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.selectors import split_list
from cleaner.rulebook.types import Match, Phrase, Rule, RuleFile

_LONG_AGO = 730  # days since a window closed after which its rule is only in the way


def between(files: tuple[RuleFile, ...], book: Rulebook, today: date) -> Iterator[Problem]:
    """Problems of `files`, which stand in `book`. `today` is what windows are compared with."""
    packs = _Packs(book)
    used = {name for file in book.files for name in file.use}
    for file in files:
        yield from packs.shadowed(file)
        if file.match == Match() and file.id not in used and (file.rules or file.phrases):
            cure = "add match (hosts, languages, a fingerprint), or use it in another file"
            yield problem(file.place, Code.NEVER_ATTACHED, f'no page gets "{file.id}": {cure}')
        for rule in file.rules:
            until = rule.window.until
            if until and (today - until).days > _LONG_AGO and rule.status == "stable" and not file.tests:
                message = f"this rule ended on {until} and no test runs it: remove it, or test it with a crawled date"
                yield problem(rule.place, Code.ENDED, message)


class _Packs:
    """The selectors and phrases that packs bring to every page, or to the pages of a file that uses them."""

    def __init__(self, book: Rulebook) -> None:
        self._files = {file.id: file for file in book.files}
        self._always = tuple(file for file in book.files if file.match.always)
        self._known: dict[str, dict[str, str]] = {}

    def shadowed(self, file: RuleFile) -> Iterator[Problem]:
        """Rules of a site that say again what a pack says on the same pages."""
        if not file.match.hosts:
            return
        off = {rule for rule, _ in file.disable}
        packs = [pack for pack in (*self._always, *self._used(file)) if pack.id != file.id]
        for rule in file.rules:
            if rule.verb != "remove" or rule.window.since or rule.window.until:
                continue
            for what in _marks_of(rule):
                owners = (self._marks(pack).get(what) for pack in packs)
                owner = next((name for name in owners if name and name not in off), None)
                if owner and owner.rpartition("/")[0] not in off:
                    name = what.partition("\0")[2]
                    message = f'"{name}" is in {owner} already, which these pages get'
                    yield problem(rule.place, Code.SHADOWED, f"{message}: leave it out, or disable that one")

    def _used(self, file: RuleFile) -> Iterator[RuleFile]:
        return (self._files[name] for name in file.use if name in self._files)

    def _marks(self, pack: RuleFile) -> dict[str, str]:
        """Selector or phrase -> the rule of the pack that says it."""
        if pack.id not in self._known:
            rules = (rule for rule in pack.rules if rule.verb == "remove" and rule.status == "stable")
            known = {mark: rule.id for rule in rules for mark in _marks_of(rule)}
            known |= {mark: phrase.rule for phrase in pack.phrases if (mark := _mark_of(phrase))}
            self._known[pack.id] = known
        return self._known[pack.id]


def _marks_of(rule: Rule) -> Iterator[str]:
    if rule.html and not rule.html.climb:
        for css in rule.html.css:
            yield from (f"css\0{one}" for one in split_list(css))
    if rule.text and rule.text.where == "anywhere":
        yield from (f"line\0{line}" for line in rule.text.lines)
        yield from (f"prefix\0{start}" for start in rule.text.line_starts)


def _mark_of(phrase: Phrase) -> str:
    """A phrase that goes wherever it stands, as a rule's mark; "" for the others."""
    sure = phrase.tier == "3" and phrase.status == "stable" and phrase.match != "regex"
    return f"{phrase.match}\0{phrase.text}" if sure else ""
