"""What is gathered is exact, and held in memory that does not grow."""

from __future__ import annotations

import tracemalloc

import pytest

from cleaner.batch.times import NAMED, Bin, Times
from cleaner.report.figures import quantile
from cleaner.report.gather import Gathered
from cleaner.report.hosts import Hosts
from cleaner.report.rows import Row
from cleaner.report.samples import Entry, Sample, Top


def span(page: int, rule: str, size: int = 10, **others: object) -> Row:
    return {
        "type": "span", "doc_id": f"p{page}", "url": f"https://h{page}.example/", "start": 5, "end": 5 + size,
        "label": "nav", "action": "drop", "rule": rule, "reason": "looks so", "also": [], "applied": True,
        "text": "x" * size, **others,
    }  # fmt: skip


def gathered(*spans: Row) -> Gathered:
    found = Gathered()
    for one in spans:
        found.record(one)
    found.close()
    return found


def test_spans_characters_and_pages_of_a_rule_are_counted() -> None:
    found = gathered(span(1, "a/x"), span(1, "a/x", 7), span(2, "a/x"), span(2, "b/y", 3))
    one, other = found.rules["a/x"], found.rules["b/y"]
    assert ((3, 27, 2), (1, 3, 1)) == ((one.spans, one.characters, one.pages), (other.spans, other.characters, 1))
    assert (4, 30, 2) == tuple(getattr(found.labels["nav"], name) for name in ("spans", "characters", "pages"))


def test_matches_that_cut_nothing_are_counted_apart() -> None:
    found = gathered(span(1, "a/x", also=["b/y"]), span(2, "c/z", applied=False))
    assert (0, 1, 0) == (found.rules["b/y"].spans, found.rules["b/y"].lost, found.rules["b/y"].refused)
    assert (0, 0, 1) == (found.rules["c/z"].spans, found.rules["c/z"].lost, found.rules["c/z"].refused)
    assert 1 == found.labels["nav"].spans


def test_a_page_gives_its_largest_removal_only() -> None:
    found = gathered(*(span(page, "a/x", size) for page in (1, 2) for size in (30 + page, 50 + page, 40)))
    assert ["52 characters", "51 characters"] == [entry.facts[2][:13] for entry in found.largest.entries]


def test_the_least_certain_come_first_and_exact_rules_never() -> None:
    found = gathered(*(span(n, "a/x", score=score) for n, score in enumerate((0.9, None, 0.3, 0.6))))
    assert ["score 0.30", "score 0.60", "score 0.90"] == [entry.facts[3] for entry in found.doubtful.entries]


def test_a_sample_is_even_and_repeats() -> None:
    def drawn() -> list[int]:
        sample = Sample(50)
        for n in range(10_000):
            sample.add(lambda n=n: Entry(str(n)))  # type: ignore[misc]
        return [int(entry.id) for entry in sample.entries]

    first = drawn()
    assert (50, sorted(first), drawn()) == (len(first), first, first)
    assert 3_500 < sum(first) / 50 < 6_500


def test_the_top_holds_the_highest_and_of_equals_the_first() -> None:
    top = Top(2)
    for name, measure in (("a", 1.0), ("b", 3.0), ("c", 3.0), ("d", 3.0), ("e", 2.0)):
        if top.takes(measure):
            top.add(measure, Entry(name))
    assert ["b", "c"] == [entry.id for entry in top.entries]


def test_hosts_are_exact_however_few_are_held() -> None:
    pages = [(n % 10 / 10, f"https://h{n % 37}.example/{n}") for n in range(2_000)]
    answers = []
    for held in (1, 5, 1_000):
        with Hosts(held) as hosts:
            for number, (confidence, url) in enumerate(pages):
                hosts.add(confidence, confidence < 0.5, str(number), url)
            answers.append([(h.name, h.pages, round(h.total, 6), h.low, h.worst) for h in hosts.lowest(8)])
            assert 37 == hosts.count
    assert answers[0] == answers[1] == answers[2]


def test_memory_does_not_grow_with_the_log() -> None:
    def peak(pages: int) -> int:
        tracemalloc.start()
        found = Gathered(Hosts(300))
        for page in range(pages):
            found.result({"id": f"p{page}", "url": f"https://h{page}.example/", "confidence": 0.5, "flags": []})
            for rule in range(5):
                found.record(span(page, f"r/{rule}", 900))
        found.close()
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    found = peak(1_000)
    assert peak(3_000) < 1.25 * found


def test_times_are_binned_by_doubling_and_the_slowest_are_named() -> None:
    times = Times()
    for number, milliseconds in enumerate((0.2, 1.9, 2.0, 3.9, 900.0, 10.0**9)):
        times.add(milliseconds, f"p{number}", "https://h.example/")
    bins = times.bins()
    assert [(0, 2), (2, 2), (512, 1), (2**20, 1)] == [(one.low, one.pages) for one in bins if one.pages]
    assert ["p3", "p2"] == [page for _, page, _ in bins[1].slowest]
    assert times == Times.from_json(times.to_json())


def test_times_of_parts_add_up_and_name_a_few() -> None:
    total, parts = Times(), [Times() for _ in range(5)]
    for number, part in enumerate(parts):
        part.add(4.0 + number / 10, f"p{number}", None)
        total.merge(part)
    (one,) = total.bins()
    assert (5, NAMED, "p4") == (one.pages, len(one.slowest), one.slowest[0][1])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 8.0), (1.0, 16.0), (0.25, 6.0)])
def test_a_quantile_lies_evenly_within_its_bin(share: float, expected: float) -> None:
    assert expected == quantile([Bin(4, 10, ()), Bin(8, 10, ())], share)
