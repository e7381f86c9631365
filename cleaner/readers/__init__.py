"""Inputs of every supported kind as pages: `open_inputs(paths)`."""

from cleaner.readers.fields import FieldMap
from cleaner.readers.files import STDIN, InputFile, files_of, is_folder, list_files
from cleaner.readers.inputs import open_inputs, read_files, read_inputs
from cleaner.readers.shards import shard_files
from cleaner.readers.types import Anchor, BadInput, How, Note, OnNote, Place, Reading, Shard

__all__ = [
    "STDIN", "Anchor", "BadInput", "FieldMap", "How", "InputFile", "Note", "OnNote", "Place", "Reading", "Shard",
    "files_of", "is_folder", "list_files", "open_inputs", "read_files", "read_inputs", "shard_files",
]  # fmt: skip
