"""The groups of features, each a function from a `Page` to named rows of `matrix`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Floats, Ints, fill, ints
from cleaner.classifier.features import _CORES, BASE, POOLED, Page
from cleaner.classifier.places import anchor, headings, position, siblings, totals
from cleaner.classifier.structure import BIT_NAMES, LARGEST_TAG, bit_rows
from cleaner.document.categories import NAMES
from cleaner.document.tags import TAG_IDS

Group = Callable[[Page, Floats], None]
OWN_TAGS = (
    "p h1 h2 h3 h4 h5 h6 li td th div figcaption blockquote pre dd dt button label summary section article address"
    " caption body main aside header footer nav form details ul"
).split()
_SHIFTS = (-2, -1, 1, 2)
_WIDTHS = (3, 8)  # blocks to either side
_FAR = 12  # elements up beyond which it does not matter how many
_SHIFTED = (
    "length links bold digits ends_sentence good heading item paragraph word_score title_words repeats marks".split()
)
_SHIFTED_ROWS = [BASE.index(name) for name in _SHIFTED]
_NAMED = BIT_NAMES[: len(NAMES) + 1]
_BITS = (
    *(f"own.{name}" for name in _NAMED),
    *(f"near.{name}" for name in _NAMED),
    *(f"above.{name}" for name in BIT_NAMES),
)
_BIT_ROWS = [
    *range(len(_NAMED)),
    *range(len(BIT_NAMES), len(BIT_NAMES) + len(_NAMED)),
    *range(2 * len(BIT_NAMES), 3 * len(BIT_NAMES)),
]


@lru_cache(maxsize=1)
def _tag_rows() -> Ints:
    table = np.full(LARGEST_TAG + 1, -1, dtype=np.int64)
    for row, tag in enumerate(OWN_TAGS):
        table[TAG_IDS[tag]] = row
    return table


def own_tag(page: Page, out: Floats) -> None:
    tag = page.structure.tag
    out[:] = 0
    row = _tag_rows().take(tag)
    known = np.flatnonzero(row >= 0)
    out[row[known], known] = 1


def categories(page: Page, out: Floats) -> None:
    s = page.structure
    out[:] = bit_rows(s.own, s.near, s.above).take(_BIT_ROWS, axis=0)


def neighbours(page: Page, out: Floats) -> None:
    """The two blocks before and the two after."""
    base = page.base.take(_SHIFTED_ROWS, axis=0)
    for rows, shift in zip(out.reshape(len(_SHIFTS), len(base), -1), _SHIFTS, strict=True):
        if shift < 0:
            rows[:, :-shift] = 0
            rows[:, -shift:] = base[:, :shift]
        else:
            rows[:, -shift:] = 0
            rows[:, :-shift] = base[:, shift:]


def around(page: Page, out: Floats) -> None:
    """What the blocks up to 3 and up to 8 away are like; the block's element and those above it: their size, their
    share of the page, what their blocks are like."""
    windows = len(_WIDTHS) * len(POOLED)
    _ranges(page, out[windows : -2 * len(POOLED)])
    pooled = _pools(page)
    out[:windows] = pooled[:windows]
    out[-2 * len(POOLED) :] = pooled[windows:]


def _pools(page: Page) -> NDArray[np.float64]:
    """Means of the blocks up to 3 and up to 8 away, and of those of the elements one and two up."""
    s = page.structure
    n = page.base.shape[1]
    at = np.arange(n)
    above = s.parent.take(s.holder)
    first, stop = s.first.take, s.stop.take
    low = np.concatenate((*(np.maximum(at - width, 0) for width in _WIDTHS), first(s.holder), first(above)))
    high = np.concatenate((*(np.minimum(at + width + 1, n) for width in _WIDTHS), stop(s.holder), stop(above)))
    spans = page.sums.take(high, axis=1)
    spans -= page.sums.take(low, axis=1)
    spans /= np.maximum(high - low, 1)
    return spans.reshape(len(POOLED), -1, n).transpose(1, 0, 2).reshape(-1, n)


def _ranges(page: Page, out: Floats) -> None:
    """The block's element and three above it."""
    s = page.structure
    total, text = max(page.good[-1], 1.0), max(page.size[-1], 1.0)
    run = np.stack((page.good, page.size, page.linked))
    good, size, linked = run.take(s.stop, axis=1) - run.take(s.first, axis=1)
    some = np.maximum(size, 1)
    rows = (np.log1p(s.stop - s.first), good / total, size / text, good / some, linked / some)
    table = fill(rows, np.empty((len(rows), len(s.parent)), dtype=np.float32))
    up = s.element
    for level in out.reshape(-1, len(rows), len(up)):
        table.take(up, axis=1, out=level, mode="clip")  # checking the places would buffer the result
        up = s.parent.take(up)


def _core_elements(page: Page) -> list[int]:
    """The deepest element with 90, 60 and 30 % of the good text, and the one with most of it in its own children."""
    s = page.structure
    share = page.good.take(s.stop) - page.good.take(s.first)
    total = page.good[-1]
    if total <= 0:
        return [0] * (len(_CORES) + 1)
    cores = []
    for part in _CORES:
        enough = np.flatnonzero(share >= part * total)
        leaf = np.ones(len(share), dtype=bool)
        leaf[s.parent[enough[1:]]] = False
        leaves = enough[leaf[enough]]
        cores.append(int(leaves[share[leaves].argmax()]))
    holder = np.bincount(s.holder, weights=page.good[1:] - page.good[:-1])
    return [*cores, int(holder.argmax())]


def cores(page: Page, out: Floats) -> None:
    """Where the block stands to each core: within, how far up they meet, before or after."""
    s = page.structure
    n = len(s.element)
    elements = _core_elements(page)
    steps, meet = _common(page, elements)
    depth, low, high = page.document.columns.depth, s.first[elements], s.stop[elements]
    at = np.arange(n)
    after = at - low[:, None]
    size = (high - low)[:, None]
    by_core = out.reshape(len(elements), -1, n)
    by_core[:, 0] = (after >= 0) & (after < size)
    by_core[:, 1] = np.minimum(steps - meet, _FAR)
    by_core[:, 2] = np.minimum(np.maximum(after / np.maximum(size, 1), -1), 2)
    by_core[:, 3] = ((page.good[high] - page.good[low]) / max(page.good[-1], 1))[:, None]
    by_core[:, 4] = np.minimum(s.depth - np.array([[depth[e]] for e in elements]), _FAR)


def _common(page: Page, elements: list[int]) -> tuple[Ints, Ints]:
    """For each element how many elements hold it, itself among them, (elements, 1); and how many of those hold each
    block, (elements, blocks)."""
    n, parents = len(page.structure.element), page.document.columns.parent
    chains: list[int] = []
    rows: list[int] = []
    steps: list[list[int]] = []
    for row, up in enumerate(elements):
        before = len(chains)
        while up >= 0:
            chains.append(up)
            up = parents[up]
        steps.append([len(chains) - before])
        rows += [row * (n + 1)] * (len(chains) - before)
    chain, row_starts = ints(chains), ints(rows)
    bound = len(elements) * (n + 1)
    change = np.bincount(page.structure.first.take(chain) + row_starts, minlength=bound)
    change -= np.bincount(page.structure.stop.take(chain) + row_starts, minlength=bound)
    return np.array(steps), change.cumsum().reshape(len(elements), n + 1)[:, :n]


_SPAN = "blocks good text good_density links".split()
_AROUND = (
    *(f"window.{width}.{name}" for width in _WIDTHS for name in POOLED),
    *(f"range.{up}.{what}" for up in range(4) for what in _SPAN),
    *(f"range.{up}.mean_{name}" for up in (1, 2) for name in POOLED),
)
_POSITION = (
    "place index rest good_before good_until text_before next_good last_good between depth in_element to_end in_parent"
    " to_parent_end"
).split()
_CORE = "inside distance place share depth".split()
_HEADING = "any distance next score title level same good depth links".split()
_ALIKE = "blocks good_share most length links ends_sentence good word_score repeats digits".split()
_TOTALS = (
    "log_blocks log_text log_good good_share link_share heading item paragraph ends_sentence good repeats word_score"
).split()


def _base(page: Page, out: Floats) -> None:
    out[:] = page.base


GROUPS: tuple[tuple[Group, tuple[str, ...]], ...] = (
    (_base, tuple(f"base.{name}" for name in BASE)),
    (own_tag, tuple(f"tag.{name}" for name in OWN_TAGS)),
    (categories, tuple(f"category.{name}" for name in _BITS)),
    (neighbours, tuple(f"neighbour.{shift:+d}.{name}" for shift in _SHIFTS for name in _SHIFTED)),
    (around, _AROUND),
    (cores, tuple(f"core.{core}.{what}" for core in (90, 60, 30, 0) for what in _CORE)),
    (position, tuple(f"position.{name}" for name in _POSITION)),
    (headings, tuple(f"last_heading.{name}" for name in _HEADING)),
    (siblings, tuple(f"alike.{name}" for name in _ALIKE)),
    (anchor, tuple(f"title.{name}" for name in "found here equal distance good_since".split())),
    (totals, tuple(f"page.{name}" for name in _TOTALS)),
)
FEATURES: tuple[str, ...] = tuple(name for _, names in GROUPS for name in names)


def matrix(page: Page) -> Floats:
    """float32 (len(FEATURES), blocks)."""
    rows = np.empty((len(FEATURES), page.base.shape[1]), dtype=np.float32)
    start = 0
    for function, names in GROUPS:
        function(page, rows[start : start + len(names)])
        start += len(names)
    return rows
