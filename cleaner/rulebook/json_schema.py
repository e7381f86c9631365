"""The JSON Schema of rule files: what gives editors completion, help at the pointer and errors while typing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cleaner.rulebook.files import shipped_folder
from cleaner.rulebook.schema import RuleFileModel
from cleaner.rulebook.taxonomy import Taxonomy, load_taxonomy

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What a key means, wherever it stands; editors show it.
_MEANINGS = {
    "format": "Version of the rule file format: 1",
    "id": "Name in the log: lower-case letters, digits, dots, - and _",
    "owner": "Who is asked when a rule goes stale",
    "status": "draft: never runs; testing: logged, cuts nothing; stable; deprecated: never runs",
    "notes": "For those who mend the file",
    "match": "Which pages the file is for",
    "hosts": "example.com means www.example.com too; *.example.com all below it",
    "not_hosts": "Hosts that a wildcard must not take",
    "paths": "Globs of paths: * stays within a folder, ** crosses",
    "not_paths": "Globs of paths that are left out",
    "always": "A pack for every page",
    "languages": "A pack for pages of these languages, as de or pt-br",
    "fingerprint": "A pack for pages that a CMS or widget made",
    "generator": 'Beginnings of <meta name="generator">',
    "tokens": "Classes or ids that only such pages have",
    "use": "Ids of packs that the pages get as well",
    "disable": "Rules of this or a lower layer that shall not run here",
    "body": "Where the story stands: the first rule that hits wins, a list of selectors joins its pieces",
    "remove": "What leaves the body",
    "keep": "What stays, whatever other rules say",
    "metadata": "Where a field is read from; the first source with a value wins",
    "phrases": "Boilerplate phrases of a pack",
    "tests": "Small pages, and what must leave them or stay",
    "why": "Reason, in a few words: the log shows it to readers",
    "label": "What it is; the log counts by it (rules/taxonomy.yaml)",
    "field": "Move the text to this metadata field instead of dropping it",
    "css": "CSS selectors; any of them hits",
    "climb": "Take the nearest ancestor that matches this instead of the hit",
    "first": "Only the first hit",
    "html": "In HTML pages",
    "text": "In text input, and in the blocks of HTML pages",
    "lines": "The whole line or block equals one",
    "line_starts": "The line begins with one",
    "prefixes": "The line begins with one",
    "regex": "google-re2 on the normalised line: lower case does not matter, no lookaround",
    "regexes": "google-re2 on the normalised line: lower case does not matter, no lookaround",
    "heading": "The line equals one and opens a section that goes with it",
    "until": "Where a section ends; the last day of a window",
    "from": "The first day of a window, as 2024-03-02",
    "max_blocks": "Blocks of a section at most",
    "cut_from": "From the line that begins with one to the end of the page",
    "where": "Part of the body in which the match must begin",
    "valid": "Crawl dates for which the rule holds, both included",
    "guard": "Limits of what the rule may take",
    "max_body_share": "Per cent of the body above which the removal is blocked; 40 unless told",
    "known_risks": "Where the rule may be wrong",
    "tier": "3 cuts anywhere, 2 at head and tail, 1 in runs; opener: a heading over links; meta: moves to the metadata",
    "rule": "Full id of a rule, as lang/en/share, or of a file",
    "jsonld": "Path in the page's JSON-LD, as author.name",
    "meta": "Key of a <meta>",
    "attribute": "Attribute that holds the value; the text where left out",
    "after": "The value stands behind this",
    "before": "The value stands before this",
    "name": "What the test says, in a sentence",
    "url": "Address of the test's page",
    "crawled": "Day of the crawl, as 2024-03-02",
    "removed": "Texts that must go, each with the id of the rule that takes it",
    "kept": "Texts that must stay",
    "output": "The whole body that must come out",
}


def json_schema(taxonomy: Taxonomy | None = None) -> str:
    """The JSON Schema of rule files; ends in a newline. taxonomy: whose labels are offered; None is the shipped one."""
    known = taxonomy or load_taxonomy(shipped_folder() / "taxonomy.yaml")
    schema = RuleFileModel.model_json_schema(by_alias=True, mode="validation")
    labels = {label.id: label.definition for label in known.labels}
    for model in (schema, *schema["$defs"].values()):
        for name, value in model.get("properties", {}).items():
            _without_null(value)
            _describe(name, value, labels)
    head = {**schema, "$schema": _DIALECT, "title": "Rule file of article-cleaner"}
    return json.dumps(head, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_json_schema(path: Path) -> None:
    """Write the JSON Schema to `path` (rules/rule.schema.json in the repository)."""
    path.write_text(json_schema(), encoding="utf-8")


def _without_null(value: dict[str, Any]) -> None:
    """A key that may be left out is never null in a file; without that choice editors show a fault at its own place."""
    choices = [choice for choice in value.get("anyOf", ()) if choice != {"type": "null"}]
    if choices:
        value["anyOf"] = choices
    if len(choices) == 1:
        value.update(value.pop("anyOf")[0])
    if value.get("default", 0) is None:
        del value["default"]


def _describe(name: str, value: dict[str, Any], labels: dict[str, str]) -> None:
    """Add what the key means, and for a label what there is."""
    if name in _MEANINGS:
        value["description"] = _MEANINGS[name]
    if name == "label":
        value["enum"] = list(labels)
        value["enumDescriptions"] = list(labels.values())
