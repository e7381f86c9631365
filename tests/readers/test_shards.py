"""Shares of the inputs: together they are the whole, and large WARC files are cut between two records."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest
import zstandard

from cleaner.model import Page
from cleaner.readers import How, Shard, read_inputs, shard_files
from cleaner.readers import shards as module
from tests.readers.makers import HTML, http, members, record

MARK = "".join("WARC/1.0\r\nWARC-Type: response\r\n\r\n" for _ in range(3)).encode()
RECORDS = [record(n, http(HTML + random.Random(n).randbytes(300 + 37 * n).hex().encode())) for n in range(40)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CUT_BYTES", 2_000)


def whole(paths: list[str]) -> list[str]:
    return [reading.item.id for reading in read_inputs(paths)]


def shares(paths: list[str], count: int) -> list[list[str]]:
    hows = [How(shard=Shard(number, count)) for number in range(1, count + 1)]
    return [[reading.item.id for reading in read_inputs(paths, how=how)] for how in hows]


PACKS = {
    "plain": lambda: b"".join(RECORDS),
    "gz": lambda: b"".join(members(RECORDS)),
    "zst": lambda: b"".join(zstandard.compress(one) for one in RECORDS),
}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("count", [1, 2, 3, 7, 60])
def test_shares_of_one_dump_are_the_dump(tmp_path: Path, pack: str, count: int) -> None:
    (tmp_path / "dump").write_bytes(PACKS[pack]())
    paths = [str(tmp_path / "dump")]
    found = shares(paths, count)
    assert whole(paths) == list(itertools.chain.from_iterable(found))
    assert count > 20 or all(found)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_shares_of_many_inputs_are_all_of_them(tmp_path: Path, count: int) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(PACKS["gz"]())
    (tmp_path / "in" / "b.html").write_bytes(HTML)
    (tmp_path / "in" / "c.jsonl").write_text(
        "".join(json.dumps({"text": f"boat {n} " * 50}) + "\n" for n in range(50)), "utf-8"
    )
    (tmp_path / "in" / "empty.html").write_bytes(b"")
    paths = [str(tmp_path / "in"), str(tmp_path / "gone")]
    assert whole(paths) == list(itertools.chain.from_iterable(shares(paths, count)))


def test_every_place_in_a_share_leads_on(tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(PACKS["gz"]())
    how = How(shard=Shard(2, 3))
    readings = list(read_inputs([str(tmp_path / "dump")], how=how))
    for number, reading in enumerate(readings):
        assert readings[number + 1 :] == list(read_inputs([str(tmp_path / "dump")], reading.after, how))


def test_damage_costs_no_more_than_in_one_reading(tmp_path: Path) -> None:
    pieces = members(RECORDS)
    for number in (7, 21, 22):
        pieces[number] = pieces[number][:30] + b"\0" * (len(pieces[number]) - 60)
    (tmp_path / "dump").write_bytes(b"".join(pieces))
    paths = [str(tmp_path / "dump")]
    good = {page for page in whole(paths) if page}
    for count in (2, 4, 9):
        found = list(itertools.chain.from_iterable(shares(paths, count)))
        assert good == {page for page in found if page}
        assert len(good) == len([page for page in found if page])


def nested(folder: Path, entries: bool, shift: int = 0) -> list[str]:
    """A plain dump whose pages hold WARC heads, with an index beside it or not; `shift` makes that stale."""
    records = [record(n, http(HTML + MARK * 20)) for n in range(12)]
    at = [0, *itertools.accumulate(map(len, records))]
    (folder / "dump.warc").write_bytes(b"".join(records))
    if entries:
        lines = [json.dumps({"url": "x", "offset": str(o + shift), "filename": "dump.warc"}) for o in at[:-1]]
        (folder / "dump.warc.cdxj").write_text("".join(f"a)/ 20240302100000 {line}\n" for line in lines), "utf-8")
    return [str(folder / "dump.warc")]


def test_an_index_beside_a_plain_dump_tells_records_from_what_pages_hold(tmp_path: Path) -> None:
    paths = nested(tmp_path, entries=True)
    for count in (2, 3, 5):
        assert whole(paths) == list(itertools.chain.from_iterable(shares(paths, count)))


def test_a_stale_index_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "dump.warc.gz").write_bytes(PACKS["gz"]())
    line = json.dumps({"url": "x", "offset": "12345", "filename": "dump.warc.gz"})
    (tmp_path / "dump.warc.gz.cdxj").write_text(f"a)/ 20240302100000 {line}\n", "utf-8")
    paths = [str(tmp_path / "dump.warc.gz")]
    assert whole(paths) == list(itertools.chain.from_iterable(shares(paths, 4)))


def test_small_files_and_other_dumps_are_not_cut(tmp_path: Path) -> None:
    (tmp_path / "small.warc.gz").write_bytes(b"".join(members(RECORDS[:2])))
    (tmp_path / "d.jsonl").write_text("".join(json.dumps({"text": "x" * 900}) + "\n" for _ in range(9)), "utf-8")
    for number in (1, 2):
        files = shard_files([str(tmp_path)], Shard(number, 2))
        assert all(file.begin is None and file.until is None for file in files)


def test_pages_of_a_share_say_where_they_stand_in_the_whole_dump(tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(PACKS["gz"]())
    paths = [str(tmp_path / "dump")]
    pages = [r.item for n in (1, 2, 3) for r in read_inputs(paths, how=How(shard=Shard(n, 3)))]
    assert [r.item for r in read_inputs(paths)] == [page for page in pages if isinstance(page, Page)]


@pytest.mark.parametrize("text", ["", "2", "0/2", "3/2", "a/b", "1/0", "-1/2"])
def test_what_is_no_share_is_refused_with_the_cure(text: str) -> None:
    with pytest.raises(ValueError, match="write I/N"):
        Shard.of(text)
