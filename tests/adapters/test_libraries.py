"""The adapters against the libraries themselves; what comes of a page is compared with `Cleaner`."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch.answers import PageWork
from cleaner.errors import InputError
from cleaner.provenance import restore
from cleaner.readers import FieldMap
from cleaner.rows import FIELDS, CleanPages, Settings
from tests.adapters.material import BODY, HTML, LABELS, STORY, site, write_rows
from tests.batch.cleaners import poisoned
from tests.engines.real import python

HERE = Settings(sandbox=False)
URL = "https://www.example.org/story"


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))


def documents(*texts: str) -> Iterator[Any]:
    from datatrove.data import Document

    for number, text in enumerate(texts):
        yield Document(text, f"p{number}", metadata={"url": URL, "file_path": "crawl.warc.gz"})


def test_datatrove_gets_the_body_and_the_facts_beside_it() -> None:
    from cleaner.adapters.datatrove import CleanHtml

    (document,) = CleanHtml(HERE, log=True).run(documents(HTML))
    facts = document.metadata["cleaner"]
    expected = Cleaner().clean(HTML, url=URL, kind="html")
    assert (expected.text, expected.language, "The ferry") == (
        document.text, facts["language"], facts["metadata"]["title"],
    )  # fmt: skip
    assert len(expected.removals) == len(facts["removals"])


def test_datatrove_keeps_what_went_as_exclusions(tmp_path: Path) -> None:
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.adapters.datatrove import CleanText

    step = CleanText(HERE, JsonlWriter(str(tmp_path)))
    (document,) = step.run(documents(STORY, " "), rank=3)
    assert (BODY, "p0") == (document.text, document.id)
    assert "removals" not in document.metadata["cleaner"]
    rows = [json.loads(line) for line in gzip.decompress((tmp_path / "00003.jsonl.gz").read_bytes()).splitlines()]
    *spans, page = rows
    assert LABELS == [span["metadata"]["label"] for span in spans]
    records = [{**span["metadata"], "text": span["text"]} for span in spans]
    assert STORY == restore(document.text, records)
    assert ("p1", "no_text") == (page["id"], page["metadata"]["filter_reason"])
    assert 1 == step.stats.stats["removed_related_heading"].total


def test_datatrove_survives_a_page_that_kills_and_its_step_pickles() -> None:
    from cleaner.adapters.datatrove import CleanText

    made = CleanText(keep_empty=True)
    made._clean = CleanPages(work=PageWork(poisoned))
    step = pickle.loads(pickle.dumps(made))
    found = [
        (d.text, d.metadata["cleaner"]["code"]) for d in step.run(documents("A boat.  |Share", "crash", "A ferry"))
    ]
    assert [("A boat.  ", ""), ("", "crash"), ("A ferry", "")] == found


def test_a_dataset_is_cleaned_whatever_its_first_batch_holds() -> None:
    from datasets import Dataset

    from cleaner.adapters.datasets import clean_dataset

    rows = [{"id": str(n), "text": "The ferry sails.", "crawl": 1} for n in range(64)]
    rows.append({"id": "last", "text": STORY, "crawl": 2})
    clean = clean_dataset(Dataset.from_list(rows), Settings(keep=("crawl",), sandbox=False))
    assert [*FIELDS, "crawl"] == clean.column_names
    assert (65, BODY, LABELS) == (len(clean), clean[64]["text"], [span["label"] for span in clean[64]["removals"]])


def test_a_dataset_that_streams_is_cleaned_too() -> None:
    from datasets import IterableDataset

    from cleaner.adapters.datasets import clean_dataset

    stream = IterableDataset.from_generator(lambda: iter([{"text": STORY}, {"text": "The ferry sails."}]))
    assert [BODY, "The ferry sails."] == [row["text"] for row in clean_dataset(stream, HERE)]


def test_a_batch_of_plain_columns_is_taken_and_the_step_has_one_fingerprint() -> None:
    from datasets.fingerprint import Hasher

    from cleaner.adapters.datasets import CleanExamples

    assert [BODY] == CleanExamples(HERE)({"text": [STORY]})["text"]
    assert Hasher.hash(CleanExamples(HERE)) == Hasher.hash(CleanExamples(Settings(sandbox=False)))
    assert Hasher.hash(CleanExamples(HERE)) != Hasher.hash(CleanExamples(Settings(sandbox=False, log_text=False)))


def test_a_frame_gives_a_frame_of_its_kind() -> None:
    duckdb = pytest.importorskip("duckdb")
    import pandas
    import polars
    import pyarrow as pa

    from cleaner.adapters.frames import clean_frame

    rows = [{"id": "a", "text": STORY}, {"id": "b", "text": None}]
    clean = clean_frame(pandas.DataFrame(rows), HERE)
    assert (pandas.DataFrame, [BODY, LABELS]) == (
        type(clean), [clean["text"][0], [s["label"] for s in clean["removals"][0]]],
    )  # fmt: skip
    for frame in (polars.DataFrame(rows), polars.LazyFrame(rows)):
        clean = clean_frame(frame, HERE)
        assert (polars.DataFrame, [BODY, None]) == (type(clean), clean["text"].to_list())
    with duckdb.connect() as base:
        table = pa.Table.from_pylist(rows)
        clean = clean_frame(base.from_arrow(table), HERE)
        assert [("failed", 1), ("ok", 1)] == base.sql(
            "SELECT status, count(*) FROM clean GROUP BY 1 ORDER BY 1"
        ).fetchall()
    with pytest.raises(InputError, match="a list is no table"):
        clean_frame(rows, HERE)


def test_a_frame_of_pandas_keeps_its_index_so_that_a_column_goes_back_to_its_row() -> None:
    import pandas

    from cleaner.adapters.frames import clean_frame

    frame = pandas.DataFrame({"id": ["a", "b", "c"], "text": [None, STORY, None]}, index=["x", "y", "z"])
    chosen = frame[frame["id"] != "a"].assign(n=1)
    chosen["clean"] = clean_frame(chosen, HERE)["text"]
    assert {"y": BODY} == chosen["clean"].dropna().to_dict()


def test_a_column_that_is_not_read_may_hold_what_arrow_cannot_and_a_kept_one_is_named() -> None:
    import pandas

    from cleaner.adapters.frames import clean_frame

    frame = pandas.DataFrame({"text": [STORY], "odd": [[1, "a"]]})
    assert [BODY] == clean_frame(frame, HERE)["text"].to_list()
    with pytest.raises(InputError, match=r"column odd: .*give it values of one type"):
        clean_frame(frame, replace(HERE, keep=("odd",)))


def test_a_lone_surrogate_in_a_frame_costs_neither_the_frame_nor_its_page() -> None:
    import pandas

    from cleaner.adapters.frames import clean_frame

    column = pandas.Series([f"{STORY}\n\ud83d", STORY], dtype=object)
    assert ["ok", "ok"] == clean_frame(pandas.DataFrame({"text": column}), HERE)["status"].to_list()


def test_pages_of_no_text_type_and_columns_of_one_name_are_refused_in_a_line() -> None:
    import pandas

    from cleaner.adapters.frames import clean_frame

    with pytest.raises(InputError, match=r"column text: .*give it values of one type"):
        clean_frame(pandas.DataFrame({"text": pandas.Series(["a", 5], dtype=object)}), HERE)
    with pytest.raises(InputError, match="names of their own"):
        clean_frame(pandas.DataFrame([["a", "b"]], columns=["text", "text"]), HERE)


CRAWL = """
import dataclasses, json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Story(scrapy.Item):
    link, body, text, cleaner = scrapy.Field(), scrapy.Field(), scrapy.Field(), scrapy.Field()

@dataclasses.dataclass
class Page:
    body: str
    text: str | None = None

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = sys.argv[1:2]
    def parse(self, response):
        yield {{"link": response.url, "body": response.text, "crawl": 1}}
        yield Story(link=response.url, body=response.text)
        yield Page(response.text)
        yield {{"body": ""}}

settings = {{"ITEM_PIPELINES": {{"cleaner.adapters.scrapy.CleanPipeline": 300}}, "TELNETCONSOLE_ENABLED": False,
    "FEEDS": {{sys.argv[2]: {{"format": "jsonlines"}}}}, "LOG_LEVEL": "WARNING", **{settings}}}
process = CrawlerProcess(settings)
crawler = process.create_crawler(Pages)
process.crawl(crawler)
process.start()
print(json.dumps({{k: v for k, v in crawler.stats.get_stats().items() if "cleaner" in k or "item_" in k}}))
"""


def crawl(tmp_path: Path, **settings: object) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    (tmp_path / "index.html").write_text(HTML)
    with site(tmp_path) as address:
        done = python("-c", CRAWL.format(settings=settings), address, tmp_path / "feed.jsonl")
    assert 0 == done.returncode, done.stderr[-2000:]
    rows = [json.loads(line) for line in (tmp_path / "feed.jsonl").read_text().splitlines()]
    return rows, json.loads(done.stdout), done.stderr


def test_scrapy_gets_bodies_in_items_of_all_kinds(tmp_path: Path) -> None:
    fields = ["content=body", "url=link"]
    rows, stats, told = crawl(tmp_path, CLEANER_FIELDS=fields, CLEANER_WORKERS=2, CLEANER_FACTS="")
    body = Cleaner().clean(HTML, kind="html").text
    assert [body] * 3 == [row["text"] for row in rows]
    assert ["body" in row and row["body"] is not None for row in rows] == [False] * 3
    assert (3, 1) == (stats["cleaner/ok"], stats["item_dropped_count"])
    assert "no_text" in told or "no_input" in told


def test_scrapy_puts_the_facts_beside_the_body_and_keeps_what_is_to_be_kept(tmp_path: Path) -> None:
    rows, stats, told = crawl(tmp_path, CLEANER_KEEP_PAGE=True, CLEANER_KEEP_EMPTY=True)
    assert [(HTML, "ok", "The ferry"), (HTML, "ok", "The ferry")] == [
        (row["body"], row["cleaner"]["status"], row["cleaner"]["metadata"]["title"]) for row in rows[:2]
    ]
    assert "Page has no field cleaner: declare it, or change CLEANER_FACTS" in told
    assert (None, 1) == (rows[-1]["text"], stats["cleaner/empty"])


def test_a_setting_of_scrapy_that_cannot_be_met_says_so() -> None:
    from scrapy.utils.test import get_crawler

    from cleaner.adapters.scrapy import CleanPipeline

    with pytest.raises(InputError, match="CLEANER_FIELDS: 'html' is no mapping"):
        CleanPipeline.from_crawler(get_crawler(settings_dict={"CLEANER_FIELDS": ["html"]}))


def test_rows_can_be_mapped_for_all_adapters(tmp_path: Path) -> None:
    record = CleanPages(Settings(fields=FieldMap(text="story"), sandbox=False)).record({"story": STORY})
    assert BODY == record["text"]
    assert write_rows(tmp_path / "x", [record]).stat().st_size
