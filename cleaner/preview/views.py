"""The parts of the screen as HTML. Everything shown comes from hostile pages: the templates escape all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from cleaner.authoring.explain import Block as Piecewise
from cleaner.authoring.explain import Explanation, Passage, explain
from cleaner.authoring.families import family_of
from cleaner.authoring.page import facts
from cleaner.authoring.ruletest import Outcome
from cleaner.document.framed import Mark, render
from cleaner.errors import Problem
from cleaner.preview.actions import Offer
from cleaner.preview.changes import Change
from cleaner.preview.loading import Loaded

FOLD = 7  # blocks of a removed passage above which it is folded away
MAX_SHOWN = 4_000  # blocks of a page on screen; a browser takes seconds to lay out more
MAX_PAGES = 100  # in the list of changes
MAX_CHANGED = 12  # passages of one page in the list of changes
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A page in the list. gained, lost: characters by which the edit changes it."""

    page: Loaded
    open: bool
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A block on screen. says: what the details show of a kept one. turned: `gained`, `lost` or "" by the edit."""

    number: int
    block: Piecewise
    path: str
    says: str
    turned: str


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring blocks of one fate."""

    passage: Passage
    blocks: tuple[Shown, ...]
    folded: bool


def page_list(rows: Sequence[Row], total: int) -> str:
    """The list on the left; total: how many pages there are without a filter."""
    return _render("list.html", rows=rows, total=total)


def heading(page: Loaded, reached: bool, other: str) -> str:
    """What stands above the page: title, address, chips. reached: the rule file has a say on the page; other: the name
    of the file that would."""
    return _render("heading.html", page=page, result=page.now, reached=reached, other=other)


def blocks(page: Loaded, change: Change | None) -> str:
    """The page as text blocks, kept ones plain, removed ones struck and coloured."""
    explanation = explain(page.now)
    groups = tuple(_groups(page, explanation, change))
    taken = [group.passage.taken for group in groups if group.passage.taken]
    inline = [piece.taken for g in groups for b in g.blocks for piece in b.block.pieces if piece.taken]
    known = {one.number: one for one in (*taken, *inline)}
    more = sum(len(passage.blocks) for passage in explanation.passages) - MAX_SHOWN
    return _render("blocks.html", groups=groups, taken=tuple(known.values()), result=page.now, more=max(0, more))


def result_view(page: Loaded) -> str:
    """The clean text and what is known about the article."""
    explanation = explain(page.now)
    lines = [line for line in page.now.text.splitlines() if line.strip()]
    return _render("result.html", result=page.now, facts=facts(explanation), lines=lines, e=explanation)


def log_view(page: Loaded) -> str:
    """The log: what was taken away and what was only observed."""
    result = page.now
    rows = [(removal, True, _block_of(page, removal.start)) for removal in result.explained()]
    rows += [(removal, False, _block_of(page, removal.start)) for removal in result.observed]
    return _render("log.html", rows=rows, result=result, family_of=family_of)


def frame(page: Loaded) -> str:
    """The page itself for the sandboxed frame, marked as the blocks are."""
    if page.prepared is None:
        return f"<!doctype html><meta charset=utf-8><p>{Markup.escape(_UNPRINTABLE.sub('?', page.now.reason))}</p>"
    marks = [
        Mark(r.start, r.end, family_of(r.label, r.action).hue, f"{r.label} · {r.rule}: {r.reason}")
        for r in page.now.removals
    ]
    return render(page.prepared.document, marks)


def problems(found: Sequence[Problem]) -> str:
    """The faults of the rule file, each a button that leads to its line."""
    return _render("problems.html", problems=found)


def changes(found: Sequence[Change], pages: Sequence[Loaded]) -> str:
    """What the edit changes on all pages, the largest change first."""
    more = max(0, len(found) - MAX_PAGES)
    return _render("changes.html", changes=found[:MAX_PAGES], pages=pages, most=MAX_CHANGED, more=more)


def tests(outcomes: Sequence[Outcome]) -> str:
    """Which tests of the rule file do not hold; how many do, where all hold."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    return _render("tests.html", failed=failed, count=len(outcomes))


def offers(found: Sequence[Offer], chosen: int, page: int) -> str:
    """The rules that could be written for a block, as radio buttons."""
    return _render("offers.html", offers=found, chosen=chosen, page=page)


def _groups(page: Loaded, explanation: Explanation, change: Change | None) -> Iterator[Group]:
    document = page.prepared.document if page.prepared else None
    verdict = page.now.verdict
    turned = {block: "gained" for p in change.gained for block in range(p.block, p.last + 1)} if change else {}
    turned |= {block: "lost" for p in change.lost for block in range(p.block, p.last + 1)} if change else {}
    number = 0
    for passage in explanation.passages:
        if number >= MAX_SHOWN:
            return
        shown = []
        for block in passage.blocks[: MAX_SHOWN - number]:
            says = f"score {verdict.probability[number]:.2f}" if verdict is not None else ""
            path = document.path(number) if document is not None else ""
            shown.append(Shown(number, block, path, says, turned.get(number, "")))
            number += 1
        changed = any(block.turned for block in shown)
        yield Group(passage, tuple(shown), passage.taken is not None and len(shown) > FOLD and not changed)


def _block_of(page: Loaded, offset: int) -> int:
    return max(0, page.prepared.document.block_at(offset)) if page.prepared else 0


def _render(name: str, **values: object) -> str:
    return _environment().get_template(name).render(**values)


def _printable(value: object) -> object:
    """What HTML cannot hold is shown as U+FFFD. Markup of our own macros has been through here."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("\ufffd", value)
    return value


def excerpt(text: str, size: int = 110) -> str:
    """`text` on one line, cut to `size` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - 1].rstrip() + "…"


@cache
def _environment() -> Environment:
    folder = files("cleaner.preview").joinpath("templates")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters.update(excerpt=excerpt)
    return environment
