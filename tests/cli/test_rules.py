"""`cleaner rules`: what there is, what a page gets, and whether files are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.rulebook.json_schema import json_schema
from tests.authoring.samples import RULE, rule_file
from tests.cli.conftest import Invoke


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return rule_file(tmp_path / "mine")


def test_list_shows_shipped_files_and_those_of_the_user(invoke: Invoke, mine: Path) -> None:
    result = invoke("rules", "list", "--rules", mine.parent)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert 0 == result.exit_code
    assert ["harbour", "stable", "1", "0", "1", "harbour.example"] in lines
    assert "lang/en" in [line[0] for line in lines]


def test_which_shows_a_rule_with_its_place(invoke: Invoke, mine: Path) -> None:
    output = invoke("rules", "which", "https://www.harbour.example/a", "--rules", mine.parent).stdout
    assert "files, strongest first: harbour" in output
    assert ["harbour/tag-box", "remove", "related_link", "stable", "mine/harbour.yml:6"] in [
        line.split() for line in output.splitlines()
    ]


def test_which_attaches_packs_by_language(invoke: Invoke) -> None:
    assert "lang/de" in invoke("rules", "which", "https://a.example/", "--language", "de").stdout
    assert "lang/de" not in invoke("rules", "which", "https://a.example/").stdout


def test_lint_names_the_place_of_a_fault(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.replace("label: related_link", "label: related_lnik"))
    result = invoke("rules", "lint", path)
    assert 1 == result.exit_code
    assert result.stdout.startswith(f"{path}:8:12: ")
    assert "1 errors" in result.stderr


def test_lint_of_a_sound_file_is_quiet(invoke: Invoke, mine: Path) -> None:
    result = invoke("rules", "lint", mine)
    assert (0, "") == (result.exit_code, result.stdout)


def test_a_failed_test_shows_what_differs(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.replace("kept: [too green]", "kept: [More from the quay]"))
    result = invoke("rules", "test", path)
    assert 1 == result.exit_code
    assert "test failed: the box goes" in result.stdout
    assert "removed by harbour/tag-box" in result.stdout
    assert "1 tests of 1 files, 1 failed" in result.stderr


def test_tests_that_hold_are_quiet(invoke: Invoke, mine: Path) -> None:
    result = invoke("rules", "test", mine)
    assert (0, "") == (result.exit_code, result.stdout)


def test_a_broken_file_fails_the_tests_too(invoke: Invoke, tmp_path: Path) -> None:
    assert 1 == invoke("rules", "test", rule_file(tmp_path, RULE.replace("remove:", "remvoe:"))).exit_code


def test_the_schema_is_that_of_the_rule_book(invoke: Invoke) -> None:
    assert json_schema() == invoke("rules", "schema").stdout
