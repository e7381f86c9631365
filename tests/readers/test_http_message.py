from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.readers.http_message import Body, Message, dechunk, decode_body, parse_message

from .makers import HTML, chunked

LIMIT = 1_000_000
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.compress,
    "br": lambda data: brotli.compress(data, quality=5),
}
LONG = HTML + b" ".join(b"%d boats" % n for n in range(4000))


def message(body: bytes, coding: str = "", transfer: str = "") -> Message:
    return Message(200, (("content-encoding", coding), ("transfer-encoding", transfer)), body)


def warnings(body: Body) -> list[str]:
    return [reason for reason, _ in body.warnings]


@given(st.binary(max_size=500), st.integers(1, 64))
def test_dechunk_undoes_chunking(body: bytes, size: int) -> None:
    found = dechunk(chunked(body, size))
    assert (body, ()) == (found.data, found.warnings)


@given(st.binary(max_size=300))
def test_dechunk_raises_on_nothing(data: bytes) -> None:
    dechunk(data)


@given(st.binary(min_size=1, max_size=100), st.integers(1, 64), st.integers(0, 600))
def test_a_chunked_body_that_breaks_off_keeps_what_came(body: bytes, size: int, cut: int) -> None:
    found = dechunk(chunked(body, size)[:cut])
    assert body.startswith(found.data) or warnings(found) == ["wrong_coding"]


def test_a_page_that_is_labelled_chunked_but_is_not_stays_as_it_is() -> None:
    found = decode_body(message(HTML, transfer="chunked"), LIMIT)
    assert (HTML, ["wrong_coding"]) == (found.data, warnings(found))


def test_chunk_extensions_and_bare_line_feeds_are_read() -> None:
    assert b"abcdef" == dechunk(b"3;name=value\r\nabc\r\n 3 \ndef\n0\n\n").data


def test_text_after_broken_chunks_is_kept() -> None:
    found = dechunk(b"3\r\nabc\r\nthe rest came as it was")
    assert (b"abcthe rest came as it was", ["broken_chunks"]) == (found.data, warnings(found))


@pytest.mark.parametrize("coding", PACKERS)
def test_content_codings_are_undone(coding: str) -> None:
    found = decode_body(message(PACKERS[coding](LONG), coding.upper()), LIMIT)
    assert (LONG, ()) == (found.data, found.warnings)


def test_deflate_without_its_header_is_undone() -> None:
    packer = zlib.compressobj(wbits=-15)
    assert LONG == decode_body(message(packer.compress(LONG) + packer.flush(), "deflate"), LIMIT).data


def test_stacked_codings_are_undone_in_order() -> None:
    assert LONG == decode_body(message(brotli.compress(gzip.compress(LONG)), "gzip, br"), LIMIT).data


@pytest.mark.parametrize("coding", PACKERS)
def test_a_label_that_lies_leaves_the_body_as_it_is(coding: str) -> None:
    found = decode_body(message(LONG, coding), LIMIT)
    assert (LONG, ["wrong_coding"]) == (found.data, warnings(found))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd", "br"])
def test_a_compressed_body_that_breaks_off_keeps_what_came(coding: str) -> None:
    big = b"".join(b"<p>%d boats and %d gulls.</p>" % (n * n, n * 7919) for n in range(9_000))
    packed = PACKERS[coding](big)
    found = decode_body(message(packed[: len(packed) // 2], coding), 10_000_000)
    assert ["truncated_body"] == warnings(found)
    assert big.startswith(found.data)
    assert len(found.data) > len(big) // 10


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_not_unpacked(coding: str) -> None:
    found = decode_body(message(PACKERS[coding](b"\0" * 50_000_000), coding), LIMIT)
    assert (b"", True) == (found.data, found.too_large)


def test_gzip_without_a_label_is_undone_and_noted() -> None:
    found = decode_body(message(gzip.compress(HTML)), LIMIT)
    assert (HTML, ["unlabelled_coding"]) == (found.data, warnings(found))


def test_gzip_of_several_members_is_read_to_its_end() -> None:
    assert HTML * 2 == decode_body(message(gzip.compress(HTML) * 2 + b"\0\0", "gzip"), LIMIT).data


def test_an_unknown_coding_is_noted_and_a_bogus_one_ignored() -> None:
    assert ["unknown_coding"] == warnings(decode_body(message(HTML, "sdch"), LIMIT))
    assert [] == warnings(decode_body(message(HTML, "UTF-8"), LIMIT))


@pytest.mark.parametrize("line_break", [b"\r\n", b"\n"])
def test_a_head_is_parsed_with_either_line_break(line_break: bytes) -> None:
    block = line_break.join([b"HTTP/1.1 200", b"Content-Type: text/html;", b"  charset=koi8-r", b"X: y", b"", b"body"])
    found = parse_message(block)
    assert (200, b"body") == (found.status, found.raw_body)
    assert "text/html; charset=koi8-r" == found.header("content-type")


def test_a_block_without_an_http_head_is_all_body() -> None:
    assert (None, HTML) == ((found := parse_message(HTML)).status, found.raw_body)


def test_a_head_without_fields_keeps_its_body() -> None:
    assert b"body" == parse_message(b"HTTP/1.0 200 OK\r\n\r\nbody").raw_body


@given(st.binary(max_size=300))
def test_no_block_raises(block: bytes) -> None:
    decode_body(parse_message(b"HTTP/1.1 200 OK\r\n" + block), LIMIT)
