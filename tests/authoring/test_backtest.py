"""What a change of rules does to a dump."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cleaner.authoring.backtest import backtest
from cleaner.authoring.drafts import FileDraft, RuleDraft
from cleaner.authoring.reference import book_of
from cleaner.authoring.rulefile import new_file
from cleaner.authoring.tune import with_file
from cleaner.errors import InputError
from cleaner.model import Page
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.taxonomy import load_taxonomy
from cleaner.rulebook.types import HtmlMatch
from tests.authoring.site import HOST, LETTER, site

PAGES = [page for _, page in site(6)]


def rules(*selectors: str) -> str:
    drafts = [
        RuleDraft(css.strip(".").replace(" ", "-"), why="x", label="nav", html=HtmlMatch((css,))) for css in selectors
    ]
    return new_file(FileDraft("gullholm", (HOST,), rules=tuple(drafts), schema=""))


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook((), (), load_taxonomy(shipped_folder() / "taxonomy.yaml"))


def test_equal_rules_change_nothing(book: Rulebook) -> None:
    found = backtest(PAGES, book, book)
    assert (6, 0, 0, 0, ()) == (found.pages, found.changed, found.lost, found.gained, found.rules)
    assert found.before == found.after


def test_a_new_rule_loses_what_it_takes_by_its_name(book: Rulebook) -> None:
    found = backtest(PAGES, book, with_file(book, rules(".quay-letter")))
    best = found.rules[0]
    assert ("gullholm/quay-letter", 6, 0) == (best.rule, best.pages, best.gained)
    assert best.lost == found.lost > 0
    assert LETTER[0] in best.lost_examples[0].text
    assert found.before - found.lost == found.after


def test_a_rule_that_is_gone_gives_back_what_it_took(book: Rulebook) -> None:
    there, back = (with_file(book, rules(".quay-letter")), book)
    found = backtest(PAGES, there, back)
    assert ("gullholm/quay-letter", 0) == (found.rules[0].rule, found.rules[0].lost)
    assert found.rules[0].gained == found.gained > 0


def test_what_another_rule_takes_now_is_neither_lost_nor_gained(book: Rulebook) -> None:
    old, new = (with_file(book, rules(css)) for css in (".quay-letter", ".tale-text div"))
    found = backtest(PAGES[:1], old, new)
    moved = {effect.rule: effect.moved for effect in found.rules}
    assert moved["gullholm/quay-letter"] > 0
    assert 0 == found.gained


def test_what_is_no_page_is_counted_apart(book: Rulebook) -> None:
    found = backtest([Page(b""), PAGES[0]], book, book)
    assert (1, 1) == (found.pages, found.skipped)


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=x", "-c", "user.email=x@y.example")
    subprocess.run(["git", "-C", str(folder), *name, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    git(tmp_path, "init", "-q")
    (folder / "a.yml").write_text(rules(".quay-letter"), "utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    git(tmp_path, "tag", "v1")
    (folder / "a.yml").write_text(rules(".quay-letter", ".tide-tray"), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def few_rules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shipped rules but the taxonomy, which take a second to load."""
    folder = tmp_path_factory.mktemp("shipped")
    (folder / "taxonomy.yaml").write_bytes((shipped_folder() / "taxonomy.yaml").read_bytes())
    for place in ("packs", "sites"):
        (folder / place).mkdir()
    for module in ("rulebook.book", "authoring.reference"):
        monkeypatch.setattr(f"cleaner.{module}.shipped_folder", lambda: folder)


def own(book: Rulebook) -> list[str]:
    return [rule.id for file in book.files if file.id == "gullholm" for rule in file.rules]


def test_a_revision_gives_the_rules_as_they_were(repository: Path) -> None:
    assert ["gullholm/quay-letter"] == own(book_of("v1", repository, site_rules=False))
    assert 2 == len(own(Rulebook.load(repository, site_rules=False)))


def test_a_single_rule_file_is_found_in_its_revision(repository: Path) -> None:
    assert ["gullholm/quay-letter"] == own(book_of("v1", repository / "a.yml", site_rules=False))


def test_rules_that_are_newer_than_the_revision_were_not_there(repository: Path) -> None:
    new = repository.parent / "more"
    new.mkdir()
    (new / "b.yml").write_text(rules(".x"), "utf-8")
    assert [] == own(book_of("v1", new, site_rules=False))


def test_a_folder_is_taken_as_it_is(repository: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert [] == own(book_of(str(other), repository, site_rules=False))


@pytest.mark.parametrize("reference", ["no-such-thing", "--output=x"])
def test_what_is_neither_revision_nor_folder_is_an_error_with_a_cure(repository: Path, reference: str) -> None:
    with pytest.raises(InputError, match="give a branch"):
        book_of(reference, repository)
