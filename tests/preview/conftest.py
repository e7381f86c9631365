"""A session over the invented pages, and a block by its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.preview.loading import Loaded, read
from cleaner.preview.rulefile import read_file
from cleaner.preview.session import Session
from cleaner.rulebook.book import Rulebook
from tests.preview.samples import RULE, write_pages

Find = Callable[[Loaded, str], int]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules" / "quay.yml"
    path.parent.mkdir()
    path.write_text(RULE, "utf-8")
    return path


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The shipped rules without those for single publishers, loaded once."""
    return Rulebook.load(site_rules=False)


@pytest.fixture
def session(tmp_path: Path, rules: Path, book: Rulebook) -> Session:
    return Session(read([str(write_pages(tmp_path / "pages"))]), read_file(rules), book)


@pytest.fixture
def find() -> Find:
    """The number of the block that begins with a text."""

    def find(page: Loaded, text: str) -> int:
        assert page.prepared is not None
        return next(n for n, block in enumerate(page.prepared.document.texts) if block.startswith(text))

    return find


def work(session: Session) -> list[int]:
    """The pages that were cleaned anew."""
    return list(session.work())
