"""Saved pages under the rules, for snapshots: what each rule takes on real pages, before and after a change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleaner.authoring.reading import read_saved
from cleaner.authoring.snapshots import Row, rows_of
from cleaner.model import Page
from cleaner.pipeline import clean_prepared
from cleaner.readers import BadInput, open_inputs
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook

SNAPSHOT = ".cleaner-snapshot.txt"  # within the folder; hidden, so that it is no page


def page_rows(pages: Path, book: Rulebook, problems: list[str]) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """(name, rows) of each page in a folder or dump. What cannot be read is named in `problems`."""
    seen: set[str] = set()
    for number, page in enumerate(_pages(open_inputs([str(pages)]), problems)):
        name = _name(page, pages, number)
        if name in seen:
            name = f"{name} ({number})"
        seen.add(name)
        yield name, rows_of(_cleaned(page, book))


def snapshot_of(pages: Path) -> Path:
    """Where the snapshot of a folder or dump of pages stands."""
    return pages / SNAPSHOT if pages.is_dir() else pages.with_name(f".{pages.name}-snapshot.txt")


def _cleaned(page: Page, book: Rulebook) -> Result:
    prepared = read_saved(page)
    return prepared if isinstance(prepared, Result) else clean_prepared(prepared, book)


def _name(page: Page, pages: Path, number: int) -> str:
    """The page's path within the folder, its address in a dump, else its number."""
    file = page.source.file or ""
    if pages.is_dir() and file and not page.source.record_id and page.source.offset in (None, 0):
        return os.path.relpath(file, pages)
    return page.url or page.id or f"page {number}"


def _pages(items: Iterable[Page | BadInput], problems: list[str]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, BadInput):
            problems.append(item.detail)
        else:
            yield item
