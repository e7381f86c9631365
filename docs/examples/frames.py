"""The same file through pandas, Polars and DuckDB.

python docs/examples/frames.py pages.parquet
"""

import sys

import duckdb
import pandas
import polars

from cleaner.adapters.frames import clean_frame
from cleaner.rows import Settings

(source,) = sys.argv[1:]
settings = Settings(keep=("crawl",))

frame = clean_frame(pandas.read_parquet(source), settings)
print(frame.groupby("status")["id"].count())

lines = clean_frame(polars.read_parquet(source), settings)
print(lines.select(polars.col("removals").explode().struct.field("label")).to_series().value_counts(sort=True))

clean = clean_frame(duckdb.read_parquet(source), settings)
print(duckdb.sql("SELECT status, crawl, count(*) AS pages, avg(length(text)) AS characters FROM clean GROUP BY ALL"))
