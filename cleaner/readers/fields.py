"""Which fields of a row hold what, where the user says so: `text=body`, `url=meta.link`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The field that holds each of these; "" where it is found by the usual names (rows.py).

    text, html: the page, as text or as HTML. content: the page, either of both. date: the day of the crawl. Names may
    be paths into nested objects (`metadata.url`).
    """

    text: str = ""
    html: str = ""
    content: str = ""
    url: str = ""
    id: str = ""
    date: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        return FieldMap, (self.text, self.html, self.content, self.url, self.id, self.date)

    @classmethod
    def of(cls, pairs: Iterable[str]) -> FieldMap:
        """From `name=field` each. Raises ValueError, with the cure.

        >>> FieldMap.of(["text=body"]).text
        'body'
        """
        known = tuple(field.name for field in fields(cls))
        found: dict[str, str] = {}
        for pair in pairs:
            name, _, field = pair.partition("=")
            if name not in known or not field:
                raise ValueError(f"'{pair}' is no mapping; write NAME=FIELD with NAME one of {', '.join(known)}")
            if name in found:
                raise ValueError(f"'{pair}' maps {name} a second time; one field each")
            found[name] = field
        return cls(**found)

    @property
    def content_names(self) -> tuple[str, ...]:
        """The fields of the page that the user named, HTML first."""
        return tuple(name for name in (self.html, self.text, self.content) if name)

    @property
    def columns(self) -> frozenset[str]:
        """All that were named, paths by their names and by their first steps."""
        named = {getattr(self, field.name) for field in fields(self)} - {""}
        return frozenset(named | {name.partition(_SEPARATOR)[0] for name in named})

    def __str__(self) -> str:
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return ", ".join(f"{name}={value}" for name, value in pairs if value)


def look_up(row: Mapping[str, object], name: str) -> object:
    """The value of field `name`, or at that path; None where there is none.

    >>> look_up({"a": {"b": 1}, "a.c": 2}, "a.b"), look_up({"a": {"b": 1}, "a.c": 2}, "a.c")
    (1, 2)
    """
    if name in row:
        return row[name]
    first, separator, rest = name.partition(_SEPARATOR)
    value = row.get(first)
    return look_up(value, rest) if separator and isinstance(value, dict) else None
