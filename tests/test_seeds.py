"""The five texts that the project exists for: what stays, what goes, and what it is called."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

from cleaner import Cleaner, Result
from tests.conftest import CORPUS, SHARED

SEEDS = sorted((SHARED / "seeds").glob("*.gold.jsonl"))
TWINS = sorted(path for path in CORPUS.glob("seed-*-text") if (path / "expected.labels.jsonl").is_file())


def in_paragraphs(text: str) -> str:
    """The text as the plainest page there is: a paragraph a line."""
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    return f"<html><head><title></title></head><body>{paragraphs}</body></html>"


def outcomes(result: Result, text: str) -> dict[int, tuple[str, str] | None]:
    """Line number (from 1) -> (label, action) of what took it, None where it stayed; blank lines are left out."""
    spans: list[tuple[int, int, int]] = []
    position = block = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            if result.kind == "text":
                spans.append((number, position, position + len(line)))
            else:
                assert result.document is not None
                spans.append((number, result.document.starts[block], result.document.end(block)))
            block += 1
        position += len(line) + 1
    return {
        number: next(((r.label, r.action) for r in result.removals if r.start <= start and end <= r.end), None)
        for number, start, end in spans
    }


def expected_of_gold(path: Path) -> dict[int, tuple[str, str] | None]:
    lines = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    return {line["line"]: None if line["keep"] else (line["label"], line["action"]) for line in lines}


@pytest.mark.skipif(not SEEDS, reason="the seeds of ../shared are not on this machine")
@pytest.mark.parametrize("gold", SEEDS, ids=lambda path: path.name[:3])
@pytest.mark.parametrize("kind", ["text", "html"])
def test_each_line_of_a_seed_stays_or_goes_as_its_gold_says(cleaner: Cleaner, gold: Path, kind: str) -> None:
    text = gold.with_name(gold.name.replace(".gold.jsonl", ".txt")).read_bytes().decode("utf8")
    result = cleaner.clean(text if kind == "text" else in_paragraphs(text), kind=kind)  # type: ignore[arg-type]
    assert expected_of_gold(gold) == outcomes(result, text)


@pytest.mark.parametrize("case", TWINS, ids=lambda path: path.name)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_an_invented_twin_of_a_seed_is_cut_at_the_same_lines(cleaner: Cleaner, case: Path, kind: str) -> None:
    text = (case / "page.txt").read_bytes().decode("utf8")
    removed = [json.loads(line) for line in (case / "expected.labels.jsonl").read_text("utf8").splitlines()]
    result = cleaner.clean(text if kind == "text" else in_paragraphs(text), kind=kind)  # type: ignore[arg-type]
    expected: dict[int, tuple[str, str] | None] = {
        n: None for n, line in enumerate(text.split("\n"), 1) if line.strip()
    }
    expected.update({line["line"]: (line["label"], line["action"]) for line in removed})
    assert expected == outcomes(result, text)
