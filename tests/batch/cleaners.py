"""Cleaners for texts that obey orders, picklable for workers."""

from __future__ import annotations

import ctypes
import os
import time

from cleaner.model import Metadata, Page, Removal
from cleaner.result import Result

REMOVAL = Removal(9, 15, "share", "lang/en/share", "phrases", "names a share button")


def fake(page: Page) -> Result:
    """`bad` raises, `empty` and `refused` end as they say, others keep nine letters."""
    text = page.content if isinstance(page.content, str) else page.content.decode()
    if text.startswith("bad"):
        raise ValueError("cannot make\nsense of it")
    if text.startswith("empty"):
        return Result(page.id, "", "empty", url=page.url, code="no_text", reason="nothing there", base=text)
    if text.startswith("refused"):
        return Result(page.id, "", "skipped", url=page.url, code="not_html", reason="a picture")
    removals = (REMOVAL,) if len(text) == 15 else ()
    flags = ("large_removal",) if removals else ()
    facts = Metadata(title="The ferry", moved=(("title", "The ferry"),))
    return Result(
        page.id, text[:9], "ok", "text", page.url, removals, (), facts, flags=flags, base=text, source=page.source
    )


def poisoned(page: Page) -> Result:
    """As `fake`; besides `crash`, `loop`, `eat` and `doze` do what they say."""
    text = page.content if isinstance(page.content, str) else page.content.decode()
    if text.startswith("crash"):
        ctypes.string_at(0)
    while text.startswith("loop"):
        pass
    if text.startswith("eat"):
        return Result(page.id, "x" * 5_000_000_000, "ok")
    if text.startswith("doze"):
        time.sleep(0.005)
    if text.startswith("pid"):
        return Result(page.id, str(os.getpid()), "ok")
    return fake(page)
