"""Labels from gold, and the training program from end to end on invented pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.classifier.labels import align
from cleaner.classifier.scores import score
from tests.classifier.pages import PARAGRAPHS

ONE, TWO, THREE, FOUR = PARAGRAPHS


def good(blocks: list[str], *gold: str) -> list[int]:
    return [i for i, is_good in enumerate(align(blocks, "\n".join(gold)).good) if is_good]


def test_paragraphs_of_the_gold_are_good() -> None:
    assert good(["Menu", ONE, "Share", TWO, "More stories"], ONE, TWO) == [1, 3]


def test_a_caption_that_repeats_a_sentence_of_the_body_is_not_good() -> None:
    assert good([TWO, ONE, TWO, THREE], ONE, TWO, THREE) == [1, 2, 3]


def test_a_short_line_of_the_gold_is_good_and_the_same_word_in_a_menu_is_not() -> None:
    assert good(["Weather", "Sport", ONE, "Weather", TWO], ONE, "Weather", TWO) == [2, 3, 4]


def test_a_block_with_a_credit_glued_on_is_still_good() -> None:
    assert good([f"{ONE} Photo: K. Lund", TWO], ONE, TWO) == [0, 1]


def test_gold_that_is_not_on_the_page_is_not_learned_from() -> None:
    assert not align([ONE, "Menu"], f"{THREE} {FOUR} {TWO}").usable


def test_gold_that_stops_in_the_middle_is_not_learned_from() -> None:
    assert not align([ONE, TWO, THREE, FOUR], ONE, [1, 1, 1, 1]).usable


def test_gold_that_is_followed_by_other_parts_of_the_page_is_learned_from() -> None:
    assert align([ONE, TWO, THREE, FOUR], f"{ONE}\n{TWO}", [1, 1, 2, 2]).usable


def test_a_page_without_words_has_no_good_block() -> None:
    assert not align(["***"], ONE).good.any()


@pytest.mark.parametrize(
    ("found", "gold", "f1", "exact"),
    [("a b c", "a b c", 1.0, True), ("a b", "a b c d", 2 / 3, False), ("", "a", 0.0, False)],
)
def test_scores_are_the_public_ones(found: str, gold: str, f1: float, exact: bool) -> None:
    assert score(found, gold).word_f1 == pytest.approx(f1)
    assert score(found, gold).exact == exact


def _record(site: int, number: int, kind: str) -> str:
    text = [line.replace("Halvik", f"Halvik {site}{number}") for line in PARAGRAPHS[: 3 + number % 2]]
    links = "".join(f'<li><a href="/{i}">Story {site} {i} of the day</a></li>' for i in range(5))
    html = (
        f'<html><head><title>Ferry {number}</title></head><body><nav class="nav"><ul>{links}</ul></nav><article>'
        + "".join(f"<p>{line}</p>" for line in text)
        + f'</article><div class="related"><ul>{links}</ul></div></body></html>'
    )
    return json.dumps(
        {
            "id": f"{site}-{number}",
            "url": f"https://site{site}.example/{number}",
            "html": html,
            "text": "\n".join(text),
            "page_type": kind,
        }
    )


def test_training_makes_the_same_model_twice_and_writes_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn")
    from cleaner.classifier import train
    from cleaner.classifier.model import load_model

    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        "\n".join(_record(s, n, "article" if s % 4 else "forum") for s in range(16) for n in range(2)), encoding="utf-8"
    )
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(
            "sys.argv", ["train", f"{gold}=2", "--hidden", "8", "--out", str(tmp_path / name / "model.npz")]
        )
        assert train.main() == 0
    assert (tmp_path / "a/model.npz").read_bytes() == (tmp_path / "b/model.npz").read_bytes()
    report = json.loads((tmp_path / "a/cv.json").read_text(encoding="utf-8"))
    assert report["figures"]["gold article"]["sF1"] > 0.8
    assert load_model(tmp_path / "a/model.npz").types == ("article", "forum")


def test_a_damaged_line_ends_the_training_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sklearn")
    from cleaner.classifier import train

    (tmp_path / "gold.jsonl").write_text(_record(1, 1, "article") + "\n{broken\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["train", str(tmp_path / "gold.jsonl"), "--out", str(tmp_path / "model.npz")])
    assert train.main() == 2
    assert "gold.jsonl:2: not a JSON record" in capsys.readouterr().err
