"""`--json-log`: what a run has to say, as lines of JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO

from cleaner.batch import Summary
from cleaner.cli.amount import Amount
from cleaner.cli.inert import clean_text
from cleaner.writers import encode


class JsonLog:
    """One object a line on `stream`, flushed: `event` says what it is, `time` when it was.

    start: inputs, out. warning, error: message. progress: pages, share (0 to 1 or null), rate (pages a second),
    seconds, seconds_left (or null), ok, empty, skipped, failed. end: the same counts, reasons, exit_code, interrupted.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def start(self, inputs: Sequence[str], out: str) -> None:
        self._say("start", inputs=list(inputs), out=out)

    def warning(self, message: str) -> None:
        self._say("warning", message=clean_text(message))

    def error(self, message: str, exit_code: int) -> None:
        self._say("error", message=clean_text(message), exit_code=exit_code)

    def progress(self, amount: Amount) -> None:
        share, left = amount.share, amount.seconds_left
        self._say(
            "progress",
            pages=amount.pages,
            share=None if share is None else round(share, 4),
            rate=round(amount.rate, 1),
            seconds=round(amount.seconds, 1),
            seconds_left=None if left is None else round(left),
            **{status: pages for status, pages, _ in amount.status_shares()},
        )

    def end(self, summary: Summary, exit_code: int) -> None:
        self._say(
            "end",
            pages=summary.pages,
            read=summary.read,
            seconds=round(summary.seconds, 1),
            **{count.name: count.times for count in summary.statuses},
            reasons={count.name: count.times for count in summary.reasons},
            interrupted=summary.interrupted,
            exit_code=exit_code,
        )

    def _say(self, event: str, **fields: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._stream.write(encode({"time": now, "event": event, **fields}))
        self._stream.flush()
