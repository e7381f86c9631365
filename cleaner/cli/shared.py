"""Options of the commands that answer row by row: `clean --jsonl` and `serve`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from cleaner.batch import WorkerLimits
from cleaner.readers import FieldMap

_MEGABYTE = 1_000_000
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
MakesOption = Callable[..., Decorator]


def read_fields(ctx: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> FieldMap:
    """`--field NAME=FIELD`, several times, as a map."""
    try:
        return FieldMap.of(pairs)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def field_option(option: MakesOption) -> Decorator:
    """`--field`, made by `option` (`click.option`, or one below a heading), given as `fields: FieldMap`."""
    return option(
        "--field",
        "fields",
        multiple=True,
        callback=read_fields,
        metavar="NAME=FIELD",
        help="Where rows hold text, html, content (either), url, id or date (of the crawl); FIELD may be a path (a.b). "
        "Known layouts need none.",
    )


def page_limit_options(option: MakesOption) -> Decorator:
    """`--page-seconds` and `--page-memory`, given to the command as `page_limits: WorkerLimits`."""
    seconds = option(
        "--page-seconds",
        type=click.FloatRange(min=0.1),
        default=WorkerLimits().seconds,
        metavar="S",
        help="Time a page may take; then it is failed (timeout).  [default: 10]",
    )
    memory = option(
        "--page-memory",
        type=click.IntRange(min=50),
        default=WorkerLimits().memory_bytes // _MEGABYTE,
        metavar="MB",
        help="Memory a page may take; then it is failed (out_of_memory).  [default: 2000]",
    )

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def wrapper(*args: Any, page_seconds: float, page_memory: int, **others: Any) -> Any:
            return command(*args, page_limits=WorkerLimits(page_seconds, page_memory * _MEGABYTE), **others)

        return seconds(memory(wrapper))

    return decorate
