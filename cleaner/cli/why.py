"""Answers of `cleaner explain --text` and `--rule` on a terminal."""

from __future__ import annotations

import click

from cleaner.authoring.clauses import Asked, Case, rule_cases, site_cases
from cleaner.authoring.why import Passage, passages, spans_of
from cleaner.cli.inert import clean_text


def show_why(asked: Asked, text: str | None, rule: str | None) -> None:
    """Print why `text` went or stayed, and why `rule` (or with a text alone, each rule of the site) matched or not.

    Raises InputError for a text or rule that is not there.
    """
    spans = spans_of(asked, text) if text else ()
    if text:
        for passage in passages(asked, text):
            _passage(passage)
    if rule:
        for case in rule_cases(asked, rule):
            _whole(case)
        return
    cases = site_cases(asked, spans)
    files = {case.rule.rpartition("/")[0] for case in cases}
    if not asked.prepared.page.url:
        click.secho("the page has no address, so no rules of a site were tried: give --url", fg="yellow")
    told = f"rules of {', '.join(sorted(files))}" if files else "no rule file of a site or your own is for this page"
    click.secho(clean_text(f"{told} (packs that are for it: {len(asked.rules.files) - len(files)})"), dim=True)
    for case in cases:
        _line(case)


def _passage(passage: Passage) -> None:
    went = passage.removal
    verdict = click.style("went", fg="red", bold=True) if went else click.style("stayed", fg="green", bold=True)
    click.echo(f'"{clean_text(" ".join(passage.text.split()))}" (line {passage.line}) {verdict}')
    if went:
        click.echo(f"  {went.label}  {clean_text(went.rule)}  {clean_text(went.reason)}")
    for note in passage.notes:
        click.echo(f"  {clean_text(note)}")
    click.echo()


def _whole(case: Case) -> None:
    click.secho(f"{clean_text(f'{case.rule}  {case.place.file}')}:{case.place.line}", bold=True)
    for clause in case.clauses:
        mark = click.style("yes", fg="green") if clause.holds else click.style("no ", fg="red")
        click.echo(f"  {mark}  {clause.name + ':':10} {clean_text(clause.told)}")
    click.echo(f"  → {clean_text(case.outcome)}\n")


def _line(case: Case) -> None:
    failed = case.failed
    mark = click.style("yes", fg="green") if case.took else click.style("no ", fg="red")
    why = case.outcome if case.took or failed is None else f"{failed.name}: {failed.told}"
    if not case.took and case.outcome != "no match":
        why = case.outcome
    click.echo(f"  {mark}  {clean_text(case.rule)}  {clean_text(why)}")
