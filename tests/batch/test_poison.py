"""The bounded case of tests/soak/poison.py: smaller pages, as many kinds of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.soak.poison import go


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="workers need pipes that can be waited for")
def test_hostile_pages_and_damage_in_the_middle_cost_themselves_alone(tmp_path: Path) -> None:
    _, _, problems = go(tmp_path, sound=46, size=20_000, seconds=1.0)
    assert [] == problems
