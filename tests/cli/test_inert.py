"""Scraped text and strange rule files reach neither the terminal's ear nor a sheet's arithmetic."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.cli.inert import cell, clean_text
from tests.authoring.samples import PAGE, RULE, TEXT, rule_file
from tests.cli.conftest import Invoke
from tests.conftest import ROOT

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b1Aowned\x08\x7f\x85"
STEERS = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\r(?!\n)")
OwnTerminal = Callable[..., str]


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> OwnTerminal:
    """Runs `cleaner` on a terminal and gives all that it was sent, from standard output and error."""
    monkeypatch.setenv("TERM", "xterm-256color")

    def run(*args: object) -> str:
        held = io.BytesIO()
        with monkeypatch.context() as patch:
            for name in ("stdout", "stderr"):
                patch.setattr(sys, name, _Terminal(held, "utf-8", newline="", write_through=True))
            with pytest.raises(SystemExit):
                main.main([str(arg) for arg in args])
            return held.getvalue().decode("utf-8")

    return run


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    told = PAGE.replace("<title>", f"<title>{EVIL} ").replace("Nobody remembered", f"Nobody {EVIL} remembered")
    link = '<link rel="canonical" href="https://harbour.example/a">'
    path.write_text(told.replace("</title>", f"</title>{link}").replace("More from", f"More {EVIL} from"), "utf-8")
    return path


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shipped rules: to load them takes longer than the tests."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "taxonomy.yaml").write_bytes((ROOT / "rules" / "taxonomy.yaml").read_bytes())
    for place in ("packs", "sites"):
        (folder / place).mkdir()
    for module in ("rulebook.book", "authoring.check"):
        monkeypatch.setattr(f"cleaner.{module}.shipped_folder", lambda: folder)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "command",
    ["clean", "clean --format markdown", "clean --format json", "explain --full", "explain --text owned", "rules new"],
)
def test_a_page_cannot_steer_the_terminal(terminal: OwnTerminal, evil: Path, command: str) -> None:
    told = terminal(*command.split(), evil)
    assert "owned" in told
    assert not STEERS.search(told)


@pytest.mark.usefixtures("few")
def test_a_row_of_the_filter_cannot_steer_the_terminal(terminal: OwnTerminal, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "\x9bowned", "text": TEXT}, ensure_ascii=False) + "\n", "utf-8")
    told = terminal("clean", "--jsonl", rows, "--workers", 0, "--no-sandbox")
    assert "owned" in told
    assert not STEERS.search(told)


def test_what_is_piped_stays_byte_for_byte(invoke: Invoke, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    story = TEXT.removesuffix("More from the quay\r\n").replace("old ferry", "old\x1b[2J \x9b ferry")
    page.write_text(story, "utf-8", newline="")
    assert page.read_bytes() == invoke("clean", page).stdout_bytes


@pytest.mark.usefixtures("few")
def test_the_name_of_a_file_cannot_steer_the_terminal(terminal: OwnTerminal, tmp_path: Path) -> None:
    told = terminal("clean", tmp_path / f"{EVIL}.html")
    assert "owned" in told
    assert not STEERS.search(told)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_rule_file_cannot_steer_the_terminal_of_who_checks_it(
    terminal: OwnTerminal, tmp_path: Path, form: str
) -> None:
    path = rule_file(tmp_path / "mine", RULE.replace("related_link", r'"\e]0;owned\a\x9b2J"'))
    told = terminal("rules", "lint", path, "--format", form)
    assert "owned" in told
    assert not STEERS.search(told)


@pytest.mark.usefixtures("few")
def test_a_failing_test_of_a_rule_cannot_steer_the_terminal(terminal: OwnTerminal, tmp_path: Path) -> None:
    evil = RULE.replace("the box goes", r'"\e]0;owned\a"').replace("kept: [too green]", r'kept: ["\e[2Jred"]')
    told = terminal("rules", "test", rule_file(tmp_path / "mine", evil))
    assert "owned" in told
    assert not STEERS.search(told)


@pytest.mark.usefixtures("few")
def test_what_tune_says_of_a_page_cannot_steer_the_terminal(terminal: OwnTerminal, evil: Path) -> None:
    told = terminal("rules", "tune", evil, "--wrong", "owned", "--dry-run")
    assert "owned" in told
    assert not STEERS.search(told)


@pytest.fixture
def imported(invoke: Invoke, tmp_path: Path) -> Callable[[str], list[list[str]]]:
    """The report that import-ftr leaves of a configuration."""

    def run(text: str) -> list[list[str]]:
        source, out = tmp_path / "harbour.example.txt", tmp_path / "rules"
        source.write_text(text, "utf-8")
        invoke("rules", "import-ftr", source, "--out", out)
        with (out / "import-report.tsv").open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream, "excel-tab"))

    return run


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "＝1"])
def test_a_formula_in_a_configuration_is_text_in_the_report(
    imported: Callable[[str], list[list[str]]], formula: str
) -> None:
    cells = [value for row in imported(f"body: //div\nstrip: {formula}\n") for value in row]
    assert f"'{formula}" in cells
    assert formula not in cells


@pytest.mark.usefixtures("few")
def test_an_expression_that_is_no_formula_stands_in_the_report_as_it_is(
    imported: Callable[[str], list[list[str]]],
) -> None:
    assert any("//div[@class='a=b']" in row for row in imported("strip: //div[@class='a=b']\n"))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_each_sign_that_begins_a_formula_is_put_behind_a_quotation_mark(sign: str) -> None:
    assert f"'{sign}1" == cell(f"{sign}1")
    assert f"1{sign}" == cell(f"1{sign}")


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\x9d", "\x07", "\x08", "\x00", "\x7f", "\r", "\ud800"])
def test_each_sign_that_steers_a_terminal_is_replaced(sign: str) -> None:
    assert "a\ufffdb" == clean_text(f"a{sign}b")


def test_tabs_line_breaks_and_letters_of_all_scripts_reach_the_terminal() -> None:
    text = "a\tb\r\nc\n\u200fשלום é 你好 \U0001f600"
    assert text == clean_text(text)
