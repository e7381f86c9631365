"""The parts of the classifier: characters, words, choice, networks, the model file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cleaner.classifier.chars import codes_of, count, tables
from cleaner.classifier.choice import choose
from cleaner.classifier.explain import weights
from cleaner.classifier.model import CLIP, Network, load_model, save_model, shipped
from cleaner.classifier.words import BUCKET_BITS, Words, block_tokens, hash_words, token_sums
from cleaner.errors import InputError


def words_of(*texts: str) -> Words:
    codes = codes_of("\n".join(texts) + "\n")
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    return hash_words(codes, tables().flags[codes], starts)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ferry late", "FERRY LATE"),
        ("ferry, late!", "Ferry  late"),
        ("Fähre spät", "FÄHRE SPÄT"),
        ("渡し船。", "渡し船"),
    ],
)
def test_case_and_marks_do_not_change_a_blocks_words(left: str, right: str) -> None:
    whole = words_of(left, right).whole
    assert whole[0] == whole[1]


@pytest.mark.parametrize(
    ("left", "right"), [("ferry late", "late ferry"), ("ferry", "ferries"), ("7 boats", "8 boats")]
)
def test_other_words_or_another_order_change_it(left: str, right: str) -> None:
    whole = words_of(left, right).whole
    assert whole[0] != whole[1]


def test_a_block_without_words_counts_none_and_takes_none_from_its_neighbours() -> None:
    words = words_of("***", "late ferry", "…")
    assert np.diff(words.first).tolist() == [0, 2, 0]
    assert words.whole[1] == words_of("late ferry").whole[0]
    assert words.whole[0] == words.whole[2] == 0


def test_the_sums_over_a_blocks_tokens_are_those_of_training() -> None:
    weights = np.random.default_rng(0).integers(-127, 127, 1 << BUCKET_BITS).astype(np.int8)
    sizes = (0, 1, 2, 5, 6, 7, 17, 18, 19, 24, 25, 26, 27, 60, 0)
    words = words_of(*(" ".join(f"word{k}of{size}" for k in range(size)) for size in sizes))
    places, block = block_tokens(words)
    sums, number = token_sums(words, weights)
    assert np.bincount(block, minlength=len(sizes)).tolist() == number.tolist()
    assert np.bincount(block, weights=weights[places], minlength=len(sizes)).tolist() == sums.tolist()


def test_a_character_beyond_the_basic_plane_does_not_shift_the_blocks() -> None:
    texts = ("\U0001f40e went. ", "Two boats; 12 goats.")
    text = "\n".join(texts)
    codes = codes_of(text)
    assert len(codes) == len(text)
    counts = count(
        codes, tables().flags[codes], np.array([0, len(texts[0]) + 1]), np.array([9.0, 20.0], dtype=np.float32)
    )
    assert (counts.digits.tolist(), counts.upper.tolist(), counts.ends.tolist()) == ([0, 2], [0, 1], [1, 1])


def test_the_choice_is_the_prefix_of_highest_expected_f1() -> None:
    probability, words = np.array([0.9, 0.05, 0.8, 0.5], dtype=np.float32), np.array([50, 40, 30, 10], dtype=np.float32)
    keep, expected = choose(probability, words)
    values = {}
    order = [0, 2, 3, 1]
    for stop in range(1, 5):
        some = order[:stop]
        values[stop] = 2 * sum(probability[some] * words[some]) / (sum(words[some]) + sum(probability * words))
    best = max(values, key=lambda stop: values[stop])
    assert sorted(np.flatnonzero(keep).tolist()) == sorted(order[:best])
    assert expected == pytest.approx(values[best], abs=1e-5)


def test_nothing_is_chosen_where_there_are_no_words() -> None:
    assert not choose(np.array([0.9], dtype=np.float32), np.array([0], dtype=np.float32))[0].any()


def test_inputs_are_clipped_at_inference_as_in_training() -> None:
    random = np.random.default_rng(1)
    mean, scale = random.normal(size=5).astype(np.float32), random.uniform(0.5, 2, 5).astype(np.float32)
    hidden, bias = random.normal(size=(6, 5)).astype(np.float32), random.normal(size=6).astype(np.float32)
    out, out_bias = random.normal(size=(2, 3)).astype(np.float32), random.normal(size=2).astype(np.float32)
    rows = (random.normal(size=(5, 40)) * 10).astype(np.float32)
    inputs = np.clip((rows.T - mean) / scale, -CLIP, CLIP)
    layer = np.maximum(inputs @ hidden.T + bias, 0).reshape(40, 2, 3)
    slow = (1 / (1 + np.exp(-((layer * out).sum(axis=2) + out_bias)))).mean(axis=1)
    assert np.allclose(Network(mean, scale, hidden, bias, out, out_bias).run(rows).probability, slow, atol=1e-4)


@pytest.mark.parametrize("name", ["article", "other"])
def test_what_the_inputs_weigh_adds_up_to_the_logit(name: str) -> None:
    network: Network = getattr(shipped(), name)
    spread = np.random.default_rng(2).normal(size=(len(network.mean), 9)) * network.scale[:, None]
    rows = (network.mean[:, None] + spread).astype(np.float32)
    said, blocks = network.run(rows), np.array([7, 0, 3])
    rest = (said.alive.take(blocks, axis=1) * network.outward * network.hidden_bias[:, None]).sum(axis=0)
    probability = said.probability[blocks].astype(np.float64)
    logits = np.log(probability / (1 - probability))
    assert np.allclose(weights(network, said, blocks).sum(axis=1) + rest + network.out_bias.mean(), logits, atol=1e-2)
    assert np.ptp(logits) > 1


def test_a_saved_model_comes_back_and_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    model = shipped()
    save_model(model, tmp_path / "a.npz")
    save_model(load_model(tmp_path / "a.npz"), tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert load_model(tmp_path / "a.npz").types == model.types


def test_a_file_that_is_no_model_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"not a model")
    with pytest.raises(InputError, match=r"x\.npz: not a classifier model"):
        load_model(tmp_path / "x.npz")


def test_the_shipped_model_is_small() -> None:
    import cleaner.classifier

    assert (Path(cleaner.classifier.__file__).with_name("model.npz")).stat().st_size < 500_000
