"""The shipped model: word weights, two small networks over the features, calibration, page types. Inference is numpy
alone."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from cleaner.classifier.chars import Bools, Floats
from cleaner.classifier.features import WordModel
from cleaner.errors import InputError

CLIP = 4.0  # standard deviations; inputs are clipped in training and at inference alike (forgetting it cost 0.3 points)
ARTICLE = "article"  # the page type that the first network is for
# All of the shipped model's, for those who must not wait until it is loaded.
PAGE_TYPES = (ARTICLE, "collection", "documentation", "forum", "listing", "product", "service")
_SHIPPED = "model.npz"
_AS_IT_IS = nullcontext()
_LOGIT = 30.0  # beyond it a probability is 0 or 1 in float32


@dataclass(frozen=True, slots=True)
class Said:
    """What a network said to some blocks. probability: (blocks,). inputs: what it took in, clipped, (features, blocks).
    alive: the neurons that woke, (nets * width, blocks); with these alone it is linear there.
    """

    probability: Floats
    inputs: Floats
    alive: Bools


@dataclass(frozen=True)
class Network:
    """Networks of one hidden layer side by side; their probabilities are averaged.

    mean, scale: (features,). hidden: (nets * width, features), biases (nets * width,). out: (nets, width), out_bias
    (nets,).
    """

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats

    def run(self, rows: Floats) -> Said:
        """What it says to each column of `rows` (features, blocks)."""
        low, high, hidden, bias = self.folded
        inputs = np.maximum(rows, low)  # with the next line half the time of np.clip
        np.minimum(inputs, high, out=inputs)
        with one_thread():  # threads spin for longer than the product of so small matrices takes
            layer = hidden @ inputs
            layer += bias
            alive = layer > 0
            np.maximum(layer, 0, out=layer)
            nets, width = self.out.shape
            if nets == 1:
                logits = np.asarray(self.out[0] @ layer + self.out_bias[0], dtype=np.float32)
                return Said(sigmoid(logits), inputs, alive)
        logits = np.einsum("nw,nwb->nb", self.out, layer.reshape(nets, width, -1)) + self.out_bias[:, None]
        return Said(np.asarray(sigmoid(logits).mean(axis=0), dtype=np.float32), inputs, alive)

    @cached_property
    def folded(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Standardising folded into the first layer: (lowest input, highest input, weights, biases), columns of a
        matrix."""
        hidden = self.hidden / self.scale
        bias = self.hidden_bias - hidden @ self.mean
        return (
            (self.mean - CLIP * self.scale)[:, None],
            (self.mean + CLIP * self.scale)[:, None],
            np.ascontiguousarray(hidden, dtype=np.float32),
            bias[:, None].astype(np.float32),
        )

    @cached_property
    def outward(self) -> Floats:
        """What each neuron adds to the mean logit of the nets, (nets * width, 1)."""
        return (self.out.reshape(-1, 1) / len(self.out)).astype(np.float32)


def one_thread() -> AbstractContextManager[object]:
    """Linear algebra in one thread."""
    if _started_with_one():
        return _AS_IT_IS
    blas = _blas()
    if all(library.num_threads == 1 for library in blas.lib_controllers):  # to set what is set already takes 12 µs
        return _AS_IT_IS
    limited: AbstractContextManager[object] = blas.limit(limits=1)
    return limited


@lru_cache(maxsize=1)
def _started_with_one() -> bool:
    """This process was started so, as workers are; who asks for more threads later has them here, too."""
    return os.environ.get("OPENBLAS_NUM_THREADS") == "1" and all(
        library.num_threads == 1 for library in _blas().lib_controllers
    )


@lru_cache(maxsize=1)
def _blas() -> ThreadpoolController:
    """numpy's linear algebra: setting its number of threads takes 7 µs, finding it 40 ms once a process."""
    return ThreadpoolController().select(user_api="blas")


def sigmoid(logits: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return (1 / (1 + np.exp(-np.clip(logits, -_LOGIT, _LOGIT)))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Curve:
    """A calibration curve: increasing points, straight lines between them."""

    raw: Floats
    true: Floats

    def __call__(self, value: float) -> float:
        return float(np.interp(value, self.raw, self.true))


@dataclass(frozen=True, slots=True)
class Model:
    """What `train` wrote. article, other: the networks for articles and for other pages. types: names of the page
    types, in the order of the rows of `type_weights`."""

    words: WordModel
    article: Network
    other: Network
    confidence: Curve
    types: tuple[str, ...]
    type_mean: Floats
    type_scale: Floats
    type_weights: Floats  # (types, page features + 1); the last column is the bias


_NETWORK_FIELDS = tuple(field.name for field in fields(Network))


def _network(data: dict[str, NDArray[np.generic]], name: str) -> Network:
    get = {key: data[f"{name}_{key}"].astype(np.float32) for key in _NETWORK_FIELDS}
    return Network(**get)


def load_model(source: Path | BytesIO) -> Model:
    """Reads a model file; InputError where it is not one."""
    try:
        with np.load(source, allow_pickle=False) as archive:
            data = {name: archive[name] for name in archive.files}
        words = WordModel(data["words"].astype(np.int8), float(data["words_scale"]), float(data["words_bias"]))
        return Model(
            words,
            _network(data, "article"),
            _network(data, "other"),
            Curve(data["confidence_raw"].astype(np.float32), data["confidence_true"].astype(np.float32)),
            tuple(str(name) for name in data["types"]),
            *(data[name].astype(np.float32) for name in ("type_mean", "type_scale", "type_weights")),
        )
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"{source}: not a classifier model ({error}); make one with python -m cleaner.classifier.train"
        ) from error


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the package, read once a process."""
    return load_model(BytesIO(files("cleaner.classifier").joinpath(_SHIPPED).read_bytes()))


def save_model(model: Model, path: Path) -> None:
    """Writes `model` as one compressed file; the same model gives the same bytes."""
    data: dict[str, NDArray[np.generic]] = {
        "words": model.words.weights,
        "words_scale": np.array(model.words.scale),
        "words_bias": np.array(model.words.bias),
        "confidence_raw": model.confidence.raw,
        "confidence_true": model.confidence.true,
        "types": np.array(model.types, dtype="U24"),
        "type_mean": model.type_mean,
        "type_scale": model.type_scale,
        "type_weights": model.type_weights,
    }
    for name, network in (("article", model.article), ("other", model.other)):
        for key in _NETWORK_FIELDS:
            value = getattr(network, key)
            data[f"{name}_{key}"] = value.astype(np.float16) if key == "hidden" else value
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **data)
