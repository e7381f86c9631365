"""No page with visible prose is `ok` with an empty or tiny body, and what was won back is flagged."""

from __future__ import annotations

import json

import pytest

from cleaner import Cleaner
from cleaner.document import Document, segment
from cleaner.model import Page
from cleaner.soundness import Soundness, assess

LINE = "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost of it."
STORY = f"<p>{LINE}</p>" * 8
MENU = f"<nav><ul>{'<li><a href=/quay>News from the quay</a>' * 20}</ul></nav>"


def read(html: str) -> Document:
    found = segment(Page(html, kind="html"))
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ("empty", "suspicious_empty", False)),
        ("Quay", ("empty", "suspicious_empty", False)),
        ("A caption of more than fifty characters below a photo", ("ok", "", True)),
        (LINE * 8, ("ok", "", False)),
    ],
)
def test_a_body_is_measured_by_the_prose_of_its_page(body: str, expected: tuple[str, str, bool]) -> None:
    found = assess(read(STORY), body)
    assert expected == (found.status, found.code, "suspicious_empty" in found.flags)


def test_a_page_of_short_lines_may_have_a_short_body() -> None:
    assert "ok" == assess(read("<p>Closed.<p>Open."), "Closed.").status


def test_prose_that_nothing_shows_is_told() -> None:
    found = assess(read(f"<template>{STORY}</template>"), "")
    assert ("empty", "suspicious_empty") == (found.status, found.code)
    assert "template" in found.reason


@pytest.mark.parametrize(("size", "status"), [(49, "empty"), (50, "ok")])
def test_beside_prose_that_nothing_shows_a_body_is_one_from_fifty_characters_on(size: int, status: str) -> None:
    assert status == assess(read(f"<p>{LINE}</p><template>{STORY}</template>"), "q" * size).status


def test_a_torn_quote_does_not_take_the_page_for_a_value(cleaner: Cleaner) -> None:
    torn = f"<html><head><link rel='stylesheet' href='/site.c{STORY}<script>show('menu', \"x\")</script></body></html>"
    result = cleaner.clean(torn, kind="html")
    assert ("ok", True) == (result.status, "truncated_markup" in result.flags)
    assert LINE in result.text


@pytest.mark.parametrize("opener", ["<script>", "<style>", "<textarea>", "<title>", "<!--"])
def test_what_took_the_end_of_a_later_one_for_its_own_gives_the_page_back(cleaner: Cleaner, opener: str) -> None:
    closer = "-->" if opener == "<!--" else opener.replace("<", "</")
    page = f"<html><body>{MENU}<article>{opener}{STORY}</article>{opener} w() {closer}{MENU}</body></html>"
    result = cleaner.clean(page, kind="html")
    assert ("ok", True) == (result.status, "truncated_markup" in result.flags)
    assert LINE in result.text


@pytest.mark.parametrize("inside", [STORY, f"w('<script>', '{LINE[:60]}')", f"<!-- {STORY} -->"])
def test_a_page_that_a_script_is_meant_to_hold_stays_hidden(cleaner: Cleaner, inside: str) -> None:
    result = cleaner.clean(f"<html><body>{MENU}<script>{inside}</script>{MENU}</body></html>", kind="html")
    assert (False, False) == (LINE in result.text, "truncated_markup" in result.flags)


def test_prose_that_is_lost_among_long_menus_is_told() -> None:
    found = assess(read(f"<html><body>{MENU}<template>{STORY}</template>{MENU}</body></html>"), "")
    assert ("empty", "suspicious_empty") == (found.status, found.code)


def test_a_page_of_long_menus_alone_has_lost_nothing() -> None:
    found = assess(read(f"<html><body>{MENU}<template>{MENU}</template>{MENU}</body></html>"), "")
    assert ("empty", "all_boilerplate") == (found.status, found.code)


LINES = [f"{LINE[:-1]} on day {day}, and nobody was surprised." for day in range(1, 7)]


def with_data(data: str, shown: str) -> str:
    script = f'<script type="application/ld+json">{data}</script>'
    return f"<html><head>{script}</head><body>{MENU}<div id=root>{shown}</div>{MENU}</body></html>"


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(LINES)}),
        json.dumps({"@graph": [{"articleBody": "".join(f"<p>{line}</p>" for line in LINES)}]}),
        '{"articleBody": "' + "\n".join(LINES) + '", broken',
    ],
)
def test_the_body_of_a_page_that_scripts_fill_is_taken_from_its_data(cleaner: Cleaner, data: str) -> None:
    result = cleaner.clean(with_data(data, "Loading ..."), kind="html")
    assert ("ok", "\n".join(LINES), True) == (result.status, result.text, "body_from_data" in result.flags)


def test_a_page_that_shows_its_body_needs_no_data(cleaner: Cleaner) -> None:
    data = json.dumps({"articleBody": "\n".join(line.replace("quay", "pier") for line in LINES)})
    result = cleaner.clean(with_data(data, "".join(f"<p>{line}</p>" for line in LINES)), kind="html")
    assert ("\n".join(LINES), False) == (result.text, "body_from_data" in result.flags)


def test_characters_in_two_halves_are_one(cleaner: Cleaner) -> None:
    lines = [LINES[0], LINES[1][:-1] + " \U0001f6a2.", *LINES[2:]]
    result = cleaner.clean(with_data(json.dumps({"articleBody": "\n".join(lines)}), ""), kind="html")
    assert lines[1] in result.text


def test_data_without_prose_fills_no_page() -> None:
    found = read(with_data(json.dumps({"articleBody": "Quay, pier, boat. " * 30}).replace(". ", " "), ""))
    assert not found.from_data


def test_markup_that_is_meant_to_be_a_value_stays_one(cleaner: Cleaner) -> None:
    result = cleaner.clean(f'<html><body><div data-page="{STORY}" class="app"></div></body></html>', kind="html")
    assert ("empty", "suspicious_empty") == (result.status, result.code)


@pytest.mark.parametrize(("opener", "code"), [("<template>", "suspicious_empty"), ("<script>", "no_text")])
def test_prose_behind_a_line_that_is_shown_is_told(cleaner: Cleaner, opener: str, code: str) -> None:
    closer = opener.replace("<", "</")
    result = cleaner.clean(f"<html><body>{opener}{STORY}{closer}</body></html>", kind="html")
    assert ("empty", code) == (result.status, result.code)


def test_text_in_a_picture_that_was_never_closed_is_shown(cleaner: Cleaner) -> None:
    result = cleaner.clean(f"<html><body><article><picture><img src=a.jpg>{STORY}</article></body></html>", kind="html")
    assert LINE in result.text


def test_garbage_is_not_a_body() -> None:
    found = assess(read("<p>" + "\ufffda" * 200), "\ufffda" * 200)
    assert ("skipped", "bad_encoding") == (found.status, found.code)


IN_A_TEMPLATE = "<template><div>{}</div></template><template>z</template>"


@pytest.mark.parametrize(
    "opener",
    [
        *("<!-- x >", "<script>a()\n", "<style>b\n", "<textarea>", "<plaintext>", "<select>", '<p title="x>y</p>'),
        *map(IN_A_TEMPLATE.format, ("<style>", "<textarea>", "<script>a()\n")),
    ],
)
def test_what_an_open_element_swallows_comes_back_with_a_flag(cleaner: Cleaner, opener: str) -> None:
    result = cleaner.clean(f"<html><body><article>{STORY}{opener}<p>Last: {LINE}</p>{STORY}", kind="html")
    assert ("ok", True) == (result.status, "truncated_markup" in result.flags)
    assert f"Last: {LINE}" in result.text


CLOSED = ("<!-- x -->", "<script>a('<iframe src=b>')</script>", '<p title="x">y</p>', "<style></style>")


@pytest.mark.parametrize("tail", [*CLOSED, *(f"<template><div>{one}</div></template>" for one in CLOSED)])
def test_what_is_closed_is_not_flagged(cleaner: Cleaner, tail: str) -> None:
    assert "truncated_markup" not in cleaner.clean(f"<html><body>{STORY}{tail}</body></html>", kind="html").flags


def test_a_torn_title_behind_closed_comments_takes_nothing_along(cleaner: Cleaner) -> None:
    page = f"<!doctype html><!--[if IE]><![endif]--><html><head><title>Pier<\x0ctitle></head><body>{STORY}"
    assert LINE in cleaner.clean(page, kind="html").text


def prose(size: int) -> str:
    """A sentence of so many characters."""
    return "x" * (size - 1) + "."


def judged(page: str, body: str) -> tuple[str, str, tuple[str, ...]]:
    found = assess(read(page), body)
    assert bool(found.reason) == (found.status != "ok")
    return found.status, found.code, found.flags


FLAGGED = ("ok", "", ("suspicious_empty",))
SOUND = ("ok", "", ())
EMPTY = ("empty", "suspicious_empty", ())
BOILERPLATE = ("empty", "all_boilerplate", ())


@pytest.mark.parametrize(
    ("size", "body", "expected"),
    [
        (250, 49, EMPTY),
        (249, 49, SOUND),
        (250, 0, EMPTY),
        (249, 0, BOILERPLATE),
        (500, 50, SOUND),
        (501, 50, FLAGGED),
        (4000, 249, FLAGGED),
        (4000, 250, SOUND),
        (249, 1, SOUND),
    ],
)
def test_a_body_is_too_small_by_what_the_page_has(size: int, body: int, expected: tuple[str, str, object]) -> None:
    assert expected == judged(f"<p>{prose(size)}</p>", "y" * body)


def test_white_space_around_a_body_does_not_count() -> None:
    assert EMPTY == judged(f"<p>{prose(250)}</p>", " \n" * 60 + "y" * 49 + " " * 60)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (prose(80), EMPTY),
        (prose(79), BOILERPLATE),
        ("x" * 79 + "”", EMPTY),
        ("x" * 80, BOILERPLATE),
        ("x" * 79 + "X", BOILERPLATE),
        (f"<a href=/>{'x' * 40}</a>{prose(40)}", EMPTY),
        (f"<a href=/>{'x' * 41}</a>{prose(39)}", BOILERPLATE),
    ],
    ids=["long", "short", "quoted", "no sentence", "a capital", "half a link", "a link"],
)
def test_only_long_sentences_that_are_no_links_are_prose(line: str, expected: tuple[str, str, object]) -> None:
    assert expected == judged(f"<p>{line}</p>" * 4, "")


@pytest.mark.parametrize(
    ("share", "expected"), [(10, SOUND), (11, ("skipped", "bad_encoding", ())), (100, ("skipped", "bad_encoding", ()))]
)
def test_more_than_a_tenth_of_lost_letters_is_garbage(share: int, expected: tuple[str, str, object]) -> None:
    body = ("\ufffd" * share + "a" * (100 - share)) * 3
    assert expected == judged(f"<p>{body}</p>", f"  {body}\n")


def test_the_share_of_lost_letters_is_told() -> None:
    assert "25% of the text" in assess(read("<p>x</p>"), "a\ufffdbc").reason


@pytest.mark.parametrize(
    ("page", "body", "expected"),
    [
        (f"<p>{prose(90)}</p><!-- x ", "", "all_boilerplate"),
        (f"<p>{prose(300)}</p><!-- x ", "", "suspicious_empty"),
        (f"<p>{prose(300)}</p><!-- x ", "y" * 250, ""),
        (f"<p>{prose(900)}</p><!-- x ", "y" * 60, ""),
        ("<p>a</p><!-- x ", "\ufffd", "bad_encoding"),
        ("<!-- x ", "", "no_text"),
        (f"<template><p>{prose(300)}</p></template><!-- x ", "", "suspicious_empty"),
    ],
)
def test_whatever_a_broken_page_ends_as_it_is_flagged(page: str, body: str, expected: str) -> None:
    document = read(page)
    object.__setattr__(document, "unclosed", True)
    found = assess(document, body)
    assert (expected, "truncated_markup") == (found.code, found.flags[0])


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        (f"<p>{prose(125)}</p> <p>{prose(125)}</p>", "suspicious_empty"),
        (f"<p>{prose(125)}</p> <p>{prose(124)}</p>", "no_text"),
        (f"<p>{prose(80)}</p>" * 4, "suspicious_empty"),
        (f"<p>{prose(79)}</p>" * 4, "no_text"),
        ("<p>" + ("x" * 30 + " \n ") * 9 + "x.</p>", "suspicious_empty"),
        (f"<p>{prose(250)} \n</p>", "suspicious_empty"),
        (f"<p>{'x' * 300}</p>", "no_text"),
        (f"<p>{'x' * 30}{' ' * 100}{'x' * 30}.</p>" * 9, "no_text"),
        (f"<script>{prose(300)}</script>", "no_text"),
        (f"<STYLE>{prose(300)}\n{prose(300)}</style>", "no_text"),
        (f"<!-- {prose(300)}\n -->", "no_text"),
        (f"<p title='{prose(300)}'>", "no_text"),
    ],
)
def test_hidden_prose_is_told_from_hidden_anything(hidden: str, expected: str) -> None:
    found = assess(read(f"<template>{hidden}</template>"), "")
    assert ("empty", expected) == (found.status, found.code)
    assert found.reason


def test_blanks_behind_a_sentence_do_not_hide_that_it_is_one() -> None:
    document = segment(Page(f"{prose(300)}  \n", kind="text"))
    assert isinstance(document, Document)
    assert "suspicious_empty" == assess(document, "").code


def test_nothing_is_said_of_a_sound_page() -> None:
    assert Soundness("ok", "", "", ()) == Soundness() == assess(read(f"<p>{prose(300)}</p>"), prose(300))


def test_how_much_is_hidden_is_told() -> None:
    assert "1,200 characters of prose" in assess(read(f"<template><p>{prose(1200)}</p></template>"), "").reason
