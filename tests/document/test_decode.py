"""Bytes to text: which charset is believed, and what is no page at all."""

from __future__ import annotations

import pytest

from cleaner.document import Document, Refused, segment
from cleaner.document.decode import decode
from cleaner.model import Kind, Page

RUSSIAN = "Совет порта проголосовал во вторник за расширение причала после долгих споров о цене. " * 5
JAPANESE = "港の委員会は火曜日、長い議論の末に岸壁の拡張を決めた。住民は費用を心配している。" * 5


@pytest.mark.parametrize("codec", ["windows-1251", "koi8-r", "utf-8"])
def test_a_declared_meta_charset_is_believed(codec: str) -> None:
    page = f'<html><head><meta charset="{codec}"></head><body><p>{RUSSIAN}</p></body></html>'.encode(codec)
    assert RUSSIAN in decode(Page(page)).text


def test_the_http_header_is_believed_before_the_meta_tag() -> None:
    page = f'<meta charset="iso-8859-5"><p>{RUSSIAN}</p>'.encode("windows-1251")
    assert RUSSIAN in decode(Page(page, content_type="text/html; charset=windows-1251")).text


@pytest.mark.parametrize(
    ("codec", "text"),
    [("windows-1251", RUSSIAN), ("shift_jis", JAPANESE), ("gb18030", "港口委员会星期二决定扩建码头。" * 20)],
)
def test_a_missing_or_false_declaration_is_made_good_by_detection(codec: str, text: str) -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{text}</p></body></html>'.encode(codec)
    assert text in decode(Page(page)).text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(codec: str) -> None:
    assert "<p>Grüße" == decode(Page("<p>Grüße".encode(codec))).text


def test_the_share_of_replacement_characters_is_reported() -> None:
    assert 0.5 == decode(Page("a\ufffd", kind="text")).replaced


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\xff\xd8\xff\xe0 JFIF", "a JPEG image"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel>', "an XML document of type rss"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "an XML document of type feed"),
        (b'{"a": 1}', "JSON data"),
    ],
)
def test_what_is_no_page_is_named(content: bytes, what: str) -> None:
    found = segment(Page(content, kind="html"))
    assert isinstance(found, Refused)
    assert ("not_html", f"the content is {what}, not a page") == (found.code, found.reason)


def test_a_nul_byte_does_not_make_a_page_binary() -> None:
    found = segment(Page(b"<html><body><p>One\x00two</p><p>Three</p>"))
    assert isinstance(found, Document)
    assert "Three" == found.texts[-1]


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        ("<!DOCTYPE html><p>x", None, "html"),
        ("Text with a < sign and x > y.", None, "text"),
        ("A text about the <blink> tag", None, "text"),
        ("plain", "text/html", "html"),
        ("<p>x", "text/plain; charset=utf-8", "text"),
        ("\n\n  <article class=x>One", None, "html"),
    ],
)
def test_html_is_told_from_text(content: str, content_type: str | None, kind: Kind) -> None:
    assert kind == decode(Page(content, content_type=content_type)).kind


def test_an_empty_input_and_a_huge_one_say_so() -> None:
    empty, huge = segment(Page("")), segment(Page("x" * 10_000_001))
    assert isinstance(empty, Refused)
    assert isinstance(huge, Refused)
    assert ("no_input", "too_large") == (empty.code, huge.code)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32"])
def test_sixteen_bits_without_a_mark_are_told_by_their_zeros(codec: str) -> None:
    assert "<p>Grüße</p>" in decode(Page(("<!doctype html><html><body>" + "<p>Grüße</p>" * 9).encode(codec))).text


def test_a_page_that_says_utf_16_in_ascii_is_not() -> None:
    assert "<p>Grüße" in decode(Page('<meta charset="utf-16"><p>Grüße'.encode())).text


def test_the_larger_set_that_browsers_mean_by_a_label_is_used() -> None:
    assert "①～" in decode(Page(f'<meta charset="shift_jis"><p>{JAPANESE}①～'.encode("cp932"))).text


def test_a_seven_bit_charset_is_not_taken_for_ascii() -> None:
    page = f'<meta charset="iso-2022-jp"><p>{JAPANESE}'.encode("iso-2022-jp")
    assert JAPANESE in decode(Page(page)).text


def test_comments_before_no_feed_cost_no_time() -> None:
    assert "html" == decode(Page("<!---->" * 250 + "<p>x", kind="html")).kind
