"""A rule file as lint sees it: the tree as written, which may be broken anywhere, and what is looked for in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from cleaner.rulebook.events import Parsed, Path, Tree

Found: TypeAlias = Iterator[tuple[Path, str]]  # the path of a value, and what is to be said of it
Fields: TypeAlias = Mapping[str, Tree]

_RULES = ("body", "remove", "keep")
_PHRASES = ("lines", "line_starts", "heading", "cut_from")
_GROUPED = {"lines": "lines", "prefixes": "line_starts"}  # keys of phrase groups, and what a rule calls the same
_RUNS = ("stable", "testing", "draft", "deprecated")  # from what cuts to what never runs


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule or a group of phrases. section: body, remove, keep or phrases."""

    section: str
    path: Path
    fields: Fields
    status: str

    @property
    def id(self) -> str:
        return text_of(self.fields.get("id"))


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector; `key` is css or climb, and `section` metadata where it reads a field."""

    section: str
    path: Path
    css: str
    key: str


@dataclass(frozen=True, slots=True)
class Words:
    """One phrase. kind: lines, line_starts, heading or cut_from; `where` as the rule says, "" where it does not."""

    entry: Entry
    path: Path
    text: str
    kind: str
    where: str


@dataclass(frozen=True)
class Source:
    """A file that could be parsed; `text` is what was parsed, without a byte order mark."""

    parsed: Parsed
    text: str

    @cached_property
    def fields(self) -> Fields:
        return mapping_of(self.parsed.tree)

    @cached_property
    def status(self) -> str:
        return text_of(self.fields.get("status")) or "stable"

    @property
    def is_site(self) -> bool:
        return any(texts_of(mapping_of(self.fields.get("match")).get("hosts"), ()))

    def entries(self, *sections: str) -> Iterator[Entry]:
        """All rules and phrase groups, or those of some sections."""
        return (entry for entry in self._entries if not sections or entry.section in sections)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return tuple(self._read_entries())

    def _read_entries(self) -> Iterator[Entry]:
        for section in (*_RULES, "phrases"):
            for at, value in enumerate(items_of(self.fields.get(section))):
                if isinstance(value, dict):
                    yield Entry(section, (section, at), value, self._status(value))

    @cached_property
    def selectors(self) -> tuple[Selector, ...]:
        return tuple(self._read_selectors())

    def _read_selectors(self) -> Iterator[Selector]:
        for entry in self.entries(*_RULES):
            form = entry.fields if entry.section == "body" else mapping_of(entry.fields.get("html"))
            path = entry.path if entry.section == "body" else (*entry.path, "html")
            for key in ("css", "climb"):
                for inner, css in texts_of(form.get(key), (*path, key)):
                    yield Selector(entry.section, inner, css, key)
        for field, sources in mapping_of(self.fields.get("metadata")).items():
            for at, source in enumerate(items_of(sources)):
                for inner, css in texts_of(mapping_of(source).get("css"), ("metadata", field, at, "css")):
                    yield Selector("metadata", inner, css, "css")

    @cached_property
    def regexes(self) -> tuple[tuple[Path, str], ...]:
        return tuple(self._read_regexes())

    def _read_regexes(self) -> Iterator[tuple[Path, str]]:
        for entry in self.entries(*_RULES):
            yield from texts_of(mapping_of(entry.fields.get("text")).get("regex"), (*entry.path, "text", "regex"))
        for entry in self.entries("phrases"):
            yield from texts_of(entry.fields.get("regexes"), (*entry.path, "regexes"))

    @cached_property
    def phrases(self) -> tuple[Words, ...]:
        return tuple(self._read_phrases())

    def _read_phrases(self) -> Iterator[Words]:
        for entry in self.entries(*_RULES):
            form = mapping_of(entry.fields.get("text"))
            where = text_of(form.get("where"))
            for kind in _PHRASES:
                for path, text in texts_of(form.get(kind), (*entry.path, "text", kind)):
                    yield Words(entry, path, text, kind, where)
        for entry in self.entries("phrases"):
            for key, kind in _GROUPED.items():
                for path, text in texts_of(entry.fields.get(key), (*entry.path, key)):
                    yield Words(entry, path, text, kind, "")

    def tests(self) -> Iterator[tuple[Path, Fields]]:
        for at, value in enumerate(items_of(self.fields.get("tests"))):
            if isinstance(value, dict):
                yield ("tests", at), value

    def _status(self, fields: Fields) -> str:
        known = [status for status in (text_of(fields.get("status")), self.status) if status in _RUNS]
        return max(known, key=_RUNS.index, default="stable")


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def mapping_of(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


def items_of(value: object) -> list[Tree]:
    return value if isinstance(value, list) else []


def texts_of(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts of a list, or the one text that may stand in its place, each with its path; no blank ones."""
    if isinstance(value, str) and value.strip():
        yield path, value
    for at, item in enumerate(items_of(value)):
        if isinstance(item, str) and item.strip():
            yield (*path, at), item
