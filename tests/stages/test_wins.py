"""Keep votes for what the classifier is known to drop, in twins: what is won back, and what stays dropped."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner import Cleaner
from cleaner.classifier import Verdict
from cleaner.document import Document
from cleaner.found import Found, Site, win_claims
from cleaner.language import Language
from cleaner.model import Metadata
from cleaner.rulebook.types import Traits
from cleaner.stages import wins
from tests.stages.pages import BODY, LONG, STORY, page


def verdict(document: Document, probability: float) -> Verdict:
    chances = np.full(len(document), probability, np.float32)
    return Verdict(chances, np.zeros(len(document), bool), 0.9, "article", 0.9, None)


def leads(language: str = "de", kind: str = "standfirst", probability: float = 0.3) -> list[str]:
    lead = "Der Hafenrat will den alten Kai verbreitern, doch die Linden am Wasser stehen im Weg."
    document = page(f"<h1>Streit am Kai</h1><p class={kind}>{lead}</p><div><p>{LONG}</p>{BODY}</div>")
    kept = {block for block in range(len(document)) if document.texts[block] in (LONG, *STORY)}
    found = wins.leads(document, verdict(document, probability), kept, Metadata(title="Streit am Kai"), language)
    return [document.texts[block] for block in found]


def test_a_dropped_standfirst_is_won_back_where_it_is_the_first_paragraph() -> None:
    assert 1 == len(leads())


@pytest.mark.parametrize(
    "case", [("en", "standfirst", 0.3), ("de", "caption", 0.3), ("de", "x", 0.3), ("de", "dek", 0.0)]
)
def test_subtitles_captions_and_hopeless_blocks_stay_dropped(case: tuple[str, str, float]) -> None:
    assert [] == leads(*case)


@pytest.mark.parametrize(("probability", "won"), [(0.2, ["make quay", "make pier"]), (0.05, [])])
def test_code_below_a_kept_paragraph_is_won_back(probability: float, won: list[str]) -> None:
    document = page(f"<p>{STORY[0]}</p><pre>make quay</pre><pre>make pier</pre><p>Notes</p><pre>make far</pre>")
    found = wins.code(document, verdict(document, probability), {0})
    assert won == [document.texts[block] for block in found]


def test_code_amid_the_article_is_won_back_however_sure_the_classifier_is_and_line_numbers_are_not() -> None:
    document = page(f"<p>{STORY[0]}</p><pre>1 2 3</pre><pre>make quay</pre><p>{STORY[1]}</p><pre>make far</pre>")
    found = wins.code(document, verdict(document, 0.01), {0, 3})
    assert ["make quay"] == [document.texts[block] for block in found]


@pytest.mark.parametrize(("kind", "votes"), [("", 1), ("article", 1), ("documentation", 1), ("forum", 0)])
def test_code_is_won_back_for_articles_and_documentation(cleaner: Cleaner, kind: str, votes: int) -> None:
    document = page(f"<p>{STORY[0]}</p><pre>make quay</pre><p>{STORY[1]}</p>")
    found = Found(page_type=kind, verdict=verdict(document, 0.01))
    site = Site(document, cleaner.rules.for_page(Traits()), Metadata(), Language("en"))
    assert votes == len(win_claims(site, found, {0, 2}))
