"""Invented pages for the tests of the classifier."""

from __future__ import annotations

from cleaner.document import Document, Refused, segment
from cleaner.model import Page

PARAGRAPHS = (
    "The ferry to Halvik left the old quay on Tuesday morning with forty people and two goats, an hour late.",
    "Its captain, who has crossed the sound for thirty years, said the new pier would be ready before autumn.",
    "Nobody on the island believes it: the last pier took nine years, and the one before it sank in its second winter.",
    "The council meets again in March, when the engineers will present three drawings and a much longer list of costs.",
)


def page(body: str, head: str = "") -> Document:
    """A document made of `body`."""
    found = segment(Page(content=f"<html><head>{head}</head><body>{body}</body></html>", kind="html"))
    assert not isinstance(found, Refused)
    return found


def story(extra: str = "", head: str = "<title>Ferry to Halvik leaves late</title>") -> Document:
    """A small article page with a menu, a share bar and a list of other stories; `extra` stands after the body."""
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Sport", "Culture", "Weather"))
    text = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    return page(
        f'<nav class="main-nav"><ul>{menu}</ul></nav><article class="article"><h1>Ferry to Halvik leaves late</h1>'
        '<div class="share-bar"><a href="#">Share</a> <a href="#">Tweet</a></div>'
        f'<div class="article-body">{text}</div></article>{extra}'
        '<aside class="related-posts"><h3>More stories</h3><ul><li><a href="/a">A lighthouse is for sale again</a></li>'
        '<li><a href="/b">Goats may now travel free</a></li></ul></aside>'
        '<footer class="footer"><p>© The Sound Post</p></footer>',
        head,
    )
