"""YAML text to a tree of plain values in which every scalar is a string, with the place of each.

Built from the parser's events alone: a loader would turn `no` into False and `- #promo` into None, expand aliases
(billions of them) and crash on 80 KB of `[`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml

from cleaner.errors import Problem
from cleaner.rulebook.codes import Code, problem
from cleaner.rulebook.types import Place

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Path: TypeAlias = tuple[str | int, ...]
_Event: TypeAlias = Any  # PyYAML's stubs hold marks for optional; parser events always have them

MAX_BYTES = 1_000_000  # a rule file; the largest public site configurations are under 20 KB
MAX_DEPTH = 50  # nested lists and mappings; the format itself needs 8
MAX_PROBLEMS = 100  # a file: beyond that nobody reads on
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # of lines, as YAML counts them

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # only its parser is used; libyaml's where there is one
_CUT = re.compile(r"[ \t]+(#\S[^\r\n]*?)(?=[ \t]+#[ \t]|[ \t]*[\r\n]|[ \t]*\Z)")
_SPACES = (" ", "\t")
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
    parsed, problems = read(content, file)
    return None if problems else parsed, problems


def read(content: bytes, file: str) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """The same, with the tree as YAML has it wherever it could be read to the end: lint looks on behind a fault."""
    builder = _Builder(file)
    try:
        builder.read(content)
    except _Refused:
        return None, tuple(builder.problems)
    except yaml.YAMLError as error:
        builder.syntax_error(error)
        return None, tuple(builder.problems)
    return Parsed(file, builder.tree, builder.values, builder.keys), tuple(builder.problems)


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
        events: Iterator[_Event] = iter(_LOADER(self.text).get_event, None)
        documents = 0
        for event in events:
            if not isinstance(event, yaml.NodeEvent):
                continue
            documents += 1
            if documents > 1:
                self._fail(event.start_mark, "a second document starts here: make it a file", Code.YAML_DOCUMENTS)
            self.tree = self._node(event, events, ())

    def syntax_error(self, error: yaml.YAMLError) -> None:
        """Note what the parser refused."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line, column = self._inside(mark) if mark else (1, 1)
        cure = "look at quotes, brackets and indents here or just above"
        if self._indented_by_tab(line):
            what, cure = "a tab stands here", "indent with spaces"
        code = Code.YAML_SYNTAX
        for sign, meant in (("alias", Code.YAML_ANCHOR), ("anchor", Code.YAML_ANCHOR), ("tag", Code.YAML_TAG)):
            if sign in str(getattr(error, "context", "")):
                code, cure = meant, "put the value in quotes if the sign belongs to it"
        with contextlib.suppress(_Refused):  # it is the last problem anyway
            self._add(line, column, f"this is not YAML: {what}; {cure}", code)

    def _indented_by_tab(self, line: int) -> bool:
        """libyaml does not say what the character is that cannot start a token."""
        before = BREAK.split(self.text)[line - 1]
        return "\t" in before[: len(before) - len(before.lstrip())]

    def _inside(self, mark: _Event) -> tuple[int, int]:
        """The line and column of a mark; libyaml marks an early end on a line that may not be there."""
        if mark.line <= len(BREAK.findall(self.text.rstrip())):
            return mark.line + 1, mark.column + 1
        return _line_column(self.text.rstrip())

    def _decode(self, content: bytes) -> str:
        if len(content) > MAX_BYTES:
            self._stop(
                1, 1, f"the file has {len(content):,} bytes, the limit is {MAX_BYTES:,}: split it", Code.YAML_SIZE
            )
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8", "replace")
            self._stop(
                *_line_column(before), "the file is not UTF-8 from here on: save it as UTF-8", Code.YAML_ENCODING
            )
        if odd := _UNPRINTABLE.search(text):
            message = f"the control character U+{ord(odd[0]):04X} is not allowed: remove it"
            self._stop(*_line_column(text[: odd.start()]), message, Code.YAML_CONTROL)
        return text

    def _node(self, event: _Event, events: Iterator[_Event], path: Path) -> Tree:
        mark, end_mark = event.start_mark, event.end_mark
        self.values[path] = (mark.line + 1, mark.column + 1)
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            self._refuse_tricks(event)
        if isinstance(event, yaml.ScalarEvent):
            if not event.style and self.text[end_mark.index : end_mark.index + 1] in _SPACES:
                self._refuse_cut(event)
            value: str = event.value
            return value
        if isinstance(event, yaml.AliasEvent):
            return ""
        if len(path) >= MAX_DEPTH:
            self._fail(event.start_mark, f"the nesting goes deeper than {MAX_DEPTH} here: flatten it", Code.YAML_DEPTH)
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
                self._fail(event.start_mark, "a key must be plain text: put it in quotes", Code.YAML_KEY)
            if event.anchor is not None or event.tag is not None:
                self._refuse_tricks(event)
            items[event.value] = self._node(next(events), events, self._key(event, path))
        return items

    def _key(self, event: _Event, path: Path) -> Path:
        key = str(event.value)
        inner = (*path, key)
        if inner in self.keys:
            first = self.keys[inner][0]
            self._at(event.start_mark, f'"{key}" stands in line {first} too: keep one of them', Code.YAML_DUPLICATE)
        elif key == "<<" and not event.style:
            self._at(event.start_mark, "merge keys are not allowed: write the keys out", Code.YAML_MERGE)
        mark = event.start_mark
        self.keys[inner] = (mark.line + 1, mark.column + 1)
        return inner

    def _refuse_tricks(self, event: _Event) -> None:
        if event.anchor is not None:
            alias = isinstance(event, yaml.AliasEvent)
            name = f"*{event.anchor}" if alias else f"&{event.anchor}"
            cure = "write the value out, or put it in quotes if the sign belongs to it"
            self._at(event.start_mark, f"anchors and aliases ({name}) are not allowed: {cure}", Code.YAML_ANCHOR)
        if getattr(event, "tag", None) is not None:
            cure = "remove it, or put the value in quotes if the sign belongs to it"
            self._at(event.start_mark, f"tags ({event.tag}) are not allowed: {cure}", Code.YAML_TAG)

    def _refuse_cut(self, event: _Event) -> None:
        """`- div #promo` reaches us as `div`, `- #promo` as nothing: refuse what the author cannot have meant."""
        cut = _CUT.match(self.text, event.end_mark.index)
        if cut:
            left = f'only "{event.value}"' if event.value else "nothing"
            whole = f"{event.value} {cut[1]}".strip()
            cure = f"write '{whole}' in quotes, or '# ' for a comment"
            self._at(event.start_mark, f"YAML reads {left} here, since ' #' starts a comment: {cure}", Code.YAML_CUT)

    def _fail(self, mark: _Event, message: str, code: Code) -> NoReturn:
        self._stop(mark.line + 1, mark.column + 1, message, code)

    def _stop(self, line: int, column: int, message: str, code: Code) -> NoReturn:
        self._add(line, column, message, code)
        raise _Refused

    def _at(self, mark: _Event, message: str, code: Code) -> None:
        self._add(mark.line + 1, mark.column + 1, message, code)

    def _add(self, line: int, column: int, message: str, code: Code) -> None:
        self.problems.append(problem(Place(self.file, line, column), code, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Refused


def _line_column(before: str) -> tuple[int, int]:
    """Where what follows `before` begins."""
    lines = BREAK.split(before)
    return len(lines), len(lines[-1]) + 1
