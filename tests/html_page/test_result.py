"""What the result of an HTML page holds, and by what rules are attached to it."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, Page, Result, html_page, pipeline
from cleaner.decide import Claim
from cleaner.document import Document
from cleaner.found import Found, Site
from cleaner.model import Limits, Source
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import Layer
from cleaner.stages import main_content
from cleaner.stages.main_content import MainContent
from tests.html_page.doubles import PROSE, URL, Ruled, Stage, body, clean, p, page


def test_a_page_without_title_and_section_has_empty_ones(ruled: Ruled, stage: Stage) -> None:
    ruled().clean(f"<html><body><main>{p(*PROSE)}</main></body></html>", kind="html")
    assert ("", "") == (stage.seen[0].title, stage.seen[0].section)


def test_a_page_is_judged_by_whom_it_is_given_to(ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    judge, judges = main_content.Judge("always"), []
    real = main_content.find

    def noted(document: Document, title: object, by: object) -> MainContent:
        judges.append((title, by))
        return real(document, title, by)  # type: ignore[arg-type]

    monkeypatch.setattr(main_content, "find", noted)
    pipeline.clean_page(Page(page(p(*PROSE)), kind="html"), ruled().rules, judge)
    pipeline.clean_page(Page(page(p(*PROSE)), kind="html"), ruled().rules)
    assert [("Quay to be widened", judge), ("Quay to be widened", main_content.SHIPPED)] == judges


@pytest.mark.parametrize(
    ("content", "status", "code"), [("", "empty", "no_input"), (b"%PDF-1.7 x", "skipped", "not_html")]
)
def test_a_page_that_cannot_be_read_keeps_its_name(ruled: Ruled, content: str | bytes, status: str, code: str) -> None:
    source = Source("in.warc", 3, "r")
    for kind in ("text", None):
        result = pipeline.clean_page(Page(content, "p1", URL, kind, source=source), ruled().rules)
        assert ("p1", "", kind or "html", URL, source) == (
            result.page_id, result.text, result.kind, result.url, result.source,
        )  # fmt: skip
        assert (status, code) == (result.status, result.code)
        assert result.reason


def test_limits_of_a_page_may_be_others(ruled: Ruled) -> None:
    refused = pipeline.prepare(Page(page(p(*PROSE)), kind="html"), limits=Limits(page_bytes=9))
    assert isinstance(refused, Result)
    assert "too_large" == refused.code


RULE = "remove: [{id: box, label: nav, why: A box, html: {css: .box}}]"


@pytest.mark.parametrize(
    ("match", "head", "attached"),
    [
        ("fingerprint: {generator: [quaypress]}", "<meta name=generator content='QuayPress 6.1'>", True),
        ("fingerprint: {generator: [quaypress]}", "<meta name=generator content='Other 6.1'>", False),
        ("fingerprint: {tokens: [box]}", "", True),
        ("fingerprint: {tokens: [bax]}", "", False),
        ("languages: [en]", "", True),
        ("languages: [de]", "", False),
    ],
)
def test_packs_are_attached_by_what_the_page_shows(
    cleaner: Cleaner, stage: Stage, match: str, head: str, attached: bool
) -> None:
    text = f"format: 1\nid: mine\nmatch: {{{match}}}\n{RULE}\n"
    rules = Rulebook((compile_file(text.encode(), "mine.yml", Layer.PACK, cleaner.rules.taxonomy),))
    content = page(p("Buy ropes", css="box"), p(*PROSE)).replace("<head>", f"<head>{head}")
    assert attached == ("Buy ropes" not in Cleaner(rules).clean(content, kind="html").text)


@pytest.mark.parametrize(("crawled", "attached"), [("2024-03-02", True), ("2023-03-02", False), (None, True)])
def test_rules_hold_at_the_day_of_the_crawl_and_on_their_hosts(
    cleaner: Cleaner, stage: Stage, crawled: str | None, attached: bool
) -> None:
    valid = RULE.replace("why: A box", "why: A box, valid: {from: 2024-01-01}")
    text = f"format: 1\nid: mine\nmatch: {{hosts: [quay.example]}}\n{valid}\n"
    rules = Rulebook((compile_file(text.encode(), "mine.yml", Layer.EXACT_HOST, cleaner.rules.taxonomy),))
    content = page(p("Buy ropes", css="box"), p(*PROSE))
    result = Cleaner(rules).clean(content, kind="html", url=URL, crawled=crawled)
    assert attached == ("Buy ropes" not in result.text)
    assert crawled == (result.crawled.isoformat() if result.crawled else None)
    assert attached == bool(result.digests)
    other = Cleaner(rules).clean(content, kind="html", url="https://other.example/a", crawled=crawled)
    assert "Buy ropes" in other.text


def test_a_name_beside_the_headline_is_an_author_and_the_address_of_the_page_counts(cleaner: Cleaner) -> None:
    content = page("<h1>Quay to be widened</h1><p class=byline>By Ilse Marten</p>", p(*PROSE))
    linked = content.replace("<head>", "<head><link rel=canonical href=/b>")
    facts = cleaner.clean(linked, kind="html", url=URL).metadata
    assert (("Ilse Marten",), "https://quay.example/b") == (facts.authors, facts.canonical_url)


def test_a_result_names_page_source_charset_and_base(ruled: Ruled, stage: Stage) -> None:
    source = Source("in.warc", 3, "r")
    content = page(p(*PROSE), p("Nav")).encode("utf-8")
    result = pipeline.clean_page(
        Page(content, "p1", URL, "html", "text/html; charset=utf-8", source=source), ruled().rules
    )
    assert ("p1", "ok", "", "", "html", URL, "utf-8", source, "en") == (
        result.page_id, result.status, result.code, result.reason, result.kind, result.url, result.charset,
        result.source, result.language,
    )  # fmt: skip
    assert body(*PROSE, "Nav") == result.base
    assert "Quay to be widened" == result.metadata.title
    assert result.document is not None
    assert result.base == result.document.text


def test_a_metadata_rule_beats_what_the_page_says(ruled: Ruled, stage: Stage) -> None:
    result = clean(ruled("metadata: {title: [{css: h1, before: ' be'}]}"), "<h1>Pier to be mended</h1>", p(*PROSE))
    assert "Pier to" == result.metadata.title


@pytest.mark.parametrize("kind", ["html", "text"])
def test_a_page_of_white_space_alone_is_empty(cleaner: Cleaner, kind: str) -> None:
    result = cleaner.clean("<p> </p>" if kind == "html" else " \n ", kind=kind)  # type: ignore[arg-type]
    assert ("empty", "no_text") == (result.status, result.code)


def test_english_packs_are_attached_to_pages_of_any_language(cleaner: Cleaner, stage: Stage) -> None:
    text = f"format: 1\nid: mine\nmatch: {{languages: [en]}}\n{RULE}\n"
    rules = Rulebook((compile_file(text.encode(), "mine.yml", Layer.PACK, cleaner.rules.taxonomy),))
    content = page(
        p("Buy ropes", css="box"),
        p(
            *[
                "Der Rat stimmte am Montag nach langer Debatte dem Haushalt der Stadt zu, und viele hofften auf mehr. "
                * 3
            ]
            * 2
        ),
    )
    assert "Buy ropes" not in Cleaner(rules).clean(content, kind="html").text


def test_a_name_below_the_headline_without_any_mark_is_an_author(cleaner: Cleaner) -> None:
    content = page("<h1>Quay to be widened</h1><p>By Ilse Marten</p>", p(*PROSE))
    assert ("Ilse Marten",) == cleaner.clean(content, kind="html", url=URL).metadata.authors


def test_a_name_below_the_headline_is_an_author_though_nothing_moves_it(ruled: Ruled, stage: Stage) -> None:
    result = clean(ruled(), "<h1>Quay to be widened</h1><p>By Ilse Marten</p>", p(*PROSE))
    assert ("Ilse Marten",) == result.metadata.authors


def test_a_page_was_not_published_after_it_was_crawled(cleaner: Cleaner) -> None:
    time = "<meta property=article:published_time content=2024-06-01T10:00:00Z>"
    dated = page(p(*PROSE)).replace("<head>", f"<head>{time}")
    days = [cleaner.clean(dated, kind="html", url=URL, crawled=day).metadata.published for day in (None, "2024-03-02")]
    assert [True, False] == [bool(day) for day in days]


def test_the_text_stages_know_the_persons_that_wrote_the_page(stage: Stage, ruled: Ruled) -> None:
    author = "<meta name=author content='Jan Roder'>"
    ruled().clean(page(p(*PROSE)).replace("</head>", f"{author}</head>"), url=URL, kind="html")
    assert ("Jan Roder",) == stage.seen[-1].authors


def test_what_is_won_back_is_won_for_the_blocks_that_the_classifier_keeps(
    stage: Stage, ruled: Ruled, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[set[int]] = []

    def watched(site: Site, found: Found, body: set[int]) -> list[Claim]:
        told.append(set(body))
        return []

    monkeypatch.setattr(html_page, "win_claims", watched)
    clean(ruled(), p("Nav", *PROSE))
    assert [{1, 2, 3}] == told
