"""`cleaner rules test`: snapshots of what rules take, from tests and from saved pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import main
from tests.authoring.samples import PAGE, RULE, rule_file
from tests.cli.conftest import Invoke
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rules but the user's: to load all that ship takes longer than the tests."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "taxonomy.yaml").write_bytes((ROOT / "rules" / "taxonomy.yaml").read_bytes())
    monkeypatch.setattr("cleaner.authoring.check.shipped_folder", lambda: folder)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return rule_file(tmp_path / "mine")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    link = '<link rel="canonical" href="https://harbour.example/a">'
    (folder / "one.html").write_text(PAGE.replace("</title>", f"</title>{link}"), "utf-8")
    return folder


def snapshot(mine: Path) -> Path:
    return mine.parent / ".snapshots" / "harbour.txt"


def test_a_snapshot_is_written_on_demand_and_notes_who_took_what(invoke: Invoke, mine: Path) -> None:
    assert 0 == invoke("rules", "test", mine).exit_code
    assert not snapshot(mine).exists()
    assert "1 snapshots written" in invoke("rules", "test", mine, "-u").stderr
    text = snapshot(mine).read_text("utf-8")
    assert "[the box goes]\n" in text
    assert "\nharbour/tag-box: More from the quay\n" in text
    assert "\nbody: Nobody remembered" in text


def test_a_snapshot_is_no_rule_file(invoke: Invoke, mine: Path) -> None:
    invoke("rules", "test", mine, "-u")
    assert "1 sound files" in invoke("rules", "lint", mine.parent).stderr


def test_a_failed_test_is_named_by_the_path_that_was_given_for_a_file_and_for_a_folder(
    invoke: Invoke, mine: Path
) -> None:
    path = rule_file(mine.parent, RULE.replace("kept: [", "kept: [No such words, "))
    for given in (path, path.parent):
        result = invoke("rules", "test", given)
        assert 1 == result.exit_code
        assert result.stdout.startswith(f"{path}:")


def test_a_difference_is_shown_by_rule_and_fails(invoke: Invoke, mine: Path) -> None:
    invoke("rules", "test", mine, "-u")
    rule_file(mine.parent, RULE.replace("id: tag-box", "id: box").replace("quay: tag-box", "quay: box"))
    result = invoke("rules", "test", mine)
    assert 1 == result.exit_code
    assert "  harbour/tag-box\n    - no longer takes: More from the quay\n" in result.stdout
    assert "  harbour/box\n    + takes now: More from the quay\n" in result.stdout
    assert "1 differ" in result.stderr


def test_update_takes_the_difference(invoke: Invoke, mine: Path) -> None:
    invoke("rules", "test", mine, "-u")
    rule_file(mine.parent, RULE.replace("id: tag-box", "id: box").replace("quay: tag-box", "quay: box"))
    assert 0 == invoke("rules", "test", mine, "-u").exit_code
    again = invoke("rules", "test", mine)
    assert (0, "") == (again.exit_code, again.stdout)


@pytest.mark.parametrize(("answer", "code", "after"), [("y\n", 0, "harbour/box:"), ("n\n", 1, "harbour/tag-box:")])
def test_interactive_asks_for_each(mine: Path, answer: str, code: int, after: str) -> None:
    runner = CliRunner()
    runner.invoke(main, ["rules", "test", str(mine), "-u"])
    rule_file(mine.parent, RULE.replace("id: tag-box", "id: box").replace("quay: tag-box", "quay: box"))
    result = runner.invoke(main, ["rules", "test", str(mine), "-i"], input=answer)
    assert code == result.exit_code
    assert after in snapshot(mine).read_text("utf-8")


def test_pages_are_noted_first_and_compared_then(invoke: Invoke, mine: Path, pages: Path) -> None:
    first = invoke("rules", "test", mine, "--against", pages)
    assert (0, "") == (first.exit_code, first.stdout)
    assert "1 pages noted" in first.stderr
    assert "harbour/tag-box: More from the quay" in (pages / ".cleaner-snapshot.txt").read_text("utf-8")
    assert "all as before" in invoke("rules", "test", mine, "--against", pages).stderr
    rule_file(
        mine.parent, RULE.replace("section.qx-village", "section.qx-hamlet").replace("lines: [More", "lines: [Less")
    )
    second = invoke("rules", "test", mine, "--against", pages)
    assert 1 == second.exit_code
    assert "one.html: the rules take something else than before" in second.stdout
    assert "- no longer takes: More from the quay" in second.stdout


def test_a_missing_folder_of_pages_is_told(invoke: Invoke, mine: Path) -> None:
    result = invoke("rules", "test", mine, "--against", "nowhere")
    assert 3 == result.exit_code
    assert "nowhere: there is no such file or folder" in result.stderr


def test_a_damaged_snapshot_is_told_with_its_line(invoke: Invoke, mine: Path) -> None:
    snapshot(mine).parent.mkdir()
    snapshot(mine).write_text("# head\nnonsense\n", "utf-8")
    result = invoke("rules", "test", mine)
    assert 3 == result.exit_code
    assert "harbour.txt:2: no line of a snapshot" in result.stderr


def test_another_output_is_shown_line_by_line(invoke: Invoke, tmp_path: Path) -> None:
    path = rule_file(tmp_path, RULE + "    output: Something else\n")
    output = invoke("rules", "test", path).stdout
    assert "    - Something else\n" in output
    assert "    + The old ferry sailed" in output
