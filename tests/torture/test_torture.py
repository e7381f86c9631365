"""The short form of the torture set: every case has the outcome it must have, none costs more than its limits."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.torture.__main__ import LIMITS, judge, names_of
from tests.torture.work import CASES

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers need pipes that can be waited for")


def test_no_two_cases_share_a_name() -> None:
    assert [] == [name for name, count in Counter(case.name for case in CASES).items() if count > 1]


@pytest.mark.slow
def test_each_case_of_the_short_torture_set_ends_as_it_must() -> None:
    verdicts = judge(names_of(short=True))
    assert {} == {verdict.name: verdict.wrong for verdict in verdicts if verdict.wrong}
    assert max(verdict.seconds for verdict in verdicts) < LIMITS.seconds
