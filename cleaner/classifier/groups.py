"""The groups of features, each a function from a `Page` to named rows; `matrix` stacks them."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable

import numpy as np

from cleaner.classifier.chars import Floats, Ints, fill, ints
from cleaner.classifier.features import _CORES, _SHIFTED, _WINDOW, BASE, POOLED, Page
from cleaner.classifier.places import anchor, headings, position, siblings, totals
from cleaner.classifier.structure import BIT_NAMES, bit_rows
from cleaner.document.categories import NAMES
from cleaner.document.tags import TAG_IDS

Group = Callable[[Page], Floats]
OWN_TAGS = (
    "p h1 h2 h3 h4 h5 h6 li td th div figcaption blockquote pre dd dt button label summary section article address"
    " caption body main aside header footer nav form details ul"
).split()
_SHIFTS = (-2, -1, 1, 2)
_WIDE = 8
_FAR = 12  # elements up beyond which it does not matter how many
_CATEGORIES = len(NAMES) + 1


def own_tag(page: Page) -> Floats:
    s = page.structure
    n = len(s.element)
    out = np.zeros((len(OWN_TAGS), n), dtype=np.float32)
    for row, tag in enumerate(OWN_TAGS):
        out[row] = s.tag == TAG_IDS[tag]
    return out


def categories(page: Page) -> Floats:
    s = page.structure
    rows = bit_rows(s.own, s.near, s.above)
    kinds = len(BIT_NAMES)
    return np.concatenate((rows[:_CATEGORIES], rows[kinds : kinds + _CATEGORIES], rows[2 * kinds :])).astype(np.float32)


def neighbours(page: Page) -> Floats:
    base, n = page.base[list(_SHIFTED)], page.base.shape[1]
    rows = np.zeros((len(_SHIFTS), len(base), n), dtype=np.float32)
    for k, shift in enumerate(_SHIFTS):
        if shift < 0:
            rows[k, :, -shift:] = base[:, :shift]
        else:
            rows[k, :, :-shift] = base[:, shift:]
    return rows.reshape(-1, n)


def _pool(page: Page, low: Ints, high: Ints) -> Floats:
    spans = page.sums.take(high, axis=1)
    spans -= page.sums.take(low, axis=1)
    spans /= np.maximum(high - low, 1)
    return spans.astype(np.float32)


def windows(page: Page) -> Floats:
    n = page.base.shape[1]
    at = np.arange(n)
    parts = [_pool(page, np.maximum(at - w, 0), np.minimum(at + w + 1, n)) for w in (_WINDOW, _WIDE)]
    return np.concatenate(parts)


def ranges(page: Page) -> Floats:
    """The block's element and three above it: their size, their share of the page, what their blocks are like."""
    s = page.structure
    total, text = max(page.good[-1], 1.0), max(page.size[-1], 1.0)
    run = np.stack((page.good, page.size, page.linked))
    good, size, linked = run.take(s.stop, axis=1) - run.take(s.first, axis=1)
    some = np.maximum(size, 1)
    table = fill((np.log1p(s.stop - s.first), good / total, size / text, good / some, linked / some), len(s.parent))
    n = len(s.element)
    up = np.empty((4, n), dtype=np.int64)
    up[0], up[1] = s.element, s.holder
    up[2] = s.parent[up[1]]
    up[3] = s.parent[up[2]]
    at = up[1:3].ravel()
    out = np.empty((4 * len(table) + 2 * len(POOLED), n), dtype=np.float32)
    for level in range(4):
        table.take(up[level], axis=1, out=out[level * len(table) : (level + 1) * len(table)])
    pooled = _pool(page, s.first[at], s.stop[at])
    out[-2 * len(POOLED) : -len(POOLED)] = pooled[:, :n]
    out[-len(POOLED) :] = pooled[:, n:]
    return out


def _core_elements(page: Page) -> list[int]:
    """The deepest element with 90, 60 and 30 % of the good text, and the one with most of it in its own children."""
    s = page.structure
    share = page.good[s.stop] - page.good[s.first]
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


def cores(page: Page) -> Floats:
    """Where the block stands to each core: within, how far up they meet, before or after."""
    s = page.structure
    n = len(s.element)
    elements = _core_elements(page)
    steps, meet = _common(page, elements)
    depth, low, high = page.document.columns.depth, s.first[elements], s.stop[elements]
    at = np.arange(n)
    after = at - low[:, None]
    size = (high - low)[:, None]
    out = np.empty((len(elements), 5, n), dtype=np.float32)
    out[:, 0] = (after >= 0) & (after < size)
    np.minimum(steps - meet, _FAR, out=out[:, 1], casting="same_kind")
    np.clip(after / np.maximum(size, 1), -1, 2, out=out[:, 2], casting="same_kind")
    out[:, 3] = ((page.good[high] - page.good[low]) / max(page.good[-1], 1))[:, None]
    np.minimum(s.depth - np.array([[depth[e]] for e in elements]), _FAR, out=out[:, 4], casting="same_kind")
    return out.reshape(-1, n)


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
    change = np.bincount(page.structure.first[chain] + row_starts, minlength=bound)
    change -= np.bincount(page.structure.stop[chain] + row_starts, minlength=bound)
    return np.array(steps), change.cumsum().reshape(len(elements), n + 1)[:, :n]


_TOTALS = (
    "log_blocks log_text log_good good_share link_share heading item paragraph ends_sentence good repeats word_score"
).split()
GROUPS: tuple[tuple[str, Group, tuple[str, ...]], ...] = (
    ("base", lambda page: page.base, tuple(BASE)),
    ("tag", own_tag, tuple(OWN_TAGS)),
    (
        "category",
        categories,
        (
            *(f"{kind}.{name}" for kind in ("own", "near") for name in BIT_NAMES[:_CATEGORIES]),
            *(f"above.{name}" for name in BIT_NAMES),
        ),
    ),
    ("neighbour", neighbours, tuple(f"{shift:+d}.{BASE[k]}" for shift in _SHIFTS for k in _SHIFTED)),
    ("window", windows, tuple(f"{w}.{name}" for w in (_WINDOW, _WIDE) for name in POOLED)),
    (
        "range",
        ranges,
        (
            *(f"{up}.{what}" for up in range(4) for what in "blocks good text good_density links".split()),
            *(f"{up}.mean_{name}" for up in (1, 2) for name in POOLED),
        ),
    ),
    (
        "core",
        cores,
        tuple(f"{c}.{what}" for c in (90, 60, 30, 0) for what in "inside distance place share depth".split()),
    ),
    (
        "position",
        position,
        tuple(
            "place index rest good_before good_until text_before next_good last_good between depth in_element to_end"
            " in_parent to_parent_end".split()
        ),
    ),
    ("last_heading", headings, tuple("any distance next score title level same good depth links".split())),
    (
        "alike",
        siblings,
        tuple("blocks good_share most length links ends_sentence good word_score repeats digits".split()),
    ),
    ("title", anchor, tuple("found here equal distance good_since".split())),
    ("page", totals, tuple(_TOTALS)),
)
FEATURES: tuple[str, ...] = tuple(f"{group}.{name}" for group, _, names in GROUPS for name in names)


def matrix(page: Page) -> Floats:
    """float32 (len(FEATURES), blocks), not to be written to. That of the page asked for last is remembered while the
    page lives: whoever explains a verdict asks for it again."""
    for held, rows in _last:
        if held() is page:
            return rows
    rows = np.concatenate([function(page) for _, function, _ in GROUPS])
    _last.append((weakref.ref(page, lambda _: _last.clear()), rows))
    return rows


_last: deque[tuple[weakref.ref[Page], Floats]] = deque(maxlen=1)
