"""`cleaner rules tune`: a text that went wrongly, or stayed wrongly, and the narrowest rule for it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.authoring.drafts import FileDraft
from cleaner.authoring.guard import Guarded, guarded
from cleaner.authoring.rulefile import new_file
from cleaner.authoring.scaffold import file_id
from cleaner.authoring.study import study
from cleaner.authoring.tune import Change, Tuning, locate, with_file
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import read_text, write_text
from cleaner.cli.inert import tell
from cleaner.cli.options import PATH, example, read_url, rules_folder
from cleaner.cli.rule_files import pages_of, save_new, schema_of, write_rules
from cleaner.cli.tables import columns
from cleaner.errors import InputError
from cleaner.rulebook.book import Rulebook

_SHOWN = 8  # ways that are listed


@click.command(
    epilog=example(
        'cleaner rules tune page.html --wrong "The ferry sails" --file my-rules/example.yml',
        'cleaner rules tune page.html more/ --missed "Download our app"',
    )
)
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("--wrong", metavar="TEXT", help="A text that went and is part of the story.")
@click.option("--missed", metavar="TEXT", help="A text that stayed and is none of it.")
@click.option("--file", type=PATH, metavar="RULEFILE", help="The file to change; else a new one is printed.")
@click.option(
    "--url", callback=read_url, help="The address of the page, where it is a saved one: chooses the rules of its site."
)
@click.option(
    "--choose", type=click.IntRange(min=1), default=1, metavar="N", help="Take way N of the list.  [default: 1]"
)
@click.option("--why", default="", help="The reason that the rule gives; else one is made from the text.")
@click.option("--label", default="", help="The label of a new remove rule; else one is guessed.")
@click.option("--dry-run", is_flag=True, help="Show the change and write nothing.")
@rules_folder
def tune(pages: tuple[str, ...], wrong: str | None, missed: str | None, rules: Path | None, **given: object) -> None:
    """Make the narrowest rule that brings TEXT back (--wrong) or takes it away (--missed), with a test that guards it.

    PAGE is the page that has the text; more pages of the site show what else a rule would change. All ways are listed,
    the one with the least effect beside the text first.
    """
    if (wrong is None) == (missed is None):
        raise click.UsageError("say --wrong TEXT or --missed TEXT, one of them")
    file, url = _path(given["file"]), given["url"]
    book = Rulebook.load(rules)
    standing = read_text(str(file)) if file is not None and file.exists() else ""
    if standing:  # what it does already is no effect of the change
        book = with_file(book, standing, str(file))
    found, refused = study(pages_of(pages, str(url) if url else None), book)
    for line in refused:
        tell(f"passed over: {line}")
    if not found:
        raise InputError("no HTML page among the inputs; give the page as it was saved or crawled")
    host = next((page.host for page in found if page.host), "")
    content = standing or _content(file, host, book)
    target = locate(found, wrong or missed or "", removed=wrong is not None)
    tuning = Tuning(found, target, content, book, str(given["label"]), str(given["why"]))
    changes = _changes(tuning, back=wrong is not None)
    number = given["choose"]
    assert isinstance(number, int)
    _list(changes, number)
    if number > len(changes):
        raise InputError(f"there are {len(changes)} ways only; --choose 1 takes the first")
    made = guarded(tuning, changes[number - 1], host)
    _write(made, tuning.content, file, dry=bool(given["dry_run"]))


def _path(value: object) -> Path | None:
    return value if isinstance(value, Path) else None


def _content(file: Path | None, host: str, book: Rulebook) -> str:
    if not host:
        raise InputError("the page does not say which host it is of: give --url https://www.example.org/story")
    draft = FileDraft(file_id(host, (one.id for one in book.files)), (host,), schema=schema_of(file))
    return new_file(draft)


def _changes(tuning: Tuning, *, back: bool) -> Sequence[Change]:
    removal = tuning.target.removal
    if back and removal is None:
        raise InputError(f'"{tuning.shown}" was kept: nothing is wrong with it; --missed takes it away')
    if not back and removal is not None:
        told = f"{removal.rule} took it ({removal.reason})"
        raise InputError(f'"{tuning.shown}" is gone already: {told}; --wrong brings it back')
    if removal is not None:
        tell(f'"{tuning.shown}" was taken by {removal.rule}: {removal.reason}')
    changes = tuning.bring_back() if back else tuning.take_away()
    if not changes:
        click.echo("No rule of this file can do that; `cleaner explain PAGE` shows what stands against it.", err=True)
        raise SystemExit(EXIT_SOME_FAILED)
    return changes


def _list(changes: Sequence[Change], number: int) -> None:
    rows = [
        (("* " if at == number else "  ") + str(at), change.what, str(change.blocks), f"{change.characters:,}")
        for at, change in enumerate(changes[:_SHOWN], 1)
    ]
    click.echo(columns(("way", "change", "blocks", "other characters changed"), rows), err=True)


def _write(made: Guarded, content: str, file: Path | None, *, dry: bool) -> None:
    if not made.cases:
        click.echo("No test could be made from the page: write one before you set the rule to stable.", err=True)
    elif not made.proven:
        click.echo("The test passes without the rule, too: a small page is judged otherwise than a whole.", err=True)
    if file is None and not dry:
        save_new(None, made.text)
        return
    name = str(file or "rules.yml")
    before = content if file is not None and file.exists() else ""
    lines = difflib.unified_diff(before.splitlines(True), made.text.splitlines(True), name, name)
    write_text("".join(lines))
    if not dry and file is not None:
        write_rules(file, made.text)
        click.echo(f"{file}: written; `cleaner rules lint {file}` and `cleaner rules test {file}` check it", err=True)
