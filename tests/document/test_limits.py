"""What a page may be: each limit has its reason, and a page within them passes."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, Limits
from cleaner.document.limits import refuse_markup

STORY = "<p>The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.</p>"


@pytest.mark.parametrize(
    ("limits", "page", "code"),
    [
        (Limits(page_bytes=500), STORY * 10, "too_large"),
        (Limits(decoded_bytes=1_000), STORY * 10 + "é" * 100, "too_large_decoded"),
        (Limits(depth=20), "<div>" * 21 + STORY, "too_deep"),
        (Limits(nodes=60), STORY * 40, "too_many_nodes"),
        (Limits(attributes=10), f"<p {' '.join(f'a{n}=1' for n in range(12))}>{STORY}", "too_many_attributes"),
    ],
)
def test_each_limit_has_a_reason_of_its_own(limits: Limits, page: str, code: str) -> None:
    result = Cleaner(site_rules=False, limits=limits).clean(page, kind="html")
    assert ("skipped", code) == (result.status, result.code)
    assert "over the limit of" in result.reason


def test_a_page_at_its_limits_passes(cleaner: Cleaner) -> None:
    limits = Limits(page_bytes=len(STORY), decoded_bytes=len(STORY), depth=3, nodes=10, attributes=1)
    limited = Cleaner(cleaner.rules, limits=limits)
    assert "ok" == limited.clean(STORY, kind="html").status


def test_the_lines_of_a_text_are_its_nodes() -> None:
    result = Cleaner(site_rules=False, limits=Limits(nodes=3)).clean("a\nb\nc\nd\n", kind="text")
    assert ("skipped", "too_many_nodes") == (result.status, result.code)


@pytest.mark.parametrize("name", ["page_bytes", "decoded_bytes", "depth", "nodes", "attributes"])
def test_a_limit_below_one_is_a_mistake(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: 0})


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<table>" + "<tr><td><font size=2>x" * 2_500, id="unclosed fonts in cells stay in their cells"),
        pytest.param("<p><font size=2>x</p>" * 9_000, id="equal fonts are reopened three times at most"),
        pytest.param("<ul>" + "<li>x" * 20_500 + "</ul>", id="items end one another"),
        pytest.param("<div><span>x</div>" * 20_500, id="a block takes its unclosed spans along"),
        pytest.param('<script>x="<div>"</script>' * 20_500, id="tags in scripts are none"),
        pytest.param("<!--<div>-->" * 20_500, id="tags in comments are none"),
        pytest.param(f"<p title={' '.join(f'w{n}' for n in range(9_000))}>x", id="a quote that swallows a long text"),
        pytest.param("<i class=x></i>" * 900 + "<p>x</p>" * 900, id="closed formatting is not opened again"),
        pytest.param(f"<script>a<b {'c ' * 5_000}</script>", id="words in a script are no attributes"),
    ],
)
def test_much_untidy_markup_within_the_limits_is_let_through(markup: str) -> None:
    assert None is refuse_markup(markup.encode(), Limits())


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        pytest.param("</b>" * 3_000 + "<p><b id=1>x" * 9 + "".join(f"<p><b id={n}>x" for n in range(3_000)),
                     "too_many_nodes", id="end tags before their elements"),
        pytest.param("<p " + " ".join(f'a{n}="<"' for n in range(30_000)), "too_many_attributes", id="quoted tags"),
        pytest.param(f"<p {' '.join(f'a{n}' for n in range(9_000))}>x" * 15, "too_many_attributes",
                     id="thousands of attributes on each of many"),
        pytest.param("<div><td></div>" * 2 + "<div><table><tr><td></div>" * 30_000, "too_deep", id="cells as walls"),
    ],
)  # fmt: skip
def test_tricks_do_not_hide_a_killer(markup: str, code: str) -> None:
    refused = refuse_markup(markup.encode(), Limits())
    assert refused is not None
    assert code == refused.code
