"""The commands that make, mend and watch rule files, as an editor runs them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from cleaner.rulebook.files import shipped_folder
from tests.authoring.ftr_files import configs
from tests.authoring.site import HOST, site
from tests.cli.conftest import Invoke
from tests.conftest import ROOT

RULES = f"""\
format: 1
id: gullholm
owner: web@gullholm.example
match: {{hosts: [{HOST}]}}
body:
  - {{id: body, css: .tale-text}}
remove:
  # boxes
  - {{id: tray, why: Box, label: related_link, html: {{css: .tide-tray}}, text: {{lines: Further along the coast}}}}
"""


@pytest.fixture(autouse=True)
def few_rules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shipped rules but the taxonomy: loading all of them for each command would take most of the time."""
    folder = tmp_path_factory.mktemp("shipped")
    (folder / "taxonomy.yaml").write_bytes((shipped_folder() / "taxonomy.yaml").read_bytes())
    for place in ("packs", "sites"):
        (folder / place).mkdir()
    for module in ("rulebook.book", "authoring.check", "authoring.reference"):
        monkeypatch.setattr(f"cleaner.{module}.shipped_folder", lambda: folder)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, page in site(8):
        assert isinstance(page.content, bytes)
        (folder / name).write_bytes(page.content)
    return folder


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    rows = [
        {"id": p.id, "url": p.url, "html": bytes(p.content).decode(), "crawled": f"2024-01-{n + 1:02}"}  # type: ignore[arg-type]
        for n, (_, p) in enumerate(site(8))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "my-rules"
    folder.mkdir()
    (folder / "gullholm.yml").write_text(RULES, "utf-8")
    return folder


def test_the_commands_of_the_guide_run_in_their_order(
    invoke: Invoke, pages: Path, dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pages.parent == dump.parent == tmp_path
    (tmp_path / "empty-rules").mkdir()
    (tmp_path / "site-configs").mkdir()
    for name, text in configs(4):
        (tmp_path / "site-configs" / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    guide = (ROOT / "docs" / "rule-tools.md").read_text("utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```$", guide, re.M | re.S):
        for line in block.splitlines():
            done = invoke(*shlex.split(line)[1:])
            assert (line, 0) == (line, done.exit_code), done.stderr


def test_a_new_file_is_written_with_its_schema_and_is_sound(invoke: Invoke, pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "site.yml"
    url = f"https://www.{HOST}/story/1"
    assert 0 == invoke("rules", "new", url, "--page", pages / "page-1.html", "--out", out).exit_code
    assert (out.parent / "rule.schema.json").is_file()
    assert 0 == invoke("rules", "lint", out).exit_code
    assert 0 == invoke("rules", "test", out).exit_code


def test_a_file_that_stands_is_not_overwritten(invoke: Invoke, pages: Path, rules: Path) -> None:
    given = (f"https://{HOST}/1", "--page", pages / "page-1.html", "--out", rules / "gullholm.yml")
    refused = invoke("rules", "new", *given)
    assert 1 == refused.exit_code
    assert "--force" in refused.stderr
    assert RULES == (rules / "gullholm.yml").read_text("utf-8")
    assert 0 == invoke("rules", "new", *given, "--force").exit_code


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        ((f"https://{HOST}/1",), "--page"),
        (("nowhere.html",), "no page could be read"),
    ],
)
def test_new_says_what_is_missing(invoke: Invoke, arguments: tuple[str, ...], cure: str) -> None:
    result = invoke("rules", "new", *arguments)
    assert 3 == result.exit_code
    assert cure in result.stderr


def test_a_saved_page_that_does_not_say_its_host_needs_an_address(invoke: Invoke, pages: Path) -> None:
    result = invoke("rules", "new", pages / "page-1.html")
    assert 3 == result.exit_code
    assert "--host" in result.stderr


def test_suggested_rules_are_sound_and_told_in_a_table(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "site.yml"
    result = invoke("rules", "suggest", dump, "--out", out)
    assert 0 == result.exit_code
    assert ".quay-letter" in result.stderr
    assert 0 == invoke("rules", "lint", out).exit_code
    assert 0 == invoke("rules", "test", out).exit_code


def test_saved_pages_of_a_host_that_is_named_give_rules_too(invoke: Invoke, pages: Path) -> None:
    result = invoke("rules", "suggest", pages, "--host", f"www.{HOST}")
    assert 0 == result.exit_code
    assert f"hosts: [{HOST}]" in result.stdout


def test_where_nothing_is_proposed_the_reasons_are_told(invoke: Invoke, tmp_path: Path) -> None:
    for name, page in site(6, boxes=False):
        assert isinstance(page.content, bytes)
        (tmp_path / name).write_bytes(page.content)
    result = invoke("rules", "suggest", tmp_path, "--host", HOST)
    assert (1, "") == (result.exit_code, result.stdout)
    assert "No rule is proposed" in result.stderr


def test_too_few_pages_are_an_error(invoke: Invoke, pages: Path) -> None:
    result = invoke("rules", "suggest", pages / "page-1.html", "--host", HOST)
    assert 3 == result.exit_code
    assert "4 are needed" in result.stderr


def test_tune_changes_a_file_by_lines_alone(invoke: Invoke, pages: Path, rules: Path) -> None:
    file = rules / "gullholm.yml"
    page, url = pages / "page-1.html", f"https://{HOST}/1"
    given = (page, "--url", url, "--rules", rules, "--file", file)
    dry = invoke("rules", "tune", *given[:3], "--file", file, "--wrong", "Further along the coast", "--dry-run")
    assert 0 == dry.exit_code
    assert "* 1  keep" in dry.stderr
    assert dry.stderr.splitlines()[2].endswith(" 0")  # what the file does without the change is no effect of it
    assert RULES == file.read_text("utf-8")
    assert "+keep:" in dry.stdout
    assert 0 == invoke("rules", "tune", *given, "--wrong", "Further along the coast").exit_code
    text = file.read_text("utf-8")
    assert text.startswith(RULES)
    assert "# boxes" in text
    assert 0 == invoke("rules", "test", file).exit_code


def _with_canonical_address(pages: Path) -> None:
    for number, path in enumerate(sorted(pages.iterdir())):
        link = f'<head><link rel="canonical" href="https://{HOST}/{number}">'
        path.write_text(path.read_text("utf-8").replace("<head>", link, 1), "utf-8")


def test_tune_takes_a_saved_page_for_the_one_at_its_canonical_address(invoke: Invoke, pages: Path, rules: Path) -> None:
    given = ("rules", "tune", pages / "page-1.html", "--file", rules / "gullholm.yml", "--dry-run", "--wrong")
    assert "was kept" in invoke(*given, "Further along the coast").stderr
    _with_canonical_address(pages)
    result = invoke(*given, "Further along the coast")
    assert (0, True) == (result.exit_code, "was taken by gullholm/tray" in result.stderr)


def test_backtest_tries_the_rules_of_a_site_on_pages_that_were_saved_from_it(
    invoke: Invoke, pages: Path, rules: Path, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    given = ("rules", "backtest", pages, "--rules", rules, "--against", tmp_path / "none")
    assert "0 with another body" in invoke(*given).stdout
    _with_canonical_address(pages)
    assert "8 with another body" in invoke(*given).stdout


def test_tune_takes_a_missed_text_away(invoke: Invoke, pages: Path) -> None:
    given = (pages / "page-1.html", "--url", f"https://{HOST}/1", "--missed", "Ten lines from the quay")
    result = invoke("rules", "tune", *given, "--label", "newsletter")
    assert 0 == result.exit_code
    assert "label: newsletter" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "one of them"),
        (("--wrong", "a", "--missed", "b"), 2, "one of them"),
        (("--wrong", "No such words anywhere"), 3, "no block holds"),
        (("--wrong", "A teacher"), 3, "was kept"),
        (("--missed", "Send it to me"), 3, "is gone already"),
        (("--missed", "Ten lines from the quay", "--choose", "99"), 3, "ways only"),
    ],
)
def test_tune_says_what_is_wrong(invoke: Invoke, pages: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    result = invoke("rules", "tune", pages / "page-1.html", "--url", f"https://{HOST}/1", *arguments)
    assert code == result.exit_code
    assert told in result.stderr


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_backtest_tells_the_effect_of_each_rule(
    invoke: Invoke, dump: Path, rules: Path, tmp_path: Path, form: str
) -> None:
    (tmp_path / "empty").mkdir()
    result = invoke("rules", "backtest", dump, "--rules", rules, "--against", tmp_path / "empty", "--format", form)
    assert 0 == result.exit_code
    assert "gullholm/tray" in result.stdout
    if form == "json":
        assert json.loads(result.stdout)["pages"] == 8


def test_backtest_fails_where_more_is_lost_than_allowed(
    invoke: Invoke, dump: Path, rules: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    given = ("rules", "backtest", dump, "--rules", rules, "--against", tmp_path / "empty")
    assert 0 == invoke(*given, "--max-loss", "50").exit_code
    failed = invoke(*given, "--max-loss", "0.01")
    assert 1 == failed.exit_code
    assert "more than the 0.01 % allowed" in failed.stderr
    assert 1 == invoke(*given, "--max-page-loss", "0.01").exit_code


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_drift_reads_what_a_run_wrote(invoke: Invoke, dump: Path, rules: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    text = RULES.replace(".tale-text", ".no-such-text")
    (rules / "gullholm.yml").write_text(text, "utf-8")
    run = ("run", dump, "--out", out, "--rules", rules, "--workers", "0", "--quiet", "--format", form)
    assert 0 == invoke(*run).exit_code
    result = invoke("rules", "drift", out, "--rules", rules)
    assert 0 == result.exit_code
    assert "2024-01" in result.stdout
    assert "web@gullholm.example" in result.stdout
    log = next(out.glob("log.*"))
    assert json.loads(invoke("rules", "drift", log, "--rules", rules, "--format", "json").stdout)["pages"] == 8
    assert 1 == invoke("rules", "drift", out, "--rules", rules, "--check").exit_code


def test_drift_needs_the_results_beside_the_log(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("", "utf-8")
    result = invoke("rules", "drift", tmp_path / "log.jsonl")
    assert 3 == result.exit_code
    assert "cleaner run" in result.stderr


def test_imported_configurations_load_with_a_report_of_every_line(invoke: Invoke, tmp_path: Path) -> None:
    folder, out = tmp_path / "configs", tmp_path / "rules"
    folder.mkdir()
    for name, text in configs(20):
        (folder / name).write_text(text, "utf-8")
    (folder / "LICENSE.txt").write_text("free", "utf-8")
    result = invoke("rules", "import-ftr", folder, "--out", out)
    assert 0 == result.exit_code
    assert "body and strip lines" in result.stdout
    assert "LICENSE.txt" in result.stderr
    report = (out / "import-report.tsv").read_text("utf-8").splitlines()
    lines = [line for _, text in configs(20) for line in text.splitlines() if line and not line.startswith("#")]
    assert len(report) >= len(set(lines))
    assert 0 == invoke("rules", "lint", out).exit_code
    assert 1 == invoke("rules", "import-ftr", folder, "--out", out).exit_code
