"""Names out of bylines, in twins: what is split, and what stays whole."""

from __future__ import annotations

import pytest

from cleaner.metadata.authors import reversed_name, split_authors


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Roe", ["Jane Roe"]),
        ("By Jane Roe, John Doe and Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"]),
        ("Von Jana Müller und Jan Maier", ["Jana Müller", "Jan Maier"]),
        ("Par Jeanne Roux et Jean Dubois", ["Jeanne Roux", "Jean Dubois"]),
        ("Por Juana Ruiz y Juan Díaz", ["Juana Ruiz", "Juan Díaz"]),
        ("di Gianna Rossi e Gianni Bianchi", ["Gianna Rossi", "Gianni Bianchi"]),
        ("Jane Roe; John Doe", ["Jane Roe", "John Doe"]),
        ("Jane Roe & John Doe", ["Jane Roe", "John Doe"]),
        ("Jane Roe | Valley Desk", ["Jane Roe", "Valley Desk"]),
        ("автор: Иван Петров", ["Иван Петров"]),
        ("作者：王小明", ["王小明"]),
        ("Jane Roe, Senior Editor", ["Jane Roe"]),
        ("Jane Roe, Ph.D.", ["Jane Roe"]),
        ("Jane Roe, Jane Roe and JANE ROE", ["Jane Roe"]),
        ("Jane Roe (jane@gazette.example)", ["Jane Roe"]),
        ("Jane Roe https://gazette.example/jane", ["Jane Roe"]),
        ("View all posts by Jane Roe", ["Jane Roe"]),
        ("Nelson C.J.", ["Nelson C.J."]),
    ],
)
def test_names_are_split_where_languages_join_them(text: str, names: list[str]) -> None:
    assert tuple(names) == split_authors([text])


@pytest.mark.parametrize(
    "name",
    ["José Ortega y Gasset", "Food and Drink Desk", "Ludwig van der Mill", "Valley Gazette Staff", "dpa", "Di Fox"],
)
def test_a_name_that_holds_a_joining_word_stays_whole(name: str) -> None:
    assert (name,) == split_authors([name])


@pytest.mark.parametrize(
    "text", ["", "admin", "By", "null", "12345", "https://gazette.example/jane", "x" * 1_000_000, "Editor", "Ph.D."]
)
def test_what_names_nobody_gives_nobody(text: str) -> None:
    assert () == split_authors([text])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Jane Roe Feb 8, 2024 at 4:05 pm", ["Jane Roe"]),
        ("Jane Roe Updated March 2, 2024", ["Jane Roe"]),
        ("Jane Roe Senior Reporter", ["Jane Roe"]),
        ("By Jane Roe • 5 min read", ["Jane Roe"]),
        ("By Tom May and Gary Marcus", ["Tom May", "Gary Marcus"]),
        ("Jane Roe is a teacher, walker, and mother of two", ["Jane Roe"]),
        ("five mills that were lost", []),
        ("About the author", []),
    ],
)
def test_in_text_for_readers_only_names_are_taken(text: str, names: list[str]) -> None:
    assert tuple(names) == split_authors([text], prose=True)


@pytest.mark.parametrize(
    ("text", "name"), [("Roe, Jane", "Jane Roe"), ("Roe, Jane, Ph.D.", "Roe, Jane, Ph.D."), ("Jane Roe", "Jane Roe")]
)
def test_only_a_catalogue_name_is_turned_round(text: str, name: str) -> None:
    assert name == reversed_name(text)
