"""What is released is the same to the bit wherever it is built, holds what it should, and runs outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.supply.lock import ROOT
from tests.supply.release import build, export, faults_of_sdist, faults_of_wheel

EPOCH = 1_700_000_000
PAGE = (
    "<html lang=en><title>The quay</title><body><nav><a href=/>Home</a> <a href=/n>News</a></nav><article>"
    "<p>The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.</p>"
    "<p>Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.</p>"
    "</article></body></html>"
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the tests run outside a checkout"),
]


@dataclass(frozen=True, slots=True)
class Built:
    tree: Path
    sdist: Path
    wheel: Path


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return _built(tmp_path_factory.mktemp("here"), 0o022)


def _built(folder: Path, umask: int) -> Built:
    """The release as built in a folder of its own by a user whose new files have other rights."""
    tree = folder / "tree"
    before = os.umask(umask)
    try:
        export(tree)
        return Built(tree, *build(tree, folder / "out", EPOCH))
    finally:
        os.umask(before)


def test_wheel_and_sdist_are_the_same_when_built_elsewhere_later_with_other_rights_and_times(
    here: Built, tmp_path: Path
) -> None:
    there = _built(tmp_path / "an" / "other", 0o077)
    for path in (there.tree / "setup.cfg", there.tree / "cleaner" / "api.py"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    again = Built(there.tree, *build(there.tree, tmp_path / "again", EPOCH))
    for one in (there, again):
        assert here.sdist.read_bytes() == one.sdist.read_bytes()
        assert here.wheel.read_bytes() == one.wheel.read_bytes()


def test_the_wheel_holds_every_module_and_data_file_and_nothing_else(here: Built) -> None:
    assert [] == faults_of_wheel(here.wheel, here.tree)


def test_the_sdist_holds_what_git_knows(here: Built) -> None:
    assert [] == faults_of_sdist(here.sdist, here.tree)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tests/__init__.py", "tests/__init__.py: should not be there"),
        ("cleaner/api.pyc", "cleaner/api.pyc: should not be there"),
        ("/etc/cleaner", "/etc/cleaner: should not be there"),
    ],
)
def test_a_file_that_strayed_into_the_wheel_is_found(here: Built, tmp_path: Path, name: str, told: str) -> None:
    wheel = tmp_path / here.wheel.name
    wheel.write_bytes(here.wheel.read_bytes())
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), "")
    assert told in faults_of_wheel(wheel, here.tree)


def test_a_path_of_the_builder_in_the_wheel_is_found(here: Built, tmp_path: Path) -> None:
    wheel = tmp_path / here.wheel.name
    wheel.write_bytes(here.wheel.read_bytes())
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("cleaner/place.txt", str(here.tree / "cleaner"))
    assert "cleaner/place.txt: holds a path of the machine that built it" in faults_of_wheel(wheel, here.tree)


def test_a_file_that_is_missing_in_the_wheel_is_found(here: Built) -> None:
    extra = here.tree / "cleaner" / "report" / "new.css"
    extra.touch()
    try:
        assert ["cleaner/report/new.css: missing"] == faults_of_wheel(here.wheel, here.tree)
    finally:
        extra.unlink()


def test_the_wheel_runs_outside_the_checkout(here: Built, tmp_path: Path) -> None:
    home, work = tmp_path / "installed", tmp_path / "work"
    work.mkdir()
    (work / "page.html").write_text(PAGE, "utf-8")
    install = (sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", home, here.wheel)
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(home), os.environ.get("PYTHONPATH", "")))}

    def cleaner(*words: str) -> str:
        line = (sys.executable, "-m", "cleaner", *words)
        return subprocess.run(line, cwd=work, env=environment, check=True, capture_output=True, text=True).stdout

    code = "import cleaner; print(cleaner.__file__)"
    done = subprocess.run((sys.executable, "-c", code), cwd=work, env=environment, capture_output=True, text=True)
    assert str(home) in done.stdout
    assert cleaner("clean", "page.html").startswith("The harbour board voted on Tuesday")
    cleaner("run", "page.html", "--out", "out", "--workers", "1")
    assert (work / "out" / "results.jsonl.zst").is_file() or any((work / "out").glob("results*"))
    assert "universal" in cleaner("rules", "list")
