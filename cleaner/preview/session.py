"""The state behind the preview: loaded pages, the rule file, and what each edit does. Knows nothing of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cleaner.authoring.candidates import Counter
from cleaner.authoring.ruletest import Outcome, run_tests
from cleaner.errors import Problem
from cleaner.pipeline import Prepared, clean_prepared
from cleaner.preview.changes import Change, change
from cleaner.preview.loading import Loaded, Reading, host_of, name_of
from cleaner.preview.rulefile import Checked, OnDisk, changed_outside, check, read_file, write_file
from cleaner.result import Result
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import RuleFile


@dataclass(frozen=True, slots=True)
class Saving:
    """What came of a save. errors: what keeps the text from being a rule file. failed: its tests that do not hold."""

    status: Literal["saved", "faulty", "untested", "changed"]
    errors: tuple[Problem, ...] = ()
    failed: tuple[Outcome, ...] = ()


class Session:
    """One user's work on one rule file over a fixed set of pages. Not for several threads: the parser bears none."""

    disk: OnDisk
    text: str
    book: Rulebook  # all rules but those of the edited file
    checked: Checked
    _file: RuleFile | None  # the edited file in force: the last text that could be read
    _now: Rulebook

    def __init__(self, reading: Reading, disk: OnDisk, book: Rulebook, user_rules: Path | None = None) -> None:
        """book: all rules, those of the edited file among them or not. user_rules: the folder that it has files of."""
        self.user_rules = user_rules
        self._edited: dict[str, Path] = {}  # by their ids, the files that were edited before this one
        self._take(disk, book)
        self.problems = reading.problems
        self.more = reading.more
        self.open = 0
        self._stale: list[int] = []
        self.pages = tuple(self._load(number, *pair) for number, pair in enumerate(reading.pages))
        self._changes: dict[int, Change] = {}
        self._numbers = {page.number: at for at, page in enumerate(self.readable)}
        self.counter = Counter([page.prepared.document for page in self.readable if page.prepared])

    @property
    def readable(self) -> tuple[Loaded, ...]:
        """The pages that could be parsed."""
        return tuple(page for page in self.pages if page.prepared is not None)

    @property
    def page(self) -> Loaded:
        """The open page."""
        return self.pages[self.open]

    @property
    def unsaved(self) -> bool:
        """Whether the editor holds what the disk does not."""
        return self.text != self.disk.text

    @property
    def file(self) -> RuleFile | None:
        """The rule file that is in force: the last text that could be read."""
        return self._file

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the edit changes against the file on disk, on the pages re-cleaned so far, largest first."""
        return tuple(sorted((c for c in self._changes.values() if c), key=lambda c: (-sum(c.sizes), c.page)))

    @property
    def pending(self) -> int:
        """How many pages are still to be cleaned anew."""
        return len(self._stale)

    def reaches(self, page: Loaded) -> bool:
        """Whether the edited file has a say on the page: its hosts and paths are meant, or another file uses it."""
        if page.prepared is None or self._file is None:
            return False
        return self._now.attaches(self._file.id, page.prepared.traits)

    def counted_number(self, page: int) -> int:
        """The number by which `counter` knows a page."""
        return self._numbers[page]

    def edit(self, text: str) -> Checked:
        """Take a new text of the rule file. Where it can be read, `work` has pages to clean; else the last stays."""
        self.text = text
        self.checked = check(text, self.disk, self.book)
        file = self.checked.file
        if file is not None and (self._file is None or file.digest != self._file.digest):
            old = self._file.id if self._file is not None else ""
            before, self._now, self._file = self._now, self.book_with(file), file
            pending = set(self._stale)
            pending.update(page.number for page in self.readable if self._differs(page, before, old))
            self._stale = sorted(pending, key=lambda number: (number != self.open, number))
        return self.checked

    def work(self) -> Iterator[int]:
        """Clean the pages that the last edits touch, the open one first; gives each page's number when it is done.

        May be left and begun anew at any time.
        """
        while self._stale:
            number = self._stale.pop(0)
            page = self.pages[number]
            if page.prepared is not None:
                page.now = clean_prepared(page.prepared, self._now)
                self._changes[number] = change(number, page.saved, page.now)
            yield number

    def save(self, *, untested: bool = False, over: bool = False) -> Saving:
        """Write the file, if it has no errors. untested: also where a test of it fails. over: also where another
        program wrote the file meanwhile. Raises CleanerError where it cannot be written."""
        if self.checked.errors or self.checked.file is None:
            return Saving("faulty", self.checked.errors)
        if not over and changed_outside(self.disk):
            return Saving("changed")
        failed = self.failing()
        if failed and not untested:
            return Saving("untested", failed=failed)
        self.disk = write_file(self.disk, self.text)
        self._settle()
        return Saving("saved", failed=failed)

    def tests(self) -> Iterator[Outcome]:
        """Run the tests of the file in force, one by one."""
        if self._file is not None:
            yield from run_tests([self._file], self._now)

    def failing(self) -> tuple[Outcome, ...]:
        """The tests of the file in force that do not hold."""
        return tuple(outcome for outcome in self.tests() if not outcome.passed)

    def reload(self) -> Checked:
        """Take the file from disk again, giving up what is in the editor. Raises InputError."""
        self.disk = read_file(self.disk.path)
        checked = self.edit(self.disk.text)
        self._settle()
        return checked

    def switch(self, path: Path, hosts: tuple[str, ...]) -> None:
        """Edit another rule file from now on, a new one for `hosts` where there is none; the one before runs on as it
        was saved, and what was not saved is given up. Raises InputError."""
        disk = read_file(path, hosts)
        self.edit(self.disk.text)
        kept = self._file is not None and self.disk.exists
        if self._file is not None:
            self._edited[self._file.id] = self.disk.path
        self._take(disk, self._now if kept else self.book)
        self._stale = [page.number for page in self.readable if self.reaches(page)]
        self._settle()

    def file_for(self, host: str) -> Path:
        """The user's rule file for `host`: one that is there, else where a new one would be made."""
        folder = self.user_rules
        for file in self.book.files:
            if host in file.match.hosts and file.id in self._edited:
                return self._edited[file.id]
            shown, _, inside = file.place.file.partition("/")
            if host in file.match.hosts and folder is not None and shown == folder.resolve().name and inside:
                return folder / inside
        return self.disk.path.parent / file_name((host,))

    def _settle(self) -> None:
        """Clean what is left to clean, and take the results for those of the disk."""
        for _ in self.work():
            pass
        for page in self.pages:
            page.saved = page.now
        self._changes.clear()

    def book_with(self, file: RuleFile | None) -> Rulebook:
        """All rules with `file` as the edited one; what was computed for the others is not computed again."""
        old = self._file.id if self._file is not None else ""
        return self._now.with_file(file, old) if file is not None or old else self.book

    def _load(self, number: int, page: object, got: Prepared | Result) -> Loaded:
        if isinstance(got, Result):
            name = got.url or got.source.file or got.page_id
            return Loaded(number, name, "", None, got, got)
        result = clean_prepared(got, self._now)
        return Loaded(number, name_of(got.page), host_of(got.page), got, result, result)

    def _differs(self, page: Loaded, before: Rulebook, old: str) -> bool:
        """Whether the edited file, by its id now or its `old` one, has a say on the page; else it stays as it is."""
        if page.prepared is None:
            return False
        traits = page.prepared.traits
        return self.reaches(page) or (bool(old) and before.attaches(old, traits))

    def _take(self, disk: OnDisk, book: Rulebook) -> None:
        """Begin with a rule file. book: all rules but its own."""
        among = _own(disk, book)
        self.disk, self.text = disk, disk.text
        self.book = book.with_file(None, among.id) if among is not None else book
        self.checked = check(disk.text, disk, self.book)
        self._file = self.checked.file
        self._now = book.with_file(self._file, among.id if among else "") if self._file is not None else self.book


def _own(disk: OnDisk, book: Rulebook) -> RuleFile | None:
    """The file on disk as `book` has it, where it was loaded with a folder."""
    own = check(disk.text, disk, Rulebook((), (), book.taxonomy)).file
    return next((file for file in book.files if own and (file.id, file.digest) == (own.id, own.digest)), None)


def start(reading: Reading, path: Path, user_rules: Path | None) -> Session:
    """A session on the rule file at `path`. Raises InputError, RuleError."""
    return Session(reading, read_file(path, common_host(reading)), Rulebook.load(user_rules), user_rules)


def common_host(reading: Reading) -> tuple[str, ...]:
    """The host that most pages are of; empty where none has an address."""
    counts: dict[str, int] = {}
    for page, _ in reading.pages:
        host = host_of(page)
        counts[host] = counts.get(host, 0) + bool(host)
    best = max(counts, key=lambda host: counts[host], default="")
    return (best,) if best else ()


def file_name(hosts: Sequence[str]) -> str:
    """What a new rule file for `hosts` is called."""
    return f"{hosts[0].replace('.', '-')}.yml" if hosts else "my-rules.yml"
