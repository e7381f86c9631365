"""Everything that can be said against one file, whatever its state: YAML, keys and values, then what lint knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from cleaner.authoring.lint import duties, selectors, texts
from cleaner.authoring.lint.source import Found, Source
from cleaner.errors import Problem, RuleError
from cleaner.rulebook.codes import WARNINGS, Code, problem
from cleaner.rulebook.compile import validate
from cleaner.rulebook.events import BREAK, Path, read
from cleaner.rulebook.taxonomy import Taxonomy
from cleaner.rulebook.types import Place

Check = Callable[[Source], Found]

CHECKS: dict[Code, Check] = {
    Code.YAML_OTHER_TYPE: duties.other_type,
    Code.SAME_ID: duties.same_id,
    Code.UNKNOWN_TESTED: duties.unknown_tested,
    Code.SELECTOR_SYNTAX: selectors.syntax,
    Code.SELECTOR_MISREAD: selectors.misread,
    Code.SELECTOR_PSEUDO: selectors.pseudo,
    Code.SELECTOR_TAG: selectors.unknown_tag,
    Code.HASHED_CLASS: selectors.hashed_class,
    Code.POSITIONAL: selectors.positional,
    Code.BROAD_SELECTOR: selectors.broad,
    Code.REGEX_ASCII: texts.regex_ascii,
    Code.REGEX_UNSEEN: texts.regex_unseen,
    Code.REGEX_PLAIN: texts.regex_plain,
    Code.REGEX_BROAD: texts.regex_broad,
    Code.PHRASE_PATTERN: texts.phrase_pattern,
    Code.PHRASE_BROAD: texts.phrase_broad,
    Code.NO_WHY: duties.no_why,
    Code.NO_TEST: duties.no_test,
    Code.NO_KEPT_TEST: duties.no_kept_test,
    Code.NO_TWIN: duties.no_twin,
    Code.DUPLICATE: duties.duplicate,
    Code.KEPT_AGAIN: duties.kept_again,
    Code.WIDE_GUARD: duties.wide_guard,
}
_ALLOW = re.compile(r"#\s*allow(?P<all>-in-file)?:\s*(?P<codes>R\d{3}(?:\s*,\s*R\d{3})*)")


def examine(content: bytes, file: str, taxonomy: Taxonomy) -> tuple[Problem, ...]:
    """All problems of a rule file's bytes, in the order of their places. `file` is its name in messages.

    A later finding at the place of an earlier one is left out: a value that YAML cut short is no news to the schema.
    """
    parsed, faults = read(content, file)
    problems = list(faults)
    if parsed is None:
        return _sorted(problems)
    source = Source(parsed, content.decode("utf-8-sig", "replace"))
    try:
        validate(parsed, taxonomy)
    except RuleError as error:
        problems += _new(error.problems, problems)
    found = (problem(place_of(source, path), code, text) for code, path, text in checked(source))
    problems += _new(found, problems)
    return _sorted(allowed(problems, source.text))


def checked(source: Source) -> Iterator[tuple[Code, Path, str]]:
    """What the checks find, each with its path in the tree."""
    for code, check in CHECKS.items():
        for path, message in check(source):
            yield code, path, message


def place_of(source: Source, path: Path) -> Place:
    """The place of a finding's value, or of its key."""
    return source.parsed.place(path[:-1], of_key=True) if duties.is_key(path) else source.parsed.place(path)


def allowed(problems: Iterable[Problem], text: str) -> list[Problem]:
    """Without the warnings that a comment allows: `# allow: R083 why` behind the line or above it, `allow-in-file`
    anywhere. An error cannot be allowed."""
    if "allow" not in text:
        return list(problems)
    everywhere: set[str] = set()
    by_line: dict[int, set[str]] = {}
    for number, line in enumerate(BREAK.split(text), 1):
        if found := _ALLOW.search(line):
            codes = set(re.findall(r"R\d{3}", found["codes"]))
            if found["all"]:
                everywhere |= codes
            else:
                own = number + 1 if line.lstrip().startswith("#") else number
                by_line.setdefault(own, set()).update(codes)
    return [
        one for one in problems if one.code not in WARNINGS or one.code not in everywhere | by_line.get(one.line, set())
    ]


def _new(found: Iterable[Problem], known: list[Problem]) -> list[Problem]:
    taken = {(one.line, one.column) for one in known}
    return [one for one in found if (one.line, one.column) not in taken]


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.line, one.column, one.code, one.message)))
