"""Site configurations of FiveFilters become rule files, and what cannot is told."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from cleaner.authoring.check import choose
from cleaner.authoring.ftr.config import read_config
from cleaner.authoring.ftr.convert import convert
from cleaner.authoring.ftr.css import translate
from cleaner.authoring.ftr.importer import import_configs
from cleaner.authoring.ftr.sources import source
from cleaner.authoring.ftr.tree import Untranslatable
from cleaner.document import Document, segment
from cleaner.model import Page
from cleaner.rulebook.types import MetadataSource
from tests.authoring.ftr_files import configs

PAGE = """<html><body><div id="page"><div class="box lead" id="a1"><p>one</p><p class="k">two</p><h3>More</h3>
<ul><li><a href="/tag/x">three</a></li><li>four</li></ul><p>five</p></div><div class="box"><p>six <b>See also</b></p>
<h3>Box</h3><p>seven</p></div><section data-kind="note"><p>eight</p><p>nine</p><p>ten</p></section>
<aside class="box-aside"><a class="up" href="/more/1"><p>eleven</p></a></aside><div><p>Advertisement</p></div>
<div id="a2" class="wide"><span>twelve</span></div></div></body></html>"""

# Expressions whose selectors mean exactly the same.
SAME = (
    "//p",
    "//div[@id='a1']",
    "//*[@id='a2']",
    "//div[contains(concat(' ',normalize-space(@class),' '),' box ')]",
    "//div[contains(@class,'ox')]",
    "//div[starts-with(@id,'a')]",
    "//div[@id='a1']/p",
    "//div[@id='a1']/p[1]",
    "//div[@id='a1']/p[2]",
    "//div[@id='a1']/p[last()]",
    "//section/p[position() > 1]",
    "//section/p[position() < 3]",
    "//section/p[last()-1]",
    "//div[contains(@class,'box')][1]",
    "//div[contains(@class,'box')][2]",
    "//div[@id='a1']//li[2]",
    "//div[h3]",
    "//div[.//a]",
    "//div[ul/li/a]",
    "//div[not(@class)]",
    "//div[not(.//h3)]",
    "//div[contains(@class,'box') and @id]",
    "//div[@id='a1' or @id='a2']",
    "//p[text()='seven']",
    "//p[contains(text(),'ev')]",
    "//p[contains(.,'See also')]",
    "//div[h3[text()='Box']]",
    "//h3/following-sibling::p",
    "//h3/following-sibling::*[1]",
    "//ul/preceding-sibling::p",
    "//ul/preceding-sibling::*[1]",
    "//p[preceding-sibling::h3]",
    "//p[following-sibling::h3]",
    "//li[ancestor::div[@id='a1']]",
    "//a/..",
    "//a/parent::li",
    "//a/ancestor::div[@id='a1']/h3",
    "//a[contains(@href,'/tag/')]/../..",
    "//*[self::h3 or self::span]",
    "//section[@data-kind='note']/p",
    "//section[@data-kind!='note']/p",
    "//section/*",
    "//a[@class and @href]",
    "//p[b]/b",
    "//div[count(p)=0]",
    "//div[count(p)>0]",
    "//h3 | //span",
    "(//h3 | //span)[contains(., 'o')]",
    "id('a2')/span",
    "/html/body/div/section",
    "//div[p[@class='k']]/h3",
    "//div[translate(@class, 'BX', 'bx')='wide']",
    "//p[name()='p' and @class]",
    "//li[not(position()=1)]",
    "descendant::aside",
    "//div/descendant::li",
    "//li[.='four']",
    "(//p)[1]",
)
APPROXIMATE = (
    ("//div[@class='box']", ("div.box",), "class tokens"),
    ("//p[starts-with(., 'se')]", ('p:is(:lexbor-contains("se"),:has(:lexbor-contains("se")))',), "anywhere"),
    ("//h3/following-sibling::p[1]", ("h3 + p",), "next to it"),
    ("//div/p/text()", ("div > p",), "text nodes"),
    ("(//div[@id='a'])[1]//p | //ul", ("div#a p", "ul"), "all hits"),
    ("(//article)[1] | //ul", ("article", "ul"), "all hits"),
    ("//div[@class='a']//div//div/div//p", ("div.a div div > div p",), "class tokens"),
)
REFUSED = (
    ("//div[", "no XPath"),
    ("//div[@class='a", "no XPath"),
    ("", "no XPath"),
    ("//li/following::p", "axis following"),
    ("(//p)[2]", "other than the first"),
    ("(//p)[last()]", "other than the first"),
    ("//p[string-length(.) < 5]", "lengths"),
    ("//p[count(b) > 2]", "counts"),
    ("//p[matches(., 'x')]", "matches()"),
    ("'text'", "bare text"),
    ("//h3/following-sibling::p[2]", "following siblings"),
    ("//div[" * 60, "no XPath"),
)


@pytest.fixture(scope="module")
def document() -> Document:
    found = segment(Page(PAGE, kind="html"))
    assert isinstance(found, Document)
    return found


def texts(document: Document, xpath: str) -> set[str]:
    found = translate(xpath)
    spans = [span for css in found.css for span in document.spans(css, climb=found.climb or None, first=found.first)]
    return {" ".join(document.text[start:end].split()) for start, end in spans}


@pytest.mark.parametrize("xpath", SAME)
def test_a_selector_takes_what_the_xpath_takes(document: Document, xpath: str) -> None:
    elements = lxml.html.fromstring(PAGE).xpath(xpath)
    lines = ["\n".join(one.itertext()) for one in elements]
    assert {" ".join(line.split()) for line in lines} == texts(document, xpath)


@pytest.mark.parametrize(("xpath", "css", "note"), APPROXIMATE)
def test_what_is_only_nearly_the_same_is_noted(xpath: str, css: tuple[str, ...], note: str) -> None:
    found = translate(xpath)
    assert css == found.css
    assert note in "; ".join(found.notes)


@pytest.mark.parametrize(("xpath", "reason"), REFUSED)
def test_what_has_no_selector_is_refused_with_the_reason(xpath: str, reason: str) -> None:
    with pytest.raises(Untranslatable, match=reason.replace("(", r"\(").replace(")", r"\)")):
        translate(xpath)


def test_an_ancestor_at_the_end_is_climbed_to() -> None:
    found = translate("//a[@class='up']/ancestor::aside[1]")
    assert (("a.up",), "aside") == (found.css, found.climb)


@pytest.mark.parametrize(
    ("xpath", "expected"),
    [
        ("//meta[@property='og:title']/@content", MetadataSource(meta="og:title")),
        ("//time/@datetime", MetadataSource(css="time", attribute="datetime")),
        ("substring-after(//p[@id='by'], 'By ')", MetadataSource(css="p#by", after="By ")),
        ("substring-before(substring-after(//i, 'On '), ' at')", MetadataSource(css="i", after="On ", before=" at")),
        ("normalize-space(//h1)", MetadataSource(css="h1")),
        ("string(//h1/text())", MetadataSource(css="h1")),
    ],
)
def test_title_author_and_date_become_metadata_sources(xpath: str, expected: MetadataSource) -> None:
    assert (expected,) == source(xpath)[0]


def test_strip_id_or_class_takes_tokens_not_parts_of_them() -> None:
    draft, _ = convert(
        read_config("a.example.txt", "strip_id_or_class: 'share'\nstrip_id_or_class: a b"), ("a.b",), "testing"
    )
    assert [(".share", "#share"), (".a.b",)] == [rule.html.css for rule in draft.rules if rule.html]


def test_each_line_has_a_fate() -> None:
    text = "body: //p\n\n# no line\nprune: no\nodd line\nstrip: //img\nstrip: //p[\nmystery: 1\nbody: //p\n"
    _, fates = convert(read_config("a.example.txt", text), ("a.example",), "testing")
    assert [
        (1, "converted"),
        (4, "dropped"),
        (5, "dropped"),
        (6, "noted"),
        (7, "dropped"),
        (8, "dropped"),
        (9, "noted"),
    ] == [(fate.line.number, fate.outcome) for fate in fates]


def test_identical_files_become_one_with_all_their_hosts() -> None:
    files = [
        ("one.example.txt", "# x\nbody: //p\ntest_url: a"),
        (".two.example.txt", "body:  //p"),
        ("odd.txt", "body: //p"),
    ]
    imported, report = import_configs(files, "testing")
    assert ["one.example.yml"] == [one.name for one in imported]
    assert 'hosts: [one.example, "*.two.example"]' in imported[0].text
    assert (3, 1, 1, ("odd.txt",)) == (report.files, report.written, report.folded, report.nameless)


def test_nine_in_ten_body_and_strip_lines_of_a_varied_set_convert() -> None:
    _, report = import_configs(configs(400), "testing")
    assert report.share() >= 0.9
    assert report.folded == 40


def test_the_files_load_and_pass_lint(tmp_path: Path) -> None:
    imported, report = import_configs(configs(60), "testing")
    for one in imported:
        (tmp_path / one.name).write_text(one.text, "utf-8")
    chosen = choose([tmp_path], checked=True)
    assert [] == [str(problem) for problem in chosen.problems if problem.severity == "error"]
    assert report.written == len(chosen.files)
