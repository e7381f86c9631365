"""A disk that is full: the run says so, keeps what is done, and goes on when there is room."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.batch import RunOptions, count_sites, run
from cleaner.errors import CleanerError
from cleaner.model import Lineage, Page
from cleaner.result import Result
from cleaner.writers import Names
from tests.survey.makers import dump
from tests.survey.sites import rows

PAGES = 1_500
FILES = ("results.jsonl.zst", "log.jsonl.zst", "dead.jsonl")
OPTIONS = RunOptions(Lineage("0", "rules"), names=Names(*FILES), part_pages=50)
pytestmark = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can mount a small disk")


def noise(page: Page) -> Result:
    """A body that hardly compresses, the same for the same page."""
    text = random.Random(page.id).randbytes(500).hex()
    return Result(page.id, text, "ok", "text", page.url, base=text, source=page.source)


class Disk:
    """A file system in memory of a size that can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resize(self, kibibytes: int) -> None:
        self._mount(f"remount,size={kibibytes}k")

    def open(self) -> None:
        if self._mount("size=1024k", "-t", "tmpfs", "tmpfs"):
            pytest.skip("mounting is not permitted here")

    def close(self) -> None:
        subprocess.run(["umount", self.folder], check=False, capture_output=True)

    def _mount(self, options: str, *kind: str) -> int:
        line = ["mount", *kind[:2], "-o", options, *kind[2:], str(self.folder)]
        return subprocess.run(line, check=False, capture_output=True).returncode


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    (tmp_path / "disk").mkdir()
    disk = Disk(tmp_path / "disk")
    disk.open()
    yield disk
    disk.close()


def test_a_run_on_a_full_disk_goes_on_when_there_is_room_and_nothing_is_missing_doubled_or_torn(
    tmp_path: Path, disk: Disk
) -> None:
    source = dump(tmp_path / "in.jsonl", ({"id": f"n{n}", "text": "A boat."} for n in range(PAGES)))
    run([source], tmp_path / "calm", noise, OPTIONS)
    out = disk.folder / "out"
    for kibibytes in (300, 600, 1_000, 1_400):  # in the parts, in the parts, in the joined files, in the joined files
        disk.resize(kibibytes)
        with pytest.raises(CleanerError, match=r"No space left on device.*run the same command again"):
            run([source], out, noise, OPTIONS)
        assert [] == [path.name for path in out.rglob("*.tmp")]
        assert not (out / "manifest.json").exists()
    disk.resize(8_000)
    summary = run([source], out, noise, OPTIONS)
    assert (PAGES, 0) == (summary.pages, summary.exit_code)
    assert sorted(os.listdir(tmp_path / "calm")) == sorted(os.listdir(out))
    assert [(tmp_path / "calm" / name).read_bytes() for name in FILES] == [(out / name).read_bytes() for name in FILES]


def test_marking_copies_on_a_full_disk_goes_on_when_there_is_room(tmp_path: Path, disk: Disk) -> None:
    options = replace(OPTIONS, dedup="mark")
    source = dump(tmp_path / "in.jsonl", ({"id": f"n{n % 700}", "text": "A boat."} for n in range(1_000)))
    run([source], tmp_path / "calm", noise, options)
    disk.resize(800)
    out = disk.folder / "out"
    with pytest.raises(CleanerError, match="free space"):
        run([source], out, noise, options)
    disk.resize(16_000)
    run([source], out, noise, options)
    assert [(tmp_path / "calm" / name).read_bytes() for name in FILES] == [(out / name).read_bytes() for name in FILES]


def test_a_first_pass_on_a_full_disk_goes_on_when_there_is_room(tmp_path: Path, disk: Disk) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=120))
    options = replace(OPTIONS, part_pages=20)
    expected = count_sites([source], tmp_path / "calm", options).digest
    disk.resize(400)
    with pytest.raises(CleanerError, match=r"cannot write.*full.*run the same command again"):
        count_sites([source], disk.folder / "out", options)
    disk.resize(16_000)
    assert expected == count_sites([source], disk.folder / "out", options).digest
