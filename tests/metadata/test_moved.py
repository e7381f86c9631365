"""merge: moved text is kept verbatim and read where the page said nothing."""

from __future__ import annotations

import pytest

from cleaner.metadata import merge
from cleaner.model import Metadata


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("title", "The River Rises", "The River Rises"),
        ("authors", "By Jane Roe and John Doe", ("Jane Roe", "John Doe")),
        ("published", "Published March 2, 2024", "2024-03-02"),
        ("contributors", "Reporting by Ann Poe and Bo Lee in Rome", ("Ann Poe", "Bo Lee")),
        (
            "contributors",
            "(Reporting by Ann Poe in Rome and Bo Lee in Oslo; Editing by Cy Fox)",
            ("Ann Poe", "Bo Lee", "Cy Fox"),
        ),
        ("contributors", "Ann Poe contributed to this report.", ("Ann Poe",)),
        ("author_bio", "Jane Roe  covers rivers.", "Jane Roe covers rivers."),
        ("source_credit", "The post The River Rises appeared first on Valley Gazette.", "Valley Gazette"),
        ("source_credit", "Source: Valley Gazette", "Valley Gazette"),
        ("tags", "Filed under: floods, rivers", ("floods", "rivers")),
        ("tags", "Schlagwörter: Flut | Fluss", ("Flut", "Fluss")),
        ("reading_time_minutes", "4 Min Read", 4),
        ("section", " Weather ", "Weather"),
    ],
)
def test_a_moved_text_fills_its_field(field: str, text: str, expected: object) -> None:
    assert expected == getattr(merge(Metadata(), ((field, text),)), field)


def test_a_source_with_a_date_gives_both() -> None:
    found = merge(Metadata(), (("source_and_date", "Valley Gazette, 2 March 2024"),))
    assert ("Valley Gazette", "2024-03-02") == (found.source_credit, found.published)


def test_what_the_page_itself_says_stays() -> None:
    meta = Metadata(
        title="A",
        authors=("Jane Roe",),
        published="2024-03-02",
        tags=("floods",),
        section="Weather",
        reading_time_minutes=3,
    )
    moved = tuple(
        (f, "John Doe, 5 May 2025")
        for f in ("title", "authors", "published", "tags", "section", "reading_time_minutes")
    )
    found = merge(meta, moved)
    assert (meta.title, meta.authors, meta.published, meta.tags) == (
        found.title,
        found.authors,
        found.published,
        found.tags,
    )
    assert (meta.section, meta.reading_time_minutes) == (found.section, found.reading_time_minutes)


@pytest.mark.parametrize("field", ["notices", "captions", "kicker", "no such field", ""])
def test_every_moved_text_is_kept_verbatim(field: str) -> None:
    text = "  Photo:\u00a0Jane\r\nRoe  "
    assert ((field, text),) == merge(Metadata(), ((field, text),)).moved


def test_moved_texts_are_added_to_those_of_before() -> None:
    first = merge(Metadata(), (("kicker", "a"),))
    assert (("kicker", "a"), ("kicker", "b")) == merge(first, (("kicker", "b"),)).moved


def test_a_text_without_names_gives_no_author() -> None:
    assert () == merge(Metadata(), (("authors", "the mill was lost in the flood"),)).authors
