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


def test_a_torn_quote_does_not_take_the_page_for_a_value(cleaner: Cleaner) -> None:
    torn = f"<html><head><link rel='stylesheet' href='/site.c{STORY}<script>show('menu', \"x\")</script></body></html>"
    result = cleaner.clean(torn, kind="html")
    assert ("ok", True) == (result.status, "truncated_markup" in result.flags)
    assert LINE in result.text


def test_markup_that_is_meant_to_be_a_value_stays_one(cleaner: Cleaner) -> None:
    result = cleaner.clean(f'<html><body><div data-page="{STORY}" class="app"></div></body></html>', kind="html")
    assert ("empty", "suspicious_empty") == (result.status, result.code)


@pytest.mark.parametrize(("opener", "code"), [("<template>", "suspicious_empty"), ("<script>", "no_text")])
def test_prose_behind_a_line_that_is_shown_is_told(cleaner: Cleaner, opener: str, code: str) -> None:
    closer = opener.replace("<", "</")
    result = cleaner.clean(f"<html><body>{opener}{STORY}{closer}</body></html>", kind="html")
    assert ("empty", code) == (result.status, result.code)


def test_text_in_a_picture_that_was_never_closed_is_shown(cleaner: Cleaner) -> None:
    result = cleaner.clean(f"<html><body><article><picture><img src=a.jpg>{STORY}</article></body></html>", kind="html")
    assert LINE in result.text


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
