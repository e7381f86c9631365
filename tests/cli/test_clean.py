"""One page on the command line: clean, explain, restore, replay."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cleaner.cli.files import read_records
from tests.authoring.samples import RULE, TEXT, URL, rule_file
from tests.cli.conftest import Command, Invoke


def test_clean_prints_the_body_and_nothing_else(invoke: Invoke, page: Path) -> None:
    result = invoke("clean", page)
    assert 0 == result.exit_code
    assert "whole village" in result.stdout
    assert "<p>" not in result.stdout


def test_clean_reads_standard_input(invoke: Invoke, page: Path) -> None:
    assert invoke("clean", page).stdout == invoke("clean", "-", content=page.read_bytes()).stdout


def test_markdown_keeps_paragraphs_apart(invoke: Invoke, page: Path) -> None:
    assert "see it.\n\n" in invoke("clean", page, "--format", "markdown").stdout


def test_json_holds_text_metadata_and_log(invoke: Invoke, page: Path) -> None:
    found = json.loads(invoke("clean", page, "--format", "json", "--url", URL).stdout)
    assert (URL, "ok", "The ferry") == (found["url"], found["status"], found["metadata"]["title"])
    assert isinstance(found["removals"], list)


def test_rules_of_the_user_are_used_for_the_address_given(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    rule_file(tmp_path / "mine")
    rules = ("--rules", tmp_path / "mine")
    log = tmp_path / "log.jsonl"
    assert "More from the quay" not in invoke("clean", page, "--url", URL, "--log", log, *rules).stdout
    spans = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert "run" == spans[0]["type"]
    assert "harbour/tag-box" in [span.get("rule") for span in spans]


def test_the_kind_can_be_told(invoke: Invoke, page: Path) -> None:
    assert "<p>" in invoke("clean", page, "--kind", "text").stdout


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz", "log.jsonl.zst"])
def test_restore_gives_the_input_byte_for_byte(command: Command, text: Path, tmp_path: Path, name: str) -> None:
    log, body = tmp_path / name, tmp_path / "body.txt"
    body.write_bytes(command("clean", text, "--log", log).stdout)
    assert body.read_bytes() != text.read_bytes()
    assert text.read_bytes() == command("restore", body, log).stdout
    assert body.read_bytes() == command("replay", text, log).stdout


def test_replay_takes_the_html_page(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    body = invoke("clean", page, "--log", tmp_path / "log.jsonl").stdout
    assert body == invoke("replay", page, tmp_path / "log.jsonl").stdout


def test_rows_that_are_the_same_and_have_no_id_are_both_written_and_restored(invoke: Invoke, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text(2 * (json.dumps({"text": TEXT}) + "\n"), "utf-8")
    assert 0 == invoke("run", dump, "--out", tmp_path / "out", "-q").exit_code
    files = (tmp_path / "out" / "results.jsonl.zst", tmp_path / "out" / "log.jsonl.zst")
    rows = list(read_records(str(files[0])))
    assert [1, 2] == [row["source"]["offset"] for row in rows]
    assert rows[0]["id"] == rows[1]["id"]
    assert TEXT.encode() == invoke("restore", *files, "--id", rows[0]["id"]).stdout_bytes


def test_rows_that_differ_under_one_id_are_told_apart(invoke: Invoke, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    rows = [{"id": "twin", "text": text} for text in (TEXT, TEXT.replace("ferry", "barge"))]
    dump.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert 0 == invoke("run", dump, "--out", tmp_path / "out", "-q").exit_code
    result = invoke("restore", *(tmp_path / "out" / f"{name}.jsonl.zst" for name in ("results", "log")), "--id", "twin")
    assert 3 == result.exit_code
    assert '2 pages have the id "twin" and differ; run them again with ids of their own' in result.stderr


def test_a_page_of_a_run_is_restored_by_its_id(invoke: Invoke, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    rows = [{"id": f"p{n}", "text": TEXT.replace("ferry", f"ferry {n}")} for n in range(7)]
    dump.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert 0 == invoke("run", dump, "--out", tmp_path / "out", "-q").exit_code
    files = (tmp_path / "out" / "results.jsonl.zst", tmp_path / "out" / "log.jsonl.zst")
    assert rows[3]["text"].encode() == invoke("restore", *files, "--id", "p3").stdout_bytes
    result = invoke("restore", *files)
    assert 3 == result.exit_code
    assert "choose one with --id" in result.stderr


def test_a_page_of_a_dump_is_cleaned_by_its_address(invoke: Invoke, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl.gz"
    rows = [{"url": f"https://harbour.example/{n}", "text": f"The ferry number {n} sails."} for n in range(3)]
    dump.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    assert "number 1" in invoke("clean", dump, "--id", "https://harbour.example/1").stdout
    result = invoke("clean", dump)
    assert 3 == result.exit_code
    assert "holds several pages" in result.stderr


def test_a_log_of_another_page_is_refused(invoke: Invoke, page: Path, text: Path, tmp_path: Path) -> None:
    invoke("clean", text, "--log", tmp_path / "log.jsonl")
    for name in ("restore", "replay"):
        result = invoke(name, page, tmp_path / "log.jsonl")
        assert 1 == result.exit_code
        assert result.stderr.startswith("Error: ")


def test_explain_marks_what_went_with_rule_and_reason(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    rule_file(tmp_path / "mine", RULE)
    output = invoke("explain", page, "--url", URL, "--rules", tmp_path / "mine").stdout
    assert "- More from the quay" in output
    assert "related_link  harbour/tag-box  Box of other stories" in output
    assert "other stories" in output.partition("kept")[2]


def test_explain_writes_an_html_page(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    result = invoke("explain", page, "--html", tmp_path / "out.html")
    assert (0, True) == (result.exit_code, (tmp_path / "out.html").read_text("utf-8").startswith("<!doctype html>"))


def test_escape_sequences_of_a_page_do_not_reach_the_terminal(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text("A quiet morning.\x1b]0;owned\x07\x1b[2J And nothing else happened on the quay.\n", "utf-8")
    assert "\x1b" not in invoke("explain", path).stdout
