"""A site configuration as its lines: which directive, with which value."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"(?P<key>[A-Za-z_]+)\s*(?:\((?P<argument>.*?)\))?\s*:(?P<value>.*)\Z")
_HOST = re.compile(r"\.?[a-z0-9\u0080-\U0010ffff][\w.-]*\.[\w-]{2,}\Z", re.IGNORECASE)
_TESTS = ("test_url", "test_contains")


@dataclass(frozen=True, slots=True)
class Line:
    """One directive. number: from 1. key: in lower case, "" for a line that is none. argument: what stands in
    parentheses behind the key, as in `replace_string(a): b`."""

    number: int
    key: str
    value: str
    argument: str = ""

    @property
    def meaning(self) -> tuple[str, str, str]:
        """Equal in lines that say the same."""
        return self.key, self.argument, self.value


@dataclass(frozen=True, slots=True)
class Config:
    """One file. host: `example.com`, or `*.example.com` for a name that begins with a dot; "" where it names none."""

    name: str
    host: str
    lines: tuple[Line, ...]

    @property
    def essence(self) -> tuple[tuple[str, str, str], ...]:
        """What identical files share: the directives without comments and tests."""
        return tuple(line.meaning for line in self.lines if line.key not in _TESTS)


def read_config(name: str, text: str) -> Config:
    """The configuration in `text`; `name` is the file's own, from which the host is taken."""
    lines = []
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(("#", "//")):
            continue
        found = _LINE.match(line)
        if found is None:
            lines.append(Line(number, "", line))
            continue
        argument = found["argument"] or ""
        lines.append(Line(number, found["key"].lower(), found["value"].strip(), argument))
    return Config(name, _host(name), tuple(lines))


def _host(name: str) -> str:
    stem = name.removesuffix(".txt").lower()
    if not _HOST.match(stem):
        return ""
    return f"*{stem}" if stem.startswith(".") else stem.removeprefix("www.")
