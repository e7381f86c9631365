"""What lint says of a rule file: each code with a file that earns it and one that does not, both from its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.authoring.check import choose, inspect
from cleaner.authoring.lint import examine
from cleaner.authoring.lint.pages import code_pages, completed, page_of
from cleaner.authoring.lint.selectors import mended
from cleaner.document import segment
from cleaner.document.document import Document
from cleaner.errors import InputError, Problem
from cleaner.model import Page
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.codes import WARNINGS, Code
from cleaner.rulebook.events import MAX_BYTES, MAX_DEPTH
from cleaner.rulebook.taxonomy import load_taxonomy
from cleaner.rulebook.types import Layer

RULES = Path(__file__).resolve().parents[2] / "rules"
SOUND = completed("notes: sound\n")
# Codes that a fragment on a page cannot show: (a file that earns it, one that does not).
BYTES: dict[Code, tuple[bytes, bytes]] = {
    Code.YAML_ENCODING: (completed("notes: caf\xe9\n").encode("latin-1"), completed("notes: caf\xe9\n").encode()),
    Code.YAML_CONTROL: (completed("notes: a\x08b\n").encode(), SOUND.encode()),
    Code.YAML_SIZE: (SOUND.encode() + b"#" * MAX_BYTES, SOUND.encode() + b"#" * 1000),
    Code.YAML_DEPTH: (b"notes: " + b"[" * (MAX_DEPTH + 1), SOUND.encode()),
    Code.SELECTOR_LENGTH: tuple(
        completed("body: [{id: s, css: ." + "a" * size + "}]\n").encode() for size in (500, 499)
    ),  # type: ignore[dict-item]
}
ELSEWHERE = (Code.FILE_READ, Code.TAXONOMY, Code.LOST_USE)  # need a disk or a broken book: tests of their own below


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.load()


@pytest.fixture(scope="module")
def problems(book: Rulebook) -> Callable[[bytes], tuple[Problem, ...]]:
    return lambda content: inspect(content, Layer.USER, book, "t.yml")[1]


def twins() -> list[tuple[Code, bytes, bytes]]:
    shown = {
        page.code: (completed(page.examples[0]).encode(), completed(page.examples[1]).encode())
        for page in code_pages().values()
        if page.examples
    }
    return [(code, *pair) for code, pair in (shown | BYTES).items()]


@pytest.mark.parametrize(("code", "bad", "good"), twins(), ids=lambda value: value if isinstance(value, str) else "")
def test_lint_flags_one_and_not_its_twin(
    problems: Callable[[bytes], tuple[Problem, ...]], code: Code, bad: bytes, good: bytes
) -> None:
    assert code in [problem.code for problem in problems(bad)]
    left = problems(good)
    assert code not in [problem.code for problem in left]
    owed = (Code.NO_TEST, Code.NO_WHY)  # what a fragment leaves out
    assert [] == [str(problem) for problem in left if problem.severity == "error" and problem.code not in owed]


def test_every_code_has_a_page_and_twins() -> None:
    assert list(Code) == [page.code for page in code_pages().values()]
    assert set(Code) == {code for code, *_ in twins()} | set(ELSEWHERE)


def test_every_page_says_something_and_is_found_by_its_code() -> None:
    assert all(len(page.text) > 60 for page in code_pages().values())
    assert Code.YAML_CUT == page_of("r002").code
    with pytest.raises(KeyError, match="there is no code"):
        page_of("R999")


def test_what_lint_calls_an_error_and_what_a_warning_is_written_on_no_page_twice() -> None:
    assert {Code(code) for code, page in code_pages().items() if page.severity == "warning"} == WARNINGS


def told(text: str) -> list[tuple[str, int, int]]:
    taxonomy = load_taxonomy(RULES / "taxonomy.yaml")
    return [(one.code, one.line, one.column) for one in examine(completed(text).encode(), "t.yml", taxonomy)]


def test_faults_of_all_kinds_come_at_once_each_with_its_own_place() -> None:
    text = """\
use: [lang/en]
use: [lang/de]
remvoe: []
body:
  - {id: story, css: "div:hover"}
  - id: old
    css: div #story
remove:
  - {id: box, label: navv, html: {css: [.a, "p:focus"]}, text: {lines: [Share], regex: '(?=a)b'}}
"""
    expected = [
        (Code.YAML_DUPLICATE, 4, 1),
        (Code.UNKNOWN_KEY, 5, 1),
        (Code.SELECTOR_PSEUDO, 7, 22),
        (Code.YAML_CUT, 9, 10),
        (Code.NO_WHY, 11, 5),
        (Code.NO_TEST, 11, 5),
        (Code.UNKNOWN_LABEL, 11, 22),
        (Code.SELECTOR_PSEUDO, 11, 45),
        (Code.REGEX_LOOKAROUND, 11, 88),
    ]
    assert expected == told(text)


def test_a_selector_in_a_list_has_the_place_of_its_own_line() -> None:
    assert [(Code.SELECTOR_TAG, 6, 9)] == told(
        "body:\n  - id: a\n    css:\n      - .a\n".replace("- .a", "- storytext")
    )


@pytest.mark.parametrize(
    "comment", ["  # allow: R053 an element of theirs", "\n  # allow-in-file: R053", "  # allow: R058, R053"]
)
def test_a_comment_allows_a_warning(comment: str) -> None:
    assert [] == told("body:\n  - {id: a, css: storytext}" + comment + "\n")


def test_a_comment_above_the_line_allows_too_and_another_line_not() -> None:
    assert [] == told("body:\n  # allow: R053 theirs\n  - {id: a, css: storytext}\n")
    assert [(Code.SELECTOR_TAG, 5, 18)] == told("body:\n\n  - {id: a, css: storytext}\n  # allow: R053 theirs\n")


def test_an_error_cannot_be_allowed() -> None:
    assert [(Code.SELECTOR_PSEUDO, 4, 18)] == told("body:\n  - {id: a, css: 'a:hover'}  # allow: R052 I like it\n")


@pytest.mark.parametrize(
    ("css", "cure"),
    [
        ("//div[@id='x']", "XPath"),
        ("a[href*=/tag/]", '"/tag/"'),
        (".1a", "begins with a digit"),
        (".md:flex", r"\:"),
    ],
)
def test_a_selector_that_does_not_parse_comes_with_its_cure(css: str, cure: str) -> None:
    content = completed(f'body: [{{id: a, css: "{css}"}}]\n').encode()
    taxonomy = load_taxonomy(RULES / "taxonomy.yaml")
    found = [one for one in examine(content, "t.yml", taxonomy) if one.code.startswith("R05")]
    assert cure in found[0].message


@pytest.mark.parametrize("css", ["div :is(.a) p", ":is(.a) p", "div:has(:not(p))", "div:has(:is(section))"])
def test_what_lexbor_misreads_it_reads_as_mended(css: str) -> None:
    html = '<div><p>no</p><section class="a"><div><p>one</p></div></section></div>'
    document = segment(Page(html, kind="html"))
    assert isinstance(document, Document)
    assert [] == document.spans(css)
    assert document.spans(mended(css))


def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yml"
    path.write_text(SOUND, "utf-8")
    original = Path.open

    def refuse(self: Path, *args: object, **others: object) -> object:
        if self.name == "a.yml":
            raise PermissionError(13, "Permission denied")
        return original(self, *args, **others)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert [Code.FILE_READ] == [one.code for one in choose([path], checked=True).problems]


def test_a_link_that_leads_nowhere_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.yml").symlink_to(tmp_path / "gone.yml")
    (tmp_path / "b.yml").write_text(SOUND, "utf-8")
    chosen = choose([tmp_path], checked=True)
    assert [(str(tmp_path / "a.yml"), Code.FILE_READ)] == [(one.file, one.code) for one in chosen.problems]
    assert 1 == len(chosen.files)


@pytest.mark.parametrize(("name", "count"), [("A.YML", 2), ("a.Yaml", 2), ("a.yml.bak", 1), (".a.yml", 1)])
def test_the_ending_of_a_rule_file_may_be_in_capitals(tmp_path: Path, name: str, count: int) -> None:
    (tmp_path / name).write_text(SOUND, "utf-8")
    (tmp_path / "b.yml").write_text("format: 1\nid: b\nmatch: {hosts: [b.example]}\n", "utf-8")
    assert count == len(choose([tmp_path]).files)


def test_a_folder_without_a_rule_file_is_refused_since_it_is_likely_the_wrong_one(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>a</p>", "utf-8")
    with pytest.raises(InputError, match="no rule file in it"):
        choose([tmp_path], checked=True)


def test_two_single_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yml").write_text(SOUND.replace("notes", "nodes"), "utf-8")
    paths = [tmp_path / "a" / "x.yml", tmp_path / "b" / "x.yml"]
    assert [str(path) for path in paths] == sorted({one.file for one in choose(paths, checked=True).problems})


def test_a_used_file_that_was_set_aside_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("format: 1\nid: bad\nremvoe: []\n", "utf-8")
    (tmp_path / "good.yml").write_text("format: 1\nid: good\nuse: [bad]\nmatch: {hosts: [a.example]}\n", "utf-8")
    found = choose([tmp_path], checked=True).problems
    assert [("bad.yml", Code.UNKNOWN_KEY), ("good.yml", Code.LOST_USE)] == [
        (Path(one.file).name, one.code) for one in found
    ]


def test_the_shipped_rules_have_no_errors() -> None:
    assert [] == [str(one) for one in choose([], checked=True).problems if one.severity == "error"]


@pytest.mark.parametrize(
    "text", ["[" * 80_000, "- " * 80_000, "a: [" + "x, " * 200_000, "remove: [" + "1, " * 90_000 + "]"]
)
def test_a_hostile_file_is_refused_in_a_moment(text: str) -> None:
    taxonomy = load_taxonomy(RULES / "taxonomy.yaml")
    assert examine(text.encode(), "t.yml", taxonomy)


def test_a_list_that_stands_twice_is_told_and_read_no_further_than_it_goes() -> None:
    """Found by fuzzing: values of the longer list were looked for in the shorter one."""
    text = completed("notes: a\n") + "use: [a, b, yes]\nuse: [a]\n"
    found = examine(text.encode(), "t.yml", load_taxonomy(RULES / "taxonomy.yaml"))
    assert Code.YAML_DUPLICATE in [problem.code for problem in found]
