"""The narrowest change of a rule file that brings a text back, or takes one away, with the test that guards it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cleaner.authoring.candidates import Candidate, candidates
from cleaner.authoring.drafts import RuleDraft
from cleaner.authoring.labels import DEFAULT, label_of, rule_id
from cleaner.authoring.rulefile import free_id, with_disable, with_rule
from cleaner.authoring.study import Studied
from cleaner.authoring.twins import MAX_LINE, matched
from cleaner.errors import InputError
from cleaner.model import Removal
from cleaner.pipeline import clean_prepared
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import HtmlMatch, Layer, RuleFile, TextMatch
from cleaner.textnorm import normalise

START_WORDS = 6  # of a long paragraph, by which it is recognised
SHOWN = 40  # characters of the text in the reason of a rule
_BARE = frozenset("p div span section article main body li ul td tr table".split())


@dataclass(frozen=True, slots=True)
class Target:
    """The text that a user pointed at: a block of a page, and what took it (None: it was kept)."""

    page: int
    block: int
    removal: Removal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One way to do it. text: the rule file with it. what: the change in words. rule: the new one; None for a `disable`
    of the rules `off`. characters: that come back or go on all pages beside the block itself. blocks: of all pages that
    it speaks of."""

    kind: Literal["keep", "disable", "remove"]
    text: str
    what: str
    rule: RuleDraft | None = None
    off: tuple[str, ...] = ()
    characters: int = 0
    blocks: int = 0


def locate(pages: Sequence[Studied], text: str, *, removed: bool) -> Target:
    """The first block that holds `text` (compared in the normalised view) and was removed, or kept; else any that holds
    it. Raises InputError where no page has it."""
    wanted = normalise(text)
    found = [
        Target(number, block, _taken(page, block, text))
        for number, page in enumerate(pages)
        for block, norm in enumerate(page.norms)
        if wanted and wanted in norm
    ]
    if not found:
        names = ", ".join(page.name for page in pages[:3])
        cure = "give a part of one paragraph, as the page shows it"
        raise InputError(f'{names}: no block holds "{text}"; {cure}')
    return next((one for one in found if (one.removal is not None) == removed), found[0])


@dataclass(frozen=True, slots=True)
class Tuning:
    """A rule file under change. content: its text. book: all rules, with or without an older version of that file.

    label, why: of a new rule; "" takes what is likely.
    """

    pages: Sequence[Studied]
    target: Target
    content: str
    book: Rulebook
    label: str = ""
    why: str = ""

    def bring_back(self) -> tuple[Change, ...]:
        """The `keep` and `disable` that bring the text back, narrowest first; none where nothing does."""
        return self._ordered([*self._keeps(), *self._disables()], back=True)

    def take_away(self) -> tuple[Change, ...]:
        """The `remove` rules that take the text away, narrowest first."""
        return self._ordered(list(self._removes()), back=False)

    @property
    def page(self) -> Studied:
        return self.pages[self.target.page]

    @property
    def shown(self) -> str:
        """How the text begins."""
        text = " ".join(self.page.document.texts[self.target.block].split())
        return text if len(text) <= SHOWN else text[: text.rfind(" ", 0, SHOWN)].rstrip() + " …"

    def _keeps(self) -> Iterator[Change]:
        why = self.why or f'"{self.shown}" is part of the story'
        for css in self._selectors():
            yield self._with(RuleDraft(self._id(css), "keep", why, html=HtmlMatch((css,))), f"keep {css}")
        match = self._line()
        phrase = (match.lines or match.line_starts)[0]
        how = "the line" if match.lines else "lines that start with"
        yield self._with(RuleDraft(self._id(phrase), "keep", why, text=match), f'keep {how} "{phrase}"')

    def _disables(self) -> Iterator[Change]:
        removal = self.target.removal
        if removal is None:
            return
        text = self.content
        why = self.why or f'It takes "{self.shown}", which is part of the story'
        rules = tuple(dict.fromkeys((removal.rule, *removal.also)))
        for rule in rules:
            text = with_disable(text, rule, why)
            off = rules[: rules.index(rule) + 1]
            yield Change("disable", text, f"disable {', '.join(off)}", off=off)

    def _removes(self) -> Iterator[Change]:
        why = self.why or f'"{self.shown}" is no part of the story'
        line = self._line()
        twin = line if line.lines and not self.page.view.prose[self.target.block] else None
        for css in self._selectors():
            label = self.label or label_of((css,))
            draft = RuleDraft(self._id(css), why=why, label=label, html=HtmlMatch((css,)), text=twin)
            yield self._with(draft, f"remove {css}")
        for candidate in candidates(self.page.document, self.target.block):
            if candidate.kind != "css":
                draft = RuleDraft(
                    self._id(candidate.value), why=why, label=self.label or DEFAULT, text=_match(candidate)
                )
                yield self._with(draft, f'remove {candidate.kind.replace("_", " ")} "{candidate.value}"')

    def _selectors(self) -> list[str]:
        found = [one.value for one in candidates(self.page.document, self.target.block) if one.kind == "css"]
        return [css for css in found if css not in _BARE]

    def _line(self) -> TextMatch:
        text = " ".join(self.page.document.texts[self.target.block].split())
        if len(text) <= MAX_LINE:
            return TextMatch(lines=(text,))
        return TextMatch(line_starts=(" ".join(text.split(" ")[:START_WORDS]),))

    def _id(self, wanted: str) -> str:
        return free_id(self.content, rule_id(wanted, set()))

    def _with(self, rule: RuleDraft, what: str) -> Change:
        kind: Literal["keep", "remove"] = "keep" if rule.verb == "keep" else "remove"
        return Change(kind, with_rule(self.content, rule), what, rule)

    def _ordered(self, changes: Sequence[Change], *, back: bool) -> tuple[Change, ...]:
        """Those that do what is wanted, with their effect; least effect beside it first."""
        weighed = [one for change in self._distinct(changes) if (one := self._weighed(change, back=back)) is not None]
        order = {"keep": 0, "remove": 0, "disable": 1}
        return tuple(sorted(weighed, key=lambda one: (one.characters, one.blocks, order[one.kind])))

    def _distinct(self, changes: Sequence[Change]) -> list[Change]:
        """Of several selectors for the same blocks the shortest."""
        found: dict[object, Change] = {}
        for change in sorted(changes, key=lambda change: len(change.what)):
            rule = change.rule
            about = tuple(blocks_of(page, rule) for page in self.pages) if rule and rule.html else change.what
            found.setdefault(about, change)
        return list(found.values())

    def _weighed(self, change: Change, *, back: bool) -> Change | None:
        book = with_file(self.book, change.text)
        characters = blocks = 0
        for number, page in enumerate(self.pages):
            now = clean_prepared(page.prepared, book)
            own = self.target.block if number == self.target.page else -1
            if own >= 0 and _is_kept(now, page, own) != back:
                return None
            characters += _changed(page, now, self.page.norms[self.target.block])
            blocks += _spoken_of(page, change)
        return replace(change, characters=characters, blocks=blocks)


def with_file(book: Rulebook, text: str, shown: str = "rules.yml") -> Rulebook:
    """The book with the rule file `text`, which counts as stable, in place of one of its id. Raises RuleError."""
    file = stable(compile_file(text.encode("utf-8", "replace"), shown, Layer.USER, book.taxonomy))
    return Rulebook((*(other for other in book.files if other.id != file.id), file), (), book.taxonomy)


def stable(file: RuleFile) -> RuleFile:
    """The file with drafts and rules under test as if they were stable, to see what they do."""
    rules = tuple(
        replace(rule, status="stable") if rule.status in ("draft", "testing") else rule for rule in file.rules
    )
    return replace(file, status="stable", rules=rules)


def _match(candidate: Candidate) -> TextMatch:
    if candidate.kind == "heading":
        return TextMatch(heading=(candidate.value,))
    return (
        TextMatch(lines=(candidate.value,)) if candidate.kind == "line" else TextMatch(line_starts=(candidate.value,))
    )


def _taken(page: Studied, block: int, text: str) -> Removal | None:
    """What took the text, of which the block may be more."""
    document = page.document
    start, end = document.starts[block], document.end(block)
    at = document.text.find(text.strip(), start, end) if text.strip() else -1
    if at >= 0:
        start, end = at, at + len(text.strip())
    return next((one for one in page.result.removals if one.start < end and one.end > start), None)


def _is_kept(result: Result, page: Studied, block: int) -> bool:
    start, end = page.document.starts[block], page.document.end(block)
    return not any(one.start < end and one.end > start for one in result.removals)


def _kept_blocks(result: Result, page: Studied) -> set[int]:
    gone: set[int] = set()
    for removal in result.removals:
        gone.update(range(page.document.block_at(removal.start), page.document.block_at(removal.end - 1) + 1))
    return set(range(len(page.document))) - gone


def _changed(page: Studied, now: Result, wanted: str) -> int:
    """Characters of blocks that changed sides, those with the wanted text itself not counted."""
    both = _kept_blocks(page.result, page) ^ _kept_blocks(now, page)
    return sum(len(page.document.texts[block]) for block in both if page.norms[block] != wanted)


def blocks_of(page: Studied, rule: RuleDraft) -> tuple[int, ...]:
    """The blocks of `page` that a rule speaks of, by its selectors; by its text form where it has none."""
    spans = [span for css in rule.html.css for span in page.document.spans(css)] if rule.html else []
    if rule.html is None and rule.text is not None:
        spans = matched(page.view, rule.text)
    at = page.document.block_at
    return tuple(sorted({block for start, end in spans for block in range(max(0, at(start)), at(end - 1) + 1)}))


def _spoken_of(page: Studied, change: Change) -> int:
    if change.rule is not None:
        return len(blocks_of(page, change.rule))
    return sum(removal.rule in change.off for removal in page.result.removals)
