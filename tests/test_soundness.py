"""No page with visible prose is `ok` with an empty or tiny body, and what was won back is flagged."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.document import Document, segment
from cleaner.model import Page
from cleaner.soundness import assess

LINE = "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost of it."
STORY = f"<p>{LINE}</p>" * 8


def read(html: str) -> Document:
    found = segment(Page(html, kind="html"))
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ("empty", "suspicious_empty", False)),
        ("Quay", ("empty", "suspicious_empty", False)),
        ("A caption of more than fifty characters below a photo", ("ok", "", True)),
        (LINE * 8, ("ok", "", False)),
    ],
)
def test_a_body_is_measured_by_the_prose_of_its_page(body: str, expected: tuple[str, str, bool]) -> None:
    found = assess(read(STORY), body)
    assert expected == (found.status, found.code, "suspicious_empty" in found.flags)


def test_a_page_of_short_lines_may_have_a_short_body() -> None:
    assert "ok" == assess(read("<p>Closed.<p>Open."), "Closed.").status


def test_prose_that_nothing_shows_is_told() -> None:
    found = assess(read(f"<template>{STORY}</template>"), "")
    assert ("empty", "suspicious_empty") == (found.status, found.code)
    assert "template" in found.reason


def test_garbage_is_not_a_body() -> None:
    found = assess(read("<p>" + "\ufffda" * 200), "\ufffda" * 200)
    assert ("skipped", "bad_encoding") == (found.status, found.code)


@pytest.mark.parametrize(
    "opener", ["<!-- x >", "<script>a()\n", "<style>b\n", "<textarea>", "<plaintext>", "<select>", '<p title="x>y</p>']
)
def test_what_an_open_element_swallows_comes_back_with_a_flag(cleaner: Cleaner, opener: str) -> None:
    result = cleaner.clean(f"<html><body><article>{STORY}{opener}<p>Last: {LINE}</p>{STORY}", kind="html")
    assert ("ok", True) == (result.status, "truncated_markup" in result.flags)
    assert f"Last: {LINE}" in result.text


@pytest.mark.parametrize("tail", ["<!-- x -->", "<script>a()</script>", '<p title="x">y</p>', "<style></style>"])
def test_what_is_closed_is_not_flagged(cleaner: Cleaner, tail: str) -> None:
    assert "truncated_markup" not in cleaner.clean(f"<html><body>{STORY}{tail}</body></html>", kind="html").flags


def test_a_torn_title_behind_closed_comments_takes_nothing_along(cleaner: Cleaner) -> None:
    page = f"<!doctype html><!--[if IE]><![endif]--><html><head><title>Pier<\x0ctitle></head><body>{STORY}"
    assert LINE in cleaner.clean(page, kind="html").text
