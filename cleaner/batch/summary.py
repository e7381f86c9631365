"""What a run came to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.batch.times import Times
from cleaner.model import Status

STATUSES: tuple[Status, ...] = ("ok", "empty", "skipped", "failed")
TOP_RULES = 20

EXIT_OK = 0
EXIT_SOME_FAILED = 1
EXIT_USAGE = 2
EXIT_NOTHING_READ = 3
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Count:
    """How often something occurred and how many characters it stands for."""

    name: str
    times: int
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run. pages = ok + empty + skipped + failed, inputs that could not be read included.

    reasons: `status/reason` for all but ok. notes: warnings of the readers. characters_in, _out: of the document and
    body texts of the cleaned pages. labels, rules: of the removals, most frequent first (the rules: at most TOP_RULES).
    seconds: of all runs until it was done. interrupted: it is not done; the same command goes on.
    """

    pages: int
    read: int  # pages that reached the cleaner
    statuses: tuple[Count, ...]
    reasons: tuple[Count, ...]
    notes: tuple[Count, ...]
    flags: tuple[Count, ...]
    labels: tuple[Count, ...]
    rules: tuple[Count, ...]
    characters_in: int
    characters_out: int
    seconds: float
    interrupted: bool

    def count(self, status: Status) -> int:
        return next((count.times for count in self.statuses if count.name == status), 0)

    @property
    def exit_code(self) -> int:
        """0: all well. 1: pages failed or inputs were unreadable, the rest stands. 3: no page was read. 130: Ctrl-C."""
        if self.interrupted:
            return EXIT_INTERRUPTED
        if self.read == 0:
            return EXIT_NOTHING_READ
        return EXIT_SOME_FAILED if self.count("failed") else EXIT_OK


Spans = tuple[str, int, int]  # of one label or rule: name, times, characters


@dataclass(frozen=True, slots=True)
class PageCounts:
    """What one cleaned page adds to the counts. labels, rules: of its removals, each as (name, times, characters).
    milliseconds: that it took."""

    characters_in: int = 0
    characters_out: int = 0
    flags: tuple[str, ...] = ()
    labels: tuple[Spans, ...] = ()
    rules: tuple[Spans, ...] = ()
    milliseconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """Counts while a run goes on; `to_json` is what the manifest holds and what an interrupted run goes on from."""

    pages: int = 0
    read: int = 0
    characters_in: int = 0
    characters_out: int = 0
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)  # removals, characters
    rules: dict[str, tuple[int, int]] = field(default_factory=dict)
    times: Times = field(default_factory=Times)

    def outcome(self, status: Status, reason: str) -> None:
        """Count one page; the only place where pages are counted."""
        self.pages += 1
        self.statuses[status] += 1
        if status != "ok":
            self.reasons[f"{status}/{reason or 'unknown'}"] += 1

    def page(self, counts: PageCounts) -> None:
        """Count what a cleaned page holds."""
        self.characters_in += counts.characters_in
        self.characters_out += counts.characters_out
        self.flags.update(counts.flags)
        for held, added in ((self.labels, counts.labels), (self.rules, counts.rules)):
            for name, times, characters in added:
                _add(held, name, times, characters)

    def merge(self, other: Tally) -> None:
        self.pages += other.pages
        self.read += other.read
        self.characters_in += other.characters_in
        self.characters_out += other.characters_out
        self.seconds += other.seconds
        for name in ("statuses", "reasons", "notes", "flags"):
            getattr(self, name).update(getattr(other, name))
        self.times.merge(other.times)
        for held, added in ((self.labels, other.labels), (self.rules, other.rules)):
            for key, (times, characters) in added.items():
                _add(held, key, times, characters)

    def to_json(self) -> dict[str, object]:
        counters = {"reasons": self.reasons, "notes": self.notes, "flags": self.flags}
        spans = {"labels": self.labels, "rules": self.rules}
        return {
            "pages": self.pages,
            "read": self.read,
            "statuses": {status: self.statuses[status] for status in STATUSES},
            **{name: {c.name: c.times for c in _ranked(counter)} for name, counter in counters.items()},
            **{
                name: {c.name: {"spans": c.times, "characters": c.characters} for c in _ranked_spans(held)}
                for name, held in spans.items()
            },
            "characters_in": self.characters_in,
            "characters_out": self.characters_out,
            "seconds": round(self.seconds, 3),
            "milliseconds": self.times.to_json(),
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Tally:
        """Raises KeyError, TypeError or ValueError where `state` is not what `to_json` gave."""
        numbers = (state["pages"], state["read"], state["characters_in"], state["characters_out"], state["seconds"])
        statuses, reasons, notes, flags = (Counter(state[name]) for name in ("statuses", "reasons", "notes", "flags"))
        labels, rules = (
            {key: (value["spans"], value["characters"]) for key, value in state[name].items()}
            for name in ("labels", "rules")
        )
        times = Times.from_json(state["milliseconds"])
        return cls(*numbers, statuses, reasons, notes, flags, labels, rules, times)

    def summary(self, interrupted: bool = False) -> Summary:
        if self.pages != sum(self.statuses.values()):
            raise AssertionError(
                f"{self.pages} pages went in, {sum(self.statuses.values())} came out: please report this"
            )
        return Summary(
            pages=self.pages,
            read=self.read,
            statuses=tuple(Count(status, self.statuses[status]) for status in STATUSES),
            reasons=_ranked(self.reasons),
            notes=_ranked(self.notes),
            flags=_ranked(self.flags),
            labels=_ranked_spans(self.labels),
            rules=_ranked_spans(self.rules)[:TOP_RULES],
            characters_in=self.characters_in,
            characters_out=self.characters_out,
            seconds=self.seconds,
            interrupted=interrupted,
        )


def _add(held: dict[str, tuple[int, int]], name: str, times: int, characters: int) -> None:
    before = held.get(name, (0, 0))
    held[name] = (before[0] + times, before[1] + characters)


def _ranked(counter: Counter[str]) -> tuple[Count, ...]:
    return _sorted(Count(name, times) for name, times in counter.items() if times)


def _ranked_spans(spans: Mapping[str, tuple[int, int]]) -> tuple[Count, ...]:
    return _sorted(Count(name, times, characters) for name, (times, characters) in spans.items())


def _sorted(counts: Iterable[Count]) -> tuple[Count, ...]:
    return tuple(sorted(counts, key=lambda count: (-count.times, count.name)))
