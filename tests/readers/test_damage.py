"""Any damage to any kind of dump: no exception, no endless loop, no loss beyond the damaged place."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from .makers import (
    HTML,
    assert_every_place_leads_on,
    chunked,
    http,
    members,
    numbers,
    pages,
    read_bytes,
    reasons,
    record,
)  # fmt: skip

RECORDS = [record(number, http(HTML * 3)) for number in range(6)]
RECORDS[2] = record(2, http(chunked(gzip.compress(HTML)), Transfer_Encoding="chunked", Content_Encoding="gzip"))
DUMPS = {
    "plain": b"".join(RECORDS),
    "gzip": b"".join(members(RECORDS)),
    "one member": gzip.compress(b"".join(RECORDS), mtime=0),
    "zstd": b"".join(map(zstandard.compress, RECORDS)),
}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(DUMPS)), st.data())
def test_no_damage_ends_in_an_exception(kind: str, data: st.DataObject) -> None:
    dump = DUMPS[kind]
    start = data.draw(st.integers(0, len(dump)))
    end = min(len(dump), start + data.draw(st.integers(0, 60)))
    with tempfile.TemporaryDirectory() as folder:
        items = read_bytes(Path(folder), dump[:start] + data.draw(st.binary(max_size=60)) + dump[end:])
    assert "reader_error" not in reasons(items)


@settings(max_examples=100, deadline=None)
@given(st.integers(12, len(DUMPS["gzip"]) - 1), st.integers(0, 7))
def test_a_flipped_bit_costs_one_record_of_a_gzip_dump_at_most(place: int, bit: int) -> None:
    dump = bytearray(DUMPS["gzip"])
    dump[place] ^= 1 << bit
    with tempfile.TemporaryDirectory() as folder:
        items = read_bytes(Path(folder), bytes(dump))
    whole = {page.url for page in pages(items)} & {f"https://harbour.example/{number}" for number in range(6)}
    assert len(whole) >= 5


@pytest.mark.parametrize("place", [61, 63, 65])
def test_a_first_member_that_no_longer_looks_like_a_record_does_not_hide_the_others(tmp_path: Path, place: int) -> None:
    dump = bytearray(DUMPS["gzip"])
    dump[place] ^= 1
    items = read_bytes(tmp_path, bytes(dump))
    assert ([1, 2, 3, 4, 5], ["broken_compression"]) == (numbers(items), reasons(items))


def test_a_damaged_page_that_is_no_dump_is_still_given(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(HTML, mtime=0))
    packed[-6] ^= 1  # of the checksum
    items = read_bytes(tmp_path, bytes(packed))
    assert ([HTML], ["broken_compression"]) == ([page.content for page in pages(items)], reasons(items))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(DUMPS)), st.data())
def test_reading_goes_on_from_any_place_of_a_damaged_dump(kind: str, data: st.DataObject) -> None:
    dump = DUMPS[kind]
    start = data.draw(st.integers(0, len(dump)))
    end = min(len(dump), start + data.draw(st.integers(0, 60)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump"
        path.write_bytes(dump[:start] + data.draw(st.binary(max_size=60)) + dump[end:])
        assert_every_place_leads_on(path)
