"""Every input a user can name, as pages: files and folders and standard input, recognised by content."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from cleaner.model import Page, Source
from cleaner.readers.files import InputFile, open_file, unreadable
from cleaner.readers.raw import Found, Item, RawPage
from cleaner.readers.shards import shard_files
from cleaner.readers.streams import read_stream
from cleaner.readers.types import Anchor, BadInput, How, Note, OnNote, Place, Reading

_USUAL = How()


def ignore_note(note: Note) -> None:
    """The default for notes: nobody listens."""


def open_inputs(paths: Sequence[str], on_note: OnNote = ignore_note) -> Iterator[Page | BadInput]:
    """The pages of all inputs, in the order given, folders sorted; lazily, in bounded memory, and without exceptions.

    `-` is standard input. What cannot be read, or is no page, comes as a BadInput in its place. Warnings about pages
    that are given all the same go to `on_note` just before the page.
    """
    for reading in read_inputs(paths):
        for note in reading.notes:
            on_note(note)
        yield reading.item


def read_inputs(paths: Sequence[str], start: Place | None = None, how: How = _USUAL) -> Iterator[Reading]:
    """The same with the place reached after each item. Reading that begins at such a place gives what follows it."""
    for found in find_pages(shard_files(paths, how.shard), start or Place(), how):
        if isinstance(found.item, RawPage):
            opened = found.item.opened()
            yield Reading(opened.item, opened.notes, found.after, found.position)
        else:
            yield Reading(found.item, (), found.after, found.position)


def find_pages(files: Iterable[InputFile], start: Place, how: How = _USUAL, first: int = 0) -> Iterator[Found]:
    """The same, pages unopened, in files found before. first: the number of the first of them among all files."""
    for number, file in enumerate(files, first):
        if number >= start.file:
            yield from _find_in(file, start if number == start.file else Place(number), how)


def _find_in(file: InputFile, start: Place, how: How) -> Iterator[Found]:
    place, passed = replace(start, skip=0), 0
    reached = _Reached()
    for item in _items(file, replace(how, named=file.named, anchor=start.anchor or file.begin), reached):
        if file.until is not None and _offset(item) >= file.until:
            return
        if isinstance(item, Anchor):
            place = Place(start.file, item)
        else:
            place, passed = Place(place.file, place.anchor, place.skip + 1), passed + 1
            if passed > start.skip:
                yield Found(item, place, reached.position)


def _offset(item: Item) -> int:
    return item.offset if isinstance(item, Anchor) else item.source.offset or 0


class _Reached:
    """How far a file was read, where that can be told: not of pipes."""

    def __init__(self) -> None:
        self.stream: BinaryIO | None = None

    @property
    def position(self) -> int | None:
        return self.stream.tell() if self.stream is not None and not self.stream.closed else None


def _items(file: InputFile, how: How, reached: _Reached) -> Iterator[Item]:
    """The items of a file; an exception of the system or of a library ends the file, not the run."""
    if file.problem is not None:
        yield file.problem
        return
    name, archive = file.name, how.archive or os.path.dirname(file.path)
    try:
        with open_file(file) as stream:
            reached.stream = stream if stream.seekable() else None
            yield from read_stream(name, stream, replace(how, archive=archive))
    except OSError as error:
        yield unreadable(file, error)
    except Exception as error:
        detail = f"{name}: reading stopped: {type(error).__name__}: {error}; please report this file"
        yield BadInput(Source(name), "failed", "reader_error", detail)
