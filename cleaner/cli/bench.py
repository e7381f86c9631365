"""`cleaner bench`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from cleaner.api import Cleaner
from cleaner.bench import (
    PEERS,
    Labelled,
    Outcome,
    System,
    measure,
    measure_facts,
    ours,
    peer,
    plot,
    read_gold,
    readers,
)
from cleaner.bench.plot import check_plot
from cleaner.cli.files import refuse_overwriting, write_file
from cleaner.cli.options import PATH, RuleSettings, example, rule_options
from cleaner.cli.tables import columns
from cleaner.errors import MissingExtra

_QUALITY = ("wF1", "sP", "sR", "sF1", "exact", "loss", "leak")


@click.command(
    epilog=example(
        "cleaner bench gold.jsonl.zst --against trafilatura,resiliparse,readability",
        "cleaner bench gold.jsonl --type article --json figures.json --plot figures.png",
    )
)
@click.argument("gold", nargs=-1, required=True, type=PATH)
@click.option(
    "--against",
    default="trafilatura",
    metavar="NAMES",
    help=f"Other systems, with commas: {', '.join(PEERS)}; `all` takes those that are installed, `none` none."
    "  [default: trafilatura]",
)
@click.option("--type", "page_type", metavar="TYPE", help="Only pages of this type, such as article.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The first N pages of each file.")
@click.option("--model", type=PATH, metavar="FILE", help="A classifier of your own in place of the shipped one.")
@click.option("--metadata", is_flag=True, help="Title, author and date, too, beside trafilatura's.")
@click.option("--json", "json_file", type=PATH, metavar="FILE", help="Write the figures there, too.")
@click.option("--plot", "plot_file", type=PATH, metavar="FILE", help="Draw F1 over time there: .png, .svg or .pdf.")
@rule_options
def bench(gold: tuple[Path, ...], settings: RuleSettings, against: str, **given: object) -> None:
    """Quality and speed on labelled pages, beside other systems.

    GOLD: JSONL (plain or .zst), a page a line: `html`, `text` (its body), and if known `url`, `page_type`, and the
    lists `with` and `without` of snippets that belong to the body and that do not. Times are processor time; the
    systems take turns page by page, so compare the ratios of one run.
    """
    plot_file, json_file, model = given["plot_file"], given["json_file"], given["model"]
    for output in (plot_file, json_file):
        refuse_overwriting(output if isinstance(output, Path) else None, *gold)
    if isinstance(plot_file, Path):
        check_plot(plot_file)
    cleaner = Cleaner(
        site_rules=settings.site_rules, user_rules=settings.folder, model=model if isinstance(model, Path) else None
    )
    systems = [ours(cleaner), *_others(against)]
    report: dict[str, list[dict[str, object]]] = {}
    for path in gold:
        outcomes = _run(path, systems, given)
        base = next((outcome for outcome in outcomes if outcome.name == "trafilatura"), None)
        report[path.name] = [outcome.to_dict(base) for outcome in outcomes]
        click.echo(_table(path, outcomes, report[path.name]))
        if given["metadata"]:
            report[path.name] += _facts(path, cleaner, given)
        if isinstance(plot_file, Path):
            _draw(outcomes, plot_file, path if len(gold) > 1 else None)
    if isinstance(json_file, Path):
        write_file(json_file, (json.dumps(report, indent=1) + "\n").encode("utf-8"))


def _facts(path: Path, cleaner: Cleaner, given: dict[str, object]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    pages = _pages(path, given)
    for name, read in readers(cleaner).items():
        figures = measure_facts(read, pages)
        rows.append({"system": name, **{key: round(value, 4) for key, value in figures.items()}})
    names = [name for name in ("title", "author", "date") if name in rows[0]]
    cells = [[str(row["system"]), *(f"{row[name]:.3f}" for name in names)] for row in rows]
    click.echo(f"metadata, share that is right\n{columns(('system', *names), cells)}\n")
    return rows


def _pages(path: Path, given: dict[str, object]) -> list[Labelled]:
    page_type, limit = given["page_type"], given["limit"]
    return read_gold(path, str(page_type) if page_type else None, limit if isinstance(limit, int) else None)


def _run(path: Path, systems: list[System], given: dict[str, object]) -> list[Outcome]:
    pages = _pages(path, given)
    with click.progressbar(length=len(pages), label=path.name, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return measure(systems, pages, lambda: bar.update(1))


def _others(against: str) -> list[System]:
    if against == "none":
        return []
    if against != "all":
        return [peer(name.strip()) for name in against.split(",") if name.strip()]
    found = []
    for name in PEERS:
        try:
            found.append(peer(name))
        except MissingExtra as error:
            click.echo(str(error), err=True)
    return found


def _table(path: Path, outcomes: list[Outcome], rows: list[dict[str, object]]) -> str:
    shown = [name for name in _QUALITY if name in outcomes[0].figures]
    faster = ["times_faster_mean", "times_faster_median"] if "times_faster_mean" in rows[0] else []
    header = ["system", *shown, "ms", "median", *(["x traf", "median"] if faster else []), "MB/s", "errors"]
    cells = [
        [
            str(row["system"]),
            *(f"{row[name]:.3f}" for name in shown),
            *(f"{row[name]:.2f}" for name in ("ms_mean", "ms_median", *faster, "mb_per_second")),
            str(row["errors"]),
        ]
        for row in rows
    ]
    size = f"{outcomes[0].pages} pages, {outcomes[0].size / 1e6:.1f} MB"
    return f"{path.name}: {size}\n{columns(header, cells)}\n"


def _draw(outcomes: list[Outcome], target: Path, source: Path | None) -> None:
    """The plot; of several files each has its own, named after it."""
    measure_name = next((name for name in ("wF1", "loss") if name in outcomes[0].figures), "")
    if source is not None:
        target = target.with_name(f"{target.stem}-{source.name.split('.')[0]}{target.suffix}")
    if measure_name:
        plot(outcomes, measure_name, target)
        click.echo(f"drawn: {target}", err=True)
