"""The public metrics of a body against its gold: word F1 (WCXB) and 4-gram shingles (article-extraction-benchmark)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Score:
    """One page: word F1, shingle true and false shares (None where there is nothing to count), and whether all words
    agree."""

    word_f1: float
    hit: float
    extra: float
    missing: float
    exact: bool


def score(found: str, gold: str) -> Score:
    """The score of one page."""
    left, right = _WORD.findall(found), _WORD.findall(gold)
    few, many = Counter(w.lower() for w in left), Counter(w.lower() for w in right)
    both = (few & many).total()
    a, b = _grams(left), _grams(right)
    hit, extra, missing = (a & b).total(), (a - b).total(), (b - a).total()
    size = max(hit + extra + missing, 1)
    return Score(2 * both / max(few.total() + many.total(), 1), hit / size, extra / size, missing / size, left == right)


def _grams(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(gram for i in range(max(1, len(words) - _GRAM + 1)) if (gram := tuple(words[i : i + _GRAM])))


def table(scores: Iterable[Score]) -> dict[str, float]:
    """Mean figures of a set of pages: wF1, sP, sR, sF1, exact and the number of pages."""
    rows = list(scores)
    precisions = [s.hit / (s.hit + s.extra) for s in rows if s.hit + s.extra > 0]
    recalls = [s.hit / (s.hit + s.missing) for s in rows if s.hit + s.missing > 0]
    p, r = sum(precisions) / max(len(precisions), 1), sum(recalls) / max(len(recalls), 1)
    count = max(len(rows), 1)
    return {
        "pages": len(rows),
        "wF1": round(sum(s.word_f1 for s in rows) / count, 4),
        "sP": round(p, 4),
        "sR": round(r, 4),
        "sF1": round(2 * p * r / (p + r) if p + r else 0.0, 4),
        "exact": round(sum(s.exact for s in rows) / count, 4),
    }
