"""Inputs of every supported kind as pages: `open_inputs(paths)`."""

from cleaner.readers.fields import FieldMap
from cleaner.readers.files import STDIN, InputFile, files_of, is_folder, list_files
from cleaner.readers.inputs import find_pages, open_inputs, read_inputs
from cleaner.readers.raw import Found, Opened, RawPage, open_raw, raw_of
from cleaner.readers.shards import shard_files
from cleaner.readers.types import DAMAGE, Anchor, BadInput, How, Note, OnNote, Place, Reading, Shard

__all__ = [
    "DAMAGE", "STDIN", "Anchor", "BadInput", "FieldMap", "Found", "How", "InputFile", "Note", "OnNote", "Opened",
    "Place", "RawPage", "Reading", "Shard", "files_of", "find_pages", "is_folder", "list_files", "open_inputs",
    "open_raw", "raw_of", "read_inputs", "shard_files",
]  # fmt: skip
