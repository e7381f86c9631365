"""Hugging Face datasets: a function for `map(batched=True)`, and the call with the settings that go with it.

    pages = datasets.load_dataset("json", data_files="pages.jsonl", split="train")
    clean = clean_dataset(pages, num_proc=4)

Also for datasets that stream (IterableDataset).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cleaner.arrow import CleanBatches, Settings
from cleaner.batch.answers import PageWork
from cleaner.extras import import_extra
from cleaner.rows import USUAL

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = import_extra("pyarrow", "arrow")

# Pages are large: 64 of them are a batch, and as many go to the file at once.
BATCH_ROWS = 64


class CleanExamples:
    """For `map(CleanExamples(settings), batched=True)`: a batch of columns in, the columns of cleaner.arrow out.

    Give it tables (`dataset.with_format("arrow")`), which keep their types; with plain columns types are guessed from
    the first batch, and where that has no removals the guess is wrong. It pickles as its settings, so that the cache of
    datasets knows it again.
    """

    def __init__(self, settings: Settings = USUAL, work: PageWork | None = None) -> None:
        self._clean = CleanBatches(settings, work)

    def __call__(self, examples: Mapping[str, list[Any]] | pa.Table) -> Any:
        """As CleanBatches; raises as that."""
        if isinstance(examples, Mapping):
            return self._clean.table(pa.table(dict(examples))).to_pydict()
        return self._clean.table(examples)


def clean_dataset(dataset: Any, settings: Settings = USUAL, **given: Any) -> Any:
    """The pages of a Dataset or IterableDataset, cleaned. given: what else `map` takes, such as num_proc."""
    import_extra("datasets", "datasets")
    options = {"batch_size": BATCH_ROWS, **given}
    if hasattr(dataset, "cache_files"):  # one that lies on the disk
        options = {"writer_batch_size": BATCH_ROWS, **options}
    columns = dataset.column_names
    clean = dataset.with_format("arrow").map(CleanExamples(settings), batched=True, remove_columns=columns, **options)
    return clean.with_format(None)
