"""Rule files that are nearly right: taken, and then harmless; or refused with the place of each fault."""

from __future__ import annotations

from dataclasses import replace

import orjson
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.authoring.lint import examine
from cleaner.errors import Problem, RuleError
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import Layer, Match
from tests.promises import check_problems, check_spans, check_words
from tests.torture.case import STORY, page

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
odd = st.one_of(st.text(max_size=8), st.none(), st.integers(-9, 99), st.booleans(), st.just([]), st.just({}))
_SOUND = 40  # fields for one that is odd
names = st.sampled_from([*"abcdefgh", "b-2", "a b"])
selectors = st.sampled_from(
    ["p", "article p", ".promo", "h1", "p:has(a)", "h1 ~ p", "*", "p:nth-child(2n)", "p:last-child", "li > a", "div #a"]
)
patterns = st.sampled_from(["Captain \\w+", "^$", "(a+)+$", "(?=x)", "pier [0-9]{1,3}", "must be .*", "board"])
phrases = st.one_of(st.sampled_from([*STORY, "You may also like", "Share this story", "no"]), st.text(max_size=12))
labels = st.sampled_from(["nav", "site_promo", "newsletter", "gone"])


@st.composite
def _flawed(draw: st.DrawFn, value: st.SearchStrategy[object]) -> object:
    return draw(odd if draw(st.integers(1, _SOUND)) == _SOUND // 2 else value)


def mapping(
    optional: dict[str, st.SearchStrategy[object]], **needed: st.SearchStrategy[object]
) -> st.SearchStrategy[dict[str, object]]:
    """The needed fields and some of the others, now and then with a value that is odd."""
    flawed = {key: _flawed(value) for key, value in (needed | optional).items()}
    return st.fixed_dictionaries({key: flawed[key] for key in needed}, optional={key: flawed[key] for key in optional})


def many(inner: st.SearchStrategy[object]) -> st.SearchStrategy[list[object]]:
    return st.lists(inner, min_size=1, max_size=2)


why = st.just("It is a box")
html = mapping({"climb": st.sampled_from(["div", "article"]), "first": st.just("true")}, css=many(selectors))
text = st.one_of(mapping({}, lines=many(phrases)), mapping({}, line_starts=many(phrases)), mapping({}, regex=patterns))
share = mapping({}, max_body_share=st.integers(1, 100))
remove = {"label": labels, "id": names, "why": why}
documents = st.fixed_dictionaries(
    {"format": st.just("1"), "id": st.sampled_from(["mine", "mine", "mine", "a/b"])},
    optional={
        "match": mapping({}, hosts=many(st.sampled_from(["quay.example", "*.quay.example"]))),
        "status": st.sampled_from(["testing", "stable"]),
        "remove": st.one_of(
            many(mapping({"guard": share}, html=html, **remove)), many(mapping({"guard": share}, text=text, **remove))
        ),
        "keep": many(mapping({}, id=names, why=why, html=html)),
        "body": many(mapping({}, id=names, css=many(selectors))),
        "phrases": many(
            mapping({}, id=names, label=labels, why=why, tier=st.sampled_from(["1", "2", "3"]), lines=many(phrases))
        ),
        "metadata": mapping({}, title=many(mapping({}, css=selectors))),
    },
)


def _yaml(tree: object) -> bytes:
    """Without the aliases that PyYAML writes where one object stands twice."""
    return yaml.safe_dump(orjson.loads(orjson.dumps(tree)), allow_unicode=True).encode()


files = documents.flatmap(lambda tree: st.sampled_from([orjson.dumps(tree), _yaml(tree)]))


@relaxed
@given(files)
def test_a_file_that_is_nearly_right_is_taken_or_refused_with_the_place_of_each_fault(
    cleaner: Cleaner, content: bytes
) -> None:
    told = examine(content, "odd.yml", cleaner.rules.taxonomy)
    check_problems(told, "odd.yml", content)
    problems = refused(cleaner, content)
    check_problems(problems, "odd.yml", content)
    assert {problem.code for problem in problems} <= {problem.code for problem in told}


def refused(cleaner: Cleaner, content: bytes) -> tuple[Problem, ...]:
    try:
        compile_file(content, "odd.yml", Layer.USER, cleaner.rules.taxonomy)
    except RuleError as error:
        return error.problems
    return ()


@relaxed
@given(files)
def test_whatever_rules_are_taken_the_promises_of_a_result_hold(cleaner: Cleaner, content: bytes) -> None:
    try:
        file = compile_file(content, "odd.yml", Layer.USER, cleaner.rules.taxonomy)
    except RuleError:
        return
    own = Cleaner(Rulebook((replace(file, match=Match(always=True)),), (), cleaner.rules.taxonomy))
    for given_page in (page(), "\n".join(STORY)):
        result = own.clean(given_page)
        check_spans(result)
        check_words(result)
