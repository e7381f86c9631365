"""What a worker finds out about a page in the first pass: its lines, its day, and signatures of its prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import orjson

from cleaner.batch.wanted import ALL, Wanted
from cleaner.document import Document, Refused, segment
from cleaner.found import blocks_of, spans_of
from cleaner.metadata.dates import url_date
from cleaner.model import Page
from cleaner.readers import BadInput, Opened, open_raw
from cleaner.readers.rows import parse_day
from cleaner.result import Result
from cleaner.rulebook.ruleset import RuleSet
from cleaner.survey import LineFacts, PageFacts, Signature, host_of, line_key, page_key, shingles, sign
from cleaner.textnorm import normalise
from cleaner.view import MATCHED_CHARACTERS, View

PROSE_LINES = 2  # of a page, from which on its prose tells whether it is a copy; else all its lines do
LEAD_GRAMS = 400  # shingles of the lead: aggregators append other stories, which come later
MOST_CHARACTERS = 50_000  # of prose that are signed and kept; longer pages are known by their beginning
_PUBLISHED = ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dcterms.created")
_JSONLD_DAY = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_TOKEN = re.compile(r"[A-Za-z][A-Za-z_-]{2,40}\Z")  # with digits, class names are often made by build tools
_HASH = re.compile(r"[a-z][A-Z]|[A-Z]{2}|(?:^|-)(?:css|sc|jsx|emotion|svelte)-")
_MOST_TOKENS = 2  # of a selector
_MOST_DEPTH = 12  # selectors around one block that are counted
_FRAME = ("html", "body", "article", "main", "")


NOT_ASKED = b"-"  # the answer for what is no page, or none that is wanted


@dataclass(frozen=True, slots=True)
class SurveyWork:
    """Reads pages for a first pass. clean: count only the lines that it leaves, and the elements around them, too."""

    clean: Callable[[Page], Result] | None = None
    wanted: Wanted = ALL

    def warm_up(self) -> None:
        """There is nothing to load."""

    def __call__(self, task: bytes, data: bytes) -> bytes:
        """See `RawPage.head`."""
        return self.answer(open_raw(task, data))

    def answer(self, opened: Opened) -> bytes:
        """The facts of a page, or NOT_ASKED. Raises MemoryError only."""
        page = self.page(opened)
        return NOT_ASKED if page is None else self.facts(page)

    def page(self, opened: Opened) -> Page | None:
        """What is to be counted of that."""
        item = opened.item
        return None if isinstance(item, BadInput) or self.wanted.refusal(item) else item

    def facts(self, page: Page) -> bytes:
        """The facts of `page` as bytes for `read_facts`; b"" where it has none. Raises MemoryError only."""
        try:
            found = page_facts(page) if self.clean is None else _facts_of_rest(page, self.clean(page))
        except MemoryError:
            raise
        except Exception:  # the second pass says what is wrong with it
            return b""
        return _to_bytes(found) if found else b""


def page_facts(page: Page) -> PageFacts | None:
    """What `page` adds to the counts; None where it is no page, or has no line."""
    document = segment(page)
    if isinstance(document, Refused) or not len(document):
        return None
    view = View(document, range(len(document)), RuleSet())
    grams, prose = _grams(view)
    lead = sign(grams[:LEAD_GRAMS])
    return PageFacts(*_which(page, document), tuple(_lines(view, None)), sign(grams), lead, prose)


def _facts_of_rest(page: Page, result: Result) -> PageFacts | None:
    """The same for what cleaning left of it."""
    document = result.document
    if document is None or not result.text.strip():
        return None
    gone = blocks_of(document, spans_of(result.removals))
    view = View(document, [block for block in range(len(document)) if block not in gone], RuleSet())
    chains = _Chains(document) if document.kind == "html" else None
    grams, _ = _grams(view)
    places = chains.counts(view.blocks) if chains else ()
    return PageFacts(*_which(page, document), tuple(_lines(view, chains)), sign(grams), places=places)


def _which(page: Page, document: Document) -> tuple[int, str, date | None]:
    return page_key(page), host_of(page.url), _day(page, document)


def read_facts(data: bytes) -> PageFacts:
    """What `SurveyWork` made. Raises ValueError."""
    key, host, day, lines, whole, lead, prose, places = orjson.loads(data)
    return PageFacts(
        key,
        host,
        date.fromordinal(day) if day else None,
        tuple(LineFacts(*line) for line in lines),
        Signature(bytes.fromhex(whole)),
        Signature(bytes.fromhex(lead)),
        prose,
        tuple((place, blocks) for place, blocks in places),
    )


def _to_bytes(facts: PageFacts) -> bytes:
    lines = [(line.key, line.prose, _sound(line.text), line.place) for line in facts.lines]
    day = facts.day.toordinal() if facts.day else 0
    signatures = (facts.whole.slots.hex(), facts.lead.slots.hex())
    return orjson.dumps((facts.key, _sound(facts.host), day, lines, *signatures, _sound(facts.prose), facts.places))


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _lines(view: View, chains: _Chains | None) -> Iterator[LineFacts]:
    """Each distinct line with a letter once; none that are longer than what is matched."""
    seen: set[str] = set()
    for item, norm in enumerate(view.norms):
        text = view.texts[item].strip()
        if norm in seen or len(text) > MATCHED_CHARACTERS or not any(map(str.isalpha, norm)):
            continue
        seen.add(norm)
        place = next(iter(chains.of(view.blocks[item])), "") if chains else ""
        yield LineFacts(line_key(norm), view.prose[item], text, place)


def _grams(view: View) -> tuple[list[str], str]:
    """The shingles that tell copies, and the lines of prose, normalised."""
    chosen = [text for text, prose in zip(view.texts, view.prose, strict=True) if prose]
    prose = "\n".join(map(normalise, chosen))[:MOST_CHARACTERS]
    if len(chosen) >= PROSE_LINES:
        return shingles(prose.replace("\n", " ")), prose
    return shingles(normalise(" ".join(view.texts)[:MOST_CHARACTERS])), prose


def _day(page: Page, document: Document) -> date | None:
    """The day of publication as the address or the head says it, else that of the crawl."""
    stated = [url_date(page.url), document.head.meta(*_PUBLISHED)]
    stated += [found[1] for script in document.head.jsonld if (found := _JSONLD_DAY.search(script))]
    return next((day for text in stated if (day := parse_day(text))), page.crawled)


class _Chains:
    """Selectors of the elements around blocks: tags with class or id that look made by people, innermost first."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._chains: dict[int, tuple[str, ...]] = {0: ()}

    def of(self, block: int) -> tuple[str, ...]:
        return self._of_element(self._document.columns.element[block])

    def counts(self, blocks: Iterable[int]) -> tuple[tuple[str, int], ...]:
        """Those of `blocks` that stand within elements of each selector."""
        sums: dict[str, int] = {}
        for block in blocks:
            for place in set(self.of(block)):
                sums[place] = sums.get(place, 0) + 1
        return tuple(sorted(sums.items()))

    def _of_element(self, element: int) -> tuple[str, ...]:
        path: list[int] = []
        while element not in self._chains:
            path.append(element)
            element = self._document.columns.parent[element]
        chain = self._chains[element]
        for inner in reversed(path):
            selector = self._selector(inner)
            chain = (selector, *chain) if selector and selector not in chain else chain
            self._chains[inner] = chain = chain[:_MOST_DEPTH]
        return chain

    def _selector(self, element: int) -> str:
        tag = self._document.element_tag(element)
        if tag in _FRAME:
            return ""
        found = [f".{token}" for token in self._document.elements.class_[element].split() if _is_name(token)]
        if not found and _is_name(self._document.elements.id[element]):
            found = [f"#{self._document.elements.id[element]}"]
        return tag + "".join(found[:_MOST_TOKENS]) if found else ""


def _is_name(token: str) -> bool:
    return bool(_TOKEN.match(token)) and not _HASH.search(token)
