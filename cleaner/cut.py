"""The one function that cuts. Kept and removed spans tile the document text exactly (invariant 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaner.document import Document
from cleaner.model import Removal


def cut(document: Document, removals: Sequence[Removal]) -> tuple[str, tuple[Removal, ...]]:
    """The text that stays, and the removals with the white space that goes with them.

    The policy: a block that goes takes along the line end and the blank lines after it; where everything to the end
    goes, also those before it. Nothing is added, and what stays is not changed. `removals` must be disjoint and in
    order.
    """
    merged = _merge(document, _on_blocks(document, removals))
    widened = _widen(document, merged)
    return keep(document.text, widened), widened


def keep(text: str, removals: Sequence[Removal]) -> str:
    """`text` without the spans of `removals`."""
    parts: list[str] = []
    position = 0
    for removal in removals:
        parts.append(text[position : removal.start])
        position = removal.end
    parts.append(text[position:])
    return "".join(parts)


def _on_blocks(document: Document, removals: Sequence[Removal]) -> list[Removal]:
    """`removals` without the gaps between blocks at their edges: what stronger claims left of a longer one begins or
    ends in such a gap, and the gap goes with the block before it."""
    out = []
    for removal in removals:
        first, last = document.block_at(removal.start), document.block_at(removal.end - 1)
        start, end = removal.start, removal.end
        if first < 0 or start >= document.end(first):
            start = document.starts[first + 1] if first + 1 < len(document) else end
        if last >= 0:
            end = min(end, document.end(last))
        if start < end:
            out.append(removal.moved_to(start, end))
    return out


def _merge(document: Document, removals: Sequence[Removal]) -> list[Removal]:
    """Neighbours of the same rule and label are one removal; text that moved to metadata stays apart."""
    out: list[Removal] = []
    for removal in removals:
        last = out[-1] if out else None
        if (
            last is not None
            and (last.rule, last.label, last.reason, last.action)
            == (removal.rule, removal.label, removal.reason, "drop")
            and not document.text[last.end : removal.start].strip()
        ):
            out[-1] = _joined(last, removal)
        else:
            out.append(removal)
    return out


def _joined(last: Removal, removal: Removal) -> Removal:
    longer = last.moved_to(last.start, removal.end)
    return replace(longer, also=tuple(dict.fromkeys(last.also + removal.also))) if removal.also else longer


def _widen(document: Document, removals: list[Removal]) -> tuple[Removal, ...]:
    out = list(removals)
    size = len(document.text)
    for i, removal in enumerate(out):
        block = document.block_at(removal.start)
        last = document.block_at(removal.end - 1)
        if document.starts[block] != removal.start or document.end(last) != removal.end:
            continue
        end = document.starts[last + 1] if last + 1 < len(document) else size
        start = 0 if block == 0 else removal.start
        out[i] = removal.moved_to(start, end)
    return _trim_end(document, out)


def _trim_end(document: Document, removals: list[Removal]) -> tuple[Removal, ...]:
    """Where everything to the end goes, the white space before it goes too."""
    position = len(document.text)
    first = None
    for i in range(len(removals) - 1, -1, -1):
        if removals[i].end != position:
            break
        first, position = i, removals[i].start
    if first is not None and position:
        stripped = len(document.text[:position].rstrip("\r\n\u2028\u2029 \t"))
        before = removals[first - 1].end if first else 0
        removals[first] = removals[first].moved_to(max(before, stripped), removals[first].end)
    return tuple(removals)
