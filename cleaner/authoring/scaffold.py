"""The first version of a site's rule file, with tests made from a page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from cleaner.authoring.candidates import names_of
from cleaner.authoring.cases import beginnings, cutting_case, keeping_case, on_host, story, try_file
from cleaner.authoring.drafts import CaseDraft, FileDraft, RuleDraft
from cleaner.authoring.excerpt import excerpt
from cleaner.authoring.labels import label_of, rule_id
from cleaner.authoring.rulefile import new_file
from cleaner.authoring.separators import Search
from cleaner.authoring.study import Kind, Studied
from cleaner.errors import RuleError
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import HtmlMatch

BODY_AGREES = 0.95  # share of the kept text that a body selector must hold, and of its text that must be kept
MAX_BOXES = 4  # rules proposed from one page
_SECOND_LEVEL = frozenset("co com org net gov ac edu or ne go gob gouv".split())
_NAMED = re.compile(r"[.#\[]")
_HINT = """\
Look at each rule, then set the status to stable. What may stand here: cleaner rules schema; why a text went or
stayed: cleaner explain PAGE"""


def scaffold(page: Studied, book: Rulebook, draft: FileDraft) -> str:
    """A rule file for the host of `page` that loads and whose tests pass.

    draft: id, hosts, owner, schema. The rules are drafts: one page is too little to tell a box from a story.
    """
    rules, cases = [], []
    if css := body_selector(page):
        comment = "Where the story stands; without this rule the classifier finds it"
        rules.append(RuleDraft("body", "body", html=HtmlMatch((css,)), comment=comment))
        cases += _body_case(page, css)
    taken = {rule.id for rule in rules}
    for box in Search([page]).find()[:MAX_BOXES]:
        html, name = HtmlMatch((box.css,)), rule_id(box.css, taken)
        why = "Stands within the story and is none of it"
        rule = RuleDraft(name, why=why, label=label_of((box.css,)), html=html)
        case = cutting_case(page, box.on(0), rule.id)
        if case is not None and case.removed:
            rules.append(rule)
            cases.append(case)
    base = replace(draft, status="draft", comment=_HINT)
    whole = keeping_case(page)
    tests = (*cases, whole) if whole else tuple(cases)
    return new_file(_sound(replace(base, rules=tuple(rules), tests=on_host(tests, draft.hosts[0])), book))


def file_id(host: str, taken: Iterable[str] = ()) -> str:
    """An id for the rule file of a host, new among `taken`.

    >>> file_id("news.example.co.uk"), file_id("example.com", ["example"])
    ('news-example', 'example-2')
    """
    parts = host.removeprefix("*.").split(".")[:-1] or [host]
    if len(parts) > 1 and parts[-1] in _SECOND_LEVEL:
        parts.pop()
    base = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-") or "site"
    known, number, found = set(taken), 2, base
    while found in known:
        found, number = f"{base}-{number}", number + 1
    return found


def body_selector(page: Studied) -> str:
    """A selector for the element of the body that holds what was kept and hardly anything else; "" without one."""
    document = page.document
    size = {block: len(text) for block, text in enumerate(document.texts)}
    kept = {block for block in size if page.removals[block] is None}
    total = sum(size[block] for block in kept)
    for block in story(page)[:1]:
        for candidate in _containers(page, block):
            hit = {
                inside
                for start, end in document.spans(candidate)
                for inside in range(max(0, document.block_at(start)), document.block_at(end - 1) + 1)
            }
            both = sum(size[one] for one in hit & kept)
            story_like = sum(size[one] for one in hit)
            if both >= BODY_AGREES * total and both >= BODY_AGREES * story_like:
                return candidate
    return ""


def _containers(page: Studied, block: int) -> list[str]:
    """Selectors of the named elements around a block, the nearest first, each element by its first name."""
    document = page.document
    element = document.columns.element[block]
    found: list[str] = []
    while element > 0:
        found += [name for name in names_of(document, element) if _NAMED.search(name)][:1]
        element = document.columns.parent[element]
    return found


def _body_case(page: Studied, css: str) -> list[CaseDraft]:
    """Some of the story, and a line outside it."""
    document, kept = page.document, story(page)
    inside = [document.block_at(start) for start, _ in document.spans(css)]
    outside = [b for b in range(len(document)) if page.kind(b) is Kind.BOILERPLATE and b not in page.body]
    if not kept or not inside or not outside:
        return []
    small = excerpt(document, [*kept, outside[0]])
    removed = small.texts[outside[0]].split("\n")[0]
    named = beginnings(small.texts, kept)
    return [CaseDraft("what stands outside the story goes", small.html, None, page.prepared.page.url, None,
                      ((removed, "body"),), named)]  # fmt: skip


def _sound(draft: FileDraft, book: Rulebook) -> FileDraft:
    """The draft without tests that fail, and without the rules that only these speak of."""
    tried = try_file(new_file(draft), book)
    if tried.problems:
        raise RuleError(tried.problems)
    failed = {outcome.test.name for outcome in tried.failed}
    if not failed:
        return draft
    tests = tuple(case for case in draft.tests if case.name not in failed)
    named = {rule for case in tests for _, rule in case.removed}
    rules = tuple(rule for rule in draft.rules if rule.id in named)
    return _sound(replace(draft, tests=tests, rules=rules), book)
