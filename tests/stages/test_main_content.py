"""What the stage adds to the classifier's choice: doubtful paragraphs and tables among kept ones stay."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.classifier import ARTICLE, Verdict
from cleaner.document import Document, Refused, segment
from cleaner.model import Page
from cleaner.stages import main_content

LINES = ("The wheel turns.", "The miller waits.", "The flour is white.", "The day ends.")


def page(lines: tuple[str, ...]) -> Document:
    made = (line if line.startswith(("<h", "<di")) else f"<p>{line}</p>" for line in lines)
    html = f"<html><body><div>{''.join(made)}</div>"
    document = segment(Page(html, kind="html"))
    assert not isinstance(document, Refused)
    return document


def filled(lines: tuple[str, ...], keep: list[int], probability: float) -> list[int]:
    document = page(lines)
    flags = np.array([bool(k) for k in keep])
    chances = np.full(len(lines), probability, dtype=np.float32)
    columns = document.columns
    alike = np.array([columns.tag_id[element] for element in columns.element], dtype=np.int64)
    return [int(k) for k in main_content._filled(document, flags, chances, alike)]


def test_a_doubtful_paragraph_between_two_kept_ones_stays() -> None:
    assert [1, 1, 1, 1] == filled(LINES, [1, 0, 1, 1], 0.35)


def test_one_that_the_classifier_is_sure_about_goes() -> None:
    assert [1, 0, 1, 1] == filled(LINES, [1, 0, 1, 1], 0.2)


def test_a_last_sentence_stays_and_a_last_fragment_goes() -> None:
    assert [1, 1, 1, 1] == filled(LINES, [1, 1, 1, 0], 0.35)
    assert [1, 1, 1, 0] == filled((*LINES[:3], "More from the mill"), [1, 1, 1, 0], 0.35)


@pytest.mark.parametrize("line", ["<a href=/x>The miller waits.</a>", "The <a href=/x>miller</a> waits."])
def test_a_doubtful_paragraph_with_a_link_goes(line: str) -> None:
    assert [1, 0, 1, 1] == filled((LINES[0], line, *LINES[2:]), [1, 0, 1, 1], 0.35)


CARS = "<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2021</td><td>4,310</td></tr></table>"
LINKS = "<table><tr><td><a href=/a>Quay</a></td><td><a href=/b>Mill</a></td></tr><tr><td>1</td><td>2</td></tr></table>"


def kept_cells(table: str, keep: list[int], probability: float, page_type: str = ARTICLE) -> list[bool]:
    document = segment(Page(f"<body><p>{LINES[0]}</p>{table}<p>{LINES[1]}</p>", kind="html"))
    assert not isinstance(document, Refused)
    flags = np.array([bool(k) for k in keep])
    chances = np.full(len(document), probability, dtype=np.float32)
    out = main_content._coherent(document, Verdict(chances, flags, 1.0, page_type, 1.0), flags)
    return [bool(k) for k in out[1:5]]


def test_a_doubtful_data_table_between_two_kept_paragraphs_stays() -> None:
    assert [True] * 4 == kept_cells(CARS, [1, 0, 0, 0, 0, 1], 0.3)


@pytest.mark.parametrize(
    ("table", "keep", "probability", "page_type"),
    [
        pytest.param(CARS, [1, 0, 0, 0, 0, 1], 0.1, ARTICLE, id="the classifier is sure"),
        pytest.param(CARS, [1, 0, 0, 0, 0, 0], 0.3, ARTICLE, id="it stands below the text"),
        pytest.param(CARS, [0, 0, 0, 0, 0, 1], 0.3, ARTICLE, id="it stands above the text"),
        pytest.param(LINKS, [1, 0, 0, 0, 0, 1], 0.3, ARTICLE, id="it is a list of links"),
        pytest.param(CARS, [1, 0, 0, 0, 0, 1], 0.3, "product", id="the page is no article"),
    ],
)
def test_other_dropped_tables_go(table: str, keep: list[int], probability: float, page_type: str) -> None:
    assert [False] * 4 == kept_cells(table, keep, probability, page_type)


@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_a_doubtful_subhead_between_two_kept_blocks_stays(tag: str) -> None:
    lines = (LINES[0], f"<{tag}>The mill</{tag}>", *LINES[2:])
    assert [1, 1, 1, 1] == filled(lines, [1, 0, 1, 1], 0.35)
    assert [1, 0, 0, 1] == filled(lines, [1, 0, 0, 1], 0.2)


def test_a_doubtful_subhead_over_what_is_dropped_goes() -> None:
    lines = (LINES[0], "<h3>The mill</h3>", "<div><a href=/x>More</a></div>", LINES[3])
    assert [1, 0, 0, 1] == filled(lines, [1, 0, 0, 1], 0.35)


def test_a_doubtful_paragraph_is_kept_for_one_neighbour_that_is_made_alike() -> None:
    lines = (LINES[0], LINES[1], "<div>More</div>", LINES[3])
    assert [1, 1, 0, 1] == filled(lines, [1, 0, 0, 1], 0.35)


def test_a_doubtful_paragraph_far_from_all_that_is_made_alike_goes() -> None:
    far = ("<div><a href=/x>More</a></div>",) * main_content.REACH
    lines = (LINES[0], *far, LINES[1], *far, LINES[3])
    keep = [1, *[0] * (len(lines) - 2), 1]
    assert keep == filled(lines, keep, 0.35)


def test_a_doubtful_block_of_another_kind_needs_both_neighbours_alike() -> None:
    lines = (LINES[0], "<div>The miller waits.</div>", *LINES[2:])
    assert [1, 0, 1, 1] == filled(lines, [1, 0, 1, 1], 0.35)
