"""Many pages at once: `run(inputs, out_dir, clean, options)`."""

from cleaner.batch.firstpass import Counted, count_sites
from cleaner.batch.options import Format, Progress, RunOptions, names_for, no_progress
from cleaner.batch.runner import run
from cleaner.batch.summary import Count, Summary
from cleaner.batch.types import WorkerLimits

__all__ = [
    "Count",
    "Counted",
    "Format",
    "Progress",
    "RunOptions",
    "Summary",
    "WorkerLimits",
    "count_sites",
    "names_for",
    "no_progress",
    "run",
]
