"""Who wrote the article: the first source that names somebody besides the site itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cleaner.metadata import keys
from cleaner.metadata.authors import author_key, has_label, reversed_name, split_authors
from cleaner.metadata.evidence import MAX_TEXT, NEAR, NEAR_AUTHOR, Evidence

MAX_LABEL = 24  # characters of a line that holds nothing but "Written by"
MIN_SITE = 4  # characters of a site name from which an author that begins with it is the site
BARE = 3  # words up to which a text marked as the author's name is taken as it is

_ADDRESS = re.compile(r"\A\s*(?:(?:https?:)?//|@|www\.)", re.IGNORECASE)


def authors(page: Evidence) -> tuple[str, ...]:
    """The authors in order; the site's own name only where it alone is given."""
    fallback: tuple[str, ...] = ()
    for names in _sources(page):
        people = tuple(name for name in names if not _is_site(author_key(name), page.site))
        if people:
            return people
        fallback = fallback or names
    return fallback


def _is_site(name: str, site: frozenset[str]) -> bool:
    """Whether an author's key is the site's own name, or begins with it: "The Gazette Newsroom"."""
    return name in site or any(len(own) >= MIN_SITE and name.startswith((own, f"the{own}")) for own in site)


def _sources(page: Evidence) -> Iterator[tuple[str, ...]]:
    """Names by source, most trusted first; a source is read only when those before it gave nobody."""
    yield split_authors(page.facts.authors)
    for values in page.metas.groups(keys.AUTHORS):
        yield split_authors(text for text in values if not _ADDRESS.match(text))
    yield split_authors(map(reversed_name, page.metas.of_first(keys.CITED_AUTHORS)))
    for kind in ("itemprop", "rel"):
        for text in page.bylines(kind):
            yield split_authors([text], prose=len(text[:MAX_TEXT].split()) > BARE)
    for text in (*page.bylines("class"), *page.bylines(NEAR_AUTHOR)):
        yield split_authors([text], prose=True)
    for before, text in pairwise(["", *page.bylines(NEAR, NEAR_AUTHOR)]):
        if has_label(text) or (len(before) < MAX_LABEL and has_label(f"{before} x y")):
            yield split_authors([text], prose=True)
