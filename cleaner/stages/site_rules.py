"""Rules of the book on the page: selectors and text matchers, all evaluated on the page as it came (rules.md).

Order never matters: every rule sees the whole page, then all is applied at once by `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cleaner.document import Document, class_tokens
from cleaner.rulebook.costs import affordable, is_linear
from cleaner.rulebook.phrases import begins_with
from cleaner.rulebook.regexes import PatternSet, literal_start
from cleaner.rulebook.ruleset import RuleSet
from cleaner.rulebook.types import Hit, Rule, TextMatch
from cleaner.view import View

Span = tuple[int, int]
_ZONES = {
    "anywhere": (0.0, 1.0),
    "first-third": (0.0, 1 / 3),
    "last-third": (2 / 3, 1.0),
    "first-half": (0.0, 0.5),
    "last-half": (0.5, 1.0),
}
_MEMO = 4096  # rules whose regexes are kept compiled


def find_html(document: Document, rules: RuleSet) -> list[Hit]:
    """Hits of all selectors: the simple ones by the class tokens of the walk, the others by Lexbor, which is asked for
    all at once but for those that look for ancestors or siblings more than once."""
    if document.kind != "html":
        return []
    hits = list(_simple(document, rules))
    linear = list(dict.fromkeys(css for _, css in rules.complex if is_linear(css)))
    selected = dict(zip(linear, document.select_each(linear), strict=True))
    for rule, css in rules.complex:
        match = rule.html
        assert match is not None
        nodes = selected.get(css)
        if nodes is None:
            nodes = document.select(css) if affordable(css, document.shape) else []
        for start, end in document.spans_of(nodes, climb=match.climb, first=match.first) if nodes else ():
            hits.append(Hit(rule, start, end, f"selector: {css}"))
    return hits


def too_slow(document: Document, rules: RuleSet) -> list[str]:
    """The selectors that were not tried, since on this page they might take seconds."""
    costly = [css for _, css in rules.complex if document.kind == "html" and not is_linear(css)]
    return [css for css in costly if not affordable(css, document.shape)]


def _simple(document: Document, rules: RuleSet) -> Iterator[Hit]:
    """Only elements that carry a token of a selector are looked at; most pages have none."""
    index = rules.simple_selectors
    classes, ids = document.tokens & index.by_class.keys(), document.tokens & index.by_id.keys()
    if not classes and not ids:
        return
    elements, columns = document.elements, document.columns
    named = {class_ for class_ in set(elements.class_) if not classes.isdisjoint(class_tokens(class_))}
    for element, (class_, id_) in enumerate(zip(elements.class_, elements.id, strict=True)):
        if class_ in named or id_ in ids:
            for selector in index.matching(document.element_tag(element), id_, class_):
                start, end = document.block_span(columns.first[element], columns.stop[element])
                yield Hit(selector.rule, start, end, f"selector: {selector.css}")


def find_text(view: View, rules: tuple[Rule, ...], body: Span) -> list[Hit]:
    """Hits of the text matchers of `rules` over the lines of `view`; `body` is the span that `where` is measured in."""
    hits: list[Hit] = []
    for rule in rules:
        if rule.text is not None and _may_match(view, rule.text):
            hits.extend(_match(view, rule, rule.text, body))
    return hits


def _may_match(view: View, match: TextMatch) -> bool:
    """Whether any line can match at all: most rules of packs speak of products that are not on the page."""
    if not view.distinct.isdisjoint((*match.lines, *match.heading)):
        return True
    return any(f"\n{start}" in view.joined for start in (*match.line_starts, *match.cut_from, *_starts(match.regex)))


def _match(view: View, rule: Rule, match: TextMatch, body: Span) -> Iterator[Hit]:
    after = 0  # items before it are within a hit
    for item in _candidates(view, match):
        begin, end = view.span(item)
        if item < after or (match.where != "anywhere" and not _in_zone(begin, match.where, body)):
            continue
        evidence, stop = _evidence(view, item, match)
        if evidence:
            after = stop
            yield Hit(rule, begin, view.span(stop - 1)[1] if stop > item + 1 else end, evidence)


def _candidates(view: View, match: TextMatch) -> list[int]:
    """The items that may match: one comprehension over all, since most of a page's lines match nothing."""
    exact = frozenset((*match.lines, *match.heading))
    heads = (*match.line_starts, *match.cut_from, *_starts(match.regex))
    lines = enumerate(zip(view.norms, view.bare, strict=True))
    return [item for item, (norm, bare) in lines if norm in exact or bare in exact or norm.startswith(heads)]


def _evidence(view: View, item: int, match: TextMatch) -> tuple[str, int]:
    """What of `match` an item has, "" for nothing, and the first item after what that takes."""
    norm, bare = view.norms[item], view.bare[item]
    if norm in match.lines or bare in match.lines:
        return f"line: {norm}", item + 1
    if bare in match.heading:
        return f"heading: {norm}", _section_stop(view, item, match)
    if start := next((start for start in match.line_starts if begins_with(norm, start)), None):
        return f"line starts: {start}", item + 1
    if cut := next((start for start in match.cut_from if begins_with(norm, start)), None):
        return f"cut from: {cut}", len(view)
    if match.regex and (found := _compiled(match.regex).hits(norm)):
        return f"regex: {match.regex[found[0]]}", item + 1
    return "", item + 1


def _section_stop(view: View, item: int, match: TextMatch) -> int:
    """The first item after the section that the heading at `item` opens."""
    limit = min(len(view), item + 1 + match.max_blocks)
    if match.until != "next-heading":
        return len(view) if match.until == "end" else limit
    for stop in range(item + 1, limit):
        if view.heading[stop] or view.body_prose[stop]:
            return stop
    return limit


def _in_zone(offset: int, where: str, body: Span) -> bool:
    low, high = _ZONES[where]
    size = max(1, body[1] - body[0])
    return low <= min(1.0, max(0.0, (offset - body[0]) / size)) <= high


@lru_cache(maxsize=_MEMO)
def _starts(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """How the lines begin that `patterns` are found in; "", which every line does, where that is not known."""
    return tuple(map(literal_start, patterns))


@lru_cache(maxsize=_MEMO)
def _compiled(patterns: tuple[str, ...]) -> PatternSet:
    return PatternSet(patterns)
