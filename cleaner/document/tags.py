"""What each HTML tag means to the walk, by Lexbor's tag id (a look-up costs 0.03 µs, a tag name 0.09)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

# RARE: of few pages, and the walk asks what it is; the last two end the block before them.
TEXT, SKIP, BREAK, RARE, INLINE, LINK, BOLD, BLOCK, PRE = range(9)

_NAMES: dict[int, str] = {
    SKIP: "script style svg template iframe select textarea audio video object canvas head math datalist option img"
    " input source embed applet param link meta title base progress meter area hr col colgroup track"
    " frame frameset noframes noembed dialog",
    LINK: "a",
    BOLD: "b strong",
    BREAK: "br",
    PRE: "pre listing xmp plaintext",
    INLINE: "span i em u s abbr acronym bdi bdo big cite code data del dfn font ins kbd label mark nobr output q rb"
    " rp rt rtc ruby samp small strike sub sup time tt var wbr slot picture map blink",
    BLOCK: "html body p div h1 h2 h3 h4 h5 h6 ul ol li table tr td th thead tbody tfoot caption article section main"
    " aside nav header footer form figure figcaption blockquote button details summary dl dt dd center address"
    " fieldset legend hgroup menu dir search noscript optgroup marquee",
}

_APART = "iframe video audio object embed canvas select textarea input"
_RARE = f"script hr math template dialog q rt rp rtc {_APART}"
TEXT_ID = 2  # Lexbor: LXB_TAG__TEXT
_COMMENT_IDS = (4, 3, 1, 5)  # comment, document, undefined, doctype: no text of the page


def _ids() -> tuple[dict[int, int], dict[int, str]]:
    parser = LexborHTMLParser(b"<p>")
    kinds = {TEXT_ID: TEXT, **dict.fromkeys(_COMMENT_IDS, SKIP)}
    names: dict[int, str] = {}
    for kind, words in _NAMES.items():
        for name in words.split():
            tag_id = parser.create_node(name).tag_id
            kinds[tag_id] = kind
            names[tag_id] = name
    return kinds, names


KINDS, TAG_NAMES = _ids()
"""Tag id -> kind; custom elements are not in it: see `unknown_kind`."""
TAG_IDS = {name: tag_id for tag_id, name in TAG_NAMES.items()}
APART = frozenset(TAG_IDS[name] for name in _APART.split())  # words on either side of such a box are two
_RARE_IDS = frozenset(TAG_IDS[name] for name in _RARE.split())
KIND_LIST = [RARE if tag_id in _RARE_IDS else KINDS.get(tag_id, BLOCK) for tag_id in range(max(KINDS) + 1)]
"""For the walk: the same by place, which is faster, but for rare ones; ids beyond its end are of unknown elements."""
HIDDEN_NAMES = frozenset(_NAMES[SKIP].split())  # what stands in them is not shown, or is no text
_INLINE_PREFIXES = ("mjx-", "mml:", "m:", "o:", "w:", "st1:")  # of MathJax 3, MathML with a namespace, and Word


def unknown_kind(name: str) -> int:
    """The kind of an element that no standard names. Components are displayed as blocks far more often than inline;
    formulas stand in a line, and the words that Word marks up (`st1:place`)."""
    return INLINE if name.startswith(_INLINE_PREFIXES) else BLOCK
