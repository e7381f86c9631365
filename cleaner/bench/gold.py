"""Labelled pages: JSONL, plain or zstd, with `html`, and `text` (the body) or snippets that must stay or go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cleaner.classifier import read_records
from cleaner.errors import InputError


@dataclass(frozen=True, slots=True)
class Labelled:
    """One page with what is known of it. text: its body, "" where only snippets are known. stays, goes: snippets
    that belong to the body, and that do not (fields `with` and `without`). title, author, date: None where unknown."""

    id: str
    html: str
    url: str | None
    text: str
    page_type: str
    stays: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None


def read_gold(path: Path, page_type: str | None = None, limit: int | None = None) -> list[Labelled]:
    """The labelled pages of one file, those of one type only where it is given. InputError where there is none."""
    found = list(islice(_pages(path, page_type), limit))
    if not found:
        of_type = f" of type {page_type}" if page_type else ""
        raise InputError(f"{path}: no labelled page{of_type}; each line needs html, and text or with/without")
    return found


def _pages(path: Path, page_type: str | None) -> Iterator[Labelled]:
    for record in read_records(path):
        stays, goes = _strings(record.get("with")), _strings(record.get("without"))
        kind = str(record.get("page_type") or "article")
        if not record.get("html") or not (record.get("text") or stays or goes) or page_type not in (None, kind):
            continue
        known = (_text(record.get(name)) for name in ("title", "author", "date"))
        body = str(record.get("text") or "")
        url = _text(record.get("url"))
        yield Labelled(str(record.get("id") or ""), str(record["html"]), url, body, kind, stays, goes, *known)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return str(value) if value else None
