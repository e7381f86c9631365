"""A page of all packs and rules, for those who ask what is cut and why: as markdown or self-contained HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from typing import Literal

from jinja2 import Environment, StrictUndefined, Template

from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Match, Phrase, Rule, RuleFile

Form = Literal["html", "md"]
SHOWN = 12  # selectors or phrases of one rule that are shown; packs have hundreds


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule, or one group of phrases, as readers want to see it."""

    id: str
    verb: str
    label: str
    status: str
    why: str
    known_risks: str
    matches: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FilePage:
    """One rule file. facts: (name, value) of what it is for."""

    id: str
    status: str
    notes: str
    facts: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    tests: tuple[str, ...]


def render_book(book: Rulebook, form: Form) -> str:
    """All files of `book` on one page."""
    return _template(form).render(files=[file_page(file) for file in book.files], digest=book.digest)


def file_page(file: RuleFile) -> FilePage:
    """What a reader wants to know of one file."""
    groups: dict[str, list[Phrase]] = {}
    for phrase in file.phrases:
        groups.setdefault(phrase.rule, []).append(phrase)
    entries = (*map(_rule, file.rules), *(_group(name, phrases) for name, phrases in groups.items()))
    tests = tuple(test.name for test in file.tests)
    return FilePage(file.id, file.status, file.notes, tuple(_facts(file)), entries, tests)


def _facts(file: RuleFile) -> Iterator[tuple[str, str]]:
    match: Match = file.match
    facts = (
        ("hosts", match.hosts),
        ("not hosts", match.not_hosts),
        ("paths", match.paths),
        ("not paths", match.not_paths),
        ("languages", match.languages),
        ("generators", match.generators),
        ("tokens on the page", match.tokens),
        ("uses", file.use),
        ("disables", tuple(f"{rule} ({why})" for rule, why in file.disable)),
    )
    if match.always:
        yield "pages", "all"
    yield from ((name, ", ".join(values)) for name, values in facts if values)
    if file.owner:
        yield "owner", file.owner


def _rule(rule: Rule) -> Entry:
    return Entry(
        rule.id.rpartition("/")[2],
        rule.verb,
        rule.label if rule.verb == "remove" else rule.field or "",
        rule.status,
        rule.why,
        rule.known_risks,
        tuple(_matches(rule)),
    )


def _matches(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.html:
        yield "css", _some(rule.html.css)
        if rule.html.climb:
            yield "climb", rule.html.climb
    if rule.text:
        text = rule.text
        named = [("lines", text.lines), ("line starts", text.line_starts), ("regex", text.regex)]
        named += [("heading", text.heading), ("cut from", text.cut_from)]
        yield from ((name, _some(values)) for name, values in named if values)
        if text.where != "anywhere":
            yield "where", text.where
    for source in rule.sources:
        yield next((name, value) for name in ("jsonld", "meta", "css") if (value := getattr(source, name)))
    if rule.window.since or rule.window.until:
        yield "crawled", f"{rule.window.since or '…'} to {rule.window.until or '…'}"


def _group(name: str, phrases: list[Phrase]) -> Entry:
    first = phrases[0]
    kinds = {"line": "lines", "prefix": "prefixes", "regex": "regexes"}
    matches = [
        (shown, _some(tuple(phrase.text for phrase in phrases if phrase.match == kind)))
        for kind, shown in kinds.items()
        if any(phrase.match == kind for phrase in phrases)
    ]
    matches.append(("tier", first.tier))
    return Entry(name.rpartition("/")[2], "phrases", first.label, first.status, first.why, "", tuple(matches))


def _some(values: tuple[str, ...]) -> str:
    rest = len(values) - SHOWN
    return ", ".join(values[:SHOWN]) + (f" … and {rest} more" if rest > 0 else "")


def _cell(text: str) -> str:
    """`text` in a cell of a markdown table: nothing of it is markup."""
    flat = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in r"\|*_`<>[]#" else sign for sign in flat)


def _code(text: str) -> str:
    """`text` as code within a cell."""
    flat = " ".join(text.split()).replace("|", r"\|")
    ticks = "``" if "`" in flat else "`"
    return f"{ticks}{' ' * ('`' in flat)}{flat}{' ' * ('`' in flat)}{ticks}"


@cache
def _template(form: Form) -> Template:
    environment = Environment(
        autoescape=form == "html", undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(cell=_cell, code=_code)
    return environment.from_string(resources("cleaner.authoring").joinpath(f"rulebook.{form}").read_text("utf-8"))
