"""The one function that cuts. Kept and removed spans tile the document text exactly (invariant 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.document import Document
from cleaner.model import AFTER, Removal


@dataclass(slots=True)
class _Piece:
    """A removal on its way: where it will begin and end, and the blocks that it begins and ends in."""

    start: int
    end: int
    first: int
    last: int
    removal: Removal


def cut(document: Document, removals: Sequence[Removal]) -> tuple[str, tuple[Removal, ...]]:
    """The text that stays, and the removals with the white space that goes with them and the path of their first block.

    The policy: a block that goes takes along the line end and the blank lines after it; where everything to the end
    goes, also those before it. Nothing is added, and what stays is not changed. `removals` must be disjoint and in
    order.
    """
    pieces = _merge(document, _on_blocks(document, removals))
    _widen(document, pieces)
    _trim_end(document, pieces)
    path = document.path
    final = tuple(piece.removal.placed(piece.start, piece.end, path(piece.first)) for piece in pieces)
    return keep(document.text, final), final


def located(document: Document, removal: Removal) -> Removal:
    """The same removal with the path of the block that it begins in."""
    return removal.placed(removal.start, removal.end, document.path(document.block_at(removal.start)))


def keep(text: str, removals: Sequence[Removal]) -> str:
    """`text` without the spans of `removals`."""
    parts: list[str] = []
    position = 0
    for removal in removals:
        parts.append(text[position : removal.start])
        position = removal.end
    parts.append(text[position:])
    return "".join(parts)


def _on_blocks(document: Document, removals: Sequence[Removal]) -> Iterator[_Piece]:
    """`removals` without the gaps between blocks at their edges: what stronger claims left of a longer one begins or
    ends in such a gap, and the gap goes with the block before it."""
    for removal in removals:
        first, last = document.block_at(removal.start), document.block_at(removal.end - 1)
        start, end = removal.start, removal.end
        if first < 0 or start >= document.end(first):
            first += 1
            start = document.starts[first] if first < len(document) else end
        if last >= 0:
            end = min(end, document.end(last))
        if start < end:
            yield _Piece(start, end, first, last, removal)


def _merge(document: Document, pieces: Iterator[_Piece]) -> list[_Piece]:
    """Neighbours of the same rule and label are one removal; text that moved to metadata stays apart."""
    out: list[_Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if (
            last is not None
            and _alike(last.removal, piece.removal)
            and not document.text[last.end : piece.start].strip()
        ):
            last.end, last.last = piece.end, piece.last
            last.removal = _both(last.removal, piece.removal)
        else:
            out.append(piece)
    return out


def _both(one: Removal, other: Removal) -> Removal:
    """One removal for two alike: it names what would have taken either, and the passes that had to go before."""
    after = tuple(fact for fact in other.evidence if fact.startswith(AFTER) and fact not in one.evidence)
    return one.noted(after, other.also)


def _alike(one: Removal, other: Removal) -> bool:
    return (
        one.rule == other.rule
        and one.label == other.label
        and one.action == other.action == "drop"
        and one.reason == other.reason
    )


def _widen(document: Document, pieces: Sequence[_Piece]) -> None:
    """Whole blocks take what follows them up to the next block, and the first block what stands before it."""
    starts, size = document.starts, len(document.text)
    for piece in pieces:
        last = piece.last
        if starts[piece.first] != piece.start or document.end(last) != piece.end:
            continue
        piece.end = starts[last + 1] if last + 1 < len(starts) else size
        piece.start = 0 if piece.first == 0 else piece.start


def _trim_end(document: Document, pieces: Sequence[_Piece]) -> None:
    """Where everything to the end goes, the white space before it goes too."""
    position = len(document.text)
    first = None
    for i in range(len(pieces) - 1, -1, -1):
        if pieces[i].end != position:
            break
        first, position = i, pieces[i].start
    if first is not None and position:
        stripped = len(document.text[:position].rstrip("\r\n\u2028\u2029 \t"))
        pieces[first].start = max(pieces[first - 1].end if first else 0, stripped)
