"""A Parquet file of any size, cleaned batch after batch in a few hundred megabytes: pyarrow, no engine.

python docs/examples/arrow_parquet.py pages.parquet clean.parquet
"""

import sys

import pyarrow.parquet as pq

from cleaner.arrow import SCHEMA, CleanBatches

source, target = sys.argv[1:]
pages = pq.ParquetFile(source)  # columns html (or text), url, id …: see cleaner/arrow.py
with pq.ParquetWriter(target, SCHEMA, compression="zstd") as file:
    for batch in CleanBatches().stream(pages.iter_batches(64)):
        file.write_batch(batch)
