"""`cleaner rules new`, `suggest` and `import-ftr`: rule files made from pages and from files of others."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import click

from cleaner.authoring.drafts import FileDraft
from cleaner.authoring.ftr.convert import Outcome
from cleaner.authoring.ftr.importer import COUNTED, Imported, Report, import_configs, lines_of
from cleaner.authoring.scaffold import file_id, scaffold
from cleaner.authoring.study import Studied, host_of, study
from cleaner.authoring.suggest import LEAST_PAGES, Suggested
from cleaner.authoring.suggest import suggest as suggested
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import write_file
from cleaner.cli.inert import cell, clean_text, tell
from cleaner.cli.options import PATH, example, rules_folder
from cleaner.cli.rule_files import pages_of, save_new, schema_of, txt_files, write_rules
from cleaner.cli.tables import columns
from cleaner.errors import CleanerError, InputError
from cleaner.model import Page
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import RuleStatus

REPORT = "import-report.tsv"
_REASONS = 12  # shown on the terminal; the report has all
_TEXT = 60  # characters of a refused text that are shown

_OUT = click.option("--out", type=PATH, metavar="FILE", help="Write the rule file here; else it is printed.")
_FORCE = click.option("--force", is_flag=True, help="Replace FILE where it exists.")
_OWNER = click.option("--owner", default="", help="Who looks after the rules, such as web-desk@example.org.")
_HOST = click.option("--host", default="", help="The host the rules are for; else it is read off the pages.")


@click.command(
    epilog=example(
        "cleaner rules new page.html --out my-rules/example.yml",
        "cleaner rules new https://www.example.org/story --page page.html",
    )
)
@click.argument("page", metavar="URL|PAGE")
@click.option("--page", "saved", type=PATH, metavar="FILE", help="The saved page, where a URL was given.")
@_OWNER
@_OUT
@_FORCE
@rules_folder
def new(page: str, saved: Path | None, owner: str, out: Path | None, force: bool, rules: Path | None) -> None:
    """Begin a rule file for the site of a saved PAGE, with tests made from the page.

    The rules in it are drafts, which cut nothing: one page is too little to tell a box from a story. A URL needs
    --page, since nothing is fetched.
    """
    is_url = page.lower().startswith(("http://", "https://"))
    if is_url and saved is None:
        raise InputError(f"{page}: nothing is fetched; save the page, then name it: --page page.html")
    book = Rulebook.load(rules)
    given = pages_of([str(saved) if saved else page], page if is_url else None, 1)
    found = _studied(given, book)
    host = _host(found, host_of(page) if is_url else "")
    draft = _draft(host, owner, out, book)
    save_new(out, scaffold(found[0], book, draft), force=force)


@click.command(
    epilog=example(
        "cleaner rules suggest saved-pages/ --out my-rules/example.yml",
        "cleaner rules suggest crawl.warc.gz --host example.org",
    )
)
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@_HOST
@_OWNER
@_OUT
@_FORCE
@rules_folder
def suggest(pages: tuple[str, ...], host: str, owner: str, out: Path | None, rules: Path | None, force: bool) -> None:
    """Propose rules from several PAGES of one host (files, folders, dumps): boxes within the stories that repeat, or
    that the classifier drops with certainty.

    Each becomes a selector with a text form and tests, and is checked on pages that were held back. Where nothing parts
    the boxes from the stories, the reasons are told and the exit code is 1.
    """
    book = Rulebook.load(rules)
    found = _studied(pages_of(pages), book)
    wanted = _host(found, host)
    found = tuple(page for page in found if page.host in (wanted, "") or page.host.endswith(f".{wanted}"))
    if len(found) < LEAST_PAGES:
        raise InputError(f"{len(found)} pages of {wanted}: {LEAST_PAGES} are needed, since some are held back to check")
    result = suggested(found, book, _draft(wanted, owner, out, book))
    _show(result)
    if not result.text:
        raise SystemExit(EXIT_SOME_FAILED)
    save_new(out, result.text, force=force)


@click.command("import-ftr", epilog=example("cleaner rules import-ftr site-configs/ --out my-rules"))
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="Folder of the rule files; made when missing.")
@click.option(
    "--status",
    type=click.Choice(["draft", "testing"]),
    default="testing",
    help="Of the files: testing logs what they would do and cuts nothing.  [default: testing]",
)
@_FORCE
def import_ftr(files: tuple[Path, ...], out: Path, status: str, force: bool) -> None:
    """Convert site configurations of FiveFilters (example.com.txt, folders of them) to rule files.

    Identical ones become one file with several hosts. What became of each line, and why, stands in
    DIR/import-report.tsv.
    """
    sources = ((path.name, path.read_bytes().decode("utf-8", "replace")) for path in txt_files(files))
    imported, report = import_configs(sources, cast("RuleStatus", status), schema_of(out / "any.yml"))
    written = [one for one in imported if one.text]
    taken = [one.name for one in written if (out / one.name).exists()]
    if taken and not force:
        raise CleanerError(f"{out}: holds {taken[0]} already: choose another folder, or give --force to replace it")
    for one in written:
        write_rules(out / one.name, one.text)
    out.mkdir(parents=True, exist_ok=True)
    write_file(out / REPORT, _tsv(imported))
    _tell(report, out)
    if not written:
        raise SystemExit(EXIT_SOME_FAILED)


def _studied(pages: Sequence[tuple[str, Page]], book: Rulebook) -> tuple[Studied, ...]:
    found, refused = study(pages, book)
    for line in refused:
        tell(f"passed over: {line}")
    if not found:
        raise InputError("no HTML page among the inputs; give pages as they were saved or crawled")
    return found


def _host(pages: tuple[Studied, ...], given: str) -> str:
    """The host that was asked for, or the only one of the pages. Raises InputError."""
    if given:
        return host_of(f"https://{given}") or given
    hosts = tuple(dict.fromkeys(page.host for page in pages if page.host))
    if len(hosts) == 1:
        return hosts[0]
    if not hosts:
        raise InputError("no page says which host it is of: give --host example.org (or, for new, the URL and --page)")
    shown = ", ".join(hosts[:5]) + (" …" if len(hosts) > 5 else "")
    raise InputError(f"the pages are of {len(hosts)} hosts ({shown}): choose one with --host")


def _draft(host: str, owner: str, out: Path | None, book: Rulebook) -> FileDraft:
    for file in book.files:
        if host in file.match.hosts:
            tell(f"{file.place.file} is for {host} already; a file of yours comes on top of it")
    return FileDraft(file_id(host, (file.id for file in book.files)), (host,), owner, schema=schema_of(out))


def _show(result: Suggested) -> None:
    looked, held = result.pages
    click.echo(f"{result.host}: {looked} pages looked at, {held} held back", err=True)
    if result.suggestions:
        header = ("rule", "label", "selector", "pages", "held back", "characters", "text form")
        rows = [
            (
                one.rule.id,
                one.rule.label,
                ", ".join(one.rule.html.css) if one.rule.html else "",
                str(one.trained),
                str(one.held),
                f"{one.characters:,}",
                f"no: {one.twin}" if one.twin else "yes",
            )
            for one in result.suggestions
        ]
        click.echo(columns(header, rows), err=True)
    else:
        click.echo("No rule is proposed: no selector parts boxes cleanly from the stories of these pages.", err=True)
    for refusal in result.refusals[:_REASONS]:
        text = " ".join(refusal.text.split())
        shown = text if len(text) <= _TEXT else f"{text[:_TEXT]}…"
        more = f" and {refusal.texts - 1} more texts" if refusal.texts > 1 else ""
        tell(f'left alone: "{shown}"{more} (on {refusal.pages} pages): {refusal.reason}')
    if not result.suggestions and not result.refusals:
        click.echo(
            "No text repeats within the stories, and the classifier drops none of them with certainty.", err=True
        )


def _tsv(imported: tuple[Imported, ...]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, "excel-tab", lineterminator="\n")
    writer.writerow(("configuration", "line", "directive", "outcome", "value", "detail", "rule file"))
    writer.writerows(map(cell, line) for line in lines_of(imported))
    return stream.getvalue().encode("utf-8", "replace")


def _tell(report: Report, out: Path) -> None:
    outcomes: tuple[Outcome, ...] = ("converted", "approximated", "noted", "dropped")
    keys = tuple(dict.fromkeys(key for key, _ in report.outcomes))
    rows = [(key, *(str(report.outcomes.get((key, one), 0)) for one in outcomes)) for key in keys]
    click.echo(columns(("directive", *outcomes), rows))
    for reason, count in report.reasons[:_REASONS]:
        click.echo(clean_text(f"dropped {count:,}: {reason}"))
    for name in report.nameless:
        tell(f"passed over: {name}: its name is no host; name it example.com.txt")
    click.echo(
        f"{report.files:,} configurations, {report.folded:,} of them the same as another: {report.written:,} rule files"
        f" in {out}; {100 * report.share(COUNTED):.1f} % of the body and strip lines that say something of text"
        f" converted; all lines in {out / REPORT}"
    )
