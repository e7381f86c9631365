"""What is fuzzed: each target checks one input of bytes, and knows inputs and words to begin with.

Nothing here needs the fuzzer, so that what it found is replayed everywhere.
"""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import zstandard

from cleaner import Cleaner
from cleaner.authoring.lint.examine import examine
from cleaner.authoring.lint.fixes import fix
from cleaner.errors import RuleError
from cleaner.model import Kind
from cleaner.readers import read_inputs
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.taxonomy import Taxonomy
from cleaner.rulebook.types import Layer, Match, RuleFile
from tests.promises import check_problems, check_reading, check_spans, check_text, check_words
from tests.readers.makers import chunked, http, members, record
from tests.torture.case import STORY, Case, page
from tests.torture.work import CASES

MOST_BYTES = 8_192  # of an input: what is larger finds little more and takes longer
_PLACES_TRIED = 4  # of one dump: reading that begins after each costs another reading


@dataclass(frozen=True, slots=True)
class Target:
    """check: raises where a promise is broken. seeds: inputs to begin with. words: that the fuzzer may put together."""

    check: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    words: Callable[[], tuple[str, ...]]


@cache
def _cleaner() -> Cleaner:
    return Cleaner(site_rules=False)


def _chosen(content: bytes) -> bool:
    """Every fourth input, always the same ones: the checks that cost another cleaning."""
    return zlib.crc32(content) % 4 == 0


def check_html(content: bytes) -> None:
    """Bytes as HTML; of some also what they are taken for when nobody says, and the same again: same result."""
    kinds: tuple[Kind | None, ...] = ("html", None) if _chosen(content) else ("html",)
    for kind in kinds:
        result = _cleaner().clean(content, kind=kind)
        check_words(result)
        check_spans(result)
    assert not _chosen(content) or result == _cleaner().clean(content)


def check_plain(content: bytes) -> None:
    """A string with lone surrogates where the bytes are no UTF-8; some bytes as they are, too."""
    if _chosen(content):
        result = _cleaner().clean(content, kind="text")
        check_words(result)
        check_spans(result)
    check_text(_cleaner(), content.decode("utf-8", "surrogateescape"))


def check_rules(content: bytes) -> None:
    """A rule file is taken, and then cleans a page; or it is refused with the place of each problem. Lint and its
    fixes bear it as well."""
    taxonomy = _cleaner().rules.taxonomy
    check_problems(examine(content, "odd.yml", taxonomy), "odd.yml", content)
    file = _taken(content, taxonomy)
    if file is not None:
        book = Rulebook((replace(file, match=Match(always=True)),), (), taxonomy)
        for given in (page(), "\n".join(STORY)):
            result = Cleaner(book).clean(given)
            check_words(result)
            check_spans(result)
    try:
        mended = fix(content, taxonomy).text.encode()
    except UnicodeDecodeError:
        return
    assert _errors(examine(mended, "odd.yml", taxonomy)) <= _errors(examine(content, "odd.yml", taxonomy))


def _taken(content: bytes, taxonomy: Taxonomy) -> RuleFile | None:
    try:
        return compile_file(content, "odd.yml", Layer.USER, taxonomy)
    except RuleError as error:
        problems = error.problems
    assert problems
    check_problems(problems, "odd.yml", content)
    return None


def _errors(problems: tuple[object, ...]) -> int:
    return sum(getattr(problem, "severity", "") == "error" for problem in problems)


def check_dump(content: bytes) -> None:
    """A file of these bytes gives pages and reasons; reading that goes on at a place gives what follows it."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        for data in (content, gzip.compress(content, 1, mtime=0)):
            path = Path(folder) / "input"
            path.write_bytes(data)
            whole = list(read_inputs([str(path)]))
            for number, reading in enumerate(whole):
                check_reading(reading)
                if number < _PLACES_TRIED:
                    assert whole[number + 1 :] == list(read_inputs([str(path)], reading.after))


def _pages() -> Iterator[bytes]:
    yield page().encode()
    for case in CASES:
        if not isinstance(case, Case) or case.kind != "html" or case.slow:
            continue
        content = case.make()
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        if 0 < len(data) <= MOST_BYTES:
            yield data


def _texts() -> Iterator[bytes]:
    story = "\n\n".join(STORY)
    for opener in ("You may also like", "Related Articles", "TAGGED:", "Share This Article", "* * *", "4 Min Read"):
        yield f"By Ilse Marten\n\n{story}\n\n{opener}\nFerry line to close\nOld maps found in attic\n".encode()
    yield story.replace("\n", "\r\n").encode("utf-16")
    yield "\u2028".join(STORY).encode("cp1252", "replace")


def _rule_files() -> Iterator[bytes]:
    for path in sorted(shipped_folder().rglob("*.yml")):
        content = path.read_bytes()
        if len(content) <= MOST_BYTES:
            yield content


def _dumps() -> Iterator[bytes]:
    story = f"<p>{STORY[0]}</p>".encode()
    records = [record(number, http(story)) for number in range(3)]
    records += [
        record(3, http(chunked(gzip.compress(story)), Transfer_Encoding="chunked", Content_Encoding="gzip")),
        record(4, story, WARC_Type="resource", Content_Type="text/html"),
        record(5, story, WARC_Type="conversion", Content_Type="text/plain"),
        record(6, http(b"", "301 Moved", Location="/x")),
        record(7, WARC_Type="revisit"),
        record(8, Content_Length="99999"),
    ]
    yield b"".join(records)
    yield b"".join(members(records))
    yield gzip.compress(b"".join(records), mtime=0)
    yield b"".join(map(zstandard.compress, records))
    yield from records
    yield b'{"id": "a", "html": "<p>x</p>", "url": "https://quay.example/"}\n{"text": "y"}\ntorn\n'
    yield b'com,quay)/a 20240302100000 {"url": "https://quay.example/a", "offset": "0", "length": "9"}\n'


def _phrases() -> tuple[str, ...]:
    phrases = (phrase for file in _cleaner().rules.files if file.id.startswith("lang/en") for phrase in file.phrases)
    return tuple(dict.fromkeys(phrase.text for phrase in phrases if phrase.match != "regex"))[:400]


_TAGS = tuple(
    "<p>|</p>|<div>|<a href=/>|</a>|<article>|<nav>|<table><tr><td>|<ul><li>|<script>|</script>|<style>|<!--|-->|"
    "<title>|<textarea>|<plaintext>|<select>|<template>|<svg>|<math>|<iframe>|<h1>|<br>|<pre>|<b>|<i>|<font>|&amp;|&#0;|&#x202e;"
    "|<base href=//x>|<link rel=canonical href=|<meta charset=utf-16>|application/ld+json|datetime=|class=| hidden"
    "|style=display:none|role=|itemprop=|rel=author|<body>|<html lang=de>|<head>|<![CDATA[|<?xml".split("|")
)
_KEYS = tuple(
    "format: 1|id: x|status: testing|match:|hosts: [|always: true|remove:|keep:|phrases:|body:|metadata:|tests:"
    "|css: |climb: |first: |html: {|text: {|lines: [|regex: |prefix: |why: |label: site_promo|label: nav|tier: 1"
    "|valid: {from: |field: |guard: {max_body_share: |use: [|disable: [|- {|&a |*a |!!x |---\n|? |: |%YAML 1.1|>-\n"
    "|:has(|:not(|:nth-child(|\\b(a+)+$|[a-z]{1,1000}|(?i)|(?=|\\p{L}".split("|")
)
_FIELDS = tuple(
    "WARC/1.0|WARC/1.1|WARC-Type: |response|resource|conversion|revisit|warcinfo|WARC-Record-ID: |WARC-Target-URI: "
    "|WARC-Date: |Content-Length: |Content-Type: |WARC-Truncated: length|\r\n\r\n|HTTP/1.1 200 OK\r\n"
    "|Transfer-Encoding: chunked|Content-Encoding: gzip|Content-Encoding: br|Content-Encoding: zstd"
    '|Content-Encoding: deflate|0\r\n\r\n|\x1f|PAR1|PK\x03\x04|BZh9|{"html": "|"url": "|", "|"}\n'.split("|")
)

TARGETS = {
    "html": Target(check_html, _pages, lambda: _TAGS + _phrases()[:100]),
    "text": Target(check_plain, _texts, _phrases),
    "rules": Target(check_rules, _rule_files, lambda: _KEYS),
    "warc": Target(check_dump, _dumps, lambda: _FIELDS),
}
