"""What a page says about itself outside its body, read from the parsed tree into a `Head`."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document.walk import collapse
from cleaner.model import Head

_MOST = 40  # elements of a kind that are read; pages with more repeat themselves
_KEYS = ("property", "name", "itemprop", "http-equiv")
_BYLINES = (
    ("rel", '[rel~="author"]'),
    ("itemprop", '[itemprop~="author"]'),
    ("class", ".byline, .author, .author-name, .article-author, .post-author, .entry-author, .byline__name"),
)
_TITLE_LENGTH = 400  # characters
_JSONLD_LENGTH = 1_000_000  # characters of one script


def read_head(tree: LexborHTMLParser) -> Head:
    """The raw facts of <head>, JSON-LD, h1, <time> and byline elements, unjudged."""
    html = tree.css_first("html")
    title = tree.css_first("title")
    return Head(
        title=_text(title) if title is not None else "",
        language=(html.attributes.get("lang") or html.attributes.get("xml:lang")) if html is not None else None,
        metas=_metas(tree),
        links=tuple(
            (rel.lower(), href)
            for node in tree.css("link[rel][href]")[: _MOST * 4]
            if (rel := node.attributes.get("rel")) and (href := node.attributes.get("href"))
        ),
        jsonld=tuple((node.text() or "")[:_JSONLD_LENGTH] for node in tree.css('script[type*="ld+json"]')[:_MOST]),
        h1=tuple(text for node in tree.css("h1")[:_MOST] if (text := _text(node))),
        times=tuple((node.attributes.get("datetime") or "", _text(node)) for node in tree.css("time")[:_MOST]),
        bylines=tuple(
            (kind, text) for kind, css in _BYLINES for node in tree.css(css)[:_MOST] if (text := _text(node))
        ),
    )


def _metas(tree: LexborHTMLParser) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for node in tree.css("meta[content]")[: _MOST * 5]:
        attributes = node.attributes
        content = attributes.get("content")
        if content:
            pairs.extend((name.lower(), content) for key in _KEYS if (name := attributes.get(key)))
    return tuple(pairs)


def _text(node: LexborNode) -> str:
    return collapse(node.text(separator=" "))[:_TITLE_LENGTH]
