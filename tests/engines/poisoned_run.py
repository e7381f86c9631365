"""Engines at work on pages that obey orders (deadly.py).

python -m tests.engines.poisoned_run run|table local|processes|spark|spark-cluster|ray SOURCE OUT
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cleaner.batch import RunOptions, run
from cleaner.batch.engine import Engine
from cleaner.batch.process_engine import ProcessEngine
from cleaner.extras import import_extra
from cleaner.model import Lineage
from cleaner.ray_engine import RayEngine
from cleaner.spark import ddl
from cleaner.spark_engine import SparkEngine
from cleaner.writers import Names
from tests.engines.deadly import LIMITS, SETTINGS, Tables, cleaning, deadly

# Two executors, each in a process of its own, as on a cluster.
MASTERS = {"spark": "local[2]", "spark-cluster": "local-cluster[2,1,1024]"}


def clean_run(engine: str, source: str, out: str) -> int:
    made: Engine | None = None
    if engine == "processes":
        made = ProcessEngine(2)
    elif engine == "ray":
        made = RayEngine(workers=2)
    elif engine in MASTERS:
        made = SparkEngine(MASTERS[engine])
    options = RunOptions(Lineage("0", "rules"), names=Names(), limits=LIMITS, part_pages=20, workers=2, engine=made)
    return run([source], Path(out), deadly, options).exit_code


def clean_table(engine: str, source: str, out: str) -> int:
    if engine == "spark":
        with SparkEngine("local[2]") as spark:
            session: Any = spark._session
            session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
            clean = cleaning()
            pages = session.read.json(source, schema="id string, text string").repartition(4)
            pages.mapInArrow(clean.stream, ddl(SETTINGS.columns)).write.parquet(out)
        return 0
    data = import_extra("ray.data", "ray")
    with RayEngine(workers=2):
        rows = data.read_json(source, override_num_blocks=4)
        rows.map_batches(Tables, batch_size=16, batch_format="pyarrow", concurrency=(1, 2), num_cpus=1).write_parquet(
            out
        )
    return 0


if __name__ == "__main__":
    sys.exit({"run": clean_run, "table": clean_table}[sys.argv[1]](*sys.argv[2:]))
