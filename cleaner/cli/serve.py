"""`cleaner serve`: pages over HTTP."""

from __future__ import annotations

from typing import Any

import click

from cleaner.batch import WorkerLimits
from cleaner.cli.options import RuleSettings, cores, example, rule_options
from cleaner.cli.shared import field_option, page_limit_options
from cleaner.extras import import_extra
from cleaner.readers import FieldMap

_MEGABYTE = 1_000_000


@click.command(
    epilog=example(
        "cleaner serve --port 8000 --workers 4",
        "curl -H 'Content-Type: text/html' --data-binary @page.html 'http://127.0.0.1:8000/clean?url=https://a.example/1'",
    ),
    short_help="A small HTTP service: POST /clean, POST /explain.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes to clean in.  [default: cores]")
@click.option(
    "--max-body", type=click.IntRange(min=1), default=20, metavar="MB", show_default=True, help="Size of a request."
)
@field_option(click.option)
@page_limit_options(click.option)
@rule_options
def serve(settings: RuleSettings, page_limits: WorkerLimits, fields: FieldMap, **given: Any) -> None:
    """Clean pages over HTTP: POST /clean and /explain (a row of JSON, or the page itself), GET /health, /metrics for
    Prometheus and /openapi.json.

    A page that crashes, loops or eats memory is answered with a problem, and the service goes on. It asks nobody who
    they are: let only those reach it who may use it. SIGTERM lets the requests that are there finish.
    """
    for module in ("starlette", "uvicorn", "prometheus_client"):
        import_extra(module, "serve")
    from cleaner.serve.server import Serving, is_loopback
    from cleaner.serve.server import serve as serve_pages

    host, port, workers = given["host"], given["port"], cores(given["workers"])
    recipe = settings.recipe(settings.cleaner())
    if not is_loopback(host):
        click.echo(f"cleaner serve: whoever reaches {host} can use it; there are no passwords", err=True)
    max_body = given["max_body"] * _MEGABYTE
    serve_pages(Serving(recipe, host, port, workers, page_limits, fields, max_body, _tell))


def _tell(address: str) -> None:
    click.echo(f"cleaner serve: {address}\nCtrl-C ends it.", err=True)
