"""One dump, many ways, the same text and the same log. The 2,000 pages: `python -m tests.engines.compare`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.compare import clean, write_dump
from tests.engines.real import needs
from tests.engines.ways import WAYS, Digests

PAGES = 110  # each page of the corpus twice
SLOW = ("spark", "ray")


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dump(tmp_path_factory.mktemp("digests") / "dump.jsonl", PAGES)


@pytest.fixture(scope="module")
def local(dump: Path) -> Digests:
    return clean("local", dump, dump.parent / "local")


def _param(way: str) -> object:
    engine = way.partition("-")[0]
    return pytest.param(way, marks=[needs(engine), pytest.mark.slow] if engine in SLOW else [])


def test_the_dump_is_worth_comparing(local: Digests) -> None:
    assert (PAGES, True) == (len(local), len(set(local.values())) > PAGES / 3)


@pytest.mark.parametrize("way", [_param(way) for way in WAYS if way != "local"])
def test_a_way_gives_the_text_and_the_log_of_the_local_runner(dump: Path, local: Digests, way: str) -> None:
    assert local == clean(way, dump, dump.parent / way)
