"""What can be said against a rule file from the file alone. One small function a code, listed in CHECKS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from cleaner.errors import Problem
from cleaner.rulebook.selectors import split_list
from cleaner.rulebook.types import Place, Rule, RuleFile
from cleaner.textnorm import normalise

MAX_SELECTOR = 500  # characters; rules.md: Lexbor can take seconds on long and deep selectors
MAX_COMBINATORS = 3
MAX_HAS_DEPTH = 1

Found: TypeAlias = Iterator[tuple[Place, str]]
Check: TypeAlias = tuple[str, Literal["error", "warning"], Callable[[RuleFile], Found]]

_PSEUDO = re.compile(r"(?<!\\)::?([a-zA-Z-]+)")
_KNOWN_PSEUDO = re.compile(
    r"(?:has|not|is|where|root|empty|any-link|link|checked|disabled|lexbor-contains"
    r"|(?:first|last|only)-(?:child|of-type)|nth-(?:last-)?(?:child|of-type))\Z"
)
_LITERALS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_ATTRIBUTES = re.compile(r"\[[^\]]*\]")
_NTH = re.compile(r":nth-[a-z-]+(?:\([^)]*\))?")
_COMBINATOR = re.compile(r"\s*[>+~]\s*|\s+")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_GENERATED = re.compile(r"(?:css|sc|jsx|dcr|emotion|svelte|styles?)-+(?=\w*[A-Z0-9])[A-Za-z0-9]{5,}\Z")
_ASCII_CLASS = re.compile(r"\\[bBwW][(?:]*[^\x00-\x7f]|[^\x00-\x7f][)?+*]*\\[bBwW]")
_OWN_DIGITS = re.compile("[\u0600-\u0dff]")  # Arabic to Sinhala: scripts whose digits \d does not know
_BRACKETS = re.compile(r"\[(?:\\.|[^\]\\])*\]")


def lint(file: RuleFile) -> tuple[Problem, ...]:
    """Everything the checks have against `file`, in the order of its lines."""
    found = [
        Problem(place.file, place.line, place.column, message, code, severity)
        for code, severity, check in CHECKS
        for place, message in check(file)
    ]
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column, problem.code, problem.message)))


def no_why(file: RuleFile) -> Found:
    """The log gives the reason of every removal."""
    for rule in file.rules:
        if rule.verb in ("remove", "keep") and not rule.why.strip():
            yield rule.place, f'"{_short(rule.id)}" has no reason: add why, the log shows it'
    for rule_id, place, why in _phrase_groups(file):
        if not why.strip():
            yield place, f'"{_short(rule_id)}" has no reason: add why, the log shows it'


def duplicate_id(file: RuleFile) -> Found:
    """Two rules of one id cannot be told apart in the log, nor disabled singly."""
    seen: dict[str, Place] = {}
    for rule_id, place in [(r.id, r.place) for r in file.rules] + [(i, p) for i, p, _ in _phrase_groups(file)]:
        if rule_id in seen:
            yield place, f'the id "{_short(rule_id)}" stands in line {seen[rule_id].line} too: rename one'
        seen.setdefault(rule_id, place)


def no_test(file: RuleFile) -> Found:
    """A stable rule is named by a test, as what removed a text; a stable pack of phrases has a test at all."""
    tested = {name for test in file.tests for _, name in test.removed}
    for rule in file.rules:
        if rule.verb == "remove" and rule.status == "stable" and _short(rule.id) not in tested:
            yield rule.place, f'no test names "{_short(rule.id)}" under removed: add one, or set the status to testing'
    if file.phrases and file.status == "stable" and not file.tests:
        yield file.place, "these phrases have no test: add one with a line that goes and one that stays"


def no_twin(file: RuleFile) -> Found:
    """Text input has no markup: a rule with selectors alone does nothing there."""
    for rule in file.rules:
        if rule.verb == "remove" and rule.html and not rule.text:
            yield rule.place, f'"{_short(rule.id)}" has no text form: text input keeps what this rule is about'


def hashed_class(file: RuleFile) -> Found:
    """Class names that a build tool made change with the next build."""
    for place, css in _selectors(file):
        for name in _CLASS.findall(_plain(css)):
            if _looks_hashed(name):
                yield place, f'".{name}" looks generated and will change: use a stable class, id or attribute'


def positional_path(file: RuleFile) -> Found:
    """Counting elements breaks when one is added."""
    for place, css in _selectors(file):
        plain = _plain(css)
        bare = plain.count(">") >= 2 and not set(".#[") & set(css)
        if _NTH.search(plain) or bare:
            yield place, f'"{css}" counts on the order of elements: name a class, id or attribute'


def selector_length(file: RuleFile) -> Found:
    """Long selectors cost seconds on large pages."""
    for place, css in _selectors(file):
        if len(css) > MAX_SELECTOR:
            yield place, f"this selector has {len(css)} characters, the limit is {MAX_SELECTOR}: split it into a list"


def selector_combinators(file: RuleFile) -> Found:
    """Six combinators can take seconds."""
    for place, css in _selectors(file):
        worst = max(map(combinators, split_list(css)))
        if worst > MAX_COMBINATORS:
            yield place, f'"{css}" has {worst} combinators, the limit is {MAX_COMBINATORS}: leave steps out'


def selector_has(file: RuleFile) -> Found:
    """`:has` within `:has` looks at every pair of elements."""
    for place, css in _selectors(file):
        if has_depth(css) > MAX_HAS_DEPTH:
            yield place, f'"{css}" has :has within :has: write it with climb instead'


def selector_pseudo(file: RuleFile) -> Found:
    """Lexbor takes a pseudo-class that it does not know as one that no element has."""
    for place, css in _selectors(file):
        for name in _PSEUDO.findall(_plain(css)):
            if not _KNOWN_PSEUDO.match(name.lower()):
                yield place, f'":{name}" matches nothing on a parsed page: leave it out'


def regex_ascii(file: RuleFile) -> Found:
    r"""`\bété\b` never matches: re2's word characters are ASCII."""
    for place, pattern in _regexes(file):
        if trap := _ASCII_CLASS.search(pattern):
            yield place, rf'"{trap[0]}": \b and \w know ASCII letters only; use a phrase, or ^, $, spaces and \pL'
        elif r"\d" in pattern and _OWN_DIGITS.search(pattern):
            yield place, rf'"{pattern}": \d knows ASCII digits only; write \pN'


def regex_unseen(file: RuleFile) -> Found:
    """Regexes see the normalised view, which has straight quotes and single spaces."""
    for place, pattern in _regexes(file):
        outside = _BRACKETS.sub("", pattern)
        unseen = sorted({c for c in outside if not c.isascii() and c.lower() not in normalise(f"x{c}x")})
        if unseen:
            yield place, f'"{"".join(unseen)}" never stands in the normalised view: write {_seen(unseen)}'
        if "  " in outside:
            yield place, f'"{pattern}" has two spaces on end, the normalised view never: write one'


CHECKS: tuple[Check, ...] = (
    ("no-why", "error", no_why),
    ("duplicate-id", "error", duplicate_id),
    ("no-test", "error", no_test),
    ("no-twin", "warning", no_twin),
    ("hashed-class", "warning", hashed_class),
    ("positional-path", "warning", positional_path),
    ("selector-length", "error", selector_length),
    ("selector-combinators", "error", selector_combinators),
    ("selector-has", "error", selector_has),
    ("selector-pseudo", "error", selector_pseudo),
    ("regex-ascii", "error", regex_ascii),
    ("regex-unseen", "error", regex_unseen),
)


def combinators(css: str) -> int:
    """How many steps a single selector takes, those inside `:has()` and `:not()` included.

    >>> combinators("article > div.a:has(> a[href*='x y']) p")
    3
    """
    plain = _NTH.sub(":nth", _plain(css)).strip()
    plain = re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", re.sub(r"\s*,\s*", ",", plain)))
    return len(_COMBINATOR.findall(plain))


def has_depth(css: str) -> int:
    """How deep `:has` stands within `:has`; 0 without one."""
    deepest = 0
    stack: list[bool] = []
    for opening in re.finditer(r"(:has)?\(|\)", _plain(css), re.IGNORECASE):
        if opening[0] == ")":
            del stack[-1:]
        else:
            stack.append(opening[1] is not None)
            deepest = max(deepest, sum(stack))
    return deepest


def _looks_hashed(name: str) -> bool:
    if _GENERATED.match(name):
        return True
    last = re.split(r"[-_]", name)[-1]
    mixed = any(c.isdigit() for c in last) and any(c.isalpha() for c in last)
    counted = re.fullmatch(r"[A-Za-z]+\d+|\d+[A-Za-z]+", last)  # photo12, 300px: named by people
    return len(last) >= 5 and mixed and not counted


def _plain(css: str) -> str:
    """The selector without what stands in quotes and brackets."""
    return _ATTRIBUTES.sub("[]", _LITERALS.sub("", css))


def _seen(unseen: list[str]) -> str:
    return ", ".join(f'"{normalise(f"x{c}x")[1:-1]}"' for c in unseen)


def _selectors(file: RuleFile) -> Iterator[tuple[Place, str]]:
    for rule in file.rules:
        for css in _selectors_of(rule):
            yield rule.place, css


def _selectors_of(rule: Rule) -> tuple[str, ...]:
    own = rule.html.css if rule.html else ()
    climb = (rule.html.climb,) if rule.html and rule.html.climb else ()
    return own + climb + tuple(source.css for source in rule.sources if source.css)


def _regexes(file: RuleFile) -> Iterator[tuple[Place, str]]:
    for rule in file.rules:
        for pattern in rule.text.regex if rule.text else ():
            yield rule.place, pattern
    for phrase in file.phrases:
        if phrase.match == "regex":
            yield phrase.place, phrase.text


def _phrase_groups(file: RuleFile) -> list[tuple[str, Place, str]]:
    return list(dict.fromkeys((phrase.rule, phrase.place, phrase.why) for phrase in file.phrases))


def _short(rule_id: str) -> str:
    return rule_id.rpartition("/")[2]
