"""Fitting the parts of the model: hashed words, networks, page types, calibration. Training only: needs scipy and
scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from cleaner.classifier.chars import Floats
from cleaner.classifier.features import WordModel
from cleaner.classifier.model import CLIP, Curve, Network
from cleaner.classifier.words import BUCKET_BITS

_WORD_PENALTY = 3e-6  # L2 on the word weights; a tenth or ten times of it loses
_WORD_STEPS = 40
_STILL = 1e-4  # standard deviation below which a feature is left alone
_TYPE_PENALTY = 0.02  # inverse L2 strength of the page types: 1,850 pages, 230 inputs


Tokens = tuple[NDArray[np.int64], NDArray[np.int64]]  # places in the word table, block of each


@dataclass(frozen=True, slots=True)
class Settings:
    """How a network is trained. drop: share of hidden units left out in each step (input dropout lost .004 on news)."""

    hidden: int = 96
    nets: int = 1
    epochs: int = 8
    batch: int = 1024
    rate: float = 2e-3
    penalty: float = 3e-4
    drop: float = 0.4


def fit_words(tokens: list[Tokens], good: list[NDArray[np.bool_]], weight: list[Floats]) -> WordModel:
    """A logistic regression on hashed words. For each page: `words.block_tokens`, labels and weights of its blocks."""
    rows, columns, values, offset = [], [], [], 0
    for (places, block), labels in zip(tokens, good, strict=True):
        counts = np.bincount(block, minlength=len(labels))
        rows.append(block + offset)
        columns.append(places)
        values.append(1 / np.sqrt(counts[block]))
        offset += len(labels)
    shape = (offset, 1 << BUCKET_BITS)
    x = csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
    seen = np.asarray((x != 0).sum(axis=1)).ravel() > 0
    share = np.concatenate(weight) * seen
    share /= share.sum()
    sign = np.concatenate(good).astype(np.float64) * 2 - 1
    turned = x.T.tocsr()

    def loss(v: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = (x @ v[:-1] + v[-1]) * sign
        slope = -sign * share / (1 + np.exp(np.clip(margin, -50, 50)))
        value = (share * np.logaddexp(0, -margin)).sum() + _WORD_PENALTY * (v[:-1] ** 2).sum() / 2
        return float(value), np.concatenate((turned @ slope + _WORD_PENALTY * v[:-1], [slope.sum()]))

    found = minimize(loss, np.zeros(shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": _WORD_STEPS})
    scale = max(float(np.abs(found.x[:-1]).max()), 1e-9) / np.iinfo(np.int8).max
    return WordModel(np.round(found.x[:-1] / scale).astype(np.int8), scale, float(found.x[-1]))


def fit_network(x: Floats, good: Floats, weight: Floats, settings: Settings, seed: int = 0) -> Network:
    """Networks of one hidden layer by Adam. x: (rows, features), changed in place: standardised and clipped."""
    mean, scale = (
        x.mean(axis=0, dtype=np.float64).astype(np.float32),
        x.std(axis=0, dtype=np.float64).astype(np.float32),
    )
    scale[scale < _STILL] = 1
    x -= mean
    x /= scale
    np.clip(x, -CLIP, CLIP, out=x)
    share = (weight / weight.mean()).astype(np.float32)
    nets = [_one(x, good.astype(np.float32), share, settings, seed * 100 + k) for k in range(settings.nets)]
    return Network(
        mean,
        scale,
        np.concatenate([net[0].T for net in nets]),
        np.concatenate([net[1] for net in nets]),
        np.stack([net[2] for net in nets]),
        np.array([net[3][0] for net in nets], dtype=np.float32),
    )


def _one(x: Floats, good: Floats, share: Floats, settings: Settings, seed: int) -> list[Floats]:
    random = np.random.default_rng(seed)
    n, width = x.shape
    values = [
        (random.standard_normal((width, settings.hidden)) * np.sqrt(2 / width)).astype(np.float32),
        np.zeros(settings.hidden, np.float32),
        (random.standard_normal(settings.hidden) * np.sqrt(1 / settings.hidden)).astype(np.float32),
        np.zeros(1, np.float32),
    ]
    first, second = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    steps, step = settings.epochs * (-(-n // settings.batch)), 0
    for _ in range(settings.epochs):
        order = random.permutation(n)
        for k in range(0, n, settings.batch):
            part = order[k : k + settings.batch]
            step += 1
            slopes = _slopes(values, x[part], good[part], share[part], (settings, random))
            rate = settings.rate * 0.5 * (1 + np.cos(np.pi * step / steps)) * min(1.0, step / 200)
            for v, a, b, slope in zip(values, first, second, slopes, strict=True):
                a += np.float32(0.1) * (slope - a)
                b += np.float32(0.001) * (slope * slope - b)
                v -= (rate * (a / (1 - 0.9**step)) / (np.sqrt(b / (1 - 0.999**step)) + 1e-8)).astype(np.float32)
    return values


def _slopes(
    values: list[Floats], x: Floats, good: Floats, share: Floats, how: tuple[Settings, np.random.Generator]
) -> list[Floats]:
    settings, random = how
    layer = x @ values[0]
    layer += values[1]
    alive = (
        (layer > 0)
        * np.float32(1 / (1 - settings.drop))
        * (random.random(layer.shape, dtype=np.float32) >= settings.drop)
    )
    layer *= alive
    logit = layer @ values[2] + values[3][0]
    error = ((1 / (1 + np.exp(-np.clip(logit, -30, 30))) - good) * share / len(good)).astype(np.float32)
    back = np.outer(error, values[2]) * alive
    penalty = np.float32(settings.penalty)
    return [
        x.T @ back + penalty * values[0],
        back.sum(axis=0),
        layer.T @ error + penalty * values[2],
        np.array([error.sum()], dtype=np.float32),
    ]


def fit_types(rows: Floats, types: list[str]) -> tuple[Floats, Floats, Floats, tuple[str, ...]]:
    """A softmax over page types: (mean, scale, weights with the bias last, names)."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < _STILL] = 1
    names = sorted(set(types))
    if len(names) == 1:
        return mean, scale, np.zeros((1, rows.shape[1] + 1), dtype=np.float32), tuple(names)
    inputs = np.clip((rows - mean) / scale, -CLIP, CLIP)
    model = LogisticRegression(C=_TYPE_PENALTY, max_iter=500).fit(inputs, types)
    weights = np.concatenate((model.coef_, model.intercept_[:, None]), axis=1)
    if len(names) == 2:  # scikit-learn gives one row for two classes
        weights = np.concatenate((-weights, weights)) / 2
    return mean, scale, weights.astype(np.float32), tuple(str(name) for name in model.classes_)


def fit_curve(expected: Floats, reached: Floats) -> Curve:
    """An isotonic calibration curve from the expected to the reached F1 of pages out of fold."""
    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(expected, reached)
    raw, true = model.X_thresholds_, model.y_thresholds_
    return Curve(np.asarray(raw, dtype=np.float32), np.asarray(true, dtype=np.float32))
