"""`cleaner rules docs`: all packs and rules on a page, and nothing in a rule file becomes markup of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.samples import RULE, rule_file
from tests.cli.conftest import Invoke
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The English pack alone."""
    folder = tmp_path / "shipped" / "packs"
    folder.mkdir(parents=True)
    (folder / "en.yml").write_bytes((ROOT / "rules" / "packs" / "lang" / "en.yml").read_bytes())
    (folder.parent / "taxonomy.yaml").write_bytes((ROOT / "rules" / "taxonomy.yaml").read_bytes())
    monkeypatch.setattr("cleaner.rulebook.book.shipped_folder", lambda: folder.parent)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    risky = RULE.replace("    html:", "    known_risks: Villages <b>with</b> a | in them\n    html:", 1)
    return rule_file(tmp_path / "mine", risky).parent


def test_the_page_has_label_why_hosts_risks_and_tests(invoke: Invoke, mine: Path) -> None:
    text = invoke("rules", "docs", "--rules", mine).stdout
    assert "## harbour\n" in text
    assert "- hosts: harbour.example\n" in text
    assert "| tag-box | remove related\\_link" not in text
    assert (
        "| tag-box | remove related_link | Box of other stories | css `section.qx-village`, lines `more from the"
        in text
    )
    assert r"Villages \<b\>with\</b\> a \| in them" in text
    assert "- the box goes\n" in text


def test_a_folder_gets_markdown_and_html(invoke: Invoke, mine: Path, tmp_path: Path) -> None:
    assert 0 == invoke("rules", "docs", "--rules", mine, "--out", tmp_path / "site").exit_code
    html = (tmp_path / "site" / "rulebook.html").read_text("utf-8")
    assert (tmp_path / "site" / "rulebook.md").is_file()
    assert "Villages &lt;b&gt;with&lt;/b&gt; a | in them" in html
    assert "default-src 'none'" in html
    assert '<h2 id="lang/en">' in html


@pytest.mark.parametrize(("name", "start"), [("a.html", "<!doctype html>"), ("a.md", "# Rule book")])
def test_the_ending_of_the_name_says_which(invoke: Invoke, tmp_path: Path, name: str, start: str) -> None:
    invoke("rules", "docs", "--out", tmp_path / name)
    assert (tmp_path / name).read_text("utf-8").startswith(start)
