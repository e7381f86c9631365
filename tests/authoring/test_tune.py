"""A text that went wrongly comes back, one that stayed wrongly goes, and a test guards it."""

from __future__ import annotations

import pytest

from cleaner.authoring.cases import try_file
from cleaner.authoring.drafts import FileDraft, RuleDraft
from cleaner.authoring.guard import guarded
from cleaner.authoring.rulefile import new_file
from cleaner.authoring.study import study
from cleaner.authoring.tune import Change, Tuning, locate, with_file
from cleaner.errors import InputError
from cleaner.pipeline import clean_prepared
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.taxonomy import load_taxonomy
from cleaner.rulebook.types import HtmlMatch
from tests.authoring.site import APP, HOST, LETTER, site

EMPTY = new_file(FileDraft("gullholm", (HOST,)))
GREEDY = RuleDraft("boxes", why="Boxes", label="site_promo", html=HtmlMatch((".quay-letter", ".tide-tray")))
SITE = new_file(FileDraft("gullholm", (HOST,), rules=(GREEDY,)))
HEADING = "Further along the coast"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook((), (), load_taxonomy(shipped_folder() / "taxonomy.yaml"))


def tuning(book: Rulebook, text: str, content: str, *, removed: bool) -> Tuning:
    whole = with_file(book, content)
    pages, _ = study(site(5)[1:], whole)
    return Tuning(pages, locate(pages, text, removed=removed), content, whole)


def after(tuning: Tuning, change: Change) -> str:
    return clean_prepared(tuning.page.prepared, with_file(tuning.book, change.text)).text


def test_the_narrowest_way_to_bring_a_text_back_changes_nothing_else(book: Rulebook) -> None:
    wrong = tuning(book, HEADING, SITE, removed=True)
    best = wrong.bring_back()[0]
    text = after(wrong, best)
    assert ("keep", 0) == (best.kind, best.characters)
    assert HEADING in text
    assert LETTER[1] not in text


def test_disabling_the_rule_is_the_broader_way(book: Rulebook) -> None:
    changes = tuning(book, HEADING, SITE, removed=True).bring_back()
    disable = next(change for change in changes if change.kind == "disable")
    assert ("gullholm/boxes",) == disable.off
    assert disable.characters > changes[0].characters


def test_the_narrowest_way_to_take_a_text_away_changes_nothing_else(book: Rulebook) -> None:
    missed = tuning(book, HEADING, EMPTY, removed=False)
    best = missed.take_away()[0]
    assert ("remove", 0) == (best.kind, best.characters)
    assert HEADING not in after(missed, best)


def test_broader_ways_say_what_else_they_take(book: Rulebook) -> None:
    changes = tuning(book, HEADING, EMPTY, removed=False).take_away()
    whole = next(change for change in changes if change.what == "remove .tide-tray")
    assert whole.blocks > changes[0].blocks


@pytest.mark.parametrize("back", [True, False])
def test_the_test_that_is_written_fails_without_the_change(book: Rulebook, back: bool) -> None:
    one = tuning(book, HEADING, SITE if back else EMPTY, removed=back)
    change = (one.bring_back() if back else one.take_away())[0]
    made = guarded(one, change, HOST)
    assert made.cases
    assert made.proven
    assert try_file(made.text, book).passed


def test_a_text_is_found_whatever_its_quotes_and_spaces(book: Rulebook) -> None:
    pages, _ = study(site(2), book)
    found = locate(pages, APP.upper().replace(" ", "  "), removed=True)
    assert APP == pages[found.page].document.texts[found.block]


def test_a_text_that_no_page_has_is_an_error_with_a_cure(book: Rulebook) -> None:
    pages, _ = study(site(1), book)
    with pytest.raises(InputError, match="no block holds"):
        locate(pages, "The moon is a cheese", removed=True)
