"""Where each value of a YAML text begins and ends: what an edit needs that leaves every other character alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from cleaner.rulebook.events import Path

_Event: TypeAlias = Any  # PyYAML's stubs hold marks for optional; parser events always have them
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Extent:
    """A value's code points [start, end). flow: written as `[...]` or `{...}`; empty: a key without a value."""

    start: int
    end: int
    column: int  # of its first character, from 0
    flow: bool = False
    empty: bool = False


def extents(text: str) -> dict[Path, Extent]:
    """The extent of each value of the first document, by its path; `()` is the whole. A key's own place is not told.

    Raises yaml.YAMLError where `text` is no YAML: parse it with `events.parse` first, which says what is wrong.
    """
    out: dict[Path, Extent] = {}
    events: Iterator[_Event] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            _node(event, events, (), out)
            break
    return out


def _node(event: _Event, events: Iterator[_Event], path: Path, out: dict[Path, Extent]) -> int:
    """Note the node and what it holds; where it ends."""
    start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
    if not isinstance(event, yaml.CollectionStartEvent):
        empty = isinstance(event, yaml.ScalarEvent) and start == end
        out[path] = Extent(start, end, column, empty=empty)
        return int(end)
    flow, sequence = bool(event.flow_style), isinstance(event, yaml.SequenceStartEvent)
    inner: _Event
    number = 0
    while not isinstance((inner := next(events)), yaml.CollectionEndEvent):
        if sequence:
            end = _node(inner, events, (*path, number), out)
            number += 1
        else:
            end = _node(next(events), events, (*path, str(inner.value)), out)
    # A block collection's own end mark stands at the next token, behind comments that belong to what follows.
    end = inner.end_mark.index if flow and inner.end_mark is not None else end
    out[path] = Extent(start, end, column, flow)
    return int(end)
