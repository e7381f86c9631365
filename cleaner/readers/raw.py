"""A page as it stands in a dump, for somebody else to open: who reads a dump only finds where pages begin and end.

Parsing, decoding and naming a page takes longer than finding it, and can be done by many processes side by side.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cleaner.model import Page, Source
from cleaner.readers.types import Anchor, BadInput, Note, Place

_SHARED_FORM_BYTES = (
    200  # pickled; that of a JSON line without --field has 109; that of a WARC record, which is its own, over 250
)


class Form(Protocol):
    """How the bytes of one page are to be read; it cannot be changed. Small, and it goes to a worker with each page:
    forms, and what they hold, have a `__reduce__`, which pickles in half the time of what slots of dataclasses do (4 µs
    for 8).
    """

    def items(self, data: bytes, source: Source) -> Iterator[Page | BadInput | Note]:
        """The notes about the page, and what it is: one Page or BadInput."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a raw page turned out to be, with the warnings about it."""

    item: Page | BadInput
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page, not opened yet. pieces: its bytes in a row, as they came from the stream."""

    source: Source
    form: Form
    pieces: tuple[bytes, ...] = ()

    @property
    def head(self) -> bytes:
        """All but the bytes of the page; for `open_raw` in another process."""
        source, form = self.source, pickle.dumps(self.form, pickle.HIGHEST_PROTOCOL)
        return pickle.dumps((source.file, source.offset, source.record_id, form), pickle.HIGHEST_PROTOCOL)

    def opened(self) -> Opened:
        """Raises MemoryError only."""
        return _opened(self.source, self.form, b"".join(self.pieces))


Item = RawPage | BadInput | Anchor


@dataclass(frozen=True, slots=True)
class Found:
    """One item of the inputs, not opened yet. after, position: see Reading."""

    item: RawPage | BadInput
    after: Place
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The form of a page that is there already, as rows of a table are."""

    item: Page | BadInput
    notes: tuple[Note, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return Made, (self.item, self.notes)

    def items(self, data: bytes, source: Source) -> Iterator[Page | BadInput | Note]:
        yield from self.notes
        yield self.item


def raw_of(item: Page | BadInput, notes: tuple[Note, ...] = ()) -> RawPage:
    """A page that is there already, as a raw one."""
    return RawPage(item.source, Made(item, notes))


def open_raw(head: bytes, data: bytes) -> Opened:
    """A raw page from another process, which is to be trusted. Raises MemoryError only."""
    file, offset, record_id, pickled = pickle.loads(head)
    form = _shared_form(pickled) if len(pickled) <= _SHARED_FORM_BYTES else pickle.loads(pickled)
    return _opened(Source(file, offset, record_id), form, data)


@lru_cache(maxsize=8)
def _shared_form(pickled: bytes) -> Form:
    """Forms that are the same for all pages of a file, as that of JSON lines; to look up the classes of a pickle took a
    third of what opening a line of 10 KB does."""
    form: Form = pickle.loads(pickled)
    return form


def _opened(source: Source, form: Form, data: bytes) -> Opened:
    notes: list[Note] = []
    try:
        for item in form.items(data, source):
            if not isinstance(item, Note):
                return Opened(item, tuple(notes))
            notes.append(item)
    except MemoryError:
        raise
    except Exception as error:
        detail = f"{source.file}:{source.offset or 1}: {type(error).__name__}: {error}; please report this file"
        return Opened(BadInput(source, "failed", "reader_error", detail), tuple(notes))
    raise AssertionError(f"{source.file}:{source.offset or 1}: neither a page nor a reason: please report this")
