"""Finished runs to make reports of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.batch import RunOptions, names_for, run
from cleaner.model import Lineage

EVIL = "</style><script>alert('gulls')</script><img src=x onerror=alert(1)>&amp;\u202e\x00"
STORY = "".join(
    f"<p>The ferry company said on Monday that boat {n} would sail again in spring, after {n} weeks of repairs.</p>"
    for n in range(8)
)


def page(number: int, title: str = "The ferry") -> str:
    links = "".join(f"<li><a href='/{n}'>Old maps of the delta, part {n}</a></li>" for n in range(number % 7 + 2))
    return (
        f"<html lang=en><head><title>{title}</title></head><body><nav><ul>{links}</ul></nav><article><h1>{title}</h1>"
        f"{STORY}<h2>You may also like</h2><ul>{links}</ul></article></body></html>"
    )


def rows() -> list[dict[str, str]]:
    good = [
        {"id": f"n{n}", "url": f"https://{'harbour' if n % 2 else 'quay'}.example/{n}", "html": page(n)}
        for n in range(24)
    ]
    evil = {"id": EVIL, "url": "javascript:alert(2)", "html": page(3, EVIL.replace("<", "&lt;")) + f"<nav>{EVIL}</nav>"}
    return [
        *good,
        evil,
        {"id": "e", "url": "https://empty.example/", "html": "<html><body></body></html>"},
        {"id": "x"},
    ]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, cleaner: Cleaner) -> dict[str, Path]:
    """A run for each form of output."""
    place = tmp_path_factory.mktemp("report")
    source = place / "dump.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows()) + "torn\n", "utf-8")
    found = {}
    for form in ("jsonl", "parquet"):
        lineage = Lineage("0.1", cleaner.rules.digest, (("rules", EVIL),))
        run([str(source)], place / form, cleaner.clean_page, RunOptions(lineage, names=names_for(form)))
        found[form] = place / form
    return found
