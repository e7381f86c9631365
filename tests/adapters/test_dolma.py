"""The log as attributes of Dolma: a line for each document, whose spans cut out what cleaner cut out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner

from cleaner.adapters.dolma import attributes, attributes_beside
from cleaner.cli import main
from cleaner.errors import InputError
from tests.adapters.material import BODY, HTML, STORY, write_rows

ROWS = [{"id": "a", "text": "\U0001f6f6 " + STORY}, {"id": "b", "text": "The ferry sails."}, {"id": "c", "text": STORY}]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dolma")
    write_rows(folder / "documents.jsonl", ROWS)
    given = ["run", str(folder / "documents.jsonl"), "--out", str(folder / "out"), "-q", "--workers", "0"]
    assert 0 == CliRunner().invoke(main, [*given, "--no-report"]).exit_code
    return folder / "out" / "log.jsonl.zst"


def export(*arguments: object) -> tuple[list[dict[str, Any]], str]:
    done = CliRunner().invoke(main, ["export-dolma", *map(str, arguments)])
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_each_document_has_a_line_and_its_spans_make_the_body(log: Path) -> None:
    lines, told = export(log, "--documents", log.parent.parent / "documents.jsonl")
    assert (["a", "b", "c"], "") == ([line["id"] for line in lines], told)
    assert {} == lines[1]["attributes"]
    assert ["cleaner__related_heading", "cleaner__related_link"] == sorted(lines[0]["attributes"])
    text = ROWS[0]["text"]
    for start, end, score in sorted((s for spans in lines[0]["attributes"].values() for s in spans), reverse=True):
        assert 0 <= score <= 1
        text = text[:start] + text[end:]
    assert "\U0001f6f6 " + BODY == text


def test_without_documents_only_pages_with_spans_have_a_line(log: Path) -> None:
    assert ["a", "c"] == [line["id"] for line in export(log, "--prefix", "x_")[0]]
    assert "x_related_link" in export(log, "--prefix", "x_")[0][0]["attributes"]


def test_a_file_is_written_whole_and_compressed_by_its_name(log: Path, tmp_path: Path) -> None:
    assert ([], "") == export(log, "--out", tmp_path / "a.jsonl.zst")
    data = zstandard.ZstdDecompressor().decompressobj().decompress((tmp_path / "a.jsonl.zst").read_bytes())
    assert 2 == len(data.splitlines())


def test_documents_without_ids_get_those_of_the_log_and_each_copy_its_own_spans(tmp_path: Path) -> None:
    rows = [{"url": "https://holm.example/a", "text": STORY}] * 2 + [{"url": "https://holm.example/b", "text": STORY}]
    documents = write_rows(tmp_path / "c4.jsonl", rows)
    given = ["run", str(documents), "--out", str(tmp_path / "out"), "-q", "--workers", "0", "--no-report"]
    assert 0 == CliRunner().invoke(main, given).exit_code
    first, copy, other = export(tmp_path / "out" / "log.jsonl.zst", "--documents", documents)[0]
    assert first == copy
    assert first["attributes"] == other["attributes"] != {}
    assert first["id"] != other["id"]


def test_a_log_of_other_documents_is_refused(log: Path, tmp_path: Path) -> None:
    _, told = export(log, "--documents", write_rows(tmp_path / "d.jsonl", ROWS[:2]))
    assert 'names the page "c"' in told
    _, told = export(log, "--documents", write_rows(tmp_path / "d.jsonl", [{**ROWS[0], "text": "x"}]))
    assert "document 1: its text is not the one that the log counts in" in told


def test_html_is_refused_since_spans_count_in_its_visible_text() -> None:
    span = {"type": "span", "doc_id": "a", "start": 0, "end": 1, "label": "nav", "applied": True, "base_sha256": "0"}
    with pytest.raises(InputError, match="not HTML"):
        list(attributes_beside([{"id": "a", "html": HTML}], [span]))


def test_spans_of_rules_under_test_stay() -> None:
    span = {"type": "span", "doc_id": "a", "start": 0, "end": 1, "label": "nav", "applied": False, "score": 0.5}
    assert [{"id": "a", "attributes": {}}] == list(attributes([{"type": "run"}, span]))
