"""The verdict on whole pages: what is kept, how hostile pages end, and that nothing depends on chance."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cleaner.classifier import classify, explain, label_dropped
from cleaner.classifier.dropped import RULES
from cleaner.classifier.explain import phrase
from cleaner.classifier.features import read_page
from cleaner.classifier.groups import FEATURES, matrix
from cleaner.classifier.model import shipped
from cleaner.classifier.verdict import MOST_BLOCKS
from cleaner.document import Document, segment
from cleaner.model import Page
from tests.classifier.pages import PARAGRAPHS, page, story

ROOT = Path(__file__).resolve().parents[2]


def kept(document: Document) -> list[str]:
    return [document.texts[i] for i in np.flatnonzero(classify(document).keep)]


def test_the_paragraphs_of_a_story_are_kept() -> None:
    assert [text for text in kept(story()) if text in PARAGRAPHS] == list(PARAGRAPHS)


@pytest.mark.parametrize("text", ["News", "Share Tweet", "A lighthouse is for sale again", "© The Sound Post"])
def test_what_stands_around_a_story_is_dropped(text: str) -> None:
    document = story()
    assert text in document.texts
    assert text not in kept(document)


def test_a_page_without_text_has_an_empty_verdict() -> None:
    verdict = classify(page("<div></div>"))
    assert (len(verdict.keep), len(verdict.probability), verdict.confidence) == (0, 0, 0.0)
    assert label_dropped(page("<div></div>"), verdict) == []


@pytest.mark.parametrize(
    "body", ["x", "<p>…</p>", "<p>\U0001f40e\U0001f40e</p>", "<h1>港へ渡し船</h1>", "<p>***</p><p>***</p>"]
)
def test_a_page_of_next_to_nothing_does_not_fail(body: str) -> None:
    document = page(body)
    verdict = classify(document)
    assert len(verdict.keep) == len(document) == len(label_dropped(document, verdict))
    assert np.isfinite(verdict.probability).all()
    assert explain(verdict, [0])[0]


def test_lines_of_text_are_classified_without_elements() -> None:
    document = segment(Page(content="\n\n".join(PARAGRAPHS), kind="text"))
    assert isinstance(document, Document)
    assert len(classify(document).keep) == 4


@pytest.mark.parametrize("count", [3_000, MOST_BLOCKS + 1])
def test_a_very_long_page_is_classified_whole(count: int) -> None:
    document = page(f"<p>{PARAGRAPHS[0]}</p>" * count)
    assert len(classify(document).keep) == count


def test_a_deep_page_is_read_without_recursion() -> None:
    document = page("<div>" * 1_500 + f"<p>{PARAGRAPHS[0]}</p>")
    assert len(classify(document).keep) == 1


def test_features_are_named_and_finite() -> None:
    rows = matrix(read_page(story(), shipped().words))
    assert rows.shape == (len(FEATURES), len(story()))
    assert np.isfinite(rows).all()
    assert len(set(FEATURES)) == len(FEATURES)


def test_every_feature_has_words() -> None:
    assert all(
        phrase(name) and "_" not in phrase(name).replace("JSON-LD", "") for name in FEATURES if "hidden_" not in name
    )


def test_an_explanation_names_up_to_three_facts() -> None:
    document = story()
    verdict = classify(document)
    facts = explain(verdict, range(len(document)))
    assert len(document) == len(facts)
    assert all(1 <= len(why) <= 3 for why in facts)


def test_an_explanation_is_the_same_when_other_pages_were_classified_meanwhile() -> None:
    document = story()
    verdict = classify(document)
    at_once = explain(verdict, range(len(document)))
    classify(page(f"<p>{PARAGRAPHS[0]}</p>"))
    assert explain(verdict, range(len(document))) == at_once


def test_what_a_block_was_kept_for_is_not_what_its_neighbour_was_dropped_for() -> None:
    document = story()
    verdict = classify(document)
    blocks = [document.texts.index(PARAGRAPHS[1]), document.texts.index("Share Tweet")]
    (kept_for, dropped_for), (one,) = explain(verdict, blocks), explain(verdict, blocks[1:])
    assert one == dropped_for != kept_for


def test_a_page_too_long_for_the_networks_is_explained_by_none() -> None:
    document = page(f"<p>{PARAGRAPHS[0]}</p>" * (MOST_BLOCKS + 1))
    assert explain(classify(document), [0, MOST_BLOCKS]) == [(), ()]


def test_kept_blocks_have_no_label_and_dropped_ones_have_one() -> None:
    document = story()
    verdict = classify(document)
    assert [bool(label) for label in label_dropped(document, verdict)] == [not keep for keep in verdict.keep.tolist()]


@pytest.mark.parametrize(
    ("extra", "text", "label"),
    [
        ('<div class="share-buttons"><a href="#">Send this on</a></div>', "Send this on", "share_widget"),
        ('<div id="comments"><p>I was on that ferry.</p></div>', "I was on that ferry.", "comments_ui"),
        ('<form class="newsletter-signup"><p>Our letter, weekly</p></form>', "Our letter, weekly", "newsletter"),
        ("<figure><figcaption>The quay at dawn</figcaption></figure>", "The quay at dawn", "photo_credit"),
        ('<div class="advertisement"><p>Buy a boat</p></div>', "Buy a boat", "ad_label"),
        ('<nav><a href="/x">All the islands</a></nav>', "All the islands", "nav"),
        ('<div class="cookie-consent"><p>We keep crumbs.</p></div>', "We keep crumbs.", "embed_consent"),
        ("<div>***</div>", "***", "separator"),
    ],
)
def test_a_dropped_block_is_labelled_by_what_it_is(extra: str, text: str, label: str) -> None:
    document = story(extra)
    labels = dict(zip(document.texts, label_dropped(document, classify(document)), strict=True))
    assert labels[text] == label


_PRINT = """
from tests.classifier.pages import story
from cleaner.classifier import classify, label_dropped
document = story()
verdict = classify(document)
print(verdict.probability.tobytes().hex(), verdict.confidence, label_dropped(document, verdict))
"""


def test_the_hash_seed_changes_nothing() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_every_label_stands_in_the_taxonomy() -> None:
    known = set(re.findall(r"^- id: (\w+)$", (ROOT / "rules/taxonomy.yaml").read_text(encoding="utf-8"), re.MULTILINE))
    assert {rule.label for rule in RULES} <= known
