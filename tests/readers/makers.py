"""Makes dumps, sound and damaged, so that no binary file need be kept."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

from cleaner.model import Page
from cleaner.readers import BadInput, Note, open_inputs, read_inputs

HTML = (
    b"<!doctype html><html><head><title>The ferry</title></head><body><p>The old ferry sails again.</p></body></html>"
)
Item = Page | BadInput | Note


def http(body: bytes = HTML, status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP response; header names are written with underscores."""
    fields = {"Content_Type": "text/html; charset=utf-8", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def chunked(body: bytes, size: int = 40) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def record(number: int, block: bytes | None = None, **fields: str) -> bytes:
    """A WARC record; `fields` overwrite header lines (underscores for hyphens), "" leaves one out."""
    block = http() if block is None else block
    lines = {
        "WARC_Type": "response",
        "WARC_Record_ID": f"<urn:uuid:{number:08d}>",
        "WARC_Target_URI": f"https://harbour.example/{number}",
        "WARC_Date": "2024-03-02T10:00:00Z",
        "Content_Type": "application/http; msgtype=response",
        "Content_Length": str(len(block)),
        **fields,
    }
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items() if value)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def members(records: Iterable[bytes]) -> list[bytes]:
    return [gzip.compress(data, mtime=0) for data in records]


def read(*paths: Path | str) -> list[Item]:
    """Everything that is read from `paths`, notes in their places."""
    items: list[Item] = []
    for item in open_inputs([str(path) for path in paths], items.append):
        items.append(item)
    return items


def read_bytes(folder: Path, data: bytes, name: str = "input") -> list[Item]:
    path = folder / name
    path.write_bytes(data)
    return read(path)


def pages(items: Iterable[Item]) -> list[Page]:
    return [item for item in items if isinstance(item, Page)]


def reasons(items: Iterable[Item]) -> list[str]:
    """Of what is no page, in order; notes are marked with `~`."""
    marks = {BadInput: "", Note: "~"}
    return [marks[type(item)] + item.reason for item in items if not isinstance(item, Page)]


def numbers(items: Iterable[Item]) -> list[int]:
    """The numbers of the WARC records that came as pages."""
    return [int((page.url or "").rsplit("/", 1)[1]) for page in pages(items)]


def assert_every_place_leads_on(*paths: Path) -> None:
    """Reading that begins after the n-th item gives the items that follow it, and nothing else."""
    names = [str(path) for path in paths]
    whole = list(read_inputs(names))
    for number, reading in enumerate(whole):
        assert whole[number + 1 :] == list(read_inputs(names, reading.after))
