"""A case of the torture set: a page or a file, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cleaner.model import Kind

PARAGRAPHS = 8
_NAMES = "Ames Bruun Calder Dinesen Eskil Falk Greve Holm Ibsen Juhl Krag Lund Moen Nyberg Olsen Prag Quist".split()


def sentence(number: int) -> str:
    """A sentence of the story, unlike all others."""
    name = _NAMES[number % len(_NAMES)]
    return (
        f"Captain {name} told the harbour board on Tuesday that pier {number} must be widened before the winter, "
        f"or {number + 3} boats would have to look for another place."
    )


STORY = tuple(sentence(number) for number in range(1, PARAGRAPHS + 1))
HTML_STORY = "\n".join(f"<p>{line}</p>" for line in STORY)
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pier to be widened</title></head>'


def page(body: str = HTML_STORY, head: str = HEAD) -> str:
    """A whole page around `body`."""
    return f"{head}<body><article><h1>Pier to be widened</h1>{body}</article></body></html>"


@dataclass(frozen=True, slots=True)
class Case:
    """make: the content of a page. outcome: `status` or `status/code` that it must have; several where each is right.
    flags: that the result must have. keeps: what its text must hold, in this order. lacks: what must not be in it.
    """

    name: str
    make: Callable[[], bytes | str]
    outcome: tuple[str, ...] = ("ok",)
    flags: tuple[str, ...] = ()
    keeps: tuple[str, ...] = STORY
    lacks: tuple[str, ...] = ()
    kind: Kind | None = "html"
    content_type: str | None = None
    url: str | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True)
class InputCase:
    """make: writes a file (or several) into a folder. outcome: how many pages or inputs ended how, such as
    `ok 1, skipped/too_large_decoded 1`, or `refused`. check: looks at the folder of the output, says what is wrong.
    options: of a `cleaner run` in a process of its own, whose workers have the limits; without any the readers alone
    are tried, in the worker of the set.
    """

    name: str
    make: Callable[[Path], Path]
    outcome: str
    check: Callable[[Path], str] = lambda folder: ""
    slow: bool = False
    options: tuple[str, ...] = ()


def refused(name: str, make: Callable[[], bytes | str], *outcome: str, slow: bool = False) -> Case:
    """A page that must not be taken for one."""
    return Case(name, make, outcome, keeps=(), slow=slow)


def of(function: Callable[..., str | bytes], *given: object) -> Callable[[], str | bytes]:
    """`function` of what is given, called when the case is run."""
    return partial(function, *given)
