"""Which language a page is in."""

from __future__ import annotations

import pytest

from cleaner.language import UNKNOWN, _factory, identify, primary

GERMAN = (
    "Der Rat stimmte am Montag nach einer langen Debatte dem neuen Haushalt der Stadt zu, und viele hofften auf mehr."
)
ENGLISH = "The council voted on Monday to approve the new budget after a debate that lasted more than four hours."
JAPANESE = "港の委員会は火曜日、長い議論の末に岸壁の拡張を決めた。住民は費用を心配している。"


@pytest.mark.parametrize(("text", "expected"), [(GERMAN, "de"), (ENGLISH, "en"), (JAPANESE, "ja")])
def test_a_language_is_found_without_a_declaration(text: str, expected: str) -> None:
    assert expected == identify(text).code


def test_a_declaration_that_the_text_bears_out_is_believed() -> None:
    assert ("de", ("de",)) == (identify(GERMAN, "de-AT").code, identify(GERMAN, "de-AT").candidates)


@pytest.mark.parametrize(("text", "declared", "expected"), [(GERMAN, "en", "de"), (JAPANESE, "en-US", "ja")])
def test_a_declaration_that_the_text_contradicts_is_not_believed(text: str, declared: str, expected: str) -> None:
    assert expected == identify(text, declared).code


@pytest.mark.parametrize("text", ["", "12345 !!!", "ok"])
def test_too_little_text_is_undetermined(text: str) -> None:
    assert UNKNOWN == identify(text).code


@pytest.mark.parametrize(
    ("tag", "code"), [("nb-NO", "no"), ("en_GB", "en"), ("zh-Hant", "zh"), ("", None), ("12", None)]
)
def test_tags_come_down_to_a_primary_subtag(tag: str, code: str | None) -> None:
    assert code == primary(tag)


def test_the_answer_repeats() -> None:
    mixed = "Hotel taxi radio internet " * 5
    assert 1 == len({identify(mixed).code for _ in range(5)})


def test_the_profiles_of_all_languages_are_nothing_for_the_garbage_collector_to_look_through() -> None:
    assert {tuple} == set(map(type, _factory().word_lang_prob_map.values()))


def test_a_declared_language_is_two_or_three_letters_of_ascii_or_none() -> None:
    """Found by fuzzing: `lang="àen"` stood in a result as it was."""
    assert ["en", "gsw", None, None, None] == [primary(tag) for tag in ("EN-gb", "gsw", "\u00e0en", "e1", "english")]
