"""The bounded case of tests/soak/kill_runs.py."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.soak.kill_runs import Soak


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for workers in /proc")
def test_five_kills_at_random_moments_leave_nothing_missing_doubled_or_torn(tmp_path: Path) -> None:
    soak = Soak(tmp_path, 5, random.Random(3))
    soak.go()
    assert [] == soak.problems
    assert 5 == soak.of_runs + soak.of_workers
