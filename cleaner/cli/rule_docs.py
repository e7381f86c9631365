"""`cleaner rules docs`: a page of all packs and rules."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.authoring.rule_docs import Form, render_book
from cleaner.cli.files import write_file, write_text
from cleaner.cli.options import PATH, RuleSettings, example, rule_options
from cleaner.rulebook.book import Rulebook

_NAMES: dict[Form, str] = {"html": "rulebook.html", "md": "rulebook.md"}


@click.command(
    epilog=example("cleaner rules docs --out rulebook.html", "cleaner rules docs --rules my-rules --out site")
)
@click.option("--out", type=PATH, metavar="FILE|DIR", help="A .html or .md file, or a folder, which gets both.")
@rule_options
def docs(settings: RuleSettings, out: Path | None) -> None:
    """Write a page of all packs and rules: label, why, hosts, known risks, tests. Without --out it is printed as
    markdown."""
    book = Rulebook.load(settings.folder, settings.site_rules)
    if out is None:
        write_text(render_book(book, "md"))
        return
    form: Form | None = {".html": "html", ".htm": "html", ".md": "md"}.get(out.suffix.lower())  # type: ignore[assignment]
    targets = {out: form} if form else {out / name: kind for kind, name in _NAMES.items()}
    for path, kind in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, render_book(book, kind).encode("utf-8"))
        click.echo(f"{path}: written", err=True)
