"""Rule files to frozen rules, and their faults with place and cure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cleaner.errors import RuleError
from cleaner.rulebook.json_schema import json_schema
from cleaner.rulebook.taxonomy import load_taxonomy
from cleaner.rulebook.types import Layer, RuleFile

Compile = Callable[[str], RuleFile]
RULES = Path(__file__).resolve().parents[2] / "rules"
SITE = r"""
owner: desk@example.org
match: {hosts: [WWW.Example.com, "*.example.com"], paths: ["/news/**"]}
disable: [{rule: lang/xx/letter, why: The letter is the story}]
body:
  - {id: new, css: "article .c-body", valid: {from: 2023-05-01}}
  - {id: old, css: ["#lede", div.entry], valid: {until: 2023-04-30}}
remove:
  - id: related-box
    why: Recirculation box
    label: related_link
    html: {css: "a[href*='/tag/']", climb: section}
    text: {heading: [You may also like, "Related  Articles"], max_blocks: 9}
    guard: {max_body_share: 25}
  - {id: min-read, why: Badge, label: reading_time, text: {regex: '^\d{1,2} min read$'}}
keep:
  - {id: quote, why: Editorial, html: {css: aside.quote}}
metadata:
  author: [{jsonld: author.name}, {css: .byline, after: "By ", before: "|"}]
tests:
  - {name: gone, text: "A\n\nYou may also like", removed: {You may also like: related-box}, kept: [A]}
  - {name: list, text: x, removed: [x]}
"""


def fault(compiled: Compile, text: str) -> str:
    with pytest.raises(RuleError) as caught:
        compiled(text)
    return str(caught.value)


def test_a_site_file_compiles_to_frozen_rules(compiled: Compile) -> None:
    file = compiled(SITE)
    ids = ["t/new", "t/old", "t/related-box", "t/min-read", "t/quote", "t/metadata-author"]
    assert ids == [rule.id for rule in file.rules]
    box = file.rules[2]
    assert box.html is not None
    assert box.text is not None
    assert (("a[href*='/tag/']",), "section") == (box.html.css, box.html.climb)
    assert (("you may also like", "related articles"), 9) == (box.text.heading, box.text.max_blocks)
    assert (25, "drop", 11, 5) == (box.max_body_share, box.action, box.place.line, box.place.column)
    assert ("example.com", "*.example.com") == file.match.hosts
    assert (date(2023, 5, 1), None) == (file.rules[0].window.since, file.rules[0].window.until)
    assert (("You may also like", "related-box"),) == file.tests[0].removed
    assert (("x", ""),) == file.tests[1].removed


def test_a_label_of_group_metadata_moves_its_text_to_a_field(compiled: Compile) -> None:
    rule = compiled(SITE).rules[3]
    assert ("metadata", "reading_time") == (rule.action, rule.field)
    text = "remove: [{id: a, why: x, label: nav, field: section, text: {lines: A}}]"
    assert ("metadata", "section") == (compiled(text).rules[0].action, compiled(text).rules[0].field)


def test_a_pack_compiles_to_phrases_in_the_normalised_view(compiled: Compile) -> None:
    text = """
match: {languages: [EN], fingerprint: {generator: [WordPress], tokens: [jp-relatedposts]}}
phrases:
  - {id: share, label: share_widget, tier: 3, lines: [Share “this”], prefixes: ["By "], regexes: ['^\\d+ shares$']}
  - {id: by, label: byline, why: x, tier: meta, prefixes: [Written by]}
"""
    file = compiled(text)
    assert (("en",), ("wordpress",), ("jp-relatedposts",)) == (
        file.match.languages,
        file.match.generators,
        file.match.tokens,
    )
    assert [('share "this"', "line"), ("by ", "prefix"), ("^\\d+ shares$", "regex"), ("written by", "prefix")] == [
        (phrase.text, phrase.match) for phrase in file.phrases
    ]
    assert ("metadata", "byline", 7) == (file.phrases[3].action, file.phrases[3].field, file.phrases[3].place.line)


def test_a_rule_is_never_more_trusted_than_its_file(compiled: Compile) -> None:
    rules = "remove: [{id: a, why: x, label: nav, status: %s, text: {lines: A}}]"
    assert "testing" == compiled("status: testing\n" + rules % "stable").rules[0].status
    assert "draft" == compiled("status: testing\n" + rules % "draft").rules[0].status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remvoe: []", 't.yml:3:1: "remvoe" is no key here; did you mean "remove"?'),
        ("status: stabel", 't.yml:3:9: "stabel" is none of draft, testing, stable, deprecated; did you mean "stable"?'),
        (
            "remove: [{id: a, label: navv, text: {lines: A}}]",
            '"navv" is no label of taxonomy.yaml; did you mean "nav"?',
        ),
        ("remove: [{id: a, text: {lines: A}}]", 't.yml:3:10: "label" is missing here: add it'),
        ("remove: [{id: a, label: nav}]", "t.yml:3:10: nothing to match here: add html or text"),
        ("remove: [{id: a, label: nav, text: {until: end}}]", "no matcher here"),
        ("remove: [{id: a, label: nav, html: {clas: b, css: c}}]", '3:37: "clas" is no key here'),
        ("remove: [{id: a, label: nav, text: {lines: ['\u200b']}}]", "nothing is left of"),
        ("keep: [{id: a, text: {lines:\n  - Read more:\n}}]", "t.yml"),
        (
            "keep:\n- id: a\n  text:\n    lines:\n    - Read more:\n",
            '7: YAML reads a mapping here, since "Read more:" has',
        ),
        ("remove: [{id: a, label: nav, text: {regex: '(?<=a)b'}}]", "google-re2 has no lookbehind"),
        ("remove: [{id: a, label: nav, text: {regex: 'a('}}]", "google-re2 does not take this pattern"),
        ("remove: [{id: a, label: nav, text: {regex: 'x*'}}]", "matches the empty text, so every line"),
        ("body: [{id: a, css: 'p:lexbor-contains(\"'}]", "is no selector"),
        ("body: [{id: a, css: b, valid: {from: 2023-13-01}}]", "month must be in 1..12"),
        ("body: [{id: a, css: b, valid: {from: soon}}]", '"soon" is no date: write it as 2024-03-02'),
        ("body: [{id: a, css: b, valid: {from: 2024-01-02, until: 2024-01-01}}]", "from is later than until"),
        ("match: {hosts: ['https://example.com/']}", "is no host"),
        ("match: {hosts: [example.com], always: true}", "make a site file and a pack"),
        ("match: {paths: [news/**]}", 'write "/news/**"'),
        ("metadata: {auhtor: [{css: a}]}", 'did you mean "author"?'),
        ("metadata: {author: [{css: a, meta: b}]}", "exactly one of jsonld, meta and css"),
        ("phrases: [{id: a, label: nav, tier: 4, lines: a}]", '"4" is none of 1, 2, 3, opener, meta'),
        ("phrases: [{id: a, label: nav, tier: 3}]", "no phrase here"),
        ("tests: [{name: a, text: b}]", "this test checks nothing"),
        ("remove:", "a list is needed here"),
        ("body: [a]", 't.yml:3:8: a mapping is needed here: write key: value (here: "a")'),
    ],
)
def test_a_fault_names_place_problem_and_cure(compiled: Compile, text: str, expected: str) -> None:
    assert expected in fault(compiled, text)


def test_an_escaped_parenthesis_before_a_question_mark_is_no_lookahead(compiled: Compile) -> None:
    assert compiled(r"remove: [{id: a, label: nav, text: {regex: '^\(?=x'}}]").rules


def test_all_faults_come_at_once_in_the_order_of_the_file(compiled: Compile) -> None:
    lines = fault(compiled, "status: x\nfoo: 1\nbody: [{id: a}]").splitlines()
    assert ["t.yml:3:9", "t.yml:4:1", "t.yml:5:8"] == [line.split(": ")[0] for line in lines]


def test_a_file_that_is_no_mapping_or_empty_is_refused(compiled: Compile) -> None:
    from cleaner.rulebook.compile import compile_file

    for content in (b"", b"- a", b"text"):
        with pytest.raises(RuleError, match="a rule file is a mapping"):
            compile_file(content, "t.yml", Layer.PACK, load_taxonomy(RULES / "taxonomy.yaml"))


def test_the_json_schema_in_the_repository_is_fresh() -> None:
    written = (RULES / "rule.schema.json").read_text(encoding="utf-8")
    cure = 'run: python -c "from pathlib import Path; from cleaner.rulebook.json_schema import write_json_schema as w; '
    assert json_schema() == written, cure + "w(Path('rules/rule.schema.json'))\""


def test_the_taxonomy_holds_the_labels_that_others_imply() -> None:
    labels = load_taxonomy(RULES / "taxonomy.yaml").by_id
    implied = {
        "title_duplicate": "boilerplate",
        "related_teaser": "boilerplate",
        "caption": "metadata",
        "advert": "boilerplate",
    }
    assert implied == {name: labels[name].group for name in implied}


def test_a_broken_taxonomy_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    path.write_text("- id: a\n  group: drop\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"taxonomy\.yaml:1:3"):
        load_taxonomy(path)
    with pytest.raises(RuleError, match="cannot be read"):
        load_taxonomy(tmp_path / "none.yaml")
