"""The rest of an article of which a page shows the first paragraphs, from the state that its scripts carry as JSON.

Frameworks (Next.js, Nuxt, Apollo) send the whole article as data along with what they have drawn of it. On ../shared/
benchmark two press pages of 258 show the first paragraphs only, and no other of its 2,399 is taken for such a one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

import orjson
from selectolax.lexbor import LexborHTMLParser

from cleaner.document.lost import is_prose

_SHOWN = 1_500  # characters of prose up to which a page may show the beginning only
_LEAST_LINES = 2  # paragraphs that page and data must share, or the data may be of other stories
_ALIKE = 60  # characters by which a paragraph is known
_GROWTH = 1.0  # share of the prose shown that must be missing, or the page is whole
_STATE_LENGTH = 2_000_000  # characters of one script
_NESTED = 8  # levels from the entry of a list to its text; each value is read once for each list so far above it
_ANCHOR = re.compile(r"[\w ,.;:]{24,40}")  # written in the same way in HTML and in JSON, if no link begins in it
_ANCHORED = 400  # characters of a paragraph in which such a piece is looked for
_PLACES = 8  # where such a piece stands that are looked at
_TEXTS = ("value", "text", "content", "html")  # keys under which frameworks keep the text of a paragraph, best first
_TAGS = re.compile(r"<[^>]*+>")
_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"


def continued(tree: LexborHTMLParser, lines: Sequence[str], content: bytes) -> bytes | None:
    """`content` with the paragraphs that only its scripts hold, behind the last one that it shows; None where there
    are none. lines: the prose that the page shows."""
    shown = sum(map(len, lines))
    if len(lines) < _LEAST_LINES or shown > _SHOWN or (anchor := _anchor(lines[-1], content)) is None:
        return None
    known = {_known_by(line) for line in lines}
    missing = max((_missing(texts, known) for texts in _paragraphs(tree, anchor.decode())), key=_prose, default=[])
    place = _end_of_paragraph(content, anchor) if _prose(missing) >= _GROWTH * shown else None
    if place is None:
        return None
    markup = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in missing)
    return content[:place] + markup.encode("utf-8", "replace") + content[place:]


def _anchor(line: str, content: bytes) -> bytes | None:
    """The piece of `line` that stands in the source twice, or else most rarely."""
    pieces = (piece.strip().encode("utf-8", "replace") for piece in _ANCHOR.findall(line[:_ANCHORED]))
    times = {piece: content.count(piece) for piece in pieces}
    return min((piece for piece in times if times[piece] > 1), key=times.__getitem__, default=None)


def _end_of_paragraph(content: bytes, anchor: bytes) -> int | None:
    """Where the paragraph ends that shows `anchor`: outside of scripts and of attributes."""
    for place in islice(re.finditer(re.escape(anchor), content), _PLACES):
        at = place.start()
        end, tag = content.find(b"</p>", at), content.rfind(b"<", 0, at)
        if end >= 0 and content.find(b">", tag) < at and not content.startswith(b"<script", tag):
            return end + len(b"</p>")
    return None


def _paragraphs(tree: LexborHTMLParser, anchor: str) -> Iterator[list[str]]:
    """The lists in the data of scripts that hold `anchor`, each as the texts of its entries."""
    for node in tree.css("script"):
        script = node.text() or ""
        if anchor not in script or len(script) > _STATE_LENGTH:
            continue
        try:
            stack: list[_Json] = [orjson.loads(script[script.find("{") : script.rfind("}") + 1])]
        except orjson.JSONDecodeError:
            continue
        while stack:
            value = stack.pop()
            if isinstance(value, list) and len(value) > _LEAST_LINES:
                yield [_text(entry) for entry in value]
            stack.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())


def _text(entry: _Json) -> str:
    """The text of one paragraph, however it is nested."""
    pieces: list[str] = []
    stack = [(entry, 0)]
    while stack:
        value, level = stack.pop()
        if isinstance(value, str):
            pieces.append(value)
        elif isinstance(value, list) and level < _NESTED:
            stack.extend((held, level + 1) for held in reversed(value))
        elif isinstance(value, dict) and level < _NESTED:
            stack.extend((value[key], level + 1) for key in [key for key in _TEXTS if key in value][:1])
    return " ".join(html.unescape(_TAGS.sub("", "".join(pieces))).split())


def _missing(texts: list[str], known: set[str]) -> list[str]:
    """What follows the last of `texts` that the page shows; nothing where it shows less than two of them."""
    shown = [place for place, text in enumerate(texts) if _known_by(text) in known]
    return [text for text in texts[shown[-1] + 1 :] if text] if len(shown) >= _LEAST_LINES else []


def _known_by(text: str) -> str:
    return text[:_ALIKE].rstrip()


def _prose(texts: list[str]) -> int:
    return sum(len(text) for text in texts if is_prose(text))
