"""Lines about the author, known from the page's metadata: "By <name>" between paragraphs, and the note at the end."""

from __future__ import annotations

import re

from cleaner.model import Metadata
from cleaner.rulebook.phrases import begins_with
from cleaner.survey import host_of
from cleaner.textnorm import normalise
from cleaner.view import Finding, View

BYLINE_RULE, BIO_RULE = "heuristic/author-byline", "heuristic/author-bio"
BYLINE_TOKENS = 9
BIO_LINES = 2  # prose lines at the end that may speak of the author
BIO_TOKENS = (6, 90)
BIO_PROSE_BEFORE = 4  # lines of prose before such a note; a profile of somebody of that name begins with the name
NAME_TOKENS = (2, 5)  # of a name of a person; one word is a site or a nickname
# How a byline begins in the languages of the packs.
_BY = "by|words by|text by|story by|written by|posted by|von|par|por|di|da|av|af|door|od|autor|autorin|text|texte|texto"
_FIRM = re.compile(
    r"[&+\d]|\b(?:inc|ltd|llc|plc|gmbh|ag|kg|sa|spa|team|staff|redaktion|editors?|newsroom|press|media)\b"
)
_NO_LETTER = re.compile(r"[\W_]+")
_BYLINE = re.compile(rf"[—–-]?\s*(?:{_BY})\b\s*:?\s*")
_BEFORE_NAME = 3  # words before the name in a note: "Our correspondent <name> …"


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Findings for the authors that metadata names; nothing without any."""
    names = [normalise(author) for author in view.authors]
    if not names or view.document.kind != "html":
        return []
    found = [
        Finding(item, "byline", BYLINE_RULE, "Names the author of the article", "metadata", "authors")
        for item, norm in enumerate(view.norms)
        if item not in taken
        and view.counts[item][0] <= BYLINE_TOKENS
        and not view.terminal[item]
        and _is_byline(norm, names)
    ]
    return found + [_bio(item) for item in _last_prose(view, taken) if _is_bio(view, item, names)]


def persons(facts: Metadata) -> tuple[str, ...]:
    """The authors that are not the site itself, or a firm: its notes on itself are what it says of an author's work."""
    own = _letters(f"{host_of(facts.canonical_url)} {facts.site_name or ''}")
    return tuple(name for name in facts.authors if _is_person(normalise(name)) and _letters(name) not in own)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", normalise(text))


def _is_person(name: str) -> bool:
    return NAME_TOKENS[0] <= len(name.split()) <= NAME_TOKENS[1] and not _FIRM.search(name)


def _is_byline(norm: str, names: list[str]) -> bool:
    """Whether the line says by whom, and that one of `names` follows."""
    by = _BYLINE.match(norm)
    return by is not None and any(begins_with(norm[by.end() :], name) for name in names)


def _last_prose(view: View, taken: frozenset[int]) -> list[int]:
    items = [item for item in range(len(view)) if item not in taken and view.counts[item][0] >= BIO_TOKENS[0]]
    return items[-BIO_LINES:]


def _is_bio(view: View, item: int, names: list[str]) -> bool:
    if view.counts[item][0] > BIO_TOKENS[1] or view.prose_before[item] < BIO_PROSE_BEFORE or not view.terminal[item]:
        return False
    before = next((view.norms[item].partition(name)[0] for name in names if name in view.norms[item]), None)
    return before is not None and len(before.split()) <= _BEFORE_NAME and not before.startswith(('"', "'"))


def _bio(item: int) -> Finding:
    return Finding(item, "author_bio", BIO_RULE, "A note on the author after the text", "metadata", "author_bio")
