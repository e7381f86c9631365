"""The groups of features, each a function from a `Page` to named rows; `matrix` stacks them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Floats, Ints
from cleaner.classifier.features import _CORES, _POOLED, _SHIFTED, _WINDOW, BASE, OWN_TAGS, Page
from cleaner.classifier.structure import BIT_NAMES, bit_rows
from cleaner.document.categories import NAMES
from cleaner.document.tags import TAG_IDS

Group = Callable[[Page], Floats]
_SHIFTS = (-2, -1, 1, 2)
_WIDE = 8
_CATEGORIES = len(NAMES) + 1


@lru_cache(maxsize=1)
def _tag_rows() -> Ints:
    table = np.full(1 << 10, -1, dtype=np.int64)
    for row, tag in enumerate(OWN_TAGS):
        table[TAG_IDS[tag]] = row
    return table


def own_tag(page: Page) -> Floats:
    s = page.structure
    n = len(s.element)
    out = np.zeros((len(OWN_TAGS), n), dtype=np.float32)
    row = _tag_rows()[s.tag]
    known = np.flatnonzero(row >= 0)
    out[row[known], known] = 1
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
    sums = page.sums[list(_POOLED)]
    return ((sums[:, high] - sums[:, low]) / np.maximum(high - low, 1)).astype(np.float32)


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
    good, size, linked = run[:, s.stop] - run[:, s.first]
    some = np.maximum(size, 1)
    table = np.stack((np.log1p(s.stop - s.first), good / total, size / text, good / some, linked / some)).astype(np.float32)
    up = [s.element]
    for _ in range(3):
        up.append(s.parent[up[-1]])
    at = np.concatenate(up[1:3])
    n = len(s.element)
    pooled = _pool(page, s.first[at], s.stop[at])
    levels = table[:, np.concatenate(up)].reshape(len(table), 4, n).transpose(1, 0, 2).reshape(-1, n)
    return np.concatenate((levels, pooled[:, :n], pooled[:, n:]))


def _core_elements(page: Page) -> list[int]:
    """The deepest element with 90, 60 and 30 % of the good text, and the one with most of it in its own children."""
    s = page.structure
    share = page.good[s.stop] - page.good[s.first]
    total = page.good[-1]
    if total <= 0:
        return [0] * (len(_CORES) + 1)
    cores = []
    for part in _CORES:
        enough = np.flatnonzero(share >= part * total).tolist()
        leaves = set(enough) - set(s.parent[enough[1:]].tolist())
        cores.append(max(leaves, key=lambda e: (share[e], -e)))
    holder = np.bincount(s.parent[s.element], weights=np.diff(page.good), minlength=len(s.parent))
    return [*cores, int(holder.argmax())]


def cores(page: Page) -> Floats:
    """Where the block stands to each core: within, how far up they meet, before or after."""
    s = page.structure
    n = len(s.element)
    at = np.arange(n)
    known: dict[int, list[NDArray[np.floating]]] = {}
    rows: list[NDArray[np.floating]] = []
    firsts, stops, parents = page.document.columns.first, page.document.columns.stop, page.document.columns.parent
    for core in _core_elements(page):
        if core not in known:
            low, high = firsts[core], stops[core]
            change = [0] * (n + 1)
            up, steps = core, 0
            while up >= 0:
                change[firsts[up]] += 1
                change[stops[up]] -= 1
                up, steps = parents[up], steps + 1
            known[core] = [
                ((at >= low) & (at < high)).astype(np.float32),
                np.minimum(steps - np.cumsum(change)[:n], 12),
                np.clip((at - low) / max(high - low, 1), -1, 2),
                np.full(n, (page.good[high] - page.good[low]) / max(page.good[-1], 1)),
                np.minimum(s.depth - page.document.columns.depth[core], 12),
            ]
        rows.extend(known[core])
    return np.stack(rows).astype(np.float32)


def position(page: Page) -> Floats:
    s = page.structure
    n = len(s.element)
    at = np.arange(n)
    good = np.flatnonzero(np.diff(page.good) > 0)
    total, text = max(page.good[-1], 1.0), max(page.size[-1], 1.0)
    if len(good):
        place = np.searchsorted(good, at)
        after = np.where(place < len(good), good[np.minimum(place, len(good) - 1)] - at, 99)
        earlier = np.searchsorted(good, at, side="right") - 1
        before = np.where(earlier >= 0, at - good[np.maximum(earlier, 0)], 99)
    else:
        after = before = np.full(n, 99)
    return np.stack(
        (
            at / n,
            np.log1p(at),
            np.log1p(n - at),
            page.good[:-1] / total,
            page.good[1:] / total,
            page.size[:-1] / text,
            np.log1p(np.minimum(after, 99)),
            np.log1p(np.minimum(before, 99)),
            (before < 99) & (after < 99),
            s.depth,
            np.log1p(at - s.first[s.element]),
            np.log1p(s.stop[s.element] - 1 - at),
            np.log1p(at - s.first[s.parent[s.element]]),
            np.log1p(s.stop[s.parent[s.element]] - 1 - at),
        )
    ).astype(np.float32)


def headings(page: Page) -> Floats:
    """What the last heading says, how far it is, and whether it stands in the same element."""
    s = page.structure
    n = len(s.element)
    at = np.arange(n)
    found = np.flatnonzero(page.is_heading)
    if not len(found):
        return np.zeros((10, n), dtype=np.float32)
    place = np.searchsorted(found, at, side="right") - 1
    last = found[np.maximum(place, 0)]
    any_ = place >= 0
    following = found[np.minimum(place + 1, len(found) - 1)]
    score, title = page.base[BASE.index("word_score")], page.base[BASE.index("title_words")]
    last_parent = s.parent[s.element[last]]
    inside = (s.first[last_parent] <= at) & (s.stop[last_parent] > at)
    return np.stack(
        (
            any_,
            np.where(any_, np.log1p(np.maximum(at - last, 0)), 6),
            np.where(place + 1 < len(found), np.log1p(np.maximum(following - at, 0)), 6),
            np.where(any_, score[last], 0),
            np.where(any_, title[last], 0),
            np.where(any_, s.tag[last] - TAG_IDS["h1"], -1),
            any_ & inside,
            np.where(any_, (page.good[at + 1] - page.good[last]) / max(page.good[-1], 1.0), 0),
            np.where(any_, s.depth - s.depth[last], 0),
            np.where(any_, page.base[BASE.index("links")][last], 0),
        )
    ).astype(np.float32)


def siblings(page: Page) -> Floats:
    """What the blocks made alike are like: the votes of the template."""
    _, group = np.unique(page.sibling, return_inverse=True)
    members = np.bincount(group)
    good = np.bincount(group, weights=np.diff(page.good))
    rows = [
        np.log1p(members)[group],
        (good / max(page.good[-1], 1.0))[group],
        (good.argmax() == group) if page.good[-1] > 0 else np.zeros(len(group)),
    ]
    for name in ("length", "links", "ends_sentence", "good", "word_score", "repeats", "digits"):
        rows.append((np.bincount(group, weights=page.base[BASE.index(name)]) / members)[group])
    return np.stack(rows).astype(np.float32)


def anchor(page: Page) -> Floats:
    """Where the title stands on the page: before it is hardly any body."""
    title, words = page.base[BASE.index("title_words")], page.base[BASE.index("words")]
    n = len(title)
    at = np.arange(n)
    match = title * np.minimum(words / 1.6, 1) + 0.3 * page.is_heading * (title > 0.5)
    best = int(match.argmax())
    found = match[best] > 0.6
    equal = (page.words.whole == page.words.whole[best]) & found
    return np.stack(
        (
            np.full(n, found),
            (at == best) & found,
            equal,
            np.where(found, np.sign(at - best) * np.log1p(np.abs(at - best)), 0),
            np.where(found & (at >= best), (page.good[:-1] - page.good[best]) / max(page.good[-1], 1.0), -1),
        )
    ).astype(np.float32)


def totals(page: Page) -> Floats:
    """The page as a whole, the same for each block."""
    n = page.base.shape[1]
    text = max(page.size[-1], 1.0)
    share = page.sums[:, -1] / n
    values = [
        np.log1p(n),
        np.log1p(page.size[-1]),
        np.log1p(page.good[-1]),
        page.good[-1] / text,
        page.linked[-1] / text,
        *(share[BASE.index(name)] for name in ("heading", "item", "paragraph", "ends_sentence", "good", "repeats", "word_score")),
    ]
    return np.repeat(np.array(values, dtype=np.float32)[:, None], n, axis=1)


_TOTALS = "log_blocks log_text log_good good_share link_share heading item paragraph ends_sentence good repeats word_score".split()
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
    ("window", windows, tuple(f"{w}.{BASE[k]}" for w in (_WINDOW, _WIDE) for k in _POOLED)),
    (
        "range",
        ranges,
        (
            *(f"{up}.{what}" for up in range(4) for what in "blocks good text good_density links".split()),
            *(f"{up}.{BASE[k]}" for up in (1, 2) for k in _POOLED),
        ),
    ),
    ("core", cores, tuple(f"{c}.{what}" for c in (90, 60, 30, 0) for what in "inside distance place share depth".split())),
    (
        "position",
        position,
        tuple(
            "place index rest good_before good_until text_before next_good last_good between depth in_element to_end in_parent"
            " to_parent_end".split()
        ),
    ),
    ("last_heading", headings, tuple("any distance next score title level same good depth links".split())),
    ("alike", siblings, tuple("blocks good_share most length links ends_sentence good word_score repeats digits".split())),
    ("title", anchor, tuple("found here equal distance good_since".split())),
    ("page", totals, tuple(_TOTALS)),
)
FEATURES: tuple[str, ...] = tuple(f"{group}.{name}" for group, _, names in GROUPS for name in names)


def matrix(page: Page) -> Floats:
    """float32 (len(FEATURES), blocks)."""
    return np.concatenate([function(page) for _, function, _ in GROUPS])


def _rows_of(group: str) -> slice:
    start = 0
    for name, _, names in GROUPS:
        if name == group:
            return slice(start, start + len(names))
        start += len(names)
    raise KeyError(group)


TAG_ROWS = _rows_of("tag")
