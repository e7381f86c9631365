"""Which rule files a page gets, by host, path, language and fingerprint. A few dictionary lookups a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaner.rulebook.fields import canonical_host
from cleaner.rulebook.globs import PathGlobs
from cleaner.rulebook.types import Layer, RuleFile, Traits


class Via(IntEnum):
    """How a file came to a page; a higher one goes first within a layer."""

    ALWAYS = 0
    LANGUAGE = 1
    FINGERPRINT = 2
    USE = 3
    WILDCARD = 4
    HOST = 5


class Attached(NamedTuple):
    """One file attached to a page. Sorting these ascending gives precedence order."""

    layer: int  # minus Layer
    via: int  # minus Via
    depth: int  # minus the length of the wildcard: *.a.example.com goes before *.example.com
    position: int  # in the book's files


@dataclass(frozen=True, slots=True)
class _Filters:
    paths: PathGlobs | None
    not_paths: PathGlobs | None
    not_hosts: tuple[str, ...]


class Attachments:
    """The index over all rule files of a book; `files` are in order of their ids."""

    def __init__(self, files: tuple[RuleFile, ...]) -> None:
        self._files = files
        self._hosts: dict[str, list[int]] = {}
        self._wildcards: dict[str, list[int]] = {}
        self._languages: dict[str, list[int]] = {}
        self._tokens: dict[str, list[int]] = {}
        self._generators: list[tuple[str, int]] = []
        self._always: list[int] = []
        self._filters: dict[int, _Filters] = {}
        self._entries: dict[tuple[int, Via], Attached] = {}  # of the ways without a depth: as many as there are files
        for position, file in enumerate(files):
            self._add(position, file)
        self._generator_prefixes = tuple(prefix for prefix, _ in self._generators)

    def of(self, traits: Traits) -> tuple[Attached, ...]:
        """The files for a page, best first, each once; `use` is not followed here."""
        host, path = _host_and_path(traits.url)
        best: dict[int, Attached] = {}
        for via, depth, position in self._candidates(host, traits):
            attached = self.entry(position, via, depth) if depth else self._entry(position, via)
            if position not in best or attached < best[position]:
                best[position] = attached
        if self._filters:
            best = {p: attached for p, attached in best.items() if self._passes(p, host, path)}
        return tuple(sorted(best.values()))

    def _entry(self, position: int, via: Via) -> Attached:
        found = self._entries.get((position, via))
        if found is None:
            found = self._entries[position, via] = self.entry(position, via)
        return found

    def entry(self, position: int, via: Via, depth: int = 0) -> Attached:
        """The place of a file in precedence order, given how it came to the page."""
        layer = self._files[position].layer
        if layer is not Layer.USER:
            layer = {Via.HOST: Layer.EXACT_HOST, Via.WILDCARD: Layer.WILDCARD_HOST}.get(via, Layer.PACK)
        return Attached(-layer, -via, -depth, position)

    def clauses(self, position: int, traits: Traits) -> Iterator[tuple[str, bool, str]]:
        """Why a file is or is not for a page, as (what was asked, whether it holds, what was found); `use` apart."""
        host, path = _host_and_path(traits.url)
        match, filters = self._files[position].match, self._filters.get(position)
        ways = [via for via, _, found in self._candidates(host, traits) if found == position]
        if match.hosts:
            shown = host or "the page has no address (--url)"
            yield "host", bool(ways), f"{shown}; the file is for {', '.join(match.hosts)}"
        else:
            told = ", ".join(via.name.lower() for via in ways) or "neither language nor fingerprint of it are here"
            yield "attached", bool(ways), told
        if filters and filters.paths:
            yield "path", filters.paths.match(path), f"{path}; the file is for {', '.join(match.paths)}"
        if filters and filters.not_paths:
            yield "not_paths", not filters.not_paths.match(path), f"{path}; not {', '.join(match.not_paths)}"
        if filters and filters.not_hosts:
            off = any(_host_matches(host, pattern) for pattern in filters.not_hosts)
            yield "not_hosts", not off, f"{host}; not {', '.join(filters.not_hosts)}"

    def _add(self, position: int, file: RuleFile) -> None:
        match = file.match
        for host in match.hosts:
            if host.startswith("*."):
                self._wildcards.setdefault(host[2:], []).append(position)
            else:
                self._hosts.setdefault(host, []).append(position)
        for language in match.languages:
            self._languages.setdefault(language, []).append(position)
        for token in match.tokens:
            self._tokens.setdefault(token, []).append(position)
        self._generators += [(prefix, position) for prefix in match.generators]
        if match.always:
            self._always.append(position)
        if match.paths or match.not_paths or match.not_hosts:
            paths, not_paths = (PathGlobs(globs) if globs else None for globs in (match.paths, match.not_paths))
            self._filters[position] = _Filters(paths, not_paths, match.not_hosts)

    def _candidates(self, host: str, traits: Traits) -> Iterator[tuple[Via, int, int]]:
        for position in self._hosts.get(host.removeprefix("www."), ()):
            yield Via.HOST, 0, position
        for suffix in _suffixes(host) if self._wildcards else ():
            for position in self._wildcards.get(suffix, ()):
                yield Via.WILDCARD, len(suffix), position
        for position in self._always:
            yield Via.ALWAYS, 0, position
        for tag in traits.languages:
            for language in _language_prefixes(tag):
                for position in self._languages.get(language, ()):
                    yield Via.LANGUAGE, 0, position
        for token in self._tokens.keys() & traits.tokens:
            for position in self._tokens[token]:
                yield Via.FINGERPRINT, 0, position
        generator = traits.generator.lower()
        if generator.startswith(self._generator_prefixes):
            for prefix, position in self._generators:
                if generator.startswith(prefix):
                    yield Via.FINGERPRINT, 0, position

    def _passes(self, position: int, host: str, path: str) -> bool:
        filters = self._filters.get(position)
        if filters is None:
            return True
        if filters.paths and not filters.paths.match(path):
            return False
        if filters.not_paths and filters.not_paths.match(path):
            return False
        return not any(_host_matches(host, pattern) for pattern in filters.not_hosts)


def _host_and_path(url: str | None) -> tuple[str, str]:
    if not url:
        return "", ""
    try:
        parts = urlsplit(url)
        return canonical_host(parts.hostname or ""), parts.path or "/"
    except ValueError:  # a malformed address has no host, so no site rules
        return "", ""


def _suffixes(host: str) -> Iterator[str]:
    dot = host.find(".")
    while dot >= 0:
        yield host[dot + 1 :]
        dot = host.find(".", dot + 1)


def _host_matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host.removeprefix("www.") == pattern


def _language_prefixes(tag: str) -> Iterator[str]:
    """`zh-Hant-TW` is asked for as itself, as `zh-hant` and as `zh`."""
    tag = tag.lower().replace("_", "-")
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]
