"""Measured quality does not fall below what was reached before (tests/floors.json, raised by `make floors`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import floors

RECORDED = json.loads(floors.FLOORS.read_text("utf8"))


Figures = dict[str, float]


def below(measured: Figures, expected: Figures) -> dict[str, tuple[float, float]]:
    return {n: (measured[n], floor) for n, floor in expected.items() if not floors.holds(n, measured[n], floor)}


@pytest.mark.parametrize("split", RECORDED["shipped"])
def test_no_figure_of_the_shipped_model_is_below_its_floor(shared: Path, split: str) -> None:
    assert {} == below(floors.measure(split), RECORDED["shipped"][split])


@pytest.mark.parametrize("split", floors.KNOWN)
def test_no_cross_validated_figure_is_below_its_floor(shared: Path, split: str) -> None:
    measured = floors.cross_validated(split)
    assert {} == {name: low for name, row in measured.items() if (low := below(row, RECORDED["cross_validated"][name]))}


@pytest.mark.parametrize("split", floors.KNOWN)
def test_rules_and_sections_make_the_body_of_the_classifier_no_worse(split: str) -> None:
    whole, alone = (RECORDED["cross_validated"][name] for name in (split, f"{split} main content"))
    assert all(whole[figure] >= alone[figure] for figure in whole)


@pytest.mark.parametrize("split", floors.KNOWN)
def test_no_share_of_right_metadata_is_below_its_floor(shared: Path, split: str) -> None:
    assert {} == below(floors.metadata(split), RECORDED["metadata"][split])
