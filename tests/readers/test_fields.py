"""Field mapping, and the layouts of known dumps, in JSONL and in Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleaner.model import Page
from cleaner.readers import BadInput, FieldMap, How, read_inputs
from cleaner.readers.fields import look_up
from tests.readers.test_tables import parquet

Row = dict[str, object]
TEXT = "The ferry sails again on Monday, said the harbour master."
URL = "https://harbour.example/ferry"


def jsonl(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


WRITERS = {"jsonl": jsonl, "parquet": parquet}


def read_one(path: Path, *pairs: str) -> Page | BadInput:
    (reading,) = read_inputs([str(path)], how=How(fields=FieldMap.of(pairs)))
    return reading.item


def page_of(path: Path, *pairs: str) -> Page:
    item = read_one(path, *pairs)
    assert isinstance(item, Page)
    return item


@pytest.mark.parametrize("form", WRITERS)
def test_mapped_fields_are_read_in_place_of_the_usual_ones(tmp_path: Path, form: str) -> None:
    row = {
        "body": TEXT,
        "text": "an excerpt",
        "link": URL,
        "url": "wrong",
        "key": 7,
        "id": "wrong",
        "got": "2024-03-02",
    }
    pairs = ("text=body", "url=link", "id=key", "date=got")
    page = page_of(WRITERS[form](tmp_path / "dump", [row]), *pairs)
    assert (TEXT, URL, "7", date(2024, 3, 2), "text") == (page.content, page.url, page.id, page.crawled, page.kind)


@pytest.mark.parametrize("form", WRITERS)
def test_a_path_leads_into_nested_objects(tmp_path: Path, form: str) -> None:
    row = {"page": {"raw": f"<p>{TEXT}</p>"}, "meta": {"where": {"url": URL}}}
    page = page_of(WRITERS[form](tmp_path / "dump", [row]), "html=page.raw", "url=meta.where.url")
    assert (f"<p>{TEXT}</p>", "html", URL) == (page.content, page.kind, page.url)


def test_content_is_html_or_text_by_its_look(tmp_path: Path) -> None:
    kinds = [page_of(jsonl(tmp_path / "dump", [{"x": value}]), "content=x").kind for value in (TEXT, f"<p>{TEXT}</p>")]
    assert ["text", "html"] == kinds


@pytest.mark.parametrize("form", WRITERS)
def test_a_mapped_field_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, form: str) -> None:
    item = read_one(WRITERS[form](tmp_path / "dump", [{"story": TEXT}]), "text=body")
    assert isinstance(item, BadInput)
    assert "no page in body; the fields are story; mend --field" in item.detail


def test_a_field_with_a_dot_in_its_name_is_found_too() -> None:
    assert "x" == look_up({"meta.url": "x", "meta": {"url": "y"}}, "meta.url")


@pytest.mark.parametrize("pairs", [["text"], ["body=text"], ["text="], ["text=a", "text=b"]])
def test_what_is_no_mapping_is_refused_with_the_cure(pairs: list[str]) -> None:
    with pytest.raises(ValueError, match=r"NAME one of text, html, content, url, id, date|one field each"):
        FieldMap.of(pairs)


LAYOUTS: Mapping[str, tuple[Row, str, date | None]] = {
    "C4": ({"text": TEXT, "timestamp": "2019-04-25T12:57:54Z", "url": URL}, "", date(2019, 4, 25)),
    "Dolma": (
        {
            "id": "d1",
            "text": TEXT,
            "source": "common-crawl",
            "added": "2023-05-01T00:00:00Z",
            "created": "2001-01-01T00:00:00Z",
            "metadata": {"url": URL, "warc_date": "2020-01-01T00:00:00Z"},
        },
        "d1",
        date(2020, 1, 1),  # before the day it was added to the corpus
    ),
    "FineWeb": (
        {
            "text": TEXT,
            "id": "<urn:uuid:0d8a309d-25c5-405d-a08a-c11239f0d717>",
            "dump": "CC-MAIN-2013-20",
            "url": URL,
            "date": "2013-05-18T05:48:54Z",
            "file_path": "s3://commoncrawl/crawl-data/x.warc.gz",
            "language": "en",
            "language_score": 0.97,
            "token_count": 14,
        },
        "<urn:uuid:0d8a309d-25c5-405d-a08a-c11239f0d717>",
        date(2013, 5, 18),
    ),
    "cc_news": (
        {
            "title": "The ferry",
            "text": TEXT,
            "domain": "harbour.example",
            "date": "2017-01-01 00:00:00",
            "description": "",
            "url": URL,
            "image_url": None,
        },
        "",
        None,  # its date is that of the publication
    ),
    "RefinedWeb": (
        {
            "content": TEXT,
            "url": URL,
            "timestamp": datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
            "dump": "CC-MAIN-2020-05",
            "segment": "1579250589560.16",
            "image_urls": [["https://harbour.example/a.png", "a boat"]],
        },
        "",
        date(2020, 1, 2),
    ),
    "Scrapy, plain": ({"title": "The ferry", "url": URL, "body": TEXT, "date": "March 2, 2024"}, "", None),
    "Scrapy, item loader": ({"title": ["The ferry"], "link": [URL], "text": TEXT.split(", ")}, "", None),
}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layouts_of_known_dumps_are_recognised(tmp_path: Path, layout: str, form: str) -> None:
    row, page_id, crawled = LAYOUTS[layout]
    if form == "jsonl":
        row = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
    page = page_of(WRITERS[form](tmp_path / "dump", [row]))
    assert (URL, "text", crawled) == (page.url, page.kind, page.crawled)
    assert TEXT == str(page.content).replace("\n", ", ")
    assert page.id == page_id if page_id else page.id.startswith("sha256:")


def test_a_scrapy_feed_in_one_array_is_read_with_its_dates(tmp_path: Path) -> None:
    items = [{"link": f"{URL}/{n}", "main": [TEXT], "got": f"Sat, 0{n} Mar 2024 10:00:00 GMT"} for n in (1, 2)]
    (tmp_path / "feed").write_text("[\n" + ",\n".join(map(json.dumps, items)) + "\n]\n", "utf-8")
    how = How(fields=FieldMap.of(["text=main", "date=got"]))
    pages = [reading.item for reading in read_inputs([str(tmp_path / "feed")], how=how)]
    assert [date(2024, 3, 1), date(2024, 3, 2)] == [page.crawled for page in pages if isinstance(page, Page)]


def test_a_place_leads_on_with_the_same_mapping(tmp_path: Path) -> None:
    path = str(jsonl(tmp_path / "dump", [{"x": f"boat {n}"} for n in range(5)]))
    how = How(fields=FieldMap(text="x"))
    whole = list(read_inputs([path], how=how))
    for number, reading in enumerate(whole):
        assert whole[number + 1 :] == list(read_inputs([path], reading.after, how))


def test_a_reading_tells_how_far_the_file_was_read(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "dump", [{"text": "boat " * 2_000} for _ in range(200)])
    positions = [reading.position or 0 for reading in read_inputs([str(path)])]
    assert positions == sorted(positions)
    assert (True, path.stat().st_size) == (positions[0] < positions[-1], positions[-1])
