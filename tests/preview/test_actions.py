"""From a block to a rule with its test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cleaner.authoring.candidates import Candidate
from cleaner.preview.actions import (
    Choice,
    Offer,
    apply,
    guess_label,
    likely_twin,
    removal_at,
    should_go,
    text_matchers,
    wrong,
)
from cleaner.preview.loading import read
from cleaner.preview.rulefile import read_file
from cleaner.preview.session import Session
from cleaner.rulebook.book import Rulebook
from tests.preview.conftest import Find, work
from tests.preview.samples import BOX, COMMENTS, NOTE

STORY = "The old ferry sailed again on Monday, and the whole village came down to the quay to see it go."


def by_value(offers: tuple[Offer, ...], value: str) -> Offer:
    return next(offer for offer in offers if offer.candidate is not None and offer.candidate.value == value)


def take(session: Session, text: str) -> None:
    session.edit(text)
    work(session)


def test_offers_to_remove_are_selectors_first_each_kind_from_broad_to_narrow(session: Session, find: Find) -> None:
    page = session.pages[0]
    offers = should_go(session, page, find(page, NOTE))
    kinds = [offer.candidate.kind == "css" for offer in offers if offer.candidate]
    assert sorted(kinds, reverse=True) == kinds
    counts = [offer.blocks for offer in offers if offer.candidate and offer.candidate.kind == "css"]
    assert (sorted(counts, reverse=True), True) == (counts, bool(counts))


def test_an_offer_tells_how_many_blocks_it_hits_on_all_pages(session: Session, find: Find) -> None:
    page = session.pages[0]
    block = find(page, NOTE)
    offer = by_value(should_go(session, page, block), ".qx-note")
    assert ((4, 4), (block,)) == ((offer.blocks, offer.pages), offer.here)


def test_a_rule_that_was_taken_comes_with_a_test_and_can_be_saved(session: Session, find: Find) -> None:
    page = session.pages[0]
    block = find(page, NOTE)
    offers = should_go(session, page, block)
    twin = next(o.candidate for o in offers if o.candidate and o.candidate.kind == "line_start")
    take(session, apply(session, page, block, Choice(by_value(offers, ".qx-note"), "Petition", "notice", twin)))
    assert ((), ()) == (session.checked.errors, session.failing())
    removal = removal_at(page.now, block)
    assert ("quay/qx-note", "notice", "Petition") == (
        (removal.rule, removal.label, removal.reason) if removal else ("", "", "")
    )
    assert [0, 1, 2] == [change.page for change in session.changes]
    assert "saved" == session.save().status


def test_the_comment_and_every_line_of_the_file_stay(session: Session, find: Find) -> None:
    page = session.pages[0]
    block = find(page, NOTE)
    offer = by_value(should_go(session, page, block), ".qx-note")
    written = apply(session, page, block, Choice(offer, "Petition", "notice")).splitlines()
    rest = iter(written)
    assert all(line in rest for line in session.text.splitlines())


def test_a_removed_block_comes_back_by_keep(session: Session, find: Find) -> None:
    page = session.pages[0]
    block = find(page, BOX)
    assert removal_at(page.now, block) is not None
    offer = wrong(session, page, block)[0]
    take(session, apply(session, page, block, Choice(offer, "The editor's own list")))
    assert (None, (), ()) == (removal_at(page.now, block), session.checked.errors, session.failing())


def test_the_own_rule_is_not_offered_to_be_switched_off(session: Session, find: Find) -> None:
    page = session.pages[0]
    assert "disable" not in {offer.verb for offer in wrong(session, page, find(page, BOX))}


def test_the_rule_of_a_pack_can_be_switched_off(session: Session, find: Find) -> None:
    page = session.pages[0]
    block = find(page, COMMENTS)
    offer = wrong(session, page, block)[-1]
    assert ("disable", True) == (offer.verb, offer.rule.startswith("widgets/comments/"))
    take(session, apply(session, page, block, Choice(offer, "Part of the story")))
    assert offer.rule not in {removal.rule for removal in page.now.removals}


def test_text_input_gets_text_matchers_alone(tmp_path: Path, book: Rulebook, find: Find) -> None:
    lines = (STORY, "Write to us: the desk by the quay", *(f"{STORY} It was day {day}." for day in range(9)))
    (tmp_path / "page.txt").write_text("\n".join(lines), "utf-8")
    session = Session(read([str(tmp_path / "page.txt")]), read_file(tmp_path / "x.yml"), book)
    page = session.pages[0]
    block = find(page, "Write to us")
    offers = should_go(session, page, block)
    assert {"line", "line_start"} <= {o.candidate.kind for o in offers if o.candidate}
    offer = by_value(offers, "Write to us:")
    take(session, apply(session, page, block, Choice(offer, "A try", "notice")))
    assert ((), ()) == (session.checked.errors, session.failing())


def test_a_guess_of_the_label_is_one_of_the_taxonomy(session: Session, find: Find) -> None:
    page = session.pages[0]
    assert guess_label(page, find(page, NOTE)) in session.book.taxonomy.by_id


def test_the_text_form_that_is_marked_at_first_hits_what_the_selector_hits(session: Session, find: Find) -> None:
    page = session.pages[0]
    offers = should_go(session, page, find(page, NOTE))
    number = likely_twin(offers, by_value(offers, ".qx-note"))
    assert Candidate("line_start", "Sign the petition") == text_matchers(offers)[number]
    assert -1 == likely_twin(offers, replace(offers[0], verb="keep"))


def test_a_block_that_does_not_exist_has_no_removal(session: Session) -> None:
    assert (None, None) == (removal_at(session.pages[0].now, -1), removal_at(session.pages[0].now, 10_000))
