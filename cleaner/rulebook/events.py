"""YAML text to a tree of plain values in which every scalar is a string, with the place of each.

Built from the parser's events alone: a loader would turn `no` into False and `- #promo` into None, expand aliases
(billions of them) and crash on 80 KB of `[`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml

from cleaner.errors import Problem
from cleaner.rulebook.types import Place

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Path: TypeAlias = tuple[str | int, ...]
_Event: TypeAlias = Any  # PyYAML's stubs hold marks for optional; parser events always have them

MAX_BYTES = 1_000_000  # a rule file; the largest public site configurations are under 20 KB
MAX_DEPTH = 50  # nested lists and mappings; the format itself needs 8
MAX_PROBLEMS = 100  # a file: beyond that nobody reads on

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # only its parser is used; libyaml's where there is one
_CUT = re.compile(r"[ \t]+(#\S[^\r\n]*)")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file's tree and where each of its values and keys stands: path -> (line, column), from 1."""

    file: str
    tree: Tree
    values: dict[Path, tuple[int, int]]
    keys: dict[Path, tuple[int, int]]

    def place(self, path: Path, of_key: bool = False) -> Place:
        """The place of the value (or of its key) at `path`; parts that are not in the tree are passed over, so the
        nearest value around it is found."""
        known: Path = ()
        for part in path:
            if (*known, part) in self.values:
                known = (*known, part)
        line, column = (self.keys if of_key else self.values).get(known) or self.values.get(known, (1, 1))
        return Place(self.file, line, column)


class _Refused(Exception):
    """The file cannot be read on; the problem stands in the list."""


def parse(content: bytes, file: str) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """The tree of a rule file and its problems. The tree is None where there are any."""
    builder = _Builder(file)
    try:
        builder.read(content)
    except _Refused:
        pass
    except yaml.YAMLError as error:
        builder.syntax_error(error)
    if builder.problems:
        return None, tuple(builder.problems)
    return Parsed(file, builder.tree, builder.values, builder.keys), ()


@dataclass(slots=True)
class _Builder:
    file: str
    tree: Tree = ""
    text: str = ""
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, content: bytes) -> None:
        """Build the tree; raises _Refused or a YAMLError where it cannot be read on."""
        self.text = self._decode(content)
        events: Iterator[_Event] = yaml.parse(self.text, Loader=_LOADER)
        documents = 0
        for event in events:
            if not isinstance(event, yaml.NodeEvent):
                continue
            documents += 1
            if documents > 1:
                self._fail(event.start_mark, "a second document starts here: make it a file", "yaml-documents")
            self.tree = self._node(event, events, ())

    def syntax_error(self, error: yaml.YAMLError) -> None:
        """Note what the parser refused."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        cure = "look at quotes, brackets and indents here or just above"
        self._add(line, column, f"this is not YAML: {what}; {cure}", "yaml-syntax")

    def _decode(self, content: bytes) -> str:
        if len(content) > MAX_BYTES:
            self._stop(1, 1, f"the file has {len(content):,} bytes, the limit is {MAX_BYTES:,}: split it", "yaml-size")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8", "replace")
            self._stop(*_line_column(before), "the file is not UTF-8 from here on: save it as UTF-8", "yaml-encoding")
        if odd := _UNPRINTABLE.search(text):
            message = f"the control character U+{ord(odd[0]):04X} is not allowed: remove it"
            self._stop(*_line_column(text[: odd.start()]), message, "yaml-control")
        return text

    def _node(self, event: _Event, events: Iterator[_Event], path: Path) -> Tree:
        self.values[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        self._refuse_tricks(event)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_cut(event)
            return str(event.value)
        if isinstance(event, yaml.AliasEvent):
            return ""
        if len(path) >= MAX_DEPTH:
            self._fail(event.start_mark, f"the nesting goes deeper than {MAX_DEPTH} here: flatten it", "yaml-depth")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, path)
        return self._mapping(events, path)

    def _list(self, events: Iterator[_Event], path: Path) -> Tree:
        items: list[Tree] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[_Event], path: Path) -> Tree:
        items: dict[str, Tree] = {}
        event: _Event
        while not isinstance((event := next(events)), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._fail(event.start_mark, "a key must be plain text: put it in quotes", "yaml-key")
            self._refuse_tricks(event)
            inner = self._key(event, path)
            items[str(event.value)] = self._node(next(events), events, inner)
        return items

    def _key(self, event: _Event, path: Path) -> Path:
        key = str(event.value)
        inner = (*path, key)
        if inner in self.keys:
            first = self.keys[inner][0]
            self._at(event.start_mark, f'"{key}" stands in line {first} too: keep one of them', "yaml-duplicate")
        elif key == "<<" and not event.style:
            self._at(event.start_mark, "merge keys are not allowed: write the keys out", "yaml-merge")
        self.keys[inner] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return inner

    def _refuse_tricks(self, event: _Event) -> None:
        if event.anchor is not None:
            alias = isinstance(event, yaml.AliasEvent)
            name = f"*{event.anchor}" if alias else f"&{event.anchor}"
            cure = "write the value out, or put it in quotes if the sign belongs to it"
            self._at(event.start_mark, f"anchors and aliases ({name}) are not allowed: {cure}", "yaml-anchor")
        if getattr(event, "tag", None) is not None:
            cure = "remove it, or put the value in quotes if the sign belongs to it"
            self._at(event.start_mark, f"tags ({event.tag}) are not allowed: {cure}", "yaml-tag")

    def _refuse_cut(self, event: _Event) -> None:
        """`- div #promo` reaches us as `div`, `- #promo` as nothing: refuse what the author cannot have meant."""
        cut = None if event.style else _CUT.match(self.text, event.end_mark.index)
        if cut:
            left = f'only "{event.value}"' if event.value else "nothing"
            whole = f"{event.value} {cut[1]}".strip()
            cure = f"write '{whole}' in quotes, or '# ' for a comment"
            self._at(event.start_mark, f"YAML reads {left} here, since ' #' starts a comment: {cure}", "yaml-comment")

    def _fail(self, mark: _Event, message: str, code: str) -> NoReturn:
        self._stop(mark.line + 1, mark.column + 1, message, code)

    def _stop(self, line: int, column: int, message: str, code: str) -> NoReturn:
        self._add(line, column, message, code)
        raise _Refused

    def _at(self, mark: _Event, message: str, code: str) -> None:
        self._add(mark.line + 1, mark.column + 1, message, code)

    def _add(self, line: int, column: int, message: str, code: str) -> None:
        self.problems.append(Problem(self.file, line, column, message, code))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Refused


def _line_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")
