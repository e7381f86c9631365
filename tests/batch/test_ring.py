"""Bytes on their way to a worker: whole, in order, never over one another."""

from __future__ import annotations

import errno
import io
import os
from collections import deque
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.batch.ring import Ring, Taker
from cleaner.batch.sandbox import Job, Sandbox
from cleaner.errors import CleanerError

from .works import Obeys


@pytest.fixture
def ring() -> Iterator[Ring]:
    made = Ring(100)
    yield made
    made.close()


def taken(ring: Ring, head: bytes) -> tuple[bytes, bytes] | None:
    return Taker(io.BytesIO(head), ring.fileno()).take()


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
    assert 100 == ring._file.seek(0, 2)
    assert (b"next", b"") == taken(ring, put(ring, b"next"))


def test_the_beginning_is_used_again_before_the_rest(ring: Ring) -> None:
    for number in range(1, 1_000):
        put(ring, bytes([number % 255 + 1]) * 20)
        if number > 1:
            ring.drop()
    assert bytes(40) == ring._map[60:]


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


def test_one_taker_finds_what_is_larger_than_the_ring_and_what_comes_before_and_after(ring: Ring) -> None:
    tasks = [b"before", b"x" * 1_000, b"after"]
    heads = io.BytesIO()
    taker = Taker(heads, ring.fileno())
    for task in tasks:
        at = heads.tell()
        heads.write(put(ring, task))
        heads.seek(at)
        assert (task, b"") == taker.take()
        ring.drop()


def test_a_ring_has_its_place_from_the_beginning_so_that_a_full_disk_is_told_and_not_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(file: object, size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cleaner.batch.ring._lengthen", full)
    with pytest.raises(CleanerError, match="a worker cannot be started: No space left on device; use fewer workers"):
        list(Sandbox(Obeys(), 1).settle([Job(b"n")]))


def test_where_there_are_no_files_in_memory_a_temporary_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    ring = Ring(100)
    assert (b"task", b"data") == taken(ring, put(ring, b"task", b"da", b"ta"))
    ring.close()
