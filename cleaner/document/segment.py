"""Page -> Document: decode, parse, and cut into blocks (HTML) or lines (text)."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaner.document.data import article_bodies, as_markup
from cleaner.document.decode import Decoded, decode
from cleaner.document.document import Document
from cleaner.document.head import read_head
from cleaner.document.limits import Refused, refuse_input, refuse_lines, refuse_markup, refuse_tree
from cleaner.document.lost import LITTLE_PROSE, prose_in, prose_lines, prose_shown, shows_little
from cleaner.document.spelled import spell_out, with_shadow_roots
from cleaner.document.state import continued
from cleaner.document.unclosed import QUOTE, SHOWS_MARKUP, find_torn, find_unclosed, mend
from cleaner.document.walk import Columns, walk
from cleaner.model import Limits, Page

USUAL_LIMITS = Limits()
_MENDED_TIMES = 4  # places of one page that are mended; each costs another parse
_LINE = re.compile(r"[^\r\n\u2028\u2029]*[^\s][^\r\n\u2028\u2029]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def segment(page: Page, limits: Limits = USUAL_LIMITS) -> Document | Refused:
    """The page in blocks, or why it has none. Never raises on content."""
    if not page.content:
        return Refused("no_input", "the input is empty")
    if refused := refuse_input(len(page.content), limits):
        return refused
    decoded = decode(page)
    if decoded.not_text:
        return Refused("not_html", f"the content is {decoded.not_text}, not a page")
    return _html(decoded, limits) if decoded.kind == "html" else _lines(decoded, limits)


def _lines(decoded: Decoded, limits: Limits) -> Document | Refused:
    found = list(_LINE.finditer(decoded.text))
    if refused := refuse_lines(len(found), limits):
        return refused
    texts = [match.group() for match in found]
    n = len(texts)
    columns = Columns(texts, [0] * n, [0] * n, [0] * n, [], [0], [-1], [0], [0], [n], [])
    return Document(
        "text",
        decoded.text,
        texts,
        [match.start() for match in found],
        columns,
        charset=decoded.charset,
        replaced=decoded.replaced,
    )


def _html(decoded: Decoded, limits: Limits) -> Document | Refused:
    parsed = _parse(decoded.utf8 or _encode(decoded.text), limits)
    if isinstance(parsed, Refused):
        return parsed
    told = _with_data(parsed, limits)
    tree, columns, unclosed, content = told or parsed
    starts = list(accumulate((len(block) + 1 for block in columns.texts), initial=0))
    starts.pop()  # the end of the last
    return Document(
        "html",
        "\n".join(columns.texts),
        columns.texts,
        starts,
        columns,
        read_head(tree),
        decoded.charset,
        decoded.replaced,
        tree,
        unclosed,
        _unseen(columns, content),
        told is not None,
    )


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate would empty the whole page
        return _SURROGATE.sub("\ufffd", text).encode("utf-8")


_Parsed: TypeAlias = tuple[LexborHTMLParser, Columns, tuple[str, ...], bytes]


def _parse(content: bytes, limits: Limits) -> _Parsed | Refused:
    """The tree, its columns, what stood open in the source, and the source, mended where that brought text back."""
    best = _parse_once(content, limits)
    names: list[str] = []
    while not isinstance(best, Refused) and len(names) < _MENDED_TIMES and (root := best[0].root) is not None:
        found = find_unclosed(root, content)
        # One page in thirty of ../shared/benchmark, whose source is searched for 7 ms. All characters would not do: the
        # menus around a swallowed article have a thousand.
        if found is None and shows_little(best[1]):
            found = find_torn(content)
        mended = mend(content, found) if found else None
        again = _parse_once(mended, limits) if mended is not None else None
        grown = 0 if again is None or isinstance(again, Refused) else _size(again[1]) - _size(best[1])
        if found and (grown > 0 or found.name != QUOTE):  # in a script a quote is not what it seems
            names.append(found.name)
        if found is None or mended is None or again is None or isinstance(again, Refused):
            break
        if grown < 0 and found.name not in SHOWS_MARKUP:
            break
        best, content = again, mended
    return best if isinstance(best, Refused) else (*best, tuple(dict.fromkeys(names)), content)


def _with_data(parsed: _Parsed, limits: Limits) -> _Parsed | None:
    """The page with the article that it carries as data and does not show, or not the whole of; None for most."""
    tree, columns, unclosed, content = parsed
    lines = list(prose_lines(columns))
    shown = sum(map(len, lines))
    mended = continued(tree, lines, content)
    if mended is None and shown < LITTLE_PROSE:
        body = max(article_bodies(read_head(tree).jsonld), key=len, default="")
        mended = content + as_markup(body) if len(body) >= LITTLE_PROSE else None
    again = _parse_once(mended, limits) if mended is not None else None
    if again is None or isinstance(again, Refused) or prose_shown(again[1]) < max(LITTLE_PROSE, shown):
        return None
    return *again, unclosed, content


def _unseen(columns: Columns, content: bytes) -> int:
    return max(0, prose_in(content) - prose_shown(columns)) if shows_little(columns) else 0


def _size(columns: Columns) -> int:
    return sum(map(len, columns.texts))


def _parse_once(content: bytes, limits: Limits) -> tuple[LexborHTMLParser, Columns] | Refused:
    if refused := refuse_markup(content, limits):
        return refused
    try:
        tree = LexborHTMLParser(content)
    except SelectolaxError as error:
        return Refused("not_html", f"the HTML parser refused the page: {error}")
    root = tree.root
    if root is None:
        return Refused("not_html", "the page has no element")
    columns = walk(root)
    if columns.rare:
        if (rooted := with_shadow_roots(content, columns.rare)) is not None:
            return _parse_once(rooted, limits)
        if spell_out(tree, columns.rare):
            columns = walk(root)
    return refuse_tree(root, columns, limits) or (tree, columns)
