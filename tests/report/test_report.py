"""The report of a run: what it says, and that nothing in it is believed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.batch.summary import STATUSES
from cleaner.errors import InputError
from cleaner.report import write_report
from cleaner.report.page import render
from cleaner.report.write import _gather, _manifest
from tests.report.conftest import EVIL


def report(folder: Path, target: Path) -> LexborHTMLParser:
    return LexborHTMLParser(write_report(folder, target).read_bytes())


def first(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    node = page.css_first(selector)
    assert node is not None
    return node


def manifest(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return held


@pytest.fixture(params=["jsonl", "parquet"])
def folder(request: pytest.FixtureRequest, finished: dict[str, Path]) -> Path:
    return finished[request.param]


def test_the_numbers_are_those_of_the_manifest(folder: Path, tmp_path: Path) -> None:
    page, counts = report(folder, tmp_path / "r.html"), manifest(folder)
    shown = [int(tile.text().split()[0]) for tile in page.css("#pages .tiles b")]
    assert [counts["statuses"][status] for status in STATUSES] == shown
    names = [first(row, "td").text().strip() for row in page.css("#labels tbody tr")]
    assert sorted(counts["labels"]) == sorted(names)
    columns = [int(column.text()) for column in page.css(".histogram .count")]
    assert counts["read"] == sum(columns)


def test_every_number_leads_to_a_list_in_the_page(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    ids = [node.attributes["id"] for node in page.css("[id]")]
    targets = [node.attributes["href"] or "" for node in page.css("a[href^='#']")]
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in targets} <= set(ids)
    assert {node.attributes["id"] for node in page.css(".list")} <= {target[1:] for target in targets}
    cells = [cell for cell in page.css("#labels td.n, #rules td.n, #pages td.n") if cell.text().strip().isdigit()]
    assert [] == [cell.html for cell in cells if cell.text().strip() != "0" and not cell.css("a")]


def test_every_list_shows_something_or_says_why_not(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    assert [] == [
        one.html
        for one in page.css(".list")
        if not one.css("li") and not re.search(r"are counted|are in the lists", one.text())
    ]


def test_both_forms_of_output_give_one_report(finished: dict[str, Path], tmp_path: Path) -> None:
    texts = []
    for form, folder in finished.items():
        page = render(manifest(finished["jsonl"]), _gather(folder, _manifest(folder)), "run")
        texts.append((form, page.replace(".parquet", ".jsonl.zst")))
    one, other = (text.replace("\ufffd", "") for _, text in texts)
    assert re.sub(r"\s+", " ", one) == re.sub(r"\s+", " ", other)


def test_hostile_text_stays_text(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    assert [] == page.css("script, img, iframe, object, link, form, base, [onerror], [style]")
    assert {"#", "h"} == {(node.attributes["href"] or " ")[0] for node in page.css("a")}
    assert EVIL[:30] in str(page.html).replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'")


def test_the_policy_allows_the_style_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    policy = first(page, "meta[http-equiv]").attributes["content"] or ""
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'", policy)
    sources = [name for node in page.css("*") for name in ("src", "srcset", "data") if name in node.attributes]
    assert [] == sources
    assert "url(" not in first(page, "style").text()


def test_ten_samples_of_the_largest_removals_are_in_order(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    found = [node.text() for node in page.css("#largest .facts")]
    sizes = [int(match[1].replace(",", "")) for text in found if (match := re.search(r"([\d,]+) characters", text))]
    assert (10, sorted(sizes, reverse=True)) == (len(sizes), sizes)


def test_the_least_certain_removals_have_the_lowest_scores(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    scores = [float(s) for node in page.css("#doubtful .facts") for s in re.findall(r"score ([\d.]+)", node.text())]
    assert sorted(scores) == scores
    assert scores


def test_hosts_are_ranked_by_their_confidence(folder: Path, tmp_path: Path) -> None:
    page = report(folder, tmp_path / "r.html")
    means = [float(row.css("td")[3].text()) for row in page.css("#hosts tbody tr")]
    assert (2, sorted(means)) == (len(means), means)


def test_a_log_without_texts_says_so(finished: dict[str, Path], tmp_path: Path) -> None:
    import zstandard

    copy = shutil.copytree(finished["jsonl"], tmp_path / "run")
    log = zstandard.decompress((copy / "log.jsonl.zst").read_bytes(), max_output_size=10**8)
    lines = [{k: v for k, v in json.loads(line).items() if k != "text"} for line in log.splitlines()]
    packed = zstandard.compress("".join(json.dumps(line) + "\n" for line in lines).encode())
    (copy / "log.jsonl.zst").write_bytes(packed)
    assert "(the log holds digests only)" in first(report(copy, tmp_path / "r.html"), "#largest").text()


@pytest.mark.parametrize("broken", ["cut", "missing", "foreign", "no run"])
def test_what_cannot_be_read_is_named_with_its_cure(finished: dict[str, Path], tmp_path: Path, broken: str) -> None:
    copy = shutil.copytree(finished["jsonl"], tmp_path / "run")
    log = copy / "log.jsonl.zst"
    if broken == "cut":
        log.write_bytes(log.read_bytes()[:-40])
    elif broken == "missing":
        log.unlink()
    elif broken == "foreign":
        (copy / "manifest.json").write_text('{"name": "a web app"}')
    else:
        (copy / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"--restart|finished run"):
        write_report(copy)
    assert not (copy / "report.html").exists()


def test_a_run_that_found_nothing_has_a_report(tmp_path: Path, finished: dict[str, Path]) -> None:
    empty = manifest(finished["jsonl"]) | {
        **{name: {} for name in "statuses reasons flags notes labels rules milliseconds outputs".split()},
        **dict.fromkeys(("pages", "read", "characters_in", "characters_out", "seconds"), 0),
    }
    (tmp_path / "manifest.json").write_text(json.dumps(empty), "utf-8")
    assert "Nothing was taken away." in str(report(tmp_path, tmp_path / "r.html").html)
