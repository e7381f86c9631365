"""`cleaner explain`: one page, with everything that was taken away struck out."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.authoring.clauses import Asked
from cleaner.authoring.explain import explain as explained
from cleaner.authoring.page import render
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import read_page, refuse_overwriting, write_file, write_text
from cleaner.cli.options import PATH, PageSettings, example, has_broken_rules, page_options
from cleaner.cli.terminal import show
from cleaner.cli.why import show_why
from cleaner.errors import InputError
from cleaner.pipeline import Prepared, prepare

_STDOUT = Path("-")


@click.command(
    epilog=example(
        "cleaner explain page.html --url https://www.example.org/story",
        "cleaner explain page.html --html page.explained.html",
        'cleaner explain page.html --text "You may also like"',
        "cleaner explain page.html --rules my-rules --rule related-box",
        "cleaner explain crawl.warc.gz --id https://www.example.org/story",
    ),
    short_help="Show what was taken away from a page, and why.",
)
@click.argument("page")
@click.option("--html", type=PATH, metavar="FILE", help="Write a self-contained HTML page instead (- prints it).")
@click.option("--text", metavar="TEXT", help="Why this text of the page went or stayed.")
@click.option("--rule", metavar="ID", help="Why this rule (or each of this file) matched or not.")
@click.option("--full", is_flag=True, help="Show long removed passages whole.")
@page_options
def explain(page: str, html: Path | None, full: bool, settings: PageSettings, **asked: str | None) -> None:
    """Show PAGE in order: the body plain, the rest struck out and coloured by label, with rule and reason.

    PAGE is an HTML or text file, or a dump (JSONL, WARC) with --id; - is standard input. With --text or --rule only the
    answer is shown.
    """
    refuse_overwriting(html, page)
    cleaner = settings.rules.cleaner()
    read = read_page(page, settings)
    result = cleaner.clean_page(read)
    if result.status in ("skipped", "failed") or result.code == "no_input":
        raise InputError(f"{page}: {result.reason}")
    if asked["text"] or asked["rule"]:
        prepared = prepare(read, limits=settings.rules.limits)
        assert isinstance(prepared, Prepared)
        show_why(Asked(prepared, result, cleaner.rules), asked["text"], asked["rule"])
        return
    explanation = explained(result)
    if html is None:
        show(explanation, page, full=full)
    elif html == _STDOUT:
        write_text(render(explanation, page))
    else:
        write_file(html, render(explanation, page).encode("utf-8"))
        click.echo(f"{html}: written; open it in a browser", err=True)
    if result.status == "empty" or has_broken_rules(cleaner):
        raise SystemExit(EXIT_SOME_FAILED)
