"""The promises of the architecture, on generated pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Limits, Page
from cleaner.readers import Note
from cleaner.rulebook.files import Folder, load_files
from cleaner.rulebook.types import Layer
from tests.conftest import ROOT
from tests.generated import SENTENCES, blocks, lines, pages, texts
from tests.promises import check_spans, check_text, check_words
from tests.readers.makers import http, members, read, record

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@relaxed
@given(texts)
def test_text_input_is_tiled_replayed_and_restored_exactly(cleaner: Cleaner, text: str) -> None:
    check_text(cleaner, text)


@relaxed
@given(pages)
def test_html_input_is_tiled_and_replayed_exactly(cleaner: Cleaner, page: str) -> None:
    result = cleaner.clean(page, kind="html")
    check_spans(result)
    check_words(result)


@relaxed
@given(texts)
@example("* * *\nAdvertisement\nRead more: Storm sinks two barges")  # what the first pass cuts leaves work for a second
def test_cleaning_a_cleaned_text_removes_nothing(cleaner: Cleaner, text: str) -> None:
    once = cleaner.clean(text, kind="text")
    again = cleaner.clean(once.text, kind="text")
    assert (once.text, ()) == (again.text, again.removals)


# Phrases that are written in several ways, and in which a soft hyphen may stand.
_WRITTEN = ("Don’t miss the “Quay News”", "Über den Verfasser", "Café specials today", "Recommended for sailors")
WRITTEN_RULE = f"""\
format: 1
id: written
match: {{always: true}}
remove:
  - id: lines
    label: site_promo
    why: Added
    guard: {{max_body_share: 100}}
    text: {{lines: [{", ".join(f"'{one}'" for one in _WRITTEN)}]}}
"""
written_texts = st.lists(st.one_of(st.sampled_from(_WRITTEN), lines), max_size=30).map("\n".join)


@pytest.fixture(scope="session")
def with_written(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    """A cleaner that knows these phrases, too."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "written.yml").write_text(WRITTEN_RULE, "utf8")
    return Cleaner(site_rules=False, user_rules=folder)


@relaxed
@given(written_texts)
@example("\n".join((SENTENCES[0], *_WRITTEN, SENTENCES[1])))
def test_line_ends_quotes_normal_forms_and_soft_hyphens_do_not_change_which_lines_go(
    with_written: Cleaner, text: str
) -> None:
    plain = "\n".join(text.splitlines())
    variants = [
        plain.replace("\n", "\r\n"),
        plain.replace("“", '"').replace("”", '"').replace("’", "'"),
        unicodedata.normalize("NFD", plain),
        re.sub("(?<=m)(?=ay|ended)|(?<=af)(?=é)|(?<=Ü)(?=ber)|(?<=mis)(?=s)", "\u00ad", plain),
    ]
    expected = _kept_numbers(with_written, unicodedata.normalize("NFC", plain))
    assert [expected] * len(variants) == [_kept_numbers(with_written, variant) for variant in variants]


def test_phrases_that_are_written_in_several_ways_go(with_written: Cleaner) -> None:
    assert [0, 5] == _kept_numbers(with_written, "\n".join((SENTENCES[0], *_WRITTEN, SENTENCES[1])))


def _kept_numbers(cleaner: Cleaner, text: str) -> list[int]:
    """Which of the text's lines that are not blank stay."""
    result = cleaner.clean(text, kind="text")
    kept, position, number = [], 0, 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            if not any(r.start <= position < r.end for r in result.removals):
                kept.append(number)
            number += 1
        position += len(line)
    return kept


USER_RULE = """\
format: 1
id: added
status: stable
match: {always: true}
phrases:
  - {id: phrase, label: site_promo, why: Added, tier: 3, lines: [Prices, Old maps of the delta found in attic]}
"""


# Three passes: the phrase leaves titles at the ends, which leave a section at the top.
_CHAIN = (
    "Ferry line to close after ninety years\nYou may also like\nRelated Articles\nRelated Articles\n"
    "Old maps of the delta found in attic\nYou may also like\nFerry line to close after ninety years\n"
)


@relaxed
@given(texts)
@example(_CHAIN)
@example("\n".join(_CHAIN.split("\n")[i] for i in (0, 4, 1, 2, 3, 5, 6)) + "\n")  # what goes in two passes becomes one
def test_an_added_phrase_can_only_add_removals_that_name_it(cleaner: Cleaner, with_phrase: Cleaner, text: str) -> None:
    before, after = cleaner.clean(text, kind="text"), with_phrase.clean(text, kind="text")
    if "refused_empty" in before.flags + after.flags:
        return  # a page that would lose everything is given back whole
    lost = {i for r in before.removals for i in range(r.start, r.end)}
    for removal in after.removals:
        fresh = [i for i in range(removal.start, removal.end) if i not in lost and not after.base[i].isspace()]
        names = " ".join((removal.rule, *removal.evidence, *removal.also))
        assert not fresh or "added/phrase" in names


@pytest.fixture(scope="session")
def with_phrase(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    """A cleaner with one rule file of the user's own."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "added.yml").write_text(USER_RULE, "utf8")
    cleaner = Cleaner(site_rules=False, user_rules=folder)
    assert () == cleaner.rules.problems
    return cleaner


# What stands between pieces of a page to break it: openers that are never closed, stray ends, odd bytes.
_DEBRIS = (
    "<!--", "<!-- x >", "<script>", "<style>", "<title>", "<textarea>", "<plaintext>", "<select>", "<template>",
    '<p title="', "</div></p>", "<table><tr>", "<b><i>", "</b>", "<br><br>", "&#0;", "&lt;", "\0", "\ufffd", "\u202e",
    "<", "<svg>",
)  # fmt: skip
broken_pages = st.lists(
    st.one_of(
        blocks.map(lambda block: f"<{block[0]}>{block[1]}</{block[0].split()[0]}>"),
        st.sampled_from(_DEBRIS),
        st.text(max_size=20),
    ),
    max_size=40,
).map("".join)
raw_bytes = st.one_of(
    st.binary(max_size=400),
    st.tuples(
        broken_pages, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1251", "shift_jis", "gb18030", "iso2022_jp"])
    ).map(lambda pair: pair[0].encode(pair[1], "replace")),
)


@relaxed
@given(broken_pages)
def test_broken_html_is_tiled_and_replayed_exactly_and_never_lost_in_silence(cleaner: Cleaner, page: str) -> None:
    result = cleaner.clean(page, kind="html")
    check_spans(result)
    check_words(result)


@relaxed
@given(raw_bytes)
def test_any_bytes_give_a_result_that_says_why_it_has_no_text(cleaner: Cleaner, content: bytes) -> None:
    result = cleaner.clean(content)
    check_spans(result)
    check_words(result)


@relaxed
@given(blocks, st.sampled_from(["<!-- x >", "<script>\n", "<style>\n", "<textarea>", "<select>", "<plaintext>"]))
def test_an_unclosed_element_takes_no_sentence_along(cleaner: Cleaner, block: tuple[str, str], opener: str) -> None:
    story = "".join(f"<p>{line}</p>" for line in SENTENCES)
    page = f"<body><article><{block[0]}>Pier</{block[0].split()[0]}>{opener}{story}"
    result = cleaner.clean(page, kind="html")
    assert all(line in result.base for line in SENTENCES)
    assert "truncated_markup" in result.flags


@relaxed
@given(st.tuples(st.integers(0, 20), broken_pages), st.integers(1, 9), st.integers(1, 40))
def test_a_page_beyond_a_limit_is_skipped_with_its_reason(
    cleaner: Cleaner, wrapped: tuple[int, str], depth: int, nodes: int
) -> None:
    page = "<div>" * wrapped[0] + wrapped[1]
    limited = Cleaner(cleaner.rules, limits=Limits(depth=depth, nodes=nodes))
    result = limited.clean(page, kind="html")
    if result.status == "skipped":
        assert result.code in ("too_deep", "too_many_nodes", "not_html", "bad_encoding")
    elif result.document is not None:
        assert max(result.document.columns.depth, default=0) <= depth


@relaxed
@given(st.lists(st.one_of(pages, broken_pages), max_size=4), st.integers(0, 2), st.binary(max_size=30))
def test_a_dump_accounts_for_each_of_its_records(
    tmp_path_factory: pytest.TempPathFactory, stories: list[str], gzipped: int, tail: bytes
) -> None:
    made = [record(n, http(story.encode("utf-8", "replace"))) for n, story in enumerate(stories)]
    path = tmp_path_factory.mktemp("dump") / "a.warc"
    path.write_bytes(b"".join(members(made) if gzipped else made) + (tail if stories else b""))
    given_back = [item for item in read(path) if not isinstance(item, Note)]
    assert len(stories) <= len(given_back)
    for item in given_back[: len(stories)]:
        assert isinstance(item, Page) or item.reason


_numbers = st.integers(-(2**53), 2**53)
_scalars = st.one_of(st.text(max_size=12), _numbers, st.booleans(), st.none(), st.sampled_from(["always", "drop"]))
_keys = st.sampled_from("format id owner status match remove keep phrases body tests css html text lines why".split())
rule_files = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=5)),
    max_leaves=20,
)


@relaxed
@given(st.one_of(rule_files.map(orjson.dumps), st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_a_rule_file_of_any_content_is_set_aside_with_its_place_or_taken(
    cleaner: Cleaner, tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "odd.yml").write_bytes(content)
    files, problems = load_files((Folder(folder, Layer.USER, "rules"),), cleaner.rules.taxonomy)
    assert all(problem.file.endswith("odd.yml") and problem.line >= 1 for problem in problems)
    assert files or any(problem.severity == "error" for problem in problems)


def test_the_hash_seed_changes_neither_text_nor_log(tmp_path: Path) -> None:
    page = next(iter(sorted((ROOT / "corpus").glob("*-html/page.html"))))
    script = (
        "import sys, json; from cleaner import Cleaner;"
        "r = Cleaner().clean(open(sys.argv[1], 'rb').read(), kind='html'); print(json.dumps(r.to_dict()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(page)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert 1 == len(outputs)
