"""`make bench`: how long a thousand rule files take to load and to lint, in one process."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cleaner.authoring.check import choose
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Traits

T = TypeVar("T")

FILES = 1_000
LOAD_SECONDS = 1.0  # the promise of issue 5, as is the next
LINT_SECONDS = 5.0
PAGES = 200  # of different hosts, for the time that the first page of a site takes
_FILE = """\
# yaml-language-server: $schema=rule.schema.json
format: 1
id: harbour-{n}
owner: web-desk@harbour-{n}.example
notes: Redesign in the spring
match:
  hosts: [harbour-{n}.example, "*.harbour-{n}.example"]
  not_hosts: [shop.harbour-{n}.example]
  paths: ["/news/**"]
use: [lang/en]
body:
  - {{id: body, css: "article .story-{n}", valid: {{from: 2023-05-01}}}}
  - {{id: body-old, css: ["#lede-{n}", "div.entry-{n}"], valid: {{until: 2023-04-30}}}}
remove:
  - id: related-box
    why: Recirculation box between paragraphs
    label: related_link
    html: {{css: "a[href*='/tag-{n}/']", climb: section}}
    text: {{heading: [More from quay {n}, Other quays than {n}], until: next-heading, max_blocks: 9}}
    guard: {{max_body_share: 25}}
  - id: read-more
    why: Pointer to another story
    label: inline_related
    html: {{css: [".pointer-{n}", "p.see-{n} > a"]}}
    text: {{line_starts: ["Sail on to {n}:", "Cast off to {n}:"]}}
  - {{id: min-read, why: Badge, label: reading_time, text: {{regex: '^\\d{{1,2}} knots and {n}$'}}}}
keep:
  - {{id: pullquote, why: Editorial, html: {{css: aside.pullquote-{n}}}}}
tests:
  - name: the box goes and the quote stays
    url: https://www.harbour-{n}.example/news/a
    crawled: 2024-03-02
    html: |
      <article><div class="story-{n}"><p>The ferry to Holm sailed again on Monday after nine days in the dock.</p>
      <section><h3>More from quay {n}</h3><a href="/tag-{n}/x">The pump</a></section>
      <aside class="pullquote-{n}">The pump was tested twice.</aside></div></article>
    removed: {{More from quay {n}: related-box, The pump: related-box}}
    kept: [The ferry to Holm, The pump was tested twice.]
  - name: text twin
    text: "The ferry to Holm sailed again.\\n\\nSail on to {n}: the pump\\n\\n12 knots and {n}"
    removed: {{"Sail on to {n}: the pump": read-more, 12 knots and {n}: min-read}}
    kept: [The ferry to Holm sailed again.]
"""


def write_files(folder: Path, count: int = FILES) -> Path:
    """`count` invented site files in `folder`, of the size that real ones have."""
    for number in range(count):
        (folder / f"harbour-{number}.yml").write_text(_FILE.format(n=number), "utf-8")
    return folder


def main() -> None:
    """Prints the seconds that loading, the first page of a site, and lint take; processor time is what is promised."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_files(Path(name), FILES - len(Rulebook.load().files))  # the shipped ones are among the thousand
        book, loaded = _timed(lambda: Rulebook.load(folder))
        _, first = _timed(lambda: _first_pages(book))
        chosen, linted = _timed(lambda: choose([], folder, checked=True))
    assert len(book.files) >= FILES
    assert not chosen.errors, chosen.problems[0]
    print(f"{len(book.files):,} rule files loaded in {_told(loaded, LOAD_SECONDS)}")
    print(f"first page of a site: {1000 * first[0] / PAGES:.1f} ms for its rules")
    print(f"{len(chosen.files):,} rule files linted in {_told(linted, LINT_SECONDS)}, loading included")


def _first_pages(book: Rulebook) -> None:
    for number in range(PAGES):
        book.for_page(Traits(f"https://www.harbour-{number}.example/news/a", None, ("en",)))


def _timed(work: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """The result, and the seconds of the processor and of the clock that it took."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.process_time() - processor, time.perf_counter() - clock)


def _told(seconds: tuple[float, float], limit: float) -> str:
    kept = "" if seconds[0] < limit else ", NOT KEPT"
    return f"{seconds[0]:.2f} s ({seconds[1]:.2f} s by the clock; the promise: {limit:.0f} s{kept})"


if __name__ == "__main__":
    main()
