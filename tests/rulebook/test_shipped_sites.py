"""The files in rules/sites: what each of them must bring along, and that its own tests hold."""

from __future__ import annotations

from collections import Counter

import pytest

from cleaner.authoring.ruletest import run_tests
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import RuleFile
from tests.conftest import ROOT

PUBLISHERS = 60  # site files that ship at least


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.load()


@pytest.fixture(scope="module")
def sites(book: Rulebook) -> tuple[RuleFile, ...]:
    return tuple(file for file in book.files if file.match.hosts)


def test_every_file_in_the_folder_is_loaded_and_there_are_enough(sites: tuple[RuleFile, ...]) -> None:
    paths = (ROOT / "rules" / "sites").glob("*.yml")

    assert sorted(path.stem for path in paths) == sorted(file.id for file in sites)
    assert len(sites) >= PUBLISHERS


def test_every_site_file_has_a_case_that_cuts_and_a_case_where_nothing_is_cut(sites: tuple[RuleFile, ...]) -> None:
    one_sided = [
        file.id
        for file in sites
        if not any(test.removed and test.kept for test in file.tests)
        or not any(test.kept and not test.removed for test in file.tests)
    ]

    assert [] == one_sided


def test_every_body_rule_is_named_by_a_case_that_cuts_what_stands_outside(sites: tuple[RuleFile, ...]) -> None:
    untested = []
    for file in sites:
        named = {rule for test in file.tests for _, rule in test.removed}
        bodies = {rule.id.rpartition("/")[2] for rule in file.rules if rule.verb == "body"}
        if bodies and not bodies & named:
            untested.append(file.id)

    assert [] == untested


def test_no_host_belongs_to_two_files(sites: tuple[RuleFile, ...]) -> None:
    hosts = Counter(host for file in sites for host in file.match.hosts)

    assert [] == [host for host, files in hosts.items() if files > 1]


def test_every_address_in_a_case_is_one_of_a_site(sites: tuple[RuleFile, ...]) -> None:
    hosts = {host.removeprefix("*.") for file in sites for host in file.match.hosts}
    strangers = [
        (file.id, test.url)
        for file in sites
        for test in file.tests
        if test.url is None or not any(f"//{host}/" in test.url or f".{host}/" in test.url for host in hosts)
    ]

    assert [] == strangers


@pytest.mark.slow
def test_the_cases_of_all_site_files_hold(book: Rulebook, sites: tuple[RuleFile, ...]) -> None:
    failed = [
        f"{outcome.file.id}: {outcome.test.name}: {difference.about}: {difference.expected} but {difference.actual}"
        for outcome in run_tests(sites, book)
        for difference in outcome.differences
    ]

    assert [] == failed
