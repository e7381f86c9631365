"""Inputs of every supported kind as pages: `open_inputs(paths)`."""

from cleaner.readers.files import STDIN, list_files
from cleaner.readers.inputs import open_inputs, read_inputs
from cleaner.readers.types import Anchor, BadInput, Note, OnNote, Place, Reading

__all__ = [
    "STDIN", "Anchor", "BadInput", "Note", "OnNote", "Place", "Reading", "list_files", "open_inputs", "read_inputs",
]  # fmt: skip
