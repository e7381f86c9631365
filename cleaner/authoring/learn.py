"""Rule files of status `testing` from what a first pass found: a file a host, for an editor to read and to promote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.authoring.drafts import CaseDraft, FileDraft, RuleDraft
from cleaner.authoring.rulefile import new_file
from cleaner.rulebook.types import HtmlMatch, TextMatch
from cleaner.survey import RepeatedLine, SiteFacts
from cleaner.view import count_tokens, is_terminal

# Share of the blocks within elements of a selector, on all pages, that must be repeated lines: it holds nothing else.
ALL_REPEATED = 0.98
NAV_TOKENS = 3  # of a line that reads as a menu entry
MOST_LINES = 100  # of one rule; a host that repeats more is no site of articles
_SHOWN = 60  # characters of a line in a sentence
# Invented, and long enough that what a test removes stays below the share that the guard allows.
_PROSE = (
    "The ferry to the outer islands was late again on Monday, and nobody on the quay seemed to mind the wait at all.",
    "A choir of retired pilots sang in the old customs house until the fog had lifted and the passengers could board.",
    "By the evening the harbour master had counted nine boats, two kites and a crate of pears that no one would claim.",
    "The night watch wrote all of it into the ledger, in pencil, as the rules of that little town have it to this day.",
)


@dataclass(frozen=True, slots=True)
class Learned:
    """A rule file for one host. name: of the file. text: its content. lines, rules: how many it is about."""

    host: str
    name: str
    text: str
    lines: int
    rules: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that one rule takes. place: the selector of their box, "" for lines without one."""

    label: str
    place: str
    lines: tuple[RepeatedLine, ...]


def learn(site: SiteFacts) -> Learned:
    """The rule file for what `site` repeats."""
    groups = list(_groups(site.lines))
    rules = tuple(_rule(site, group, name) for group, name in zip(groups, _names(groups), strict=True))
    tests = tuple(case for rule, group in zip(rules, groups, strict=True) for case in _tests(site, rule, group))
    notes = f"Learned from {site.pages:,} pages. Read each rule, remove what is body, then set the status to stable."
    name = site.host.replace(".", "-").replace(":", "-")
    draft = FileDraft(name, (site.host,), status="testing", notes=notes, rules=rules, tests=tests, schema="")
    return Learned(site.host, f"{name}.yml", new_file(draft), len(site.lines), len(rules))


def _groups(lines: Sequence[RepeatedLine]) -> Iterator[_Group]:
    """A group for each box that holds nothing but repeated lines, then one for each label of the others."""
    boxes: dict[str, list[RepeatedLine]] = {}
    for line in lines:
        if line.place:
            boxes.setdefault(line.place, []).append(line)
    whole = {place for place, held in boxes.items() if sum(x.pages for x in held) >= ALL_REPEATED * held[0].within}
    for place in sorted(whole):
        yield _Group(_label(boxes[place]), place, tuple(boxes[place][:MOST_LINES]))
    rest = [line for line in lines if line.place not in whole]
    for label in sorted({_label([line]) for line in rest}):
        yield _Group(label, "", tuple(line for line in rest if _label([line]) == label)[:MOST_LINES])


def _label(lines: Sequence[RepeatedLine]) -> str:
    """`nav` where most of it reads as a menu, else the house's promotion (taxonomy.yaml)."""
    short = sum(not is_terminal(line.text) and count_tokens(line.text)[0] <= NAV_TOKENS for line in lines)
    return "nav" if 2 * short > len(lines) else "site_promo"


def _names(groups: Sequence[_Group]) -> list[str]:
    """An id for each rule: from its box, else from its label."""
    wanted = [_plain(group.place) if group.place else f"repeated-{group.label.replace('_', '-')}" for group in groups]
    uses: Counter[str] = Counter()
    names = []
    for name in wanted:
        uses[name] += 1
        names.append(name if uses[name] == 1 else f"{name}-{uses[name]}")
    return names


def _plain(text: str) -> str:
    words = "".join(char.lower() if char.isascii() and char.isalnum() else " " for char in text).split()
    return "-".join(words[1:] or words)  # without the tag


def _rule(site: SiteFacts, group: _Group, name: str) -> RuleDraft:
    most = max(group.lines, key=lambda line: line.pages)
    share = f"on {most.pages:,} of {site.pages:,} pages of {site.host}"
    others = f", and {len(group.lines) - 1} more such lines" if len(group.lines) > 1 else ""
    why = f'The site repeats "{_short(most.text)}" {share}{others}'
    if group.place:
        why += f"; elements {group.place} hold nothing else"
    sentences = all(line.prose or is_terminal(line.text) for line in group.lines)
    risks = "" if sentences else "Headings that the site's stories share"
    text = TextMatch(lines=tuple(line.text for line in group.lines))
    html = HtmlMatch((group.place,)) if group.place else None
    return RuleDraft(name, why=why, label=group.label, html=html, text=text, known_risks=risks)


def _tests(site: SiteFacts, rule: RuleDraft, group: _Group) -> Iterator[CaseDraft]:
    """A text with the line that is repeated most, and for a box a page with it."""
    line = max(group.lines, key=lambda line: (len(line.text) < _SHOWN, line.pages))
    url = f"https://{site.host}/2024/03/02/a-story"
    removed = ((line.text, rule.id),)
    text = "\n\n".join((*_PROSE, line.text))
    yield CaseDraft(f"{rule.id}: the line goes", text=text, url=url, removed=removed, kept=_PROSE[:1])
    if group.place:
        tag, mark, names = _element(group.place)
        box = f'<{tag} {mark}="{names}">{_escaped(line.text)}</{tag}>'
        html = "\n".join(("<article>", *(f"<p>{one}</p>" for one in _PROSE), box, "</article>"))
        yield CaseDraft(f"{rule.id}: the box goes", html=html, url=url, removed=removed, kept=_PROSE[:1])


def _element(place: str) -> tuple[str, str, str]:
    """Tag, attribute and its value of an element that the selector `place` hits.

    >>> _element("div.lamp.box"), _element("aside#more")
    (('div', 'class', 'lamp box'), ('aside', 'id', 'more'))
    """
    if "#" in place:
        tag, _, name = place.partition("#")
        return tag, "id", name
    tag, *names = place.split(".")
    return tag, "class", " ".join(names)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + "…"
