"""`make floors`: the figures on ../shared/benchmark beside their floors; `--raise` writes the measured ones as floors.

The shipped model was trained on press-dev, news-dev and wcxb-dev, so its figures there only guard against a loss on the
way from model to result. What counts is cross-validated by domain: the whole pipeline, each page with the model of a
fold that never saw its site (tests/classifier/folds, written by the training); and snippets-dev, which no model has
seen. "main content" is the classifier alone, so that the difference is what rules, packs and sections bring.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from cleaner import Cleaner
from cleaner.bench import measure_facts, read_gold, readers
from cleaner.classifier.examples import fold_of
from cleaner.document import Refused, segment
from cleaner.model import Page
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from tests.conftest import SHARED, records

FLOORS = Path(__file__).with_name("floors.json")
FOLDS = Path(__file__).parent / "classifier" / "folds"
SLACK = 0.002  # by which a raised floor stays below the figure: runs on other processors differ in the last digits
LOWER_IS_BETTER = ("loss", "leak")
SPLITS = {
    "press-dev": ("sF1", "wF1", "acc"),
    "news-dev": ("sF1", "wF1", "acc"),
    "wcxb-dev": ("wF1", "sF1", "acc"),
    "snippets-dev": ("loss", "leak"),
}
KNOWN = ("press-dev", "news-dev", "wcxb-dev")  # the splits with a body for each page
Figures = dict[str, dict[str, float]]


def measure(split: str) -> dict[str, float]:
    """The figures of the articles of one split, as ../shared/bench counts them."""
    cleaner = Cleaner(site_rules=False)
    rows = [(page, cleaner.clean(page["html"], url=page["url"]).text) for page in _articles(split)]
    report = _score().report(rows)
    return {name: round(report[name], 4) for name in SPLITS[split]}


def metadata(split: str) -> dict[str, float]:
    """Shares of articles with the right title, authors and date."""
    pages = read_gold(SHARED / "benchmark" / f"{split}.jsonl.zst", "article")
    return {k: round(v, 4) for k, v in measure_facts(readers(Cleaner(site_rules=False))["cleaner"], pages).items()}


def cross_validated(split: str) -> Figures:
    """The figures of one split, each page cleaned with the model of the fold that does not hold its site."""
    rules = Rulebook.load(site_rules=False)
    cleaners = [Cleaner(rules, model=FOLDS / f"{fold}.npz") for fold in range(len(list(FOLDS.glob("*.npz"))))]
    whole: list[tuple[dict[str, Any], str]] = []
    alone: list[tuple[dict[str, Any], str]] = []
    for page in _articles(split):
        document = segment(Page(page["html"], kind="html"))
        fold = 0 if isinstance(document, Refused) else fold_of(document, page["url"] or "", page["id"])[1]
        result = cleaners[fold].clean(page["html"], url=page["url"])
        whole.append((page, result.text))
        alone.append((page, _main_content(result)))
    reports = {"": _score().report(whole), " main content": _score().report(alone)}
    return {f"{split}{name}": {key: round(r[key], 4) for key in ("sF1", "wF1", "acc")} for name, r in reports.items()}


def _main_content(result: Result) -> str:
    if result.verdict is None or result.document is None:
        return result.text
    return result.document.join(result.verdict.keep.nonzero()[0].tolist())


def _articles(split: str) -> list[dict[str, Any]]:
    return [r for r in records(SHARED / "benchmark" / f"{split}.jsonl.zst") if r["page_type"] == "article"]


def holds(name: str, figure: float, floor: float) -> bool:
    """Whether a figure is no worse than its floor."""
    return figure <= floor if name in LOWER_IS_BETTER else figure >= floor


def _score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "bench" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lowered(name: str, figure: float) -> float:
    return round(figure + SLACK if name in LOWER_IS_BETTER else figure - SLACK, 4)


def main() -> int:
    """Prints figure and floor for each; 1 where one is below its floor and is not to be written anew."""
    floors = json.loads(FLOORS.read_text("utf8"))
    measured = {
        "shipped": {split: measure(split) for split in SPLITS},
        "cross_validated": {name: row for split in KNOWN for name, row in cross_validated(split).items()},
        "metadata": {split: metadata(split) for split in KNOWN},
    }
    below = 0
    for kind, splits in measured.items():
        for split, figures in splits.items():
            for name, figure in figures.items():
                floor = floors.get(kind, {}).get(split, {}).get(name)
                fine = floor is None or holds(name, figure, floor)
                below += not fine
                print(f"{kind:16} {split:18} {name:6} {figure:.4f}  floor {floor}{'' if fine else '  BELOW'}")
    if "--raise" in sys.argv:
        lowered = {
            kind: {
                split: {name: _lowered(name, value) for name, value in figures.items()}
                for split, figures in splits.items()
            }
            for kind, splits in measured.items()
        }
        FLOORS.write_text(json.dumps(lowered, indent=1) + "\n", "utf8")
        return 0
    return int(bool(below))


if __name__ == "__main__":
    sys.exit(main())
