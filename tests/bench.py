"""`make bench`: how fast the corpus is cleaned in one process, and how many of the expected lines come out."""

from __future__ import annotations

import statistics
import time

from cleaner import Cleaner
from cleaner.document import Refused, segment
from cleaner.model import Page
from tests.corpus.cases import Case, cases, lines

ROUNDS = 3  # the fastest counts: the first one fills caches


def main() -> None:
    """Prints pages a second, the time a page takes, and lines lost and left over."""
    started = time.perf_counter()
    cleaner = Cleaner()
    loaded = time.perf_counter() - started
    corpus = cases()
    seconds = [min(_timed(cleaner, case) for _ in range(ROUNDS)) for case in corpus]
    size = sum(case.page.stat().st_size for case in corpus)
    total = sum(seconds)
    print(f"{len(corpus)} pages, {size / 1e6:.2f} MB; rules loaded in {1000 * loaded:.0f} ms")
    print(f"{len(corpus) / total:.0f} pages a second, {size / 1e6 / total:.2f} MB a second")
    ordered = sorted(seconds)
    middle, high = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]
    print(f"a page: median {1000 * middle:.1f} ms, 95th percentile {1000 * high:.1f} ms")
    parsing = sum(min(_segmented(case) for _ in range(ROUNDS)) for case in corpus)
    print(f"decoding, parsing and segmenting: {100 * parsing / total:.0f} % of it")
    _print_lines(cleaner, corpus)


def _print_lines(cleaner: Cleaner, corpus: list[Case]) -> None:
    expected = lost = left = exact = 0
    for case in corpus:
        wanted, actual = case.expected, lines(case.clean(cleaner).text)
        expected += len(wanted)
        lost += len(set(wanted) - set(actual))
        left += len(set(actual) - set(wanted))
        exact += wanted == actual
    print(f"{exact} of {len(corpus)} pages exactly as expected; of {expected} lines {lost} lost, {left} left over")


def _timed(cleaner: Cleaner, case: Case) -> float:
    content, facts = case.page.read_bytes(), case.facts
    started = time.perf_counter()
    cleaner.clean(content, url=facts.get("url"), kind=facts.get("kind"), crawled=facts.get("crawled"))
    return time.perf_counter() - started


def _segmented(case: Case) -> float:
    page = Page(case.page.read_bytes(), kind=case.facts.get("kind"))
    started = time.perf_counter()
    assert not isinstance(segment(page), Refused)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
