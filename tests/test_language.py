"""Which language a page is in."""

from __future__ import annotations

import pytest
from langdetect import PROFILES_DIRECTORY, DetectorFactory

from cleaner.language import UNKNOWN, Language, _factory, identify, primary

GERMAN = (
    "Der Rat stimmte am Montag nach einer langen Debatte dem neuen Haushalt der Stadt zu, und viele hofften auf mehr."
)
ENGLISH = "The council voted on Monday to approve the new budget after a debate that lasted more than four hours."
FRENCH = (
    "Le conseil a voté lundi pour le nouveau budget de la ville après un débat de quatre heures, et on attend la suite"
    " dans les jours qui viennent."
)
CATALAN = (
    "El consell va aprovar dilluns el nou pressupost de la ciutat després d'un debat de més de quatre hores, i els"
    " veïns de la plaça esperen que les obres comencin abans de l'estiu."
)
AFRIKAANS = (
    "Die raad het Maandag die nuwe begroting van die stad goedgekeur na 'n debat van vier uur, en die inwoners hoop dat"
    " die werk nie te lank sal duur nie."
)
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


def test_langdetect_hears_shares_as_from_its_own_table() -> None:
    own = DetectorFactory()
    own.load_profile(PROFILES_DIRECTORY)
    order = [own.langlist.index(language) for language in _factory().langlist]
    shares = _factory().word_lang_prob_map
    for gram in ("a", "th", "sch", " de", "あ"):
        assert tuple(own.word_lang_prob_map[gram][place] for place in order) == shares[gram]
    assert "☃" not in shares


def _unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    def detect(sample: str) -> list[tuple[str, float]]:
        raise AssertionError(f"asked for {sample}")

    monkeypatch.setattr("cleaner.language._detect", detect)


@pytest.mark.parametrize(("text", "expected"), [(GERMAN, "de"), (ENGLISH, "en")])
@pytest.mark.parametrize("declared", [None, "fr"])
def test_function_words_tell_english_and_german(
    text: str, expected: str, declared: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _unasked(monkeypatch)
    assert Language(expected, (expected,)) == identify(text, declared)


@pytest.mark.parametrize("text", [CATALAN, AFRIKAANS])
def test_a_language_that_shares_its_function_words_with_a_listed_one_is_left_to_langdetect(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.language._detect", lambda sample: [("xx", 1.0)])
    assert "xx" == identify(text).code


def test_french_with_two_english_function_words_is_not_english() -> None:
    assert "fr" == identify(FRENCH, "en").code


def test_english_with_some_german_function_words_is_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    _unasked(monkeypatch)
    assert "en" == identify(ENGLISH + " Die Brücke was in der Stadt.", "en").code


LIST = "Basel, Bern, Brig, Chur, Davos, Genf, Lausanne, Lugano, Luzern, Olten, Thun, Zug"


@pytest.mark.parametrize("declared", [None, "de", "fr"])
def test_where_the_longest_text_holds_no_function_words_the_next_ones_tell(
    declared: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _unasked(monkeypatch)
    assert "de" == identify(LIST, declared, ("", "Zum Warenkorb", GERMAN)).code


def test_other_texts_are_not_looked_at_where_the_first_bears_the_declaration_out() -> None:
    assert "de" == identify(GERMAN, "de", map(pytest.fail, ["looked at"])).code


@pytest.mark.parametrize(("others", "expected"), [((ENGLISH, ENGLISH), "en"), ((ENGLISH, GERMAN), "de"), ((), "de")])
def test_where_text_and_declaration_disagree_most_texts_win(others: tuple[str, ...], expected: str) -> None:
    assert expected == identify(GERMAN, "en", others).code


def test_texts_of_a_language_that_is_not_declared_and_has_neighbours_are_left_to_langdetect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cleaner.language._detect", lambda sample: [("xx", 1.0)])
    assert "xx" == identify(LIST, None, (FRENCH,)).code
    assert "fr" == identify(LIST, "fr", (FRENCH,)).code


def test_a_declared_language_is_two_or_three_letters_of_ascii_or_none() -> None:
    """Found by fuzzing: `lang="àen"` stood in a result as it was."""
    assert ["en", "gsw", None, None, None] == [primary(tag) for tag in ("EN-gb", "gsw", "\u00e0en", "e1", "english")]
