"""The licences of everything that the package and its extras bring along, as their metadata declare them.

python -m tests.supply.licences [FILE]     writes the list; `make licences` to docs/licences.md
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.lock import ROOT, wanted

LIST = ROOT / "docs" / "licences.md"
DEVELOPMENT = "test"  # the extra that no user of the package installs

# https://spdx.org/licenses/; "BSD" is what a classifier says of two or three clauses.
PERMISSIVE = frozenset(
    "0BSD Apache-2.0 BSD BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python MIT MIT-0 MIT-CMU PSF-2.0 ZPL-2.1 Zlib".split()
)
# Weak copyleft and what looks like more: each with the licence that was looked at, and why it binds nobody here.
ACCEPTED = {
    "bidict": ("MPL-2.0", "weak copyleft, of its own files; used unchanged by NiceGUI"),
    "certifi": ("MPL-2.0", "weak copyleft, of its own files; Mozilla's list of certificate authorities, unchanged"),
    "chardet": ("LGPL-2.1-or-later", "weak copyleft; only where readability-lxml is measured"),
    "docutils": ("BSD AND GPL AND Public-Domain", "GPL holds for a file for Emacs, which is not imported"),
    "orjson": ("MPL-2.0 AND (Apache-2.0 OR MIT)", "weak copyleft, of its own files; used unchanged"),
    "tld": ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", "taken under MPL-1.1: weak copyleft, of its own files"),
    "tqdm": ("MIT AND MPL-2.0", "weak copyleft, of its own files; used unchanged"),
}
# What other systems or other releases of these packages bring along, and the lock's on Linux do not.
ELSEWHERE = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0", "win32-setctime": "MIT"}
_NAMES = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD",
    "GNU General Public License (GPL)": "GPL",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "LGPL": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Public Domain": "Public-Domain",
    "Python Software Foundation License": "PSF-2.0",
    "The BSD 2-Clause License": "BSD-2-Clause",
}
_VAGUE = ("Dual License",)
_LONGEST_NAME = 40  # characters of a licence field that is a name; longer ones are the text
_HEAD = f"""\
# Licences of what is installed along

cleaner itself is under Apache-2.0 (LICENSE). This list is made from the metadata of the releases in
`tests/requirements.lock` by `make licences`; a test fails when a package is missing, or when its licence is neither
permissive nor looked at below. "BSD" is what a package says that does not say how many clauses. Other systems and
releases bring along {", ".join(f"{name} ({text})" for name, text in ELSEWHERE.items())}. Wheels may bundle
libraries under licences of their own, which lie in them: those of NumPy and SciPy hold OpenBLAS (BSD-3-Clause) and
GCC's libgfortran and libquadmath (GPL with the runtime exception, LGPL).
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """A package that is installed here. users: the extras that bring it along, "" for the package itself."""

    name: str
    version: str
    licence: str
    users: tuple[str, ...]

    @property
    def fault(self) -> str:
        """What is wrong with its licence, "" where nothing is."""
        known = ACCEPTED.get(self.name)
        if known is not None:
            return "" if known[0] == self.licence else f"{self.name}: {self.licence}, when it was looked at {known[0]}"
        parts = set(re.findall(r"[\w.+-]+", self.licence)) - {"AND", "OR", "WITH"}
        return "" if parts and parts <= PERMISSIVE else f"{self.name}: {self.licence or 'no licence'} is not permissive"


def declared() -> list[Declared]:
    """What the package and its extras bring along here, without what only its tests need; by name."""
    users: dict[str, list[str]] = {}
    for extra, requirements in wanted().items():
        if extra != DEVELOPMENT:
            for name in _brought(requirements):
                users.setdefault(name, []).append(extra)
    found = ((distribution(name), name, tuple(extras)) for name, extras in sorted(users.items()))
    return [Declared(name, one.version, licence(one), extras) for one, name, extras in found]


def _brought(requirements: Iterable[Requirement]) -> Iterator[str]:
    """The names of the packages that `requirements` lead to on this machine."""
    waiting, seen = list(requirements), set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if (name, *sorted(one.extras)) in seen:
            continue
        seen.add((name, *sorted(one.extras)))
        try:
            further = map(Requirement, distribution(name).requires or ())
        except PackageNotFoundError:
            continue
        yield name
        extras = ("", *one.extras)
        waiting += [
            more
            for more in further
            if more.marker is None or any(more.marker.evaluate({"extra": extra}) for extra in extras)
        ]


def licence(package: Distribution) -> str:
    """The SPDX expression, or the names that the licence field and the classifiers give, joined by AND."""
    metadata = package.metadata
    for expression in metadata.get_all("License-Expression") or ():
        return str(expression)
    classifiers = [one for one in metadata.get_all("Classifier") or () if one.startswith("License :: ")]
    names = [one.rpartition(" :: ")[2] for one in classifiers]
    field = "".join(metadata.get_all("License") or ()).strip()
    if field and len(field) <= _LONGEST_NAME and "\n" not in field and field not in _VAGUE:
        names += field.split(" AND ")
    found = {_NAMES.get(name, name) for name in names}
    if any(name.startswith("BSD-") for name in found):
        found.discard("BSD")
    return " AND ".join(sorted(found))


def render(packages: Iterable[Declared]) -> str:
    """The list as markdown."""
    rows = [f"| {one.name} | {one.version} | {one.licence} | {_told(one.users)} |" for one in packages]
    looked = [f"| {name} | {text} | {why} |" for name, (text, why) in sorted(ACCEPTED.items())]
    return "\n".join(
        (
            _HEAD,
            "## Not permissive, and why that does no harm\n",
            "| package | licence | why |\n|---|---|---|",
            *looked,
            "\n## All\n",
            "| package | release | licence | comes with |\n|---|---|---|---|",
            *rows,
            "",
        )
    )


def _told(users: tuple[str, ...]) -> str:
    return "always" if "" in users else ", ".join(users)


if __name__ == "__main__":
    Path(sys.argv[1] if sys.argv[1:] else LIST).write_text(render(declared()), "utf-8")
