"""Rule files of others cannot hold up a run: what may cost too much is refused, or not tried where it would."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from cleaner import Cleaner
from cleaner.errors import RuleError
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.codes import Code
from cleaner.rulebook.costs import affordable, has_depth, searches, steps, too_costly
from cleaner.rulebook.regexes import fault_of
from cleaner.rulebook.types import RuleFile

ORDINARY = (1_500, 30, 100)  # elements, depth, children of one
DEEP = (3_000, 300, 2_000)


@pytest.mark.parametrize(
    ("css", "count"),
    [("a", 0), ("a > b", 1), ("a:has(> b) c", 2), ("li:nth-child(2n + 1) a", 1), ("a[b='c d']", 0), ("a:is(b, c)", 0)],
)
def test_steps_are_counted_outside_quotes(css: str, count: int) -> None:
    assert count == steps(css)


def test_only_steps_that_look_at_all_ancestors_or_siblings_are_searches() -> None:
    assert (0, 1, 2, 1) == tuple(map(searches, ("a > b + c", "a > b c", "a b ~ c", "a:not(b c) > d")))


def test_has_depth_counts_has_within_has() -> None:
    assert (0, 1, 1, 2) == tuple(map(has_depth, ("a", "a:has(b)", "a:not(:has(b)):has(c)", "a:has(b:not(:has(c)))")))


@pytest.mark.parametrize(
    ("css", "code"),
    [
        (".a b c d", None),
        (".a b c d e", Code.SELECTOR_STEPS),
        (".a > b > c > d > e > f > g > h > i", None),
        (".a > b > c > d > e > f > g > h > i > j", Code.SELECTOR_STEPS),
        ("." + "a" * 499, None),
        ("." + "a" * 500, Code.SELECTOR_LENGTH),
        ("a:has(b:has(c))", Code.SELECTOR_HAS),
        ("a b c d, a b c d", None),
    ],
)
def test_a_selector_has_a_price(css: str, code: Code | None) -> None:
    found = too_costly(css)
    assert code == (found[0] if found else None)


@pytest.mark.parametrize("css", [".a b c d e", "a:has(b:has(c))", "." + "a" * 500])
def test_the_loader_refuses_what_lint_refuses(compiled: Callable[[str], RuleFile], css: str) -> None:
    with pytest.raises(RuleError) as caught:
        compiled(f"body: [{{id: a, css: '{css}'}}]")
    assert ("t.yml", 3) == (caught.value.problems[0].file, caught.value.problems[0].line)


@pytest.mark.parametrize(
    ("css", "ordinary", "deep"),
    [(".a b", True, True), (".a b c d", True, False), (".a ~ b", True, True), (".a ~ b ~ c", True, False)],
)
def test_what_may_take_seconds_depends_on_the_page(css: str, ordinary: bool, deep: bool) -> None:
    assert (ordinary, deep) == (affordable(css, ORDINARY), affordable(css, DEEP))


def test_a_selector_that_would_take_a_minute_is_not_tried_and_the_result_says_so(
    book: Callable[..., Rulebook],
) -> None:
    rule = "remove: [{id: r, why: x, label: nav, html: {css: '.zz div div p'}}]"
    loaded = book({"sites/a.yml": f"id: a\nmatch: {{hosts: [a.example]}}\n{rule}\n"})
    assert () == loaded.problems
    depth = 150
    page = "<div>" * depth + "<p>A sentence that is long enough to be prose, as all of them are.</p>" * 3_000
    began = time.perf_counter()
    result = Cleaner(loaded).clean(page + "</div>" * depth, url="https://a.example/x")
    assert time.perf_counter() - began < 30  # tried, it takes minutes; the page itself is large
    assert "slow_selector" in result.flags


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", r"(\PL{1,200}){1,200}", "a{5000}"])
def test_a_pattern_too_large_for_its_memory_is_refused_at_once(pattern: str) -> None:
    began = time.perf_counter()
    assert "counted repeats" in fault_of(pattern)
    assert time.perf_counter() - began < 5


def test_thousands_of_wrong_names_are_told_in_a_moment(book: Callable[..., Rulebook]) -> None:
    files = {f"sites/{n}.yml": f"id: s{n}\nuse: [wrong-{n}]\nmatch: {{hosts: [h{n}.example]}}\n" for n in range(400)}
    began = time.process_time()
    assert 400 == len(book(files).problems)
    assert time.process_time() - began < 5
