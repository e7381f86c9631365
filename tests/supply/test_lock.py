"""The lock of the test environment holds what setup.cfg asks for, by digest, and names no index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.lock import BUILD_LOCK, LOCK, Pin, pins, wanted

PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))


def _machine(python: str, system: tuple[str, str]) -> dict[str, str]:
    here = {name: str(value) for name, value in default_environment().items()}
    platform, name = system
    versions = {"python_version": python, "python_full_version": f"{python}.9"}
    return here | versions | {"sys_platform": platform, "platform_system": name}


def _meant(requirement: Requirement, machine: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(machine)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_each_requirement_of_every_extra_is_pinned_once_and_within_its_range(
    python: str, system: tuple[str, str]
) -> None:
    machine = _machine(python, system)
    held = [pin for pin in pins() if _meant(pin.requirement, machine)]
    assert len({pin.name for pin in held}) == len(held)
    versions = {pin.name: pin.version for pin in held}
    outside = [
        str(one)
        for requirements in wanted().values()
        for one in requirements
        if _meant(one, machine) and not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"))
    ]
    assert [] == outside, "say: make lock"


def _hashed(pin: Pin) -> bool:
    return bool(pin.digests) and all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in pin.digests)


@pytest.mark.parametrize("path", [LOCK, BUILD_LOCK], ids=lambda path: path.name)
def test_every_pin_has_its_digests_and_no_file_names_an_index(path: Path) -> None:
    assert [] == [pin.name for pin in pins(path) if not _hashed(pin)]
    assert not re.search(r"://|^-", path.read_text("utf-8"), re.M)


def test_what_builds_without_isolation_is_the_setuptools_of_the_lock() -> None:
    (first,) = pins(BUILD_LOCK)
    assert [first] == [pin for pin in pins() if pin.name == "setuptools"]
