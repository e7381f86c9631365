"""Rows of the matrix against the same counted block by block."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cleaner.classifier.chars import Floats
from cleaner.classifier.features import BASE, Page, read_page
from cleaner.classifier.groups import FEATURES, matrix
from cleaner.classifier.model import shipped
from tests.classifier.pages import PARAGRAPHS, page, story

_EXTRA = (
    "<section><h2>Elsewhere</h2><ul>"
    + "".join(f'<li><a href="/{k}">Story {k} of the coast</a></li>' for k in range(9))
    + f"</ul><div><p>{PARAGRAPHS[0]}</p><div><p>{PARAGRAPHS[1]}</p></div></div></section>"
)


@pytest.fixture(scope="module")
def seen() -> Page:
    return read_page(story(_EXTRA), shipped().words)


def row(seen: Page, name: str) -> list[float]:
    return [float(value) for value in matrix(seen)[FEATURES.index(name)]]


def base(seen: Page, name: str) -> Floats:
    return np.asarray(seen.base[BASE.index(name)])


def ancestors(seen: Page, element: int) -> list[int]:
    chain = []
    while element >= 0:
        chain.append(element)
        element = seen.document.columns.parent[element]
    return chain


def test_a_pool_is_the_mean_of_the_blocks_around(seen: Page) -> None:
    links = base(seen, "links")
    for width in (3, 8):
        means = [float(links[max(k - width, 0) : k + width + 1].mean()) for k in range(len(links))]
        assert means == pytest.approx(row(seen, f"window.{width}.links"), abs=1e-5)


def test_a_pool_above_is_the_mean_of_that_elements_blocks(seen: Page) -> None:
    columns, item = seen.document.columns, base(seen, "item")
    holders = [columns.parent[element] for element in columns.element]
    means = [float(item[columns.first[e] : columns.stop[e]].mean()) for e in holders]
    assert means == pytest.approx(row(seen, "range.1.mean_item"), abs=1e-5)


def test_the_block_before_and_the_block_after_are_told_apart(seen: Page) -> None:
    length = base(seen, "length").tolist()
    assert [0, *length[:-1]] == pytest.approx(row(seen, "neighbour.-1.length"))
    assert [*length[1:], 0] == pytest.approx(row(seen, "neighbour.+1.length"))


def test_the_distance_to_the_core_is_how_far_up_both_meet(seen: Page) -> None:
    columns = seen.document.columns
    own = [
        sum(len(seen.document.texts[b]) for b, e in enumerate(columns.element) if columns.parent[e] == holder)
        * (holder in {columns.parent[columns.element[b]] for b in np.flatnonzero(base(seen, "good")).tolist()})
        for holder in range(len(columns.parent))
    ]
    chain = ancestors(seen, int(np.argmax(own)))
    meet = [min(chain.index(up) for up in ancestors(seen, e) if up in chain) for e in columns.element]
    assert meet == row(seen, "core.0.distance")
    assert [float(steps == 0) for steps in meet] == row(seen, "core.0.inside")


def test_the_last_heading_counts_from_itself_and_the_next_one_comes_later(seen: Page) -> None:
    places = [k for k, is_heading in enumerate(seen.is_heading.tolist()) if is_heading]
    assert len(places) > 1
    for k in range(len(seen.is_heading)):
        earlier, later = [p for p in places if p <= k], [p for p in places if p > k]
        assert row(seen, "last_heading.distance")[k] == pytest.approx(math.log1p(k - earlier[-1]) if earlier else 6)
        assert row(seen, "last_heading.next")[k] == pytest.approx(math.log1p(later[0] - k) if later else 6)


def test_blocks_made_alike_share_a_vote(seen: Page) -> None:
    words = base(seen, "word_score")
    means = [float(words[seen.sibling == group].mean()) for group in seen.sibling]
    assert means == pytest.approx(row(seen, "alike.word_score"), abs=1e-4)


def test_a_page_without_a_heading_has_none_before_and_none_after() -> None:
    plain = read_page(page(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"), shipped().words)
    assert row(plain, "last_heading.distance") == row(plain, "last_heading.next") == [0, 0]
