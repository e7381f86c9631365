"""The cases of corpus/: a page, what it imitates, what should be left of it, and how what is left differs from that.

page.html or page.txt: the page. case.json: its address and what it imitates. expected.txt: the body, by hand, a block
a line. expected.labels.jsonl: what is removed, with label, action and field. known.diff: where the cleaner differs
from expected.txt, reviewed; the file is missing where it does not.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner import Cleaner, Result

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@dataclass(frozen=True, slots=True)
class Case:
    """One directory of the corpus."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def page(self) -> Path:
        return next(path for path in (self.folder / "page.html", self.folder / "page.txt") if path.is_file())

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.folder / "case.json").read_text("utf-8"))
        return facts

    @property
    def expected(self) -> list[str]:
        """The lines of the body that should be left."""
        return lines((self.folder / "expected.txt").read_bytes().decode("utf-8"))

    def clean(self, cleaner: Cleaner) -> Result:
        facts = self.facts
        return cleaner.clean(
            self.page.read_bytes(), url=facts.get("url"), kind=facts.get("kind"), crawled=facts.get("crawled")
        )

    def difference(self, result: Result) -> str:
        """What is expected against what is left, as a diff; "" where they agree."""
        actual = lines(result.text)
        names = (f"{self.name}/expected.txt", f"{self.name} as cleaned")
        return "\n".join(difflib.unified_diff(self.expected, actual, *names, n=1, lineterm=""))

    @property
    def known(self) -> str:
        """The reviewed difference, "" where there is none."""
        path = self.folder / "known.diff"
        return path.read_text("utf-8").rstrip("\n") if path.is_file() else ""

    @property
    def labels(self) -> list[dict[str, object]]:
        """The recorded removals, a record a block or line."""
        path = self.folder / "expected.labels.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def labels_of(result: Result) -> list[dict[str, object]]:
    """A record for each block or line that goes: its number (lines from 1, blocks from 0), label, action and field."""
    document = result.document
    assert document is not None
    numbers = _line_numbers(result) if result.kind == "text" else list(range(len(document)))
    unit = "line" if result.kind == "text" else "block"
    return [
        {unit: number, "label": removal.label, "action": removal.action, "field": removal.field}
        for number, start, text in zip(numbers, document.starts, document.texts, strict=True)
        for removal in result.removals
        if removal.start <= start and start + len(text.rstrip()) <= removal.end
    ]


def _line_numbers(result: Result) -> list[int]:
    assert result.document is not None
    return [result.base.count("\n", 0, start) + 1 for start in result.document.starts]


def cases() -> list[Case]:
    """All cases, by name."""
    return [Case(path.parent) for path in sorted(CORPUS.glob("*/case.json"))]


def lines(text: str) -> list[str]:
    """The lines that hold more than white space, with single spaces: pages differ in these and mean nothing by it."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
