"""Dates as pages write them."""

from __future__ import annotations

from datetime import date

import pytest

from cleaner.metadata.dates import parse_date, url_date


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2024-03-02", "", "2024-03-02"),
        ("2024-03-02T14:05:06.789Z", "", "2024-03-02T14:05:06+00:00"),
        ("2024-03-02T14:05-0500", "", "2024-03-02T14:05:00-05:00"),
        ("2024-03-02 14:05:06", "", "2024-03-02T14:05:06"),
        ("Sat, 02 Mar 2024 14:05:06 +0100", "", "2024-03-02T14:05:06+01:00"),
        ("1709388306", "", "2024-03-02T14:05:06+00:00"),
        ("1709388306123", "", "2024-03-02T14:05:06+00:00"),
        ("20240302", "", "2024-03-02"),
        ("March 2nd, 2024 at 2:05 p.m.", "en", "2024-03-02T14:05:00"),
        ("2 March 2024", "de", "2024-03-02"),
        ("2. März 2024, 14:05 Uhr", "de-CH", "2024-03-02T14:05:00"),
        ("2 de marzo de 2024", "es", "2024-03-02"),
        ("le 2 août 2024", "fr", "2024-08-02"),
        ("2 марта 2024", "ru", "2024-03-02"),
        ("2 Mart 2024", "tr", "2024-03-02"),
        ("2024. március 2.", "hu", "2024-03-02"),
        ("2024年3月2日 14:05", "ja", "2024-03-02T14:05:00"),
        ("2024년 3월 2일", "ko", "2024-03-02"),
        ("2 มีนาคม 2567", "th", "2024-03-02"),
        ("٢ مارس ٢٠٢٤", "ar", "2024-03-02"),
        ("03/02/2024", "en-US", "2024-03-02"),
        ("02/03/2024", "en-GB", "2024-03-02"),
        ("02/03/2024", "fr", "2024-03-02"),
        ("02.03.2024", "en", "2024-03-02"),
        ("3/31/2024", "en-GB", "2024-03-31"),
    ],
)
def test_a_date_is_read_as_its_language_writes_it(text: str, language: str, expected: str) -> None:
    assert expected == parse_date(text, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "today",
        "2024",
        "March 2024",
        "31 February 2024",
        "0000-00-00",
        "9999999999999",
        "1-800-555-0199",
        "2024-13-41",
        "x" * 100_000,
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, language="en") is None


def test_a_date_beyond_the_crawl_is_none() -> None:
    assert parse_date("2024-03-09", crawled=date(2024, 3, 2)) is None


def test_the_next_day_is_believed_since_clocks_differ() -> None:
    assert "2024-03-03" == parse_date("2024-03-03", crawled=date(2024, 3, 2))


@pytest.mark.parametrize("language", ["", "xx", "-", "en_US", "zz-ZZ", "日本", "\x00", "e" * 500])
def test_a_strange_language_still_reads_english(language: str) -> None:
    assert "2024-03-02" == parse_date("2 March 2024", language=language)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/03/02/river", "2024-03-02"),
        ("https://a.example/2024/mar/02/river", "2024-03-02"),
        ("https://a.example/river-20240302.html", "2024-03-02"),
        ("https://a.example/2024-03-02-river", "2024-03-02"),
        ("https://a.example/2024/03/river", None),
        ("https://a.example/id/120240302991", None),
        ("https://a.example/2024/13/45/river", None),
        ("2024/03/02", None),
        (None, None),
    ],
)
def test_the_path_of_an_address_may_hold_the_day(url: str | None, expected: str | None) -> None:
    assert expected == url_date(url)
