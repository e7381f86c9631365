"""What surrounds a run: where its output goes, who is told of it, and what is made when it is done."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from cleaner import __version__, remote
from cleaner.batch import Summary
from cleaner.batch.join import MANIFEST
from cleaner.batch.openlineage import RunEvents
from cleaner.batch.remote_out import RemoteOut, default_work
from cleaner.batch.summary import EXIT_NOTHING_READ, EXIT_SOME_FAILED
from cleaner.cli.inert import tell
from cleaner.cli.jsonlog import JsonLog
from cleaner.errors import CleanerError, InputError
from cleaner.report import REPORT, write_report


class Session:
    """One `cleaner run`. folder: where the run writes, on this machine. log: None unless `--json-log`."""

    def __init__(self, inputs: Sequence[str], out: str, given: Mapping[str, Any]) -> None:
        self.log = JsonLog(sys.stderr.buffer) if given["json_log"] else None
        self._inputs = inputs
        self._out = out
        self._report: bool = given["report"]
        path: Path | None = given["openlineage"]
        self._events = RunEvents(path, inputs, out, __version__) if path else None
        self._work: Path | None = given["work_dir"]
        self._far: RemoteOut | None = None
        self.folder = Path(out)

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """An error that was foreseen is told to all who listen."""
        try:
            yield
        except (CleanerError, OSError) as error:
            if self._events:
                with contextlib.suppress(CleanerError):  # where that is what failed
                    self._events.fail(str(error))
            if self.log:
                code = EXIT_NOTHING_READ if isinstance(error, InputError | OSError) else EXIT_SOME_FAILED
                self.log.error(str(error), code)
                sys.exit(code)
            raise

    def warn(self, message: str) -> None:
        if self.log:
            self.log.warning(message)
        else:
            tell(message)

    def begin(self) -> None:
        """Say so, and bring here what an earlier run left behind a URL. Raises CleanerError."""
        if self.log:
            self.log.start(self._inputs, self._out)
        if self._events:
            self._events.start()
        if remote.is_url(self._out):
            self.folder = self._work or default_work(self._out)
            self._far = RemoteOut(self._out, self.folder)
            self._far.check_places(self._inputs)
            self._far.fetch()

    def sealed(self) -> None:
        """A part is on the disk here."""
        if self._far:
            self._far.sealed()

    def finish(self, summary: Summary) -> list[str]:
        """Make the report, bring all to its place, tell the catalogue; the names of the files. Raises CleanerError."""
        if summary.interrupted:
            if self._events:
                self._events.abort(summary)
            return []
        manifest: dict[str, Any] = orjson.loads((self.folder / MANIFEST).read_bytes())
        files = [*manifest["outputs"], MANIFEST]
        delivered = self._far is not None and self._far.delivered
        if not delivered:
            self._make_report()
        if self._report:
            files.append(REPORT)
        if self._far and not delivered:
            self._far.deliver()
        if self._events and summary.exit_code == EXIT_NOTHING_READ:
            self._events.fail("no page was read")
        elif self._events:
            self._events.complete(manifest)
        return files

    def end(self, summary: Summary, exit_code: int) -> int:
        """The last word; gives `exit_code` back."""
        if self.log:
            self.log.end(summary, exit_code)
        return exit_code

    def _make_report(self) -> None:
        """Unless a report of this very run stands there: reading a large log again takes its time."""
        report, manifest = self.folder / REPORT, self.folder / MANIFEST
        if report.exists() and report.stat().st_mtime >= manifest.stat().st_mtime:
            return
        report.unlink(missing_ok=True)  # of a run before this one
        if self._report:
            write_report(self.folder)
