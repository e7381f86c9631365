"""Stale rules are found in what runs leave, and those that work are left in peace."""

from __future__ import annotations

from datetime import date, timedelta

from cleaner.authoring.drafts import FileDraft, RuleDraft
from cleaner.authoring.drift import Drift, Watch
from cleaner.authoring.rulefile import new_file
from cleaner.authoring.tune import with_file
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import HtmlMatch

HOST = "skarv-post.example"
START = date(2024, 1, 1)
RULES = (
    RuleDraft("body", "body", html=HtmlMatch((".text",))),
    RuleDraft("tray", why="x", label="nav", html=HtmlMatch((".tray",))),
    RuleDraft("never", why="x", label="nav", html=HtmlMatch((".never",))),
)
BOOK = with_file(Rulebook(()), new_file(FileDraft("skarv", (HOST,), "desk@skarv.example", rules=RULES)))
Span = tuple[str, int, int]


def run(days: int, spans: dict[int, list[Span]], missed: range = range(0), **more: object) -> Drift:
    """A page a day with the spans of that day."""
    watch = Watch(BOOK)
    for n in range(days):
        flags = ["body_missed"] if n in missed else []
        day = (START + timedelta(n)).isoformat()
        watch.result({"id": str(n), "url": f"https://www.{HOST}/{n}", "crawled": day, "flags": flags, **more})
    for n, held in spans.items():
        for rule, start, end in held:
            watch.record({"type": "span", "doc_id": str(n), "rule": rule, "start": start, "end": end, "applied": True})
    watch.close()
    return watch.drift()


def usual(days: range, *rules: str) -> dict[int, list[Span]]:
    return {n: [*((rule, 10, 20) for rule in rules), ("heuristic/x", 900, 1000)] for n in days}


def states(drift: Drift) -> dict[str, str]:
    return {finding.rule: finding.state for finding in drift.findings}


def test_a_rule_that_never_hits_is_dead_and_one_that_does_is_not() -> None:
    found = run(40, usual(range(40), "skarv/tray", "skarv/body"))
    assert {"skarv/never": "dead"} == states(found)
    finding = found.findings[0]
    assert (40, 0, "desk@skarv.example") == (finding.pages, finding.hits, finding.owner)


def test_a_few_pages_prove_nothing() -> None:
    assert {} == states(run(10, {}))


def test_a_rule_that_stops_gets_the_day_before_its_first_miss_as_until() -> None:
    spans = usual(range(30), "skarv/tray", "skarv/body") | usual(range(30, 70), "skarv/body", "skarv/never")
    tray = next(one for one in run(70, spans).findings if one.rule == "skarv/tray")
    assert ("stopped", date(2024, 1, 30), date(2024, 1, 30)) == (tray.state, tray.last_hit, tray.until)


def test_a_rare_rule_that_pauses_has_not_stopped() -> None:
    spans = usual(range(60), "skarv/body", "skarv/never")
    for n in (3, 31):
        spans[n].append(("skarv/tray", 30, 40))
    assert "skarv/tray" not in states(run(60, spans))


def test_a_rule_that_takes_much_of_each_page_is_noisy() -> None:
    spans = {n: [("skarv/tray", 0, 400), ("heuristic/x", 900, 1000)] for n in range(5)}
    assert "noisy" == states(run(5, spans))["skarv/tray"]


def test_a_rule_that_a_guard_refuses_is_named() -> None:
    watch = Watch(BOOK)
    watch.result({"id": "a", "url": f"https://{HOST}/a", "crawled": "2024-01-01", "flags": []})
    reason = "not applied, it would take 60 % of the body (at most 40 %): x"
    span = {"doc_id": "a", "rule": "skarv/tray", "start": 0, "end": 9, "applied": False, "reason": reason}
    watch.record(span)
    watch.close()
    assert {"skarv/tray": "refused"} == states(watch.drift())


def test_missed_bodies_are_told_by_host_and_month() -> None:
    found = run(60, usual(range(60), "skarv/tray", "skarv/never"), missed=range(25, 60))
    assert [("2024-01", 31, 6), ("2024-02", 29, 29)] == [(one.month, one.pages, one.missed) for one in found.missed]
    assert {date(2024, 1, 25)} == {one.until for one in found.missed}
    assert date(2024, 1, 26) == found.missed[0].first
    assert ("desk@skarv.example", ("skarv",)) == (found.missed[0].owner, found.missed[0].files)


def test_a_rule_that_lost_to_another_has_hit_all_the_same() -> None:
    watch = Watch(BOOK)
    for n in range(30):
        watch.result({"id": str(n), "url": f"https://{HOST}/{n}", "crawled": "2024-01-01", "flags": []})
    for n in range(30):
        span = {"doc_id": str(n), "rule": "skarv/body", "also": ["skarv/tray", "skarv/never"], "start": 0, "end": 9}
        watch.record(span)
    watch.close()
    assert {} == states(watch.drift())


def test_a_page_without_a_crawl_date_counts_by_its_publication() -> None:
    watch = Watch(BOOK)
    row = {
        "id": "a",
        "url": f"https://{HOST}/a",
        "flags": ["body_missed"],
        "metadata": {"published": "2023-05-06T10:00"},
    }
    watch.result(row)
    found = watch.drift()
    assert (1, "2023-05") == (found.undated, found.missed[0].month)
