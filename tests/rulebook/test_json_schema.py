"""What an editor makes of rule files through their schema line: the shipped ones are sound, and faults show."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from cleaner.rulebook.json_schema import json_schema
from cleaner.rulebook.taxonomy import load_taxonomy

RULES = Path(__file__).resolve().parents[2] / "rules"
FILES = sorted(path for path in RULES.rglob("*.yml") if not any(part.startswith(".") for part in path.parts))
SCHEMA_LINE = re.compile(r"\A# yaml-language-server: \$schema=(\S+)\n")
HEAD = "format: 1\nid: a\n"


class Core(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: `no` and dates are text, only true, null and numbers are not."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(json_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(validator: Draft202012Validator, text: str) -> list[str]:
    loaded: Any = yaml.load(text, Core)
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(loaded)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(RULES).as_posix())
def test_a_shipped_file_is_sound_in_an_editor(validator: Draft202012Validator, path: Path) -> None:
    assert [] == faults(validator, path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(RULES).as_posix())
def test_the_first_line_of_a_shipped_file_leads_to_the_schema(path: Path) -> None:
    line = SCHEMA_LINE.match(path.read_text("utf-8"))
    assert line is not None
    assert RULES / "rule.schema.json" == (path.parent / line[1]).resolve()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("remvoe: []", ""),
        ("status: stabel", "status"),
        ("remove: [{id: a, label: navv, text: {lines: A}}]", "remove/0/label"),
        ("remove: [{id: a, label: nav, text: {lines: [1]}}]", "remove/0/text/lines"),
        ("remove: [{id: a, label: nav, html: {clas: b, css: c}}]", "remove/0/html"),
        ("tests: [{nmae: x}]", "tests/0"),
    ],
)
def test_a_fault_shows_at_its_place(validator: Draft202012Validator, text: str, place: str) -> None:
    assert any(found.startswith(place) for found in faults(validator, HEAD + text))


def test_all_labels_are_offered_with_what_they_mean() -> None:
    label = json.loads(json_schema())["$defs"]["Remove"]["properties"]["label"]
    labels = load_taxonomy(RULES / "taxonomy.yaml").labels
    assert [one.id for one in labels] == label["enum"]
    assert len(labels) == len(label["enumDescriptions"])


def test_each_key_says_what_it_means() -> None:
    schema = json.loads(json_schema())
    models = {"": schema, **schema["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, model in models.items()
        for key, value in model.get("properties", {}).items()
        if "description" not in value and name not in ("", "MetadataField")
    ]
    assert [] == silent
