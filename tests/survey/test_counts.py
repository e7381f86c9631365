"""Which lines count as repeated: text-stage.md, point 9, threshold by threshold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.batch import count_sites
from cleaner.errors import InputError
from cleaner.model import Page, Source, Status
from cleaner.survey import SiteIndex
from cleaner.survey.store import WIDTH
from tests.survey.makers import OPTIONS, dump, index_of, repeated, site_of
from tests.survey.sites import SITES, rows, stories

SITE = SITES[0]
CLUB = "Ring the bell twice"
NOTICE = "Whoever finds the brass key of the reading room is asked to hang it on the nail beside the door."


def pages(count: int, line: str, on: int, *, dated: bool = True, days: int = 20) -> list[dict[str, str]]:
    """Pages of one host, the first `on` of them with `line`; published on that many days, or no day is known."""
    made = []
    for number, story in enumerate(stories(SITE, count)):
        text = "\n".join((*story.body, line) if number < on else story.body)
        when = {"crawled": f"2024-03-{1 + number % days:02}"} if dated else {}
        made.append({"id": f"p{number}", "url": f"https://{SITE.host}/s{number}", "text": text, **when})
    return made


@pytest.mark.parametrize(("on", "expected"), [(4, {}), (5, {CLUB: 5})], ids=["four pages keep", "five pages remove"])
def test_a_line_counts_as_repeated_on_five_pages(tmp_path: Path, on: int, expected: dict[str, int]) -> None:
    assert expected == repeated(tmp_path, pages(30, CLUB, on))


@pytest.mark.parametrize(("on", "expected"), [(5, {}), (6, {CLUB: 6})], ids=["keeps", "removes"])
def test_of_three_hundred_pages_it_takes_two_per_cent(tmp_path: Path, on: int, expected: dict[str, int]) -> None:
    assert expected == repeated(tmp_path, pages(300, CLUB, on))


@pytest.mark.parametrize(("on", "expected"), [(19, {}), (20, {NOTICE: 20})], ids=["keeps", "removes"])
def test_a_line_of_prose_takes_twenty_pages(tmp_path: Path, on: int, expected: dict[str, int]) -> None:
    assert expected == repeated(tmp_path, pages(30, NOTICE, on))


def test_a_line_of_one_day_is_the_news_of_that_day(tmp_path: Path) -> None:
    made = pages(30, CLUB, 10)
    for number, page in enumerate(made):
        page["crawled"] = "2024-03-05" if number < 10 else f"2024-03-{6 + number % 9:02}"
    assert {} == repeated(tmp_path, made)


@pytest.mark.parametrize(("on", "expected"), [(19, {}), (20, {CLUB: 20})], ids=["keeps", "removes"])
@pytest.mark.parametrize("days", [0, 1], ids=["no days", "one day"])
def test_where_days_do_not_tell_any_line_takes_twenty_pages(
    tmp_path: Path, on: int, expected: dict[str, int], days: int
) -> None:
    assert expected == repeated(tmp_path, pages(40, CLUB, on, dated=bool(days), days=days))


def test_the_day_of_publication_counts_before_that_of_the_crawl(tmp_path: Path) -> None:
    made = pages(30, CLUB, 6, days=1)
    for number, page in enumerate(made):
        page["url"] = f"https://{SITE.host}/2024/03/{1 + number % 20:02}/s{number}"
    assert {CLUB: 6} == repeated(tmp_path, made)


def test_near_copies_of_a_page_count_once(tmp_path: Path) -> None:
    made = pages(10, CLUB, 4)
    copies = [{**made[0], "id": f"copy{n}", "url": f"{made[0]['url']}?print={n}"} for n in range(6)]
    for number, copy in enumerate(copies):
        copy["text"] = copy["text"].replace("bells", f"bells{number}")
    site_index = index_of(tmp_path, made + copies)
    assert [] == list(site_index.sites())
    assert 10 == site_index.of(Page("", url=made[0]["url"])).pages


def test_lines_of_other_hosts_do_not_count(tmp_path: Path) -> None:
    made = pages(8, CLUB, 8)
    for number, page in enumerate(made):
        page["url"] = f"https://{'a' if number < 4 else 'b'}.example/{number}"
    assert {} == repeated(tmp_path, made)


def test_www_and_the_bare_host_are_one(tmp_path: Path) -> None:
    made = pages(8, CLUB, 8)
    for number, page in enumerate(made):
        page["url"] = page["url"].replace("//", "//www.") if number % 2 else page["url"]
    assert SITE.host == site_of(tmp_path, made).host


def test_spelling_and_bullets_make_no_other_line(tmp_path: Path) -> None:
    made = pages(8, CLUB, 4)
    for page in made[4:]:
        page["text"] += "\n • RING the\u00a0bell  twice"
    assert {CLUB: 8} == repeated(tmp_path, made)


def test_lines_without_letters_do_not_count(tmp_path: Path) -> None:
    assert {} == repeated(tmp_path, pages(30, "12 : 30", 30))


def test_pages_without_an_address_have_no_site(tmp_path: Path) -> None:
    made = [{key: value for key, value in page.items() if key != "url"} for page in pages(30, CLUB, 30)]
    assert {} == repeated(tmp_path, made)


def test_rare_lines_of_a_large_host_are_forgotten_and_frequent_ones_are_counted(tmp_path: Path) -> None:
    made = [
        {"id": f"p{n}", "url": f"https://x.example/{n}", "crawled": f"2024-03-{1 + n % 20:02}",
         "text": f"Only {n} says this of the {n * 7}th bell in the tower of number {n}.\n{CLUB}"}
        for n in range(2 * WIDTH + 100)
    ]  # fmt: skip
    assert {CLUB: len(made)} == repeated(tmp_path, made)


def test_a_dump_that_can_be_read_only_once_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can be read only once"):
        count_sites(["-"], tmp_path / "out", OPTIONS)


def test_the_same_first_pass_is_not_made_twice(tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=10))
    first = count_sites([source], tmp_path / "out", OPTIONS)
    second = count_sites([source], tmp_path / "out", OPTIONS)
    assert (True, False) == (first.fresh, second.fresh)
    assert first.digest == second.digest


def test_other_pages_make_another_index(tmp_path: Path) -> None:
    first = count_sites([dump(tmp_path / "in.jsonl", rows(count=10))], tmp_path / "out", OPTIONS)
    second = count_sites([dump(tmp_path / "in.jsonl", rows(count=11))], tmp_path / "out", OPTIONS)
    assert second.fresh
    assert first.digest != second.digest


def test_the_index_of_a_run_is_not_replaced_in_silence(tmp_path: Path) -> None:
    count_sites([dump(tmp_path / "in.jsonl", rows(count=10))], tmp_path / "out", OPTIONS)
    (tmp_path / "out" / "manifest.json").write_text("{}")
    other = dump(tmp_path / "in.jsonl", rows(count=11))
    with pytest.raises(InputError, match="--restart"):
        count_sites([other], tmp_path / "out", OPTIONS)
    assert count_sites([other], tmp_path / "out", replace(OPTIONS, restart=True)).fresh


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database at all, only a note")
    for path in (tmp_path / "x.sqlite", tmp_path / "missing.sqlite"):
        with pytest.raises(InputError, match="no site index"):
            SiteIndex(path)


@pytest.mark.slow
def test_the_counts_are_the_same_for_any_number_of_workers_and_any_batch(tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=40, html=True))
    runs = [replace(OPTIONS, workers=workers, part_pages=batch) for workers, batch in ((0, 1000), (1, 7), (2, 7))]
    digests = {count_sites([source], tmp_path / f"out{n}", run).digest for n, run in enumerate(runs)}
    assert 1 == len(digests)


def test_a_crash_between_two_batches_doubles_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=20))
    options = replace(OPTIONS, part_pages=7)
    expected = count_sites([source], tmp_path / "calm", options).digest
    seen = 0

    def dies(status: Status, source: Source, position: int | None) -> None:
        nonlocal seen
        seen += 1
        if seen == 25:
            raise RuntimeError("the machine went away")

    with pytest.raises(RuntimeError):
        count_sites([source], tmp_path / "out", replace(options, progress=dies))
    counted = count_sites([source], tmp_path / "out", options)
    assert (expected, 40) == (counted.digest, counted.totals.pages)
    assert ["site-index.sqlite"] == [path.name for path in (tmp_path / "out").iterdir()]


def test_limit_hosts_and_sample_choose_the_pages_as_in_the_run_itself(tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=10))
    only = replace(OPTIONS, only_hosts=(SITE.host,), limit=6)
    assert 6 == count_sites([source], tmp_path / "out", only).totals.pages


def test_what_cannot_be_read_is_left_to_the_second_pass(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    dump(path, rows(count=10))
    with path.open("a") as file:
        file.write("{broken\n" + json.dumps({"id": "x", "html": "\x00\x01" * 40}) + "\n")
    assert 20 == count_sites([str(path)], tmp_path / "out", OPTIONS).totals.pages


def test_a_page_is_found_again_by_its_place(tmp_path: Path) -> None:
    index = index_of(tmp_path, rows(count=10))
    page = Page("", id="x", url=f"https://{SITE.host}/x", source=Source("in.jsonl", 3))
    assert () == index.of(page).copies
