"""One Cleaner serves the threads of a process, from the first page on, when what is read once is not there yet."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import CORPUS

# In a process of its own: in this one all that is made once has been made.
_PROGRAM = """
import sys, threading
from pathlib import Path
from cleaner import Cleaner

pages = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*/page.html"))[::3]]
pages += [("Bore er en by ved havet, og " + word + " alle som ror, ror ut om natten. " * 4).encode() for word in "abc"]
cleaner, ready, said = Cleaner(), threading.Barrier(4), [None] * 4

def work(place):
    ready.wait()
    try:
        said[place] = [cleaner.clean(page).to_dict() for page in pages]
    except Exception as error:
        said[place] = repr(error)

sys.setswitchinterval(1e-5)  # seconds; a thread gives way a hundred times a page
threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
work_alone = [cleaner.clean(page).to_dict() for page in pages]
print([one if isinstance(one, str) else one == work_alone for one in said])
"""


@pytest.mark.slow
def test_threads_that_share_a_cleaner_get_what_one_alone_gets() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(CORPUS)], capture_output=True, text=True, timeout=300, check=False
    )
    assert ("[True, True, True, True]\n", "") == (done.stdout, done.stderr)
