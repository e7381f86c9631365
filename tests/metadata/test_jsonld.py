"""JSON-LD: repaired where cheap, judged by type, bounded against hostile input."""

from __future__ import annotations

import json

import pytest

from cleaner.metadata.jsonld import Facts, facts, minutes_of
from cleaner.metadata.jsonrepair import load

TITLE = "The River Rises"


@pytest.mark.parametrize(
    "raw",
    [
        '{"@type":"NewsArticle","headline":"The River Rises"}',
        '<!-- {"@type":"NewsArticle","headline":"The River Rises"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"The River Rises"}\n//]]>',
        '/*<![CDATA[*/{"@type":"NewsArticle","headline":"The River Rises"}/*]]>*/',
        '{"@type":"NewsArticle","headline":"The River Rises",}',
        '{"@type":"NewsArticle","headline":"The River Rises","description":"a\n\tb"}',
        '{"@type":"NewsArticle","headline":"The River Rises","description":"a \\q b",}',
        '{"@type":"NewsArticle","headline":"The River Rises"};',
        '{"@type":"WebSite","name":"x"}{"@type":"NewsArticle","headline":"The River Rises"}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;The River Rises&quot;}",
        '{"@type":"NewsArticle","headline":"The River Rises","description":"a "mill" b"}',
        '{"@type":["Thing","https://schema.org/NewsArticle"],"headline":"The River <b>Rises</b>"}',
        '[[{"@graph":[{"@type":"BlogPosting","headline":"The River Rises"}]}]]',
        '{"@type":"WebPage","name":"x","mainEntity":{"@type":"Article","headline":"The River Rises"}}',
    ],
)
def test_the_headline_is_read_from_json_as_pages_write_it(raw: str) -> None:
    assert (TITLE,) == facts((raw,), None).headlines[:1]


@pytest.mark.parametrize(
    "raw", ["", "null", "{", "[]", "0", '"text"', "not json", "\x00", "{}" * 3, "[" * 5000, '{"a":' * 5000]
)
def test_hopeless_json_gives_no_facts(raw: str) -> None:
    assert Facts() == facts((raw,), None) or () == facts((raw,), None).headlines


def test_an_article_is_preferred_to_the_page_that_holds_it() -> None:
    scripts = (json.dumps({"@type": "WebPage", "name": "Weather"}), json.dumps({"@type": "Article", "headline": TITLE}))
    assert (TITLE,) == facts(scripts, None).headlines


def test_among_articles_the_one_at_this_address_is_meant() -> None:
    related = {"@type": "Article", "headline": "The Mill Burns", "url": "https://gazette.example/mill"}
    own = {"@type": "Article", "headline": TITLE, "url": "https://gazette.example/river/"}
    assert (TITLE,) == facts((json.dumps([related, own]),), "https://www.gazette.example/river?ref=1").headlines


def test_articles_in_a_list_of_others_are_not_this_page() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "Article", "headline": "The Mill Burns"}]}
    assert () == facts((json.dumps(listed),), None).headlines


def test_a_related_article_fills_no_gaps() -> None:
    own, other = (
        {"@type": "NewsArticle", "headline": TITLE},
        {"@type": "Article", "headline": "Mill", "author": "John Doe"},
    )
    assert () == facts((json.dumps([own, other]),), None).authors


@pytest.mark.parametrize(
    "value", [None, 1, 1.5, True, [], {}, [None], {"name": None}, {"@id": {"@id": 1}}, [[["x"]]], {"name": {"name": 3}}]
)
def test_values_of_any_type_are_read_without_error(value: object) -> None:
    names = (
        "headline",
        "author",
        "datePublished",
        "publisher",
        "keywords",
        "image",
        "inLanguage",
        "url",
        "@id",
        "articleSection",
        "timeRequired",
    )
    assert isinstance(
        facts((json.dumps({"@type": "Article", **dict.fromkeys(names, value)}),), "https://a.example/"), Facts
    )


def test_a_script_of_a_million_characters_is_read_in_bounds() -> None:
    found = facts((json.dumps({"@type": "Article", "headline": "x" * 1_000_000}),), None)
    assert 4_000 == len(found.headlines[0])


def test_ids_that_name_each_other_do_not_loop() -> None:
    graph = [
        {"@type": "Article", "@id": "a", "author": {"@id": "b"}},
        {"@id": "b", "@type": "Person", "author": {"@id": "a"}},
    ]
    assert isinstance(facts((json.dumps({"@graph": graph}),), None), Facts)


def test_strict_json_is_loaded_as_it_is() -> None:
    assert [{"a": [1, None]}] == load('{"a": [1, null]}')


@pytest.mark.parametrize(
    ("text", "minutes"), [("PT4M", 4), ("PT1H30M", 90), ("PT20S", 1), ("PT", None), ("4", None), ("P1D", None)]
)
def test_durations_become_minutes(text: str, minutes: int | None) -> None:
    assert minutes == minutes_of(text)
