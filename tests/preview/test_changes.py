"""What changed between two results."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.preview.changes import change, minus
from tests.preview.samples import page

Spans = list[tuple[int, int]]


def disjoint(cuts: list[int]) -> Spans:
    ordered = sorted(set(cuts))
    return list(zip(ordered[::2], ordered[1::2], strict=False))


def covered(spans: Spans) -> set[int]:
    return {point for start, end in spans for point in range(start, end)}


@given(st.lists(st.integers(0, 60), max_size=12), st.lists(st.integers(0, 60), max_size=12))
def test_what_one_set_of_spans_covers_and_the_other_does_not(one: list[int], other: list[int]) -> None:
    spans, others = disjoint(one), disjoint(other)
    assert covered(spans) - covered(others) == covered(list(minus(spans, others)))


def test_results_of_different_pages_have_no_difference(cleaner: Cleaner) -> None:
    one, other = (cleaner.clean(page(number)) for number in (1, 2))
    assert not change(0, one, other)


def test_the_same_result_has_no_difference(cleaner: Cleaner) -> None:
    result = cleaner.clean(page(1))
    assert (False, (0, 0)) == (bool(change(0, result, result)), change(0, result, result).sizes)
