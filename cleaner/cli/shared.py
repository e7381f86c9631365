"""Options of the commands that answer row by row: `clean --jsonl` and `serve`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from cleaner.batch import Limits
from cleaner.readers import FieldMap

_MEGABYTE = 1_000_000


def read_fields(ctx: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> FieldMap:
    """`--field NAME=FIELD`, several times, as a map."""
    try:
        return FieldMap.of(pairs)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


field_option = click.option(
    "--field",
    "fields",
    multiple=True,
    callback=read_fields,
    metavar="NAME=FIELD",
    help="Where rows hold text, html, content (either), url, id or date (of the crawl); FIELD may be a path (a.b). "
    "Known layouts need none.",
)
_SECONDS = click.option(
    "--page-seconds",
    type=click.FloatRange(min=0.1),
    default=Limits().seconds,
    metavar="S",
    help="Time a page may take; then it is failed (timeout).  [default: 10]",
)
_MEMORY = click.option(
    "--page-memory",
    type=click.IntRange(min=50),
    default=Limits().memory_bytes // _MEGABYTE,
    metavar="MB",
    help="Memory a page may take; then it is failed (out_of_memory).  [default: 2000]",
)


def page_limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--page-seconds` and `--page-memory`, given to the command as `page_limits: Limits`."""

    @functools.wraps(command)
    def wrapper(*args: Any, page_seconds: float, page_memory: int, **others: Any) -> Any:
        return command(*args, page_limits=Limits(page_seconds, page_memory * _MEGABYTE), **others)

    return _SECONDS(_MEMORY(wrapper))
