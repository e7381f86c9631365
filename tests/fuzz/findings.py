"""What broke a promise, kept as files: the input, and beside it what happened."""

from __future__ import annotations

import hashlib
import re
import time
import traceback
from collections.abc import Callable
from pathlib import Path

SLOW_SECONDS = 2.0  # processor time for one input of 8 KB; ordinary ones take a hundredth
_RULE_CODE = re.compile(r"\[(R\d+)\]")


class Findings:
    """Findings in `folder`: the first input for each kind of fault, told by exception and place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slowest = SLOW_SECONDS
        folder.mkdir(parents=True, exist_ok=True)

    def watch(self, check: Callable[[bytes], None], content: bytes) -> None:
        """Run `check`; what it raises is kept, and the search goes on."""
        before = time.process_time()
        try:
            check(content)
        except Exception as error:
            self._keep(_kind(error), content, traceback.format_exc())
        taken = time.process_time() - before
        if taken > self.slowest:
            self.slowest = 2 * taken
            self._keep(f"slow-{taken:.0f}s", content, f"{taken:.1f} s of processor time for {len(content)} bytes")

    def _keep(self, kind: str, content: bytes, told: str) -> None:
        if not any(self.folder.glob(f"{kind}-*.bin")):
            name = f"{kind}-{hashlib.sha256(content).hexdigest()[:8]}"
            (self.folder / f"{name}.bin").write_bytes(content)
            (self.folder / f"{name}.txt").write_text(told, "utf-8", "backslashreplace")


def _kind(error: Exception) -> str:
    """The exception, where it was raised, and the code of a rule problem where it names one."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    code = _RULE_CODE.findall(str(error))[:1]
    return "-".join((type(error).__name__, Path(frame.filename).stem, str(frame.lineno), *code))
