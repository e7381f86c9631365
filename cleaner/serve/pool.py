"""What stands behind the service: processes that can be killed, one a thread, and no more requests than they can do."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Literal

from cleaner.authoring.explain import Block, Explanation, explain
from cleaner.authoring.page import render
from cleaner.batch import WorkerLimits
from cleaner.batch.answers import PageWork
from cleaner.batch.lasting import LastingSandbox
from cleaner.batch.types import Job, Loss
from cleaner.model import Page
from cleaner.writers import encode

View = Literal["clean", "explain", "explain_html"]
# Requests that wait for each worker; at 15 ms a page a client waits for a quarter of a second behind these.
_WAITING_A_WORKER = 16


class Busy(Exception):
    """There is more to do than the workers can do soon."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request on its way to a worker."""

    page: Page
    view: View = "clean"
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class ServiceWork:
    """What a worker of the service does (`cleaner.batch.worker.Work`): an Outcome as bytes, or the page explained."""

    pages: PageWork

    def warm_up(self) -> None:
        self.pages.warm_up()

    def __call__(self, task: bytes, data: bytes) -> bytes:
        asked: Asked = pickle.loads(task)
        work = replace(self.pages, markdown=True) if asked.markdown else self.pages
        if asked.view == "clean":
            return work.outcome(asked.page).to_bytes()
        try:
            result = work.clean(asked.page)
            shown = explain(result)
            if asked.view == "explain_html":
                return render(shown, result.url or result.page_id).encode("utf-8", "replace")
            return encode(_as_json(shown))
        except MemoryError:
            raise
        except Exception as error:  # the page is told of it as `clean` tells it
            return encode({"failed": f"{type(error).__name__}: {error}"[:500]})


class Pool:
    """Workers for requests. `answer` is for one event loop; a worker lives in a thread of its own, which stays, since
    a process ends with the thread that has started it.
    """

    def __init__(self, work: PageWork, workers: int, limits: WorkerLimits) -> None:
        self._made_from = (ServiceWork(work), 1, limits)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="cleaner")
        self._most = workers * (1 + _WAITING_A_WORKER)
        self._mine = threading.local()
        self._all: list[LastingSandbox] = []
        self.workers = workers
        self.open = 0  # requests that wait or are worked at

    async def warm_up(self) -> None:
        """Start all workers, and let each load what it needs. Raises CleanerError where none can live."""
        page = Asked(Page("The ferry sails again on Monday.", kind="text"))
        loop, task = asyncio.get_running_loop(), pickle.dumps(page)
        barrier = threading.Barrier(self.workers)  # else the first one may take all these tasks
        await asyncio.gather(
            *(loop.run_in_executor(self._threads, self._first, task, barrier) for _ in range(self.workers))
        )

    async def answer(self, asked: Asked) -> bytes | Loss:
        """Raises Busy, and CleanerError where workers cannot live."""
        if self.open >= self._most:
            raise Busy
        self.open += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._settled, pickle.dumps(asked))
        finally:
            self.open -= 1

    def close(self) -> None:
        """Ends the workers when what they are at is done."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for sandbox in self._all:
            sandbox.close()

    def _first(self, task: bytes, barrier: threading.Barrier) -> None:
        barrier.wait()
        self._settled(task)

    def _settled(self, task: bytes) -> bytes | Loss:
        sandbox: LastingSandbox | None = getattr(self._mine, "sandbox", None)
        if sandbox is None:
            sandbox = self._mine.sandbox = LastingSandbox(*self._made_from)
            self._all.append(sandbox)
        (job,) = sandbox.settle(iter([Job(task)]))
        assert job.answer is not None
        return job.answer


def _as_json(shown: Explanation) -> dict[str, object]:
    """The page in order: passages of blocks, each block in pieces, kept or taken away."""
    blocks = [block for passage in shown.passages for block in passage.blocks]
    taken = {piece.taken.number: piece.taken for block in blocks for piece in block.pieces if piece.taken}
    return {
        **shown.result.to_dict(log=False),
        "total_characters": shown.total,
        "kept_characters": shown.kept,
        "labels": [{"label": one.label, "spans": one.spans, "characters": one.characters} for one in shown.labels],
        "removals": [{"number": number, **asdict(one.removal)} for number, one in sorted(taken.items())],
        "passages": [
            {"kept": passage.taken is None, "blocks": [_block(block) for block in passage.blocks]}
            for passage in shown.passages
        ],
    }


def _block(block: Block) -> dict[str, object]:
    pieces = [{"text": one.text, "removal": one.taken.number if one.taken else None} for one in block.pieces]
    return {"tag": block.tag, "pieces": pieces}
