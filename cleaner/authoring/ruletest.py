"""The tests inside rule files, run through the same pipeline as real pages. Outcomes are values; nothing is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cleaner.api import Cleaner
from cleaner.model import Removal
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import RuleFile, RuleStatus, RuleTest

_UNTESTED: tuple[RuleStatus, ...] = ("draft", "testing")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a test says that is not so. expected and actual are texts for people, of any length."""

    about: Literal["status", "removed", "kept", "output", "metadata"]
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test. It passed where `differences` is empty. result: of the test's page."""

    file: RuleFile
    test: RuleTest
    differences: tuple[Difference, ...]
    result: Result

    @property
    def passed(self) -> bool:
        return not self.differences


def run_tests(files: Iterable[RuleFile], book: Rulebook) -> Iterator[Outcome]:
    """Each test of `files`, all of which are in `book`, in order.

    So that a test shows what its file does, the file counts as stable, with all its rules, and a pack as attached to
    the page: which language or widget attaches it is no matter of its tests. All other files run as on real pages.
    """
    for file in files:
        if file.tests:
            cleaner = Cleaner(_under_test(file, book))
            for test in file.tests:
                result = _cleaned(test, cleaner)
                yield Outcome(file, test, tuple(_differences(file, test, result)), result)


def _under_test(file: RuleFile, book: Rulebook) -> Rulebook:
    rules = tuple(replace(rule, status=_promoted(rule.status)) for rule in file.rules)
    phrases = tuple(replace(phrase, status=_promoted(phrase.status)) for phrase in file.phrases)
    match = file.match if file.match.hosts else replace(file.match, always=True)
    promoted = replace(file, status=_promoted(file.status), rules=rules, phrases=phrases, match=match)
    if promoted == file:
        return book
    return Rulebook((promoted if other.id == file.id else other for other in book.files), (), book.taxonomy)


def _promoted(status: RuleStatus) -> RuleStatus:
    return "stable" if status in _UNTESTED else status


def _cleaned(test: RuleTest, cleaner: Cleaner) -> Result:
    html = test.html is not None
    content = test.html if test.html is not None else test.text or ""
    return cleaner.clean(content, url=test.url, kind="html" if html else "text", crawled=test.crawled)


def _differences(file: RuleFile, test: RuleTest, result: Result) -> Iterator[Difference]:
    if result.status in ("skipped", "failed"):
        yield Difference("status", "a page that can be cleaned", f"{result.status}: {result.reason}")
        return
    for text, rule in test.removed:
        yield from _removed(result, text, _full(file, rule))
    for text in test.kept:
        yield from _kept(result, text)
    if test.output is not None and test.output.strip() != result.text.strip():
        yield Difference("output", test.output.strip(), result.text.strip())
    for field, value in test.metadata:
        actual = _field(result, field)
        if actual != value:
            yield Difference("metadata", f"{field}: {value}", f"{field}: {actual}")


def _full(file: RuleFile, rule: str) -> str:
    """The full id of a rule named in a test: short ones are the file's own, "" is any rule."""
    return rule if not rule or "/" in rule else f"{file.id}/{rule}"


def _removed(result: Result, text: str, rule: str) -> Iterator[Difference]:
    expected = f'"{text}" removed' + (f" by {rule}" if rule else "")
    holding = [removal for removal in result.removals if text in _text(result, removal)]
    if any(not rule or rule == removal.rule or rule in removal.also for removal in holding):
        return
    if holding:
        others = ", ".join(dict.fromkeys(removal.rule for removal in holding))
        yield Difference("removed", expected, f"removed by {others}")
    elif text in result.text:
        yield Difference("removed", expected, "kept" + _observed(result, text))
    elif text in result.base:
        yield Difference("removed", expected, "only parts of it were removed, or by several rules: test each part")
    else:
        yield Difference("removed", expected, "the page has no such text: is it spelt as on the page?")


def _observed(result: Result, text: str) -> str:
    """Why a rule that matched did not cut, where there was one."""
    for removal in result.observed:
        if text in _text(result, removal):
            return f" ({removal.rule}: {removal.reason})"
    return ""


def _kept(result: Result, text: str) -> Iterator[Difference]:
    if text in result.text:
        return
    if text not in result.base:
        yield Difference("kept", f'"{text}" kept', "the page has no such text: is it spelt as on the page?")
        return
    at = result.base.find(text)
    by = next((r for r in result.removals if r.start < at + len(text) and r.end > at), None)
    actual = f"removed by {by.rule} ({by.reason})" if by else "parts of it were removed"
    yield Difference("kept", f'"{text}" kept', actual)


def _text(result: Result, removal: Removal) -> str:
    return result.base[removal.start : removal.end]


def _field(result: Result, name: str) -> str:
    """A metadata field as text; moved text where the field is none of the fixed ones."""
    value = getattr(result.metadata, name, None)
    if value is None:
        value = tuple(text for field, text in result.metadata.moved if field == name)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
