"""extract: one best answer a field, out of invented heads."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cleaner.metadata import extract
from cleaner.model import Head, Metadata

URL = "https://www.valley-gazette.example/2024/03/02/river-rises"


def facts(**fields: object) -> Metadata:
    """The metadata of a page at URL with this head."""
    return extract(Head(**fields), url=URL, crawled=date(2024, 4, 1))  # type: ignore[arg-type]


def article(**properties: object) -> tuple[str, ...]:
    return (json.dumps({"@type": "NewsArticle", **properties}),)


def test_the_site_name_leaves_the_title() -> None:
    metas = (("og:title", "The River Rises | Valley Gazette"), ("og:site_name", "Valley Gazette"))
    assert "The River Rises" == facts(metas=metas).title


def test_a_separator_that_belongs_to_the_title_stays() -> None:
    metas = (("og:title", "Rain - and no end"), ("og:site_name", "Valley Gazette"))
    assert "Rain - and no end" == facts(metas=metas).title


def test_the_h1_that_other_titles_support_wins_over_the_first() -> None:
    head = {
        "h1": ("Valley Weather Desk", "The River Rises by the Old Mill"),
        "metas": (("og:title", "The River Rises by the Mill"),),
    }
    assert "The River Rises by the Old Mill" == facts(**head).title


def test_a_kicker_within_the_h1_goes_when_the_page_has_the_title_without_it() -> None:
    assert (
        "The River Rises Again"
        == facts(h1=("Floods – The River Rises Again",), jsonld=article(headline="The River Rises Again")).title
    )


def test_a_kicker_stays_when_no_other_title_lacks_it() -> None:
    assert "Floods – The River Rises Again" == facts(h1=("Floods – The River Rises Again",)).title


def test_entities_in_a_title_are_resolved() -> None:
    assert "Roe & Sons’ Mill" == facts(metas=(("og:title", "Roe &amp; Sons&#8217; Mill"),)).title


def test_the_authors_of_the_article_come_from_its_json_ld() -> None:
    ld = article(author=[{"@type": "Person", "name": "Jane Roe"}, {"@type": "Person", "name": "John Doe"}])
    assert ("Jane Roe", "John Doe") == facts(jsonld=ld).authors


def test_an_author_given_by_id_is_followed_through_the_graph() -> None:
    graph = [{"@type": "Article", "author": {"@id": "#jane"}}, {"@type": "Person", "@id": "#jane", "name": "Jane Roe"}]
    assert ("Jane Roe",) == facts(jsonld=(json.dumps({"@graph": graph}),)).authors


def test_a_person_in_the_byline_wins_over_the_site_as_author() -> None:
    ld = article(author={"@type": "Organization", "name": "Valley Gazette"}, publisher={"name": "Valley Gazette"})
    assert ("Jane Roe",) == facts(jsonld=ld, bylines=(("class", "By Jane Roe"),)).authors


def test_the_site_is_the_author_where_nobody_else_is_named() -> None:
    ld = article(author={"@type": "Organization", "name": "Valley Gazette"}, publisher={"name": "Valley Gazette"})
    assert ("Valley Gazette",) == facts(jsonld=ld).authors


def test_an_author_that_is_an_address_is_no_author() -> None:
    assert () == facts(metas=(("article:author", "https://social.example/jane.roe"),)).authors


def test_a_catalogue_name_is_turned_round() -> None:
    assert ("Jane Roe", "John Doe") == facts(
        metas=(("citation_author", "Roe, Jane"), ("citation_author", "Doe, John"))
    ).authors


def test_a_label_on_its_own_line_makes_the_next_line_the_author() -> None:
    assert ("Jane Roe",) == facts(
        bylines=(("near", "Written by"), ("near", "Jane Roe"), ("near", "The Mill Is Gone"))
    ).authors


def test_a_line_beside_the_headline_without_label_is_no_author() -> None:
    assert () == facts(bylines=(("near", "Old Mill"), ("near", "Jane Roe"))).authors


def test_the_published_date_keeps_the_zone_of_the_page() -> None:
    assert "2024-03-02T21:05:00+01:00" == facts(jsonld=article(datePublished="2024-03-02T21:05:00+01:00")).published


def test_the_same_moment_in_the_publishers_zone_is_preferred_to_utc() -> None:
    head = {
        "jsonld": article(datePublished="2024-03-03T02:05:00Z"),
        "times": (("2024-03-02T21:05:00-05:00", "March 2"),),
    }
    assert "2024-03-02T21:05:00-05:00" == facts(**head).published


def test_an_evening_story_dated_in_utc_has_the_day_of_its_address() -> None:
    assert "2024-03-02" == facts(jsonld=article(datePublished="2024-03-03T02:05:00Z")).published


def test_a_day_shown_beside_the_headline_wins_over_a_hidden_date() -> None:
    head = {"metas": (("article:published_time", "2024-02-11"),), "bylines": (("near", "March 2, 2024"),)}
    assert "2024-03-02" == facts(**head).published


def test_a_number_that_might_be_a_date_does_not_win() -> None:
    head = Head(metas=(("article:published_time", "2024-02-11"),), bylines=(("near", "Offer ends 2.28.27"),))
    assert "2024-02-11" == extract(head, url=None, crawled=None).published


@pytest.mark.parametrize(
    "shown", ["Updated March 20, 2024", "Feb. 11, 2024 | Updated March 20, 2024", "Aktualisiert am 20. März 2024"]
)
def test_a_day_of_an_update_does_not_win(shown: str) -> None:
    head = {"metas": (("article:published_time", "2024-02-11"),), "bylines": (("near", shown),)}
    assert "2024-02-11" == extract(Head(**head), url=None, crawled=None).published  # type: ignore[arg-type]


def test_the_address_gives_the_day_when_nothing_else_does() -> None:
    assert "2024-03-02" == facts().published


def test_a_date_after_the_crawl_is_not_believed() -> None:
    metas = (("article:published_time", "2031-01-01"), ("date", "2024-03-01"))
    assert "2024-03-01" == extract(Head(metas=metas), url=None, crawled=date(2024, 4, 1)).published


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ({"language": "en-GB"}, "en"),
        ({"metas": (("og:locale", "zh_CN"),), "language": "en"}, "zh"),
        ({"jsonld": article(inLanguage="pt-BR")}, "pt"),
        ({"language": "English"}, "en"),
        ({"language": "{{lang}}"}, None),
    ],
)
def test_the_language_is_a_primary_subtag(head: dict[str, object], language: str | None) -> None:
    assert language == facts(**head).page_language


def test_the_other_fields_are_read() -> None:
    metas = (
        ("og:site_name", "Valley Gazette"), ("article:section", "Weather"), ("keywords", "floods, rivers; mills"),
        ("og:image", "/img/a.jpg"), ("og:description", "Water &amp; mud."),
        ("article:modified_time", "2024-03-04T10:00:00Z"),
    )  # fmt: skip
    found = facts(
        metas=metas, links=(("canonical", "https://valley-gazette.example/river"),), jsonld=article(timeRequired="PT4M")
    )
    assert ("Valley Gazette", "Weather", ("floods", "rivers", "mills")) == (found.site_name, found.section, found.tags)
    assert "https://www.valley-gazette.example/img/a.jpg" == found.image
    assert ("Water & mud.", "2024-03-04T10:00:00+00:00") == (found.description, found.modified)
    assert ("https://valley-gazette.example/river", 4) == (found.canonical_url, found.reading_time_minutes)


def test_an_address_that_is_a_script_is_no_image() -> None:
    assert facts(metas=(("og:image", "javascript:alert(1)"),)).image is None
