"""The bounded case of tests/soak/formats.py: the same pages in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.formats import run_all

PAGES = 53  # each page of the corpus once


@pytest.mark.slow
def test_the_same_pages_give_the_same_results_in_every_format_and_all_are_counted(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    runs, problems = run_all(tmp_path, PAGES, workers=0)
    assert [] == problems
    assert {PAGES} == {sum(run.counts.values()) for run in runs}
