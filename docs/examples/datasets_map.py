"""A dataset of Hugging Face, cleaned by `map`; `num_proc` takes more processes.

python docs/examples/datasets_map.py pages.jsonl clean.parquet
"""

import sys
from collections import Counter

from datasets import load_dataset

from cleaner.adapters.datasets import clean_dataset
from cleaner.rows import Settings

source, target = sys.argv[1:]
pages = load_dataset("json", data_files=source, split="train")  # columns html (or text), url, id …
clean = clean_dataset(pages, Settings(keep=("crawl",)))
clean.to_parquet(target)
print(Counter(clean["status"]))
