"""Measured quality does not fall below what was reached before (tests/floors.json, raised by `make floors`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import floors

RECORDED = json.loads(floors.FLOORS.read_text("utf8"))


@pytest.mark.parametrize("split", RECORDED["shipped"])
def test_no_figure_of_the_shipped_model_is_below_its_floor(shared: Path, split: str) -> None:
    measured = floors.measure(split)
    below = {n: (measured[n], f) for n, f in RECORDED["shipped"][split].items() if not floors.holds(n, measured[n], f)}
    assert {} == below


def test_no_cross_validated_figure_is_below_its_floor() -> None:
    measured = floors.cross_validated()
    expected = RECORDED["cross_validated"]
    below = {
        (split, n): (measured[split][n], f)
        for split, figures in expected.items()
        for n, f in figures.items()
        if not floors.holds(n, measured[split][n], f)
    }
    assert {} == below
