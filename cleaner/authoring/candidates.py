"""What could name a block in a rule: selectors and text matchers, broad to narrow, counted on pages.

Names that people gave are used (classes, ids, roles, attributes of components); names that a build tool made and
places that are counted are passed over, since both change with the next build (rules.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cleaner.document import Document
from cleaner.rulebook.phrases import bare_line
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Layer, Place, Rule, TextMatch
from cleaner.stages.site_rules import find_text
from cleaner.textnorm import normalise
from cleaner.view import View

Kind = Literal["css", "line", "line_start", "heading"]

MAX_STEPS = 6  # ancestors that are looked at; what stands further out holds the whole page
MAX_SHARE = 0.5  # of the page's characters; a selector that takes more names the page, not a box
MAX_NAMES = 4  # of one element that are tried; utility classes come in dozens
MAX_LINE = 120  # characters of a line that is matched whole; a longer one is prose and will not come again
MAX_HEADING = 60  # characters of a line that can open a section
SECTION_BLOCKS = 12  # what a heading takes with it at most; the default of the format
_STARTS = (3, 5, 2)  # words of a line's beginning that are tried; of those that hit the same the first is kept
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{1,60}\Z")
_BUILT = re.compile(r"(?:css|sc|jsx|dcr|emotion|svelte|styles?|chakra|mui|makeStyles)-+(?=\w*[A-Z0-9])\w{4,}\Z")
_NUMBER = re.compile(r"\d{3,}")
_STREWN = re.compile(r"\d[A-Za-z]+\d|[A-Za-z]\d+[A-Za-z]")
_CAMEL = re.compile(r"[A-Za-z][a-z]*(?:[A-Z][a-z]{2,})+\Z")
_UTILITY = re.compile(
    r"(?:[mp][trblxye]?|w|h|gap|z|top|left|right|bottom|order|col|row|text|font|bg|border|rounded|leading|tracking"
    r"|space|grid|flex|items|justify|self|max|min|overflow|opacity|shadow|d|float|align|u|display|sm|md|lg|xl)"
    r"(?:-(?:\d[\w./]*|xs|sm|md|lg|xl|auto|full|none|center|left|right|start|end|between|around|middle|block|inline|flex"
    r"|grid|hidden|visible|bold|medium|normal|white|black|gr[ae]y|dark|light|uppercase|wrap|nowrap|col|row|[xytrbl]))+\Z"
    r"|(?:is|has|no|js)-"  # states that scripts switch on and off
)
_PLAIN_WORDS = frozenset(
    "active block bold center clear clearfix clr col column container content even first flex full grid hidden hide"
    " inner inline item js last left list main none odd open outer page relative right row show small text top"
    " visible wrap wrapper".split()
)
_TAGS = frozenset("aside nav footer header form figure figcaption blockquote details address dl table".split())
_MARKS = ("data-testid", "data-test", "data-component", "data-module", "data-name", "data-block", "role", "itemprop")
_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9 _.:/-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to name a block. value: a selector, or the text as it stands on the page."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A candidate with what it hits: (page number, blocks) of each page that it hits at all, in their order."""

    candidate: Candidate
    hits: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def blocks(self) -> int:
        """How many blocks it hits on all pages."""
        return sum(len(found) for _, found in self.hits)

    @property
    def pages(self) -> int:
        """On how many pages it hits at all."""
        return len(self.hits)

    def on(self, page: int) -> tuple[int, ...]:
        """The blocks it hits on page number `page`."""
        return next((found for number, found in self.hits if number == page), ())


class Counter:
    """Counts what candidates hit on a fixed set of pages, by the matchers that run in production."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._views = [View(document, range(len(document)), RuleSet()) for document in documents]

    def count(self, candidate: Candidate) -> Counted:
        """What `candidate` hits on all pages, in their order."""
        found = ((number, self.on(candidate, number)) for number in range(len(self._views)))
        return Counted(candidate, tuple((number, blocks) for number, blocks in found if blocks))

    def on(self, candidate: Candidate, number: int) -> tuple[int, ...]:
        """The blocks that `candidate` hits on page `number`, ascending."""
        return _hits(self._views[number], candidate)


def ranked(document: Document, block: int, counter: Counter) -> tuple[Counted, ...]:
    """The candidates for `block` that hit something, selectors first, each kind from broad to narrow.

    counter: over the loaded pages, `document` among them. Of several of a kind that hit the same blocks the first is
    kept: an id or class before longer selectors.
    """
    counted: dict[object, Counted] = {}
    for candidate in candidates(document, block):
        found = counter.count(candidate)
        if found.blocks:
            counted.setdefault((candidate.kind, found.hits), found)
    return tuple(sorted(counted.values(), key=lambda found: (found.candidate.kind != "css", -found.blocks)))


def candidates(document: Document, block: int) -> tuple[Candidate, ...]:
    """Every way to name `block` of `document` that is worth a count; each hits it. From broad to narrow on this page.

    Empty where nothing stable names it: its markup has no names, and its text is prose.
    """
    view = View(document, range(len(document)), RuleSet())
    size = sum(map(len, document.texts)) or 1
    kept: list[tuple[int, Candidate]] = []
    for candidate in (*_selectors(document, block), *_phrases(view, block)):
        hits = _hits(view, candidate)
        share = sum(len(document.texts[hit]) for hit in hits) / size
        if block in hits and (share <= MAX_SHARE or len(hits) == 1):
            kept.append((len(hits), candidate))
    ordered = sorted(kept, key=lambda pair: (pair[1].kind != "css", -pair[0]))
    return tuple(dict.fromkeys(candidate for _, candidate in ordered))


def text_match(candidate: Candidate) -> TextMatch:
    """The text matcher of a candidate of any kind but `css`."""
    phrase = (normalise(candidate.value),)
    if candidate.kind == "heading":
        return TextMatch(heading=(bare_line(phrase[0]),), max_blocks=SECTION_BLOCKS)
    return TextMatch(lines=phrase) if candidate.kind == "line" else TextMatch(line_starts=phrase)


def is_stable(name: str) -> bool:
    """Whether a class or id is one that a person gave and that says something: no hash, counter or utility class."""
    if not _NAME.match(name) or _BUILT.match(name) or _NUMBER.search(name):
        return False
    if name.lower() in _PLAIN_WORDS or _UTILITY.match(name):
        return False
    return not any(_is_hash(part) for part in re.split(r"[-_]+", name))


def _is_hash(part: str) -> bool:
    """`iy9ec7`, `x1lliihq`, `qWeRtYu`: digits or capitals strewn over a word, as no person writes it."""
    if len(part) < 5:
        return False
    return bool(_STREWN.search(part)) or (not _CAMEL.match(part) and len(re.findall("[a-z][A-Z]", part)) > 2)


def _hits(view: View, candidate: Candidate) -> tuple[int, ...]:
    document = view.document
    if candidate.kind == "css":
        spans = document.spans(candidate.value)
    else:
        if not len(document):
            return ()
        rule = Rule("x/x", "remove", "nav", "", Place(""), Layer.USER, text=text_match(candidate))
        spans = [(hit.start, hit.end) for hit in find_text(view, (rule,), (0, len(document.text)))]
    found: set[int] = set()
    for start, end in spans:
        found.update(range(max(0, document.block_at(start)), document.block_at(end - 1) + 1))
    return tuple(sorted(found))


def _selectors(document: Document, block: int) -> Iterator[Candidate]:
    """Selectors of the block's element and its ancestors, then own names below named ancestors, then by its links."""
    if document.kind != "html":
        return
    chain = _chain(document, block)
    names = [tuple(names_of(document, element)) for element in chain]
    for own in names:
        yield from (Candidate("css", name) for name in own)
    tag = document.element_tag(chain[0]) if chain else ""
    below = (*names[0], tag) if names and tag else ()
    for outer in names[1:]:
        for anchor in outer[:2]:
            yield from (Candidate("css", f"{anchor} {inner}") for inner in below[:2])
            if tag:
                yield Candidate("css", f"{anchor} {tag}")
    yield from (Candidate("css", css) for css in _by_links(document, block, tag))


def _chain(document: Document, block: int) -> list[int]:
    """The block's element and its ancestors, nearest first, without html and body."""
    element = document.columns.element[block]
    chain: list[int] = []
    while element > 0 and len(chain) < MAX_STEPS:
        if document.element_tag(element) not in ("html", "body"):
            chain.append(element)
        element = document.columns.parent[element]
    return chain


def names_of(document: Document, element: int) -> Iterator[str]:
    """Selectors of one element: id, single classes, what components say of themselves, a telling tag."""
    attributes, tag = document.attributes_of(element), document.element_tag(element)
    stable = [name for name in attributes.get("class", "").split() if is_stable(name)][:MAX_NAMES]
    if (id_ := attributes.get("id", "")) and is_stable(id_):
        yield f"#{id_}"
    for name in stable:
        yield f".{name}"
        if tag:
            yield f"{tag}.{name}"
    if len(stable) > 1:
        yield f".{stable[0]}.{stable[1]}"
    for mark in _MARKS:
        value = attributes.get(mark, "")
        if value and _VALUE.match(value) and not _NUMBER.search(value):
            yield f'[{mark}="{value}"]'
    if tag in _TAGS:
        yield tag


def _by_links(document: Document, block: int, tag: str) -> Iterator[str]:
    """By the first step of the paths that the block's links lead to: `/tag/…`."""
    if not tag or not document.columns.linked[block]:
        return
    for href in document.links_of(document.columns.element[block])[:3]:
        step = re.match(r"(?:https?://[^/]+)?/([a-z][a-z_-]{2,20})/", href)
        if step:
            yield f'{tag}:has(a[href*="/{step[1]}/"])'


def _phrases(view: View, block: int) -> Iterator[Candidate]:
    """Text matchers: the whole line, what it opens, what it begins with."""
    text = " ".join(view.texts[block].split())
    if not normalise(text):
        return
    if len(text) <= MAX_HEADING and block + 1 < len(view) and not view.prose[block + 1] and not view.terminal[block]:
        yield Candidate("heading", text)
    if len(text) <= MAX_LINE and not view.prose[block]:
        yield Candidate("line", text)
    label, colon, rest = text.partition(":")
    if colon and rest and len(label) <= MAX_HEADING:
        yield Candidate("line_start", label + colon)
    words = text.split(" ")
    for count in _STARTS:
        if len(words) > count:
            yield Candidate("line_start", " ".join(words[:count]))
