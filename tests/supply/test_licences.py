"""Everything that the package and its extras bring along is listed, and under a licence that binds no user."""

from __future__ import annotations

import re

import pytest

from tests.supply.licences import ACCEPTED, ELSEWHERE, LIST, Declared, declared
from tests.supply.lock import ROOT, pins

pytestmark = pytest.mark.skipif(not (ROOT / "setup.cfg").is_file(), reason="the tests run outside a checkout")


@pytest.fixture(scope="module")
def packages() -> list[Declared]:
    return declared()


@pytest.fixture(scope="module")
def listed() -> dict[str, tuple[str, str, str]]:
    """Release, licence and users of each package in the list."""
    _, _, table = LIST.read_text("utf-8").partition("\n## All\n")
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+?) \| (.+?) \|$", table, re.M)
    return {name: (version, licence, users) for name, version, licence, users in rows if name != "package"}


def test_every_licence_is_permissive_or_was_looked_at(packages: list[Declared]) -> None:
    assert [] == [package.fault for package in packages if package.fault]


def test_every_package_stands_in_the_list(packages: list[Declared], listed: dict[str, tuple[str, str, str]]) -> None:
    known = listed.keys() | ELSEWHERE.keys()
    assert [] == [package.name for package in packages if package.name not in known], "say: make licences"


def test_the_licences_in_the_list_are_those_that_the_releases_declare(
    packages: list[Declared], listed: dict[str, tuple[str, str, str]]
) -> None:
    same = {one.name: one.licence for one in packages if one.version == listed.get(one.name, ("",))[0]}
    assert same == {name: listed[name][1] for name in same}, "say: make licences"


def test_the_list_names_the_releases_of_the_lock_and_nothing_else(listed: dict[str, tuple[str, str, str]]) -> None:
    versions = {pin.name: pin.version for pin in pins()}
    assert {name: versions.get(name) for name in listed} == {name: row[0] for name, row in listed.items()}


def test_what_a_run_needs_is_listed_as_always_installed(listed: dict[str, tuple[str, str, str]]) -> None:
    always = {name for name, (_, _, users) in listed.items() if users == "always"}
    assert {"click", "lxml", "numpy", "resiliparse", "selectolax", "trafilatura", "tld"} <= always
    assert not {"nicegui", "pyspark", "ray"} & always


def test_no_exception_is_kept_for_a_package_that_is_gone(listed: dict[str, tuple[str, str, str]]) -> None:
    assert ACCEPTED.keys() <= listed.keys()


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-only", "MIT AND GPL-2.0-only", "Proprietary", ""])
def test_a_licence_that_binds_is_a_fault(licence: str) -> None:
    assert Declared("harbour", "1.0", licence, ("",)).fault


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0 OR BSD-3-Clause", "BSD-3-Clause AND (0BSD OR Zlib)"])
def test_a_permissive_licence_is_none(licence: str) -> None:
    assert "" == Declared("harbour", "1.0", licence, ("",)).fault


def test_an_exception_holds_for_the_licence_that_was_looked_at_alone() -> None:
    assert "" == Declared("certifi", "1.0", "MPL-2.0", ("",)).fault
    assert Declared("certifi", "1.0", "AGPL-3.0-only", ("",)).fault
