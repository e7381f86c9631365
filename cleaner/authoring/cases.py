"""Tests made from pages: a small page with the box and some of the story, its text, and the story without the box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cleaner.authoring.drafts import CaseDraft
from cleaner.authoring.excerpt import excerpt
from cleaner.authoring.ruletest import Outcome, run_tests
from cleaner.authoring.study import Kind, Studied
from cleaner.errors import Problem, RuleError
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.compile import compile_file
from cleaner.rulebook.types import Layer

STORY_BLOCKS = 4  # paragraphs of the story that a test shows
BOX_BLOCKS = 4  # blocks of a box, likewise
NAMED = 3  # texts that a test names under removed or kept
NAMED_CHARACTERS = 70  # of a paragraph that is named: it begins in this way


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule file came to when it was loaded and its tests were run."""

    problems: tuple[Problem, ...]
    failed: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        return not self.problems and not self.failed


def try_file(text: str, book: Rulebook, shown: str = "rules.yml") -> Tried:
    """Load `text` beside the files of `book` and run its tests. A file of the same id in `book` gives way."""
    try:
        file = compile_file(text.encode("utf-8"), shown, Layer.USER, book.taxonomy)
    except RuleError as error:
        return Tried(error.problems, ())
    others = [other for other in book.files if other.id != file.id]
    whole = Rulebook((*others, file), (), book.taxonomy)
    return Tried((), tuple(outcome for outcome in run_tests([file], whole) if not outcome.passed))


def story(page: Studied, near: Sequence[int] = ()) -> list[int]:
    """Paragraphs of the page's story, those nearest to the blocks `near` first chosen, in document order."""
    middle = sum(near) / len(near) if near else 0
    body = [b for b in range(len(page.document)) if page.kind(b) is Kind.BODY and page.view.body_prose[b]]
    chosen = sorted(body, key=lambda block: abs(block - middle))[:STORY_BLOCKS]
    return sorted(chosen)


def cutting_case(page: Studied, box: Sequence[int], rule: str) -> CaseDraft | None:
    """A page with the box and some of the story; None where the page has no story to keep."""
    kept = story(page, box)
    if not kept:
        return None
    shown = list(box[:BOX_BLOCKS])
    small = excerpt(page.document, [*kept, *shown])
    return CaseDraft(
        name=f"{rule} goes and the story stays",
        html=small.html,
        url=page.prepared.page.url,
        crawled=page.prepared.page.crawled,
        removed=tuple((one, rule) for one in _named(small.texts, shown, kept)),
        kept=beginnings(small.texts, kept)[:NAMED],
    )


def text_case(page: Studied, box: Sequence[int], rule: str, removed: Sequence[int]) -> CaseDraft | None:
    """The same as plain text; `removed`: the blocks of the box that the text form takes."""
    kept = story(page, box)
    shown = [block for block in box[:BOX_BLOCKS] if block in removed]
    if not kept or not shown:
        return None
    texts = excerpt(page.document, [*kept, *shown]).texts
    lines = [texts[block] for block in sorted({*kept, *shown})]
    return CaseDraft(
        name=f"{rule} goes from plain text, too",
        text="\n\n".join(lines),
        url=page.prepared.page.url,
        removed=tuple((one, rule) for one in _named(texts, shown, kept)),
        kept=beginnings(texts, kept)[:NAMED],
    )


def keeping_case(page: Studied) -> CaseDraft | None:
    """The story alone, all of which stays."""
    kept = story(page)
    if not kept:
        return None
    small = excerpt(page.document, kept)
    texts = beginnings(small.texts, kept)
    return CaseDraft("a story without such boxes stays whole", small.html, url=page.prepared.page.url, kept=texts)


def beginnings(texts: dict[int, str], blocks: Sequence[int]) -> tuple[str, ...]:
    """How the texts of `blocks` begin, whole words on one line, each once."""
    found = []
    for block in blocks:
        line = texts[block].split("\n")[0]
        space = line.rfind(" ", 0, NAMED_CHARACTERS)
        found.append(line if len(line) <= NAMED_CHARACTERS else line[: space if space > 0 else NAMED_CHARACTERS])
    return tuple(dict.fromkeys(found))


def trimmed(cases: Sequence[CaseDraft], failed: Sequence[Outcome]) -> tuple[CaseDraft, ...]:
    """The cases without the `kept` texts that do not stay on the small page, where other kept texts are left: the
    classifier judges a page of five paragraphs otherwise than a whole one."""
    lost = {(one.test.name, difference.expected) for one in failed for difference in one.differences}
    out = []
    for case in cases:
        kept = tuple(text for text in case.kept if (case.name, f'"{text}" kept') not in lost)
        out.append(replace(case, kept=kept) if kept else case)
    return tuple(out)


def on_host(cases: Iterable[CaseDraft], host: str) -> tuple[CaseDraft, ...]:
    """The cases, those whose page has no address with one on `host`, so that the host's rules are theirs."""
    root = f"https://{host.removeprefix('*.')}/"
    return tuple(case if case.url else replace(case, url=root) for case in cases)


def _named(texts: dict[int, str], chosen: Sequence[int], kept: Sequence[int]) -> list[str]:
    """Texts of `chosen` that a test can name: on one line, each once, and in no paragraph that stays."""
    story_texts = [texts[block] for block in kept]
    lines = (texts[block].split("\n")[0] for block in chosen)
    return list(dict.fromkeys(line for line in lines if not any(line in text for text in story_texts)))[:NAMED]
