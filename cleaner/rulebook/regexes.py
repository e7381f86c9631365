"""The one door to google-re2: linear time whatever the pattern, no lookaround, and ASCII-only classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

_MEMORY = 64 << 20  # bytes for one set's automaton; re2's 8 MB runs out at about 1,000 patterns with counted repeats
LETTERS = (
    r"a-z\x{aa}-\x{1fff}\x{2070}-\x{2fff}\x{3040}-\x{10ffff}"  # case is folded; blocks 2000 and 3000 are punctuation
)
_LETTERS = (r"\pL", r"\pM", r"\p{L}", r"\p{M}")
_PIECE = re.compile(r"\\p\{[^}]*\}|\\p.|\\.|.", re.S)
_CURES = (
    ("(?=", "lookahead"),
    ("(?!", "lookahead"),
    ("(?<=", "lookbehind"),
    ("(?<!", "lookbehind"),
    ("(?>", "atomic groups"),
)


def options() -> re2.Options:
    """Case folded, silent on standard error, enough memory for large sets."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = _MEMORY
    return chosen


def fault_of(pattern: str) -> str:
    """What is wrong with `pattern`, with a cure; "" where google-re2 takes it."""
    try:
        compiled = re2.compile(with_ranges(pattern), options())
    except re2.error as error:
        for sign, name in _CURES:
            if sign in pattern:
                return f"google-re2 has no {name}, {sign}...): write the pattern without"
        reason = error.args[0] if error.args else error
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return f"google-re2 does not take this pattern ({reason}): see https://github.com/google/re2/wiki/Syntax"
    return "this pattern matches the empty text, so every line: anchor or extend it" if compiled.search("") else ""


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


class PatternSet:
    """Many patterns in one automaton: one pass over a text whatever their number.

    re2's sets answer "no match" when their automaton runs out of memory; so each holds a pattern that always matches,
    and where that one is missing the patterns are tried one by one.
    """

    __slots__ = ("_parts",)

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._parts = tuple(_parts(patterns, 0))

    def hits(self, text: str) -> list[int]:
        """The positions of the patterns found in `text`, ascending."""
        found: list[int] = []
        for first, patterns, part in self._parts:
            matched = part.Match(text)
            if not matched:
                matched = [
                    at for at, pattern in enumerate(patterns) if re2.search(with_ranges(pattern), text, options())
                ]
            found += [first + at for at in matched if at < len(patterns)]
        return sorted(found)


def _parts(patterns: tuple[str, ...], first: int) -> Iterator[tuple[int, tuple[str, ...], re2.Set]]:
    """(position of the first, patterns, set): one set, or halves of halves where one would be too large."""
    part = re2.Set.SearchSet(options())
    for pattern in patterns:
        part.Add(with_ranges(pattern))
    part.Add("")
    try:
        part.Compile()
    except re2.error:
        if len(patterns) < 2:
            raise
        half = len(patterns) // 2
        yield from _parts(patterns[:half], first)
        yield from _parts(patterns[half:], first + half)
    else:
        yield first, patterns, part


def glob_pattern(globs: tuple[str, ...]) -> str:
    """One anchored pattern for path globs: `*` stays within a folder, `**` crosses, a final `/**` takes the folder too.

    >>> glob_pattern(("/news/**",))
    '^(?:/news(?:/.*)?)$'
    """
    return f"^(?:{'|'.join(map(_glob, globs))})$"


def _glob(glob: str) -> str:
    out, rest = "", glob
    while rest:
        if rest == "/**":
            return out + "(?:/.*)?"
        if rest.startswith("**/"):
            out, rest = out + "(?:.*/)?", rest[3:]
        elif rest.startswith("**"):
            out, rest = out + ".*", rest[2:]
        else:
            out, rest = out + {"*": "[^/]*", "?": "[^/]"}.get(rest[0], re.escape(rest[0])), rest[1:]
    return out


class PathGlobs:
    """Whether a path matches one of some globs."""

    __slots__ = ("_pattern",)

    def __init__(self, globs: tuple[str, ...]) -> None:
        compiler = re2.Options()
        compiler.log_errors = False
        compiler.dot_nl = True
        self._pattern = re2.compile(glob_pattern(globs), compiler)

    def match(self, path: str) -> bool:
        """True where `path` (from its first slash, without query) matches."""
        return self._pattern.search(path) is not None
