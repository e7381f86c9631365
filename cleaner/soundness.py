"""Whether a result can be what its page holds: the last guard against losing text in silence.

What is lost for good has a status of its own; what was won back, or may be amiss, is `ok` with a flag.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.document import Document, prose_shown
from cleaner.model import Status

TINY_CHARACTERS = 50  # of a body that beside prose is no body: a headline at most
SMALL_CHARACTERS = 250  # of a body that is flagged where the page has as much prose (hazards.md)
PROSE_CHARACTERS = 250  # of prose that a page must have before a body can be too small for it
SMALL_SHARE = 0.1  # of the prose, below which a small body is flagged
GARBAGE = 0.1  # share of U+FFFD in the visible text above which no word can be trusted


@dataclass(frozen=True, slots=True)
class Soundness:
    """status, code and reason as in a `Result`; flags of what was won back or is doubtful."""

    status: Status = "ok"
    code: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()


def assess(document: Document, text: str) -> Soundness:
    """Judge the body `text` of `document`."""
    won_back = ("truncated_markup", bool(document.unclosed)), ("body_from_data", document.from_data)
    flags = tuple(flag for flag, holds in won_back if holds)
    size = len(text.strip())
    if size and "\ufffd" in text and text.count("\ufffd") > GARBAGE * size:
        share = f"{text.count(chr(0xFFFD)) / size:.0%}"
        return Soundness("skipped", "bad_encoding", f"{share} of the text could not be decoded; it is garbage", flags)
    if size >= SMALL_CHARACTERS:
        return Soundness(flags=flags)
    if size < TINY_CHARACTERS and document.unseen >= PROSE_CHARACTERS:
        told = f"{document.unseen:,} characters of prose stand where nothing is shown (template, dialog, value …)"
        return Soundness("empty", "suspicious_empty", told, flags)
    if not document.text.strip():
        return Soundness("empty", "no_text", "the page has no visible text", flags)
    prose = prose_shown(document.columns)
    if prose >= PROSE_CHARACTERS and size < TINY_CHARACTERS:
        told = f"the page has {prose:,} characters of prose and its body {size}; the log lists what went"
        return Soundness("empty", "suspicious_empty", told, flags)
    if not size:
        told = "every line of the page was found to be boilerplate; the log lists them"
        return Soundness("empty", "all_boilerplate", told, flags)
    doubtful = prose >= PROSE_CHARACTERS and size < SMALL_SHARE * prose
    return Soundness(flags=(*flags, "suspicious_empty") if doubtful else flags)
