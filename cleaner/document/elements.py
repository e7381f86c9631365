"""The attributes of the elements that hold text, as columns: class, id, role, itemprop, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaner.document.categories import category_bits
from cleaner.document.walk import Columns

HIDDEN = 1 << 40  # category bit beside those of `categories`: the page hides the element (attribute or style)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CLASS_LENGTH = 400  # characters of a class string that are looked at; longer ones are utility-class soup
_MARKS = frozenset(
    "data-testid data-test data-component data-type data-module data-name data-block aria-label aria-hidden".split()
)
_MEMO = 16_384  # class attributes that are remembered; a site has some hundreds, at 0.5 KB each
_SAYING = _MARKS | {"id", "role", "itemprop"}
_MARK_LENGTH = 60  # characters; longer values are data, not names


@dataclass(slots=True)
class Elements:
    """Attributes of the elements that hold text, as columns parallel to `Columns.node`; "" and 0 where there are
    none. names: class and id and role and itemprop, joined by spaces. bits: category bits of those and of the names
    that components give themselves (data-testid, aria-label …)."""

    names: list[str]
    class_: list[str]
    id: list[str]
    bits: list[int]


class _Classes(dict[str, tuple[str, str, int, tuple[str, ...]]]):
    """What a class attribute comes to, as name, class, bits and tokens; those met before from memory. Siblings share
    theirs, and pages of a site."""

    def __missing__(self, whole: str) -> tuple[str, str, int, tuple[str, ...]]:
        if len(self) >= _MEMO:
            self.clear()
        class_ = whole[:_CLASS_LENGTH]
        tokens = tuple(class_.split())
        found = f"{class_}   ", class_, category_bits(tokens), tokens
        if len(whole) <= _CLASS_LENGTH:
            self[whole] = found
        return found


_KNOWN = _Classes()


def read_elements(columns: Columns) -> Elements:
    """The attributes of all elements that hold text. Two of three have none but a class: for these one look into a
    dict is all."""
    n = len(columns.node)
    out = Elements([""] * n, [""] * n, [""] * n, [0] * n)
    names, classes, bits, known = out.names, out.class_, out.bits, _KNOWN
    for i, (first, stop, node) in enumerate(zip(columns.first, columns.stop, columns.node, strict=False)):
        if stop > first and i and (attributes := node.attributes):
            whole = attributes.get("class")
            names[i], classes[i], bits[i], _ = known[whole or ""]
            if len(attributes) > 1 or whole is None:
                _read_others(out, i, attributes)
    return out


def class_tokens(class_: str) -> tuple[str, ...]:
    """The tokens of a class attribute as `Elements` holds it."""
    return _KNOWN[class_][-1]


def _read_others(out: Elements, i: int, attributes: dict[str, str | None]) -> None:
    """Add what other attributes than its class say of element `i`. Ids have no equals: by themselves they leave what
    is remembered of classes of use."""
    get = attributes.get
    if not _SAYING.isdisjoint(attributes):
        id_ = get("id") or ""
        said = f"{id_} {get('role') or ''} {get('itemprop') or ''}"
        out.id[i], out.names[i] = id_, f"{out.class_[i]} {said}"
        if not _MARKS.isdisjoint(attributes):  # components name themselves where the classes are hashes
            marks = [v for k, v in attributes.items() if k in _MARKS and v and v != "false" and len(v) <= _MARK_LENGTH]
            if get("aria-hidden") == "true":
                marks.append("ariahidden")
            said = f"{said} {' '.join(marks)}"
        out.bits[i] |= category_bits(said.split())
    style = get("style")
    if "hidden" in attributes or (style and _HIDDEN_STYLE.search(style)):
        out.bits[i] |= HIDDEN
