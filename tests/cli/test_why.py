"""`cleaner explain --text` and `--rule`: why a text went or stayed, why a rule matched or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.samples import RULE, TEXT, URL, rule_file
from tests.cli.conftest import Invoke
from tests.conftest import ROOT

TAG_BOX = "harbour/tag-box"


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The English pack and the user's rules: to load all that ship takes longer than the tests."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "taxonomy.yaml").write_bytes((ROOT / "rules" / "taxonomy.yaml").read_bytes())
    (folder / "packs").mkdir()
    (folder / "packs" / "en.yml").write_bytes((ROOT / "rules" / "packs" / "lang" / "en.yml").read_bytes())
    monkeypatch.setattr("cleaner.rulebook.book.shipped_folder", lambda: folder)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return rule_file(tmp_path / "mine").parent


def clauses(output: str) -> dict[str, tuple[str, str]]:
    """Name -> (yes or no, what was found), of the answer for one rule."""
    lines = [line.split(None, 2) for line in output.splitlines() if line.startswith("  ") and "→" not in line]
    return {name.rstrip(":"): (mark, told) for mark, name, told in lines}


def test_a_text_that_went_names_the_rule_its_place_and_selector(invoke: Invoke, page: Path, mine: Path) -> None:
    output = invoke("explain", page, "--url", URL, "--rules", mine, "--text", "more FROM  the quay").stdout
    assert '"More from the quay" (line 3) went' in output
    assert f"related_link  {TAG_BOX}  Box of other stories" in output
    assert "the rule stands in mine/harbour.yml:6" in output
    assert "selector: section.qx-village" in output
    assert f"yes  {TAG_BOX}  took 1 span" in output


def test_a_text_that_stayed_says_what_spoke_for_it(invoke: Invoke, page: Path, mine: Path) -> None:
    output = invoke("explain", page, "--url", URL, "--rules", mine, "--text", "too green").stdout
    assert '"too green" (line 4) stayed' in output
    assert "main content: taken for the article" in output
    assert f"no   {TAG_BOX}  this text: not among the hits" in output


def test_a_text_that_is_not_there_is_told(invoke: Invoke, page: Path) -> None:
    result = invoke("explain", page, "--text", "too blue")
    assert 3 == result.exit_code
    assert 'the page has no text "too blue"' in result.stderr


def test_a_rule_that_matched_shows_each_clause(invoke: Invoke, page: Path, mine: Path) -> None:
    output = invoke("explain", page, "--url", URL, "--rules", mine, "--rule", "tag-box").stdout
    assert {"host", "status", "selector", "text"} == clauses(output).keys()
    assert {"yes"} == {mark for mark, _ in clauses(output).values()}
    assert "→ took 1 span" in output


@pytest.mark.parametrize(
    ("old", "new", "clause", "told"),
    [
        ("hosts: [harbour.example]", "hosts: [quay.example]", "host", "harbour.example; the file is for quay.example"),
        ("[harbour.example]", "[harbour.example]\n  paths: [/news/**]", "path", "/a; the file is for /news/**"),
        ("[harbour.example]", "[harbour.example]\n  not_paths: [/a]", "not_paths", "/a; not /a"),
        ("    label:", "    status: draft\n    label:", "status", "draft: it does not run"),
        ("    label:", "    valid: {until: 2020-01-01}\n    label:", "valid", "until 2020-01-01; crawled 2024-03-02"),
        ("css: section.qx-village", "css: section.qx-town", "selector", "section.qx-town: 0 hits"),
        ("css: section.qx-village", "css: article > .qx-town", "selector", "; article alone has 1"),
        ("css: section.qx-village", "css: p, climb: nav", "selector", "3 hits, but none within nav"),
        ("lines: [More from the quay]", "lines: [Less from the quay]", "text", "0 hits"),
        ("quay]}", "quay], where: first-third}", "text", "but none in the first-third of the body"),
    ],
)
def test_a_clause_that_does_not_hold_is_named(
    invoke: Invoke, page: Path, tmp_path: Path, old: str, new: str, clause: str, told: str
) -> None:
    folder = rule_file(tmp_path / "mine", RULE.replace(old, new, 1)).parent
    output = invoke(
        "explain", page, "--url", URL, "--crawled", "2024-03-02", "--rules", folder, "--rule", TAG_BOX
    ).stdout
    mark, found = clauses(output)[clause]
    assert "no" == mark
    assert told in found


def test_a_rule_that_another_file_switched_off_names_that_file(invoke: Invoke, page: Path, mine: Path) -> None:
    text = "format: 1\nid: off\nmatch: {hosts: [harbour.example]}\ndisable: [{rule: harbour/tag-box, why: Wanted}]\n"
    rule_file(mine, text, "off.yml")
    output = invoke("explain", page, "--url", URL, "--rules", mine, "--rule", TAG_BOX).stdout
    assert ("no", "switched off by off: Wanted") == clauses(output)["enabled"]


def test_a_guard_that_blocked_a_rule_gives_its_reason(invoke: Invoke, page: Path, tmp_path: Path) -> None:
    folder = rule_file(tmp_path / "mine", RULE.replace("css: section.qx-village", "css: [p.x, article p]")).parent
    output = invoke("explain", page, "--url", URL, "--rules", folder, "--rule", TAG_BOX).stdout
    assert "→ not applied, it would take" in output


def test_text_input_has_no_selectors(invoke: Invoke, text: Path, mine: Path) -> None:
    assert "More from the quay" in TEXT
    output = invoke("explain", text, "--url", URL, "--rules", mine, "--rule", TAG_BOX).stdout
    assert ("no", "text input has no markup") == clauses(output)["selector"]
    assert "yes" == clauses(output)["text"][0]


def test_an_unknown_rule_comes_with_one_like_it(invoke: Invoke, page: Path, mine: Path) -> None:
    result = invoke("explain", page, "--url", URL, "--rules", mine, "--rule", "harbour/tagbox")
    assert 3 == result.exit_code
    assert 'did you mean "harbour/tag-box"?' in result.stderr


def test_a_group_of_phrases_can_be_asked(invoke: Invoke, page: Path) -> None:
    output = invoke("explain", page, "--rule", "lang/en/share-widget-3").stdout
    assert ("no", "0 lines") == (clauses(output)["text"][0], clauses(output)["text"][1][:7])
