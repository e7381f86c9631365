"""Dumps of any records: each is a page or says why not, damage costs no other record, and reading goes on anywhere."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.model import Page
from cleaner.readers import open_inputs, read_inputs
from tests.promises import check_reading

from .makers import HTML, chunked, http, members, record

types = st.sampled_from(["response"] * 4 + ["resource", "conversion", "revisit", "warcinfo", "metadata", "odd"])
addresses = st.sampled_from(["https://harbour.example/%d", "http://harbour.example/%d", "dns:harbour", "urn:x", ""])
media = st.sampled_from(["text/html", "text/html; charset=utf-16", "text/plain", "image/png", "TEXT/HTML;", "", ";;"])
codings: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "br": brotli.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.compress,
    "odd": bytes,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body, mtime=0)),
}
lengths = st.sampled_from(["", "0", "-1", "x", "7", "99999", "9" * 30])


@st.composite
def blocks(draw: st.DrawFn) -> bytes:
    """An HTTP response whose head may lie about its body."""
    coding = draw(st.sampled_from(sorted(codings)))
    body = codings[draw(st.sampled_from([coding, coding, ""]))](draw(st.sampled_from([HTML, b"", b"\0\xff", HTML * 9])))
    in_chunks = draw(st.booleans())
    head = {"Content_Type": draw(media), "Content_Encoding": coding}
    if in_chunks:
        head["Transfer_Encoding"] = "chunked"
    status = draw(st.sampled_from(["200 OK", "200 OK", "301 Moved", "404", "", "999 x"]))
    made = http(chunked(body) if in_chunks else body, status, **head)
    return draw(st.sampled_from([made, made, made, body, made[: len(made) // 2]]))


@st.composite
def records(draw: st.DrawFn) -> bytes:
    """A record, now and then with a head that lies."""
    number = draw(st.integers(0, 99))
    address = draw(addresses)
    fields = {"WARC_Type": draw(types), "WARC_Target_URI": address % number if "%" in address else address}
    if draw(st.integers(0, 5)) == 0:
        fields["Content_Length"] = draw(lengths)
    if draw(st.integers(0, 5)) == 0:
        fields["WARC_Truncated"] = "length"
    return record(number, draw(blocks()), **fields)


arrangements = st.sampled_from(["plain", "members", "one member", "zstd"])


def arranged(kind: str, made: list[bytes]) -> bytes:
    if kind == "members":
        return b"".join(members(made))
    if kind == "zstd":
        return b"".join(map(zstandard.compress, made))
    return gzip.compress(b"".join(made), mtime=0) if kind == "one member" else b"".join(made)


@settings(deadline=None)
@given(st.lists(records(), max_size=5), arrangements, st.binary(max_size=20))
def test_any_records_are_pages_or_say_why_not_and_reading_goes_on_after_each(
    made: list[bytes], kind: str, tail: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump"
        path.write_bytes(arranged(kind, made) + tail)
        whole = list(read_inputs([str(path)]))
        for number, reading in enumerate(whole):
            check_reading(reading)
            assert whole[number + 1 :] == list(read_inputs([str(path)], reading.after))


@settings(deadline=None)
@given(st.lists(records(), max_size=3), st.lists(records(), max_size=3), st.sampled_from(["members", "zstd"]))
def test_a_sound_record_among_any_others_is_given(before: list[bytes], after: list[bytes], kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump"
        path.write_bytes(arranged(kind, [record(1000), *before, record(1001), *after]))
        given_back = {item.url for item in open_inputs([str(path)]) if isinstance(item, Page)}
    assert {"https://harbour.example/1000", "https://harbour.example/1001"} <= given_back
