"""The way of an HTML page, with a classifier and a text stage that say what a test tells them to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from cleaner import Cleaner, Page, Result, html_page, pipeline
from cleaner.decide import Claim
from cleaner.document import Document
from cleaner.found import Found, Site
from cleaner.model import Limits, Removal, Source
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import Layer
from cleaner.stages import main_content, site_rules
from cleaner.stages.main_content import MainContent
from cleaner.survey import Known
from cleaner.view import View

PROSE = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.",
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.",
    "Prices for rope and tar rose again, and the smaller yards said they would not last the winter.",
)
GERMAN = "Der Rat stimmte am Montag nach langer Debatte dem neuen Haushalt der Stadt zu, und viele hofften auf mehr."
URL = "https://quay.example/a"
Ruled = Callable[..., Cleaner]


def page(*lines: str) -> str:
    head = "<html><head><title>Quay to be widened</title><meta property=article:section content=Ports></head>"
    return head + "<body><main>" + "".join(lines) + "</main></body></html>"


def p(*lines: str, css: str = "story") -> str:
    return "".join(f"<p class={css}>{line}</p>" for line in lines)


class Classifier:
    """Drops the blocks that begin with a word, in single runs."""

    def __init__(self) -> None:
        self.drops = ("Nav",)

    def __call__(self, document: Document, title: object, judge: object) -> MainContent:
        keep = [not text.startswith(self.drops) for text in document.texts]
        dropped = []
        for block, kept in enumerate(keep):
            if not kept:
                start, end = document.block_span(block, block + 1)
                removal = Removal(start, end, "nav", "heuristic/main-content", "main_content", "it is no body")
                dropped.append((block, block + 1, removal))
        return MainContent(keep, tuple(dropped), 0.75, "forum", 0.25)


class Stage:
    """Claims the lines that begin with a word."""

    def __init__(self) -> None:
        self.claims: tuple[str, ...] = ()
        self.rule = "heuristic/x"
        self.seen: list[View] = []
        self.page_types: list[str] = []

    def __call__(self, view: View, page_type: str = "") -> list[Claim]:
        self.seen.append(view)
        self.page_types.append(page_type)
        out = []
        for item, text in enumerate(view.texts):
            if self.claims and text.startswith(self.claims):
                removal = Removal(*view.span(item), "nav", self.rule, "test", "because")
                layer = Layer.HEURISTIC if self.rule.startswith("heuristic/") else Layer.PACK
                out.append(Claim(*view.span(item), layer, 1, self.rule, removal))
        return out


@pytest.fixture
def classifier(monkeypatch: pytest.MonkeyPatch) -> Classifier:
    made = Classifier()
    monkeypatch.setattr(main_content, "find", made)
    return made


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, classifier: Classifier) -> Stage:
    made = Stage()
    monkeypatch.setattr(html_page, "text_claims", made)
    return made


@pytest.fixture
def ruled(cleaner: Cleaner) -> Ruled:
    """A cleaner with one rule file, as the user's own or as a pack."""

    def make(rules: str = "", layer: Layer = Layer.USER) -> Cleaner:
        text = f"format: 1\nid: mine\nmatch: {{always: true}}\n{rules}\n"
        file = compile_file(text.encode(), "mine.yml", layer, cleaner.rules.taxonomy)
        return Cleaner(Rulebook((file,), (), cleaner.rules.taxonomy))

    return make


def clean(cleaner: Cleaner, *lines: str) -> Result:
    return cleaner.clean(page(*lines), url=URL, kind="html")


def body(*lines: str) -> str:
    return "\n".join(lines)


def rules_of(removals: Sequence[Removal]) -> list[str]:
    return [removal.rule for removal in removals]


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


def test_the_tree_is_searched_once_for_selectors_of_packs_that_hit_nothing(
    ruled: Ruled, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = "remove: [{id: ad, label: nav, why: An ad, html: {css: 'main > .one, main > .two'}}]"
    searched: list[str] = []

    def spans(self: Document, css: str, **how: object) -> list[tuple[int, int]]:
        searched.append(css)
        return []

    monkeypatch.setattr(Document, "spans", spans)
    clean(ruled(rule, Layer.PACK), p(*PROSE))
    assert [] == searched
    clean(ruled(rule, Layer.PACK), p(*PROSE), p("Buy ropes", css="two"))
    assert ["main > .one", "main > .two"] == searched


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
