"""Systems over the same pages, in turns: page by page, so that their times meet the same machine."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, median

from cleaner.bench.gold import Labelled
from cleaner.bench.peers import System
from cleaner.classifier import Score, score, score_table

WARM_UP = 5  # pages that each system sees untimed: models and tables are loaded at the first
_NO_WORD = re.compile(r"\W+")


@dataclass(slots=True)
class Outcome:
    """What one system came to. figures: wF1, sP, sR, sF1 and exact (0 to 1) over pages with a known body; loss and
    leak over snippets. seconds: processor time of each page. errors: pages on which it raised, which count as empty."""

    name: str
    pages: int = 0
    size: int = 0  # characters of HTML
    errors: int = 0
    seconds: list[float] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def to_dict(self, against: Outcome | None = None) -> dict[str, object]:
        """JSON-ready: times in milliseconds of processor time a page, and as a ratio to the system `against`."""
        times = {"ms_mean": 1000 * mean(self.seconds), "ms_median": 1000 * median(self.seconds)}
        if against is not None:
            times["times_faster_mean"] = mean(against.seconds) / mean(self.seconds)
            times["times_faster_median"] = median(against.seconds) / median(self.seconds)
        rate = self.size / 1e6 / max(sum(self.seconds), 1e-9)
        rounded = {key: round(value, 4) for key, value in {**self.figures, **times, "mb_per_second": rate}.items()}
        return {"system": self.name, "pages": self.pages, "errors": self.errors, **rounded}


def measure(
    systems: Sequence[System], pages: Sequence[Labelled], tick: Callable[[], None] = lambda: None
) -> list[Outcome]:
    """The outcome of each system over `pages`; `tick` is called after each page."""
    outcomes = [Outcome(system.name) for system in systems]
    bodies: list[list[str]] = [[] for _ in systems]
    for page in pages[:WARM_UP]:
        for system, outcome in zip(systems, outcomes, strict=True):
            _body(system, page, outcome)
    for outcome in outcomes:
        outcome.errors, outcome.seconds = 0, []
    for page in pages:
        for system, outcome, found in zip(systems, outcomes, bodies, strict=True):
            found.append(_body(system, page, outcome))
            outcome.pages += 1
            outcome.size += len(page.html)
        tick()
    for outcome, found in zip(outcomes, bodies, strict=True):
        outcome.figures = figures(pages, found)
    return outcomes


def _body(system: System, page: Labelled, outcome: Outcome) -> str:
    started = time.process_time()
    try:
        body = system.extract(page.html, page.url)
    except Exception:  # a peer may raise anything on a bad page, and that is one of its figures
        outcome.errors += 1
        body = ""
    outcome.seconds.append(time.process_time() - started)
    return body


def figures(pages: Sequence[Labelled], bodies: Sequence[str]) -> dict[str, float]:
    """The public measures of bodies against what is known of their pages."""
    scored: list[Score] = [score(body, page.text) for page, body in zip(pages, bodies, strict=True) if page.text]
    out = {name: value for name, value in score_table(scored).items() if name != "pages"} if scored else {}
    stays = goes = lost = leaked = 0
    for page, body in zip(pages, bodies, strict=True):
        plain = _plain(body)
        stays, goes = stays + len(page.stays), goes + len(page.goes)
        lost += sum(_plain(snippet) not in plain for snippet in page.stays)
        leaked += sum(_plain(snippet) in plain for snippet in page.goes)
    if stays and goes:
        out |= {"loss": lost / stays, "leak": leaked / goes}
    return out


def _plain(text: str) -> str:
    return _NO_WORD.sub(" ", text.lower()).strip()
