"""Which rule files are meant, what is said against them, and what their tests come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.authoring.check import choose
from cleaner.authoring.ruletest import Outcome, run_tests
from cleaner.errors import InputError
from cleaner.rulebook.files import shipped_folder
from tests.authoring.samples import RULE, rule_file


@pytest.fixture(autouse=True)
def no_shipped_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the real ones takes long, and these tests are not about them."""
    shipped = tmp_path / "shipped"
    for name in ("packs", "sites"):
        (shipped / name).mkdir(parents=True)
    (shipped / "taxonomy.yaml").write_bytes((shipped_folder() / "taxonomy.yaml").read_bytes())
    (shipped / "packs" / "quiet.yml").write_text("format: 1\nid: quiet\nmatch: {languages: [xx]}\n", "utf-8")
    monkeypatch.setattr("cleaner.authoring.check.shipped_folder", lambda: shipped)


def outcomes(path: Path) -> list[Outcome]:
    chosen = choose([path])
    assert () == chosen.problems
    return list(run_tests(chosen.files, chosen.book))


def differing(path: Path) -> list[tuple[str, str, str]]:
    return [(d.about, d.expected, d.actual) for outcome in outcomes(path) for d in outcome.differences]


def test_a_test_that_holds_passes(tmp_path: Path) -> None:
    assert [True] == [outcome.passed for outcome in outcomes(rule_file(tmp_path))]


@pytest.mark.parametrize("status", ["draft", "testing"])
def test_a_rule_that_does_not_run_yet_can_be_tested(tmp_path: Path, status: str) -> None:
    path = rule_file(tmp_path, RULE.replace("format: 1\n", f"format: 1\nstatus: {status}\n"))
    assert [] == differing(path)


def test_a_pack_is_tested_as_if_it_were_attached(tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.replace("  hosts: [harbour.example]\n", "  fingerprint: {tokens: [never-seen]}\n"))
    assert [] == differing(path)


def test_a_text_that_stays_is_a_difference(tmp_path: Path) -> None:
    other = RULE.replace("section.qx-village", "section.other").replace("lines: [More from the quay]", "lines: [Other]")
    path = rule_file(tmp_path, other)
    about, expected, _ = differing(path)[0]
    assert ("removed", '"More from the quay" removed by harbour/tag-box') == (about, expected)


def test_a_kept_text_that_goes_names_the_rule_that_took_it(tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.replace("kept: [too green]", "kept: [More from the quay]"))
    assert [("kept", '"More from the quay" kept', "removed by harbour/tag-box (Box of other stories)")] == differing(
        path
    )


def test_a_text_that_the_page_does_not_have_is_a_difference(tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.replace("kept: [too green]", "kept: [too blue]"))
    assert [("kept", '"too blue" kept', "the page has no such text: is it spelt as on the page?")] == differing(path)


def test_another_output_is_a_difference(tmp_path: Path) -> None:
    assert "output" in [about for about, _, _ in differing(rule_file(tmp_path, RULE + "    output: Something else\n"))]


def test_other_metadata_are_a_difference(tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE + "    metadata: {site_name: The Harbour}\n")
    assert [("metadata", "site_name: The Harbour", "site_name: ")] == differing(path)


def test_problems_name_the_path_as_it_was_given(tmp_path: Path) -> None:
    path = rule_file(tmp_path / "deep", RULE.replace("remove:", "remvoe:"))
    assert str(path) == choose([path]).problems[0].file
    assert str(path) == choose([path.parent]).problems[0].file


def test_a_file_of_the_users_folder_is_not_taken_twice(tmp_path: Path) -> None:
    path = rule_file(tmp_path / "mine")
    chosen = choose([path], tmp_path / "mine")
    assert ((), ["harbour"]) == (chosen.problems, [file.id for file in chosen.files])


@pytest.mark.parametrize("path", ["packs/quiet.yml", "packs", "."])
def test_shipped_files_can_be_named(tmp_path: Path, path: str) -> None:
    chosen = choose([tmp_path / "shipped" / path])
    assert (["quiet"], 0) == ([file.id for file in chosen.files], chosen.errors)


def test_lint_is_asked_only_where_it_is_wanted(tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.partition("tests:")[0])
    assert () == choose([path]).problems
    assert ["R081"] == [problem.code for problem in choose([path], checked=True).problems]


def test_a_missing_file_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"nowhere\.yml: there is no such rule file"):
        choose([Path("nowhere.yml")])
