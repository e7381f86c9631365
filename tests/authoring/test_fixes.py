"""`--fix` mends what is safe, and nothing else of the file changes."""

from __future__ import annotations

import pytest

from cleaner.authoring.lint import examine
from cleaner.authoring.lint.fixes import FIXERS, fix
from cleaner.authoring.lint.pages import code_pages, completed
from cleaner.rulebook.codes import Code
from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy(shipped_folder() / "taxonomy.yaml")
FORM = "remove:\n  - {id: a, why: x, label: nav, %s}\n"
MENDED = [
    ("format", "# mine\nid: a  # here\n", "# mine\nformat: 1\nid: a  # here\n"),
    ("cut in a mapping", "body:\n  - id: a\n    css: div #b # c\n", "body:\n  - id: a\n    css: 'div #b' # c\n"),
    ("cut to nothing", "body:\n  - id: a\n    css:\n      - #b\n", "body:\n  - id: a\n    css:\n      - '#b'\n"),
    ("cut behind a key", "body:\n  - id: a\n    css: #b\n", "body:\n  - id: a\n    css: '#b'\n"),
    (
        "cut with a comma",
        "body:\n  - id: a\n    css: x #b, y\n",
        "body:\n  - id: a\n    css: 'x #b, y'\n",
    ),
    ("other type", FORM % "text: {lines: [no, 1.10]}", FORM % 'text: {lines: ["no", "1.10"]}'),
    (
        "key of another type",
        "tests:\n  - {name: one, text: a, removed: {No: a}}\n",
        'tests:\n  - {name: one, text: a, removed: {"No": a}}\n',
    ),
    (
        "colon",
        "keep:\n  - id: a\n    why: x\n    text:\n      lines:\n        - Read more:  # c\n",
        'keep:\n  - id: a\n    why: x\n    text:\n      lines:\n        - "Read more:"  # c\n',
    ),
    ("bare text", FORM % "text: Share", FORM % "text: {lines: Share}"),
    ("bare list", FORM % "html: [.a, .b]", FORM % "html: {css: [.a, .b]}"),
    (
        "bare block list",
        "keep:\n  - id: a\n    why: x\n    text:\n      - A\n      - B\n",
        "keep:\n  - id: a\n    why: x\n    text:\n      lines:\n      - A\n      - B\n",
    ),
    ("host", 'match: {hosts: ["https://www.a.example/x"]}\n', 'match: {hosts: ["a.example"]}\n'),
    ("path", "match: {paths: [news/**]}\n", "match: {paths: [/news/**]}\n"),
    ("misread", "body: [{id: a, css: 'div :is(.a) p'}]\n", "body: [{id: a, css: 'div *:is(.a) p'}]\n"),
    ("unseen", FORM % "text: {regex: 'l\u2019a  b|c'}", FORM % "text: {regex: 'l''a b|c'}"),
    ("digits", FORM % r"text: {regex: 'قبل \d+'}", FORM % r"text: {regex: 'قبل \pN+'}"),
    ("control", "notes: a\x08b\n", "notes: ab\n"),
]


@pytest.mark.parametrize(("text", "expected"), [pair for _, *pair in MENDED], ids=[name for name, *_ in MENDED])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_fault_is_mended_and_all_else_stays(text: str, expected: str, ending: str) -> None:
    given, wanted = (completed(one) if text[:1] != "#" else one for one in (text, expected))
    assert wanted.replace("\n", ending) == fix(given.replace("\n", ending).encode(), TAXONOMY).text


@pytest.mark.parametrize(
    "text",
    [
        "body: [div #a, p]\n",  # where the comment began to matter, only the author knows
        FORM % r"text: {regex: '\bété\b'}",
        "remvoe: []\n",
        "notes: é\n",
        "body: [{id: a, css: 'div:hover'}]\n",
    ],
)
def test_what_only_the_author_knows_is_left(text: str) -> None:
    assert completed(text) == fix(completed(text).encode(), TAXONOMY).text


@pytest.mark.parametrize("code", [code for code in FIXERS if code_pages()[code].examples], ids=str)
def test_each_fix_mends_the_example_of_its_page(code: Code) -> None:
    examples = code_pages()[code].examples
    assert examples is not None
    if code in (Code.REGEX_ASCII, Code.MISSING_KEY):  # theirs are of the kind that only the author can mend
        return
    fixed = fix(completed(examples[0]).encode(), TAXONOMY)
    assert code in [problem.code for problem in fixed.mended]
    assert code not in [problem.code for problem in examine(fixed.text.encode(), "t.yml", TAXONOMY)]


def test_a_byte_order_mark_stays_and_moves_nothing() -> None:
    text = "\ufeff" + completed("body:\n  - id: a\n    css: div #b\n")
    assert text.replace("div #b", "'div #b'") == fix(text.encode(), TAXONOMY).text


def test_a_second_fix_finds_nothing() -> None:
    once = fix(completed(FORM % "html: .a, text: [no]").encode(), TAXONOMY)
    twice = fix(once.text.encode(), TAXONOMY)
    assert ((), once.text) == (twice.mended, twice.text)
