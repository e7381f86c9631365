"""Pages that are found by one process and opened by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.model import Page, Source
from cleaner.readers import BadInput, Found, InputFile, Note, Place, RawPage, find_pages, open_raw, read_inputs

from .makers import HTML, http, record


def found(path: Path, data: bytes) -> list[Found]:
    path.write_bytes(data)
    return list(find_pages([InputFile(str(path), named=True)], Place()))


INPUTS = {
    "in.jsonl": b"""{"id": "a", "text": "The ferry."}
{"id": "b", "html": "<p>\xff</p>"},
{torn
[{"text": "c"}, {"text": "d"}]
""",
    "in.warc": record(1) + record(2, http(status="301 Moved")) + record(3, http(HTML * 3, Content_Encoding="gzip")),
    "in.html": HTML,
}


@pytest.mark.parametrize("name", INPUTS)
def test_a_page_is_the_same_whoever_opens_it(tmp_path: Path, name: str) -> None:
    here, there = [], []
    for one in found(tmp_path / name, INPUTS[name]):
        if isinstance(one.item, RawPage):
            here.append(one.item.opened())
            there.append(open_raw(one.item.head, b"".join(one.item.pieces)))
    assert here
    assert here == there
    readings = list(read_inputs([str(tmp_path / name)]))
    assert [(o.item, o.notes) for o in here] == [(r.item, r.notes) for r in readings]


def test_a_line_with_an_object_is_passed_on_as_it_stands(tmp_path: Path) -> None:
    """Whether it can be read at all is found out by whoever opens it."""
    lines = [b'{"id": "a", "text": "The ferry."}', b'  {"text": 1', b"\xef\xbb\xbf{}"]
    items = [one.item for one in found(tmp_path / "in.jsonl", b'{"text": "first"}\r\n' + b"\n".join(lines) + b"\n")]
    assert all(isinstance(item, RawPage) for item in items)
    assert lines == [b"".join(item.pieces) for item in items[1:] if isinstance(item, RawPage)]
    opened = [item.opened().item for item in items if isinstance(item, RawPage)]
    assert [Page, Page, BadInput, BadInput] == [type(item) for item in opened]


class Breaks:
    """A form that warns of a page, and then fails on it."""

    def items(self, data: bytes, source: Source) -> Iterator[Page | BadInput | Note]:
        yield Note(source, "odd", "a page that is odd")
        raise KeyError(data)


def test_a_page_that_nobody_foresaw_costs_itself_and_keeps_its_notes() -> None:
    opened = RawPage(Source("in", 7), Breaks(), (b"a", b"b")).opened()
    assert isinstance(opened.item, BadInput)
    assert ("failed", "reader_error") == (opened.item.status, opened.item.reason)
    assert "in:7: KeyError: b'ab'" in opened.item.detail
    assert ["odd"] == [note.reason for note in opened.notes]
