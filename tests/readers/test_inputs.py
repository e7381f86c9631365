from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from cleaner.model import Page
from cleaner.readers import BadInput

from .makers import HTML, members, pages, read, read_bytes, reasons, record

TEXT = b"The old ferry sails again.\n\nTickets from Monday.\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (HTML, "html"),
        (b"\xef\xbb\xbf  <!-- saved -->\n" + HTML, "html"),
        (HTML.decode().encode("utf-16"), "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html><html/>', "html"),
        (b"<p>Only a fragment.</p>", "html"),
        (TEXT, "text"),
        ("Die Fähre".encode("utf-16"), "text"),
        ("Паром снова ходит".encode("cp1251"), "text"),
        (b"[1] a footnote comes first", "text"),
        (b"{curly} text", "text"),
        (b"x < y, <b>they</b> say", "text"),
        (gzip.compress(HTML), "html"),
    ],
    ids=range(12),
)
def test_a_file_is_recognised_by_its_content(tmp_path: Path, data: bytes, kind: str) -> None:
    (page,) = pages(read_bytes(tmp_path, data, "page.dat"))
    assert (kind, str(tmp_path / "page.dat")) == (page.kind, page.source.file)
    assert page.content in (data, HTML)


def test_names_do_not_mislead(tmp_path: Path) -> None:
    assert "html" == pages(read_bytes(tmp_path, HTML, "page.txt"))[0].kind
    assert 1 == len(pages(read_bytes(tmp_path, members([record(1)])[0], "dump.jsonl")))


def test_a_fragment_without_a_tag_in_front_is_html_by_its_name(tmp_path: Path) -> None:
    assert "html" == pages(read_bytes(tmp_path, b"Then <b>it</b> sailed.", "page.html"))[0].kind


@pytest.mark.parametrize(
    ("data", "reason", "told"),
    [
        (b"", "empty_file", "empty"),
        (b"%PDF-1.4 ...", "unknown_type", "a PDF file"),
        (b"PAR1\x15\x04", "broken_parquet", "fetch the file again"),
        (b"PK\x03\x04 and more", "unknown_type", "a zip archive"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "unknown_type", "JPEG"),
        (bytes(range(32)) * 8, "unknown_type", "binary"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "unknown_type", "feed"),
        (gzip.compress(b""), "empty_file", "empty"),
        (b"x" * 10_000_001, "too_large", "left out"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_why(tmp_path: Path, data: bytes, reason: str, told: str) -> None:
    (item,) = read_bytes(tmp_path, data)
    assert isinstance(item, BadInput)
    assert reason == item.reason
    assert told in item.detail
    assert str(tmp_path) in item.detail


def test_a_missing_path_is_reported_and_the_next_one_read(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(HTML)
    items = read(tmp_path / "nowhere", tmp_path / "page", "name\0with zero")
    assert ["missing", "read_error"] == reasons(items)
    assert 1 == len(pages(items))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the rights of files do not bind this user")
def test_a_forbidden_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(HTML)
    path.chmod(0)
    assert ["no_permission"] == reasons(read(path))


def test_a_refused_opening_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "page").write_bytes(HTML)
    monkeypatch.setattr("builtins.open", refuse)
    assert ["no_permission"] == reasons(read(tmp_path / "page"))


def test_a_disk_that_fails_in_the_middle_ends_that_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.RawIOBase):
        calls = 0

        def read(self, size: int = -1) -> bytes:
            self.calls += 1
            if self.calls == 3:
                raise OSError(5, "Input/output error")
            return b'{"text": "' + b"a" * 10_000 + b'"}\n'

    (tmp_path / "dump").write_bytes(b"x")
    monkeypatch.setattr("builtins.open", lambda *_, **__: Failing())
    items = read(tmp_path / "dump", tmp_path / "nowhere")
    assert (2, ["read_error", "missing"]) == (len(pages(items)), reasons(items))


def test_folders_are_read_in_order_of_names_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b/2.html", "b/10.html", "a.txt", "c", ".hidden/x.html", "b/.DS_Store"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(HTML + name.encode())
    found = [os.path.relpath(page.source.file, tmp_path) for page in pages(read(tmp_path))]
    assert ["a.txt", "b/10.html", "b/2.html", "c"] == found


def test_in_a_folder_other_files_are_skipped_and_counted(tmp_path: Path) -> None:
    for name, data in (("a.html", HTML), ("b.png", b"\x89PNG\r\n"), ("c.css", b"p {color: red}"), ("d.html", b"")):
        (tmp_path / name).write_bytes(data)
    items = read(tmp_path)
    assert (1, ["unknown_type", "not_a_page", "empty_file"]) == (len(pages(items)), reasons(items))
    assert {"skipped"} == {item.status for item in items if isinstance(item, BadInput)}


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    assert ["empty_folder"] == reasons(read(tmp_path))


def test_a_named_pipe_in_a_folder_does_not_stop_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert ["not_a_file"] == reasons(read(tmp_path))


def test_a_link_in_a_circle_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(HTML)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    items = read(tmp_path)
    assert (1, ["missing"]) == (len(pages(items)), reasons(items))


def test_a_file_whose_name_is_no_utf8_is_read_and_named_as_well_as_can_be(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_bytes(HTML)
    (page,) = pages(read(tmp_path))
    assert f"{tmp_path}/caf\ufffd.html" == page.source.file


def test_a_link_to_itself_is_told_and_costs_no_other_page(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(HTML)
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    items = read(tmp_path)
    assert (1, ["read_error"]) == (len(pages(items)), reasons(items))


@pytest.mark.parametrize("data", [HTML, b"".join(members([record(1)])), b'{"text": "T"}\n'])
def test_standard_input_is_read_by_content(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    (page,) = read("-")
    assert isinstance(page, Page)
    assert "<stdin>" == page.source.file


def test_inputs_are_read_lazily(tmp_path: Path) -> None:
    from cleaner.readers import open_inputs

    (tmp_path / "a").write_bytes(HTML)
    items = open_inputs([str(tmp_path / "a"), str(tmp_path / "b")])
    next(items)
    (tmp_path / "b").write_bytes(HTML)
    assert isinstance(next(items), Page)
