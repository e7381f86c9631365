"""`make release`: sdist and wheel of the last commit, bit for bit the same wherever and whenever they are built.

The sources are copied out of the checkout, so that nothing gets in which lies about there; the wheel is made from the
sdist, so that nothing can be missing in that; and both are checked against the tree. What must be the same: the commit,
the setuptools of the lock, and the zlib of Python (3.11 and 3.13 as built from source give the same bits).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyproject_hooks import BuildBackendHookCaller

from tests.supply.lock import ROOT

BACKEND = "setuptools_reproducible"  # setuptools with the times, owners and rights of the sdist fixed
OUT = ROOT / "dist"
_UMASK = 0o022
_RIGHTS = (0o644, 0o755, 0o664)  # the last is what setuptools gives RECORD everywhere
_INFO = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt")
_NOT_SHIPPED = "README.md"  # beside code, for who works on it


def export(target: Path) -> None:
    """The files of the checkout that git knows or would add, in `target`."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def build(tree: Path, out: Path, epoch: int) -> tuple[Path, Path]:
    """The sdist of `tree` and the wheel of that sdist, written to `out`. epoch: seconds since 1970 of all files."""

    def run(cmd: Sequence[str], cwd: str | None = None, extra_environ: Mapping[str, str] | None = None) -> None:
        environment = {**os.environ, **(extra_environ or {}), "SOURCE_DATE_EPOCH": str(epoch)}
        done = subprocess.run(cmd, cwd=cwd, env=environment, capture_output=True, text=True, umask=_UMASK)
        if done.returncode:
            raise RuntimeError(f"{' '.join(cmd)}: {done.stderr[-2000:]}")

    out.mkdir(parents=True, exist_ok=True)
    sdist = out / BuildBackendHookCaller(str(tree), BACKEND, runner=run).build_sdist(str(out))
    with tempfile.TemporaryDirectory() as work:
        with tarfile.open(sdist) as archive:
            archive.extractall(work, filter="data")
        (unpacked,) = Path(work).iterdir()
        wheel = out / BuildBackendHookCaller(str(unpacked), BACKEND, runner=run).build_wheel(str(out))
    return sdist, wheel


def faults_of_wheel(wheel: Path, tree: Path) -> list[str]:
    """What is in the wheel and should not be, or the other way round; and files with rights or paths of the builder."""
    info = "-".join(wheel.name.split("-")[:2]) + ".dist-info"
    wanted = {f"{info}/{name}" for name in _INFO}
    wanted |= {_name(path, tree) for path in _files(tree / "cleaner") if path.name != _NOT_SHIPPED}
    wanted |= {f"cleaner/{_name(path, tree)}" for path in _files(tree / "rules")}
    faults = []
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.external_attr >> 16 & 0o7777 not in _RIGHTS:
                faults.append(f"{member.filename}: rights {member.external_attr >> 16:o}")
            if any(place in archive.read(member) for place in (bytes(tree), bytes(ROOT))):
                faults.append(f"{member.filename}: holds a path of the machine that built it")
        found = set(archive.namelist())
    return faults + _differences(found, wanted)


def faults_of_sdist(sdist: Path, tree: Path) -> list[str]:
    """The same for the sdist; beside what git knows it holds the metadata that setuptools writes."""
    root = sdist.name.removesuffix(".tar.gz")
    made = {f"{root}/PKG-INFO"}
    left_out = (".ci/", ".gitignore", "MANIFEST.in")
    wanted = {f"{root}/{_name(path, tree)}" for path in _files(tree) if not _name(path, tree).startswith(left_out)}
    faults = []
    with tarfile.open(sdist) as archive:
        members = archive.getmembers()
    for member in members:
        if (member.uid, member.gid, member.uname, member.gname) != (0, 0, "", ""):
            faults.append(f"{member.name}: belongs to {member.uid} {member.uname}")
    found = {one.name for one in members if one.isfile() and ".egg-info/" not in one.name}
    return faults + _differences(found - {f"{root}/MANIFEST.in"}, wanted | made)


def _differences(found: set[str], wanted: set[str]) -> list[str]:
    missing = [f"{name}: missing" for name in sorted(wanted - found)]
    return missing + [f"{name}: should not be there" for name in sorted(found - wanted)]


def _files(folder: Path) -> list[Path]:
    made = ("__pycache__", "article_cleaner.egg-info", "build")
    return [path for path in folder.rglob("*") if path.is_file() and not set(path.parts) & set(made)]


def _name(path: Path, tree: Path) -> str:
    return path.relative_to(tree).as_posix()


def _git(*words: str) -> str:
    return subprocess.run(("git", *words), cwd=ROOT, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Build, check, and write the digests to dist/SHA256SUMS."""
    if changed := _git("status", "--porcelain"):
        print(f"what is not committed would be released as well; commit it or move it away first:\n{changed}", end="")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        tree = Path(work)
        export(tree)
        sdist, wheel = build(tree, OUT, int(_git("log", "-1", "--format=%ct")))
        faults = faults_of_sdist(sdist, tree) + faults_of_wheel(wheel, tree)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (sdist, wheel)]
    (OUT / "SHA256SUMS").write_text("".join(sums), "ascii")
    print(*faults, sep="\n", end="\n" if faults else "")
    print("".join(sums), end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
