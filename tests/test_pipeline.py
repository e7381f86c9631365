"""HTML through the whole pipeline: packs, guards, main content, metadata."""

from __future__ import annotations

import gc
import pickle
from datetime import date, datetime
from pathlib import Path

import pytest

from cleaner import Cleaner, Limits, Page, Result, api
from cleaner.document import Document, segment
from cleaner.found import text_claims
from cleaner.pipeline import Prepared, prepare
from cleaner.rulebook.types import Traits
from cleaner.survey import Known
from cleaner.view import View

PROSE = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.",
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.",
    "Prices for rope and tar rose again, and the smaller yards said they would not last the winter.",
    "A second survey, due in March, is meant to show how far the silt has moved since the great storm.",
)


def page(*extra: str) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in PROSE)
    return (
        "<html lang=en><head><title>Quay to be widened - The Quay Courier</title></head>"
        "<body><nav><a href=/>Home</a></nav>"
        f"<main><article><h1>Quay to be widened</h1>{paragraphs}{''.join(extra)}</article></main>"
        "<footer><a href=/legal>Legal</a></footer></body></html>"
    )


def user(tmp_path: Path, rule: str) -> Cleaner:
    (tmp_path / "mine.yml").write_text(f"format: 1\nid: mine\nmatch: {{hosts: [quay.example]}}\n{rule}\n", "utf8")
    cleaner = Cleaner(site_rules=False, user_rules=tmp_path)
    assert () == cleaner.rules.problems
    return cleaner


def test_the_story_stays_and_navigation_title_and_footer_go(cleaner: Cleaner) -> None:
    result = cleaner.clean(page(), url="https://quay.example/a")
    assert "\n".join(PROSE) == result.text
    assert ("ok", "html", "en", "Quay to be widened") == (
        result.status,
        result.kind,
        result.language,
        result.metadata.title,
    )


def test_a_pack_cuts_a_widget_by_its_class(cleaner: Cleaner) -> None:
    result = cleaner.clean(page('<div class="sharedaddy"><p>Pass this story on to someone who rows</p></div>'))
    assert "Pass this story on" not in result.text


def test_a_user_rule_cuts_an_inline_element_and_is_named(tmp_path: Path) -> None:
    rule = "remove: [{id: badge, why: Badge, label: site_promo, html: {css: span.badge}}]"
    extra = f"<p><span class=badge>NEW</span> {PROSE[0]}</p>"
    result = user(tmp_path, rule).clean(page(extra), url="https://quay.example/a")
    assert "NEW" not in result.text
    assert ["mine/badge"] == [r.rule for r in result.removals if r.label == "site_promo"]


def test_a_keep_rule_holds_what_the_classifier_would_drop(tmp_path: Path) -> None:
    rule = "keep: [{id: legal, why: Wanted, html: {css: footer}}]"
    assert "Legal" in user(tmp_path, rule).clean(page(), url="https://quay.example/a").text
    assert "Legal" not in user(tmp_path, rule).clean(page(), url="https://other.example/a").text


def test_a_rule_that_would_take_the_body_is_blocked_and_observed(tmp_path: Path) -> None:
    rule = "remove: [{id: all, why: Too broad, label: site_promo, html: {css: article}}]"
    result = user(tmp_path, rule).clean(page(), url="https://quay.example/a")
    assert "\n".join(PROSE) == result.text
    assert "guard_blocked" in result.flags
    assert ["mine/all"] == [r.rule for r in result.observed]


def test_a_rule_under_test_is_observed_and_not_applied(tmp_path: Path) -> None:
    rule = "status: testing\nremove: [{id: last, why: Tried, label: site_promo, html: {css: 'article p:last-child'}}]"
    result = user(tmp_path, rule).clean(page(), url="https://quay.example/a")
    assert PROSE[-1] in result.text
    assert [False] == [record["applied"] for record in result.records() if record["rule"] == "mine/last"]


def test_a_body_rule_decides_what_the_article_is(tmp_path: Path) -> None:
    rule = "body: [{id: main, css: 'div.story'}]"
    html = page(f'<div class="story"><p>{PROSE[2]} It was said twice.</p></div>')
    assert f"{PROSE[2]} It was said twice." == user(tmp_path, rule).clean(html, url="https://quay.example/a").text


def test_a_metadata_rule_beats_what_the_page_says(tmp_path: Path) -> None:
    rule = "metadata: {title: [{css: h1, before: ' be'}]}"
    assert "Quay to" == user(tmp_path, rule).clean(page(), url="https://quay.example/a").metadata.title


def test_a_page_is_not_returned_empty_when_every_word_stands_in_boxes(cleaner: Cleaner) -> None:
    box = "".join(f"<p>{line}</p>" for line in PROSE)
    result = cleaner.clean(f"<html><body><div class='sharedaddy'>{box}</div></body></html>")
    assert PROSE[0] in result.text


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        ("", None, "empty", "no_input"),
        (b"%PDF-1.4", "html", "skipped", "not_html"),
        ("<html><body><script>x</script></body></html>", "html", "empty", "no_text"),
        ("   \n\n ", "text", "empty", "no_text"),
    ],
)
def test_what_cannot_be_cleaned_says_why(cleaner: Cleaner, content: str, kind: str, status: str, code: str) -> None:
    result = cleaner.clean(content, kind=kind)  # type: ignore[arg-type]
    assert (status, code, "") == (result.status, result.code, result.text.strip())
    assert result.reason


def test_a_cleaner_and_its_results_survive_a_pickle(cleaner: Cleaner) -> None:
    twin = pickle.loads(pickle.dumps(cleaner))
    result = cleaner.clean(page())
    assert result == twin.clean(page())
    assert result == pickle.loads(pickle.dumps(result))


def test_the_collector_rests_while_a_page_is_cleaned_and_runs_again_after_it(
    cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    during: list[bool] = []

    def watched(page: Page, known: Known, limits: Limits) -> Prepared | Result:
        during.append(gc.isenabled())
        return prepare(page, known, limits)

    monkeypatch.setattr(api, "prepare", watched)
    cleaner.clean(page())
    assert ([False], True) == (during, gc.isenabled())


def test_a_collector_that_was_off_stays_off(cleaner: Cleaner) -> None:
    gc.disable()
    try:
        cleaner.clean(page())
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_page_leaves_no_cyclic_garbage(cleaner: Cleaner) -> None:
    cleaner.clean(page())
    gc.collect()
    gc.disable()
    try:
        cleaner.clean(page())
        assert 0 == gc.collect()
    finally:
        gc.enable()


def test_trafilatura_is_asked_only_when_it_is_wanted() -> None:
    assert PROSE[0] in Cleaner(second_opinion="always").clean(page()).text


@pytest.mark.parametrize(("page_type", "cut"), [("article", True), ("", True), ("forum", False)])
def test_sections_are_looked_for_on_articles_and_not_on_other_pages(
    cleaner: Cleaner, page_type: str, cut: bool
) -> None:
    document = segment(
        Page("\n".join((*PROSE, "You may also like", "Ferry line to close", "Old maps found")), kind="text")
    )
    assert isinstance(document, Document)
    rules = cleaner.rules.for_page(Traits(languages=("en",)))
    claims = text_claims(View(document, range(len(document)), rules), page_type)
    assert cut == any(claim.rule == "heuristic/section" for claim in claims)


@pytest.mark.parametrize("content", [5, 0.5, ["<p>a</p>"], {"html": "<p>a</p>"}])
def test_a_page_of_a_wrong_type_is_refused_with_the_types_that_are_taken(content: object) -> None:
    with pytest.raises(TypeError, match="a page is str or bytes, not"):
        Cleaner(site_rules=False).clean(content)  # type: ignore[arg-type]


@pytest.mark.parametrize("buffer", [bytearray, memoryview])
def test_a_page_may_come_in_a_buffer(buffer: type[bytearray] | type[memoryview]) -> None:
    cleaner = Cleaner(site_rules=False)
    assert cleaner.clean(page().encode()).text == cleaner.clean(buffer(page().encode())).text != ""


@pytest.mark.parametrize("nothing", [None, "", b""])
def test_a_page_that_was_not_fetched_is_empty_and_no_error(nothing: str | bytes | None) -> None:
    result = Cleaner(site_rules=False).clean(nothing)
    assert ("empty", "no_input") == (result.status, result.code)


def test_an_address_of_a_wrong_type_and_a_kind_that_is_none_are_refused() -> None:
    cleaner = Cleaner(site_rules=False)
    with pytest.raises(TypeError, match="url is a str or None, not float"):
        cleaner.clean(page(), url=float("nan"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="neither 'html' nor 'text'"):
        cleaner.clean(page(), kind="pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "crawled", [datetime(2024, 3, 2, 9, 30), date(2024, 3, 2), "2024-03-02", "2024-03-02T09:30:00Z"]
)
def test_a_crawl_is_told_by_date_datetime_or_text_where_rules_hold_for_a_time(
    tmp_path: Path, crawled: date | str
) -> None:
    window = "{from: 2024-01-01, until: 2024-12-31}"
    cleaner = user(tmp_path, f"remove: [{{id: tip, why: Ad, label: ad_label, valid: {window}, html: {{css: p.tip}}}}]")
    content, url = page('<p class="tip">Buy rope at Finn.</p>'), "https://quay.example/"
    within, later = (cleaner.clean(content, url=url, crawled=day) for day in (crawled, date(2025, 3, 2)))
    assert "mine/tip" in [removal.rule for removal in within.removals]
    assert "mine/tip" not in [removal.rule for removal in later.removals]


@pytest.mark.parametrize("crawled", ["02.03.2024", "yesterday", "", 1_700_000_000])
def test_a_crawl_that_is_no_date_is_refused_with_a_date_as_it_should_be(crawled: object) -> None:
    with pytest.raises(ValueError, match="such as 2024-03-02"):
        Cleaner(site_rules=False).clean(page(), crawled=crawled)  # type: ignore[arg-type]
