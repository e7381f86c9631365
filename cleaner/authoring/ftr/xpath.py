"""XPath 1.0 as site configurations use it, parsed into values; `css` makes selectors of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cleaner.authoring.ftr.tree import Call, Expression, Number, Operation, Path, Step, Text, Untranslatable

MAX_DEPTH = 40  # of nested brackets and parentheses; configurations need five

_Level: TypeAlias = "Callable[[], Expression]"
_Kind = Literal["text", "number", "name", "sign", "end"]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<name>[^\W\d][\w.-]*(?::(?!:)[\w*][\w.-]*)?)
    |(?P<sign>::|//|\.\.|!=|<=|>=|[/.@\[\](),|=<>*+-]|\$\w+))""",
    re.VERBOSE,
)
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_NODE_TYPES = ("text", "node", "comment", "processing-instruction")


def parse(xpath: str) -> Expression:
    """The expression. Raises Untranslatable where it is no XPath."""
    parser = _Parser(_tokens(xpath))
    expression = parser.union()
    if parser.kind != "end":
        raise Untranslatable(f'no XPath from "{parser.text}" on')
    return expression


def _tokens(xpath: str) -> list[tuple[_Kind, str]]:
    found: list[tuple[_Kind, str]] = []
    at = 0
    source = xpath.strip()
    while at < len(source):
        token = _TOKEN.match(source, at)
        if token is None:
            raise Untranslatable(f'no XPath from "{source[at : at + 20]}" on')
        kind = token.lastgroup
        assert kind is not None
        text = token[kind]
        found.append((kind, text[1:-1] if kind == "text" else text))  # type: ignore[arg-type]
        at = token.end()
    return [*found, ("end", "the end")]


@dataclass(slots=True)
class _Parser:
    """Recursive descent; each method reads one level of the grammar."""

    tokens: list[tuple[_Kind, str]]
    at: int = field(default=0)
    depth: int = field(default=0)

    @property
    def kind(self) -> _Kind:
        return self.tokens[self.at][0]

    @property
    def text(self) -> str:
        return self.tokens[self.at][1]

    def union(self) -> Expression:
        return self._chain(self._or, "|")

    def _or(self) -> Expression:
        return self._words(self._and, "or")

    def _and(self) -> Expression:
        return self._words(self._comparison, "and")

    def _comparison(self) -> Expression:
        left = self._sum()
        while self.kind == "sign" and self.text in _COMPARISONS:
            sign = self._take()
            left = Operation(sign, left, self._sum())
        return left

    def _sum(self) -> Expression:
        left = self._words(self._path_or_value, "mod")
        while self.kind == "sign" and self.text in ("+", "-"):
            sign = self._take()
            left = Operation(sign, left, self._path_or_value())
        return left

    def _path_or_value(self) -> Expression:
        if self.kind == "text":
            return Text(self._take())
        if self.kind == "number":
            return Number(float(self._take()))
        if self._is("-"):
            raise Untranslatable("negative numbers are not translated")
        if self.kind == "name" and self._next_is("(") and self.text not in _NODE_TYPES:
            call = self._call()
            return self._after_group(call) if self._is("/") or self._is("//") or self._is("[") else call
        if self._is("("):
            self._enter()
            self._take()
            inner = self.union()
            self._want(")")
            self.depth -= 1
            return self._after_group(inner)
        return self._path()

    def _after_group(self, group: Expression) -> Expression:
        filters = self._predicates()
        steps = self._steps() if self._is("/") or self._is("//") else ()
        return Path(steps, group=group, filters=filters) if filters or steps else group

    def _call(self) -> Call:
        name = self._take().rpartition(":")[2]
        self._enter()
        self._want("(")
        arguments: list[Expression] = []
        while not self._is(")"):
            arguments.append(self.union())
            if not self._is(")"):
                self._want(",")
        self._want(")")
        self.depth -= 1
        return Call(name, tuple(arguments))

    def _path(self) -> Path:
        if self._is("/") or self._is("//"):
            return Path(self._steps(), absolute=True)
        first = self._step(deep=False)
        return Path((first, *self._steps()))

    def _steps(self) -> tuple[Step, ...]:
        found = []
        while self._is("/") or self._is("//"):
            deep = self._take() == "//"
            found.append(self._step(deep=deep))
        return tuple(found)

    def _step(self, *, deep: bool) -> Step:
        if self._is("."):
            self._take()
            return Step("self", "*", deep, self._predicates())
        if self._is(".."):
            self._take()
            return Step("parent", "*", deep, self._predicates())
        axis = "child"
        if self._is("@"):
            self._take()
            axis = "attribute"
        elif self.kind == "name" and self._next_is("::"):
            axis = self._take()
            self._take()
        return Step(axis, self._test(), deep, self._predicates())

    def _test(self) -> str:
        if self._is("*"):
            return self._take()
        if self.kind != "name":
            raise Untranslatable(f'no XPath from "{self.text}" on')
        name = self._take()
        if name in _NODE_TYPES and self._is("("):
            self._take()
            while not self._is(")"):
                self._take()
            self._take()
            return f"{name}()"
        return name

    def _predicates(self) -> tuple[Expression, ...]:
        found = []
        while self._is("["):
            self._enter()
            self._take()
            found.append(self.union())
            self._want("]")
            self.depth -= 1
        return tuple(found)

    def _chain(self, level: _Level, sign: str) -> Expression:
        left = level()
        while self._is(sign):
            self._take()
            left = Operation(sign, left, level())
        return left

    def _words(self, level: _Level, word: str) -> Expression:
        left = level()
        while self.kind == "name" and self.text == word:
            self._take()
            left = Operation(word, left, level())
        return left

    def _is(self, sign: str) -> bool:
        return self.tokens[self.at] == ("sign", sign)

    def _next_is(self, sign: str) -> bool:
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)] == ("sign", sign)

    def _take(self) -> str:
        kind, text = self.tokens[self.at]
        if kind == "end":
            raise Untranslatable("no XPath: it ends too early")
        self.at += 1
        return text

    def _want(self, sign: str) -> None:
        if not self._is(sign):
            raise Untranslatable(f'no XPath: "{sign}" is missing before "{self.text}"')
        self._take()

    def _enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Untranslatable("no XPath: nested too deep")
