"""One run at a time in a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cleaner.batch.lock import locked
from cleaner.errors import CleanerError, InputError

fcntl = pytest.importorskip("fcntl")


def open_files() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


def test_a_folder_is_made_and_held_by_one_and_free_again_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with locked(folder):
        assert folder.is_dir()
        with pytest.raises(InputError, match=rf"^{folder}: another run"), locked(folder):
            pass
    with locked(folder):
        pass


def test_a_folder_is_free_again_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError("x")
    with locked(tmp_path):
        pass


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the rights of files do not bind this user")
def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    before = open_files()
    with locked(tmp_path), pytest.raises(InputError), locked(tmp_path):
        pass
    assert before == open_files()


def test_where_the_system_has_no_locks_nothing_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with locked(tmp_path / "a"), locked(tmp_path / "a"):
        assert (tmp_path / "a").is_dir()


def test_a_share_without_locks_is_used_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(descriptor: int, how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refused)
    with locked(tmp_path), locked(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CleanerError, match="cannot write"), locked(tmp_path / "file" / "out"):
        pass


def test_a_full_disk_is_told_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, **how: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(CleanerError, match=rf"^{tmp_path}: cannot write: No space left"), locked(tmp_path):
        pass
