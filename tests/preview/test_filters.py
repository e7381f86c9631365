"""Which pages the list shows."""

from __future__ import annotations

import pytest

from cleaner.preview.filters import Confidence, Filter, hosts, labels, select
from cleaner.preview.session import Session


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), [0, 1, 2, 3]),
        (Filter(words="ferry NUMBER 1"), [1]),
        (Filter(words="delta.example"), [3]),
        (Filter(words="zeppelin"), []),
        (Filter(host="quay.example"), [0, 1, 2]),
        (Filter(host="delta.example", words="boiler"), [3]),
        (Filter(label="weather"), []),
        (Filter(changed=True), [2]),
    ],
)
def test_all_conditions_hold_together(session: Session, wanted: Filter, expected: list[int]) -> None:
    assert expected == [page.number for page in select(session.pages, wanted, frozenset({2}))]


def test_a_label_chooses_the_pages_that_lost_something_by_it(session: Session) -> None:
    label = labels(session.pages)[0]
    assert select(session.pages, Filter(label=label))


def test_each_page_falls_into_one_class_of_confidence(session: Session) -> None:
    classes: tuple[Confidence, ...] = ("low", "middling", "high")
    found = [page.number for name in classes for page in select(session.pages, Filter(confidence=name))]
    assert [0, 1, 2, 3] == sorted(found)


def test_hosts_come_with_the_commonest_first(session: Session) -> None:
    assert ("quay.example", "delta.example") == hosts(session.pages)
