"""`cleaner preview`: pages and a rule file side by side in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from cleaner.cli.inert import tell
from cleaner.cli.options import PATH, example, read_url
from cleaner.errors import MissingExtra
from cleaner.preview.loading import LIMIT, read
from cleaner.preview.session import common_host, file_name, start

_CURE = "cleaner preview needs a package that is not installed: pip install 'article-cleaner[preview]'"


@click.command(
    epilog=example(
        "cleaner preview pages/ --rules my-rules/example.yml",
        "cleaner preview crawl.warc.gz --limit 200",
    ),
    short_help="Write rules in the browser and see at once what they do.",
)
@click.argument("pages", nargs=-1, required=True)
@click.option(
    "--rules",
    type=PATH,
    metavar="FILE",
    help="The rule file to edit; made at the first save where there is none.  [default: by the commonest host]",
)
@click.option("--user-rules", type=PATH, metavar="DIR", help="A folder of your own rules that run beside it.")
@click.option("--limit", type=click.IntRange(1, 2000), default=LIMIT, show_default=True, help="Pages that are loaded.")
@click.option(
    "--url", callback=read_url, help="The address of pages that come without one: chooses the rules of their site."
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1.  [default: a free one]")
@click.option("--no-open", is_flag=True, help="Do not open the browser; the address is printed anyway.")
def preview(pages: tuple[str, ...], rules: Path | None, user_rules: Path | None, limit: int, **given: object) -> None:
    """Show PAGES (files, folders, dumps) as they are cleaned, with the rule file beside them.

    Click on what was wrongly taken or kept, choose among the rules offered, see what each changes on all pages, save.
    Everything stays on this machine: the server listens on 127.0.0.1 alone and fetches nothing.
    """
    try:
        from cleaner.preview.server import Serving, serve
    except ImportError as error:
        raise MissingExtra(_CURE) from error
    url = given["url"]
    reading = read(pages, limit, str(url) if url else None)
    for problem in reading.problems:
        tell(problem)
    if reading.more:
        click.echo(f"only the first {limit} pages are loaded; --limit takes more", err=True)
    path = rules or (user_rules or Path()) / file_name(common_host(reading))
    session = start(reading, path, user_rules)
    for fault in session.book.problems:
        if fault.severity == "error" and not fault.file.endswith(path.name):
            tell(f"rule file set aside: {fault}")
    try:
        serve(session, Serving(int(str(given["port"])), not given["no_open"], _tell))
    finally:
        if session.unsaved:
            click.echo(f"{session.disk.path}: what was changed in the editor is not saved", err=True)


def _tell(address: str) -> None:
    click.echo(f"cleaner preview: {address}\nCtrl-C ends it.", err=True)
