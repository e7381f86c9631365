"""One trial: the tests of a module run in a fork of a warm process, in which the module has another source.

The warm process has run the same tests on the sound source. A fork forgets the module, what imports it and the tests,
and imports them anew: so a trial costs a fraction of a second, and nothing on the disk is changed.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import sys
import tempfile
from collections.abc import Container, Sequence
from pathlib import Path
from types import ModuleType
from typing import Literal, NoReturn

import grimp
import pytest
from hypothesis import Phase, settings

from tests.mutation.mutants import path_of

Outcome = Literal["killed", "survived", "timeout"]
_SPARE_SECONDS = 3.0  # processor time beyond twice what the tests take on the sound source
_SPARE_TIMES = 2
_ENOUGH_SECONDS = 600  # for the sound source
_MEMORY_BYTES = 4_000_000_000
_PASSED, _FAILED = 0, (1, 2)  # exit codes of pytest; 2: a module could not be imported
_FAST = "/dev/shm"  # the tests of runs write and sync thousands of small files
# Plain asserts start faster; and what was imported before the fork could not be rewritten, of which pytest would warn.
_PYTEST = ("-q", "-x", "--no-header", "--assert=plain", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestWarning")
_EXAMPLES = 30  # of each property: a mutant that only one page in a hundred shows is told by a plain test


class Source(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another source."""

    def __init__(self, module: str, text: str) -> None:
        self.module = module
        self.text = text

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self, origin=name) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, self.module, "exec", dont_inherit=True), module.__dict__)


class Bench:
    """The tests of one module. Raises RuntimeError where they fail on the sound source."""

    def __init__(self, module: str, tests: Sequence[str]) -> None:
        self.module = module
        self.tests = list(tests)
        settings.register_profile(
            "mutants", max_examples=_EXAMPLES, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
        )
        settings.load_profile("mutants")
        graph = grimp.build_graph("cleaner", cache_dir=None)
        self._stale = graph.find_downstream_modules(module) | {module}
        self._seconds = _ENOUGH_SECONDS
        told = os.dup(1)
        with open(os.devnull, "wb") as quiet:
            os.dup2(quiet.fileno(), 1)
            code = self._pytest()
            os.dup2(told, 1)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        if code or self.outcome(path_of(module).read_text("utf-8")) != "survived":
            raise RuntimeError(f"the tests fail without any mutant: pytest {' '.join(self.tests)}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        self._seconds = int(_SPARE_TIMES * used + _SPARE_SECONDS)

    def outcome(self, text: str) -> Outcome:
        """What the tests say of the module with this source."""
        child = os.fork()
        if not child:
            self._run(text)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == _PASSED:
            return "survived"
        return "killed" if code in _FAILED else "timeout"

    def _run(self, text: str) -> NoReturn:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (self._seconds, self._seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        code = 1
        try:
            sys.meta_path.insert(0, Source(self.module, text))
            _forget(self._stale)
            code = self._pytest()
        finally:
            os._exit(code)

    def _pytest(self) -> int:
        with tempfile.TemporaryDirectory(dir=_FAST if Path(_FAST).is_dir() else None) as folder:
            return int(pytest.main([*_PYTEST, "--basetemp", f"{folder}/tests", *self.tests]))


def _forget(stale: Container[str]) -> None:
    """Forget `stale` modules and all tests, and import the package anew with what is left of it."""
    for name in list(sys.modules):
        if name in stale or (name.startswith("tests.") and not name.startswith(__package__)):
            del sys.modules[name]
    importlib.import_module("cleaner")
    for name, module in list(sys.modules.items()):
        parent, _, child = name.rpartition(".")
        if name.startswith("cleaner.") and parent in sys.modules and not hasattr(sys.modules[parent], child):
            setattr(sys.modules[parent], child, module)
