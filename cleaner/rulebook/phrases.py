"""Phrase lookup: which phrases of the packs a line carries. Lines come in the normalised view.

Cost of a line without a hit: about 1 µs in Python dictionaries, and about 5 µs for the regexes of all packs, in one
automaton.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property

from cleaner.rulebook.regexes import PatternSet, is_anchored
from cleaner.rulebook.types import Phrase

MAX_REGEX_LINE = 300  # code points; longer lines are prose: only regexes that begin with ^ are tried on them
_HEAD_LENGTHS = (8, 4, 2, 1)  # code points of a prefix by which it is looked up, the largest that it has
_TAIL = " :.。…»>→⇒►▶▸"  # what may trail a line phrase: "Read more:", "Comments (12)", "More →"
_QUOTED_TAIL = (' "', " '")  # closing guillemets in the normalised view
_TAIL_ENDS = frozenset((*_TAIL, '"', "'", ")"))
_UNSPACED = (  # scripts that write no spaces: a prefix may end anywhere in them
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x30FF),  # kana, iteration marks
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def bare_line(line: str) -> str:
    """`line` without what may trail a phrase: `:` `.` `…` `»` `>` arrows, and counts such as `(12)`.

    >>> bare_line("comments (12):")
    'comments'
    """
    while line[-1:] in _TAIL_ENDS:  # most lines end in a letter
        bare = line.rstrip(_TAIL)
        if bare.endswith(_QUOTED_TAIL):
            bare = bare[:-2]
        elif bare.endswith(")"):
            head, _, count = bare.rpartition("(")
            if count[:-1].replace(",", "").isdigit():
                bare = head
        if bare == line:
            break
        line = bare
    return line


def begins_with(line: str, prefix: str) -> bool:
    """Whether `line` begins with `prefix` and a word ends there, in scripts that have words: `by` is no prefix of
    `bypass`. A prefix that ends in a space or punctuation has its edge itself."""
    return line.startswith(prefix) and _edge(line, len(prefix))


def _edge(line: str, end: int) -> bool:
    if end >= len(line):
        return True
    return not (_in_word(line[end - 1]) and _in_word(line[end]))


def _in_word(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char == "_"
    code = ord(char)
    if any(first <= code <= last for first, last in _UNSPACED):
        return False
    return unicodedata.category(char)[0] in "LNM"


class PhraseIndex:
    """Phrases ready for lookup, strongest first. Immutable; its automaton is built at the first line.

    All packs of a page share one: a line pays once for a dictionary, once for an automaton, however many packs there
    are (three sets of regexes took twice the time of one).
    """

    def __init__(self, phrases: tuple[Phrase, ...] = ()) -> None:
        self.phrases = phrases

    def __reduce__(self) -> tuple[type[PhraseIndex], tuple[tuple[Phrase, ...]]]:
        return PhraseIndex, (self.phrases,)

    def __repr__(self) -> str:
        return f"PhraseIndex({len(self.phrases)} phrases)"

    def lookup(self, normalised: str) -> tuple[Phrase, ...]:
        """All phrases of a line in the normalised view, those of stronger packs first; within a pack those equal to it,
        then its prefixes, longest first, then regexes in file order. On lines of over 300 characters only regexes that
        begin with `^` are searched."""
        found = self._lines.get(normalised, ())
        if not found:
            found = self._lines.get(bare_line(normalised), ())
        heads, lengths = self._prefixes
        for length in lengths:
            bucket = heads.get(normalised[:length])
            if bucket:
                found += tuple(phrase for phrase in bucket if begins_with(normalised, phrase.text))
        if self._regexes:
            found += self._searched(normalised)
        return found if len(found) < 2 else self._ranked(found)

    def _ranked(self, found: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
        packs = self._packs
        return tuple(sorted(found, key=lambda phrase: packs[phrase.rule.rpartition("/")[0]]))

    def _searched(self, line: str) -> tuple[Phrase, ...]:
        found = [self._regexes[hit] for hit in self._automata.hits(line)]
        if len(line) > MAX_REGEX_LINE:  # a second set of automata, for long lines, took as long to build as the first
            return tuple(phrase for phrase in found if is_anchored(phrase.text))
        return tuple(found)

    @cached_property
    def _packs(self) -> dict[str, int]:
        """The packs by rank, the strongest 0."""
        names = dict.fromkeys(phrase.rule.rpartition("/")[0] for phrase in self.phrases)
        return {name: rank for rank, name in enumerate(names)}

    @cached_property
    def _lines(self) -> dict[str, tuple[Phrase, ...]]:
        return _grouped((phrase.text, phrase) for phrase in self.phrases if phrase.match == "line")

    @cached_property
    def _prefixes(self) -> tuple[dict[str, tuple[Phrase, ...]], tuple[int, ...]]:
        """The prefixes by their first 8, 4, 2 or 1 characters, and which of these lengths occur, longest first."""
        prefixes = sorted((p for p in self.phrases if p.match == "prefix"), key=lambda p: -len(p.text))
        heads = _grouped((phrase.text[: _head_length(phrase.text)], phrase) for phrase in prefixes)
        return heads, tuple(sorted({len(head) for head in heads}, reverse=True))

    @cached_property
    def _regexes(self) -> tuple[Phrase, ...]:
        return tuple(phrase for phrase in self.phrases if phrase.match == "regex")

    @cached_property
    def _automata(self) -> PatternSet:
        return PatternSet(tuple(phrase.text for phrase in self._regexes))


def _head_length(text: str) -> int:
    return next(length for length in _HEAD_LENGTHS if length <= len(text))


def _grouped(pairs: Iterable[tuple[str, Phrase]]) -> dict[str, tuple[Phrase, ...]]:
    groups: dict[str, list[Phrase]] = {}
    for key, phrase in pairs:
        groups.setdefault(key, []).append(phrase)
    return {key: tuple(group) for key, group in groups.items()}
