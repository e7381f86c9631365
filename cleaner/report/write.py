"""`write_report(folder)`: reads the files of a finished run once, and writes the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from cleaner.batch.join import MANIFEST
from cleaner.errors import InputError
from cleaner.report.gather import DEAD_COLUMNS, LOG_COLUMNS, RESULT_COLUMNS, Gathered
from cleaner.report.page import render
from cleaner.report.rows import rows
from cleaner.writers import output_errors, write_whole

REPORT = "report.html"


def write_report(folder: Path, target: Path | None = None) -> Path:
    """Write the report of the run in `folder` to `target`, `folder`/report.html unless given; where it went.

    Raises InputError where there is no finished run or a file of it is damaged, CleanerError where the page cannot be
    written, MissingExtra for tables without pyarrow. Memory does not grow with the files.
    """
    manifest = _manifest(folder)
    target = target or folder / REPORT
    gathered = _gather(folder, manifest)
    page = render(manifest, gathered, folder.resolve().name)
    with output_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, page.encode("utf-8"))
    return target


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / MANIFEST
    try:
        held = orjson.loads(path.read_bytes())
        if not {"outputs", "statuses", "milliseconds", "lineage"} - set(held):
            return dict(held)
    except FileNotFoundError as error:
        cure = "a report is made of a finished run; run the same `cleaner run` again to finish one"
        raise InputError(f"{path}: there is none; {cure}") from error
    except (OSError, ValueError, TypeError):
        pass
    raise InputError(f"{path}: was not written by this version of cleaner; run again with --restart")


def _gather(folder: Path, manifest: Mapping[str, Any]) -> Gathered:
    gathered = Gathered()
    takes = {
        "results": (RESULT_COLUMNS, gathered.result),
        "log": (LOG_COLUMNS, gathered.record),
        "dead": (DEAD_COLUMNS, gathered.letter),
    }
    for name in manifest["outputs"]:
        kind = name.partition(".")[0]
        if kind in takes:
            columns, take = takes[kind]
            for row in rows(folder / Path(name).name, columns):
                take(row)
    gathered.close()
    return gathered
