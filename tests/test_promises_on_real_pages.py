"""The promises of the architecture, on every real page at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleaner import Cleaner
from tests.conftest import records
from tests.promises import check_spans

SPLITS = ("press-dev", "news-dev", "wcxb-dev", "snippets-dev")


def _pages(shared: Path) -> Iterator[tuple[str, str, str]]:
    for split in SPLITS:
        for row in records(shared / "benchmark" / f"{split}.jsonl.zst"):
            yield row["id"], row["html"], row["url"]


def test_the_promises_hold_on_every_page_of_the_benchmark(cleaner: Cleaner, shared: Path) -> None:
    statuses = set()
    for _, page, url in _pages(shared):
        result = cleaner.clean(page, url=url)
        check_spans(result)
        statuses.add(result.status)
    assert statuses <= {"ok", "empty", "skipped"}


def test_cleaning_twice_is_cleaning_once_on_every_page_of_the_benchmark_as_text(cleaner: Cleaner, shared: Path) -> None:
    for page_id, page, url in _pages(shared):
        base = cleaner.clean(page, url=url).base
        once = cleaner.clean(base, kind="text")
        check_spans(once)
        assert (page_id, ()) == (page_id, cleaner.clean(once.text, kind="text").removals)
