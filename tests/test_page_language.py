"""The language of a page: which of its texts is asked, what the page says, and what others of its texts say."""

from __future__ import annotations

import pytest

from cleaner import Cleaner


def page(*lines: str) -> str:
    return "<html><body><main>" + "".join(f"<p>{line}</p>" for line in lines) + "</main></body></html>"


GERMAN = "Der Rat stimmte am Montag nach langer Debatte dem neuen Haushalt der Stadt zu, und viele hofften auf mehr."


def test_a_language_is_that_of_the_longest_paragraph_or_of_the_first_short_lines(cleaner: Cleaner) -> None:
    mixed = page("Menu", "The sea", GERMAN * 3)
    assert "de" == cleaner.clean(mixed, kind="html").language
    lines = [word for word in GERMAN.split(" ") for _ in range(2)]
    assert "de" == cleaner.clean("\n".join(lines), kind="text").language


@pytest.mark.parametrize(
    ("head", "language"),
    [("<html lang=no>", "no"), ("<html><meta property=og:locale content=nb_NO>", "no"), ("<html>", "da")],
)
def test_where_a_text_may_be_in_two_languages_the_page_has_its_say(cleaner: Cleaner, head: str, language: str) -> None:
    assert language == cleaner.clean(f"{head}<body><p>Byen er stor og vi bor her", kind="html").language


def test_the_longest_paragraph_tells_the_language_though_many_short_ones_are_of_another(cleaner: Cleaner) -> None:
    assert "de" == cleaner.clean(page(*["Read this and that"] * 50, GERMAN), kind="html").language


ENGLISH = "You and I said that it was for the best, but they are of another mind, and this is not what we had in it."
NUMBERS = tuple("1 22 333 " * times for times in (60, 50, 40, 30))


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        ((NUMBERS[0], GERMAN * 4, *NUMBERS[2:]), "de"),
        ((NUMBERS[0], *NUMBERS[1:3], GERMAN * 2), "de"),
        ((*NUMBERS, GERMAN), "und"),
        ((NUMBERS[0], *[GERMAN * 2] * 3, *[ENGLISH] * 9), "de"),
    ],
)
def test_where_the_longest_text_says_nothing_the_three_that_follow_it_do(
    cleaner: Cleaner, lines: tuple[str, ...], language: str
) -> None:
    assert language == cleaner.clean(page(*lines), kind="html").language
