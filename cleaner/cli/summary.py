"""The table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from cleaner.batch import Count, Counted, Summary

_SHOWN_LABELS = 12
_SHOWN_REASONS = 12


def print_summary(summary: Summary, out: str, files: Sequence[str], console: Console) -> None:
    """Pages by status, why others gave nothing, and what was taken away."""
    pages = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    pages.add_column("pages")
    pages.add_column(f"{summary.pages:,}", justify="right")
    for count in summary.statuses:
        pages.add_row(count.name, f"{count.times:,}")
    console.print(pages)
    _counts(console, "why", summary.reasons[:_SHOWN_REASONS])
    _counts(console, "flags", summary.flags)
    _counts(console, "notes", summary.notes)
    _labels(console, summary)
    rate = summary.read / summary.seconds if summary.seconds else 0.0
    kept = 100 * summary.characters_out / max(1, summary.characters_in)
    time = f"{summary.seconds:.1f} s, {rate:,.0f} pages a second"
    console.print(f"\n{kept:.1f} % of {summary.characters_in:,} characters kept; {time}")
    if summary.interrupted:
        console.print(f"interrupted; this is kept in {out}, and the same command goes on from there", soft_wrap=True)
    else:
        console.print(f"written to {out}: {', '.join(files)}", soft_wrap=True)


def spoken_totals(counted: Counted) -> str:
    """What a first pass came to, in a line."""
    if not counted.fresh:
        return f"done before, see {counted.path}"
    totals = counted.totals
    folded = f", {totals.folded:,} near copies counted once" if totals.folded else ""
    return f"{totals.pages:,} pages of {totals.hosts:,} hosts{folded}; see {counted.path}"


def _counts(console: Console, title: str, counts: Sequence[Count]) -> None:
    if counts:
        console.print(f"\n{title}: " + ", ".join(f"{count.name} {count.times:,}" for count in counts))


def _labels(console: Console, summary: Summary) -> None:
    if not summary.labels:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("taken away", "spans", "characters"):
        table.add_column(name, justify="left" if name == "taken away" else "right")
    for count in summary.labels[:_SHOWN_LABELS]:
        table.add_row(count.name, f"{count.times:,}", f"{count.characters:,}")
    rest = summary.labels[_SHOWN_LABELS:]
    if rest:
        spans, characters = sum(c.times for c in rest), sum(c.characters for c in rest)
        table.add_row(f"{len(rest)} more labels", f"{spans:,}", f"{characters:,}")
    console.print()
    console.print(table)
