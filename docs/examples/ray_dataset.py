"""Pages that are a dataset of Ray already: cleaned by `map_batches`, one actor a core.

python docs/examples/ray_dataset.py pages.parquet clean
"""

import sys

import ray

from cleaner.arrow import Settings
from cleaner.ray import clean_dataset

source, target = sys.argv[1:]
ray.init(logging_level="ERROR", log_to_driver=False)
cores = int(ray.cluster_resources()["CPU"])
pages = ray.data.read_parquet(source)  # columns html (or text), url, id …: see cleaner/arrow.py
clean = clean_dataset(pages, Settings(keep=("crawl",)), workers=cores).materialize()
clean.write_parquet(target)
for row in clean.groupby("status").count().take_all():
    print(row["status"], row["count()"])
