"""What readers give besides pages, and the limits they read within."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from cleaner.model import Page, Source
from cleaner.readers.fields import FieldMap

# 10 MB: three times the 99.9th percentile of 3,900 real pages; Lexbor takes 2 s and 760 MB for 100 MB (hazards.md).
MAX_PAGE_BYTES = 10_000_000
# One line of JSON may escape each byte of a page in six (\u0000) and hold other fields besides.
MAX_LINE_BYTES = 64_000_000
# Bytes looked at to find out what an input is.
HEAD_BYTES = 8_192
_USUAL = FieldMap()


@dataclass(frozen=True, slots=True)
class BadInput:
    """Something that should have been a page and is none: it takes the place of a page and is counted like one.

    status: `skipped` when it was left out on purpose (a redirect, an image), `failed` when it was lost.
    reason: a short name to count by, such as `bad_json`. detail: a sentence: the place, the problem, the cure.
    """

    source: Source
    status: Literal["skipped", "failed"]
    reason: str
    detail: str
    id: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A warning about a page that was read all the same, such as a label that does not fit its bytes."""

    source: Source
    reason: str
    detail: str
    id: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """From here on a file can be read anew, with the same items as in a reading from its beginning.

    offset, number: what the reader of its format needs: the byte where a record or line begins and the number of that
    line, or the row group and the number of its first row.
    """

    offset: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """How far the inputs were read: `skip` items after `anchor` (the beginning when None) of file number `file`."""

    file: int = 0
    anchor: Anchor | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Shard:
    """Share number `number` (from 1) of `count`."""

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> Shard:
        """From `2/8`. Raises ValueError, with the cure."""
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
            raise ValueError(f"'{text}' is no share; write I/N, such as 2/8 on the second of eight machines")
        return cls(int(number), int(count))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


@dataclass(frozen=True, slots=True)
class How:
    """How a file is read. named: somebody asked for this very file. anchor: where reading begins, in a stream that can
    seek. fields: which fields of rows hold what. archive: where the dumps lie that an index names; ""
    from users: beside it. shard: the share of all inputs that is read; None for all.
    """

    named: bool = True
    anchor: Anchor | None = None
    fields: FieldMap = _USUAL
    archive: str = ""
    shard: Shard | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One item with the warnings about it, and the place to go on from when it is done.

    position: bytes of the file that were read so far, reading ahead included; None where it cannot be told.
    """

    item: Page | BadInput
    notes: tuple[Note, ...]
    after: Place
    position: int | None = field(default=None, compare=False)


# Notes on pages that are not whole, or hold bytes that no server sent. A wrong length alone is none: where the next
# record begins says how long this one is.
DAMAGE = frozenset({"bad_checksum", "broken_chunks", "shortened_by_crawler", "truncated_body", "truncated_record"})

OnNote = Callable[[Note], None]
