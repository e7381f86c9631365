"""Rules that have gone stale, from the files of real runs: dead and noisy ones, and bodies that were missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from cleaner.authoring.study import host_of
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Layer, Rule, Traits

Row = Mapping[str, Any]
State = Literal["dead", "stopped", "noisy", "refused"]

RESULT_COLUMNS = ("id", "url", "crawled", "flags", "metadata")
LOG_COLUMNS = ("type", "doc_id", "url", "start", "end", "rule", "also", "applied", "reason")
LEAST_PAGES = 20  # that a rule was tried on before its silence says anything
CHANCE = 0.01  # probability of so many misses in a row, had nothing changed, below which a rule has stopped
NOISY_SHARE = 25  # per cent of the page that a rule takes, on average, from which it is noisy (rules.md, guards)
NOISY_SPANS = 30  # removals of one rule on a page, on average
REFUSED_SHARE = 0.02  # of its pages on which a guard refused a rule
MISSED = "body_missed"
_GUARD = "% of the body"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that wants a look. pages: it was tried on; hits: it matched on. until: the proposed `valid.until`."""

    rule: str
    state: State
    owner: str
    place: str
    pages: int
    hits: int
    last_hit: date | None
    until: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Missed:
    """The pages of a host and month for which no `body` rule hit. month: `2024-03`, "" where no date is known."""

    host: str
    month: str
    pages: int
    missed: int
    first: date | None
    until: date | None
    owner: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """What the runs say. undated: pages without a crawl date; they count by their date of publication, if at all."""

    pages: int
    undated: int
    hosts: int
    findings: tuple[Finding, ...]
    missed: tuple[Missed, ...]


@dataclass(slots=True)
class _Days:
    """By day (None: unknown) the pages that a rule or host was tried on, and those on which it hit."""

    tried: Counter[date | None] = field(default_factory=Counter)
    hit: Counter[date | None] = field(default_factory=Counter)

    @property
    def last_hit(self) -> date | None:
        return max((day for day, count in self.hit.items() if day and count), default=None)

    def until(self) -> date | None:
        """The last day before the misses that have not ended; None where they may be chance."""
        last = self.last_hit
        later = {day: count for day, count in self.tried.items() if day and (last is None or day > last)}
        if last is None or not later:
            return None
        tried = sum(count for day, count in self.tried.items() if day and day <= last)
        rate = min(1.0, sum(self.hit.values()) / max(1, tried))
        if sum(later.values()) < LEAST_PAGES or (1 - rate) ** sum(later.values()) > CHANCE:
            return None
        return max(last, min(later) - timedelta(1))


@dataclass(slots=True)
class _Spans:
    """What the log says of one rule. share: sum over its pages of the per cent of the page that it took."""

    pages: int = 0
    spans: int = 0
    share: float = 0.0
    refused: int = 0


class Watch:
    """Takes the rows of runs: `result` for those of results, then `record` for those of the log, `close` at the end.

    It holds a few dozen bytes a page, since the log names pages by their ids alone.
    """

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._days: dict[str, date | None] = {}
        self._undated = 0
        self._hosts: dict[str, _Days] = {}
        self._host_files: dict[str, set[str]] = {}
        self._rules: dict[str, _Days] = {}
        self._spans: dict[str, _Spans] = {}
        self._named: dict[str, Rule] = {rule.id: rule for file in book.files for rule in file.rules}
        self._owner = {file.id: file.owner for file in book.files}
        self._page: tuple[str, list[Row]] = ("", [])

    def result(self, row: Row) -> None:
        """A line of results."""
        crawled, day = _day(row.get("crawled")), _day(row.get("crawled"))
        if day is None:
            self._undated += 1
            day = _day((row.get("metadata") or {}).get("published"))
        self._days[str(row.get("id"))] = day
        url = str(row.get("url") or "")
        rules = self._book.for_page(Traits(url, crawled or day))
        for rule in _own(rules):
            self._rules.setdefault(rule.id, _Days()).tried[day] += 1
        if host := host_of(url):
            days = self._hosts.setdefault(host, _Days())
            if any(rule.status != "testing" for rule in rules.body):
                days.tried[day] += 1
                days.hit[day] += MISSED not in (row.get("flags") or ())
                self._host_files.setdefault(host, set()).update(_file(rule.id) for rule in rules.body)

    def record(self, row: Row) -> None:
        """A line of the log; those of a page come together."""
        if row.get("type", "span") != "span":
            return
        page = str(row.get("doc_id"))
        if page != self._page[0]:
            self._settle()
            self._page = (page, [])
        self._page[1].append(row)

    def close(self) -> None:
        """After the last line of a log."""
        self._settle()
        self._page = ("", [])

    def drift(self) -> Drift:
        """What all rows came to."""
        findings = [one for rule, days in self._rules.items() if (one := self._finding(rule, days))]
        order: dict[State, int] = {"dead": 0, "stopped": 1, "noisy": 2, "refused": 3}
        findings.sort(key=lambda one: (order[one.state], -one.pages, one.rule))
        missed = [one for host in sorted(self._hosts) for one in self._missed(host)]
        return Drift(len(self._days), self._undated, len(self._hosts), tuple(findings), tuple(missed))

    def _settle(self) -> None:
        """Count the page whose records have all come."""
        page, rows = self._page
        if not rows:
            return
        day = self._days.get(page)
        size = max(int(row["end"]) for row in rows) or 1
        taken: Counter[str] = Counter()
        spans: Counter[str] = Counter()
        refused: set[str] = set()
        hits: set[str] = set()
        for row in rows:
            rule = str(row["rule"])
            hits.update((rule, *(row.get("also") or ())))
            if row.get("applied") is False:
                refused.update([rule] if _GUARD in str(row.get("reason")) else [])
            else:
                taken[rule] += int(row["end"]) - int(row["start"])
                spans[rule] += 1
        for rule in hits:
            if rule in self._rules:
                self._rules[rule].hit[day] += 1
            if rule in self._named:
                held = self._spans.setdefault(rule, _Spans())
                held.pages += 1
                held.spans += spans[rule]
                held.share += 100 * taken[rule] / size
                held.refused += rule in refused

    def _finding(self, rule: str, days: _Days) -> Finding | None:
        told = self._told(rule, days)
        if told is None:
            return None
        known, tried, hits = self._named[rule], sum(days.tried.values()), sum(days.hit.values())
        owner, place = self._owner.get(_file(rule), ""), f"{known.place.file}:{known.place.line}"
        return Finding(rule, told[0], owner, place, tried, hits, days.last_hit, days.until(), told[1])

    def _told(self, rule: str, days: _Days) -> tuple[State, str] | None:
        """What is the matter with a rule, the worst first; None where nothing is."""
        held, verb = self._spans.get(rule, _Spans()), self._named[rule].verb
        if not sum(days.hit.values()):
            shadow = ", though an earlier body rule may have won" if verb == "body" else ""
            return ("dead", f"never hit{shadow}") if sum(days.tried.values()) >= LEAST_PAGES else None
        if days.until():
            return "stopped", f"no hit since {days.last_hit}"
        if not held.pages:
            return None
        share, places = held.share / held.pages, held.spans / held.pages
        if held.refused >= max(1, REFUSED_SHARE * held.pages):
            return "refused", f"a guard refused it on {held.refused} of {held.pages} pages"
        if verb == "remove" and share > NOISY_SHARE:
            return "noisy", f"takes {share:.0f} % of a page"
        return ("noisy", f"takes {places:.0f} places on a page") if places > NOISY_SPANS else None

    def _missed(self, host: str) -> Iterable[Missed]:
        days = self._hosts[host]
        files = tuple(sorted(self._host_files.get(host, ())))
        owners = ", ".join(dict.fromkeys(owner for file in files if (owner := self._owner.get(file, ""))))
        months: dict[str, list[date | None]] = {}
        for day in days.tried:
            months.setdefault(f"{day:%Y-%m}" if day else "", []).append(day)
        for month, held in sorted(months.items()):
            tried, hit = sum(days.tried[day] for day in held), sum(days.hit[day] for day in held)
            if tried > hit:
                first = min((day for day in held if day and days.hit[day] < days.tried[day]), default=None)
                yield Missed(host, month, tried, tried - hit, first, days.until(), owners, files)


def _own(rules: RuleSet) -> Iterable[Rule]:
    """The rules of the site's own files: which packs a page gets cannot be told from its address."""
    return (rule for rule in (*rules.body, *rules.remove, *rules.keep) if rule.layer > Layer.PACK)


def _file(rule: str) -> str:
    return rule.rpartition("/")[0]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
