"""`cleaner rules test`: the tests inside rule files, and snapshots of what each rule takes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import click

from cleaner.authoring.check import Chosen, choose
from cleaner.authoring.ruletest import Difference, Outcome, run_tests
from cleaner.authoring.saved import page_rows, snapshot_of
from cleaner.authoring.snapshots import (
    BODY,
    Change,
    Row,
    Snapshot,
    compare,
    read_snapshot,
    render,
    rows_of,
    snapshot_path,
)
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import write_file
from cleaner.cli.inert import clean_text, tell
from cleaner.cli.options import PATH, example, rules_folder
from cleaner.errors import InputError, Problem

_EXCERPT = 4_000  # characters of an expected or actual output that are shown
_LINE = 300  # characters of a line of a snapshot that are shown


@click.command(
    epilog=example(
        "cleaner rules test",
        "cleaner rules test my-rules -u",
        "cleaner rules test my-rules --against pages",
    )
)
@click.argument("files", nargs=-1, type=PATH)
@click.option("-u", "--update", is_flag=True, help="Write the snapshots anew: what the rules take now is right.")
@click.option("-i", "--interactive", is_flag=True, help="Show each difference and ask whether it is right.")
@click.option(
    "--against",
    type=PATH,
    metavar="PAGES",
    help="A folder or dump of saved pages: note what each rule takes there, then show what changed.",
)
@rules_folder
def test(files: tuple[Path, ...], rules: Path | None, against: Path | None, **how: bool) -> None:
    """Run the tests inside rule FILES (files or folders; all when left out), and compare with the snapshots.

    A snapshot notes what each rule took from each test, or with --against from each saved page. It is made with -u
    (--against makes the first one by itself), and belongs into version control beside the rules.
    """
    chosen = choose(files, rules)
    keeper = _Keeper(how["update"], how["interactive"])
    failed = _tests(chosen, keeper) if against is None else _against(against, chosen, keeper)
    for problem in (broken := _errors(chosen.problems)):
        tell(str(problem))
    if failed or broken:
        raise SystemExit(EXIT_SOME_FAILED)


class _Keeper:
    """Compares snapshots with what stands on disk, and writes those that are accepted."""

    def __init__(self, update: bool, interactive: bool) -> None:
        self._update, self._interactive = update, interactive
        self.differ = self.written = 0

    @property
    def writes(self) -> bool:
        return self._update or self._interactive

    def keep(self, path: Path, new: Snapshot, *, first: bool) -> None:
        """Compare `new` with the snapshot at `path`. first: make one where there is none, unasked."""
        old = read_snapshot(path)
        if old is None:
            if first or self.writes:
                self._write(path, new)
            return
        if self._update:
            if render(old) != render(new):
                self._write(path, new)
            return
        accepted = self._accepted(path, compare(old, new), new)
        if self._interactive:
            kept = {name: rows if name in accepted or name not in old else old[name] for name, rows in new.items()}
            if render(old) != render(kept):
                self._write(path, kept)

    def _accepted(self, path: Path, changes: list[Change], new: Snapshot) -> set[str]:
        """The pages whose differences are right, or that have none."""
        accepted = set(new)
        for page, group in groupby(changes, key=lambda change: change.page):
            click.echo(clean_text(f"{path}: {page}: the rules take something else than before"))
            for change in group:
                _show_change(change)
            if not self._interactive or not click.confirm("Is this right?", default=False, err=True):
                self.differ += 1
                accepted.discard(page)
        return accepted

    def _write(self, path: Path, snapshot: Snapshot) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, render(snapshot).encode("utf-8", "replace"))
        self.written += 1


def _tests(chosen: Chosen, keeper: _Keeper) -> bool:
    places = {shown: path for path, shown in chosen.paths}
    ran = failed = 0
    for file, outcomes in groupby(run_tests(chosen.files, chosen.book), key=lambda outcome: outcome.file):
        rows: dict[str, tuple[Row, ...]] = {}
        for outcome in outcomes:
            ran += 1
            failed += not outcome.passed
            rows[" ".join(outcome.test.name.split())] = rows_of(outcome.result)
            if not outcome.passed:
                _show(outcome)
        keeper.keep(snapshot_path(places[file.place.file]), rows, first=False)
    told = f"{ran} tests of {len(chosen.files)} files, {failed} failed"
    click.echo(told + _told(keeper), err=True)
    return bool(failed or keeper.differ)


def _against(pages: Path, chosen: Chosen, keeper: _Keeper) -> bool:
    if not pages.exists():
        raise InputError(f"{pages}: there is no such file or folder; check the spelling")
    problems: list[str] = []
    rows: Mapping[str, tuple[Row, ...]] = dict(page_rows(pages, chosen.book, problems))
    if not rows:
        raise InputError(f"{pages}: no page could be read" + "".join(f"\n  {problem}" for problem in problems[:5]))
    path = snapshot_of(pages)
    first = not path.exists()
    keeper.keep(path, rows, first=True)
    for problem in problems:
        tell(problem)
    if first:
        click.echo(f"{len(rows)} pages noted in {path}; change the rules and run this again", err=True)
    else:
        click.echo(f"{len(rows)} pages" + (_told(keeper) or ", all as before"), err=True)
    return keeper.differ > 0


def _told(keeper: _Keeper) -> str:
    parts = [f", {keeper.differ} differ from their snapshots (-u takes them, -i asks)"] if keeper.differ else []
    return "".join(parts + ([f", {keeper.written} snapshots written"] if keeper.written else []))


def _show(outcome: Outcome) -> None:
    place = outcome.test.place
    click.echo(clean_text(f"{place.file}:{place.line}:{place.column}: test failed: {outcome.test.name}"))
    for difference in outcome.differences:
        click.echo(clean_text(f"  {difference.about}"))
        if difference.about == "output":
            _show_lines(difference)
        else:
            for name, text in (("expected", difference.expected), ("actual", difference.actual)):
                lines = clean_text(text[:_EXCERPT]).splitlines() or ["(nothing)"]
                click.echo("\n".join(f"    {name if n == 0 else '':9}{line}" for n, line in enumerate(lines)))


def _show_lines(difference: Difference) -> None:
    """The output line by line: what should be there (-), what is (+), and what both have."""
    texts = (difference.expected[:_EXCERPT].splitlines(), difference.actual[:_EXCERPT].splitlines())
    click.echo("    - expected, + actual")
    for line in difflib.ndiff(*texts):
        if line[:1] != "?":
            colour = {"-": "red", "+": "green"}.get(line[:1])
            click.secho(f"    {line[:1]} {_shortened(line[2:])}", fg=colour, dim=colour is None)


def _show_change(change: Change) -> None:
    verbs = ("no longer kept", "kept now") if change.rule == BODY else ("no longer takes", "takes now")
    click.secho(f"  {clean_text(change.rule)}", bold=True)
    for sign, verb, texts, colour in (
        ("-", verbs[0], change.no_longer, "red"),
        ("+", verbs[1], change.now, "green"),
    ):
        for text in texts:
            click.secho(f"    {sign} {verb}: {_shortened(text)}", fg=colour)


def _shortened(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]
