"""What lint says of a rule file: each code with a file that earns it and one that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleaner.rulebook.lint import CHECKS, combinators, has_depth, lint
from cleaner.rulebook.types import RuleFile

Compile = Callable[[str], RuleFile]


def remove(html: str = "", text: str = "lines: A", extra: str = "why: x") -> str:
    forms = (f", html: {{css: '{html}'}}" if html else "") + (f", text: {{{text}}}" if text else "")
    return f"status: testing\nremove: [{{id: r, label: nav, {extra}{forms}}}]\n"


def phrases(regex: str) -> str:
    return f"status: testing\nphrases: [{{id: p, label: nav, why: x, tier: 3, regexes: ['{regex}']}}]\n"


TWO = "status: testing\nkeep:\n- {id: a, why: x, text: {lines: A}}\n- {id: %s, why: x, text: {lines: B}}\n"
STABLE = "remove: [{id: r, label: nav, why: x, text: {lines: A}}]\ntests: [{name: n, text: A, removed: {A: %s}}]\n"
PACK = "phrases: [{id: p, label: nav, why: x, tier: 3, lines: A}]\n"
TWINS = [
    ("no-why", remove(extra="known_risks: x"), remove()),
    ("no-why", "keep: [{id: k, text: {lines: A}}]", "keep: [{id: k, why: x, text: {lines: A}}]"),
    ("no-why", PACK.replace("why: x, ", ""), PACK),
    ("duplicate-id", TWO % "a", TWO % "b"),
    ("no-test", STABLE % "other", STABLE % "r"),
    ("no-test", PACK, PACK + "tests: [{name: n, text: A, removed: [A]}]"),
    ("no-twin", remove(".a", ""), remove(".a")),
    ("hashed-class", remove("p.dcr-iy9ec7"), remove("p.entry-content")),
    ("hashed-class", remove(".sc-bdVaJa"), remove(".css-grid")),
    ("hashed-class", remove(".Card_3hj2k"), remove(".photo123, .post-12345, .h5p-embed")),
    ("positional-path", remove("div:nth-child(3)"), remove("div:first-child")),
    ("positional-path", remove("body > div > p"), remove("body > div > p.a")),
    ("selector-length", remove("." + "a" * 500), remove("." + "a" * 499)),
    ("selector-combinators", remove("a b c d .e"), remove("a b c .d, e f g .h")),
    ("selector-has", remove("a:has(b:has(.c))"), remove("a:has(.b):has(.c)")),
    ("selector-pseudo", remove("a.b:hover"), remove("a.b:not(.c)")),
    ("selector-pseudo", remove("a.b::before"), remove('a[href^="x:y"]')),
    ("regex-ascii", phrases(r"\bété\b"), phrases(r"\bete\b")),
    ("regex-ascii", phrases(r"publié\b"), phrases(r"publié le \d+")),
    ("regex-ascii", phrases(r"قبل \d+"), phrases(r"قبل \pN+")),
    ("regex-unseen", phrases("l\u2019article"), phrases('l["\u2019]article')),
    ("regex-unseen", phrases("a  b"), phrases("a b")),
    ("regex-unseen", phrases("Straße"), phrases("État")),
]


@pytest.mark.parametrize(("code", "bad", "good"), TWINS)
def test_lint_flags_one_and_not_its_twin(compiled: Compile, code: str, bad: str, good: str) -> None:
    assert code in [problem.code for problem in lint(compiled(bad))]
    assert code not in [problem.code for problem in lint(compiled(good))]


def test_every_code_has_twins() -> None:
    assert {code for code, *_ in CHECKS} == {code for code, *_ in TWINS}


def test_a_problem_names_the_rules_place_and_its_severity(compiled: Compile) -> None:
    (problem,) = lint(compiled(remove(".a", "")))
    assert ("t.yml", 4, 10, "warning") == (problem.file, problem.line, problem.column, problem.severity)


@pytest.mark.parametrize(
    ("css", "count"),
    [("a", 0), ("a > b", 1), ("a:has(> b) c", 2), ("li:nth-child(2n + 1) a", 1), ("a[b='c d']", 0), ("a:is(b, c)", 0)],
)
def test_combinators_are_counted_outside_quotes(css: str, count: int) -> None:
    assert count == combinators(css)


def test_has_depth_counts_has_within_has() -> None:
    assert (0, 1, 1, 2) == tuple(map(has_depth, ("a", "a:has(b)", "a:not(:has(b)):has(c)", "a:has(b:not(:has(c)))")))
