"""The targets of the fuzzer on the inputs that it begins with, and how it keeps what it finds."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.findings import Findings
from tests.fuzz.targets import MOST_BYTES, TARGETS

_TRIED = 12  # seeds of each target; the fuzzer tries all


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_promises_hold_on_what_fuzzing_begins_with(name: str) -> None:
    target = TARGETS[name]
    for seed in islice(target.seeds(), _TRIED):
        target.check(seed)
    assert target.words()


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_seeds_are_no_larger_than_what_is_made_of_them(name: str) -> None:
    assert all(0 < len(seed) <= MOST_BYTES for seed in TARGETS[name].seeds())


def broken(content: bytes) -> None:
    if content:
        raise ValueError("no such thing [R001]") if content == b"other" else KeyError("k")


def test_a_finding_is_kept_once_for_each_kind_with_what_happened(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    for content in (b"", b"first", b"second", b"other"):
        findings.watch(broken, content)
    assert {b"first", b"other"} == {path.read_bytes() for path in tmp_path.glob("*.bin")}
    assert all("Traceback" in path.read_text() for path in tmp_path.glob("*.txt"))
    assert any("-R001-" in path.name for path in tmp_path.glob("*.bin"))


def test_a_finding_is_replayed_without_the_fuzzer(tmp_path: Path) -> None:
    path = tmp_path / "found.bin"
    path.write_bytes(b"<p>Closed")
    command = [sys.executable, "-m", "tests.fuzz", "html", "--replay", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, f"{path}: holds\n") == (done.returncode, done.stdout)
