"""The command `cleaner preview` short of serving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke


def test_importing_cleaner_does_not_import_the_web_server() -> None:
    code = "import sys, cleaner.cli; sys.exit(bool({'nicegui', 'starlette', 'fastapi', 'uvicorn'} & set(sys.modules)))"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_a_missing_extra_says_which_command_installs_it(
    invoke: Invoke, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nicegui", None)
    monkeypatch.delitem(sys.modules, "cleaner.preview.server", raising=False)
    result = invoke("preview", page)
    assert (1, True) == (result.exit_code, "pip install 'article-cleaner[preview]'" in result.stderr)


def test_pages_are_needed(invoke: Invoke) -> None:
    assert 2 == invoke("preview").exit_code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.html",), "no such file or folder"),
        (("PAGE", "--rules", "FOLDER"), "is a folder; name one rule file"),
        (("PAGE", "--user-rules", "nowhere"), "there is no such rule folder"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cure(
    invoke: Invoke, page: Path, arguments: tuple[str, ...], told: str
) -> None:
    pytest.importorskip("nicegui", reason="the extra `preview` is not installed")
    given = {"PAGE": str(page), "FOLDER": str(page.parent)}
    result = invoke("preview", "--no-open", *(given.get(argument, argument) for argument in arguments))
    assert (3, True) == (result.exit_code, told in result.stderr)
