"""Dumps and files that lie, burst or would climb out of their folder, and fields that a report or preview shows."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import brotli
import zstandard

from cleaner.authoring.explain import explain
from cleaner.authoring.page import render
from cleaner.report import write_report
from tests.readers.makers import HTML, http, record
from tests.torture.case import InputCase, page

_PAGE = page().encode()
_BOMB_BYTES = 300_000_000
PAYLOAD = "\"><img src=x onerror=alert(1)><script>alert(2)</script>'=cmd|' /C calc'!A0"
_RAW = ("<img src=x", "<script>alert")


def written(name: str, make: Callable[[], bytes], folder: Path) -> Path:
    path = folder / name
    path.write_bytes(make())
    return path


def file(name: str, make: Callable[[], bytes]) -> Callable[[Path], Path]:
    return partial(written, name, make)


def warc(*blocks: bytes, **fields: str) -> bytes:
    return b"".join(gzip.compress(record(n, block, **fields)) for n, block in enumerate(blocks, 1))


def bomb(coding: str) -> bytes:
    """A record of a megabyte at most whose body is 300 MB."""
    zeros = bytes(_BOMB_BYTES)
    pack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "br": partial(brotli.compress, quality=1),
        "zstd": zstandard.compress,
    }
    body = pack[coding](zeros)
    return warc(http(body, Content_Encoding=coding), http(_PAGE))


def torn(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def broken_sum() -> bytes:
    first, second = warc(http(_PAGE)), warc(http(_PAGE), WARC_Record_ID="<urn:uuid:2>")
    return first[:-8] + b"\0" * 8 + second


def slipping_zip() -> bytes:
    """A WACZ whose members are named to land elsewhere."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.warc.gz", warc(http(_PAGE)))
        archive.writestr("/tmp/evil.txt", b"x")
        archive.writestr("archive/data.warc.gz", warc(http(_PAGE)))
        archive.writestr("datapackage.json", b"{}")
    return buffer.getvalue()


def rows(*given: object) -> bytes:
    return "\n".join(json.dumps(row) for row in given).encode()


def hostile_rows() -> bytes:
    """Fields with HTML, formulas, paths and control characters, everywhere a field can be."""
    html = _PAGE.decode().replace("Pier to be widened", PAYLOAD).replace("<article>", f"<article class='{PAYLOAD}'>")
    ids = (
        PAYLOAD,
        '=HYPERLINK("http://evil.example")',
        "+1+1",
        "@SUM(A1)",
        "../../../etc/passwd",
        "a\0b\r\nc",
        "\u202egnp.exe",
        "x" * 5_000,
    )
    return rows(*({"id": name, "url": f"https://{name}/{name}", "html": html} for name in ids))


def look(out: Path) -> str:
    """What is wrong with the pages made of a run: raw markup, or files that a name made elsewhere."""
    text = write_report(out).read_text("utf8")
    found = [raw for raw in _RAW if raw in text]
    names = [path.name for path in out.rglob("*") if path.is_file()]
    odd = [name for name in names if not name.replace(".", "").replace("-", "").isalnum()]
    return f"report.html holds {found}" if found else f"files named {odd}" if odd else ""


def explained(out: Path) -> str:
    """The same for the page that explains a result."""
    from cleaner import Cleaner

    html = _PAGE.decode().replace("Pier to be widened", PAYLOAD)
    result = Cleaner(site_rules=False).clean(html, url=f"https://harbour.example/{PAYLOAD}")
    text = render(explain(result), PAYLOAD)
    found = [raw for raw in _RAW if raw in text]
    return f"the explained page holds {found}" if found else look(out)


CASES = (
    InputCase(
        "warc-gzip-bomb", file("a.warc.gz", partial(bomb, "gzip")), "ok 1, skipped/too_large_decoded 1", slow=True
    ),
    InputCase(
        "warc-brotli-bomb", file("a.warc.gz", partial(bomb, "br")), "ok 1, skipped/too_large_decoded 1", slow=True
    ),
    InputCase(
        "warc-zstd-bomb", file("a.warc.gz", partial(bomb, "zstd")), "ok 1, skipped/too_large_decoded 1", slow=True
    ),
    InputCase(
        "file-gzip-bomb", file("a.html.gz", lambda: gzip.compress(bytes(_BOMB_BYTES))), "skipped/too_large 1", slow=True
    ),
    InputCase("warc-broken-sum", file("a.warc.gz", broken_sum), "failed/broken_compression 1, ok 2"),
    InputCase(
        "warc-torn",
        file("a.warc.gz", lambda: warc(http(_PAGE)) + torn(warc(http(HTML)))),
        "empty/no_input 1, failed/truncated_input 1, ok 1",
    ),
    InputCase(
        "warc-false-length",
        file("a.warc", lambda: record(1, http(_PAGE), Content_Length="7") + record(2, http(_PAGE))),
        "ok 2",
    ),
    InputCase("warc-false-brotli", file("a.warc.gz", lambda: warc(http(_PAGE, Content_Encoding="br"))), "ok 1"),
    InputCase("wacz-zip-slip", file("a.wacz", slipping_zip), "ok 1"),
    InputCase(
        "jsonl-bad-lines",
        file(
            "a.jsonl",
            lambda: (
                b'{"html": "<p>x\n[1,2]\n\xff\xfe\n'
                + rows({"id": "1", "html": _PAGE.decode()})
                + b"\n"
                + b"[" * 100_000
            ),
        ),
        "failed/bad_json 3, failed/not_an_object 2, ok 1",
    ),
    InputCase(
        "jsonl-deep",
        file(
            "a.jsonl",
            lambda: rows({"id": "1", "html": _PAGE.decode()}) + b'\n{"html":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        ),
        "failed/bad_json 1, ok 1",
    ),
    InputCase("hostile-fields", file("a.jsonl", hostile_rows), "ok 8", look),
    InputCase("hostile-fields-explained", file("a.jsonl", hostile_rows), "ok 8", explained),
    InputCase(
        "warc-hostile-ids",
        file(
            "a.warc.gz",
            lambda: warc(http(_PAGE), WARC_Record_ID=f"<{PAYLOAD}>", WARC_Target_URI=f"https://x/{PAYLOAD}"),
        ),
        "ok 1",
        look,
    ),
)
