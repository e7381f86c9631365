from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cleaner.readers.tape import Tape, drain


@given(st.lists(st.binary(max_size=30), max_size=10), st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_reading_gives_the_bytes_in_order_whatever_the_chunks(chunks: list[bytes], sizes: list[int]) -> None:
    tape = Tape(chunks)
    out = b""
    while piece := tape.read(sizes[len(out) % len(sizes)]):
        out += piece
        tape.mark(tape.position)
    assert b"".join(chunks) == out
    assert len(out) == tape.position


@given(st.lists(st.binary(max_size=30), max_size=10), st.integers(0, 300))
def test_what_follows_a_mark_can_be_read_again(chunks: list[bytes], back: int) -> None:
    whole = b"".join(chunks)
    tape = Tape(chunks)
    back = min(back, len(whole))
    tape.mark(back)
    while tape.read(7):
        pass
    assert back == tape.rewind(back)
    assert whole[back:] == tape.peek(len(whole))


def test_a_search_finds_what_stands_across_chunks() -> None:
    tape = Tape([b"ab" * 1000 + b"WAR", b"C/1.0", b"rest"])
    assert 2000 == tape.search(re.compile(rb"WARC/1\.0"), 5)
    assert 2000 == tape.rewind(2000)
    assert b"WARC/1.0rest" == tape.peek(100)


def test_memory_is_bounded_though_nothing_was_marked() -> None:
    tape = Tape((bytes(100_000) for _ in range(200)), kept_bytes=1_000_000)
    while tape.read(50_000):
        assert tape.held_to - tape.held_from < 1_500_000
    drain(tape)
    assert 20_000_000 == tape.position
