"""What stands in an element that holds no article prose: captions of pictures, the `footer` of page or article,
elements that style sheets hide by the class `hidden`, and boxes beside the story that their class names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cleaner.document import BITS, TAG_IDS, Document
from cleaner.view import Finding, View

CAPTION_RULE, FOOTER_RULE, HIDDEN_RULE = "heuristic/caption", "heuristic/footer", "heuristic/hidden-class"
CAPTION_CHARACTERS = 700  # of an element named a caption by its class; one that holds more is a layout's column
_HIDDEN = "hidden"
MOST = 0.4  # share of the characters that such elements may have: in a photo essay captions are the body
MOST_HIDDEN = 0.7  # the same for hidden elements: an appeal may be longer than a story, but a script may show one
_FIGCAPTION, _FOOTER, _BLOCKQUOTE = TAG_IDS["figcaption"], TAG_IDS["footer"], TAG_IDS["blockquote"]
# A class, id or role that is a caption, or ends in one: `photo-caption`, `imageCaption`, `caption__text`; the category
# bit alone says too that `caption-report` is one.
_NAMED = re.compile(
    r"(?:caption|legende?|bildunterschrift)(?:s|[-_]?(?:text|container|wrapper|body|inner))?(?:__\S*|--\S*)?(?:\s|$)",
    re.I,
)
_TABLE_PARTS = {TAG_IDS[tag] for tag in ("caption", "table", "td", "th")}
_NOT_PROSE = "not-prose"  # Tailwind's class for an element that the styles of running text leave alone
_DATA_TAGS = ("td", "th", "pre", "code")


@dataclass(frozen=True, slots=True)
class _Box:
    """A kind of box, and what its class, id or role looks like."""

    rule: str
    label: str
    reason: str
    class_: re.Pattern[str]


def _named(word: str) -> re.Pattern[str]:
    """A class, id or role that is `word` or ends in it, or that is a part of such a box: `cta-text`, `infobox__text`;
    `cta-report` is none."""
    part = "container|wrapper|wrap|inner|content|text|block|box|section|card|banner|button"
    return re.compile(rf"(?:^|[\s_-]){word}(?:-(?:{part}))?(?:[\s_]|--|$)", re.I)


# Out of fold on ../shared/benchmark, on 10, 109 and 217 sites, hardly a kept block of such elements was body; those
# named "menu", "banner", "pullquote" or "excerpt" hold the story itself on some.
_BOXES = (
    _Box(
        "heuristic/info-box",
        "notice",
        "Stands in a box with facts beside the story",
        _named("info-?box"),
    ),
    _Box(
        "heuristic/disclaimer",
        "legal",
        "Stands in a box that says what the site does not answer for",
        _named("disclaimers?"),
    ),
    _Box(
        "heuristic/call-to-action",
        "site_promo",
        "Stands in a box that asks the reader to buy or to sign up",
        _named("cta"),
    ),
)
INFO_RULE, DISCLAIMER_RULE, CTA_RULE = (box.rule for box in _BOXES)
NOT_PROSE_RULE = "heuristic/not-prose"
_BOXED = BITS["note"] | BITS["promo"]  # the categories of these words: only elements that have one are looked at


def captions(view: View, taken: frozenset[int]) -> list[Finding]:
    """Captions that the classifier took for the article, by element or by class."""
    if view.document.kind != "html":
        return []
    columns, bits = view.document.columns, view.document.elements.bits
    inside: set[int] = set()
    for element, (tag, bit) in enumerate(zip(columns.tag_id, bits, strict=True)):
        named = bit & BITS["caption"] and tag not in _TABLE_PARTS
        if tag == _FIGCAPTION or (named and _is_caption(view, element)):
            inside.update(range(columns.first[element], columns.stop[element]))
    reason = "Stands under a picture, as its caption"
    return [
        Finding(item, "caption", CAPTION_RULE, reason, "metadata", "captions") for item in _members(view, inside, taken)
    ]


def footers(view: View, taken: frozenset[int]) -> list[Finding]:
    """The blocks of `footer` elements, but for those that name the source of a quotation."""
    document = view.document
    if document.kind != "html" or _FOOTER not in document.columns.tag_id:
        return []
    columns = document.columns
    inside: set[int] = set()
    for element, tag in enumerate(columns.tag_id):
        if tag == _FOOTER and columns.tag_id[columns.parent[element]] != _BLOCKQUOTE:
            inside.update(range(columns.first[element], columns.stop[element]))
    reason = "Stands in the footer of the page or of the article"
    return [Finding(item, "nav", FOOTER_RULE, reason) for item in _members(view, inside, taken)]


def hidden(view: View, taken: frozenset[int]) -> list[Finding]:
    """The blocks of elements of class `hidden`, but for those that another class shows on some screens (`md:block`)."""
    inside = _of_class(view.document, _HIDDEN, but=":")
    reason = "Stands in an element whose class hides it"
    return [Finding(item, "ui_artifact", HIDDEN_RULE, reason) for item in _members(view, inside, taken, MOST_HIDDEN)]


def boxes(view: View, taken: frozenset[int]) -> list[Finding]:
    """Boxes beside the story: with facts, with an offer, or said to be no prose."""
    if view.document.kind != "html":
        return []
    columns, elements = view.document.columns, view.document.elements
    inside: dict[str, set[int]] = {}
    for element, bit in enumerate(elements.bits):
        if bit & _BOXED and (rule := _boxed_by(elements.names[element])):
            inside.setdefault(rule, set()).update(range(columns.first[element], columns.stop[element]))
    found: list[Finding] = []
    for box in _BOXES:
        gone = taken.union(finding.item for finding in found)
        items = _members(view, inside.get(box.rule, set()), gone)
        found += [Finding(item, box.label, box.rule, box.reason) for item in items]
    return found + _not_prose(view, taken.union(finding.item for finding in found))


@lru_cache(maxsize=8192)  # names that were looked at; a site has some hundreds, at 0.2 KB each
def _boxed_by(names: str) -> str:
    """The rule of the box that an element with these names is; "" for none."""
    return next((box.rule for box in _BOXES if box.class_.search(names)), "")


def _not_prose(view: View, taken: frozenset[int]) -> list[Finding]:
    """The lines of elements of class `not-prose`, but for tables and code, which are set apart so as well."""
    document = view.document
    inside = {block for block in _of_class(document, _NOT_PROSE) if document.tag(block) not in _DATA_TAGS}
    reason = "Stands in an element that the page itself calls no prose"
    return [Finding(item, "ui_artifact", NOT_PROSE_RULE, reason) for item in _members(view, inside, taken)]


def _of_class(document: Document, name: str, but: str = "") -> set[int]:
    """The blocks of elements of this class. but: what none of their other classes may hold."""
    if name not in document.tokens:
        return set()
    columns, inside = document.columns, set[int]()
    for element, class_ in enumerate(document.elements.class_):
        if name in class_ and name in class_.split() and not (but and but in class_):
            inside.update(range(columns.first[element], columns.stop[element]))
    return inside


def _is_caption(view: View, element: int) -> bool:
    if not _NAMED.search(view.document.elements.names[element]):
        return False
    start, end = view.document.block_span(view.document.columns.first[element], view.document.columns.stop[element])
    return end - start <= CAPTION_CHARACTERS


def _members(view: View, inside: set[int], taken: frozenset[int], most: float = MOST) -> list[int]:
    """The items whose blocks are `inside`; none where they are too much of the page to be what their element says."""
    if not inside:
        return []
    items = [item for item, block in enumerate(view.blocks) if block in inside and item not in taken]
    size = sum(len(view.texts[item]) for item in items)
    return items if size <= most * view.size_before[-1] else []
