"""A run in portions that can be cleaned anywhere, each on its own: where each begins and how many items it holds.

The inputs are read once without cleaning (`skim`), file by file, which costs a few per cent of cleaning them. Its
strides are packed into portions, and each portion becomes one part of the run (parts.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from cleaner.batch.options import RunOptions
from cleaner.batch.parts import PORTIONS, load_state
from cleaner.model import Page
from cleaner.readers import Anchor, Found, InputFile, Place, RawPage, find_pages
from cleaner.writers import encode, output_errors, write_whole

# Items of a stride: the smallest portion; one takes half a second to clean.
_STRIDE_ITEMS = 50
# Strides of the usual portion, so that full ones come out near `part_pages`.
_STRIDES_A_PART = 20
# For each core: enough that the last portions do not keep one core busy while the others wait.
_PORTIONS_A_SLOT = 4
# Where a file can be read from its beginning only (compressed JSONL), or a row group of Parquet from its own: each
# portion reads over all that stands before it, so with eight of them it is read four and a half times.
_PORTIONS_A_STRETCH = 8


@dataclass(frozen=True, slots=True)
class Stride:
    """A few items of one file in a row. start: where the first of them is. wanted: how many are to be cleaned, where
    there is a limit.
    """

    start: Place
    items: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Portion:
    """What becomes one part: `items` from `start` on, in the files number start.file to `last`. limit: pages to clean
    of them at most.
    """

    number: int
    start: Place
    items: int
    last: int
    limit: int | None = None


def stride_items(options: RunOptions) -> int:
    return max(1, min(_STRIDE_ITEMS, options.part_pages // _STRIDES_A_PART))


def skim(file: InputFile, start: Place, options: RunOptions) -> Iterator[Stride]:
    """The strides of a file from `start` on, which lies in it."""
    size = stride_items(options)
    place, items, wanted = start, 0, 0
    for found in find_pages([file], start, options.how, first=start.file):
        items += 1
        wanted += options.limit is not None and _is_wanted(found, options)
        if items == size:
            yield Stride(place, items, wanted)
            place, items, wanted = found.after, 0, 0
    if items:
        yield Stride(place, items, wanted)


def _is_wanted(found: Found, options: RunOptions) -> bool:
    page = found.item.opened().item if isinstance(found.item, RawPage) else found.item
    return isinstance(page, Page) and not options.wanted.refusal(page)


def thinned(strides: Iterable[Stride]) -> Iterator[Stride]:
    """The same with fewer strides where each must read over those before it."""
    for _, group in groupby(strides, lambda stride: (stride.start.file, stride.start.anchor)):
        stretch = list(group)
        width = math.ceil(len(stretch) / _PORTIONS_A_STRETCH)
        for at in range(0, len(stretch), width):
            some = stretch[at : at + width]
            yield replace(some[0], items=sum(s.items for s in some), wanted=sum(s.wanted for s in some))


def portion_items(total: int, slots: int, options: RunOptions) -> int:
    """How many items a portion should hold: as many as the parts of a local run, fewer where cores would wait."""
    return max(stride_items(options), min(options.part_pages, math.ceil(total / (slots * _PORTIONS_A_SLOT))))


def pack(strides: Iterable[Stride], size: int, first: int, limit: int | None) -> Iterator[Portion]:
    """Portions of about `size` items, numbered from `first`; together at most `limit` pages to clean."""
    number, taken = first, 0
    held: list[Stride] = []
    for stride in strides:
        if limit is not None and taken + sum(s.wanted for s in held) >= limit:
            break
        if held and sum(s.items for s in held) + stride.items > size:
            yield _portion(number, held, None)
            number, taken, held = number + 1, taken + sum(s.wanted for s in held), []
        held.append(stride)
    if held and (limit is None or taken < limit):
        wanted = sum(s.wanted for s in held)
        yield _portion(number, held, None if limit is None or taken + wanted < limit else limit - taken)


def _portion(number: int, strides: Sequence[Stride], limit: int | None) -> Portion:
    return Portion(number, strides[0].start, sum(s.items for s in strides), strides[-1].start.file, limit)


def store(folder: Path, portions: Iterable[Portion]) -> None:
    """Keep them beside their parts, for a run that goes on. Raises CleanerError."""
    with output_errors(folder):
        write_whole(folder / PORTIONS, encode({"portions": [_row(portion) for portion in portions]}))


def stored(folder: Path) -> tuple[Portion, ...]:
    """What `store` kept; () where there is nothing."""
    try:
        return tuple(
            Portion(number, Place(file, Anchor(*anchor) if anchor else None, skip), items, last, limit)
            for number, file, anchor, skip, items, last, limit in load_state(folder / PORTIONS)["portions"]
        )
    except (KeyError, TypeError, ValueError):
        return ()


def _row(portion: Portion) -> tuple[object, ...]:
    start = portion.start
    anchor = (start.anchor.offset, start.anchor.number) if start.anchor else None
    return portion.number, start.file, anchor, start.skip, portion.items, portion.last, portion.limit
