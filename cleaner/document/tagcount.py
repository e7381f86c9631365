"""What a parser would make of suspicious markup, from its tags alone: depth, nodes and attributes, without a tree.

It follows the HTML standard where that decides how much there is: which end tag closes what, which elements stop an
end tag, and formatting elements, which are opened again in each block after the one that closed over them. It may say
too much for pages of great disorder, hardly ever too little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator

from cleaner.model import Limits

_TAG = re.compile(
    rb"<(?:!--|(/?)([a-zA-Z][^\s/>]*)((?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+)(?:>|\Z))"
)
_ATTRIBUTE = re.compile(rb"[\s/]*+[^\s/>=]?[^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+")
_TAG_START = re.compile(rb"<[a-zA-Z][a-zA-Z0-9:_.-]*+(?=[\s/])")


def _words(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


_VOID = _words(
    "area base br col embed hr img input keygen link meta param source track wbr frame image bgsound basefont"
)
_RAW = _words("script style title textarea xmp iframe noembed noframes")
_FORMATTING = _words("a b big code em font i nobr s small strike strong tt u")
# What stops an end tag, and hides the formatting elements before it.
_WALLS = _words("table td th caption marquee object applet template html")
_P_WALLS = _WALLS | {b"button"}
_CLOSES_P = _words(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table ul dd dt listing plaintext xmp"
)
# An element that the start of another of its kind ends, up to the list or table it stands in.
_SIBLINGS = {
    b"li": (_words("li"), _words("ul ol")),
    b"dt": (_words("dt dd"), _words("dl")),
    b"dd": (_words("dt dd"), _words("dl")),
    b"option": (_words("option"), _words("select")),
    b"td": (_words("td th"), _words("tr table")),
    b"th": (_words("td th"), _words("tr table")),
    b"tr": (_words("tr"), _words("table")),
    b"tbody": (_words("tbody thead tfoot"), _words("table")),
}
_SAME_FORMATTING = 3  # equal formatting elements that a parser keeps in mind (the standard's Noah's Ark clause)
MOST_PAIRS = 1_000_000_000  # of attributes of one element, in all: each is compared with those before it, in 1.6 ns
_FEW_ATTRIBUTES = 1_000  # on one element; so many cost 1.7 ms, and a page that is full of them 2 s
_REACH = 256  # formatting elements back that an end tag is looked for; real pages have less than ten


def count_attributes(content: bytes, at: int, most: int) -> tuple[int, int]:
    """The attributes of the tag that begins at byte `at`, counted to little over `most`, and where that ended; 0 and
    `at` where there is no tag."""
    start = _TAG_START.match(content, at)
    if start is None:
        return 0, at
    place, count = start.end(), 0
    while count <= most and (match := _ATTRIBUTE.match(content, place)) and match.end() > place:
        if not match.group().strip(b" \t\r\n\f/"):
            break
        place, count = match.end(), count + 1
    return count, place


def tag_end(content: bytes, at: int) -> int:
    """Where the tag that begins at byte `at` ends, quotes heeded; the end of the content for one that never does."""
    match = _TAG.match(content, at)
    return match.end() if match and match[2] is not None else at


def read_tags(content: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Start tags, end tags and the beginnings of comments, each with the place where what follows it begins. Groups: 1
    the slash of an end tag, 2 the name (None for a comment), 3 the attributes."""
    place = 0
    while match := _TAG.search(content, place):
        place, name = match.end(), match[2]
        if name is None:
            place = _after(content, b"-->", place)
        elif not match[1] and name.lower() in _RAW:
            place = _after(content, b"</" + name, place)
        yield match, place


class TagCount:
    """The stack of open elements, as names; each entry has a number that grows."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._number = 0
        self._stack: list[tuple[int, bytes]] = []
        self._open: defaultdict[bytes, list[int]] = defaultdict(list)  # numbers of the open elements of a name
        self._active: list[tuple[bytes, bytes]] = []  # formatting elements (name, tag) to be opened again
        self._alike: Counter[tuple[bytes, bytes]] = Counter()
        self._in_stack = 0  # formatting elements
        self._nodes = 0
        self._pairs = 0
        self._short = min(limits.attributes, _FEW_ATTRIBUTES)  # bytes of a tag that are not read for its attributes

    def first_over(self, content: bytes) -> tuple[str, int] | None:
        """The first limit that the tags pass, and how much there is; None where they pass none."""
        limits = self._limits
        for match, after in read_tags(content):
            if match[2] is None:
                self._nodes += 1
            elif len(match[3]) > self._short and (over := self._attributes(content, match.start())):
                return over
            elif match[1]:
                self._end(match[2].lower())
            else:
                self._start(match[2].lower(), match[0])
            if content[after : after + 1] not in (b"<", b""):
                self._reopen()
                self._nodes += 1
            if self._nodes > limits.nodes:
                return "nodes", self._nodes
            if len(self._stack) > limits.depth:
                return "depth", len(self._stack)
        return None

    def _attributes(self, content: bytes, at: int) -> tuple[str, int] | None:
        """How many attributes the tag at byte `at` has, or how many pairs there are by now, where that is too many."""
        count, _ = count_attributes(content, at, self._limits.attributes)
        self._pairs += count * count
        if count > self._limits.attributes:
            return "attributes", count
        return ("pairs", self._pairs) if self._pairs > MOST_PAIRS else None

    def _start(self, name: bytes, tag: bytes) -> None:
        self._nodes += 1
        if name in _CLOSES_P:
            self._pop_to(b"p", _P_WALLS)
        if name in _SIBLINGS:
            closed, walls = _SIBLINGS[name]
            for one in closed:
                self._pop_to(one, walls)
        if name in _VOID or name in _RAW or (tag.endswith(b"/>") and self._open[b"svg"]):
            return
        if name in _FORMATTING:
            if name == b"a":
                self._end(b"a")
            self._reopen()
            if self._alike[name, tag] < _SAME_FORMATTING:
                self._alike[name, tag] += 1
                self._active.append((name, tag))
        self._push(name)

    def _push(self, name: bytes) -> None:
        self._number += 1
        self._stack.append((self._number, name))
        self._open[name].append(self._number)
        self._in_stack += name in _FORMATTING

    def _end(self, name: bytes) -> None:
        if name in _FORMATTING:
            self._forget(name)
            if self._open[name]:
                at = bisect_left(self._stack, (self._open[name].pop(),))
                del self._stack[at]
                self._in_stack -= 1
        elif name == b"p" and not self._open[b"p"]:
            self._nodes += 1
        else:
            self._pop_to(name, _WALLS - {name})

    def _forget(self, name: bytes) -> None:
        """The formatting element `name` that was opened last is not opened again."""
        for at in range(len(self._active) - 1, max(-1, len(self._active) - _REACH), -1):
            if self._active[at][0] == name:
                self._alike[self._active[at]] -= 1
                del self._active[at]
                return

    def _pop_to(self, name: bytes, walls: frozenset[bytes]) -> None:
        """Close the nearest open `name` and all above it; nothing where a wall stands between."""
        if not self._open[name]:
            return
        number = self._open[name][-1]
        if any(self._open[wall] and self._open[wall][-1] > number for wall in walls):
            return
        at = bisect_left(self._stack, (number,))
        for _, gone in self._stack[at:]:
            self._open[gone].pop()
            self._in_stack -= gone in _FORMATTING
        del self._stack[at:]

    def _reopen(self) -> None:
        """Text opens the formatting elements again that a block has closed over."""
        missing = len(self._active) - self._in_stack
        if missing > 0:
            self._nodes += missing
            if self._nodes <= self._limits.nodes:
                for name, _ in self._active[-missing:]:
                    self._push(name)


def _after(content: bytes, end: bytes, place: int) -> int:
    """The place of `end` behind `place`, in any case; the end of the content where there is none."""
    if end == b"-->":
        found = content.find(end, place)
        return found + 3 if found >= 0 else len(content)
    match = re.compile(re.escape(end), re.I).search(content, place)
    return match.start() if match else len(content)
