"""A small rule folder for tests: invented sites and packs, no shipped ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.taxonomy import load_taxonomy
from cleaner.rulebook.types import Layer, RuleFile

RULES = Path(__file__).resolve().parents[2] / "rules"


@pytest.fixture(scope="session")
def compiled() -> Callable[[str], RuleFile]:
    """Compile the text of one rule file; format and id are written for you."""
    taxonomy = load_taxonomy(RULES / "taxonomy.yaml")

    def compile_text(text: str) -> RuleFile:
        return compile_file(f"format: 1\nid: t\n{text}".encode(), "t.yml", Layer.EXACT_HOST, taxonomy)

    return compile_text


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Rulebook]:
    """Write rule files (`sites/a.yml`, `packs/lang/en.yml`, `user/mine.yml`) and load them."""

    def load(files: dict[str, str], *, site_rules: bool = True) -> Rulebook:
        (tmp_path / "taxonomy.yaml").write_bytes((RULES / "taxonomy.yaml").read_bytes())
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"format: 1\n{text}", encoding="utf-8")
        user = tmp_path / "user"
        return Rulebook.load(user if user.exists() else None, site_rules, shipped=tmp_path)

    return load
