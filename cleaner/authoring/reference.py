"""Rules as they were: of a git revision, or of another folder."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaner.errors import InputError
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.files import shipped_folder

TAXONOMY = "taxonomy.yaml"
_SECONDS = 60  # that git may take


def book_of(reference: str, rules: Path | None, site_rules: bool = True) -> Rulebook:
    """The rule book to compare with. reference: a folder (or file) of the user's rules, a folder like the shipped one
    (with taxonomy.yaml), or a git revision of the shipped rules and of `rules`, as far as they lie in a repository.

    Raises InputError where it is none of these.
    """
    path = Path(reference)
    if path.exists():
        if (path / TAXONOMY).is_file():
            return Rulebook.load(rules, site_rules, shipped=path)
        return Rulebook.load(path, site_rules)
    with _revision(reference, rules) as (shipped, own):
        return Rulebook.load(own, site_rules, shipped=shipped)


@contextmanager
def _revision(reference: str, rules: Path | None) -> Iterator[tuple[Path, Path | None]]:
    """The shipped rules and the user's as they were at a revision; what lies in no repository as it is."""
    shipped = shipped_folder()
    tops = {folder: _top(folder, reference) for folder in (shipped, rules) if folder is not None}
    if not any(tops.values()):
        cure = "give a branch, a tag or a commit such as HEAD~1, or a folder of rules"
        raise InputError(f"{reference}: neither a folder nor a git revision of the rules; {cure}")
    with TemporaryDirectory(prefix="cleaner-rules-") as place:
        found = {
            folder: _extracted(reference, folder, top, Path(place) / str(number)) if top else folder
            for number, (folder, top) in enumerate(tops.items())
        }
        before = found[shipped] if (found[shipped] / TAXONOMY).is_file() else shipped
        yield before, found[rules] if rules is not None else None


def _extracted(reference: str, folder: Path, top: Path, place: Path) -> Path:
    """`folder` as it was at `reference`; empty where it was not there yet."""
    inside = folder.resolve().relative_to(top).as_posix()
    target = place / inside
    archive = _git(top, "archive", "--format=tar", reference, "--", inside)
    if archive is not None:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(place, filter="data")
    elif folder.is_dir():
        target.mkdir(parents=True)
    else:  # a single file that is new
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.parent
    return target


def _top(folder: Path, reference: str) -> Path | None:
    """The repository that `folder` lies in, where that has the revision."""
    where = folder if folder.is_dir() else folder.parent
    found = _git(where, "rev-parse", "--show-toplevel")
    if found is None or reference.startswith("-"):
        return None
    known = _git(where, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
    return Path(found.decode().strip()).resolve() if known else None


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it fails or is not installed."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
