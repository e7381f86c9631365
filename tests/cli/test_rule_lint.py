"""`cleaner rules lint` and `explain-code` as users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.rulebook.codes import Code
from tests.authoring.samples import RULE, rule_file
from tests.cli.conftest import Invoke
from tests.conftest import ROOT

BROAD = RULE.replace("section.qx-village", "section")
CUT = RULE.replace("html: {css: section.qx-village}", "html:\n      css: section #qx").replace("1\nid", "1\nid")


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rules but the user's: to load all that ship takes longer than the tests."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "taxonomy.yaml").write_bytes((ROOT / "rules" / "taxonomy.yaml").read_bytes())
    monkeypatch.setattr("cleaner.authoring.check.shipped_folder", lambda: folder)


def test_github_gets_a_mark_at_the_line_with_signs_escaped(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE.replace("related_link", "100%,related:link"))
    result = invoke("rules", "lint", path, "--format", "github")
    first = result.stdout.splitlines()[0]
    assert first.startswith(f"::error file={path},line=8,col=12,title=R027::")
    assert '"100%25,related:link" is no label' in first
    assert 1 == result.exit_code


def test_json_has_a_record_a_fault(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, BROAD)
    records = json.loads(invoke("rules", "lint", path, "--format", "json").stdout)
    assert [(str(path), 9, 17, "R059", "warning", False)] == [
        (r["file"], r["line"], r["column"], r["code"], r["severity"], r["fixable"]) for r in records
    ]


def test_warnings_fail_only_when_strict_and_can_be_left_out(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, BROAD)
    assert 0 == invoke("rules", "lint", path).exit_code
    assert 1 == invoke("rules", "lint", path, "--strict").exit_code
    ignored = invoke("rules", "lint", path, "--strict", "--ignore", "r059")
    assert (0, "") == (ignored.exit_code, ignored.stdout)


def test_fix_writes_the_file_and_shows_what_it_did(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, CUT)
    result = invoke("rules", "lint", path, "--fix")
    assert CUT.replace("section #qx", "'section #qx'") == path.read_text("utf-8")
    assert "+      css: 'section #qx'" in result.stderr
    assert "mended 1 faults (R002 1)" in result.stderr
    assert (0, "") == (result.exit_code, result.stdout)


def test_fix_wants_to_be_told_which_files(invoke: Invoke) -> None:
    result = invoke("rules", "lint", "--fix")
    assert 2 == result.exit_code
    assert "name them" in result.stderr


def test_lint_says_how_many_faults_fix_would_mend(invoke: Invoke, tmp_path: Path) -> None:
    assert "--fix may mend 1" in invoke("rules", "lint", rule_file(tmp_path, CUT)).stderr


@pytest.mark.parametrize("code", ["R002", "r002"])
def test_a_code_has_its_page(invoke: Invoke, code: str) -> None:
    output = invoke("rules", "explain-code", code).stdout
    assert output.startswith("R002 A value is cut short by a comment\n(error, --fix mends it)")


def test_all_codes_are_listed(invoke: Invoke) -> None:
    lines = invoke("rules", "explain-code").stdout.splitlines()
    assert [code.value for code in Code] == [line.split()[0] for line in lines[1:]]


def test_an_unknown_code_is_a_mistake_of_the_command_line(invoke: Invoke) -> None:
    result = invoke("rules", "explain-code", "R2")
    assert 2 == result.exit_code
    assert 'there is no code "R2"' in result.stderr
