"""One row out for one row in, whatever the rows hold."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch import WorkerLimits
from cleaner.batch.answers import PageWork
from cleaner.batch.recipe import Recipe
from cleaner.errors import CleanerError, InputError
from cleaner.provenance import replay, restore
from cleaner.readers import FieldMap
from tests.batch.cleaners import fake, poisoned

pa: Any = pytest.importorskip("pyarrow")
from cleaner.arrow import FIELDS, SCHEMA, CleanBatches, Settings, clean_batch  # noqa: E402

HERE = Settings(sandbox=False)
STORY = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.\n\n"
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.\n\n"
    "You may also like\nFerry line to close after ninety years\nOld maps of the delta found in attic\n"
)
HTML = "<html><head><title>The ferry</title></head><body><p>The old ferry sails again.</p></body></html>"


def batch(*rows: Mapping[str, object]) -> Any:
    return pa.RecordBatch.from_pylist(list(rows))


def cleaning(clean: Any = fake, settings: Settings = HERE) -> CleanBatches:
    return CleanBatches(settings, PageWork(clean))


def texts(batch: Any) -> list[str | None]:
    found: list[str | None] = batch.column("text").to_pylist()
    return found


def test_a_row_holds_text_metadata_and_log_and_the_log_replays_it(cleaner: Cleaner) -> None:
    out = clean_batch(batch({"id": "a", "url": "https://a.example/1", "text": STORY}), HERE)
    assert SCHEMA == out.schema
    (row,) = out.to_pylist()
    assert ("a", "https://a.example/1", "ok") == (row["id"], row["url"], row["status"])
    assert ["related_heading", "related_link"] == [span["label"] for span in row["removals"]]
    assert STORY == restore(row["text"], row["removals"])
    assert row["text"] == replay(STORY, row["removals"])
    result = cleaner.clean(STORY, url="https://a.example/1", kind="text")
    assert (result.text, result.language) == (row["text"], row["language"])


@pytest.mark.parametrize("name", ["html", "content", "body"])
@pytest.mark.parametrize("page", [HTML, HTML.encode(), HTML.encode("utf-16")])
def test_html_is_taken_as_string_and_as_bytes(name: str, page: str | bytes) -> None:
    (row,) = clean_batch(batch({name: page}), HERE).to_pylist()
    assert ("ok", "The old ferry sails again.", "The ferry") == (
        row["status"],
        row["text"].strip(),
        row["metadata"]["title"],
    )
    assert row["id"].startswith("sha256:")


@pytest.mark.parametrize("kind", ["string", "large_string", "binary", "large_binary", "dictionary", "string_view"])
def test_all_types_of_columns_that_hold_text_are_taken(kind: str) -> None:
    column = pa.array(["A boat.  |Share"] * 2)
    types = {"dictionary": pa.dictionary(pa.int32(), pa.string())}
    given = pa.record_batch({"text": column.cast(types.get(kind) or getattr(pa, kind)())})
    assert ["A boat.  "] * 2 == texts(cleaning()(given))


def test_rows_without_a_page_and_rows_that_fail_are_named_in_their_place() -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "text": "A boat.  |Share"},
        {"id": "b", "text": None},
        {"id": "c", "text": "bad"},
    ]
    rows += [{"id": "d", "text": "empty"}, {"id": "e", "text": "refused"}]
    out = cleaning()(batch(*rows)).to_pylist()
    assert list("abcde") == [row["id"] for row in out]
    assert ["ok", "failed", "failed", "empty", "skipped"] == [row["status"] for row in out]
    assert ["", "no_content", "exception", "no_text", "not_html"] == [row["code"] for row in out]
    assert "no page in the fields" in out[1]["reason"]
    assert "ValueError: cannot make sense of it" == out[2]["reason"]
    assert [None] * 4 == [row["text"] for row in out[1:]]
    assert [1, 0, 0, 0, 0] == [len(row["removals"]) for row in out]


def test_a_batch_without_a_column_for_pages_says_which_there_are() -> None:
    (row,) = clean_batch(batch({"a": 1, "b": "x"}), HERE).to_pylist()
    assert ("failed", "no_content") == (row["status"], row["code"])
    assert "fields a, b;" in row["reason"]


def test_a_value_that_cannot_be_read_costs_its_row() -> None:
    broken = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.array([0, 2, 9], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfeA boat.")]
    )
    out = cleaning()(pa.record_batch({"text": broken})).to_pylist()
    assert [("failed", "bad_row"), ("ok", "")] == [(row["status"], row["code"]) for row in out]


def test_lone_surrogates_and_null_characters_do_not_break_a_batch() -> None:
    def odd(page: Any) -> Any:
        from cleaner.result import Result

        return Result(page.id, "A \ud800 b\0", "ok")

    assert ["A \ufffd b\0"] == texts(cleaning(odd)(batch({"text": "x"})))


def test_the_day_of_the_crawl_is_read_from_dates_and_time_stamps() -> None:
    from cleaner.arrow import _pages

    for value in (date(2024, 3, 2), datetime(2024, 3, 2, 10, tzinfo=UTC), "2024-03-02T10:00:00Z", 1709373600):
        (page,) = _pages(batch({"text": "x", "crawled": value, "content_type": "text/plain"}), FieldMap())
        assert (date(2024, 3, 2), "text/plain") == (page.crawled, page.content_type)  # type: ignore[union-attr]


def test_columns_of_other_names_can_be_mapped() -> None:
    settings = Settings(fields=FieldMap(text="story", url="meta.link"), sandbox=False)
    (row,) = cleaning(settings=settings)(
        batch({"story": "A boat.  |Share", "meta": {"link": "https://x.example/"}})
    ).to_pylist()
    assert ("A boat.  ", "https://x.example/") == (row["text"], row["url"])


def test_columns_can_be_kept_and_get_another_name_where_theirs_is_taken() -> None:
    rows = batch({"text": "A boat.  |Share", "crawl": 7, "other": True})
    out = cleaning(settings=Settings(keep=("crawl", "text"), sandbox=False))(rows)
    assert [*FIELDS, "crawl", "input_text"] == out.schema.names
    assert (7, "A boat.  |Share") == (out.column("crawl")[0].as_py(), out.column("input_text")[0].as_py())
    out = cleaning(settings=Settings(keep=("*",), sandbox=False))(rows)
    assert [*FIELDS, "input_text", "crawl", "other"] == out.schema.names
    with pytest.raises(InputError, match="no column lost to keep; there are text, crawl, other"):
        cleaning(settings=Settings(keep=("lost",), sandbox=False))(rows)


def test_markdown_is_a_column_on_demand() -> None:
    out = clean_batch(batch({"html": HTML}), Settings(markdown=True, sandbox=False))
    assert "The old ferry" in out.column("markdown")[0].as_py()


def test_the_log_can_do_without_the_removed_text() -> None:
    out = clean_batch(batch({"text": STORY}), Settings(log_text=False, sandbox=False))
    spans = out.column("removals")[0].as_py()
    assert [None, None] == [span["text"] for span in spans]
    assert all(len(span["text_sha256"]) == 64 for span in spans)


def test_batches_come_back_as_they_went_in_empty_ones_too() -> None:
    sizes = [0, 3, 0, 0, 70, 1, 0]
    batches = [
        pa.RecordBatch.from_pylist(
            [{"text": f"boat {n} {at}"} for at in range(size)], schema=pa.schema([("text", pa.string())])
        )
        for n, size in enumerate(sizes)
    ]
    for sandbox in (False, True):
        out = list(cleaning(settings=Settings(sandbox=sandbox)).stream(iter(batches)))
        assert sizes == [made.num_rows for made in out]
        given = [text[:9] for one in batches for text in texts(one)]  # type: ignore[index]
        assert given == [text for one in out for text in texts(one)]


def test_a_table_stays_a_table() -> None:
    table = pa.table({"text": ["A boat.  |Share"] * 5})
    assert (5, pa.Table) == ((out := cleaning().table(table)).num_rows, type(out))
    assert 0 == cleaning().table(table.slice(0, 0)).num_rows


def test_poison_is_a_row_and_the_others_are_not_touched() -> None:
    poison = {3: "crash", 4: "loop", 9: "eat", 11: "bad", 19: "crash"}
    rows = batch(*({"id": f"n{n}", "text": poison.get(n, "A boat.  |Share")} for n in range(20)))
    settings = Settings(limits=WorkerLimits(seconds=0.5, memory_bytes=300_000_000))
    made = cleaning(poisoned, settings)
    for _ in range(2):
        out = made(rows).to_pylist()
        assert {"n3": "crash", "n4": "timeout", "n9": "out_of_memory", "n11": "exception", "n19": "crash"} == {
            row["id"]: row["code"] for row in out if row["status"] != "ok"
        }
        assert [f"n{n}" for n in range(20)] == [row["id"] for row in out]
    made.close()


def test_the_rules_are_loaded_once_and_the_worker_stays() -> None:
    made = cleaning(poisoned, Settings())
    pids = {text for _ in range(3) for text in texts(made(batch({"text": "pid"}, {"text": "pid"})))}
    assert 1 == len(pids)
    made.close()
    assert pids.isdisjoint(texts(made(batch({"text": "pid"}))))
    made.close()


def test_a_cleaner_of_batches_pickles_small_and_works_on_the_other_side() -> None:
    made = CleanBatches(Settings(Recipe(site_rules=False)))
    made(batch({"text": STORY}))
    data = pickle.dumps(made)
    assert len(data) < 1_500
    other = pickle.loads(data)
    assert texts(made(batch({"text": STORY}))) == texts(other(batch({"text": STORY})))
    made.close()
    other.close()


@pytest.mark.slow
def test_rules_that_differ_end_the_work_and_not_page_after_page() -> None:
    with pytest.raises(CleanerError, match="install the same version"):
        CleanBatches(Settings(Recipe(digest="another")))(batch({"text": "x"}))


def test_without_a_sandbox_the_page_is_cleaned_in_this_process() -> None:
    import os

    assert [str(os.getpid())] == texts(cleaning(poisoned)(batch({"text": "pid"})))
