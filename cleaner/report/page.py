"""The report as one page: no script, nothing fetched, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from cleaner.authoring.families import Family, family_of
from cleaner.authoring.page import safe_environment
from cleaner.batch.times import Bin, Times
from cleaner.report.figures import Figures, Removed, quantile
from cleaner.report.gather import Gathered
from cleaner.report.samples import Entry

BAR_WIDTH = 1_000  # units of the drawings
_SHOWN_INPUTS = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Of a bar: where it begins and how wide it is, in units; `name` is its class."""

    name: str
    title: str
    left: float
    width: float


def render(manifest: Mapping[str, Any], gathered: Gathered, name: str) -> str:
    """The page as HTML. name: of the run, for its title."""
    figures = Figures(manifest, gathered)
    labels = figures.labels()
    families = {row.family.name: row.family for row in labels}
    style = _style(families.values())
    return _template().render(
        name=name,
        m=manifest,
        g=gathered,
        style=Markup(style),
        style_hash=_hash(style),
        label_bar=_bar(_family_shares(labels, manifest)),
        labels=labels,
        largest_label=max((row.share for row in labels), default=1.0) or 1.0,
        kept=manifest["characters_out"] / max(1, manifest["characters_in"]),
        families=tuple(families.values()),
        best=figures.best_rules(),
        least=figures.least_rules(),
        rules=figures.rules_number(),
        hosts=figures.hosts(),
        host_count=gathered.hosts.count,
        inputs=manifest["inputs"][:_SHOWN_INPUTS],
        address=_address,
        family=_family,
        width=BAR_WIDTH,
        **_pages(figures, manifest, gathered),
        **_times(figures, manifest),
        lists=figures.lists.all,
    )


def _pages(figures: Figures, manifest: Mapping[str, Any], gathered: Gathered) -> dict[str, object]:
    """For the section about pages."""
    statuses = figures.statuses()
    return {
        "statuses": statuses,
        "status_bar": _bar((s.row.name, s.row.name, s.row.share) for s in statuses),
        "largest_reason": max((row.share for s in statuses for row in s.reasons), default=1.0) or 1.0,
        "flags": figures.counted(manifest["flags"], gathered.flags, "Pages flagged"),
        "notes": figures.counted(manifest["notes"], gathered.notes, "Pages with the note"),
        "types": figures.seen(gathered.types, "Pages of type"),
        "languages": figures.seen(gathered.languages, "Pages in language"),
    }


def _times(figures: Figures, manifest: Mapping[str, Any]) -> dict[str, object]:
    """For the section about time."""
    bins = Times.from_json(manifest["milliseconds"]).bins()
    return {
        "columns": figures.columns(bins),
        "median": _time(quantile(bins, 0.5)),
        "slow": _time(quantile(bins, 0.95)),
        "slowest": _slowest(bins),
        "rate": manifest["read"] / manifest["seconds"] if manifest["seconds"] else 0.0,
    }


def _bar(shares: Iterable[tuple[str, str, float]]) -> tuple[Piece, ...]:
    """Pieces side by side from (class, title, share); the last one may fall short of the end."""
    pieces, left = [], 0.0
    for name, title, share in shares:
        if share > 0:
            pieces.append(Piece(name, f"{title}: {100 * share:.1f} %", left, share * BAR_WIDTH))
            left += share * BAR_WIDTH
    return tuple(pieces)


def _family_shares(labels: tuple[Removed, ...], manifest: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    sums: dict[str, float] = {}
    titles = {row.family.name: row.family.title for row in labels}
    for row in labels:
        sums[row.family.name] = sums.get(row.family.name, 0.0) + row.share
    kept = manifest["characters_out"] / max(1, manifest["characters_in"])
    ranked = sorted(sums.items(), key=lambda pair: -pair[1])
    return [("kept", "kept", min(1.0, kept)), *((f"f-{name}", titles[name], share) for name, share in ranked)]


def _slowest(bins: tuple[Bin, ...]) -> tuple[Entry, ...]:
    slow = [page for one in reversed(bins) for page in one.slowest]
    return tuple(Entry(page, url, (_time(milliseconds),)) for milliseconds, page, url in slow[:5])


def _time(milliseconds: float) -> str:
    return f"{milliseconds:,.0f} ms" if milliseconds < 10_000 else f"{milliseconds / 1_000:,.1f} s"


def _style(families: Iterable[Family]) -> str:
    hues = "".join(f".f-{family.name} {{ --h: {family.hue}; }}\n" for family in families)
    return files("cleaner.report").joinpath("report.css").read_text("utf-8") + hues


def _hash(style: str) -> str:
    """What the policy of the page allows as style: this and nothing else."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _family(entry: Entry) -> Family:
    return family_of(entry.label, "metadata" if entry.action == "metadata" else "drop")


def _address(url: str) -> str:
    """`url` where it is safe to be clicked, "" otherwise."""
    return url if url.lower().startswith(("http://", "https://")) else ""


@cache
def _template() -> Template:
    environment = safe_environment()
    environment.filters.update(number=_number, percent=_percent)
    return environment.from_string(files("cleaner.report").joinpath("report.html").read_text("utf-8"))


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _percent(share: float) -> str:
    """Two digits that say something: 12 %, 1.3 %, 0.04 %.

    >>> _percent(0.1234), _percent(0.0004), _percent(0.0)
    ('12.3 %', '0.04 %', '0 %')
    """
    value = 100 * share
    if not value:
        return "0 %"
    if value < 0.01:
        return "< 0.01 %"
    return f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"
