"""Dumps of invented pages, and first passes over them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from cleaner.batch import RunOptions, count_sites
from cleaner.model import Lineage
from cleaner.survey import SiteFacts, SiteIndex

OPTIONS = RunOptions(Lineage("0", "rules"))


def dump(path: Path, pages: Iterable[Mapping[str, object]]) -> str:
    path.write_text("".join(json.dumps(page) + "\n" for page in pages), "utf8")
    return str(path)


def index_of(folder: Path, pages: Iterable[Mapping[str, object]], options: RunOptions = OPTIONS) -> SiteIndex:
    """The site index of a first pass over `pages`."""
    folder.mkdir(parents=True, exist_ok=True)
    counted = count_sites([dump(folder / "in.jsonl", pages)], folder / "out", options)
    assert counted.path is not None
    return SiteIndex(counted.path)


def repeated(folder: Path, pages: Iterable[Mapping[str, object]]) -> dict[str, int]:
    """The repeated lines of the only host, with the pages that hold them."""
    sites = list(index_of(folder, pages).sites())
    return {line.text: line.pages for line in sites[0].lines} if sites else {}


def site_of(folder: Path, pages: Iterable[Mapping[str, object]]) -> SiteFacts:
    (site,) = index_of(folder, pages).sites()
    return site
