"""The way of an HTML page: what goes, what stays, and who is asked, with a classifier and a text stage that say what a
test tells them to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaner import Page, html_page, pipeline
from cleaner.decide import Claim
from cleaner.document import Document
from cleaner.found import Found
from cleaner.rulebook.types import Layer
from cleaner.stages import main_content, site_rules
from cleaner.stages.main_content import MainContent
from cleaner.survey import Known
from cleaner.view import View
from tests.html_page.doubles import PROSE, URL, Classifier, Ruled, Stage, body, clean, p, page, rules_of


def test_what_the_classifier_drops_goes_and_what_it_knows_stands_in_the_result(ruled: Ruled, stage: Stage) -> None:
    result = clean(ruled(), p("Nav one"), p(*PROSE), p("Nav two"))
    assert body(*PROSE) == result.text
    assert (0.75, "forum", 0.25, ["forum"]) == (
        result.confidence, result.page_type, result.page_type_confidence, stage.page_types,
    )  # fmt: skip
    assert () == result.flags


def test_the_text_stage_sees_what_is_left_with_title_and_section(ruled: Ruled, stage: Stage) -> None:
    rule = "remove: [{id: ad, label: nav, why: An ad, html: {css: .ad}}]"
    clean(ruled(rule), p("Nav"), p("Buy ropes", css="ad"), p(*PROSE), p("Nav"))
    (view,) = stage.seen
    assert (list(PROSE), "Quay to be widened", "Ports") == (view.texts, view.title, view.section)


def test_what_the_text_stage_claims_goes_as_well(ruled: Ruled, stage: Stage) -> None:
    stage.claims = ("Prices",)
    result = clean(ruled(), p("Nav"), p(*PROSE))
    assert body(*PROSE[:2]) == result.text
    assert ["heuristic/main-content", "heuristic/x"] == rules_of(result.removals)


BODY = "body: [{id: one, css: .one, why: The story}, {id: two, css: .two}]"


def test_a_body_rule_is_believed_and_the_classifier_is_not(ruled: Ruled, stage: Stage, classifier: Classifier) -> None:
    result = clean(ruled(BODY), p("Outside"), p("Nav inside", *PROSE[:2], css="one"), p(PROSE[2], css="two"))
    assert body("Nav inside", *PROSE[:2]) == result.text
    assert {"mine/one"} == set(rules_of(result.removals))
    assert () == result.flags
    assert ["Nav inside", *PROSE[:2]] == stage.seen[0].texts


def test_the_next_body_rule_is_asked_where_the_first_one_misses(ruled: Ruled, stage: Stage) -> None:
    assert PROSE[2] == clean(ruled(BODY), p(*PROSE[:2]), p(PROSE[2], css="two")).text


def test_a_page_that_no_body_rule_hits_is_left_to_the_classifier_and_flagged(ruled: Ruled, stage: Stage) -> None:
    result = clean(ruled(BODY), p("Nav"), p(*PROSE))
    assert (body(*PROSE), ("body_missed",)) == (result.text, result.flags)


@pytest.mark.parametrize(("size", "believed"), [(10, True), (9, False)], ids=["a tenth", "less"])
def test_a_body_rule_that_holds_less_than_a_tenth_of_the_body_has_hit_something_else(
    ruled: Ruled, stage: Stage, size: int, believed: bool
) -> None:
    rest = "y" * (100 - size)
    result = clean(ruled(BODY), p("Nav hit", "x" * size, css="one"), p(rest))
    assert believed == (rest not in result.text)
    assert believed != ("body_missed" in result.flags)


def test_body_rules_under_test_decide_nothing_and_raise_no_flag(ruled: Ruled, stage: Stage) -> None:
    result = clean(ruled(f"status: testing\n{BODY}"), p("Nav"), p(*PROSE[:2]), p(PROSE[2], css="one"))
    assert (body(*PROSE), ()) == (result.text, result.flags)
    result = clean(ruled(f"status: testing\n{BODY}"), p("Nav"), p(*PROSE))
    assert (body(*PROSE), ()) == (result.text, result.flags)


def test_a_body_rule_behind_one_under_test_is_asked(ruled: Ruled, stage: Stage) -> None:
    rules = "body: [{id: one, css: .one, status: testing}, {id: two, css: .two}]"
    result = clean(ruled(rules), p(PROSE[0], css="one"), p(*PROSE[1:], css="two"))
    assert body(*PROSE[1:]) == result.text


def test_a_body_in_several_elements_is_all_of_them(ruled: Ruled, stage: Stage) -> None:
    result = clean(ruled(BODY), p(PROSE[0], css="one"), p("Between"), p(PROSE[1], css="one"), p("Behind"))
    assert body(*PROSE[:2]) == result.text


def test_a_body_ends_with_its_last_line_even_if_that_is_one_letter(ruled: Ruled, stage: Stage) -> None:
    assert body(PROSE[0], "x") == clean(ruled(BODY), f"<div class=one>{p(PROSE[0], 'x')}</div>", p("Outside")).text


KEEP_NAV = "keep: [{id: nav, why: Wanted, text: {lines: [Nav two]}}]"


@pytest.mark.parametrize(("layer", "kept"), [(Layer.USER, True), (Layer.PACK, False)])
def test_text_rules_of_the_site_see_all_lines_and_those_of_packs_the_body(
    ruled: Ruled, stage: Stage, layer: Layer, kept: bool
) -> None:
    result = clean(ruled(KEEP_NAV, layer), p("Nav one"), p(*PROSE), p("Nav two"))
    assert kept == ("Nav two" in result.text)
    assert kept == bool(result.hits)


@pytest.mark.parametrize("layer", [Layer.USER, Layer.PACK])
def test_text_rules_cut_lines_of_the_body_and_selectors_elements(ruled: Ruled, stage: Stage, layer: Layer) -> None:
    rules = (
        "remove:\n- {id: line, label: nav, why: x, text: {lines: [Buy ropes]}}\n"
        "- {id: box, label: nav, why: x, html: {css: .ad}}"
    )
    result = clean(ruled(rules, layer), p("Nav"), p(*PROSE), p("Buy ropes"), p("Buy tar", css="ad"), p("Nav"))
    assert body(*PROSE) == result.text
    assert {"mine/line", "mine/box"} == {hit.rule.id for hit in result.hits}


@pytest.mark.parametrize("layer", [Layer.USER, Layer.PACK])
@pytest.mark.parametrize("selectors", ["main > .ad, main > .never", "main > .ad", "main > .ad, main > ::never"])
def test_one_of_several_selectors_is_enough(ruled: Ruled, stage: Stage, layer: Layer, selectors: str) -> None:
    rule = f"remove: [{{id: ad, label: nav, why: An ad, html: {{css: '{selectors}'}}}}]"
    result = clean(ruled(rule, layer), p(*PROSE), p("Buy ropes", css="ad"))
    assert body(*PROSE) == result.text


@pytest.mark.parametrize("layer", [Layer.USER, Layer.PACK])
def test_selectors_are_asked_for_at_once_and_only_costly_ones_by_themselves(
    ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch, layer: Layer
) -> None:
    rule = "remove: [{id: ad, label: nav, why: An ad, html: {css: 'main > .one, main > .two, main ~ p ~ .three'}}]"
    at_once: list[str] = []
    alone: list[str] = []

    def select_each(self: Document, selectors: list[str]) -> list[list[object]]:
        at_once.extend(selectors)
        return [[] for _ in selectors]

    def select(self: Document, css: str) -> list[object]:
        alone.append(css)
        return []

    monkeypatch.setattr(Document, "select_each", select_each)
    monkeypatch.setattr(Document, "select", select)
    clean(ruled(rule, layer), p(*PROSE), p("Buy ropes", css="two"))
    assert (["main > .one", "main > .two"], ["main ~ p ~ .three"]) == (at_once, alone)


def test_a_page_that_would_lose_all_its_prose_keeps_it_but_for_what_the_site_says(ruled: Ruled, stage: Stage) -> None:
    stage.claims = ("",)
    rule = "remove: [{id: ad, label: nav, why: An ad, html: {css: .ad}}]"
    result = clean(ruled(rule), p("Nav"), p("Buy ropes", css="ad"), p(*PROSE))
    assert (body("Nav", *PROSE), ["mine/ad"]) == (result.text, rules_of(result.removals))
    assert (("refused_empty", "low_confidence"), 0.0) == (result.flags, result.confidence)
    refused = {removal.rule: removal.reason for removal in result.observed}
    assert "not applied, nothing would be left: it is no body" == refused["heuristic/main-content"]
    assert "not applied, nothing would be left: because" == refused["heuristic/x"]


def test_rules_of_packs_take_nothing_from_a_page_that_would_lose_all(ruled: Ruled, stage: Stage) -> None:
    stage.claims = ("",)
    rule = "remove: [{id: ad, label: nav, why: An ad, html: {css: .ad}}]"
    result = clean(ruled(rule, Layer.PACK), p("Buy ropes", css="ad"), p(*PROSE))
    assert (body("Buy ropes", *PROSE), ()) == (result.text, result.removals)


def test_a_page_without_prose_may_lose_all(ruled: Ruled, stage: Stage) -> None:
    stage.claims = ("",)
    result = clean(ruled(), p("Nav"), p("Home"))
    assert ("empty", "all_boilerplate", ()) == (result.status, result.code, result.observed)


@pytest.mark.parametrize("slow", [True, False])
def test_a_selector_that_is_too_slow_for_the_page_is_flagged(
    ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    monkeypatch.setattr(site_rules, "too_slow", lambda document, rules: ["mine/x"] * slow)
    assert slow == ("slow_selector" in clean(ruled(), p(*PROSE)).flags)


def test_what_is_known_of_the_site_reaches_all_that_ask(
    ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, asked = Known(), []

    def copies(view: View, found: Found, kept: set[int]) -> list[Claim]:
        asked.append((view.survey is known, len(view.norms), kept))
        found.flags.append("syndicated")
        return [Claim(*view.span(0), Layer.HEURISTIC, 3, "heuristic/copy")]

    monkeypatch.setattr(html_page, "copy_claims", copies)
    content = Page(page(p("Nav"), p(*PROSE)), url=URL, kind="html")
    result = pipeline.clean_page(content, ruled().rules, survey=known)
    assert [(True, 4, {1, 2, 3})] == asked
    assert (body("Nav", *PROSE), ("syndicated",)) == (result.text, result.flags)
    assert stage.seen[0].survey is known
    assert ["Nav", *PROSE] == stage.seen[0].texts


def test_rules_under_test_are_observed_beside_what_is_cut(ruled: Ruled, stage: Stage) -> None:
    rule = "remove: [{id: ad, label: nav, why: An ad, status: testing, html: {css: .ad}}]"
    result = clean(ruled(rule), p("Buy ropes", css="ad"), p(*PROSE))
    assert ["mine/ad"] == rules_of(result.observed)
    assert "Buy ropes" in result.text


def test_a_verdict_is_handed_on(ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = object()
    real = main_content.find
    monkeypatch.setattr(
        main_content,
        "find",
        lambda *given: replace(real(*given), verdict=verdict),  # type: ignore[arg-type]
    )
    assert clean(ruled(), p(*PROSE)).verdict is verdict


@pytest.mark.parametrize(("confidence", "flagged"), [(0.6, False), (0.59, True)])
def test_a_classifier_in_doubt_flags_the_page(
    ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch, confidence: float, flagged: bool
) -> None:
    real = main_content.find
    monkeypatch.setattr(main_content, "find", lambda *given: replace(real(*given), confidence=confidence))
    assert flagged == ("low_confidence" in clean(ruled(), p(*PROSE)).flags)


def test_a_page_of_which_much_goes_is_no_large_removal(ruled: Ruled, stage: Stage) -> None:
    assert () == clean(ruled(), p("Nav " + "x" * 900), p(*PROSE)).flags


def test_the_classifier_is_asked_once_for_one_title_and_judge(
    ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, object]] = []
    real = main_content.find

    def counted(document: Document, title: object, judge: object) -> MainContent:
        asked.append((title, judge))
        return real(document, title, judge)  # type: ignore[arg-type]

    monkeypatch.setattr(main_content, "find", counted)
    prepared = pipeline.prepare(Page(page(p(*PROSE)), kind="html"))
    assert isinstance(prepared, pipeline.Prepared)
    first = prepared.content("a", main_content.SHIPPED)
    assert first is prepared.content("a", main_content.SHIPPED)
    prepared.content("b", main_content.SHIPPED)
    other = main_content.Judge("always")
    prepared.content("b", other)
    assert [("a", main_content.SHIPPED), ("b", main_content.SHIPPED), ("b", other)] == asked
