"""Every case of the corpus gives what is recorded for it."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from tests.corpus.cases import Case, cases, labels_of

CASES = [pytest.param(case, id=case.name) for case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_the_body_differs_from_the_expected_one_where_that_is_known_and_nowhere_else(
    cleaner: Cleaner, case: Case
) -> None:
    assert case.known == case.difference(case.clean(cleaner))


@pytest.mark.parametrize("case", CASES)
def test_what_is_removed_carries_the_recorded_labels(cleaner: Cleaner, case: Case) -> None:
    assert case.labels == labels_of(case.clean(cleaner))


def test_the_corpus_is_as_wide_as_promised() -> None:
    every = cases()
    assert len([case for case in every if case.page.name == "page.html"]) >= 35
    assert len({case.facts["language"] for case in every}) >= 10
