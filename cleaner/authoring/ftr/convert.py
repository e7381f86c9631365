"""One site configuration as a rule file, line by line: what became of each line is told, and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from cleaner.authoring.drafts import FileDraft, RuleDraft
from cleaner.authoring.ftr import names
from cleaner.authoring.ftr.config import Config, Line
from cleaner.authoring.ftr.css import Translation, translate
from cleaner.authoring.ftr.sources import source
from cleaner.authoring.ftr.tree import NoText, Untranslatable
from cleaner.authoring.labels import label_of, rule_id
from cleaner.rulebook.types import HtmlMatch, MetadataSource, RuleStatus, TextMatch

Outcome = Literal["converted", "approximated", "noted", "dropped"]

_SOURCE_REWRITTEN = "changes the page's source: rules cut, they never rewrite"
_STRUCTURE = "changes the page's structure: rules cut, they never rewrite"
_NETWORK = "fetches another page: cleaner has no network"
_NOT_NEEDED = "a setting of the other extractor, not needed here"
_DROPPED = {
    **dict.fromkeys(("replace_string", "find_string"), _SOURCE_REWRITTEN),
    **dict.fromkeys(("wrap_in", "move_into", "dissolve", "unwrap", "convert_double_br_tags", "src_lazy_load_attr",
                     "insert_detected_image"), _STRUCTURE),
    **dict.fromkeys(("single_page_link", "single_page_link_in_feed", "next_page_link", "autodetect_next_page",
                     "http_header", "if_page_contains", "requires_login", "login_uri", "login_username_field",
                     "login_password_field", "login_extra_fields", "not_logged_in_xpath", "fetch_pages_by"), _NETWORK),
    **dict.fromkeys(("tidy", "prune", "parser", "autodetect_on_failure", "strip_comments", "skip_json_ld",
                     "skip_id_or_class", "footnotes", "css"), _NOT_NEEDED),
    "native_ad_clue": "says that a page is paid for; no text goes for it",
}  # fmt: skip
_FIELDS = {"title": "title", "author": "author", "date": "published"}
_IMAGE = re.compile(r"(?:^|[\s>+~])(?:img|picture|iframe|script|style|noscript|svg|video|audio|source|link|meta|input)"
                    r"(?:[:.#\[][^\s>+~]*)?\Z")  # fmt: skip
_TITLE = re.compile(r"(?:\S+ )*title\Z")
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one line. detail: the selectors, or the reason."""

    line: Line
    outcome: Outcome
    detail: str


@dataclass(slots=True)
class _Conversion:
    rules: list[RuleDraft] = field(default_factory=list)
    metadata: dict[str, list[MetadataSource]] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    seen: set[tuple[str, str, str]] = field(default_factory=set)


def convert(config: Config, hosts: tuple[str, ...], status: RuleStatus) -> tuple[FileDraft, tuple[Fate, ...]]:
    """The rule file for `hosts`, and the fate of every line of `config`."""
    state = _Conversion()
    for line in config.lines:
        state.fates.append(_fate(line, state))
    name = hosts[0].replace("*", "any")
    tests = "\n".join(["Pages that it was tried on:", *state.urls[:5]]) if state.urls else ""
    draft = FileDraft(
        id=f"ftr/{re.sub(r'[^a-z0-9._-]+', '-', name)}",
        hosts=hosts,
        status=status,
        notes=f"Imported from the FiveFilters site configuration {config.name} (CC0)",
        rules=tuple(state.rules),
        metadata=tuple((key, tuple(dict.fromkeys(found))) for key, found in state.metadata.items()),
        comment=tests,
    )
    return draft, tuple(state.fates)


def _fate(line: Line, state: _Conversion) -> Fate:
    handlers: dict[str, Callable[[Line, _Conversion], Fate]] = {
        "body": _body,
        "strip": _strip,
        "strip_id_or_class": _strip_token,
        "strip_attr": _strip,
        "strip_image_src": _strip_image,
        **dict.fromkeys(_FIELDS, _metadata),
        **dict.fromkeys(("test_url", "test_contains"), _test),
    }
    if line.meaning in state.seen and line.key in handlers:
        return Fate(line, "noted", "stands in the file already")
    state.seen.add(line.meaning)
    if line.key in handlers:
        if not line.value:
            return Fate(line, "dropped", "the line has no value")
        try:
            return handlers[line.key](line, state)
        except Untranslatable as error:
            return Fate(line, "dropped", str(error))
    if not line.key:
        return Fate(line, "dropped", "no directive: it has no colon behind its name")
    return Fate(line, "dropped", _DROPPED.get(line.key, f'the directive "{line.key}" is not known'))


def _body(line: Line, state: _Conversion) -> Fate:
    found = translate(line.value)
    if found.attribute:
        raise Untranslatable("an attribute is no body")
    number = sum(rule.verb == "body" for rule in state.rules) + 1
    html = HtmlMatch(found.css, found.climb or None, found.first)
    state.rules.append(RuleDraft(rule_id("body" if number == 1 else f"body-{number}", state.ids), "body", html=html))
    return _done(line, found)


def _strip(line: Line, state: _Conversion) -> Fate:
    try:
        found = translate(line.value)
    except NoText as error:
        return Fate(line, "noted", f"{error}: nothing to remove")
    if found.attribute or line.key == "strip_attr":
        return Fate(line, "noted", "attributes hold no text: nothing to remove")
    css = tuple(one for one in found.css if not _IMAGE.search(one))
    if not css:
        return Fate(line, "noted", "such elements hold no text: nothing to remove")
    _add_strip(line, replace(found, css=css), state)
    return _done(line, found)


def _strip_token(line: Line, state: _Conversion) -> Fate:
    """Tokens of class and id; FTR documents a substring, its successor takes tokens (rules.md)."""
    value = line.value.strip(_QUOTES).strip()
    tokens = [token for token in re.split(r"[\s.]+", value.lstrip("#")) if token]
    if not tokens:
        raise Untranslatable("the line has no value")
    by_id = (names.has_id(tokens[0]),) if len(tokens) == 1 else ()
    found = Translation(("".join(map(names.has_class, tokens)), *by_id))
    _add_strip(line, found, state)
    return _done(line, found)


def _strip_image(line: Line, state: _Conversion) -> Fate:
    return Fate(line, "noted", "images hold no text: nothing to remove")


def _add_strip(line: Line, found: Translation, state: _Conversion) -> None:
    text = TextMatch(lines=found.lines, line_starts=found.line_starts) if found.lines or found.line_starts else None
    state.rules.append(
        RuleDraft(
            rule_id(found.css[0], state.ids),
            why=f"Stripped by line {line.number} of the configuration",
            label=label_of(found.css),
            html=HtmlMatch(found.css, found.climb or None, found.first),
            text=text,
        )
    )


def _metadata(line: Line, state: _Conversion) -> Fate:
    sources, notes = source(line.value)
    if all(one.css and _TITLE.match(one.css) for one in sources):
        return Fate(line, "noted", "the page's own title is read without a rule")
    state.metadata.setdefault(_FIELDS[line.key], []).extend(sources)
    shown = ", ".join(one.meta or f"{one.css}{f' @{one.attribute}' if one.attribute else ''}" for one in sources)
    return Fate(line, "approximated" if notes else "converted", "; ".join((shown, *notes)))


def _test(line: Line, state: _Conversion) -> Fate:
    if line.key == "test_url":
        state.urls.append(line.value)
        return Fate(line, "noted", "kept as a comment: a test needs the page itself")
    return Fate(line, "dropped", "a test needs the page itself; make one with `cleaner rules new`")


def _done(line: Line, found: Translation) -> Fate:
    climb = f" climb {found.climb}" if found.climb else ""
    shown = ", ".join(found.css) + climb + (" (first)" if found.first else "")
    return Fate(line, "approximated" if found.notes else "converted", "; ".join((shown, *found.notes)))
