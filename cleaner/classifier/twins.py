"""Containers that come again: the second article of an endless page, the cards of a live ticker, the sections of a guide."""

from __future__ import annotations

import numpy as np

from cleaner.classifier.chars import Floats
from cleaner.classifier.features import BASE, Page
from cleaner.document.tags import TAG_IDS

_LEAST = 300.0  # characters of good text in a container worth comparing
_MOST = 400  # containers looked at; a page with more is a list
TWINS: tuple[str, ...] = ("earlier", "own", "place", "later", "articles_before", "h1_since_title", "h1_before")


def twins(page: Page) -> Floats:
    """float32 (len(TWINS), blocks): for the largest container with a twin (same tag and class) around each block, the good text
    of its largest earlier twin, its own, its place and the twins to come; <article> elements and h1 headings passed."""
    s, columns = page.structure, page.document.columns
    n = len(s.element)
    out = np.zeros((len(TWINS), n), dtype=np.float32)
    share = page.good[s.stop] - page.good[s.first]
    large = np.flatnonzero(share >= _LEAST)[:_MOST].tolist()
    classes = page.document.elements.class_ if page.document.kind == "html" else [""] * len(columns.tag_id)
    seen: dict[tuple[int, str], list[int]] = {}
    for element in large:
        if classes[element] or columns.tag_id[element] == TAG_IDS["article"]:
            seen.setdefault((columns.tag_id[element], classes[element]), []).append(element)
    first, stop = columns.first, columns.stop
    for (tag, _), group in seen.items():
        if tag == TAG_IDS["article"]:
            for element in group:
                out[4, stop[element] :] += 1
        if len(group) < 2:
            continue
        biggest, end = 0.0, -1
        for place, element in enumerate(group):
            if first[element] < end:  # inside its twin
                continue
            low, high, own = first[element], stop[element], float(share[element])
            end = high
            if own > np.expm1(out[1, low]):
                out[:4, low:high] = np.array(
                    [[np.log1p(biggest)], [np.log1p(own)], [np.log1p(place)], [np.log1p(len(group) - 1 - place)]]
                )
            biggest = max(biggest, own)
    h1 = (s.tag == TAG_IDS["h1"]).astype(np.float32)
    passed = np.cumsum(h1)
    title = page.base[BASE.index("title_words")] * np.minimum(page.base[BASE.index("words")] / 1.6, 1)
    out[5] = np.clip(passed - passed[int(title.argmax())], -3, 3)
    out[6] = np.minimum(passed - h1, 3)
    return out
