"""Bytes on their way to a worker: whole, in order, never over one another."""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.batch.ring import Ring, take


@pytest.fixture
def ring() -> Iterator[Ring]:
    made = Ring(100)
    yield made
    made.close()


def taken(ring: Ring, head: bytes) -> tuple[bytes, bytes] | None:
    return take(io.BytesIO(head), ring.fileno())


def put(ring: Ring, task: bytes, *data: bytes) -> bytes:
    head = ring.put(task, data)
    assert head is not None
    return head


@given(st.lists(st.one_of(st.none(), st.tuples(st.binary(max_size=40), st.lists(st.binary(max_size=60), max_size=4)))))
@example([(b"\x01", []), (b"", []), (b"\x00", [])])
def test_whatever_is_put_and_dropped_each_task_is_found_as_it_was_put(
    steps: list[tuple[bytes, list[bytes]] | None],
) -> None:
    """None: the oldest one is taken."""
    with closing(Ring(100)) as ring:
        follow(ring, steps)


def follow(ring: Ring, steps: list[tuple[bytes, list[bytes]] | None]) -> None:
    held = deque[tuple[bytes, bytes, bytes]]()
    for step in steps:
        if step is not None:
            task, data = step
            head = ring.put(task, data)
            assert head is not None or held  # an empty ring has room for everything
            if head is not None:
                held.append((head, task, b"".join(data)))
        elif held:
            held.popleft()
            ring.drop()
        for head, task, joined in held:
            assert (task, joined) == taken(ring, head)


def test_a_full_ring_takes_nothing_until_the_oldest_was_taken(ring: Ring) -> None:
    put(ring, b"a" * 60)
    second = put(ring, b"b" * 40)
    assert ring.put(b"c") is None
    ring.drop()
    third = put(ring, b"c" * 60)
    assert ((b"b" * 40, b""), (b"c" * 60, b"")) == (taken(ring, second), taken(ring, third))


def test_what_is_larger_than_the_ring_goes_alone_and_leaves_no_memory_behind(ring: Ring) -> None:
    large = put(ring, b"task", b"x" * 500, b"", b"y" * 500)
    assert ring.put(b"next") is None
    assert (b"task", b"x" * 500 + b"y" * 500) == taken(ring, large)
    ring.drop()
    assert 0 == ring._file.seek(0, 2)
    assert (b"next", b"") == taken(ring, put(ring, b"next"))


def test_the_beginning_is_used_again_before_the_rest(ring: Ring) -> None:
    for number in range(1_000):
        put(ring, bytes([number % 256]) * 20)
        if number:
            ring.drop()
    assert ring._file.seek(0, 2) <= 60


def test_many_pieces_are_written_whole(ring: Ring) -> None:
    pieces = [bytes([number % 256]) * (number % 3) for number in range(1_000)]
    assert (b"task", b"".join(pieces)) == taken(ring, put(ring, b"task", *pieces))


def test_no_head_is_the_end(ring: Ring) -> None:
    assert taken(ring, b"") is None
    assert taken(ring, put(ring, b"task")[:-1]) is None


def test_a_ring_that_is_shorter_than_it_says_is_an_error(ring: Ring) -> None:
    head = put(ring, b"task")
    ring._file.truncate(2)
    with pytest.raises(EOFError, match="ends before the page"):
        taken(ring, head)


def test_where_there_are_no_files_in_memory_a_temporary_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    ring = Ring(100)
    assert (b"task", b"data") == taken(ring, put(ring, b"task", b"da", b"ta"))
    ring.close()
