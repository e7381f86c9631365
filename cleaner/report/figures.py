"""From what was gathered to what the page shows: rows with their numbers, each with its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.authoring.families import Family, family_of
from cleaner.batch.summary import STATUSES
from cleaner.batch.times import Bin
from cleaner.report.gather import Gathered, Group
from cleaner.report.lists import Lists, Number, Shown
from cleaner.report.samples import Entry, Sample

SHOWN_RULES = 15
SHOWN_HOSTS = 20
LISTED_RULES = 500
_NOT_TOLD = {
    "other_host": "These pages lie on hosts that were not asked for (--only-host). They are counted, and not listed.",
    "not_sampled": "These pages were not drawn (--sample). They are counted, and not listed.",
}
_MISSED = "Another rule took the span (its name stands there), or a guard refused it, or the rule is under test."
_NO_RESULT = "Those without a result ({:,}) are in the lists of their statuses."
_CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. share: 0 to 1, of what the table is about."""

    name: str
    number: Number
    share: float


@dataclass(frozen=True, slots=True)
class Status:
    """Pages of one status, and why they have it."""

    row: Row
    reasons: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """The removals of one rule or label. share: of all characters that came in. lost, refused: see `Group`."""

    name: str
    family: Family
    pages: int
    spans: Number
    characters: int
    share: float
    lost: Number
    refused: Number


@dataclass(frozen=True, slots=True)
class HostRow:
    name: str
    number: Number
    mean: float
    low: int


@dataclass(frozen=True, slots=True)
class Column:
    """One of the histogram. height: 0 to 1 of the highest."""

    name: str
    number: Number
    height: float


class Figures:
    """Makes the tables; every number goes through `lists`."""

    def __init__(self, manifest: Mapping[str, Any], gathered: Gathered) -> None:
        self.lists = Lists()
        self._manifest = manifest
        self._gathered = gathered

    def statuses(self) -> tuple[Status, ...]:
        return tuple(self._status(name) for name in STATUSES)

    def counted(self, counts: Mapping[str, int], samples: Mapping[str, Sample], what: str) -> tuple[Row, ...]:
        """Rows for flags and notes, the most frequent first."""
        pages = max(1, self._manifest["pages"])
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        rows = []
        for name, times in ranked:
            sample = samples.get(name)
            without = times - sample.seen if sample else times
            note = _NO_RESULT.format(without) if without else ""
            number = self.lists.number(f"{what} {name}", times, Shown(sample.entries if sample else (), "pages", note))
            rows.append(Row(name, number, times / pages))
        return tuple(rows)

    def seen(self, samples: Mapping[str, Sample], what: str) -> tuple[Row, ...]:
        """The same for what was counted while the results were read."""
        return self.counted({name: sample.seen for name, sample in samples.items()}, samples, what)

    def labels(self) -> tuple[Removed, ...]:
        return tuple(self._removed(name, group, "label", "labels") for name, group in _by_size(self._gathered.labels))

    def best_rules(self) -> tuple[Removed, ...]:
        groups = [(name, group) for name, group in _by_size(self._gathered.rules) if group.spans]
        return tuple(self._removed(name, group, "rule", "rules") for name, group in groups[:SHOWN_RULES])

    def least_rules(self) -> tuple[Removed, ...]:
        """Those that cut nothing though they matched, then those that took least."""
        ranked = sorted(self._gathered.rules.items(), key=_effect)
        return tuple(self._removed(name, group, "rule", "rules") for name, group in ranked[:SHOWN_RULES])

    def rules_number(self) -> Number:
        """All rules that matched anything, in one list."""
        groups = _by_size(self._gathered.rules)
        entries = [
            Entry(name, "", (f"{g.characters:,} {_CHARACTERS}", f"{g.spans:,} spans", f"{g.pages:,} pages", g.label))
            for name, g in groups[:LISTED_RULES]
        ]
        return self.lists.number("Rules that matched", len(groups), Shown(entries, "rules"))

    def hosts(self) -> tuple[HostRow, ...]:
        rows = []
        for host in self._gathered.hosts.lowest(SHOWN_HOSTS):
            entries = [Entry(page, url, (f"confidence {value:.2f}",)) for value, page, url in host.worst]
            number = self.lists.number(f"Least certain pages of {host.name}", host.pages, Shown(entries, "hosts"))
            rows.append(HostRow(host.name, number, host.mean, host.low))
        return tuple(rows)

    def columns(self, bins: Iterable[Bin]) -> tuple[Column, ...]:
        found = tuple(bins)
        highest = max((one.pages for one in found), default=1)
        return tuple(Column(span(one), self._bin(one), one.pages / max(1, highest)) for one in found)

    def _bin(self, one: Bin) -> Number:
        entries = [Entry(page, url, (f"{milliseconds:,.0f} ms",)) for milliseconds, page, url in one.slowest]
        return self.lists.number(f"Slowest pages that took {span(one)}", one.pages, Shown(entries, "times"))

    def _status(self, status: str) -> Status:
        total = self._manifest["statuses"].get(status, 0)
        share = total / max(1, self._manifest["pages"])
        if status == "ok":
            number = self.lists.number("Pages that are ok", total, Shown(self._gathered.pages.entries, "pages"))
            return Status(Row(status, number, share), ())
        reasons = tuple(self._reason(status, name, times) for name, times in self._manifest["reasons"].items())
        entries = [
            entry for (kind, _), sample in self._gathered.dead.items() if kind == status for entry in sample.entries
        ]
        number = self.lists.number(
            f"Pages that are {status}", total, Shown(entries, "pages", _without(status, self._manifest))
        )
        return Status(Row(status, number, share), tuple(reason for reason in reasons if reason is not None))

    def _reason(self, status: str, name: str, times: int) -> Row | None:
        kind, _, reason = name.partition("/")
        if kind != status:
            return None
        sample = self._gathered.dead.get((status, reason))
        entries = sample.entries if sample else ()
        number = self.lists.number(f"{status}: {reason}", times, Shown(entries, "pages", _NOT_TOLD.get(reason, "")))
        return Row(reason, number, times / max(1, self._manifest["pages"]))

    def _removed(self, name: str, group: Group, kind: str, back: str) -> Removed:
        share = group.characters / max(1, self._manifest["characters_in"])
        spans = self.lists.number(f"Removals of {kind} {name}", group.spans, Shown(group.sample.entries, back))
        title = f"Matches of {kind} {name} that it did not cut"
        missed = self.lists.number(title, group.lost + group.refused, Shown(group.missed.entries, back, _MISSED))
        family = family_of(group.label, "metadata" if 2 * group.moved > group.spans else "drop")
        lost, refused = (Number(times, missed.key if times else "") for times in (group.lost, group.refused))
        return Removed(name, family, group.pages, spans, group.characters, share, lost, refused)


def span(one: Bin) -> str:
    """The times of a bin for people.

    >>> span(Bin(0, 1, ())), span(Bin(512, 1, ())), span(Bin(1024, 1, ()))
    ('under 2 ms', '512–1,024 ms', '1–2 s')
    """
    if not one.low:
        return "under 2 ms"
    if one.low < 1_000:
        return f"{one.low}–{2 * one.low:,} ms"
    return f"{one.low // 1_000:,}–{2 * one.low // 1_000:,} s"


def quantile(bins: Iterable[Bin], share: float) -> float:
    """The milliseconds that this share of the pages did not exceed, evenly spread within bins; 0 without pages."""
    found = tuple(bins)
    left = share * sum(one.pages for one in found)
    for one in found:
        if left <= one.pages and one.pages:
            width = one.low or 2
            return one.low + width * left / one.pages
        left -= one.pages
    return 0.0


def _by_size(groups: Mapping[str, Group]) -> list[tuple[str, Group]]:
    return sorted(groups.items(), key=lambda pair: (-pair[1].characters, pair[0]))


def _effect(pair: tuple[str, Group]) -> tuple[bool, int, int, str]:
    name, group = pair
    return group.spans > 0, group.pages, group.characters, name


def _without(status: str, manifest: Mapping[str, Any]) -> str:
    """What is to be said of pages of this status that are only counted."""
    reasons = [name for name in _NOT_TOLD if f"{status}/{name}" in manifest["reasons"]]
    return " ".join(_NOT_TOLD[name] for name in reasons)
