"""Selectors sorted by cost: those that a look at an element's class and id can answer, and the others."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from cleaner.rulebook.types import Layer, Rule

INLINE_TAGS = frozenset(
    "a abbr b bdi bdo cite code data del em font i ins kbd label mark q s small span strong sub sup time u".split()
)
_NAME = r"-?[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff-]*"
_SIMPLE = re.compile(rf"(?P<tag>[A-Za-z][A-Za-z0-9]*)?(?P<rest>(?:[.#]{_NAME})+)\Z")
_NOTHING_OPENS = re.compile(r"[^\"'()\[\],\\]*")  # nearly all selectors; the scan of the others costs 20 µs
_TOKEN = re.compile(rf"[.#]{_NAME}")


@dataclass(frozen=True, slots=True)
class SimpleSelector:
    """A compound `tag.class#id` without combinators; `classes` are all needed."""

    css: str
    tag: str | None
    classes: tuple[str, ...]
    id: str | None
    rule: Rule

    def hits(self, tag: str, element_id: str, classes: Container[str]) -> bool:
        """Whether an element (tag in lower case) is one of these."""
        return (
            (self.tag is None or self.tag == tag)
            and (self.id is None or self.id == element_id)
            and all(name in classes for name in self.classes)
        )


@dataclass(frozen=True, slots=True)
class SimpleSelectors:
    """Simple selectors by one token each: the id where there is one, else the longest class (the rarest, as a rule)."""

    by_class: dict[str, tuple[SimpleSelector, ...]] = field(default_factory=dict)
    by_id: dict[str, tuple[SimpleSelector, ...]] = field(default_factory=dict)

    def matching(self, tag: str, element_id: str, class_attribute: str) -> tuple[SimpleSelector, ...]:
        """All selectors that take the element: tag in lower case, id and class attributes as written ("" for none)."""
        found: tuple[SimpleSelector, ...] = self.by_id.get(element_id, ()) if element_id else ()
        classes = dict.fromkeys(class_attribute.split())
        for name in classes:
            found += self.by_class.get(name, ())
        return tuple(selector for selector in found if selector.hits(tag, element_id, classes))


def _taken_apart(rule: Rule) -> tuple[tuple[SimpleSelector, ...], tuple[tuple[Rule, str], ...]]:
    simple: list[SimpleSelector] = []
    others: list[tuple[Rule, str]] = []
    needs_nodes = _needs_nodes(rule)
    for css in _alternatives(rule):
        parts = None if needs_nodes else simple_parts(css)
        if parts is None or parts[0] in INLINE_TAGS:
            others.append((rule, css))
        else:
            simple.append(SimpleSelector(css, *parts, rule))
    return tuple(simple), tuple(others)


def sort_selectors(rules: Iterable[Rule]) -> tuple[SimpleSelectors, tuple[tuple[Rule, str], ...]]:
    """The simple selectors of all `rules` as an index, and every other (rule, css). A list `a, b` is two selectors."""
    by_class: dict[str, list[SimpleSelector]] = {}
    by_id: dict[str, list[SimpleSelector]] = {}
    others: list[tuple[Rule, str]] = []
    for rule in rules:
        simple, complex_ = _taken_apart(rule)
        others += complex_
        for selector in simple:
            if selector.id is not None:
                by_id.setdefault(selector.id, []).append(selector)
            else:
                by_class.setdefault(max(selector.classes, key=len), []).append(selector)
    return SimpleSelectors(_frozen(by_class), _frozen(by_id)), tuple(others)


def joined(parts: Iterable[SimpleSelectors]) -> SimpleSelectors:
    """The selectors of several files as one index, in their order."""
    out = SimpleSelectors({}, {})
    for part in parts:
        for held, added in ((out.by_class, part.by_class), (out.by_id, part.by_id)):
            for token, selectors in added.items():
                held[token] = held[token] + selectors if token in held else selectors
    return out


def _needs_nodes(rule: Rule) -> bool:
    """Whether only the parser can answer: `climb` and `first` need the nodes themselves, and the walk notes class
    and id of block elements alone. Packs have too many selectors to ask the parser for each; a site's few may name any
    element."""
    return rule.layer > Layer.PACK or (rule.html is not None and (rule.html.climb is not None or rule.html.first))


@lru_cache(maxsize=4096)
def simple_parts(css: str) -> tuple[str | None, tuple[str, ...], str | None] | None:
    """(tag, classes, id) of a simple compound `[tag](.class|#id)+`; None for any other selector."""
    matched = _SIMPLE.match(css)
    if matched is None:
        return None
    tokens = _TOKEN.findall(matched["rest"])
    ids = tuple(dict.fromkeys(token[1:] for token in tokens if token[0] == "#"))
    if len(ids) > 1:
        return None
    classes = tuple(dict.fromkeys(token[1:] for token in tokens if token[0] == "."))
    return matched["tag"].lower() if matched["tag"] else None, classes, ids[0] if ids else None


@lru_cache(maxsize=4096)
def split_list(css: str) -> tuple[str, ...]:
    """The selectors of a list `a, b`, split at commas outside quotes, brackets and parentheses."""
    if "," not in css:
        return (css.strip(),)
    parts, start = [], 0
    for position in _scan(css)[1]:
        parts.append(css[start:position].strip())
        start = position + 1
    return (*parts, css[start:].strip())


def unbalanced(css: str) -> str:
    """What is unbalanced in a selector; "" where nothing is. Lexbor takes `p:lexbor-contains("` silently as every p."""
    if _NOTHING_OPENS.fullmatch(css):
        return ""
    open_signs, _ = _scan(css)
    if open_signs:
        return f"{open_signs[-1]} is never closed"
    return "a part between commas is empty" if "" in split_list(css) else ""


def _scan(css: str) -> tuple[str, list[int]]:
    """What is still open at the end (a sign each), and the positions of the commas outside everything."""
    opened, escaped = "", False
    commas: list[int] = []
    for position, char in enumerate(css):
        quote = opened[-1:] if opened[-1:] in ("'", '"') else ""
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif quote:
            opened = opened[:-1] if char == quote else opened
        elif char in "\"'([":
            opened += char
        elif char in ")]":
            if opened[-1:] != {")": "(", "]": "["}[char]:
                return opened + char, commas
            opened = opened[:-1]
        elif char == "," and not opened:
            commas.append(position)
    return opened, commas


def _alternatives(rule: Rule) -> Iterator[str]:
    for css in rule.html.css if rule.html else ():
        yield from split_list(css)


def _frozen(groups: dict[str, list[SimpleSelector]]) -> dict[str, tuple[SimpleSelector, ...]]:
    return {name: tuple(group) for name, group in groups.items()}
