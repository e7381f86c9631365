"""F1 over milliseconds a page, a dot for each system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from cleaner.bench.measure import Outcome
from cleaner.errors import InputError, MissingExtra

_SUFFIXES = (".png", ".svg", ".pdf")


def check_plot(path: Path) -> None:
    """Raises before hours are spent: InputError for a suffix that is no picture, MissingExtra without matplotlib."""
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"{path}: a plot is written as {', '.join(_SUFFIXES)}; give a name that ends so")
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise MissingExtra("a plot needs matplotlib; pip install 'article-cleaner[bench]'") from error


def plot(outcomes: Sequence[Outcome], measure: str, path: Path) -> None:
    """Writes the picture. measure: the figure that goes up, such as `wF1`; times are on a logarithmic scale."""
    check_plot(path)
    from matplotlib.figure import Figure

    picture = Figure(figsize=(8, 5), layout="constrained")
    axes = picture.subplots()
    for outcome in outcomes:
        x, y = 1000 * mean(outcome.seconds), outcome.figures[measure]
        ours = outcome.name.startswith("cleaner")
        axes.scatter(x, y, s=90 if ours else 45, color="#c2410c" if ours else "#475569", zorder=3)
        axes.annotate(outcome.name, (x, y), xytext=(7, 4), textcoords="offset points", weight="bold" if ours else None)
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds of processor time a page (fewer is better)")
    axes.set_ylabel(f"{measure} (higher is better)")
    axes.set_title(f"{outcomes[0].pages} pages" if outcomes else "")
    axes.grid(visible=True, alpha=0.25)
    axes.margins(0.15)
    picture.savefig(path, dpi=140)
