"""Every input a user can name, as pages: files and folders and standard input, recognised by content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.model import Page, Source
from cleaner.readers.files import STDIN, STDIN_NAME, InputFile, files_of, open_file, unreadable
from cleaner.readers.streams import read_stream
from cleaner.readers.types import Anchor, BadInput, Item, Note, OnNote, Place, Reading


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


def read_inputs(paths: Sequence[str], start: Place | None = None) -> Iterator[Reading]:
    """The same with the place reached after each item. Reading that begins at such a place gives what follows it."""
    start = start or Place()
    for number, file in enumerate(files_of(paths)):
        if number >= start.file:
            yield from _read_file(file, start if number == start.file else Place(number))


def _read_file(file: InputFile, start: Place) -> Iterator[Reading]:
    place, passed = replace(start, skip=0), 0
    notes: list[Note] = []
    for item in _items(file, start.anchor):
        if isinstance(item, Anchor):
            place = Place(start.file, item)
        elif isinstance(item, Note):
            notes.append(item)
        else:
            place, passed = replace(place, skip=place.skip + 1), passed + 1
            if passed > start.skip:
                yield Reading(item, tuple(notes), place)
            notes.clear()


def _items(file: InputFile, anchor: Anchor | None) -> Iterator[Item]:
    """The items of a file; an exception of the system or of a library ends the file, not the run."""
    if file.problem is not None:
        yield file.problem
        return
    name = STDIN_NAME if file.path == STDIN else file.path
    try:
        with open_file(file) as stream:
            yield from read_stream(name, stream, file.named, anchor)
    except OSError as error:
        yield unreadable(file, error)
    except Exception as error:
        detail = f"{name}: reading stopped: {type(error).__name__}: {error}; please report this file"
        yield BadInput(Source(name), "failed", "reader_error", detail)
