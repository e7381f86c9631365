"""`body` and `keep` rules: a page that none hits is flagged, and those under test change nothing."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.authoring.drafts import FileDraft, RuleDraft
from cleaner.authoring.rulefile import new_file
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.taxonomy import Taxonomy
from cleaner.rulebook.types import HtmlMatch, Layer, RuleStatus

URL = "https://skarv-post.example/a"
PAGE = """<html><body><main><div class="text">
<p>The ferry to Holm sailed again on Monday after nine days in the dock.</p>
<p>Its captain said that the new pump had been tested twice before anyone boarded.</p></div>
<div class="aside"><p>Outside the body stands a whole sentence, which ends in a full stop as others do.</p></div>
</main></body></html>"""
OUTSIDE = "Outside the body stands"


def cleaner(status: RuleStatus, *rules: RuleDraft) -> Cleaner:
    text = new_file(FileDraft("skarv", ("skarv-post.example",), status=status, rules=rules))
    return Cleaner(Rulebook([compile_file(text.encode(), "skarv.yml", Layer.USER, Taxonomy())]))


def body(css: str) -> RuleDraft:
    return RuleDraft("body", "body", html=HtmlMatch((css,)))


def test_a_page_that_no_body_rule_hits_is_flagged() -> None:
    assert "body_missed" in cleaner("stable", body(".no-such")).clean(PAGE, url=URL).flags


@pytest.mark.parametrize(
    ("url", "canonical", "asked"),
    [
        (None, URL, True),
        (None, "https://other.example/a", False),
        ("https://other.example/a", URL, False),
        (None, "javascript:a", False),
    ],
)
def test_a_page_without_an_address_stands_at_the_one_it_names(url: str | None, canonical: str, asked: bool) -> None:
    saved = PAGE.replace("<html>", f"<html><head><link rel=canonical href='{canonical}'></head>")
    result = cleaner("stable", body(".no-such")).clean(saved, url=url)
    assert (asked, url) == ("body_missed" in result.flags, result.url)


@pytest.mark.parametrize(("status", "css"), [("stable", ".text"), ("testing", ".no-such")])
def test_a_body_that_is_hit_or_under_test_raises_no_flag(status: RuleStatus, css: str) -> None:
    assert "body_missed" not in cleaner(status, body(css)).clean(PAGE, url=URL).flags


def test_a_body_rule_under_test_cuts_nothing() -> None:
    assert OUTSIDE not in cleaner("stable", body(".text")).clean(PAGE, url=URL).text
    bare = Cleaner(Rulebook([])).clean(PAGE, url=URL).text
    assert bare == cleaner("testing", body(".text")).clean(PAGE, url=URL).text


def test_a_keep_rule_under_test_keeps_nothing() -> None:
    remove = RuleDraft("aside", why="x", label="nav", html=HtmlMatch((".aside",)))
    keep = RuleDraft("stay", "keep", "x", html=HtmlMatch((".aside",)))
    tested = RuleDraft("stay", "keep", "x", html=HtmlMatch((".aside",)), status="testing")
    assert OUTSIDE in cleaner("stable", remove, keep).clean(PAGE, url=URL).text
    assert OUTSIDE not in cleaner("stable", remove, tested).clean(PAGE, url=URL).text


def test_the_result_names_the_day_of_the_crawl() -> None:
    found = Cleaner(Rulebook([])).clean(PAGE, url=URL, crawled="2024-03-02").to_dict()
    assert "2024-03-02" == found["crawled"]
