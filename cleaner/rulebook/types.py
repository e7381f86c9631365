"""Compiled rules: what the stages see. Built by `loader`, never by hand; all frozen and picklable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Literal

from cleaner.model import Action

Verb = Literal["body", "remove", "keep", "metadata"]
RuleStatus = Literal["draft", "testing", "stable", "deprecated"]
Tier = Literal["1", "2", "3", "opener", "meta"]


class Layer(IntEnum):
    """Who wrote a rule: a higher layer wins over a lower one (rules.md)."""

    HEURISTIC = 0
    PACK = 1
    WILDCARD_HOST = 2
    EXACT_HOST = 3
    USER = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands in its file; line and column count from 1."""

    file: str  # as shown to users: relative to the rule folder's parent, e.g. rules/sites/x.yml
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The crawl dates for which a rule holds, both ends included; None is open."""

    since: date | None = None
    until: date | None = None

    def holds(self, crawled: date | None) -> bool:
        """True where `crawled` lies within; a page without a crawl date tries every window."""
        if crawled is None:
            return True
        return (self.since is None or self.since <= crawled) and (self.until is None or crawled <= self.until)


@dataclass(frozen=True, slots=True)
class HtmlMatch:
    """Selectors on the page as parsed. `css`: any of them hits. `climb`: take the nearest ancestor that matches it
    instead. `first`: only the first hit in document order."""

    css: tuple[str, ...]
    climb: str | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class TextMatch:
    """Text matchers on blocks (DOM blocks or lines). All phrases are stored in the normalised view
    (`cleaner.textnorm.normalise`), regexes as written (google-re2 syntax, searched in the normalised view with case
    folded by `(?i)`).

    lines: the whole block equals one. line_starts: the block begins with one. regex: the block matches.
    heading: the block equals one and opens a section that runs on by `until`:
    `next-heading` (up to the next block that is a heading or prose), `end` (to the end of the body), `blocks` (exactly
    max_blocks more); never more than max_blocks blocks. cut_from: from the block that begins with one to the end.
    where: the share of the body in which the match must start.
    """

    lines: tuple[str, ...] = ()
    line_starts: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    until: Literal["next-heading", "end", "blocks"] = "next-heading"
    max_blocks: int = 12
    cut_from: tuple[str, ...] = ()
    where: Literal["anywhere", "first-third", "last-third", "last-half", "first-half"] = "anywhere"


@dataclass(frozen=True, slots=True)
class MetadataSource:
    """One place a metadata field is read from: a JSON-LD path such as `author.name`, a meta key, or a selector with the
    text after and before which the value stands."""

    jsonld: str | None = None
    meta: str | None = None
    css: str | None = None
    attribute: str | None = None
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a rule file. `id` is full: `example-news/related-box`."""

    id: str
    verb: Verb
    label: str
    why: str
    place: Place
    layer: Layer
    status: RuleStatus = "stable"
    action: Action = "drop"
    field: str | None = None
    html: HtmlMatch | None = None
    text: TextMatch | None = None
    window: Window = Window()
    max_body_share: int = 40  # per cent of the body's characters above which the removal is blocked (rules.md guards)
    sources: tuple[MetadataSource, ...] = ()  # verb metadata only
    known_risks: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule and a span of the document text that it matched, with the selector or phrase that did it."""

    rule: Rule
    start: int
    end: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One boilerplate phrase of a pack. `text` is in the normalised view; a regex is as written (re2)."""

    text: str
    match: Literal["line", "prefix", "regex"]
    tier: Tier
    label: str
    rule: str  # full rule id, e.g. lang/en/newsletter
    why: str
    action: Action = "drop"
    field: str | None = None
    status: RuleStatus = "stable"  # `testing` is logged and cuts nothing
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Match:
    """Which pages a rule file is for. Hosts are lower case without a leading `www.`; `*.x` are wildcards."""

    hosts: tuple[str, ...] = ()
    not_hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # packs: attached by the page's language
    generators: tuple[str, ...] = ()  # packs: fingerprints, prefixes of <meta name=generator> in lower case
    tokens: tuple[str, ...] = ()  # packs: fingerprints, class or id tokens seen on the page
    always: bool = False  # packs attached to every page


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test of a rule file: a page and what must leave it or stay. `removed`: (text, short rule id or "")."""

    name: str
    place: Place
    html: str | None = None
    text: str | None = None
    url: str | None = None
    crawled: date | None = None
    removed: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    output: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file, compiled. `digest` is the sha256 of its bytes (hex, first 16 digits)."""

    id: str
    place: Place
    digest: str
    status: RuleStatus
    match: Match
    layer: Layer  # PACK for packs, USER for the user's folder; for sites it depends on the host that matched
    owner: str = ""
    notes: str = ""
    use: tuple[str, ...] = ()
    disable: tuple[tuple[str, str], ...] = ()  # (full rule id, why)
    rules: tuple[Rule, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    tests: tuple[RuleTest, ...] = ()


@dataclass(frozen=True, slots=True)
class Traits:
    """What rule files are chosen by. host and path are taken from the URL by `Rulebook.for_page`."""

    url: str | None = None
    crawled: date | None = None
    languages: tuple[str, ...] = ()
    generator: str = ""
    tokens: frozenset[str] = field(default=frozenset())
