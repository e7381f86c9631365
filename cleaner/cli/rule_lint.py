"""`cleaner rules lint` and `cleaner rules explain-code`: what is wrong with rule files, and why it is wrong."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.authoring.check import Chosen, choose
from cleaner.authoring.lint.fixes import fix, is_fixable
from cleaner.authoring.lint.pages import CodePage, code_pages, page_of
from cleaner.batch.summary import EXIT_SOME_FAILED
from cleaner.cli.files import write_file, write_text
from cleaner.cli.inert import clean_text
from cleaner.cli.options import PATH, example, rules_folder
from cleaner.cli.tables import columns
from cleaner.errors import Problem

_ENDS = {"\r": "%0D", "\n": "%0A"}
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(
    epilog=example(
        "cleaner rules lint",
        "cleaner rules lint my-rules --fix",
        "cleaner rules lint my-rules --format github --strict",
    )
)
@click.argument("files", nargs=-1, type=PATH)
@click.option("--fix", "mend", is_flag=True, help="Mend what is safe in FILES, and show what was done.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="github: marks at the lines of a pull request.",
)
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out warnings of this code, e.g. R083.")
@rules_folder
def lint(files: tuple[Path, ...], rules: Path | None, form: str, **given: object) -> None:
    """Check rule FILES (files or folders; all when left out).

    Faults come all at once, as file:line:column with a cure and a code; `cleaner rules explain-code` says more of a
    code. Errors fail the command, warnings do not. A comment `# allow: R083 why` at its line allows a warning.
    """
    ignored = {str(code).upper() for code in given["ignore"]} if isinstance(given["ignore"], tuple) else set()
    chosen = choose(files, rules, checked=True)
    if given["mend"] and _mend(chosen, bool(files or rules)):
        chosen = choose(files, rules, checked=True)
    problems = [one for one in chosen.problems if one.severity == "error" or one.code not in ignored]
    errors = sum(problem.severity == "error" for problem in problems)
    _PRINTERS[form](problems)
    _sum_up(chosen, errors, problems)
    if errors or (given["strict"] and problems):
        raise SystemExit(EXIT_SOME_FAILED)


@click.command("explain-code", epilog=example("cleaner rules explain-code", "cleaner rules explain-code R002"))
@click.argument("codes", nargs=-1)
def explain_code(codes: tuple[str, ...]) -> None:
    """Say what a code of `rules lint` means, with a file that earns it and one that does not; all codes when left
    out."""
    if not codes:
        rows = [(page.code, page.severity, "yes" if is_fixable(page.code) else "", page.title) for page in _all_pages()]
        click.echo(columns(("code", "severity", "--fix", "what"), rows))
    for number, code in enumerate(codes):
        try:
            page = page_of(code)
        except KeyError as error:
            raise click.UsageError(str(error.args[0])) from error
        mends = ", --fix mends it" if is_fixable(page.code) else ""
        click.echo(("\n" if number else "") + click.style(f"{page.code} {page.title}", bold=True))
        click.echo(f"({page.severity}{mends})\n\n{page.text}")


def _all_pages() -> list[CodePage]:
    return list(code_pages().values())


def _mend(chosen: Chosen, named: bool) -> bool:
    """Mend the chosen files on disk and show the differences; whether any was changed."""
    if not named:
        raise click.UsageError("--fix changes files: name them, as in `cleaner rules lint my-rules --fix`")
    counts: Counter[str] = Counter()
    for path, _ in chosen.paths:
        before = path.read_bytes()
        try:
            fixed = fix(before, chosen.book.taxonomy)
        except UnicodeDecodeError:
            continue
        if fixed.text.encode() != before:
            write_file(path, fixed.text.encode())
            counts.update(problem.code for problem in fixed.mended)
            _show_diff(before.decode(), fixed.text, str(path))
    if counts:
        told = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))
        click.echo(f"mended {counts.total()} faults ({told})", err=True)
    return bool(counts)


def _show_diff(before: str, after: str, name: str) -> None:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (mended)", "", "", 1, "")
    for line in lines:
        click.secho(clean_text(line), fg=_COLOURS.get(line[:1]), err=True)


def _sum_up(chosen: Chosen, errors: int, problems: Sequence[Problem]) -> None:
    mendable = sum(is_fixable(problem.code) for problem in problems)
    told = f"{len(chosen.files)} sound files, {errors} errors, {len(problems) - errors} warnings"
    hint = f"; --fix may mend {mendable}" if mendable else ""
    click.echo(told + hint, err=True)


def _text(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(clean_text(str(problem)))


def _json(problems: Sequence[Problem]) -> None:
    records = [
        {
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "fixable": is_fixable(one.code),
        }
        for one in problems
    ]
    write_text(json.dumps(records, ensure_ascii=False, indent=2) + "\n")


def _github(problems: Sequence[Problem]) -> None:
    """Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    for one in problems:
        place = f"file={_property(one.file)},line={one.line},col={one.column},title={_property(one.code)}"
        click.echo(f"::{one.severity} {place}::{_escaped(clean_text(one.message))}")


def _escaped(text: str) -> str:
    text = text.replace("%", "%25")
    for sign, written in _ENDS.items():
        text = text.replace(sign, written)
    return text


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


_PRINTERS = {"text": _text, "json": _json, "github": _github}
