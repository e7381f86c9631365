"""cleaner: scraped page in, clean article body and a log of everything that was taken away out."""

from cleaner.api import Cleaner
from cleaner.errors import CleanerError, InputError, ReplayError, RuleError
from cleaner.model import Limits, Metadata, Page, Removal
from cleaner.provenance import replay, restore
from cleaner.result import Result

__all__ = [
    "Cleaner",
    "CleanerError",
    "InputError",
    "Limits",
    "Metadata",
    "Page",
    "Removal",
    "ReplayError",
    "Result",
    "RuleError",
    "replay",
    "restore",
]
__version__ = "0.1.0"
