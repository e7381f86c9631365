"""What is promised of a result, of a reading and of a refused rule file, as checks that any test or fuzzer may call.

Each raises AssertionError where a promise is broken (the invariants of the architecture, README, docs/hostile.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from cleaner import Cleaner, Page, Result, replay, restore
from cleaner.errors import Problem
from cleaner.readers import Reading
from cleaner.writers import encode

CODES = {
    "ok": {""},
    "empty": {"no_input", "no_text", "all_boilerplate", "suspicious_empty"},
    "skipped": {
        "not_html", "bad_encoding", "too_large", "too_large_decoded", "too_deep", "too_many_nodes",
        "too_many_attributes",
    },
}  # fmt: skip
FLAGS = frozenset(
    "large_removal possibly_truncated candidate_section low_confidence refused_empty guard_blocked bad_encoding"
    " tail_ellipsis syndicated body_missed slow_selector truncated_markup suspicious_empty body_from_data".split()
)
# Why an input is no page. `reader_error` is not among them: it is what an exception that nobody foresaw becomes.
READING_REASONS = frozenset(
    "bad_index_line bad_json bad_row broken_compression broken_parquet broken_record content_type empty_folder"
    " http_status line_too_long missing_dump missing_extra no_content not_an_object not_http redirect"
    " record_type revisit stale_index too_large too_large_decoded truncated_input empty_file index not_a_page not_jsonl"
    " unknown_type".split()
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")


def check_spans(result: Result) -> None:
    """Kept and removed spans tile the text, the log replays and restores it, what moved is in the metadata."""
    removals = result.removals
    assert all(0 <= r.start < r.end <= len(result.base) for r in removals)
    assert all(a.end <= b.start for a, b in pairwise(removals))
    edges = [0, *(edge for r in removals for edge in (r.start, r.end)), len(result.base)]
    kept = [result.base[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(kept) == result.text
    log = list(result.records())
    assert result.text == replay(result.base, log)
    assert result.base == restore(result.text, log)
    moved = dict.fromkeys(text for _, text in result.metadata.moved)
    assert all(result.base[r.start : r.end].strip() in moved for r in removals if r.action == "metadata")


def check_words(result: Result) -> None:
    """Status, code, reason and flags are of the documented ones, and the result can be written down."""
    assert result.code in CODES[result.status]
    assert result.status == "ok" or result.reason
    assert result.status != "ok" or result.text.strip()
    assert set(result.flags) <= FLAGS
    assert 0 <= result.confidence <= 1
    assert 0 <= result.page_type_confidence <= 1
    assert _LANGUAGE.fullmatch(result.language)
    assert all(0 <= r.start < r.end <= len(result.base) for r in result.observed)
    assert all(r.rule and r.reason and r.stage and r.label for r in result.removals + result.observed)
    assert encode(result.to_dict()).count(b"\n") == 1
    assert isinstance(result.to_markdown(), str)


def check_text(cleaner: Cleaner, text: str) -> Result:
    """The promises of text input: the base is the input itself, and cleaning twice is cleaning once."""
    once = cleaner.clean(text, kind="text")
    check_words(once)
    if once.status != "skipped":
        assert text == once.base
    check_spans(once)
    again = cleaner.clean(once.text, kind="text")
    assert (once.text, ()) == (again.text, again.removals)
    return once


def check_reading(reading: Reading) -> None:
    """A reading is a page with a name, or says in a known word and in a sentence why it is none."""
    item = reading.item
    if isinstance(item, Page):
        assert item.content is not None
        assert item.id
        assert item.source.file
    else:
        assert item.reason in READING_REASONS, (item.reason, item.detail)
        assert item.status in ("skipped", "failed")
        assert item.detail
    assert all(note.reason and note.detail for note in reading.notes)


def check_problems(problems: Iterable[Problem], file: str, content: bytes) -> None:
    """Each problem names the file, a line and a column that an editor can go to, what is wrong, and its code."""
    lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", content.decode("utf-8", "replace"))
    for problem in problems:
        assert file == problem.file
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 2, problem
        assert problem.message
        assert problem.code
