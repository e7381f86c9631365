"""JSON-LD of a page, boiled down to one `Facts` about the article.

A page may describe its site, its breadcrumbs, a video and five related articles besides itself. Article types are
preferred over pages, pages over everything else, and among equals the node that names this page's own address.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cleaner.metadata.jsonrepair import Json, load

Node: TypeAlias = "dict[str, Json]"

MAX_SCRIPTS = 32  # scripts read on one page
MAX_NODES = 400  # nodes looked at on one page; the article is among the first dozen
MAX_DEPTH = 6  # levels below a script's top that are walked
MAX_LIST = 64  # entries of one list that are read
MAX_VALUE = 4_000  # characters of one value that are read

_NEWS, _ARTICLE, _WORK, _PAGE, _OTHER = range(5)
_ARTICLES = frozenset(
    "article blogposting liveblogposting socialmediaposting techarticle scholarlyarticle medicalscholarlyarticle "
    "report satiricalarticle advertisercontentarticle recipe howto review criticreview discussionforumposting".split()
)
_WORKS = frozenset("creativework videoobject podcastepisode audioobject book course movie qapage faqpage".split())
_PAGES = frozenset("webpage itempage aboutpage medicalwebpage profilepage collectionpage".split())
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf")  # where the article may sit within another node
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_DURATION = re.compile(r"PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?(?:(\d{1,5})(?:\.\d+)?S)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the JSON-LD says of the article, verbatim but for entities and tags; () and None where it says nothing."""

    headlines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    image: str | None = None
    description: str | None = None
    url: str | None = None
    language: str | None = None
    publisher: str | None = None
    reading_time: str | None = None


def facts(scripts: tuple[str, ...], address: str | None) -> Facts:
    """The facts about the page at `address` from the raw texts of its ld+json scripts. Never raises on bad JSON."""
    nodes = list(_nodes(top for raw in scripts[:MAX_SCRIPTS] for top in load(raw)))
    if not nodes:
        return Facts()
    by_id = {name: node for node in reversed(nodes) if isinstance(name := node.get("@id"), str) and len(node) > 1}
    key = _address_key(address)
    ranked = sorted(((_rank(node), not _is_about(node, key), at) for at, node in enumerate(nodes)), key=lambda k: k[:3])
    own = [nodes[at] for rank, _, at in ranked if rank <= _WORK]
    pages = [nodes[at] for rank, _, at in ranked if rank == _PAGE][:2]
    return _collect(_of_one_article(own), pages, _Ids(by_id))


@dataclass(frozen=True, slots=True)
class _Ids:
    """The page's nodes by @id, to follow `{"@id": …}`."""

    nodes: dict[str, Node]

    def follow(self, value: Json) -> Json:
        if isinstance(value, dict) and isinstance(name := value.get("@id"), str) and not value.get("name"):
            return self.nodes.get(name, value)
        return value


def _collect(own: list[Node], pages: list[Node], ids: _Ids) -> Facts:
    wide = own + pages
    return Facts(
        headlines=_texts(own, "headline", "name") or _texts(pages, "headline", "name"),
        authors=_names(wide, ids, "author", "creator"),
        published=_first(own, "datePublished", "dateCreated", "uploadDate") or _first(pages, "datePublished"),
        modified=_first(wide, "dateModified"),
        sections=_many(wide, "articleSection"),
        keywords=_many(wide, "keywords"),
        image=_first(wide, "image", "thumbnailUrl"),
        description=_first(wide, "description"),
        url=_first(own, "url"),
        language=_first(wide, "inLanguage"),
        publisher=next(iter(_names(wide, ids, "publisher", "sourceOrganization")), None),
        reading_time=_first(own, "timeRequired"),
    )


def _of_one_article(ranked: list[Node]) -> list[Node]:
    """The best node and those that describe the same thing: a second article on the page may be a related one."""
    if not ranked:
        return []
    title = text_of(ranked[0].get("headline") or ranked[0].get("name"))
    return [ranked[0]] + [
        node for node in ranked[1:8] if title and text_of(node.get("headline") or node.get("name")) == title
    ]


def _nodes(tops: Iterable[Json]) -> Iterator[Node]:
    """Objects that may describe the page, in document order; lists of other pages (itemListElement) stay closed."""
    stack: list[tuple[Json, int]] = [(top, 0) for top in tops][::-1]
    given = 0
    while stack and given < MAX_NODES:
        value, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            stack.extend((entry, depth + 1) for entry in value[MAX_LIST - 1 :: -1])
        elif isinstance(value, dict):
            given += 1
            yield value
            stack.extend((value[name], depth + 1) for name in reversed(_INSIDE) if name in value)


def _rank(node: Node) -> int:
    kind = node.get("@type")
    best = _OTHER
    for name in (kind if isinstance(kind, list) else [kind])[:MAX_LIST]:
        if not isinstance(name, str):
            continue
        short = name.rpartition("/")[2].rpartition(":")[2].strip().lower()
        if short.endswith("newsarticle"):
            return _NEWS
        rank = _ARTICLE if short in _ARTICLES else _WORK if short in _WORKS else _PAGE if short in _PAGES else _OTHER
        best = min(best, rank)
    return best


def _address_key(address: str | None) -> str:
    if not address or len(address) > MAX_VALUE:
        return ""
    return address.split("#")[0].split("?")[0].rpartition("://")[2].removeprefix("www.").rstrip("/").lower()


def _is_about(node: Node, key: str) -> bool:
    entity = node.get("mainEntityOfPage")
    named = (node.get("url"), node.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity)
    return bool(key) and any(_address_key(name) == key for name in named if isinstance(name, str))


def text_of(value: Json) -> str:
    """The text in a JSON-LD value: a string, `{"@value": …}`, `{"name": …}`, `{"url": …}`, or the first of a list."""
    for _ in range(MAX_DEPTH):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[name] for name in ("@value", "name", "url", "@id") if value.get(name)), None)
        else:
            break
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)[:MAX_VALUE]
    text = html.unescape(text) if "&" in text else text
    return " ".join((_TAG.sub("", text) if "<" in text else text).split())


def _first(nodes: list[Node], *names: str) -> str | None:
    return next((text for name in names for node in nodes if name in node and (text := text_of(node[name]))), None)


def _texts(nodes: list[Node], *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for name in names for node in nodes if (text := text_of(node.get(name)))))


def _many(nodes: list[Node], name: str) -> tuple[str, ...]:
    """All texts of the first node that has the property, which may be one text or a list."""
    for node in nodes:
        value = node.get(name)
        entries = value[:MAX_LIST] if isinstance(value, list) else [value]
        if texts := tuple(text for entry in entries if (text := text_of(entry))):
            return texts
    return ()


def _names(nodes: list[Node], ids: _Ids, *properties: str) -> tuple[str, ...]:
    """Names of people or organisations in the first of `properties` that any node fills."""
    for name in properties:
        for node in nodes:
            value = node.get(name)
            entries = value[:MAX_LIST] if isinstance(value, list) else [value]
            if texts := tuple(text for entry in entries for text in _person(ids.follow(entry))):
                return texts
    return ()


def _person(value: Json) -> tuple[str, ...]:
    """The name or names (`"name": ["A", "B"]`) of one person."""
    if isinstance(value, dict):
        name = value.get("name")
        if not name:
            parts = (text_of(value.get("givenName")), text_of(value.get("familyName")))
            return (" ".join(filter(None, parts)),) if any(parts) else ()
        value = name
    entries = value[:MAX_LIST] if isinstance(value, list) else [value]
    return tuple(text for entry in entries if (text := text_of(entry)))


def minutes_of(text: str) -> int | None:
    """Whole minutes, at least one, of an ISO 8601 duration such as `PT4M30S`; None where it is none or empty."""
    match = _DURATION.match(text.strip())
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return max(1, hours * 60 + minutes + seconds // 60)
