"""Head peel: title copies, kicker, byline, time, reading time before the first prose line (text-stage.md, point 6)."""

from __future__ import annotations

import re

from cleaner.rulebook.types import Phrase
from cleaner.textnorm import normalise
from cleaner.view import HEAD_LINES, Finding, View, from_phrase

TITLE_RULE, COPY_RULE, KICKER_RULE, REPEAT_RULE, COUNTER_RULE = (
    "heuristic/title",
    "heuristic/title-copy",
    "heuristic/kicker",
    "heuristic/head-repeat",
    "heuristic/counter",
)
REPEAT_WITHIN = 3  # items after a title line within which an exact copy proves it (taxonomy.yaml, title)
KICKER_TOKENS = 3  # (taxonomy.yaml, kicker)
TITLE_SUFFIX_TOKENS = 6  # tokens by which a title in <title> may be longer than the line: " - The Daily Example"
KICKED_TOKENS = 3  # of a headline behind a kicker; "Analysis: the cost" heads a section
_COUNTER = re.compile(r"\d{1,5}(?:[.,]\d{1,3})?[kKmM]?")
_COUNTER_TAGS = ("div", "span", "p", "a", "button")  # not list items, cells and headings, which count the text's parts
_PROVING = {"reading_time", "timestamp", "byline"}
_HEAD_LABELS = {
    "byline",
    "timestamp",
    "reading_time",
    "image_alt",
    "ui_artifact",
    "photo_credit",
    "source_credit",
    "kicker",
}


def find(view: View, taken: frozenset[int]) -> list[Finding]:
    """Findings among the first eight lines, and at most as far as the first prose line."""
    zone = range(min(view.first_prose, HEAD_LINES, len(view)))
    found = _headline(view, zone)
    seen: set[str] = set()
    for item in zone:
        if item in found:
            continue
        if hit := _head_hit(view.hits[item]):
            if view.norms[item] in seen:
                found[item] = Finding(
                    item, hit.label, REPEAT_RULE, "The same line stood just above", evidence=(hit.rule,)
                )
            else:
                found[item] = from_phrase(item, hit, "before the text")
            seen.add(view.norms[item])
        elif _is_kicker(view, item):
            found[item] = Finding(
                item, "kicker", KICKER_RULE, "The page's own section name above the text", "metadata", "kicker"
            )
        elif _is_counter(view, item):
            found[item] = Finding(item, "share_widget", COUNTER_RULE, "A bare number above the text, as of shares")
    return list(found.values())


def _headline(view: View, zone: range) -> dict[int, Finding]:
    """The headline, and copies of it."""
    title = next((item for item in zone if _proves_title(view, item)), None)
    if title is None:
        return {}
    reason = "The article's headline: " + _proof(view, title)
    found = {title: Finding(title, "title", TITLE_RULE, reason, "metadata", "title")}
    for item in zone:
        if item != title and view.norms[item] == view.norms[title]:
            found[item] = Finding(item, "title_duplicate", COPY_RULE, "A copy of the headline")
    return found


def _is_counter(view: View, item: int) -> bool:
    return view.document.tag(view.blocks[item]) in _COUNTER_TAGS and bool(_COUNTER.fullmatch(view.texts[item].strip()))


def _proves_title(view: View, item: int) -> bool:
    return (
        (view.headline[item] or _is_dom_title(view, item))
        and not _head_hit(view.hits[item])
        and bool(_proof(view, item))
    )


def _proof(view: View, item: int) -> str:
    if _is_dom_title(view, item):
        return "it equals the page's title"
    norm = view.norms[item]
    after = range(item + 1, min(item + 1 + REPEAT_WITHIN, len(view)))
    if any(view.norms[other] == norm for other in after):
        return "it is repeated just below"
    if item + 1 < len(view) and any(hit.label in _PROVING for hit in view.hits[item + 1]):
        return "a time, reading time or byline follows it"
    return ""


def _is_dom_title(view: View, item: int) -> bool:
    if not view.title:
        return False
    title, norm = normalise(view.title), view.norms[item]
    if norm == title:
        return True
    if view.heading[item] and (_is_kicked(norm, title) or _is_kicked(title, norm)):
        return True
    extra = len(title.split()) - len(norm.split())
    return len(norm.split()) >= 3 and title.startswith(norm) and 0 < extra <= TITLE_SUFFIX_TOKENS


def _is_kicked(line: str, title: str) -> bool:
    """Whether `line` is `title` after a kicker and a colon."""
    return line.endswith(title) and line[: -len(title)].rstrip().endswith(":") and len(title.split()) >= KICKED_TOKENS


def _head_hit(hits: tuple[Phrase, ...]) -> Phrase | None:
    return next((hit for hit in hits if hit.label in _HEAD_LABELS and hit.tier in ("3", "meta", "2")), None)


def _is_kicker(view: View, item: int) -> bool:
    tokens, unspaced = view.counts[item]
    return (
        bool(view.section)
        and view.norms[item] == normalise(view.section)
        and tokens <= KICKER_TOKENS * (3 if unspaced else 1)
    )
