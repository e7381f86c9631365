"""Documents of datatrove: HTML in, bodies out, and what went beside them, a document each span.

python docs/examples/datatrove_pages.py pages clean left-out
"""

import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.adapters.datatrove import CleanHtml

source, target, left_out = sys.argv[1:]

if __name__ == "__main__":
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source, text_key="html"),  # url stands beside it, and becomes metadata["url"]
            CleanHtml(exclusion_writer=JsonlWriter(left_out)),
            JsonlWriter(target),
        ],
        tasks=1,  # one for each file of a real dump
        workers=1,
    ).run()
