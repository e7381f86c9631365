"""What a page says about itself outside its body, read from the parsed tree into a `Head`."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document.tags import TAG_IDS
from cleaner.document.walk import collapse
from cleaner.model import Head

_MOST = 40  # elements of a kind that are read; pages with more repeat themselves
_MANY, _MOST_BYLINES = 200, 120  # the same for meta elements and for bylines
_KEYS = ("property", "name", "itemprop", "http-equiv")
_BYLINE_CLASSES = frozenset("byline author author-name article-author post-author entry-author byline__name".split())
_CSS = (
    'title, meta[content], link[rel*="canonical" i][href], script[type*="ld+json"], h1, time, '
    '[rel~="author"], [itemprop~="author"], [class*="author"], .byline, .byline__name'  # _byline looks closer
)
_TITLE_LENGTH = 400  # characters
_JSONLD_LENGTH = 1_000_000  # characters of one script


@dataclass(slots=True)
class _Found:
    titles: list[str] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    jsonld: list[str] = field(default_factory=list)
    h1: list[str] = field(default_factory=list)
    times: list[tuple[str, str]] = field(default_factory=list)
    bylines: list[tuple[int, str, str]] = field(default_factory=list)


def read_head(tree: LexborHTMLParser) -> Head:
    """The raw facts of <head>, JSON-LD, h1, <time> and byline elements, unjudged.

    Not more elements of a kind are read than are kept: each text is read whole, and elements may stand in one another.
    One selector list for all: each pass of a selector over the page costs as much as three of its alternatives.
    """
    found = _Found()
    for node in {node.mem_id: node for node in tree.css(_CSS)}.values():  # one that two alternatives match comes twice
        _READERS.get(node.tag_id, _byline)(found, node)
    root = tree.root
    attributes = root.attributes if root is not None else {}
    return Head(
        title=next(iter(found.titles), ""),
        language=attributes.get("lang") or attributes.get("xml:lang"),
        metas=tuple(found.metas[:_MANY]),
        links=tuple(found.links[:_MOST]),
        jsonld=tuple(found.jsonld),
        h1=tuple(found.h1),
        times=tuple(found.times),
        bylines=tuple((kind, text) for _, kind, text in sorted(found.bylines, key=itemgetter(0))[:_MOST_BYLINES]),
    )


def _title(found: _Found, node: LexborNode) -> None:
    if not found.titles:
        found.titles.append(_text(node))


def _meta(found: _Found, node: LexborNode) -> None:
    if len(found.metas) >= _MANY:
        return
    attributes = node.attributes
    if content := attributes.get("content"):
        for key in _KEYS:
            if name := attributes.get(key):
                found.metas.append((name.lower(), content))


def _link(found: _Found, node: LexborNode) -> None:
    if len(found.links) >= _MOST:
        return
    attributes = node.attributes
    rel, href = (attributes.get("rel") or "").lower(), attributes.get("href")
    if href and "canonical" in rel:
        found.links.append((rel, href))


def _script(found: _Found, node: LexborNode) -> None:
    if len(found.jsonld) < _MOST:
        found.jsonld.append((node.text() or "")[:_JSONLD_LENGTH])


def _h1(found: _Found, node: LexborNode) -> None:
    if len(found.h1) < _MOST and (text := _text(node)):
        found.h1.append(text)


def _time(found: _Found, node: LexborNode) -> None:
    if len(found.times) < _MOST:
        found.times.append((node.attributes.get("datetime") or "", _text(node)))


def _byline(found: _Found, node: LexborNode) -> None:
    """Most telling first: rel=author, then itemprop, then a class that says so."""
    if len(found.bylines) >= _MOST_BYLINES:
        return
    get = node.attributes.get
    kinds: list[tuple[int, str]] = []
    if "author" in (get("rel") or "").split():
        kinds.append((0, "rel"))
    if "author" in (get("itemprop") or "").split():
        kinds.append((1, "itemprop"))
    if not _BYLINE_CLASSES.isdisjoint((get("class") or "").split()):
        kinds.append((2, "class"))
    if kinds and (text := _text(node)):
        found.bylines.extend((order, kind, text) for order, kind in kinds)


_READERS = {
    TAG_IDS[tag]: read
    for tag, read in (
        ("title", _title),
        ("meta", _meta),
        ("link", _link),
        ("script", _script),
        ("h1", _h1),
        ("time", _time),
    )
}


def _text(node: LexborNode) -> str:
    return collapse(node.text(separator=" "))[:_TITLE_LENGTH]
