"""docs/preview.md is true: its commands have such options, and its keys are those of the program."""

from __future__ import annotations

import html
import re
import shlex
from importlib.resources import files

import pytest

from cleaner.cli.preview import preview
from cleaner.preview.keys import KEYS
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "preview.md").read_text("utf-8")
COMMANDS = [line for line in TEXT.splitlines() if line.startswith("cleaner preview")]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_docs_is_understood(command: str) -> None:
    context = preview.make_context("preview", shlex.split(command)[2:])
    assert context.params["pages"]


def test_the_docs_name_every_key_of_the_help() -> None:
    said = {html.unescape(key) for keys, _ in KEYS for key in re.findall("<kbd>(.*?)</kbd>", keys)}
    table = TEXT.partition("## Keys")[2].partition("## ")[0]
    assert [] == [key for key in sorted(said) if key not in table]


def test_every_single_key_of_the_help_is_one_that_the_screen_listens_to() -> None:
    script = files("cleaner.preview").joinpath("assets/preview.js").read_text("utf-8")
    listened = script.partition("const KEYS = {")[2].partition("};")[0]
    single = {key for keys, _ in KEYS for key in re.findall("<kbd>(.)</kbd>", keys)} - {"S"}
    assert [] == [key for key in sorted(single) if not re.search(rf"""^  "?{re.escape(key)}"?: """, listened, re.M)]
