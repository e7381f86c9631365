"""What can be said against a regex or a phrase. One small function a code."""

from __future__ import annotations

import re

from cleaner.authoring.lint.source import Found, Source, Words
from cleaner.rulebook.regexes import fault_of, finds, matches_empty
from cleaner.textnorm import normalise

SHORT_PHRASE = 4  # letters and digits of a phrase below which it begins many lines

_ASCII_CLASS = re.compile(r"\\[bBwW][(?:]*[^\x00-\x7f]|[^\x00-\x7f][)?+*]*\\[bBwW]")
_OWN_DIGITS = re.compile("[\u0600-\u0dff]")  # Arabic to Sinhala: scripts whose digits \d does not know
_BRACKETS = re.compile(r"\[(?:\\.|[^\]\\])*\]")
_LITERAL = re.compile(r"\^([^\\^$.|?*+()\[\]{}]+)(\$?)")
_PATTERN_SIGN = re.compile(r"\\[bdswBDSW]|\.[*+]|\A\^|\S\$\Z|\[(?:\^|\w-\w)[^\]]*\]|\(\?[:=!<]|[)\]]\?")
_PROSE = (
    "the old ferry sailed again on monday, and the whole village came to the quay to see it",
    "nobody remembered who had paid for the paint; everybody agreed that it was far too green",
    "when the engineer brought out her maps, she said little and laid them upon the long table",
)
_CASELESS = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u3040-\u9fff\uac00-\ud7af]")


def regex_ascii(source: Source) -> Found:
    r"""`\bété\b` never matches: re2's word characters are ASCII."""
    for path, pattern in source.regexes:
        if trap := _ASCII_CLASS.search(pattern):
            yield path, rf'"{trap[0]}": \b and \w know ASCII letters only; use a phrase, or ^, $, spaces and \pL'
        elif r"\d" in pattern and _OWN_DIGITS.search(pattern):
            yield path, rf'"{pattern}": \d knows ASCII digits only; write \pN'


def regex_unseen(source: Source) -> Found:
    """Regexes see the normalised view, which has straight quotes and single spaces."""
    for path, pattern in source.regexes:
        if unseen := unseen_in(pattern):
            yield path, f'"{"".join(unseen)}" never stands in the normalised view: write {_seen(unseen)}'
        if "  " in _BRACKETS.sub("", pattern):
            yield path, f'"{pattern}" has two spaces on end, the normalised view never: write one'


def regex_plain(source: Source) -> Found:
    """A phrase says the same, is found faster, and bears quotes, spaces and soft hyphens of any kind."""
    for path, pattern in source.regexes:
        if (found := _LITERAL.fullmatch(pattern)) and (found[2] or found[1][-1].isalpha()):
            group = path[0] == "phrases"
            key = "lines" if found[2] else "prefixes" if group else "line_starts"
            yield path, f'"{pattern}" is no more than a phrase: write {key}: ["{found[1]}"]'


def regex_broad(source: Source) -> Found:
    """A pattern that takes any sentence takes the story."""
    for path, pattern in source.regexes:
        sound = not fault_of(pattern) and not matches_empty(pattern)
        if sound and all(finds(pattern, line) for line in _PROSE):
            yield path, f'"{pattern}" matches ordinary sentences: anchor it with ^ and $, and name the words'


def phrase_pattern(source: Source) -> Found:
    """Phrases are taken letter by letter."""
    for words in source.phrases:
        if found := _PATTERN_SIGN.search(words.text):
            key = "regexes" if words.entry.section == "phrases" else "regex"
            yield words.path, f'"{found[0]}" is taken as it stands, since phrases are no patterns: put it under {key}'


def phrase_broad(source: Source) -> Found:
    """Short beginnings begin many lines, and `cut_from` takes all that follows."""
    for words in source.phrases:
        if words.kind not in ("line_starts", "cut_from") or words.entry.section not in ("remove", "phrases"):
            continue
        if _is_short(words):
            cure = "add the words or the punctuation that follow"
            yield words.path, f'"{words.text}" begins lines of the story, too: {cure}'
        elif words.kind == "cut_from" and not words.where and " " not in words.text.strip():
            yield words.path, f'all that follows a line with "{words.text}" goes: add where: last-half'


def unseen_in(pattern: str) -> list[str]:
    """The characters of a pattern that the normalised view has not."""
    outside = _BRACKETS.sub("", pattern)
    return sorted({c for c in outside if not c.isascii() and c.lower() not in normalise(f"x{c}x")})


def as_seen(character: str) -> str:
    """What stands for `character` in the normalised view."""
    return normalise(f"x{character}x")[1:-1]


def _is_short(words: Words) -> bool:
    text = normalise(words.text)
    if _CASELESS.search(text) or words.text[-1:].isspace() or not text[-1:].isalnum():
        return False
    return sum(c.isalnum() for c in text) < SHORT_PHRASE


def _seen(unseen: list[str]) -> str:
    return ", ".join(f'"{as_seen(c)}"' for c in unseen)
