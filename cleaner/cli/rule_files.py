"""Rule files that commands write, and the pages that they are made from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from cleaner.cli.files import write_file, write_text
from cleaner.cli.inert import tell
from cleaner.errors import CleanerError, InputError
from cleaner.model import Page
from cleaner.readers import BadInput, open_inputs
from cleaner.rulebook.json_schema import json_schema

SCHEMA = "rule.schema.json"
MAX_PAGES = 200  # that rules are made from; more cost time and teach nothing new
_LEVELS = 3  # folders upwards in which the schema is looked for


def pages_of(names: Sequence[str], url: str | None = None, limit: int = MAX_PAGES) -> list[tuple[str, Page]]:
    """(name, page) of all inputs, `limit` at most; what is no page is named on standard error. Raises InputError."""
    found: list[tuple[str, Page]] = []
    for item in open_inputs(list(names)):
        if len(found) >= limit:
            click.echo(f"only the first {limit} pages are looked at", err=True)
            break
        if isinstance(item, BadInput):
            if item.status == "failed":
                tell(f"passed over: {item.detail}")
        else:
            found.append((page_name(item), replace(item, url=url or item.url)))
    if not found:
        raise InputError(f"{', '.join(names)}: no page could be read; give saved HTML pages, a folder or a dump")
    return found


def page_name(page: Page) -> str:
    """How a page is named to its user: by its file, with the place in a dump or its address."""
    if page.source.offset is None:
        return page.source.file or page.id
    return page.url or f"{page.source.file}:{page.source.offset}"


def schema_of(path: Path | None) -> str:
    """Where the JSON Schema stands, seen from the rule file `path`; beside it where there is none yet."""
    if path is None:
        return SCHEMA
    folder = path.resolve().parent
    for place in (folder, *list(folder.parents)[:_LEVELS]):
        if (place / SCHEMA).is_file():
            return Path(os.path.relpath(place / SCHEMA, folder)).as_posix()
    return SCHEMA


def save_new(path: Path | None, text: str, *, force: bool = False) -> None:
    """Write a rule file (None: to standard output), and the schema beside it where its first line names one that is not
    there. Raises CleanerError where the file exists and `force` is not given."""
    if path is None:
        write_text(text)
        return
    if path.exists() and not force:
        raise CleanerError(f"{path}: exists already and is yours: choose another name, or give --force to replace it")
    write_rules(path, text)
    click.echo(f"{path}: written", err=True)


def write_rules(path: Path, text: str) -> None:
    """The file, its folder, and the schema where it is missing. Raises CleanerError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, text.encode("utf-8"))
    if schema_of(path) == SCHEMA and not (path.parent / SCHEMA).exists():
        write_file(path.parent / SCHEMA, json_schema().encode("utf-8"))


def txt_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files given, and the `.txt` files of folders, those with a leading dot in their name too; sorted.

    Raises InputError where there is no such file or folder.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix == ".txt" and one.is_file())
        elif path.is_file():
            yield path
        else:
            raise InputError(f"{path}: there is no such file or folder; check the spelling")
