"""A verdict after a second opinion was heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleaner.classifier.choice import choose
from cleaner.classifier.verdict import Verdict, page_words

WEIGHT = 0.5  # of the other opinion in a block's probability: two judges of about equal skill


def reconsider(verdict: Verdict, opinion: list[bool]) -> Verdict:
    """`verdict` with `opinion` (whether another extractor keeps each block) heard, and the blocks chosen anew."""
    if verdict.page is None:
        return verdict
    heard = np.asarray(opinion, dtype=np.float32)
    probability = ((1 - WEIGHT) * verdict.probability + WEIGHT * heard).astype(np.float32)
    keep, _ = choose(probability, page_words(verdict.page))
    return replace(verdict, probability=probability, keep=keep)
