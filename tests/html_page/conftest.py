"""A cleaner with one rule file, a classifier and a text stage that say what a test tells them to."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, html_page
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import Layer
from cleaner.stages import main_content
from tests.html_page.doubles import Classifier, Ruled, Stage


@pytest.fixture
def classifier(monkeypatch: pytest.MonkeyPatch) -> Classifier:
    made = Classifier()
    monkeypatch.setattr(main_content, "find", made)
    return made


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, classifier: Classifier) -> Stage:
    made = Stage()
    monkeypatch.setattr(html_page, "text_claims", made)
    return made


@pytest.fixture
def ruled(cleaner: Cleaner) -> Ruled:
    """A cleaner with one rule file, as the user's own or as a pack."""

    def make(rules: str = "", layer: Layer = Layer.USER) -> Cleaner:
        text = f"format: 1\nid: mine\nmatch: {{always: true}}\n{rules}\n"
        file = compile_file(text.encode(), "mine.yml", layer, cleaner.rules.taxonomy)
        return Cleaner(Rulebook((file,), (), cleaner.rules.taxonomy))

    return make
