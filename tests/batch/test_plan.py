"""What the output of a run depends on, and how a difference is told."""

from __future__ import annotations

import pytest

from cleaner.batch.plan import Plan, refuse
from cleaner.errors import InputError
from cleaner.model import Lineage

UNKNOWN = "unknown"  # as it stands in plan.json
INPUTS = (("b.warc", "12"), ("a.warc", "34"))
LINEAGE = Lineage("1.2", "rules", (("second opinion", "never"),), INPUTS, (("lxml", "6"),))


def plan(**facts: str) -> Plan:
    return Plan(tuple(sorted((name.replace("_", " "), value) for name, value in facts.items())))


def test_a_plan_names_all_that_the_output_depends_on_and_the_order_of_the_inputs() -> None:
    assert (
        ("input a.warc", "34"),
        ("input b.warc", "12"),
        ("inputs", "['b.warc', 'a.warc']"),
        ("library lxml", "6"),
        ("option limit", "None"),
        ("option workers", "2"),
        ("rule book", "rules"),
        ("setting second opinion", "never"),
        ("version", "1.2"),
    ) == Plan.of(LINEAGE, {"workers": 2, "limit": None}).facts


def test_a_plan_comes_back_from_the_disk_as_it_went() -> None:
    made = Plan.of(LINEAGE, {"workers": 2})
    assert made == Plan.from_json(dict(reversed(made.to_json().items())))


@pytest.mark.parametrize("state", [{}, {"version": 3}])
def test_what_holds_no_fact_is_no_plan(state: dict[str, object]) -> None:
    assert Plan.from_json(state) is None


def test_only_an_input_of_unknown_content_makes_a_run_that_cannot_be_repeated() -> None:
    assert not Plan((("input -", UNKNOWN),)).repeatable
    assert Plan((("input a", "12"), ("version", UNKNOWN))).repeatable


def test_what_has_not_changed_is_not_told() -> None:
    assert "" == plan(version="1", rules="x").changes(plan(rules="x", version="1"))


def test_changes_are_told_by_name_in_their_order() -> None:
    before, now = plan(a="1", b="2", d="4"), plan(a="1", b="3", c="5")
    assert "b: 2 before, 3 now; c is new; d is gone" == now.changes(before)


@pytest.mark.parametrize("before", ["12", UNKNOWN, None])
def test_an_input_that_can_be_read_only_once_is_always_a_change(before: str | None) -> None:
    known = Plan((("input -", before),) if before else ())
    assert "input - can be read only once" == Plan((("input -", UNKNOWN),)).changes(known)


def test_a_digest_is_shown_by_its_first_24_characters() -> None:
    told = plan(a="x" * 24).changes(plan(a="y" * 25))
    assert f"a: {'y' * 24}… before, {'x' * 24} now" == told


def test_changes_are_refused_with_place_and_cure() -> None:
    refuse("out", "", "begin anew")
    with pytest.raises(InputError, match=r"^out, made differently: a is new; begin anew$"):
        refuse("out", "a is new", "begin anew")


def test_a_setting_that_was_not_given_is_called_none() -> None:
    assert "a: (none) before, x now" == plan(a="x").changes(plan(a=""))
