"""Lines that look like boilerplate and are body, and their twins that must go."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cleaner import Cleaner
from tests.conftest import SHARED
from tests.test_seeds import outcomes

_FILE = SHARED / "phrases" / "traps.jsonl"
TRAPS = [json.loads(line) for line in _FILE.read_text("utf8").splitlines()] if _FILE.is_file() else []
_WORD = {"drop": "remove", "metadata": "meta"}


@pytest.mark.skipif(not TRAPS, reason="the traps of ../shared are not on this machine")
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["id"])
def test_a_trap_is_not_stepped_into(cleaner: Cleaner, trap: dict[str, Any]) -> None:
    text = "\n".join(trap["lines"])
    got = outcomes(cleaner.clean(text, kind="text"), text)
    assert trap["expect"] == [_WORD[outcome[1]] if outcome else "keep" for outcome in got.values()]
