"""An index in place of a dump: the records that it lists are read, and one that has grown stale is told."""

from __future__ import annotations

import gzip
import itertools
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cleaner.model import Page
from cleaner.readers import BadInput, How, read_inputs
from cleaner.readers.cdx import parse_entry
from tests.readers.makers import (
    HTML,
    Item,
    assert_every_place_leads_on,
    http,
    members,
    numbers,
    read,
    reasons,
    record,
)

RECORDS = [record(n, http(HTML + b" " * (100 * n))) for n in range(6)]


def dump(folder: Path, name: str = "crawl.warc.gz", packed: bool = True) -> list[int]:
    """Writes the dump; the offsets of its records."""
    pieces = members(RECORDS) if packed else RECORDS
    (folder / name).write_bytes(b"".join(pieces))
    return [0, *itertools.accumulate(map(len, pieces))][:-1]


def url(number: int) -> str:
    return f"https://harbour.example/{number}"


def cdxj(entries: Sequence[tuple[int, int]], name: str = "crawl.warc.gz") -> bytes:
    lines = [
        f"example,harbour)/{n} 20240302100000 "
        + json.dumps({"url": url(n), "mime": "text/html", "status": "200", "offset": str(at), "filename": name})
        for n, at in entries
    ]
    return "".join(line + "\n" for line in lines).encode()


def cdx(entries: Sequence[tuple[int, int]], name: str = "crawl.warc.gz", head: bool = True) -> bytes:
    first = [" CDX N b a m s k r M S V g"] if head else []
    lines = [f"example,harbour)/{n} 20240302100000 {url(n)} text/html 200 X - - 99 {at} {name}" for n, at in entries]
    return "".join(line + "\n" for line in [*first, *lines]).encode()


def wget(entries: Sequence[tuple[int, int]]) -> bytes:
    lines = [f"{url(n)} 20240302100000 {url(n)} text/html 200 X - - {at} crawl.warc.gz <id>" for n, at in entries]
    return "".join(line + "\n" for line in [" CDX a b a m s k r M V g u", *lines]).encode()


@pytest.mark.parametrize(
    "write",
    [
        cdxj,
        cdx,
        wget,
        lambda e: cdx(e, head=False),
        lambda e: gzip.compress(cdxj(e)),
        lambda e: b"!meta 0 {}\n" + cdxj(e),
    ],
)
def test_the_listed_records_are_read_in_the_order_of_the_index(
    tmp_path: Path, write: Callable[[list[tuple[int, int]]], bytes]
) -> None:
    at = dump(tmp_path)
    (tmp_path / "index").write_bytes(write([(4, at[4]), (1, at[1]), (5, at[5])]))
    items = read(tmp_path / "index")
    assert ([4, 1, 5], []) == (numbers(items), reasons(items))
    assert [(str(tmp_path / "crawl.warc.gz"), at[n]) for n in (4, 1, 5)] == places(items)


def places(items: list[Item]) -> list[tuple[str, int | None]]:
    return [(page.source.file, page.source.offset) for page in items if isinstance(page, Page)]


def test_pages_of_an_index_are_those_of_the_dump(tmp_path: Path) -> None:
    at = dump(tmp_path)
    (tmp_path / "index.cdxj").write_bytes(cdxj(list(enumerate(at))))
    assert read(tmp_path / "crawl.warc.gz") == read(tmp_path / "index.cdxj")


def test_a_dump_that_is_not_compressed_is_read_at_its_offsets(tmp_path: Path) -> None:
    at = dump(tmp_path, "crawl.warc", packed=False)
    (tmp_path / "index").write_bytes(cdx([(2, at[2]), (5, at[5]), (0, 0)], "crawl.warc"))
    items = read(tmp_path / "index")
    assert ([2, 5, 0], []) == (numbers(items), reasons(items))


def test_an_index_beside_dumps_in_a_folder_does_not_double_their_pages(tmp_path: Path) -> None:
    at = dump(tmp_path)
    (tmp_path / "crawl.cdxj").write_bytes(cdxj(list(enumerate(at))))
    items = read(tmp_path)
    assert ([0, 1, 2, 3, 4, 5], ["index"]) == (numbers(items), reasons(items))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("wrong", ["moved", "beyond the end", "another page"])
def test_a_stale_index_costs_the_entry_and_says_so(tmp_path: Path, packed: bool, wrong: str) -> None:
    at = dump(tmp_path, packed=packed)
    bad = {"moved": at[2] + 7, "beyond the end": 10**9, "another page": at[3]}[wrong]
    (tmp_path / "index").write_bytes(cdxj([(1, at[1]), (2, bad), (4, at[4])]))
    items = read(tmp_path / "index")
    assert ([1, 4], ["stale_index"]) == (numbers(items), reasons(items))
    (told,) = [item for item in items if isinstance(item, BadInput)]
    assert ("failed", url(2), bad) == (told.status, told.url, told.source.offset)
    assert "make the index anew" in told.detail


def test_a_damaged_neighbour_does_not_touch_the_listed_record(tmp_path: Path) -> None:
    pieces = members(RECORDS)
    pieces[3] = pieces[3][:20] + b"\0" * (len(pieces[3]) - 20)
    (tmp_path / "crawl.warc.gz").write_bytes(b"".join(pieces))
    at = [0, *itertools.accumulate(map(len, pieces))]
    (tmp_path / "index").write_bytes(cdxj([(2, at[2]), (4, at[4])]))
    items = read(tmp_path / "index")
    assert ([2, 4], []) == (numbers(items), reasons(items))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"example,harbour)/ 20240302100000 {}\n", "bad_index_line"),
        (b'example,harbour)/ 20240302100000 {"offset": "-1", "filename": "crawl.warc.gz"}\n', "bad_index_line"),
        (b"torn line\n", "bad_index_line"),
        (cdxj([(1, 0)], "gone.warc.gz"), "missing_dump"),
        (cdxj([(1, 0)], "../../etc/passwd"), "missing_dump"),
        (cdxj([(1, 0)], "/etc/passwd"), "missing_dump"),
    ],
)
def test_a_bad_line_costs_itself(tmp_path: Path, line: bytes, reason: str) -> None:
    at = dump(tmp_path)
    (tmp_path / "index").write_bytes(cdxj([(1, at[1])]) + line + cdxj([(2, at[2])]))
    items = read(tmp_path / "index")
    assert ([1, 2], [reason]) == (numbers(items), reasons(items))


def test_an_index_does_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    at = dump(tmp_path, "secret.warc.gz")
    (tmp_path / "inner" / "index").write_bytes(cdxj([(1, at[1])], "../secret.warc.gz"))
    assert ["missing_dump"] == reasons(read(tmp_path / "inner" / "index"))


def test_dumps_lie_in_a_folder_archive_beside_that_of_the_index(tmp_path: Path) -> None:
    for name in ("archive", "indexes"):
        (tmp_path / name).mkdir()
    at = dump(tmp_path / "archive")
    (tmp_path / "indexes" / "index.cdx").write_bytes(cdxj([(1, at[1])]))
    assert [1] == numbers(read(tmp_path / "indexes" / "index.cdx"))


def test_the_user_says_where_the_dumps_are(tmp_path: Path) -> None:
    store = tmp_path / "store" / "segments"
    store.mkdir(parents=True)
    at = dump(store)
    (tmp_path / "index").write_bytes(cdxj([(3, at[3])], "segments/crawl.warc.gz"))
    readings = read_inputs([str(tmp_path / "index")], how=How(archive=str(tmp_path / "store")))
    assert [3] == numbers([reading.item for reading in readings])


def test_more_dumps_than_are_held_open_are_read(tmp_path: Path) -> None:
    names = [f"{n}.warc.gz" for n in range(12)]
    for name in names:
        at = dump(tmp_path, name)
    (tmp_path / "index").write_bytes(b"".join(cdxj([(1, at[1])], name) for name in names * 2))
    assert [1] * 24 == numbers(read(tmp_path / "index"))


@pytest.mark.parametrize("write", [cdxj, cdx, wget])
def test_every_place_in_an_index_leads_on(tmp_path: Path, write: Callable[[list[tuple[int, int]]], bytes]) -> None:
    at = dump(tmp_path)
    (tmp_path / "index").write_bytes(write([(4, at[4]), (1, at[1] + 3), (5, at[5])]))
    assert_every_place_leads_on(tmp_path / "index")


@pytest.mark.parametrize("line", [b"", b"{", b"\xff\xfe", b'a b {"offset": 1e9}', b" ".join([b"x"] * 11)])
def test_no_line_raises(line: bytes) -> None:
    assert parse_entry(line) is None


def test_a_dump_is_found_beside_its_index_whatever_bytes_name_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    offsets = dump(folder)
    (folder / "crawl.cdxj").write_bytes(cdxj([*enumerate(offsets)]))
    found = [item for item in read(folder / "crawl.cdxj") if isinstance(item, Page)]
    assert [f"{tmp_path}/caf\ufffd/crawl.warc.gz"] * 6 == [page.source.file for page in found]
