"""The way of a text: passes, guards and certainty, with a stage that claims what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleaner import Cleaner, Page, Result, found, pipeline, text_page
from cleaner.decide import Claim
from cleaner.model import Removal
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import Layer
from cleaner.survey import Known
from cleaner.view import View

RULES = """\
format: 1
id: mine
match: {always: true}
phrases:
  - {id: doubtful, label: site_promo, why: Seen in boxes, tier: 3, lines: [Old maps of the delta]}
remove:
  - {id: offer, label: site_promo, why: An offer, text: {lines: [Ropes at half price]}}
keep:
  - {id: coda, why: Ends each story, text: {lines: [Share This Article]}}
"""
Claiming = Callable[[View], list[str]]


def prose(number: int) -> str:
    """Lines of prose that are of one length."""
    return f"Captain {number} told the harbour board on Tuesday that the pier must be widened before the winter comes."


@pytest.fixture(scope="module", params=[Layer.PACK, Layer.USER], ids=["pack", "own"])
def ruled(request: pytest.FixtureRequest, cleaner: Cleaner) -> Cleaner:
    """A cleaner with the rules above, as those of a pack and as those of the user."""
    taxonomy = cleaner.rules.taxonomy
    return Cleaner(Rulebook((compile_file(RULES.encode(), "mine.yml", request.param, taxonomy),), (), taxonomy))


class Stage:
    """Claims the lines that begin with what it is told, in each pass anew."""

    def __init__(self) -> None:
        self.claimed: list[tuple[str, str, str]] = []  # (beginning of lines, rule, label)
        self.passes = 0
        self.surveys: list[Known] = []
        self.first_only = False

    def __call__(self, view: View) -> list[Claim]:
        self.passes += 1
        self.surveys.append(view.survey)
        out: list[Claim] = []
        for item, text in enumerate(view.texts):
            for beginning, rule, label in self.claimed:
                if text.startswith(beginning) and not (self.first_only and out):
                    removal = Removal(*view.span(item), label, rule, "test", "because")
                    layer = Layer.HEURISTIC if rule.startswith("heuristic/") else Layer.PACK
                    out.append(Claim(*view.span(item), layer, 1, rule, removal))
        return out


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    monkeypatch.setattr(text_page, "text_claims", made)
    return made


def clean(cleaner: Cleaner, *lines: str) -> Result:
    return cleaner.clean("\n".join(lines), kind="text")


def story(count: int) -> list[str]:
    return [prose(number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("claimed", "rule", "label", "applied"),
    [
        (3, "heuristic/x", "nav", True),
        (4, "heuristic/x", "nav", False),
        (4, "lang/en/x", "nav", True),
        (4, "heuristic/x", "related_article", True),
    ],
    ids=["six tenths", "more", "more by a phrase", "more with an anchor"],
)
def test_heuristics_without_an_anchor_take_six_tenths_of_the_prose_at_most(
    cleaner: Cleaner, stage: Stage, claimed: int, rule: str, label: str, applied: bool
) -> None:
    stage.claimed = [(f"Captain {number}", rule, label) for number in range(1, claimed + 1)]
    result = clean(cleaner, *story(5), "Nav")
    assert applied == (prose(1) not in result.text)
    assert applied != any("too much prose" in r.reason and r.reason.endswith("because") for r in result.observed)
    assert len(result.observed) == (0 if applied else claimed)
    assert applied or "large_removal" in result.flags


def test_what_is_no_prose_goes_though_the_prose_is_guarded(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Captain", "heuristic/x", "nav"), ("Nav", "heuristic/x", "nav"), ("Menu", "lang/en/x", "nav")]
    result = clean(cleaner, "Menu", *story(4), "Nav")
    assert "\n".join(story(4)) == result.text
    assert 4 == len(result.observed)  # though two passes found them


def test_a_text_of_prose_is_never_emptied(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("", "lang/en/x", "nav")]
    result = clean(cleaner, "Menu", *story(2))
    assert ("ok", result.base) == (result.status, result.text)
    assert "refused_empty" in result.flags
    assert ["not applied, nothing would be left: because"] * 3 == [r.reason for r in result.observed]


def test_a_text_without_prose_may_be_emptied(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("", "lang/en/x", "nav")]
    result = clean(cleaner, "Menu", "Home")
    assert ("empty", "all_boilerplate", "") == (result.status, result.code, result.text)
    assert "refused_empty" not in result.flags


def test_a_text_keeps_its_last_line_of_prose(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Captain 1", "lang/en/x", "nav"), ("Menu", "lang/en/x", "nav")]
    assert prose(2) == clean(cleaner, "Menu", *story(2)).text


def test_a_later_pass_names_the_rules_of_all_passes_before_it(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Menu", "lang/en/menu", "nav"), ("Nav", "lang/en/nav", "nav")]
    stage.first_only = True
    result = clean(cleaner, "Nav", *story(2), "Menu", prose(3), "Menu")
    assert [(), ("after: lang/en/nav",), ("after: lang/en/nav, lang/en/menu",)] == [r.evidence for r in result.removals]
    assert 4 == stage.passes
    assert sorted(r.start for r in result.removals) == [r.start for r in result.removals]


def test_removals_of_all_passes_stand_in_the_order_of_the_text(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Nav", "lang/en/nav", "nav"), ("Menu", "lang/en/menu", "nav")]
    stage.first_only = True
    result = clean(cleaner, *story(2), "Menu", prose(3), "Nav", prose(4))
    assert "\n".join((*story(2), prose(3), prose(4))) == result.text


def test_each_rule_of_the_pass_before_is_named_once(
    cleaner: Cleaner, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.claimed = [("Menu", "lang/en/b", "nav"), ("Nav", "lang/en/a", "nav")]
    lines = ("Menu", prose(1), "Nav", prose(2), "Menu", prose(3))

    def one_more(view: View) -> list[Claim]:
        """What the stage claims in the first pass; in the second one line of prose."""
        made = stage(view)
        stage.claimed = [("Captain 1", "lang/en/c", "nav")] if stage.passes == 1 else []
        return made

    monkeypatch.setattr(text_page, "text_claims", one_more)
    result = clean(cleaner, *lines)
    assert ["after: lang/en/b, lang/en/a"] == [fact for r in result.removals for fact in r.evidence]


def test_passes_end_after_sixty_four(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed, stage.first_only = [("Menu", "lang/en/x", "nav")], True
    result = clean(cleaner, *story(2), *(f"Menu {number}" for number in range(70)))
    assert (64, 6) == (stage.passes, result.text.count("Menu"))


def test_the_certainty_of_a_text_is_the_share_that_no_phrase_claims(ruled: Cleaner, stage: Stage) -> None:
    doubtful = "Old maps of the delta"
    stage.claimed = [("Menu", "lang/en/x", "nav")]
    sizes = sum(map(len, story(2)))
    assert 1.0 == clean(ruled, "Menu", *story(2)).confidence
    expected = sizes / (sizes + len(doubtful))
    assert expected == pytest.approx(clean(ruled, prose(1), doubtful, prose(2)).confidence)
    assert expected == pytest.approx(clean(ruled, prose(1), "Menu", doubtful, prose(2)).confidence)


def test_a_text_of_which_nothing_is_left_is_certain_of_nothing(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("", "lang/en/x", "nav")]
    assert 0.0 == clean(cleaner, "Menu", "Home").confidence


def test_text_rules_cut_and_are_named_whatever_their_layer(ruled: Cleaner, stage: Stage) -> None:
    result = clean(ruled, *story(2), "Ropes at half price", prose(3))
    assert ["mine/offer"] == [r.rule for r in result.removals]
    assert "\n".join(story(3)) == result.text
    assert ["mine/offer"] == [hit.rule.id for hit in result.hits if hit.rule.verb == "remove"]


def test_a_text_rule_cuts_in_a_later_pass_too_and_all_hits_are_kept(ruled: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Menu", "lang/en/x", "nav")]
    result = clean(ruled, "Ropes at half price", *story(3), "Menu")
    assert "\n".join(story(3)) == result.text
    assert ["mine/offer"] == [hit.rule.id for hit in result.hits]


def test_what_a_text_rule_keeps_a_heuristic_does_not_take(ruled: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Share", "heuristic/x", "nav")]
    assert "Share This Article" in clean(ruled, *story(2), "Share This Article").text


def test_what_a_page_shares_with_copies_elsewhere_is_asked_for_each_pass(
    cleaner: Cleaner, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claims of copies keep, and what is found is told to them."""

    def kept(view: View, so_far: found.Found) -> list[Claim]:
        so_far.flags.append(found.SYNDICATED)
        return [Claim(*view.span(0), Layer.PACK, 2, "heuristic/copy")]

    monkeypatch.setattr(text_page, "copy_claims", kept)
    stage.claimed = [("Menu", "heuristic/x", "nav"), ("Nav", "heuristic/x", "nav")]
    result = clean(cleaner, "Menu", *story(2), "Nav")
    assert ("\n".join(("Menu", *story(2))), (found.SYNDICATED,)) == (result.text, result.flags)


@pytest.mark.parametrize(("left", "flagged"), [(100, False), (99, True)])
def test_a_text_that_loses_more_than_half_is_flagged(cleaner: Cleaner, stage: Stage, left: int, flagged: bool) -> None:
    stage.claimed = [("Menu", "lang/en/x", "nav")]
    result = clean(cleaner, "Menu " + "x" * (194 - left), "y" * left)
    assert (200, left) == (len(result.base), len(result.text))
    assert flagged == ("large_removal" in result.flags)


def test_a_paywall_notice_flags_the_text(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("Subscribe", "lang/en/x", "paywall")]
    assert ("possibly_truncated",) == clean(cleaner, *story(3), "Subscribe").flags
    assert () == clean(cleaner, *story(3), "Menu").flags


@pytest.mark.parametrize(("lost", "flagged"), [(5, False), (6, True)])
def test_a_text_with_letters_that_were_lost_is_flagged(
    cleaner: Cleaner, stage: Stage, lost: int, flagged: bool
) -> None:
    assert flagged == ("bad_encoding" in clean(cleaner, "\ufffd" * lost + "x" * (1000 - lost)).flags)


@pytest.mark.parametrize(
    ("last", "label", "flagged"),
    [("...", "separator", True), ("…", "separator", True), ("***", "separator", False), ("...", "nav", False)],
)
def test_a_text_that_ended_in_dots_is_flagged(
    cleaner: Cleaner, stage: Stage, last: str, label: str, flagged: bool
) -> None:
    stage.claimed = [(last, "lang/en/x", label)]
    assert flagged == ("tail_ellipsis" in clean(cleaner, *story(3), last).flags)


def test_dots_that_were_cut_within_a_text_do_not_flag_its_end(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("***", "lang/en/x", "separator")]
    assert "tail_ellipsis" not in clean(cleaner, prose(1), "***", prose(2), "And so on...").flags


def test_what_moved_is_in_the_metadata_as_it_stood(cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    def moving(view: View) -> list[Claim]:
        items = [item for item, text in enumerate(view.texts) if text.strip().startswith("By")]
        removals = [Removal(*view.span(i), "byline", "lang/en/by", "test", "x", "metadata", "authors") for i in items]
        return [Claim(r.start, r.end, Layer.PACK, 1, r.rule, r) for r in removals]

    monkeypatch.setattr(text_page, "text_claims", moving)
    result = clean(cleaner, "  By Ilse Marten ", *story(2))
    assert (("authors", "By Ilse Marten"),) == result.metadata.moved


def test_what_is_known_of_the_site_reaches_each_pass(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed, known = [("Menu", "lang/en/x", "nav")], Known()
    pipeline.clean_page(Page("\n".join(("Menu", *story(2))), kind="text"), cleaner.rules, survey=known)
    assert [True, True] == [survey is known for survey in stage.surveys]


def test_a_text_that_ended_in_dots_and_a_line_end_is_flagged(cleaner: Cleaner, stage: Stage) -> None:
    stage.claimed = [("...", "lang/en/x", "separator")]
    assert "tail_ellipsis" in clean(cleaner, *story(3), "...", "").flags


def test_a_result_names_the_digest_of_each_file_whose_rules_cut(cleaner: Cleaner) -> None:
    result = clean(cleaner, *story(3), "Share This Article")
    files = {removal.rule.rpartition("/")[0] for removal in result.removals}
    assert {file for file in files if "/" in file} == {file for file, _ in result.digests}
    assert all(digest == cleaner.rules.digest_of(file) for file, digest in result.digests)
    assert result.digests


@pytest.mark.parametrize(("lines", "passes"), [(0, 64), (1_562, 64), (1_563, 63), (9_091, 10), (50_001, 2), (10**6, 2)])
def test_the_passes_over_a_text_look_at_a_hundred_thousand_lines_in_all(lines: int, passes: int) -> None:
    assert passes == text_page._passes(lines)
