"""Makes the model: python -m cleaner.classifier.train GOLD.jsonl.zst ... --out cleaner/classifier/model.npz

Input: JSONL, plain or zstd, with `id, url, html, text` (the body, by hand or from the publisher) and optionally
`page_type`.
Gold text is aligned to the blocks of each page; pages whose gold is truncated, doubled or missing from the page are
not learned
from, but they are scored. Five folds by domain give the figures (written beside the model as cv.json) and the
calibration; then
the model is fitted on everything. The same input gives the same file. Needs the extra `train` (scikit-learn).
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Floats
from cleaner.classifier.crossval import Learner, OutOfFold
from cleaner.classifier.examples import FOLDS, Example, read_examples
from cleaner.classifier.features import WordModel
from cleaner.classifier.fitting import Settings, fit_curve, fit_types
from cleaner.classifier.model import Model, Network, save_model
from cleaner.classifier.scores import score, table
from cleaner.errors import CleanerError

_BINS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.classifier.train", description=(__doc__ or "").split("\n\n")[1]
    )
    parser.add_argument(
        "gold", nargs="+", help="labelled pages: FILE or FILE=WEIGHT (press and news pages count double: =2)"
    )
    parser.add_argument("--out", type=Path, required=True, help="the model file to write; cv.json is written beside it")
    parser.add_argument(
        "--cv", action="store_true", help="cross-validate only: print the figures and write cv.json, no model"
    )
    parser.add_argument(
        "--folds",
        type=Path,
        metavar="DIR",
        help="write the models of the folds there, each blind to a fifth of the sites",
    )
    parser.add_argument(
        "--hidden", type=int, default=Settings().hidden, help=f"hidden units of a network ({Settings().hidden})"
    )
    return parser


def load(paths: list[str]) -> list[Example]:
    """The examples of all files; FILE=WEIGHT sets the weight of a file's pages."""
    examples: list[Example] = []
    for path in paths:
        name, _, weight = path.partition("=")
        examples.extend(read_examples(Path(name), float(weight or 1)))
    return examples


def report(examples: list[Example], found: OutOfFold) -> dict[str, object]:
    """Figures by source and page type, the reliability table (calibrated out of fold too), and how often the type is
    right."""
    scores = [
        score(e.document.join(np.flatnonzero(k).tolist()), e.gold) for e, k in zip(examples, found.keep, strict=True)
    ]
    sets: dict[str, list[int]] = {}
    for i, e in enumerate(examples):
        sets.setdefault(f"{e.source} {e.page_type}", []).append(i)
    reached = np.array([s.word_f1 for s in scores], dtype=np.float32)
    folds = np.array([e.fold for e in examples])
    calibrated = np.zeros(len(examples))
    for fold in range(FOLDS):
        inside = folds == fold
        curve = fit_curve(found.expected[~inside], reached[~inside])
        calibrated[inside] = [curve(value) for value in found.expected[inside]]
    right = np.array([kind == e.page_type for kind, e in zip(found.types, examples, strict=True)])
    kinds = sorted({e.page_type for e in examples})
    return {
        "figures": {name: table(scores[i] for i in places) for name, places in sorted(sets.items())},
        "reliability": reliability(calibrated, reached),
        "page_types": {
            "all": round(float(right.mean()), 3),
            **{kind: round(float(right[[e.page_type == kind for e in examples]].mean()), 3) for kind in kinds},
        },
    }


def reliability(confidence: np.ndarray, reached: np.ndarray) -> list[dict[str, float]]:
    """Bins of confidence with the number of pages, the mean confidence and the mean word F1 reached."""
    out = []
    for low, high in pairwise(_BINS):
        inside = (confidence >= low) & ((confidence < high) | (high == 1.0))
        if inside.any():
            means = {
                "confidence": round(float(confidence[inside].mean()), 3),
                "reached": round(float(reached[inside].mean()), 3),
            }
            out.append({"from": low, "to": high, "pages": int(inside.sum()), **means})
    return out


def build(learner: Learner, found: OutOfFold) -> Model:
    """The model fitted on everything, calibrated on what was found out of fold."""
    return _model(learner, found, (learner.words_of_all(), *learner.networks(learner.rows(None), ())))


def build_fold(learner: Learner, found: OutOfFold, fold: int) -> Model:
    """The model that never saw the pages of `fold`: for figures of the whole pipeline on pages it does not know."""
    return _model(learner, found, (learner.words[fold, fold], *found.networks[fold]), without=fold)


def _model(
    learner: Learner, found: OutOfFold, parts: tuple[WordModel, Network, Network], without: int | None = None
) -> Model:
    some = [i for i, example in enumerate(learner.examples) if example.fold != without]
    reached: Floats = np.array([_reached(learner.examples[i], found.keep[i]) for i in some], dtype=np.float32)
    mean, scale, weights, names = fit_types(found.summaries[some], [learner.examples[i].page_type for i in some])
    return Model(*parts, fit_curve(found.expected[some], reached), names, mean, scale, weights)


def _reached(example: Example, keep: NDArray[np.bool_]) -> float:
    return score(example.document.join(np.flatnonzero(keep).tolist()), example.gold).word_f1


def main() -> int:
    """The command."""
    options = _arguments().parse_args()
    try:
        examples = load(options.gold)
        print(
            f"{len(examples)} pages, {sum(not e.usable for e in examples)} with gold that is not learned from",
            flush=True,
        )
        learner = Learner(examples, Settings(hidden=options.hidden), lambda line: print(line, flush=True))
        found = learner.out_of_fold()
    except CleanerError as error:
        print(error, file=sys.stderr)
        return 2
    figures = json.dumps(report(examples, found), indent=1)
    print(figures, flush=True)
    options.out.with_name("cv.json").write_text(figures + "\n", encoding="utf-8")
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            save_model(build_fold(learner, found, fold), options.folds / f"{fold}.npz")
    if not options.cv:
        save_model(build(learner, found), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
