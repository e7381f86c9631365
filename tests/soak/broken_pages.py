"""Cleans many broken pages in workers, and accounts for each: real pages cut, spliced, flipped and re-encoded.

    python -m tests.soak.broken_pages --pages 50000 --minutes 60 --seed 1

The pages are those of ../shared/benchmark where it is, else of the corpus. Reports crashes, time-outs, growth of
memory, statuses and flags by kind of damage. Exits with 1 when a page is lost, fails, or is `empty` though it shows
prose (unexplained).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cleaner import Cleaner
from cleaner.batch.answers import PageWork
from cleaner.batch.outcomes import Outcome
from cleaner.batch.sandbox import Job, Loss, Sandbox, WorkerLimits
from cleaner.model import Page
from cleaner.readers import raw_of
from tests.conftest import CORPUS, SHARED, records

SPLITS = ("press-dev", "news-dev", "wcxb-dev", "snippets-dev")
DAMAGES = ("cut", "spliced", "flipped", "re-encoded", "unclosed", "doubled", "as text")
_CHARSETS = ("utf-16", "utf-16-le", "cp1252", "cp1251", "shift_jis", "koi8-r", "gb18030", "euc_kr", "utf-8-sig")
_OPENERS = (b"<!--", b"<script>", b"<style>", b"<title>", b"<textarea>", b"<plaintext>", b"<select>", b'<a title="')
_EXPLAINED = ("no_text", "all_boilerplate", "suspicious_empty", "no_input", "not_html", "bad_encoding")
_MEASURED_EVERY = 200  # pages
_HIDDEN = re.compile(rb"<(script|style|template|select)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)", re.I | re.S)
_SENTENCE = 80  # bytes of a piece that counts as prose
_MUCH_PROSE = 1_000  # bytes of it that no page may lose without a word


def damaged(kind: str, content: bytes, other: bytes, chance: random.Random) -> bytes:
    """`content` with one kind of damage."""
    place = chance.randrange(len(content) + 1)
    if kind == "cut":
        return content[:place]
    if kind == "spliced":
        return content[:place] + other[chance.randrange(len(other) + 1) :]
    if kind == "flipped":
        flipped = bytearray(content)
        for _ in range(50):
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
        return bytes(flipped)
    if kind == "re-encoded":
        return content.decode("utf-8", "replace").encode(chance.choice(_CHARSETS), "replace")
    if kind == "unclosed":
        return content[:place] + chance.choice(_OPENERS) + content[place:]
    if kind == "doubled":
        return content + content[place:]
    return content


@dataclass(slots=True)
class Soak:
    """One series. ends: (damage, status/code) with counts. bad: what nothing explains, for people."""

    chance: random.Random
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[tuple[str, str]] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    done: int = 0
    memory: list[int] = field(default_factory=list)  # of the largest worker, from time to time

    def pages(self, count: int, until: float) -> Iterator[tuple[str, Page]]:
        """The pages, all of them again and again, each time with other damage, until the count or the time is up."""
        other, made = b"<p>", 0
        while True:
            for page_id, content, url in originals():
                kind = self.chance.choice(DAMAGES)
                broken = damaged(kind, content or b"<p>", other, self.chance)
                if made == count or time.monotonic() > until:
                    return
                yield kind, Page(broken, f"{made}:{kind}:{page_id}", url, "text" if kind == "as text" else None)
                other, made = content or other, made + 1

    def go(self, count: int, minutes: float, workers: int) -> None:
        """Clean them, and count how each ended."""
        work = PageWork(Cleaner(site_rules=False).clean_page, log_text=False)
        source = self.pages(count, time.monotonic() + 60 * minutes)
        with Sandbox(work, workers, WorkerLimits(seconds=10)) as sandbox:
            for job in sandbox.settle(_Tagged.of(kind, page) for kind, page in source):
                self.end(job)
                if self.done % _MEASURED_EVERY == 0:
                    self.memory.append(_memory_of_workers())

    def end(self, job: _Tagged) -> None:
        self.done += 1
        if not isinstance(job.answer, bytes):
            end = job.answer.code if isinstance(job.answer, Loss) else "no answer"
            self.ends[job.kind, f"failed/{end}"] += 1
            self.bad.append(f"{job.page_id}: {end}")
            return
        outcome = Outcome.from_bytes(job.answer)
        self.ends[job.kind, "/".join(filter(None, (outcome.status, outcome.code)))] += 1
        for flag in outcome.counts.flags:
            self.flags[job.kind, flag] += 1
        if outcome.status == "failed":
            self.bad.append(f"{job.page_id}: {outcome.entry.dead.decode()[:300]}")
        elif outcome.status != "ok" and outcome.code not in _EXPLAINED and not outcome.code.startswith("too_"):
            self.bad.append(f"{job.page_id}: {outcome.status}/{outcome.code}: unexplained")
        elif outcome.code in ("no_text", "all_boilerplate") and (prose := _prose(job.content)) > _MUCH_PROSE:
            self.bad.append(f"{job.page_id}: {outcome.code}, but about {prose} characters of prose stand in the source")


@dataclass(slots=True, kw_only=True)
class _Tagged(Job):
    """A page on its way, with what was done to it."""

    kind: str
    page_id: str
    content: bytes

    @classmethod
    def of(cls, kind: str, page: Page) -> _Tagged:
        content = page.content if isinstance(page.content, bytes) else b""
        return cls(raw_of(page).head, kind=kind, page_id=page.id, content=content)


def _prose(content: bytes) -> int:
    """Characters of sentences between the tags of `content`, read without a parser."""
    pieces = (b" ".join(piece.split()) for piece in _HIDDEN.sub(b"\n\n", content).split(b"\n\n"))
    return sum(len(piece) for piece in pieces if len(piece) > _SENTENCE and piece.endswith((b".", b"!", b"?")))


def _memory_of_workers() -> int:
    """Bytes that the largest process under this one holds; 0 where the system does not tell."""
    try:
        pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    except OSError:
        return 0
    return max(pages, default=0) * resource.getpagesize()


def originals() -> Iterator[tuple[str, bytes, str]]:
    """The sound pages: (id, content, address)."""
    if SHARED.is_dir():
        for split in SPLITS:
            for record in records(SHARED / "benchmark" / f"{split}.jsonl.zst"):
                yield record["id"], record["html"].encode("utf-8", "replace"), record["url"]
    else:
        for path in sorted(CORPUS.glob("*/page.html")):
            yield path.parent.name, path.read_bytes(), "https://harbour.example/story"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    soak, began = Soak(random.Random(given.seed)), time.monotonic()
    soak.go(given.pages, given.minutes, given.workers)
    print(f"{soak.done} pages in {time.monotonic() - began:.0f} s, seed {given.seed}")
    totals: Counter[str] = Counter()
    for (_, end), count in soak.ends.items():
        totals[end] += count
    kinds = sorted({kind for kind, _ in soak.ends})
    print(f"{'':28}{'all':>8}", *(f"{kind:>11}" for kind in kinds))
    for end, count in totals.most_common():
        print(f"{end:28}{count:8}", *(f"{soak.ends[kind, end]:11}" for kind in kinds))
    for flag in sorted({flag for _, flag in soak.flags}):
        of_kind = [soak.flags[kind, flag] for kind in kinds]
        print(f"  flag {flag:21}{sum(of_kind):8}", *(f"{count:11}" for count in of_kind))
    print("memory of the largest worker, MB:", *(f"{held / 1e6:.0f}" for held in soak.memory))
    print(f"{len(soak.bad)} lost or unexplained", *soak.bad[:20], sep="\n  ")
    sys.exit(bool(soak.bad) or sum(totals.values()) != soak.done)


if __name__ == "__main__":
    main()
