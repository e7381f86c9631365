"""An explanation as one self-contained HTML page: no script, nothing fetched, everything escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from cleaner.authoring.explain import Block, Explanation, LabelCount, Passage
from cleaner.authoring.families import Family

FOLD_CHARACTERS = 900  # of a removed passage; a longer one (menus, feeds) is folded away behind its first line
FOLD_BLOCKS = 6
_HEADINGS = {"h1": "2", "h2": "3", "h3": "4", "h4": "5", "h5": "6", "h6": "6"}
# What HTML cannot hold; a page may hold it all the same.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FACTS = (
    ("Title", "title"),
    ("Authors", "authors"),
    ("Published", "published"),
    ("Modified", "modified"),
    ("Site", "site_name"),
    ("Section", "section"),
    ("Tags", "tags"),
    ("Source", "source_credit"),
)


@dataclass(frozen=True, slots=True)
class Band:
    """A share of the page in the bar at the top, in per cent of its characters."""

    family: Family
    share: float
    labels: tuple[LabelCount, ...]


def render(explanation: Explanation, name: str) -> str:
    """The page as HTML. `name` says which page it is: a path or URL."""
    return _template().render(
        e=explanation,
        result=explanation.result,
        name=name,
        facts=[fact for fact in facts(explanation) if fact[0] != "Title"],
        bands=tuple(_bands(explanation)),
        kept_share=100 * explanation.kept / max(1, explanation.total),
        address=_address(explanation.result.url),
        observed=explanation.result.observed,
        is_folded=_is_folded,
    )


def facts(explanation: Explanation) -> list[tuple[str, str]]:
    """What is known about the article, as (name, value) for people; nothing that is unknown."""
    metadata = explanation.result.metadata
    found = [(name, getattr(metadata, field)) for name, field in _FACTS]
    joined = [(name, ", ".join(value) if isinstance(value, tuple) else value) for name, value in found]
    return [(name, value) for name, value in joined if value]


def _bands(explanation: Explanation) -> list[Band]:
    families = dict.fromkeys(count.family for count in explanation.labels)
    bands = []
    for family in families:
        labels = tuple(count for count in explanation.labels if count.family == family)
        share = 100 * sum(count.characters for count in labels) / max(1, explanation.total)
        bands.append(Band(family, share, labels))
    return sorted(bands, key=lambda band: -band.share)


def _is_folded(passage: Passage) -> bool:
    return passage.taken is not None and (passage.characters > FOLD_CHARACTERS or len(passage.blocks) > FOLD_BLOCKS)


def _address(url: str | None) -> str:
    """`url` where it is safe to be clicked, "" otherwise."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def _printable(value: object) -> object:
    """Markup of our own macros passes as it is: what they were given has been through here."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("\ufffd", value)
    return value


def _level(block: Block) -> str:
    return _HEADINGS.get(block.tag, "")


def _excerpt(text: str, size: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - 1].rstrip() + "…"


def safe_environment() -> Environment:
    """For pages that hold hostile text: all is escaped, and what HTML cannot hold is replaced."""
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_printable
    )


@cache
def _template() -> Template:
    environment = safe_environment()
    environment.filters.update(level=_level, excerpt=_excerpt)
    return environment.from_string(files("cleaner.authoring").joinpath("page.html").read_text("utf-8"))
