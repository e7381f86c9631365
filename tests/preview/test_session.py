"""Editing, saving and switching rule files, without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import InputError
from cleaner.preview.loading import Reading, read
from cleaner.preview.rulefile import read_file
from cleaner.preview.session import Session, common_host, start
from cleaner.rulebook.book import Rulebook
from tests.preview.conftest import work
from tests.preview.samples import NOTE, RULE, page, write_pages

NEW_RULE = """\
remove:
  - id: note
    why: Petition of the paper
    label: notice
    html: {css: p.qx-note}
    text: {line_starts: [Sign the petition]}
"""
NEW_TEST = """\
tests:
  - name: the petition goes
    url: https://quay.example/b
    html: |
      <article><p>The old ferry sailed again on Monday, and the whole village came down to the quay to see it.</p>
      <p class="qx-note">Sign the petition for the old ferry at the harbour office on any day of the week.</p></article>
    removed: {Sign the petition: note}
    kept: [The old ferry sailed]
"""


def make(reading: Reading, path: Path, book: Rulebook) -> Session:
    """As `start`, with rules that are loaded already."""
    return Session(reading, read_file(path, common_host(reading)), book)


def with_note(text: str = RULE) -> str:
    return text.replace("remove:\n", NEW_RULE).replace("tests:\n", NEW_TEST)


def test_pages_without_an_address_take_the_one_they_give_themselves(session: Session) -> None:
    assert ["quay.example"] * 3 + ["delta.example"] == [page.host for page in session.pages]


def test_a_given_address_beats_the_one_of_the_page(tmp_path: Path) -> None:
    reading = read([str(write_pages(tmp_path / "pages"))], 1, "https://bank.example/x")
    assert "https://bank.example/x" == reading.pages[0][0].url


def test_the_limit_is_told(tmp_path: Path) -> None:
    reading = read([str(write_pages(tmp_path / "pages"))], 2)
    assert (2, True) == (len(reading.pages), reading.more)


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file or folder"):
        read([str(tmp_path / "nothing")])


def test_the_rules_of_the_file_are_in_force_from_the_start(session: Session) -> None:
    assert "quay/also" in {removal.rule for removal in session.pages[0].now.removals}


def test_an_edit_cleans_only_the_pages_that_the_file_is_for(session: Session) -> None:
    session.edit(with_note())
    assert [0, 1, 2] == work(session)


def test_the_open_page_is_cleaned_first(session: Session) -> None:
    session.open = 2
    session.edit(with_note())
    assert [2, 0, 1] == work(session)


def test_a_change_names_the_text_that_goes_and_the_rule(session: Session) -> None:
    session.edit(with_note())
    work(session)
    assert [0, 1, 2] == [change.page for change in session.changes]
    (passage,) = session.changes[0].lost
    assert (True, "quay/note") == (passage.text.startswith(NOTE), passage.rule)


def test_an_edit_undone_changes_nothing(session: Session) -> None:
    session.edit(with_note())
    work(session)
    session.edit(RULE)
    work(session)
    assert () == session.changes


def test_work_that_was_left_is_taken_up_by_the_next_edit(session: Session) -> None:
    session.edit(with_note())
    assert 0 == next(session.work())
    session.edit(with_note() + "# a comment\n")
    assert {1, 2} <= set(work(session))
    assert [0, 1, 2] == sorted(change.page for change in session.changes)


def test_a_text_that_cannot_be_read_leaves_the_last_rules_in_force(session: Session) -> None:
    session.edit(with_note())
    work(session)
    checked = session.edit(with_note() + "remove: [\n")
    assert (None, True) == (checked.file, bool(checked.errors))
    assert [] == work(session)
    assert 3 == len(session.changes)


def test_a_new_id_takes_the_old_rules_along(session: Session) -> None:
    session.edit(RULE.replace("id: quay\n", "id: pier\n"))
    work(session)
    rules = {removal.rule for removal in session.pages[0].now.removals}
    assert (True, False) == ("pier/also" in rules, "quay/also" in rules)


def test_a_new_host_reaches_its_pages(session: Session) -> None:
    assert not session.reaches(session.pages[3])
    session.edit(RULE.replace("[quay.example]", "[quay.example, delta.example]"))
    assert [0, 1, 2, 3] == work(session)
    assert session.reaches(session.pages[3])


def test_saving_writes_the_file_and_settles_the_changes(session: Session, rules: Path) -> None:
    session.edit(with_note())
    assert ("saved", ()) == ((saving := session.save()).status, saving.failed)
    assert (with_note(), (), False) == (rules.read_text("utf-8"), session.changes, session.unsaved)


def test_a_file_whose_test_fails_is_written_only_when_that_is_asked_for(session: Session, rules: Path) -> None:
    failing = RULE.replace("kept: [The old ferry sailed]", "kept: [The new ferry sailed]")
    session.edit(failing)
    assert ("untested", RULE) == ((saving := session.save()).status, rules.read_text("utf-8"))
    assert ["the box goes"] == [outcome.test.name for outcome in saving.failed]
    assert ("saved", failing) == (session.save(untested=True).status, rules.read_text("utf-8"))


def test_a_file_with_errors_is_not_written(session: Session, rules: Path) -> None:
    session.edit(with_note().replace("label: notice", "label: notise"))
    saving = session.save(untested=True, over=True)
    assert ("faulty", RULE) == (saving.status, rules.read_text("utf-8"))
    assert ["notise" in error.message for error in saving.errors] == [True]


def test_a_file_that_another_program_wrote_is_not_overwritten(session: Session, rules: Path) -> None:
    rules.write_text(RULE + "# by another hand\n", "utf-8")
    session.edit(RULE + "# mine\n")
    assert ("changed", True) == (session.save(untested=True).status, "another hand" in rules.read_text("utf-8"))
    session.reload()
    assert (RULE + "# by another hand\n", False) == (session.text, session.unsaved)


def test_line_ends_of_windows_stay(tmp_path: Path, rules: Path, book: Rulebook) -> None:
    rules.write_bytes(RULE.replace("\n", "\r\n").encode())
    session = make(read([str(write_pages(tmp_path / "pages"))]), rules, book)
    session.edit(session.text + "# one more\n")
    session.save(untested=True)
    assert (RULE + "# one more\n").replace("\n", "\r\n").encode() == rules.read_bytes()


def test_a_new_file_is_for_the_commonest_host_and_made_at_the_first_save(tmp_path: Path, book: Rulebook) -> None:
    path = tmp_path / "new" / "quay-example.yml"
    session = make(read([str(write_pages(tmp_path / "pages"))]), path, book)
    assert ((), True) == (session.checked.errors, session.reaches(session.pages[0]))
    assert not path.exists()
    assert "saved" == session.save(untested=True).status
    assert session.text == path.read_text("utf-8")


def test_a_file_of_the_users_folder_is_not_in_force_twice(tmp_path: Path, rules: Path) -> None:
    session = start(read([str(write_pages(tmp_path / "pages"))]), rules, rules.parent)
    assert () == session.checked.errors
    session.edit(RULE.replace("section.qx-also", "section.qx-none").replace("lines: [More", "lines: [Less"))
    work(session)
    assert "quay/also" not in {removal.rule for removal in session.pages[0].now.removals}


def test_the_file_for_another_host_is_the_one_that_is_there(tmp_path: Path, rules: Path) -> None:
    delta = rules.parent / "the-delta.yml"
    delta.write_text(RULE.replace("quay.example", "delta.example").replace("id: quay\n", "id: delta\n"), "utf-8")
    session = start(read([str(write_pages(tmp_path / "pages"))]), rules, rules.parent)
    assert (delta, rules.parent / "bank-example.yml") == (
        session.file_for("delta.example"),
        session.file_for("bank.example"),
    )


def test_after_a_switch_both_files_are_in_force(session: Session, tmp_path: Path) -> None:
    session.switch(tmp_path / "delta.yml", ("delta.example",))
    assert (False, True) == (session.reaches(session.pages[0]), session.reaches(session.pages[3]))
    assert "quay/also" in {removal.rule for removal in session.pages[0].now.removals}
    assert () == session.changes


def test_one_may_switch_back(session: Session, tmp_path: Path, rules: Path) -> None:
    session.switch(tmp_path / "delta.yml", ("delta.example",))
    assert rules == session.file_for("quay.example")
    session.switch(session.file_for("quay.example"), ("quay.example",))
    assert (RULE, ()) == (session.text, session.checked.errors)
    assert [True, False] == [session.reaches(session.pages[number]) for number in (0, 3)]


def test_a_page_that_cannot_be_read_is_shown_with_its_reason(tmp_path: Path, rules: Path, book: Rulebook) -> None:
    pages = write_pages(tmp_path / "pages", 1)
    (pages / "empty.html").write_text("<html><body></body></html>", "utf-8")
    (pages / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    session = make(read([str(pages / name) for name in ("0.html", "empty.html", "picture.html")]), rules, book)
    assert "ok" == session.pages[0].now.status
    assert {"empty", "skipped"} >= {page.now.status for page in session.pages[1:]}


def test_the_sample_pages_hold_what_the_tests_speak_of() -> None:
    assert NOTE in page(1)
