"""Rule files are written as by hand, and edits leave all else as it was."""

from __future__ import annotations

import difflib
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.authoring.drafts import CaseDraft, FileDraft, RuleDraft
from cleaner.authoring.rulefile import free_id, new_file, with_disable, with_rule, with_test
from cleaner.authoring.yamltext import mapping
from cleaner.errors import RuleError
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.events import parse
from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.taxonomy import Taxonomy
from cleaner.rulebook.types import HtmlMatch, Layer, MetadataSource, TextMatch, Window

BOX = RuleDraft("box", why="Box", label="nav", html=HtmlMatch((".box",)), comment="On each page")
QUOTE = RuleDraft("quote", "keep", "Editorial", text=TextMatch(lines=("no", "Read more:")))
CASE = CaseDraft("the box goes", "<p>A story.</p>\n", url="https://a.example/", removed=(("More", "box"),), kept=("A",))
ODD = st.text(alphabet="ab :#,[]{}'\"\\\n-.%&*!|>@`?~0no1\t\u00a0\u2028é/", max_size=14)
VALUES = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD, inner, max_size=3), max_leaves=6
)


@settings(deadline=None)
@given(st.dictionaries(ODD.filter(lambda key: key != "<<"), VALUES, min_size=1, max_size=3))
def test_every_text_is_read_back_as_it_was(value: dict[str, object]) -> None:
    text = "\n".join(mapping(value)) + "\n"  # type: ignore[arg-type]
    parsed, problems = parse(text.encode(), "x.yml")
    assert () == problems
    assert parsed is not None
    assert value == parsed.tree
    assert value == yaml.safe_load(text)


def test_a_new_file_reads_as_if_written_by_hand() -> None:
    body = RuleDraft("body", "body", html=HtmlMatch((".text",)), window=Window(until=date(2024, 3, 1)))
    metadata = (("author", (MetadataSource(css=".by", after="By "),)),)
    draft = FileDraft(
        "example", ("a.example",), notes="So: yes", rules=(QUOTE, BOX, body), metadata=metadata, tests=(CASE,)
    )
    assert new_file(draft) == (
        "# yaml-language-server: $schema=../rule.schema.json\n"
        "format: 1\nid: example\nstatus: stable\n"
        'notes: "So: yes"\n'
        "match:\n  hosts: [a.example]\n"
        "body:\n  - {id: body, css: .text, valid: {until: 2024-03-01}}\n"
        "remove:\n  # On each page\n  - {id: box, why: Box, label: nav, html: {css: .box}}\n"
        'keep:\n  - {id: quote, why: Editorial, text: {lines: ["no", "Read more:"]}}\n'
        'metadata:\n  author:\n    - {css: .by, after: "By "}\n'
        "tests:\n  - name: the box goes\n    url: https://a.example/\n    html: |\n      <p>A story.</p>\n"
        "    removed: {More: box}\n    kept: [A]\n"
    )
    assert "example" == compile_file(new_file(draft).encode(), "x.yml", Layer.USER, Taxonomy()).id


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("format: 1\nid: a\n", "format: 1\nid: a\nkeep:\n  - {rule}\n"),
        ("id: a\n# tests\ntests: []\n", "id: a\nkeep:\n  - {rule}\n# tests\ntests: []\n"),
        ("id: a\nkeep: []  # none\n", "id: a\nkeep:\n  - {rule}  # none\n"),
        ("id: a\nkeep:\n", "id: a\nkeep:\n  - {rule}\n"),
        ("id: a\nkeep:\n- id: x\n  why: y # z\n\n# end\n", "id: a\nkeep:\n- id: x\n  why: y # z\n- {rule}\n\n# end\n"),
        ("id: a\nkeep: [{id: x}]  # z\n", "id: a\nkeep: [{id: x}, {rule}]  # z\n"),
        ("id: a\r\nkeep:\r\n  - id: x\r\n", "id: a\r\nkeep:\r\n  - id: x\r\n  - {rule}\r\n"),
        ("id: a\nkeep:\n    - id: x", "id: a\nkeep:\n    - id: x\n    - {rule}"),
    ],
)
def test_a_rule_is_added_and_nothing_else_changes(before: str, after: str) -> None:
    rule = '{id: quote, why: Editorial, text: {lines: ["no", "Read more:"]}}'
    assert after.replace("{rule}", rule) == with_rule(before, QUOTE)


def test_the_shipped_files_lose_no_line_by_an_edit() -> None:
    for path in sorted((shipped_folder() / "sites").glob("*.yml"))[:10]:
        text = path.read_text("utf-8")
        for new in (
            with_rule(text, BOX),
            with_rule(text, QUOTE),
            with_test(text, CASE),
            with_disable(text, "a/b", "c"),
        ):
            lines = difflib.ndiff(text.splitlines(), new.splitlines())
            assert [] == [line for line in lines if line.startswith("-")]


def test_a_file_that_is_no_yaml_is_refused_with_its_place() -> None:
    with pytest.raises(RuleError, match=r"rules\.yml:1:10: this is not YAML"):
        with_rule("remove: [", BOX)


def test_an_id_that_is_taken_gets_a_number() -> None:
    text = with_rule(with_rule("id: a\n", BOX), QUOTE)
    assert ("box-2", "quote-2", "new") == tuple(free_id(text, name) for name in ("box", "quote", "new"))
