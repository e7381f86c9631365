"""The one door to google-re2: linear time whatever the pattern, no lookaround, and ASCII-only classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

_PATTERN_MEMORY = 8 << 20  # bytes for the automaton of one pattern: re2's default; the largest that ships needs 2 MB
_MEMORY = 64 << 20  # bytes for one set's automaton; re2's 8 MB runs out at about 1,000 patterns with counted repeats
LETTERS = (
    r"a-z\x{aa}-\x{1fff}\x{2070}-\x{2fff}\x{3040}-\x{10ffff}"  # case is folded; blocks 2000 and 3000 are punctuation
)
_COMPILED = 256  # patterns kept compiled while files are checked: each is asked several things in turn
_LITERAL = re.compile(r"[a-z0-9 ',-]+")
_LETTERS = (r"\pL", r"\pM", r"\p{L}", r"\p{M}")
_PIECE = re.compile(r"\\p\{[^}]*\}|\\p.|\\.|.", re.S)
_CURES = {
    "(?=": "lookahead",
    "(?!": "lookahead",
    "(?<=": "lookbehind",
    "(?<!": "lookbehind",
    "(?>": "atomic groups",
}
_PYTHON = (  # what other engines take, and what to write instead
    (r"\\[1-9]", "there are no references such as \\1; write the text out"),
    (r"\\Z", r"the end of the text is \z, or $"),
    (r"[*+?}]\+", "there are no possessive repeats such as ++; write one +"),
    (r"\\[hRXuG]", r"it knows \s, \x{200b} and \pL, not \h, \R, \X, \G or \u200b"),
)


TOO_LARGE = "counted repeats make this pattern too large: use + or *, or smaller counts"


def options(memory: int = 0) -> re2.Options:
    """Case folded, silent on standard error, enough memory for large sets."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = memory or _MEMORY
    return chosen


def fault_of(pattern: str) -> str:
    """What is wrong with `pattern`, with a cure; "" where google-re2 takes it."""
    try:
        _compiled(pattern)
    except re2.error as error:
        if sign := has_lookaround(pattern):
            return f"google-re2 has no {_CURES[sign]}, {sign}...): write the pattern without"
        if _is_large(error):
            return TOO_LARGE
        for python, cure in _PYTHON:
            if re.search(python, pattern):
                return f"google-re2 does not take this pattern: {cure}"
        reason = _reason(error)
        return f"google-re2 does not take this pattern ({reason}): see https://github.com/google/re2/wiki/Syntax"
    return ""


def _is_large(error: re2.error) -> bool:
    return "too large" in _reason(error) or "repetition size" in _reason(error)


def _reason(error: re2.error) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def has_lookaround(pattern: str) -> str:
    """The sign of the lookaround or atomic group in `pattern`, such as `(?=`; "" without one."""
    return next((sign for sign in _CURES if sign in pattern), "")


def matches_empty(pattern: str) -> bool:
    """Whether `pattern`, which google-re2 takes, is found in the empty text, and so in every line."""
    return finds(pattern, "")


def finds(pattern: str, text: str) -> bool:
    """Whether `pattern`, which google-re2 takes, is found in `text`."""
    return _compiled(pattern).search(text) is not None


def exact(pattern: str) -> Any:
    """`pattern` compiled so that case counts and `.` is any character, for what is no prose; it has `search`."""
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.dot_nl = True
    return re2.compile(pattern, chosen)


@lru_cache(maxsize=_COMPILED)
def _compiled(pattern: str) -> Any:
    return re2.compile(with_ranges(pattern), options(_PATTERN_MEMORY))


def with_ranges(pattern: str) -> str:
    r"""`pattern` with a few ranges for each `\pL` and `\pM`: all beyond ASCII but punctuation counts as letter or mark.

    re2 writes Unicode's 600 ranges out for each counted repeat: the shipped 570 patterns took 1.2 s to compile, 0.15 s
    so. A negated `\PL` or a negated class stays exact, since there the ranges would mean less than they say.

    >>> with_ranges(r"[\pL -]+:") == "[" + LETTERS + " -]+:"
    True
    """
    if "\\p" not in pattern:
        return pattern
    out: list[str] = []
    inside = negated = False
    for part in _PIECE.findall(pattern):
        if part == "[" and not inside:
            inside, negated = True, False
        elif part == "]":
            inside = False
        elif part == "^" and out and out[-1] == "[":
            negated = True
        elif part in _LETTERS and not (inside and negated):
            part = LETTERS if inside else f"[{LETTERS}]"
        out.append(part)
    return "".join(out)


def is_anchored(pattern: str) -> bool:
    """Whether a regex can match at the start of a line alone: it begins with `^` and has no `|` outside groups."""
    depth = 0
    escaped = False
    for char in pattern:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "|" and depth <= 0:
            return False
    return pattern.startswith(("^", "\\A"))


def literal_start(pattern: str) -> str:
    """How every line of the normalised view begins in which `pattern` is found, "" where that is not known.

    >>> literal_start("^click to (?:share|print)"), literal_start("^colou?r")
    ('click to ', 'colo')
    """
    if not pattern.startswith("^") or not is_anchored(pattern):
        return ""
    found = _LITERAL.match(pattern, 1)
    start = found.group() if found else ""
    return start[:-1] if pattern[1 + len(start) :].startswith(("?", "*", "{")) else start


class PatternSet:
    """Many patterns in up to three automata: one pass over a text for each, whatever their number.

    Automata are built state by state while texts come in, and two patterns that both go on for long, each its own way,
    need a state for each pair of theirs: `^.*` and `^.+` live through any text, a class at the start through many
    words. Apart from the others, which one look at the first letters rules out, they take a third of the time of one
    automaton for all. What is anchored is searched at the start alone, and given up with the last pattern that lives.

    re2's sets answer "no match" when their automaton runs out of memory; so each holds a pattern that always matches,
    and where that one is missing the patterns are tried one by one.
    """

    __slots__ = ("_parts",)

    def __init__(self, patterns: tuple[str, ...]) -> None:
        groups: dict[int, list[tuple[int, str]]] = {}
        for at, pattern in enumerate(patterns):
            groups.setdefault(_lives(pattern), []).append((at, pattern))
        self._parts = tuple(part for lives, group in groups.items() for part in _parts(tuple(group), lives != _LONG))

    def hits(self, text: str) -> list[int]:
        """The positions of the patterns found in `text`, ascending."""
        found: list[int] = []
        encoded = text.encode()
        for patterns, part in self._parts:
            matched = part.Match(encoded)
            if not matched:
                found += [at for at, pattern in patterns if re2.search(with_ranges(pattern), text, options())]
            elif len(matched) > 1:  # the one that always matches is among them
                found += [patterns[at][0] for at in matched if at < len(patterns)]
        return sorted(found)


_SHORT, _WORDS, _LONG = range(3)


def _lives(pattern: str) -> int:
    """For how long no text rules `pattern` out."""
    if not is_anchored(pattern) or pattern.startswith(("^.*", "^.+")):
        return _LONG
    return _WORDS if pattern.startswith("^[") else _SHORT


def _parts(
    patterns: tuple[tuple[int, str], ...], anchored: bool
) -> Iterator[tuple[tuple[tuple[int, str], ...], re2.Set]]:
    """((position, pattern) …, set): one set, or halves of halves where one would be too large."""
    part = re2.Set.MatchSet(options()) if anchored else re2.Set.SearchSet(options())
    for _, pattern in patterns:
        part.Add(with_ranges(pattern))
    part.Add("")
    try:
        part.Compile()
    except re2.error:
        if len(patterns) < 2:
            raise
        half = len(patterns) // 2
        yield from _parts(patterns[:half], anchored)
        yield from _parts(patterns[half:], anchored)
    else:
        yield patterns, part
