"""Whole other stories below the article, as pages that scroll without end append them (taxonomy.yaml, related_article).

Each stands in a container made like the article's own, with a headline of its own: to the classifier it looks like the
article. Sections of one story share a container's looks too, but not its headline's level: only `h1` counts.
"""

from __future__ import annotations

from cleaner.document import TAG_IDS, Document
from cleaner.textnorm import normalise
from cleaner.view import Finding, View

RULE = "heuristic/next-story"
LEAST_PROSE = 2  # lines of prose in the article's container and in the other's, or they are a page's sections
_H1, _ARTICLE = TAG_IDS["h1"], TAG_IDS["article"]


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """The lines of other stories; none where the headline of the page's own story is not known."""
    document = view.document
    if document.kind != "html" or not view.title or document.columns.tag_id.count(_H1) < 2:
        return []
    headings = [block for block in range(len(document)) if document.tag(block) == "h1"]
    own = next((block for block in headings if _is_title(view, block)), None)
    inside: set[int] = set()
    for other in headings if own is not None else ():
        if own is not None and other > own and not _is_title(view, other):
            inside.update(_story(view, own, other))
    reason = "Another story, below a headline of its own"
    return [Finding(item, "related_article", RULE, reason) for item, block in enumerate(view.blocks) if block in inside]


def _is_title(view: View, block: int) -> bool:
    """Whether the line is the page's title, which may name the site too."""
    line = normalise(view.document.texts[block])
    return bool(line) and normalise(view.title).startswith(line)


def _story(view: View, own: int, other: int) -> range:
    """The blocks of the story under the headline `other`; none where its container is not made like that of `own`."""
    document = view.document
    columns, names = document.columns, document.elements.class_
    mine, theirs = _apart(document, columns.element[own], columns.element[other])
    made_alike = mine >= 0 <= theirs and columns.tag_id[mine] == columns.tag_id[theirs] and names[mine] == names[theirs]
    if not made_alike or (columns.tag_id[mine] != _ARTICLE and not names[mine].strip()):
        return range(0)
    blocks = range(columns.first[theirs], columns.stop[theirs])
    own_blocks = range(columns.first[mine], columns.stop[mine])
    return blocks if min(_prose(view, blocks), _prose(view, own_blocks)) >= LEAST_PROSE else range(0)


def _prose(view: View, blocks: range) -> int:
    return sum(prose and block in blocks for block, prose in zip(view.blocks, view.prose, strict=True))


def _apart(document: Document, one: int, two: int) -> tuple[int, int]:
    """The children of the nearest element that holds both; -1 for one that is that element itself."""
    parent = document.columns.parent
    above = [one]
    while parent[above[-1]] >= 0:
        above.append(parent[above[-1]])
    steps = {element: step for step, element in enumerate(above)}
    below = -1
    while two not in steps:
        below, two = two, parent[two]
    return (above[steps[two] - 1] if steps[two] else -1), below
