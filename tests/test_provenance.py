"""The log: replayed, restored, and refused where it does not fit."""

from __future__ import annotations

import json

import pytest

from cleaner import Cleaner, ReplayError, replay, restore
from cleaner.provenance import RECORD_FIELDS

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
