"""From probabilities to a body: the blocks that make the best expected F1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Floats


def choose(probability: Floats, words: Floats) -> tuple[NDArray[np.bool_], float]:
    """(kept blocks, expected word F1). Blocks sorted by probability; the prefix with the highest expected F1 is kept.

    words: number of words of each block; blocks without any are kept only between kept ones.
    """
    n = len(probability)
    keep = np.zeros(n, dtype=bool)
    order = np.argsort(-probability, kind="stable")
    hits = (probability * words).take(order).astype(np.float64)
    total = hits.sum()
    expected = 2 * np.cumsum(hits) / (np.cumsum(words.take(order), dtype=np.float64) + total + 1e-9)
    best = int(expected.argmax())
    if total > 0:
        keep[order[: best + 1]] = True
    return keep, float(expected[best])
