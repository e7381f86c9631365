"""Selectors that part the boxes of a site from its stories, on all pages that were studied; or why none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaner.authoring.candidates import Candidate, Counted, Counter, candidates
from cleaner.authoring.study import Kind, Studied

LEAST_PAGES = 2  # on which a selector must hit a box
LEAST_SHARE = 0.2  # of the pages, likewise: what is rarer is a chance
PURE = 0.5  # of the blocks that a selector hits, those that are boilerplate; the rest may be settled or unsure
MAX_BODY_SHARE = 25  # per cent of a page's body that a selector may take (rules.md, guards)
_LAST_NAMED = re.compile(r"[.#\[][^\s>+~]*(?:\[[^\]]*\][^\s>+~]*)*\Z")
_NO_NAME = "no class, id or attribute that a person gave names it without most of the page"

Place = tuple[int, int]  # (page, block)


@dataclass(frozen=True, slots=True)
class Box:
    """A selector and the boilerplate it takes within the bodies of the pages, (page, block) each in order."""

    css: str
    places: tuple[Place, ...]

    def on(self, page: int) -> tuple[int, ...]:
        """The blocks of page number `page`."""
        return tuple(block for number, block in self.places if number == page)

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(page for page, _ in self.places))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Boilerplate that no rule is proposed for: the longest text of it, how many there are and on how many pages, and
    the reason."""

    text: str
    pages: int
    reason: str
    texts: int = 1


@dataclass(slots=True)
class Search:
    """Looks for boxes on the pages that rules are made from, and notes what it leaves alone."""

    pages: Sequence[Studied]
    refusals: list[Refusal] = field(default_factory=list)
    _why: dict[Place, str] = field(default_factory=dict)

    def find(self) -> tuple[Box, ...]:
        """The boxes, those with most boilerplate first; each block belongs to one."""
        places = boilerplate(self.pages)
        boxes = self._boxes(places)
        chosen: list[Box] = []
        left = set(places)
        while boxes:
            best = min(boxes, key=lambda box: (-len(left.intersection(box.places)), _breadth(box.css)))
            fresh = tuple(place for place in best.places if place in left)
            if not fresh or len({page for page, _ in fresh}) < least_pages(len(self.pages)):
                break
            chosen.append(Box(best.css, fresh))
            left.difference_update(best.places)
            boxes.remove(best)
        self._refuse(left)
        return tuple(chosen)

    def _boxes(self, places: Sequence[Place]) -> list[Box]:
        """A box for each selector that names some of `places` and parts them cleanly from the stories."""
        counter = Counter([page.document for page in self.pages])
        asked: dict[Candidate, str] = {}
        found: list[Box] = []
        wanted = frozenset(places)
        for place in places:
            number, block = place
            own = [one for one in candidates(self.pages[number].document, block) if _is_anchored(one)]
            for candidate in own:
                if candidate not in asked:
                    counted = counter.count(candidate)
                    asked[candidate] = fault(self.pages, counted)
                    if not asked[candidate]:
                        hit = ((page, block) for page, blocks in counted.hits for block in blocks)
                        found.append(Box(candidate.value, tuple(one for one in hit if one in wanted)))
            if all(asked[one] for one in own):
                self._why[place] = asked[own[0]] if own else _NO_NAME
        return found

    def _refuse(self, left: set[Place]) -> None:
        """One refusal for each reason, of texts that stand on several pages."""
        pages: dict[tuple[str, str], set[int]] = {}
        for number, block in sorted(left):
            reason = self._why.get((number, block), "too few pages have it")
            pages.setdefault((reason, self.pages[number].document.texts[block]), set()).add(number)
        groups: dict[str, dict[str, int]] = {}
        for (reason, text), held in pages.items():
            if len(held) >= LEAST_PAGES:
                groups.setdefault(reason, {})[text] = len(held)
        for reason, texts in groups.items():
            longest = max(texts, key=lambda text: (len(text), text))
            self.refusals.append(Refusal(longest, max(texts.values()), reason, len(texts)))
        self.refusals.sort(key=lambda refusal: (-refusal.pages, -refusal.texts, refusal.text))


def boilerplate(pages: Sequence[Studied]) -> list[Place]:
    """Boilerplate within the bodies, and what was kept beside them though it repeats."""
    return [
        (number, block)
        for number, page in enumerate(pages)
        for block in range(len(page.document))
        if page.kind(block) is Kind.BOILERPLATE and (block in page.body or page.removals[block] is None)
    ]


def least_pages(pages: int) -> float:
    """On how many of `pages` a box must stand."""
    return min(pages, max(LEAST_PAGES, LEAST_SHARE * pages))


def fault(pages: Sequence[Studied], counted: Counted) -> str:
    """What is wrong with a selector as a rule for all `pages`; "" where it parts boxes and stories cleanly."""
    css = counted.candidate.value
    kinds = [(page, block, pages[page].kind(block)) for page, blocks in counted.hits for block in blocks]
    body = [(page, block) for page, block, kind in kinds if kind is Kind.BODY]
    if body:
        page, block = body[0]
        on = len({page for page, _ in body})
        shown = " ".join(pages[page].document.texts[block].split())[:50]
        return f'{css} takes {_count(len(body), "block")} of the story on {_count(on, "page")}, such as "{shown}"'
    useful = {page for page, block, kind in kinds if kind is Kind.BOILERPLATE and block in pages[page].body}
    useful |= {page for page, block, kind in kinds if kind is Kind.BOILERPLATE and not pages[page].removals[block]}
    if len(useful) < least_pages(len(pages)):
        return f"{css} hits a box on {_count(len(useful), 'page')} only"
    if sum(kind is Kind.BOILERPLATE for *_, kind in kinds) < PURE * len(kinds):
        return f"most of what {css} hits is taken by a rule already, or is not certain to be boilerplate"
    share = max(_share(pages[page], blocks) for page, blocks in counted.hits)
    return f"{css} would take {share:.0f} % of a body" if share > MAX_BODY_SHARE else ""


def _share(page: Studied, blocks: Sequence[int]) -> float:
    """Per cent of the body that the blocks are, those of the frame not counted."""
    texts = page.document.texts
    total = sum(len(texts[block]) for block in page.body) or 1
    return 100 * sum(len(texts[block]) for block in blocks if block in page.body) / total


def _is_anchored(candidate: Candidate) -> bool:
    """A selector whose last element is named: `.story div` would take any box that comes."""
    return candidate.kind == "css" and _LAST_NAMED.search(candidate.value) is not None


def _breadth(css: str) -> tuple[int, int, str]:
    """Plain names before combinations, short ones before long ones."""
    return css.count(" ") + css.count(":"), len(css), css


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
