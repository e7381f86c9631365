"""What other extractors make of the pages of the set: each page in a process with the same limits as ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import orjson

from cleaner.batch.sandbox import Job, Loss, Sandbox
from tests.torture.case import STORY, Case
from tests.torture.work import BY_NAME, TortureWork, lost_lines

PEERS = ("trafilatura", "resiliparse", "readability-lxml")
KEEPS, LOSES, NOTHING, GARBAGE, RAISES = (
    "all kept",
    "text lost in silence",
    "nothing, in silence",
    "garbage kept",
    "exception",
)
KILLED = {"timeout": "over 10 s", "out_of_memory": "over 2 GB", "crash": "crash"}
_WORDLESS = 20  # characters up to which an answer is none
_TOLD, _HELD = "no text, with a reason", "all kept"
_WORST = (KILLED["crash"], KILLED["out_of_memory"], KILLED["timeout"], RAISES, LOSES, NOTHING, GARBAGE, KEEPS)


class Peer:
    """A task is the name of a page, the answer what came of it in a word."""

    def __init__(self, name: str) -> None:
        self.name = name

    def warm_up(self) -> None:
        _EXTRACT[self.name](b"<html><body><article><p>The ferry sails again on Monday.</p></article></body></html>")

    def __call__(self, task: bytes, data: bytes = b"") -> bytes:
        case = BY_NAME[task.decode()]
        assert isinstance(case, Case)
        made = case.make()
        content = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
        try:
            text = _EXTRACT[self.name](content)
        except MemoryError:
            raise
        except Exception:
            return RAISES.encode()
        return _judged(case, text).encode()


def _judged(case: Case, text: str) -> str:
    if not case.keeps:  # we refuse it; who lives through it and has the story has won, as far as there is one
        if not lost_lines(STORY, text) and "skipped/not_html" not in case.outcome:
            return KEEPS
        return GARBAGE if len(text.strip()) > _WORDLESS else NOTHING
    if not text.strip():
        return NOTHING
    if lost_lines(case.keeps, text):
        return LOSES
    return GARBAGE if any(line in text for line in case.lacks) else KEEPS


def _trafilatura(content: bytes) -> str:
    from trafilatura import extract

    return extract(content, include_comments=False) or ""


def _resiliparse(content: bytes) -> str:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return str(extract_plain_text(bytes_to_str(content, detect_encoding(content) or "utf-8"), main_content=True))


def _readability(content: bytes) -> str:
    from lxml import html
    from readability import Document

    found = html.fromstring(Document(content).summary())
    return "\n".join(found.itertext())


_EXTRACT: dict[str, Callable[[bytes], str]] = {
    "trafilatura": _trafilatura,
    "resiliparse": _resiliparse,
    "readability-lxml": _readability,
}


def table(names: Sequence[str]) -> str:
    """Markdown: the sums for each extractor, then the pages that any of the others does not keep whole."""
    from tests.torture.__main__ import LIMITS

    pages = [name for name in names if isinstance(case := BY_NAME[name], Case) and case.kind == "html"]
    answers = {"cleaner": _ours(pages)}
    for peer in PEERS:
        with Sandbox(Peer(peer), 1, LIMITS) as sandbox:
            jobs = sandbox.settle(Job(name.encode()) for name in pages)
            answers[peer] = [
                KILLED[a.code] if isinstance(a := job.answer, Loss) else (a or b"").decode() for job in jobs
            ]
    heads = list(answers)
    lines = ["| what came of " + f"{len(pages)} pages | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    sums = {head: Counter(given) for head, given in answers.items()}
    for outcome in (_TOLD, *reversed(_WORST)):
        if any(sums[head][outcome] for head in heads):
            lines.append(f"| {outcome} | " + " | ".join(str(sums[head][outcome]) for head in heads) + " |")
    lines += ["", "| page | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for at, name in enumerate(pages):
        given = [answers[head][at] for head in heads]
        if any(one != KEEPS for one in given):
            lines.append(f"| {name} | " + " | ".join(given) + " |")
    return "\n".join(lines)


def _ours(pages: Sequence[str]) -> list[str]:
    """The same judgement on us: what has no text says why."""
    from tests.torture.__main__ import LIMITS

    with Sandbox(TortureWork(), 1, LIMITS) as sandbox:
        jobs = sandbox.settle(Job(name.encode()) for name in pages)
        found = []
        for job in jobs:
            if not isinstance(job.answer, bytes):
                found.append(KILLED[job.answer.code] if job.answer else RAISES)
                continue
            verdict = orjson.loads(job.answer)
            found.append(LOSES if verdict["wrong"] else _HELD if verdict["outcome"] == "ok" else _TOLD)
        return found
