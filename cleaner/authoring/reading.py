"""Saved pages, read as their site's."""

from __future__ import annotations

from dataclasses import replace

from cleaner.model import Page
from cleaner.pipeline import Prepared, prepare
from cleaner.result import Result


def read_saved(page: Page) -> Prepared | Result:
    """`page` read, or the result of one that cannot be.

    A page without an address is taken to stand at its canonical one, by which it gets its site's rules, too.
    """
    got = prepare(page)
    if page.url or isinstance(got, Result):
        return got
    return replace(got, page=replace(page, url=got.facts.canonical_url))
