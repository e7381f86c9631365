"""One pass over the files of a run, in memory that does not grow with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.report.hosts import Hosts
from cleaner.report.rows import Row
from cleaner.report.samples import Entry, Sample, Top

SAMPLES = 10  # of the largest and of the least certain removals
LISTED = 20  # pages of a list
LISTED_SPANS = 8  # of a rule or label
LISTED_MISSED = 4  # of a rule
# Rules with samples; beyond them a rule (of a site, learned) is counted only.
SAMPLED_RULES = 2_000
HEAD_CHARACTERS, TAIL_CHARACTERS = 500, 160  # of a long removed text that are shown
ID_CHARACTERS, URL_CHARACTERS = 120, 300
RESULT_COLUMNS = ("id", "url", "confidence", "flags", "page_type", "language")
LOG_COLUMNS = tuple(
    "type doc_id url start end label action field rule reason score also applied text detail source".split()
)
DEAD_COLUMNS = ("id", "url", "status", "reason", "detail", "source")
LOW_FLAG = "low_confidence"


@dataclass(slots=True)
class Group:
    """The removals of one rule or label. pages: with one at least. moved: spans that went to the metadata. lost: spans
    that another rule took. refused: spans that were found and not cut (under test, or a guard)."""

    sample: Sample
    missed: Sample  # of what was lost or refused
    label: str = ""
    spans: int = 0
    moved: int = 0
    characters: int = 0
    pages: int = 0
    lost: int = 0
    refused: int = 0
    last_page: str = ""


@dataclass(slots=True)
class Gathered:
    """What the report is made of, besides the manifest."""

    hosts: Hosts = field(default_factory=Hosts)
    pages: Sample = field(default_factory=lambda: Sample(LISTED))
    flags: dict[str, Sample] = field(default_factory=dict)
    types: dict[str, Sample] = field(default_factory=dict)
    languages: dict[str, Sample] = field(default_factory=dict)
    dead: dict[tuple[str, str], Sample] = field(default_factory=dict)  # by status and reason
    notes: dict[str, Sample] = field(default_factory=dict)
    labels: dict[str, Group] = field(default_factory=dict)
    rules: dict[str, Group] = field(default_factory=dict)
    largest: Top = field(default_factory=lambda: Top(SAMPLES))
    doubtful: Top = field(default_factory=lambda: Top(SAMPLES))
    _page: str = ""
    _large: tuple[float, Entry] | None = None  # of the page that is being read: one of a page is enough
    _doubt: tuple[float, Entry] | None = None

    def result(self, row: Row) -> None:
        """A line of results."""
        page_id, url, confidence = _id(row.get("id")), _url(row.get("url")), float(row.get("confidence") or 0.0)
        flags = row.get("flags") or []
        self.hosts.add(confidence, LOW_FLAG in flags, page_id, url)

        def page() -> Entry:
            return Entry(page_id, url, (f"confidence {confidence:.2f}", *map(str, flags)))

        self.pages.add(page)
        for held, names in (
            (self.flags, flags),
            (self.types, [row.get("page_type") or "text input"]),
            (self.languages, [row.get("language") or "und"]),
        ):
            for name in names:
                _sample(held, str(name), LISTED).add(page)

    def letter(self, row: Row) -> None:
        """A dead letter."""
        key = (str(row.get("status")), str(row.get("reason") or "unknown"))
        sample = self.dead.setdefault(key, Sample(LISTED))
        sample.add(lambda: Entry(_id(row.get("id")), _url(row.get("url")), (key[1], _where(row)), _text(row, "detail")))

    def record(self, row: Row) -> None:
        """A line of the log."""
        if row.get("type") == "note":
            sample = _sample(self.notes, str(row.get("reason")), LISTED)
            page = _id(row.get("doc_id")), _url(row.get("url"))
            sample.add(lambda: Entry(*page, (_where(row),), _text(row, "detail")))
        elif row.get("type") == "span":
            self._span(row)

    def close(self) -> None:
        """After the last line of the log."""
        for top, best in ((self.largest, self._large), (self.doubtful, self._doubt)):
            if best is not None:
                top.add(*best)
        self._large = self._doubt = None

    def _span(self, row: Row) -> None:
        page, rule, label = str(row.get("doc_id")), str(row.get("rule")), str(row.get("label"))
        if page != self._page:
            self.close()
            self._page = page
        for other in row.get("also") or ():
            missed = self._rule(other, "")
            missed.lost += 1
            missed.missed.add(lambda: _entry(row))
        group = self._rule(rule, label)
        if row.get("applied") is False:
            group.refused += 1
            group.missed.add(lambda: _entry(row))
            return
        if label not in self.labels:
            self.labels[label] = Group(Sample(LISTED_SPANS), Sample(0), label)
        size = int(row["end"]) - int(row["start"])
        for one in (group, self.labels[label]):
            one.spans += 1
            one.moved += row.get("action") == "metadata"
            one.characters += size
            one.pages += one.last_page != page
            one.last_page = page
            one.sample.add(lambda: _entry(row))
        self._extremes(row, size)

    def _extremes(self, row: Row, size: int) -> None:
        if self.largest.takes(size) and (self._large is None or size > self._large[0]):
            self._large = (size, _entry(row))
        score = row.get("score")
        if score is not None and self.doubtful.takes(-score) and (self._doubt is None or -score > self._doubt[0]):
            self._doubt = (-float(score), _entry(row))

    def _rule(self, rule: str, label: str) -> Group:
        if rule not in self.rules:
            size, missed = (LISTED_SPANS, LISTED_MISSED) if len(self.rules) < SAMPLED_RULES else (0, 0)
            self.rules[rule] = Group(Sample(size), Sample(missed))
        group = self.rules[rule]
        group.label = group.label or label
        return group


def _sample(held: dict[str, Sample], name: str, size: int) -> Sample:
    if name not in held:
        held[name] = Sample(size)
    return held[name]


def _entry(row: Row) -> Entry:
    """A removed span."""
    score = row.get("score")
    facts = (
        str(row.get("label")) + (f" → {row['field']}" if row.get("field") else ""),
        str(row.get("rule")),
        f"{int(row['end']) - int(row['start']):,} characters at {int(row['start']):,}",
        *([f"score {float(score):.2f}"] if score is not None else []),
        *(["not cut"] if row.get("applied") is False else []),
        str(row.get("reason") or "")[:HEAD_CHARACTERS],
    )
    text = shortened(row["text"].strip()) if isinstance(row.get("text"), str) else "(the log holds digests only)"
    page = _id(row.get("doc_id")), _url(row.get("url"))
    return Entry(*page, facts, text, str(row.get("label")), str(row.get("action")))


def shortened(text: str) -> str:
    """Head and tail of a long text."""
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return text
    return f"{text[:HEAD_CHARACTERS].rstrip()} … {text[-TAIL_CHARACTERS:].lstrip()}"


def _where(row: Row) -> str:
    source = row.get("source") or {}
    offset = source.get("offset")
    return f"{source.get('file') or '?'}" + (f" @ {offset:,}" if isinstance(offset, int) else "")


def _id(value: object) -> str:
    return str(value or "")[:ID_CHARACTERS]


def _url(value: object) -> str:
    return str(value or "")[:URL_CHARACTERS]


def _text(row: Row, name: str) -> str:
    return shortened(str(row.get(name) or ""))
