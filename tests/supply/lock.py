"""What setup.cfg asks for and what the lock pins, as requirements that can be compared."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "tests" / "requirements.lock"
BUILD_LOCK = ROOT / "tests" / "build.lock"


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of the lock: a release, where it is for, and the digests of its files."""

    name: str
    requirement: Requirement
    digests: tuple[str, ...]

    @property
    def version(self) -> str:
        """The one release of it. Raises ValueError where the line does not pin one."""
        (pin,) = self.requirement.specifier
        if pin.operator != "==":
            raise ValueError(f"{self.requirement}: not pinned with ==; say make lock")
        return pin.version


def wanted() -> dict[str, tuple[Requirement, ...]]:
    """The requirements of setup.cfg by extra; those of each run stand under ''."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", "utf-8")
    found = {"": _requirements(config["options"]["install_requires"])}
    return found | {extra: _requirements(text) for extra, text in config["options.extras_require"].items()}


def _requirements(text: str) -> tuple[Requirement, ...]:
    lines = (line.strip() for line in text.splitlines())
    return tuple(Requirement(line) for line in lines if line and not line.startswith("#"))


def pins(path: Path = LOCK) -> tuple[Pin, ...]:
    """The pins of a lock, in its order."""
    text = re.sub(r"(?m)^\s*#.*\n", "", path.read_text("utf-8")).replace("\\\n", " ")
    return tuple(_pin(line) for line in text.splitlines() if line.strip())


def _pin(line: str) -> Pin:
    words, *digests = line.split("--hash=")
    requirement = Requirement(words.strip())
    return Pin(canonicalize_name(requirement.name), requirement, tuple(digest.strip() for digest in digests))
