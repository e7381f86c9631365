"""What all tests share: one cleaner, and the measuring material beside the checkout, where it exists."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from tests.closed import sitecustomize as closed

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CORPUS = ROOT / "corpus"

# Before any test: no socket but loopback, here and in every process that a test starts, workers included.
_CLOSED = str(Path(closed.__file__).parent)
sys.path.append(_CLOSED)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), _CLOSED]))
os.environ[closed.SWITCH] = "1"
closed.shut()


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """A test that wanted to reach out of this machine fails, even where the code took the refusal in silence."""
    closed.refused.clear()
    yield
    assert [] == closed.refused


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    """The shipped rules without the files for single publishers."""
    return Cleaner(site_rules=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring material; tests that need it are skipped on machines without."""
    if not SHARED.is_dir():
        pytest.skip("the measuring material ../shared is not on this machine")
    return SHARED


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a .jsonl.zst file of the benchmark."""
    import zstandard

    with zstandard.open(path, "rb") as stream:
        for line in io.TextIOWrapper(stream, "utf8"):
            yield json.loads(line)
