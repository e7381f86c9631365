"""A segmented page: the document text and its blocks, as columns. Stages read it; nothing changes it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count
from operator import attrgetter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import inline, selection
from cleaner.document.elements import Elements, class_tokens, read_elements
from cleaner.document.tags import TAG_IDS, TAG_NAMES
from cleaner.document.walk import Columns
from cleaner.model import Head, Kind

_mem_id = attrgetter("mem_id")
_READINGS = {TAG_IDS[tag] for tag in ("rt", "rp", "rtc")}
_MEMO_DEPTH = 100  # steps of a path up to which its parts are remembered; a deep page would hold them n times


@dataclass(frozen=True)
class Document:
    """One page in blocks. `text[starts[i]:starts[i] + len(texts[i])] == texts[i]`, code points throughout.

    For text input a block is a line that is not blank, and there are no elements but the root.
    """

    kind: Kind
    text: str
    texts: list[str]
    starts: list[int]
    columns: Columns
    head: Head = Head()
    charset: str = ""
    replaced: float = 0.0
    tree: LexborHTMLParser | None = field(default=None, compare=False, repr=False)
    unclosed: tuple[str, ...] = ()  # elements, `comment` or `quote` that stood open at the end and were mended
    unseen: int = 0  # characters of prose in the source that no block shows; looked for where next to none is shown
    from_data: bool = False  # some blocks are shown by no element: they are from JSON-LD or the state of scripts

    def __len__(self) -> int:
        return len(self.texts)

    def end(self, block: int) -> int:
        """Where block `block` ends in the document text."""
        return self.starts[block] + len(self.texts[block])

    def block_at(self, offset: int) -> int:
        """The block that holds `offset` or, in a gap, the one before it (-1 before the first)."""
        return bisect_right(self.starts, offset) - 1

    @cached_property
    def elements(self) -> Elements:
        """The attributes of all elements that hold text; fetched once, on first use."""
        return read_elements(self.columns)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All class and id tokens of elements that hold text: what packs are attached by."""
        elements = self.elements
        classes = map(class_tokens, set(elements.class_))
        return frozenset(chain(chain.from_iterable(classes), " ".join(filter(None, elements.id)).split()))

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        """How many elements there are, how deep they stand, and how many stand in one at most: what selectors cost."""
        columns = self.columns
        children = Counter(columns.parent)
        return len(columns.node), max(columns.depth, default=0), max(children.values(), default=0)

    def tag(self, block: int) -> str:
        """Tag of the element that holds the block, "" for custom elements and for lines of text input."""
        return TAG_NAMES.get(self.columns.tag_id[self.columns.element[block]], "") if self.kind == "html" else ""

    def element_tag(self, element: int) -> str:
        """Tag of an element, "" for custom elements."""
        return TAG_NAMES.get(self.columns.tag_id[element], "")

    def path(self, block: int) -> str:
        """DOM path of the block's element such as `body > div#main > article > p:2`; "" for text input."""
        return self.element_path(self.columns.element[block]) if self.kind == "html" else ""

    def element_path(self, element: int) -> str:
        """DOM path of an element: the tags from the root down, each with its id or first class."""
        known, columns, elements = self._paths, self.columns, self.elements
        chain: list[int] = []
        while element > 0 and element not in known:
            chain.append(element)
            element = columns.parent[element]
        path = known.get(element, "")
        remembered = len(chain) <= _MEMO_DEPTH
        for step in reversed(chain):
            name = TAG_NAMES.get(columns.tag_id[step]) or columns.node[step].tag or "?"
            if id_ := elements.id[step]:
                name = f"{name}#{id_}"
            elif class_ := elements.class_[step].split(None, 1):
                name = f"{name}.{class_[0]}"
            path = f"{path} > {name}" if path else name
            if remembered:
                known[step] = path
        return path

    @cached_property
    def element_of(self) -> dict[int, int]:
        """The elements of the columns by the identity of their nodes."""
        return dict(zip(map(_mem_id, self.columns.node), count(), strict=False))

    @cached_property
    def _paths(self) -> dict[int, str]:
        return {}

    def spans(self, css: str, *, climb: str | None = None, first: bool = False) -> list[tuple[int, int]]:
        """The text under the elements that match `css`, as spans. A selector that Lexbor refuses matches nothing (lint
        reports it); `climb` takes the nearest ancestor matching it instead."""
        return self.spans_of(self.select(css), climb=climb, first=first)

    def spans_of(
        self, nodes: list[LexborNode], *, climb: str | None = None, first: bool = False
    ) -> list[tuple[int, int]]:
        """The same for elements that were selected already."""
        if climb and nodes:
            # Not `node.css_matches`, which says so, too, of an element around one that matches.
            wanted = set(map(_mem_id, self.select(climb)))
            nodes = [up for node in nodes if (up := inline.closest(node, wanted)) is not None]
        return inline.spans(self, nodes[:1] if first else nodes)

    def readings(self, blocks: Iterable[int]) -> list[tuple[int, int]]:
        """The spans in `blocks` that stand small above or beside other signs to say how they are read, with their
        brackets."""
        small = [node for node in self.columns.rare if node.tag_id in _READINGS]
        return inline.spans_within(self, small, blocks) if small else []

    def select_each(self, selectors: Sequence[str]) -> list[list[LexborNode]]:
        """For each of `selectors`, none of them a list, the elements that match; none for one that Lexbor refuses."""
        return selection.select_each(self.tree, selectors) if self.tree is not None else [[] for _ in selectors]

    def select(self, css: str) -> list[LexborNode]:
        """The elements that match; none for a selector that Lexbor refuses, and for text input."""
        return selection.select(self.tree, css) if self.tree is not None else []

    def attributes(self, css: str, name: str) -> list[str]:
        """The values of attribute `name` of the elements that match `css`; none for a selector that Lexbor refuses."""
        nodes = self.select(css)
        return [value for node in nodes if (value := node.attributes.get(name))]

    def attributes_of(self, element: int) -> dict[str, str]:
        """The attributes of an element of the columns as written, "" for those without a value; none for text input."""
        if not 0 < element < len(self.columns.node):
            return {}
        return {name: value or "" for name, value in self.columns.node[element].attributes.items()}

    def links_of(self, element: int) -> list[str]:
        """The addresses of the links below an element of the columns, as written, in document order."""
        if not 0 < element < len(self.columns.node):
            return []
        return [href for link in self.columns.node[element].css("a[href]") if (href := link.attributes.get("href"))]

    def source(self) -> str:
        """The page's HTML as Lexbor serialises it; "" for text input."""
        return (self.tree.html or "") if self.tree is not None else ""

    def block_span(self, first: int, stop: int) -> tuple[int, int]:
        """The span of the blocks first..stop-1, without the white space that follows."""
        return self.starts[first], self.end(stop - 1)

    def join(self, blocks: Iterable[int]) -> str:
        """The texts of `blocks`, a line each."""
        return "\n".join(map(self.texts.__getitem__, blocks))
