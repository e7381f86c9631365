"""`make floors`: the figures on ../shared/benchmark beside their floors; `--raise` writes the measured ones as floors.

The shipped model was trained on press-dev, news-dev and wcxb-dev, so those figures only guard against a loss on the way
from model to result. What counts is cross-validated by domain (cleaner/classifier/cv.json, written by the training) and
snippets-dev, which no model has seen.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from cleaner import Cleaner
from tests.conftest import ROOT, SHARED, records

FLOORS = Path(__file__).with_name("floors.json")
CROSS_VALIDATED = ROOT / "cleaner" / "classifier" / "cv.json"
SLACK = 0.002  # by which a raised floor stays below the figure: runs on other processors differ in the last digits
LOWER_IS_BETTER = ("loss", "leak")
SPLITS = {
    "press-dev": ("sF1", "wF1", "acc"),
    "news-dev": ("sF1", "wF1", "acc"),
    "wcxb-dev": ("wF1", "sF1", "acc"),
    "snippets-dev": ("loss", "leak"),
}
Figures = dict[str, dict[str, float]]


def measure(split: str) -> dict[str, float]:
    """The figures of the articles of one split, as ../shared/bench counts them."""
    score = _score()
    cleaner = Cleaner(site_rules=False)
    pages = [r for r in records(SHARED / "benchmark" / f"{split}.jsonl.zst") if r["page_type"] == "article"]
    report = score.report([(page, cleaner.clean(page["html"], url=page["url"]).text) for page in pages])
    return {name: round(report[name], 4) for name in SPLITS[split]}


def cross_validated() -> Figures:
    """What the training recorded for the shipped model."""
    figures: dict[str, dict[str, Any]] = json.loads(CROSS_VALIDATED.read_text("utf8"))["figures"]
    chosen = (name for name in figures if name.endswith(" article"))
    return {name: {key: figures[name][key] for key in ("sF1", "wF1", "exact")} for name in chosen}


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
    measured = {"shipped": {split: measure(split) for split in SPLITS}, "cross_validated": cross_validated()}
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
