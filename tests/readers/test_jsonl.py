from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.readers import BadInput
from cleaner.readers.lines import parse_json, read_lines
from cleaner.readers.tape import Tape

from .makers import pages, read_bytes, reasons


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


TEN = [{"id": f"n{n}", "text": f"The ferry sails at {n}.", "url": f"https://harbour.example/{n}"} for n in range(10)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress, bz2.compress])
def test_dumps_are_read_however_they_are_compressed(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    items = read_bytes(tmp_path, pack(lines(*TEN)))
    assert ([row["id"] for row in TEN], []) == ([page.id for page in pages(items)], reasons(items))
    assert list(range(1, 11)) == [page.source.offset for page in pages(items)]


LAYOUTS: dict[str, dict[str, object]] = {
    "C4": {"text": "T", "timestamp": "2019-04-25T12:57:54Z", "url": "https://a.example/"},
    "Dolma": {
        "id": "d1",
        "text": "T",
        "source": "crawl",
        "added": "2023-05-01T00:00:00Z",
        "created": "2001-01-01",
        "metadata": {"url": "https://a.example/"},
    },
    "FineWeb": {
        "text": "T",
        "id": "<urn:uuid:1>",
        "dump": "CC-MAIN-2024-10",
        "url": "https://a.example/",
        "date": "2024-02-20T01:02:03Z",
        "file_path": "s3://bucket/file",
    },
    "cc_news": {
        "title": "T",
        "text": "T",
        "domain": "a.example",
        "date": "2017-01-01 00:00",
        "url": "https://a.example/",
    },
    "RefinedWeb": {"content": "T", "url": "https://a.example/", "timestamp": "2020-01-02T03:04:05Z"},
    "own": {"html": "<p>T</p>", "text": "T", "url": "https://a.example/", "crawled": "2021-02-03"},
    "feed": {"content": "<html><p>T</p></html>", "link": "https://a.example/"},
}


@pytest.mark.parametrize(
    ("layout", "kind", "crawled"),
    [
        ("C4", "text", date(2019, 4, 25)),
        ("Dolma", "text", date(2023, 5, 1)),
        ("FineWeb", "text", date(2024, 2, 20)),
        ("cc_news", "text", None),  # its date is that of the publication
        ("RefinedWeb", "text", date(2020, 1, 2)),
        ("own", "html", date(2021, 2, 3)),
        ("feed", "html", None),
    ],
)
def test_known_layouts_are_recognised(tmp_path: Path, layout: str, kind: str, crawled: date | None) -> None:
    (page,) = pages(read_bytes(tmp_path, lines(LAYOUTS[layout])))
    assert (kind, "https://a.example/", crawled) == (page.kind, page.url, page.crawled)


def test_a_row_without_id_is_known_by_its_digest(tmp_path: Path) -> None:
    first, second, other = pages(read_bytes(tmp_path, lines({"text": "A"}, {"text": "A"}, {"text": "B"})))
    assert first.id == second.id
    assert first.id != other.id
    assert first.id.startswith("sha256:")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "torn', "bad_json"),
        (b"nonsense", "bad_json"),
        (b"17", "not_an_object"),
        (b'{"title": "no page"}', "no_content"),
        (b'{"text": null}', "no_content"),
        (b"[" * 100_000, "bad_json"),
        (json.dumps({"text": "x" * 10_000_001}).encode(), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_line_costs_itself_and_says_where_it_stands(tmp_path: Path, line: bytes, reason: str) -> None:
    items = read_bytes(tmp_path, lines(TEN[0]) + line + b"\n" + lines(TEN[1]))
    assert (["n0", "n1"], [reason]) == ([page.id for page in pages(items)], reasons(items))
    (bad,) = (item for item in items if isinstance(item, BadInput))
    assert 2 == bad.source.offset
    assert ":2: " in bad.detail


def test_lone_surrogates_are_replaced_and_noted_and_nan_is_read(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b'{"text": "a \\ud800 b", "id": "\\udc00", "score": NaN}\n')
    assert [("a \ufffd b", "\ufffd")] == [(page.content, page.id) for page in pages(items)]
    assert ["~invalid_utf8"] == reasons(items)


def test_two_escapes_that_make_a_character_are_it(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b'{"text": "a \\ud83d\\udea2 b", "score": NaN}\n')
    assert (["a \U0001f6a2 b"], []) == ([page.content for page in pages(items)], reasons(items))


def test_bytes_that_are_no_utf8_are_noted(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b'{"text": "caf\xe9"}\n')
    assert (["caf\ufffd"], ["~invalid_utf8"]) == ([page.content for page in pages(items)], reasons(items))


def test_a_byte_order_mark_blank_lines_and_crlf_are_harmless(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + lines(*TEN[:2]).replace(b"\n", b"\r\n\r\n")
    items = read_bytes(tmp_path, data)
    assert ([1, 3], []) == ([page.source.offset for page in pages(items)], reasons(items))


def test_a_json_array_with_an_object_a_line_is_read(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, b"[\n" + b",\n".join(lines(row).strip() for row in TEN) + b"\n]\n")
    assert (10, []) == (len(pages(items)), reasons(items))


def test_json_over_several_lines_is_refused_once_and_the_cure_is_named(tmp_path: Path) -> None:
    (item,) = read_bytes(tmp_path, json.dumps(TEN[0], indent=2).encode())
    assert ["not_jsonl"] == reasons([item])
    assert isinstance(item, BadInput)
    assert "jq -c" in item.detail


def test_a_cut_off_dump_gives_its_whole_lines_and_one_report(tmp_path: Path) -> None:
    rows = [{"text": f"{n} " + "ab cd " * n} for n in range(500)]
    for pack in (gzip.compress, zstandard.compress, bz2.compress):
        items = read_bytes(tmp_path, pack(lines(*rows))[:-30])
        assert ["truncated_input"] == reasons(items)
        assert all(page.content == rows[n]["text"] for n, page in enumerate(pages(items)))


def test_a_torn_last_line_of_a_plain_dump_is_reported(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, lines(*TEN)[:-9])
    assert (9, ["bad_json"]) == (len(pages(items)), reasons(items))


def test_a_line_beyond_the_limit_is_dropped_and_the_next_one_read() -> None:
    found = list(read_lines(Tape([b"a\n", b"b" * 50, b"b" * 50, b"\nc"]), limit=60))
    assert [(1, b"a"), (2, None), (3, b"c")] == [(line.number, line.data) for line in found]


@given(st.lists(st.binary(max_size=40).filter(lambda b: b"\n" not in b and not b.endswith(b"\r"))), st.data())
def test_lines_do_not_depend_on_where_the_chunks_break(rows: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join(rows)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    chunks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    found = [line.data for line in read_lines(Tape(chunks))]
    assert (rows if rows and rows[-1] else rows[:-1]) == found


@given(st.binary(max_size=200))
def test_no_line_raises(data: bytes) -> None:
    parse_json(data)


VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text()


@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_json_comes_back_as_it_was_written(value: object) -> None:
    assert value == parse_json(json.dumps(value).encode()).value
