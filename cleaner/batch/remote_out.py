"""A run whose output goes behind a URL: made in a folder here, brought there part by part and, in the end, whole.

URL/parts/…            sealed parts with plan.json, as they are made: another machine can go on from them
URL/results…, log…     once all is done; manifest.json comes last, so where it stands the run is whole
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner import remote
from cleaner.batch.join import MANIFEST
from cleaner.batch.parts import FOLDER as PARTS
from cleaner.errors import CleanerError, InputError

PLAN = f"{PARTS}/plan.json"
_SEAL = ".done.json"


def default_work(url: str) -> Path:
    """Where a run for `url` is made unless the user says so: in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "cleaner" / hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]


class RemoteOut:
    """The output of one run behind `url`, made in `folder`. Raises CleanerError where the other side fails.

    A second run to the same URL at the same time is kept off by the lock of `folder` on this machine only.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self._far = remote.Folder(url)
        self._known: dict[str, int] | None = None  # the parts over there

    def check_places(self, inputs: Sequence[str]) -> None:
        """A second run must not read what the first one wrote. Raises InputError."""
        for path in inputs:
            if remote.is_url(path) and f"{self._far.url}/".startswith(path.rstrip("/") + "/"):
                raise InputError(f"{self.url}: lies inside the input folder {path}; choose an output folder outside")

    def fetch(self) -> None:
        """What an earlier run left over there, where nothing of it is here: on another machine, or after a clean-up."""
        if (self.folder / MANIFEST).exists() or (self.folder / PARTS).exists():
            return
        with self._errors():
            names = self._far.sizes(PARTS)
            if MANIFEST in self._far.sizes():
                self._far.get(MANIFEST, self.folder / MANIFEST)
            elif PLAN in names:
                for name in sorted(names, key=lambda name: name.endswith(_SEAL)):
                    self._far.get(name, self.folder / name)

    def sealed(self) -> None:
        """Bring new parts over; what lies there of a run that went otherwise goes first."""
        with self._errors():
            here = {f"{PARTS}/{path.name}": path.stat().st_size for path in (self.folder / PARTS).iterdir()}
            if self._known is None:
                self._known = self._compare(here)
            new = [name for name, size in here.items() if self._known.get(name) != size and not name.endswith(".tmp")]
            for name in sorted(new, key=lambda name: (name != PLAN, name.endswith(_SEAL), name)):
                self._far.put(self.folder / name, name)
                self._known[name] = here[name]

    @property
    def delivered(self) -> bool:
        """Whether the run that is finished here is whole over there."""
        with self._errors():
            manifest = self.folder / MANIFEST
            return manifest.exists() and self._far.read(MANIFEST) == manifest.read_bytes()

    def deliver(self) -> None:
        """Bring the finished files over, the manifest last, and clear up on both sides."""
        with self._errors():
            names = [path.relative_to(self.folder).as_posix() for path in sorted(self.folder.rglob("*"))]
            files = [name for name in names if (self.folder / name).is_file() and name != MANIFEST]
            self._far.remove(MANIFEST)
            for name in files:
                self._far.put(self.folder / name, name)
            self._far.put(self.folder / MANIFEST, MANIFEST)
            self._clear(self._far.sizes(PARTS))
        shutil.rmtree(self.folder, ignore_errors=True)

    def _compare(self, here: dict[str, int]) -> dict[str, int]:
        """The parts over there that can stay: of the same plan, and here too."""
        known = self._far.sizes(PARTS)
        plan = self.folder / PLAN
        same = plan.exists() and self._far.read(PLAN) == plan.read_bytes()
        kept = {name: size for name, size in known.items() if same and name in here}
        self._clear({name: size for name, size in known.items() if name not in kept})
        return kept

    def _clear(self, names: dict[str, int]) -> None:
        """Seals first, and the plan last: a crash in between leaves nothing that looks whole under a wrong plan."""
        for name in sorted(names, key=lambda name: (name == PLAN, not name.endswith(_SEAL))):
            self._far.remove(name)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            told = f"{self.url}: {error.strerror or error}; what is done is kept in {self.folder}"
            raise CleanerError(f"{told}: run the same command again") from error
