"""What a result says of itself: as a dict, as log records, as markdown, after a pickle."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

from cleaner import Cleaner, Page, Result
from cleaner.model import Metadata, Removal, Source
from cleaner.provenance import RECORD_FIELDS, digest

BASE = "Menu\nThe ferry sails.\nShare"
MENU = Removal(0, 5, "nav", "mine/menu", "test", "a menu", score=0.5, path="/p[1]", evidence=("one",), also=("h",))
SHARE = Removal(22, 27, "share", "lang/en/share", "phrases", "a button", "metadata", "title")
MADE = Result(
    "p1", "The ferry sails.", "ok", "text", "https://quay.example/a", (MENU, SHARE), (MENU,),
    Metadata(title="Share", authors=("Ames",), moved=(("title", "Share"),)), "en", 0.123456, ("large_removal",), "", "",
    "article", 0.987654, BASE, "utf-8", Source("in.warc", 7, "r1"),
    (("lang/en", "d2"), ("mine", "d1")), crawled=date(2024, 3, 2),
)  # fmt: skip


def test_the_dict_of_a_result_holds_all_that_is_documented() -> None:
    facts = MADE.to_dict(log=False)
    metadata = facts.pop("metadata")
    assert ("Share", ("Ames",), [["title", "Share"]]) == (metadata["title"], metadata["authors"], metadata["moved"])
    assert {
        "id": "p1", "url": "https://quay.example/a", "crawled": "2024-03-02", "status": "ok", "code": "", "reason": "",
        "text": "The ferry sails.", "language": "en", "confidence": 0.1235, "page_type": "article",
        "page_type_confidence": 0.9877, "flags": ["large_removal"],
        "source": {"file": "in.warc", "offset": 7, "record_id": "r1"},
    } == facts  # fmt: skip


def test_the_log_stands_in_the_dict_unless_it_is_not_wanted() -> None:
    assert list(MADE.records()) == MADE.to_dict()["removals"]
    assert "removals" not in MADE.to_dict(log=False)


def test_a_page_without_a_day_says_none() -> None:
    assert Result("p1", "", "empty").to_dict()["crawled"] is None


def test_records_number_what_was_cut_and_then_what_was_not() -> None:
    found = [(r["seq"], r["rule"], r["applied"], r["rule_digest"], r["text"]) for r in MADE.records()]
    assert [
        (0, "mine/menu", True, "d1", "Menu\n"), (1, "lang/en/share", True, "d2", "Share"),
        (2, "mine/menu", False, "d1", "Menu\n"),
    ] == found  # fmt: skip


def test_a_record_holds_the_removal_and_where_it_was() -> None:
    record = next(iter(MADE.records()))
    assert {
        "type": "span", "doc_id": "p1", "url": "https://quay.example/a", "seq": 0, "start": 0, "end": 5,
        "path": "/p[1]", "label": "nav", "action": "drop", "field": None, "rule": "mine/menu", "rule_digest": "d1",
        "stage": "test",
        "reason": "a menu", "score": 0.5, "evidence": ["one"], "also": ["h"], "applied": True,
        "base_sha256": digest(BASE), "text_sha256": digest("Menu\n"), "text": "Menu\n",
    } == record  # fmt: skip
    assert set(RECORD_FIELDS) == set(record)


def test_records_leave_the_text_out_where_it_is_not_wanted() -> None:
    assert all("text" not in record for record in MADE.records(with_text=False))


def test_what_was_only_observed_is_logged_as_well() -> None:
    one = Result("p1", BASE, "ok", observed=(MENU,), base=BASE)
    assert [(0, False)] == [(record["seq"], record["applied"]) for record in one.records()]


def test_a_page_that_lost_nothing_has_no_log() -> None:
    assert [] == list(Result("p1", "x", "ok", base="x").records())


PARAGRAPHS = "".join(
    f"<p>Captain {name} told the harbour board on Tuesday that the pier must be widened before the winter.</p>"
    for name in ("Ames", "Bruun", "Calder", "Dinesen")
)
HTML = f"<html><body><nav><a href=/>Home</a></nav><article><h2>The pier</h2>{PARAGRAPHS}</article></body></html>"


def test_the_main_content_says_what_weighed_most(cleaner: Cleaner) -> None:
    result = cleaner.clean_page(Page(HTML, kind="html"))
    (home,) = (removal for removal in result.explained() if removal.stage == "main_content")
    (plain,) = (removal for removal in result.removals if removal.stage == "main_content")
    assert len(home.evidence) > len(plain.evidence)
    assert (plain.start, plain.end, plain.rule) == (home.start, home.end, home.rule)
    assert list(home.evidence) == next(r for r in result.records() if r["stage"] == "main_content")["evidence"]


def test_what_other_stages_cut_stands_among_the_explained_as_it_was(cleaner: Cleaner) -> None:
    made = cleaner.clean(HTML, kind="html")
    result = replace(made, removals=(*made.removals, SHARE))
    assert (len(result.removals), SHARE) == (len(result.explained()), result.explained()[-1])


def test_markdown_is_made_of_a_page_and_a_text_is_its_own(cleaner: Cleaner) -> None:
    assert "## The pier" in cleaner.clean(HTML, kind="html").to_markdown()
    assert "* a *" == cleaner.clean("* a *", kind="text").to_markdown()


def test_a_pickle_loses_the_parsed_page_and_nothing_else(cleaner: Cleaner) -> None:
    result = replace(cleaner.clean(HTML, kind="html", url="https://quay.example/a"), hits=("x",))  # type: ignore[arg-type]
    twin = pickle.loads(pickle.dumps(result))
    assert result == twin
    assert (None, None, ()) == (twin.document, twin.verdict, twin.hits)
    assert result.document is not None
    assert (twin.text, twin.removals) == (twin.to_markdown(), twin.explained())
    assert result.metadata == twin.metadata


def test_of_a_page_of_which_nothing_is_known_a_result_says_so() -> None:
    bare = Result("p1", "", "empty")
    assert ("text", None, "und", "", "", "", "", "", None, None, None) == (
        bare.kind, bare.url, bare.language, bare.code, bare.reason, bare.page_type, bare.base, bare.charset,
        bare.document, bare.verdict, bare.crawled,
    )  # fmt: skip
    assert {()} == {bare.removals, bare.observed, bare.flags, bare.digests, bare.hits}
    assert (0.0, 0.0, Metadata(), Source()) == (
        bare.confidence, bare.page_type_confidence, bare.metadata, bare.source,
    )  # fmt: skip


def test_the_parsed_page_and_the_hits_count_for_nothing_when_results_are_compared(cleaner: Cleaner) -> None:
    result = cleaner.clean(HTML, kind="html")
    assert result == replace(result, document=None, verdict=None, hits=(object(),))  # type: ignore[arg-type]
    assert "Document" not in repr(result)
    assert "Verdict" not in repr(result)
    assert "hits=" not in repr(result)
