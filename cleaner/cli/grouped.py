"""A command whose help shows its options under headings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OTHERS = "Rules, help"


class GroupedCommand(click.Command):
    """Options made by `under` stand below their headings, in the order of the first of each; others come last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                heading = parameter.heading if isinstance(parameter, GroupedOption) else _OTHERS
                groups.setdefault(heading, []).append(record)
        for heading in sorted(groups, key=lambda heading: heading == _OTHERS):
            with formatter.section(heading):
                formatter.write_dl(groups[heading])


class GroupedOption(click.Option):
    """An option that knows the heading it belongs to."""

    def __init__(self, *args: Any, heading: str, **others: Any) -> None:
        super().__init__(*args, **others)
        self.heading = heading


def under(heading: str) -> Callable[..., Callable[[Any], Any]]:
    """`click.option` for options that the help shows below `heading`."""

    def option(*names: str, **others: Any) -> Callable[[Any], Any]:
        return click.option(*names, cls=GroupedOption, heading=heading, **others)

    return option
