"""The log: replayed, restored, and refused where it does not fit."""

from __future__ import annotations

import json

import pytest

from cleaner import Cleaner, ReplayError, replay, restore
from cleaner.model import Lineage
from cleaner.provenance import RECORD_FIELDS, digest, header

TEXT = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.\r\n\r\n"
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.\r\n"
    "Jan Roder contributed to this report.\r\n\r\nShare This Article\r\n"
)


def test_a_log_that_went_through_json_replays_and_restores(cleaner: Cleaner) -> None:
    result = cleaner.clean(TEXT, kind="text")
    log = [json.loads(json.dumps(record)) for record in result.records()]
    assert result.text == replay(TEXT, log)
    assert TEXT == restore(result.text, log)


def test_a_record_has_the_documented_fields_and_no_others(cleaner: Cleaner) -> None:
    for record in cleaner.clean(TEXT, kind="text", url="https://quay.example/a").records():
        assert set(RECORD_FIELDS) == set(record)


def test_a_record_names_the_digest_of_its_rule_file_and_of_its_text(cleaner: Cleaner) -> None:
    record = next(r for r in cleaner.clean(TEXT, kind="text").records() if r["label"] == "contributor_credit")
    assert 16 == len(record["rule_digest"])
    assert record["text"] == TEXT[record["start"] : record["end"]]


def test_a_log_of_digests_replays_and_says_that_it_cannot_restore(cleaner: Cleaner) -> None:
    result = cleaner.clean(TEXT, kind="text")
    log = list(result.records(with_text=False))
    assert result.text == replay(TEXT, log)
    with pytest.raises(ReplayError, match="digests only"):
        restore(result.text, log)


def test_a_log_of_another_text_is_refused(cleaner: Cleaner) -> None:
    log = list(cleaner.clean(TEXT, kind="text").records())
    with pytest.raises(ReplayError, match="sha256"):
        replay(TEXT + "x", log)
    with pytest.raises(ReplayError, match=r"another page|sha256"):
        restore("something else", log)


def test_observed_removals_are_logged_and_not_applied(cleaner: Cleaner) -> None:
    log = [{**record, "applied": False} for record in cleaner.clean(TEXT, kind="text").records()]
    assert TEXT == replay(TEXT, log)


BASE = "abcdefghij"
ONE = [{"start": 2, "end": 4, "text": "cd", "base_sha256": digest(BASE)}]
TWO = [*ONE, {"start": 6, "end": 7, "text": "g", "base_sha256": digest(BASE)}]


def test_records_may_come_in_any_order_and_need_no_more_than_their_spans() -> None:
    assert "abefhij" == replay(BASE, reversed(TWO))
    assert BASE == restore("abefhij", reversed(TWO))


def test_a_log_without_spans_changes_nothing() -> None:
    log = [header(Lineage("1", "rules")), {"type": "note", "start": 0, "end": 3}]
    assert (BASE, BASE) == (replay(BASE, log), restore(BASE, log))


def test_a_span_of_no_length_takes_nothing() -> None:
    assert BASE == replay(BASE, [{"start": 3, "end": 3}])


@pytest.mark.parametrize("log", [ONE, TWO])
def test_another_text_of_the_same_length_is_refused(log: list[dict[str, object]]) -> None:
    with pytest.raises(ReplayError, match="sha256"):
        replay("ABCDEFGHIJ", log)
    with pytest.raises(ReplayError, match="sha256"):
        restore("ABEFHIJ"[: 10 - sum(len(str(record["text"])) for record in log)], log)


@pytest.mark.parametrize("spans", [[(2, 4), (3, 5)], [(4, 2)], [(9, 11)], [(-1, 2)]])
def test_spans_that_overlap_or_lie_outside_are_refused_and_named(spans: list[tuple[int, int]]) -> None:
    start, end = spans[-1]
    with pytest.raises(ReplayError, match=rf"span {start}\.\.{end} .* 10 characters"):
        replay(BASE, [{"start": start, "end": end} for start, end in spans])


@pytest.mark.parametrize(("output", "text"), [("abefghij", "cde"), ("a", "cd")], ids=["its text", "the output"])
def test_an_output_is_not_restored_where_a_span_does_not_fit(output: str, text: str) -> None:
    with pytest.raises(ReplayError, match=r"span 2\.\.4 .* another page"):
        restore(output, [{"start": 2, "end": 4, "text": text}])


def test_a_digest_is_the_sha256_of_the_utf8_and_bears_lone_surrogates() -> None:
    assert "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c" == digest("é")
    assert digest("\ud800") != digest("\ud801")


def test_the_header_says_what_produced_the_log() -> None:
    lineage = Lineage("1.2", "abc", (("dedup", "off"),), (("in.warc", "12"),), (("lxml", "6"),))
    said = header(lineage)
    assert "a removed block" in said.pop("whitespace")
    assert {
        "type": "run", "format": 1, "version": "1.2", "rulebook": "abc", "settings": {"dedup": "off"},
        "libraries": {"lxml": "6"}, "inputs": {"in.warc": "12"},
    } == said  # fmt: skip
