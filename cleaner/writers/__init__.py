"""Outputs of a run, written so that a crash leaves nothing half done."""

from cleaner.writers.atomic import AtomicFile
from cleaner.writers.jsonl import encode
from cleaner.writers.pages import PageFiles
from cleaner.writers.run_files import (
    KINDS,
    Entry,
    FileFacts,
    Names,
    PackedEntry,
    PartFiles,
    Record,
    output_errors,
    part_name,
    write_whole,
)
from cleaner.writers.sinks import Sink, check_names, open_sink

__all__ = [
    "KINDS",
    "AtomicFile",
    "Entry",
    "FileFacts",
    "Names",
    "PackedEntry",
    "PageFiles",
    "PartFiles",
    "Record",
    "Sink",
    "check_names",
    "encode",
    "open_sink",
    "output_errors",
    "part_name",
    "write_whole",
]
