"""`cleaner bench`: figures are those of the public measures, and systems are compared on the same pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.bench import Facts, Labelled, System, measure, measure_facts, peer, read_gold
from cleaner.bench.measure import figures
from cleaner.cli import main
from cleaner.errors import InputError, MissingExtra

BODY = "The old mill by the river opens again in spring.\nIts wheel was mended over two winters by hand."
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in BODY.splitlines())
HTML = f"<html><body><nav><a href=/>Home</a></nav><article>{PARAGRAPHS}</article><footer>Imprint of the mill</footer>"


def gold(folder: Path, *records: dict[str, object]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def page(text: str = BODY, **others: object) -> dict[str, object]:
    return {"id": "a", "url": "https://example.com/a", "html": HTML, "text": text, **others}


def labelled(text: str = BODY) -> Labelled:
    return Labelled("a", HTML, None, text, "article", stays=("opens again",), goes=("Imprint",))


def test_a_body_equal_to_the_gold_is_exact_and_scores_one() -> None:
    found = figures([labelled()], [BODY])
    assert (1.0, 1.0, 1.0, 0.0, 0.0) == tuple(found[k] for k in ("wF1", "sF1", "exact", "loss", "leak"))


def test_a_body_with_a_footer_is_not_exact_and_leaks() -> None:
    found = figures([labelled()], [BODY + "\nImprint of the mill"])
    assert (0.0, 0.0, 1.0) == (found["exact"], found["loss"], found["leak"])
    assert 0.8 < found["wF1"] < 1.0


def test_a_system_that_raises_is_counted_and_its_page_is_empty() -> None:
    def broken(html: str, url: str | None) -> str:
        raise RuntimeError("no")

    outcome = measure([System("broken", broken)], [labelled()])[0]
    assert (1, 1, 0.0, 1.0) == (outcome.errors, outcome.pages, outcome.figures["wF1"], outcome.figures["loss"])


def test_pages_of_other_types_are_left_out_and_pages_without_a_type_are_articles(tmp_path: Path) -> None:
    path = gold(tmp_path, page(), page(id="b", page_type="forum"))
    assert ["a"] == [found.id for found in read_gold(path, "article")]
    assert ["a", "b"] == [found.id for found in read_gold(path)]


def test_an_unknown_system_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match='"boilerpype" is no system here; there are: trafilatura'):
        peer("boilerpype")


def test_a_system_that_is_not_installed_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "goose3", None)
    with pytest.raises(MissingExtra, match="pip install goose3"):
        peer("goose3")


def test_the_command_prints_a_table_and_writes_json_and_a_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path, figures_file, plot_file = gold(tmp_path, page()), tmp_path / "f.json", tmp_path / "f.png"
    call = ["bench", str(path), "--json", str(figures_file), "--plot", str(plot_file)]
    result = CliRunner().invoke(main, call)
    assert 0 == result.exit_code, result.output
    rows = json.loads(figures_file.read_text("utf8"))["gold.jsonl"]
    assert ["cleaner", "trafilatura"] == [row["system"] for row in rows]
    assert all(0.9 < row["wF1"] <= 1 for row in rows)
    assert "x traf" in result.output
    assert plot_file.read_bytes().startswith(b"\x89PNG")


def test_a_file_that_is_no_gold_ends_with_its_place_and_no_traceback(tmp_path: Path) -> None:
    bad = tmp_path / "gold.jsonl"
    bad.write_text('{"html": "x"}\n[1]\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["bench", str(bad)])
    assert (3, True) == (result.exit_code, f"{bad}:2: not a JSON object" in result.output)


def test_a_plot_with_a_strange_suffix_is_refused_before_anything_runs(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["bench", str(gold(tmp_path, page())), "--plot", "figure.txt"])
    assert (3, True) == (result.exit_code, "give a name that ends so" in result.output)


def test_metadata_counts_as_right_by_letters_days_and_sets_of_names() -> None:
    known = Labelled(
        "a", "", None, "", "article", title="The Mill\u2019s Wheel", author="Ana Orme, Jon Vale", date="2024-03-02"
    )
    same = measure_facts(
        lambda html, url: Facts("the mill's wheel!", "Jon Vale; Ana Orme", "2024-03-02T10:00"), [known]
    )
    other = measure_facts(lambda html, url: Facts("The Mill", "Ana Orme", "2024-03-03"), [known])
    assert ({"title": 1.0, "author": 1.0, "date": 1.0}, {0.0}) == (same, set(other.values()))


def test_fields_that_the_gold_does_not_know_do_not_count() -> None:
    known = Labelled("a", "", None, "", "article", title="The Mill")
    assert {"title": 1.0} == measure_facts(lambda html, url: Facts("The mill"), [known])
