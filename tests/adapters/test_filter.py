"""`cleaner clean --jsonl`: a row for a row, at once, whatever the lines hold."""

from __future__ import annotations

import gzip
import io
import json
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from cleaner.cli.stream import _Ahead
from cleaner.provenance import restore
from tests.adapters.material import BODY, HTML, LABELS, SECONDS, STORY, command, write_rows

Rows = list[dict[str, Any]]


def cleaned(tmp_path: Path, data: bytes, *options: str) -> tuple[Rows, Result]:
    (tmp_path / "in.jsonl").write_bytes(data)
    done = CliRunner().invoke(main, ["clean", "--jsonl", str(tmp_path / "in.jsonl"), "--no-sandbox", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return [json.loads(line) for line in done.stdout_bytes.splitlines()], done


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_a_row_holds_the_body_and_what_else_it_held(tmp_path: Path) -> None:
    given = {"id": 7, "url": "https://a.example/1", "text": STORY, "crawl": "spring", "metadata": {"x": 1}}
    (row,), done = cleaned(tmp_path, lines(given))
    assert (0, "7", "https://a.example/1", "ok", BODY) == (
        done.exit_code, row["id"], row["url"], row["status"], row["text"],
    )  # fmt: skip
    assert ("spring", {"x": 1}, 7) == (row["crawl"], row["input_metadata"], row["input_id"])
    assert {"removals", "input_text", "input_url"}.isdisjoint(row)


def test_the_page_itself_passes_only_where_that_is_wanted(tmp_path: Path) -> None:
    given = lines({"html": HTML, "text": "what an extractor made of it"}, {"text": STORY})
    rows, _ = cleaned(tmp_path, given)
    assert ("html" not in rows[0], "what an extractor made of it") == (True, rows[0]["input_text"])
    rows, _ = cleaned(tmp_path, given, "--keep-content")
    assert (HTML, STORY) == (rows[0]["html"], rows[1]["input_text"])


def test_the_log_stands_in_the_row_or_in_a_file(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    (row,), _ = cleaned(tmp_path, lines({"id": "a", "text": STORY}), "--row-log", "--log", str(log))
    assert LABELS == [span["label"] for span in row["removals"]]
    assert STORY == restore(row["text"], row["removals"])
    head, *spans = map(json.loads, log.read_bytes().splitlines())
    assert ("run", ["a", "a"], LABELS) == (
        head["type"], [span["doc_id"] for span in spans], [span["label"] for span in spans],
    )  # fmt: skip


def test_a_bad_line_is_a_row_and_never_a_traceback(tmp_path: Path) -> None:
    bad = b'{"text": \n\n[1]\n"x"\n{"a": 1}\n\xff\xfe\n{"id": "z", "text": ["A boat.", 5]}\n'
    rows, done = cleaned(tmp_path, bad + lines({"id": "good", "text": STORY}))
    assert ["bad_json", "not_an_object", "not_an_object", "no_content", "bad_json", "no_content", ""] == [
        row["code"] for row in rows
    ]
    assert ["failed"] * 6 + ["ok"] == [row["status"] for row in rows]
    assert "in.jsonl:3: a list in place of an object" in rows[1]["reason"]
    assert (1, 1, None) == (done.exit_code, rows[3]["a"], rows[3]["text"])
    assert "6 of 7 rows failed" in done.stderr


def test_lone_surrogates_which_no_reader_takes_are_replaced_and_nan_is_read(tmp_path: Path) -> None:
    rows, _ = cleaned(
        tmp_path, b'{"text": "A boat \\ud800 sails again on Monday, they say.", "n": 1, "x": "\\udc00"}\n'
    )
    assert ("A boat \ufffd sails again on Monday, they say.", "\ufffd") == (rows[0]["text"], rows[0]["x"])
    rows, _ = cleaned(tmp_path, b'{"text": "A boat sails.", "n": NaN}\n')
    assert "ok" == rows[0]["status"]


def test_fields_can_be_mapped_and_markdown_comes_on_demand(tmp_path: Path) -> None:
    given = lines({"page": {"raw": HTML}, "link": "https://b.example/"})
    options = ("--field", "html=page.raw", "--field", "url=link", "--format", "markdown")
    (row,), _ = cleaned(tmp_path, given, *options)
    assert ("https://b.example/", "The ferry") == (row["url"], row["metadata"]["title"])
    assert "The old ferry" in row["markdown"]


def test_a_compressed_input_says_how_to_unpack_it(tmp_path: Path) -> None:
    _, done = cleaned(tmp_path, gzip.compress(b"{}"))
    assert (3, True) == (done.exit_code, "zcat" in done.stderr)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--jsonl", "--url", "https://a.example"], "--url and --id are of one page"),
        (["page.html", "--row-log"], "--row-log goes with --jsonl"),
        (["page.html", "--no-sandbox"], "--no-sandbox goes with --jsonl"),
        (["page.html", "--page-seconds", "10"], "--page-seconds goes with --jsonl"),
        ([], "Missing argument 'PAGE'"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: list[str], told: str) -> None:
    done = CliRunner().invoke(main, ["clean", *options])
    assert (2, True) == (done.exit_code, told in done.stderr)


def test_a_file_that_is_not_there_and_a_compressed_log_are_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["clean", "--jsonl", str(tmp_path / "gone")])
    assert (3, 1) == (done.exit_code, len(done.stderr.splitlines()))
    _, done = cleaned(tmp_path, b"", "--log", str(tmp_path / "log.zst"))
    assert (3, True) == (done.exit_code, "ends in .jsonl" in done.stderr)


def test_a_typed_line_is_answered_before_the_next_one_comes() -> None:
    with command("clean", "--jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(lines({"id": f"p{number}", "text": STORY}))
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], SECONDS)
            assert ready, "no answer while the input is open"
            assert f"p{number}" == json.loads(process.stdout.readline())["id"]
        process.stdin.close()
        assert 0 == process.wait(SECONDS)


@pytest.mark.slow
def test_a_page_beyond_its_time_is_a_row_and_the_others_come(tmp_path: Path) -> None:
    slow = "<div>" + "".join(f"<p>Share {n} on the quay</p>" for n in range(60_000))
    rows = [{"id": "a", "text": STORY}, {"id": "slow", "html": slow}, {"id": "b", "text": STORY}]
    options = ("--page-seconds", "0.2", "--workers", "1")
    with command("clean", "--jsonl", write_rows(tmp_path / "in.jsonl", rows), *options) as process:
        out, told = process.communicate(timeout=SECONDS)
    found = {row["id"]: (row["status"], row["code"]) for row in map(json.loads, out.splitlines())}
    assert {"a": ("ok", ""), "slow": ("failed", "timeout"), "b": ("ok", "")} == found, told
    assert 1 == process.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="head is not there")
def test_a_reader_that_goes_ends_it_in_silence(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "in.jsonl", ({"id": str(n), "text": STORY} for n in range(3_000)))
    with command("clean", "--jsonl", path, "--no-sandbox") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.wait(SECONDS)
        assert b"" == process.stderr.read()


def test_lines_are_taken_as_they_are_there_and_no_more_are_held_than_allowed() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += 1
            return b'{"text": "A boat."}\n'

    stream = Endless()
    batches: Iterator[list[Any]] = iter(_Ahead(stream, 4))  # type: ignore[arg-type]
    assert 1 <= len(next(batches)) <= 4
    taken = sum(len(next(batches)) for _ in range(5))
    assert stream.given <= taken + 4 + 4 + 2
