"""Runs a dump with hostile pages and damaged records in its middle: it ends and says so, all other pages are there.

    python -m tests.soak.poison                 # with the limits that pages have
    python -m tests.soak.poison --no-limits     # as if nobody knew these pages: time and memory end them

Two files of WARC: one with the pages of hazards.md between sound ones, a broken gzip member and records whose
Content-Length is wrong, and one that is cut off. Prints what became of each; exits with 1 where something is missing.
"""

from __future__ import annotations

import argparse
import ctypes
import gzip
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import zstandard

from cleaner.batch import RunOptions, Summary, WorkerLimits, names_for, run
from cleaner.batch.recipe import Recipe
from cleaner.model import Limits, Lineage, Page
from cleaner.result import Result
from tests.soak.dump import DumpPage, pages, warc_record

SECONDS, MEMORY_BYTES = 2.0, 600_000_000
_NO_LIMITS = Limits(10**9, 10**9, 10**9, 10**9, 10**9)


def hostile(size: int = 100_000) -> dict[str, str]:
    """Pages by name. size: of the 100,000 that hazards.md speaks of."""
    few = size // 10
    return {
        "nested-div": "<div>" * size + "deep",
        "nested-blockquote": "<blockquote>" * size + "deep",
        "fonts": "".join(f"<p><font id={n}>x</p>" for n in range(few // 2)),
        "attributes": f"<p {' '.join(f'a{n}=1' for n in range(size))}>x</p>",
        "templates": "<template>" * (size * 7 // 10),
        "unclosed-rows": "<table>" + "<tr>" * few + "<td>x",
        "one-word": f"<p>{'x' * size * 20}</p>",
        "half-a-million-elements": "<i>x</i>" * size * 5,
        "zero-bytes": "\0" * size,
    }


# As a page that makes the parser crash, loop or eat memory: real ones are mended when they become known.
ORDERS = ("crash", "loop", "eat")


@dataclass(frozen=True, slots=True)
class Obeying:
    """Cleans pages with `recipe`; a page whose title is one of ORDERS does what it says to the process."""

    recipe: Callable[[Page], Result]

    def __call__(self, page: Page) -> Result:
        content = page.content if isinstance(page.content, str) else page.content.decode("utf-8", "replace")
        if content.startswith("<title>crash"):
            ctypes.string_at(0)
        while content.startswith("<title>loop"):
            pass
        if content.startswith("<title>eat"):
            held = []
            while True:
                held.append(bytearray(20_000_000))
        return self.recipe(page)


@dataclass(slots=True)
class Poison:
    """The two files. sound: names of the pages that must be there. poisoned: of those that must be in the dead letters
    or, where they are harmless, in the results."""

    sound: list[str] = field(default_factory=list)
    poisoned: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def write(self, folder: Path, sound: int, size: int) -> None:
        """`sound` sound pages in all, at least 40."""
        made = pages(sound)
        parts: list[bytes] = []
        orders = {name: f"<title>{name}</title><p>x</p>" for name in ORDERS}
        for number, (name, html) in enumerate({**hostile(size), **orders}.items()):
            parts += self._sound(made, 2)
            self.poisoned.append(name)
            parts.append(gzip.compress(_record(DumpPage(900_000 + number, "html", html), name), 3, mtime=0))
        parts += [*self._sound(made, 2), self._broken(), *self._sound(made, 2)]
        parts += [_wrong_length(+40), *self._sound(made, 2), _wrong_length(-40), *self._sound(made, 2)]
        parts += self._sound(made, max(0, sound - len(self.sound) - 5))
        (folder / "poison.warc.gz").write_bytes(b"".join(parts))
        tail = self._sound(made, 5)
        self.sound.pop()
        (folder / "cut-off.warc.gz").write_bytes(b"".join(tail)[: -len(tail[-1]) // 2])
        self.paths = [str(folder / "poison.warc.gz"), str(folder / "cut-off.warc.gz")]

    def _sound(self, made: Iterator[DumpPage], count: int) -> list[bytes]:
        members = []
        for page in (page for _, page in zip(range(count), made, strict=False)):
            self.sound.append(page.name)
            members.append(gzip.compress(warc_record(page), 3, mtime=0))
        return members

    def _broken(self) -> bytes:
        """A member with nonsense in its middle."""
        body = "".join(chr(97 + random.Random(n).randrange(26)) for n in range(5_000))
        member = bytearray(gzip.compress(_record(DumpPage(910_000, "html", f"<p>{body}"), "broken"), 3, mtime=0))
        middle = len(member) // 2
        member[middle : middle + 60] = b"\xff" * 60
        return bytes(member)

    def problems(self, out: Path, summary: Summary) -> list[str]:
        """What is wrong, for people."""
        results = [row["id"] for row in _rows(out / "results.jsonl.zst")]
        dead = {row["id"]: row["reason"] for row in _rows(out / "dead.jsonl")}
        reasons = {row["reason"] for row in _rows(out / "dead.jsonl")}
        missing = [name for name in self.sound if _id(name) not in results]
        found = [f"sound pages are missing: {missing}"] if missing else []
        found += ["pages stand twice in the results"] if len(set(results)) != len(results) else []
        found += [f"{name} is neither result nor dead letter" for name in self.poisoned
                  if _id(name) not in dead and _id(name) not in results]  # fmt: skip
        found += [f"{name}: the run did not see it" for name in ORDERS if _id(name) not in dead]
        found += [f"no dead letter says {reason}" for reason in ("broken_compression", "truncated_input")
                  if reason not in reasons]  # fmt: skip
        counts = {count.name: count.times for count in summary.statuses}
        if sum(counts.values()) != summary.pages or counts["ok"] != len(results):
            found.append(f"counts do not add up: {counts}, {summary.pages} in all")
        return found + ([f"exit code {summary.exit_code}, not 1"] if summary.exit_code != 1 else [])


def go(
    folder: Path, *, limited: bool = True, sound: int = 60, size: int = 100_000, seconds: float = SECONDS
) -> tuple[Poison, Path, list[str]]:
    """The dump, the output of the run, and what is wrong with it."""
    poison, out = Poison(), folder / "out"
    poison.write(folder, sound, size)
    recipe = Recipe() if limited else Recipe(limits=_NO_LIMITS)
    options = RunOptions(
        Lineage("0", "rules"),
        names=names_for("jsonl"),
        workers=2,
        limits=WorkerLimits(seconds, MEMORY_BYTES),
        part_pages=20,
    )
    summary = run(poison.paths, out, Obeying(recipe), options)
    return poison, out, poison.problems(out, summary)


def _id(name: str) -> str:
    return f"<urn:uuid:{name}>"


def _record(page: DumpPage, name: str) -> bytes:
    return warc_record(page).replace(page.name.encode(), name.encode(), 1)


def _wrong_length(by: int) -> bytes:
    """A record that says to be longer or shorter than it is."""
    page = DumpPage(920_000 + by, "html", "<p>This record does not know its own length, and says another one.</p>" * 5)
    record = warc_record(page)
    head, _, block = record.partition(b"\r\n\r\n")
    length = len(block) - len(b"\r\n\r\n")
    return gzip.compress(head.replace(b"%d" % length, b"%d" % (length + by)) + b"\r\n\r\n" + block, 3, mtime=0)


def _rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return [orjson.loads(line) for line in data.splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--sound", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        poison, out, problems = go(Path(folder), limited=not given.no_limits, sound=given.sound)
        print(f"{time.monotonic() - started:.0f} s; {len(poison.sound)} sound pages; dead letters:")
        for row in _rows(out / "dead.jsonl"):
            print(f"  {row['status']:8} {row['reason']:20} {row['id'] or row['source']['file']}: {row['detail'][:80]}")
        kept = {row["id"] for row in _rows(out / "results.jsonl.zst")}
        print("harmless:", ", ".join(name for name in poison.poisoned if _id(name) in kept) or "none")
    print("\n".join(problems) or "all other pages are there, once")
    return 1 if problems else 0


if __name__ == "__main__":
    from tests.soak import poison  # so that workers find `Obeying` under the same name

    sys.exit(poison.main())
