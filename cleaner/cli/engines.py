"""`cleaner run --engine`: on which machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from cleaner import remote
from cleaner.batch.engine import Engine
from cleaner.batch.process_engine import ProcessEngine
from cleaner.cli.grouped import under
from cleaner.cli.options import cores
from cleaner.errors import InputError

_ENGINE = under("Many machines (docs/scale.md)")
_OPTIONS = (
    _ENGINE(
        "--engine",
        type=click.Choice(["local", "processes", "spark", "ray"]),
        default="local",
        help="What does the work: processes also read and write side by side, for machines with many cores; "
        "with spark and ray all machines must see INPUT and DIR.  [default: local]",
    ),
    _ENGINE("--master", metavar="URL", help="Of Spark, such as spark://host:7077 or yarn.  [default: this machine]"),
    _ENGINE("--address", metavar="ADDRESS", help="Of Ray, such as ray-head:6379 or auto.  [default: this machine]"),
)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--engine`, `--master` and `--address`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def engine_of(given: Mapping[str, Any], out: str) -> Engine | None:
    """The engine that was asked for, not started; None for this machine. Raises MissingExtra and InputError, and
    UsageError where options do not fit each other.
    """
    name, workers = given["engine"], given["workers"]
    for option, engine in (("master", "spark"), ("address", "ray")):
        if given[option] and name != engine:
            raise click.UsageError(f"--{option} goes with --engine {engine}")
    if name == "local":
        return None
    if workers == 0:
        raise click.UsageError(f"--workers 0 cleans in this process, and --engine {name} elsewhere")
    if name == "processes":
        return ProcessEngine(cores(workers))
    if remote.is_url(out) and given["work_dir"] is None:
        raise InputError(f"{out}: with --engine give --work-dir, too: a folder that all machines see")
    if name == "spark":
        from cleaner.spark_engine import SparkEngine

        return SparkEngine(given["master"], workers)
    from cleaner.ray_engine import RayEngine

    return RayEngine(given["address"], workers)
