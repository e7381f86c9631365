"""Bad input ends in one clear line and the documented exit code; no traceback, and a run goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cleaner.cli.files import read_records
from tests.authoring.samples import PAGE, RULE, rule_file
from tests.cli.conftest import Command, Invoke

PROSE = "The old ferry sailed again on Monday, and the whole village came down to the quay to see it."
UNREADABLE = {
    "empty.html": (b"", "the file is empty"),
    "report.html": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 obj", "a PDF file"),
    "picture.html": (b"\x89PNG\r\n\x1a\n\0\0\0", "a PNG image"),
    "data.bin": (bytes(range(32)) * 64, "binary data of no known type"),
    "table.json": (b'{\n  "a": 1\n}\n', "give one object a line"),
}
READABLE = {
    "nested.html": b"<html><body>" + b"<div>" * 1_900 + PROSE.encode() + b"</div>" * 1_900,
    "charset.html": f'<meta charset="utf-8"><p>{PROSE} Caf\xe9 Z\xfcrich.</p>'.encode("latin-1"),
    "lies.html": f'<meta charset="x-no-such"><p>{PROSE} Gr\xfc\xdfe.</p>'.encode(),
    "nul.html": b"<html><body><p>" + PROSE.encode() + b"\0\0</p></body></html>",
    "nul.txt": PROSE.encode() + b"\0\n" + PROSE.encode() + b"\n",
    "surrogate.txt": PROSE.encode() + b"\xed\xa0\x80\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("verb", ["clean", "explain"])
def test_what_is_no_page_is_named_in_one_line(invoke: Invoke, tmp_path: Path, verb: str, name: str) -> None:
    content, expected = UNREADABLE[name]
    (tmp_path / name).write_bytes(content)
    result = invoke(verb, tmp_path / name)
    assert (3, "") == (result.exit_code, result.stdout)
    assert expected in result.stderr
    assert 1 == len(result.stderr.splitlines())


@pytest.mark.parametrize("name", READABLE)
def test_damaged_pages_are_cleaned_all_the_same(invoke: Invoke, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(READABLE[name])
    result = invoke("clean", tmp_path / name)
    assert 0 == result.exit_code
    assert PROSE in result.stdout
    assert 0 == invoke("explain", tmp_path / name).exit_code


def test_a_lone_surrogate_in_a_dump_goes_through_all_commands(invoke: Invoke, tmp_path: Path) -> None:
    dump, out = tmp_path / "dump.jsonl", tmp_path / "out"
    dump.write_text(json.dumps({"id": "p", "text": f"Menu\ud800\n{PROSE}\ud800\nShare this\n"}) + "\n", "utf-8")
    assert 0 == invoke("run", dump, "--out", out, "-q").exit_code
    for args in (
        ["clean", dump],
        ["clean", dump, "--format", "json"],
        ["explain", dump],
        ["explain", dump, "--html", "-"],
    ):
        assert 0 == invoke(*args).exit_code
    assert 0 == invoke("restore", out / "results.jsonl.zst", out / "log.jsonl.zst", "--id", "p").exit_code


@pytest.mark.parametrize("verb", ["clean", "explain", "restore", "replay"])
def test_a_missing_file_is_named(invoke: Invoke, tmp_path: Path, verb: str) -> None:
    names = [tmp_path / "nowhere"] * (2 if verb in ("restore", "replay") else 1)
    result = invoke(verb, *names)
    assert 3 == result.exit_code
    assert f"Error: {tmp_path / 'nowhere'}: " in result.stderr


def test_a_folder_is_no_page_and_the_cure_is_named(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("clean", tmp_path)
    assert 3 == result.exit_code
    assert "cleaner run" in result.stderr


@pytest.mark.parametrize("content", [b"no json", b"[1]", b'{"type": "span"}', b'{"a": 1}', b"\xff\xfe\0"])
def test_a_log_that_is_none_is_refused(invoke: Invoke, text: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log").write_bytes(content)
    for verb in ("restore", "replay"):
        result = invoke(verb, text, tmp_path / "log")
        assert 3 == result.exit_code
        assert f"Error: {tmp_path / 'log'}" in result.stderr


def test_a_log_with_digests_only_cannot_restore(invoke: Invoke, text: Path, tmp_path: Path) -> None:
    invoke("run", text, "--out", tmp_path / "out", "--log-digest", "-q")
    result = invoke("restore", tmp_path / "out" / "results.jsonl.zst", tmp_path / "out" / "log.jsonl.zst")
    assert 1 == result.exit_code
    assert "digests only" in result.stderr


@pytest.mark.parametrize("option", [["--kind", "pdf"], ["--crawled", "yesterday"], ["--bogus"], ["--format", "xml"]])
def test_a_wrong_option_is_a_usage_error(invoke: Invoke, page: Path, option: list[str]) -> None:
    assert 2 == invoke("clean", page, *option).exit_code


def test_a_page_without_text_says_so(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "bare.html").write_text("<html><body><img src=x></body></html>", "utf-8")
    result = invoke("clean", tmp_path / "bare.html")
    assert 1 == result.exit_code
    assert "no visible text" in result.stderr


def test_a_broken_rule_file_is_set_aside_and_the_page_is_cleaned(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    rule_file(tmp_path / "mine", RULE.replace("remove:", "remvoe:"))
    for args in (["clean", page], ["explain", page], ["run", page, "--out", tmp_path / "out"]):
        result = invoke(*args, "--rules", tmp_path / "mine")
        assert 1 == result.exit_code
        assert "rule file set aside: mine/harbour.yml:5:1: " in result.stderr
        assert result.stdout


def test_a_missing_rule_folder_is_named(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    result = invoke("clean", page, "--rules", tmp_path / "nowhere")
    assert 3 == result.exit_code
    assert "no such rule folder" in result.stderr


def test_a_run_goes_on_behind_bad_inputs(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    result = invoke("run", tmp_path / "nowhere", tmp_path / "report.pdf", page, "--out", tmp_path / "out")
    assert 1 == result.exit_code
    assert 1 == len(list(read_records(str(tmp_path / "out" / "results.jsonl.zst"))))
    assert 2 == len((tmp_path / "out" / "dead.jsonl").read_text("utf-8").splitlines())
    assert "failed/missing 1" in result.stdout


def test_a_run_over_nothing_readable_has_a_code_of_its_own(invoke: Invoke, tmp_path: Path) -> None:
    assert 3 == invoke("run", tmp_path / "nowhere", "--out", tmp_path / "out").exit_code


def test_a_run_into_its_own_input_is_refused(invoke: Invoke, page: Path) -> None:
    result = invoke("run", page.parent, "--out", page.parent / "out")
    assert 3 == result.exit_code
    assert "inside the input folder" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["clean", "page", "--log", "page"],
        ["clean", "--jsonl", "page", "--log", "page"],
        ["explain", "page", "--html", "link"],
        ["bench", "page", "--against", "none", "--json", "page"],
        ["export-dolma", "page", "--out", "page"],
        ["export-dolma", "link", "--documents", "page", "--out", "page"],
    ],
)
def test_no_output_takes_the_place_of_what_is_read(invoke: Invoke, page: Path, args: list[str]) -> None:
    before = page.read_bytes()
    (page.parent / "link").symlink_to(page)
    result = invoke(*({"page": page, "link": page.parent / "link"}.get(arg, arg) for arg in args))
    assert (3, before) == (result.exit_code, page.read_bytes())
    assert "choose another name" in result.stderr


def test_a_report_does_not_take_the_place_of_a_file_of_its_run_but_that_of_the_last_report(
    invoke: Invoke, page: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert 0 == invoke("run", page, "--out", out, "-q", "--workers", "0").exit_code
    assert 3 == invoke("report", out, "--html", out / "manifest.json").exit_code
    assert 0 == invoke("report", out, "--html", out / "report.html").exit_code


@pytest.mark.parametrize("verb", [["clean"], ["explain"]])
def test_an_address_without_scheme_is_a_usage_error_since_it_names_no_site(
    invoke: Invoke, page: Path, verb: list[str]
) -> None:
    result = invoke(*verb, page, "--url", "www.example.org/story")
    assert 2 == result.exit_code
    assert "has no scheme" in result.stderr
    assert 0 == invoke(*verb, page, "--url", "https://www.example.org/story").exit_code


def test_which_rules_a_host_alone_gets_is_a_usage_error(invoke: Invoke) -> None:
    assert 2 == invoke("rules", "which", "www.example.org").exit_code


def test_a_page_read_within_wider_limits_can_be_asked_about_a_text(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 2_500 + f"<p>{PROSE}</p>", "utf-8")
    assert 3 == invoke("explain", path, "--text", "old ferry").exit_code
    result = invoke("explain", path, "--text", "old ferry", "--max", "depth=5000")
    assert 0 == result.exit_code
    assert "old ferry" in result.stdout


def test_an_output_that_cannot_be_written_is_named(invoke: Invoke, page: Path) -> None:
    for args in (["run", page, "--out", page / "out"], ["clean", page, "--log", page / "log"]):
        result = invoke(*args)
        assert 1 == result.exit_code
        assert "cannot write" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(invoke: Invoke, tmp_path: Path, page: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert 1 == invoke("run", closed, page, "--out", tmp_path / "out").exit_code


def test_a_folder_that_the_system_refuses_is_named(
    invoke: Invoke, tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refused(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    (tmp_path / "closed").mkdir()
    monkeypatch.setattr("os.scandir", refused)
    assert 1 == invoke("run", tmp_path / "closed", page, "--out", tmp_path / "out").exit_code
    assert "not permitted" in (tmp_path / "out" / "dead.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["clean", "page.html"], 0),
        (["clean", "bare.html"], 1),
        (["clean"], 2),
        (["bogus"], 2),
        (["clean", "nowhere"], 3),
        (["explain", "report.pdf"], 3),
        (["run", "page.html", "report.pdf", "--out", "out"], 1),
        (["run", "report.pdf", "--out", "out"], 3),
        (["rules", "lint", "broken.yml"], 1),
        (["rules", "test", "nowhere.yml"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes_of_the_real_command(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.html").write_text(PAGE, "utf-8")
    Path("bare.html").write_text("<html><body></body></html>", "utf-8")
    Path("report.pdf").write_bytes(b"%PDF-1.7")
    rule_file(tmp_path, RULE.replace("remove:", "remvoe:"), "broken.yml")
    done = command(*args)
    assert code == done.returncode
    assert b"Traceback" not in done.stderr
