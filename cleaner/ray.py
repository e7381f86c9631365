"""Ray Data: a class for `map_batches`. (`cleaner run --engine ray` is in ray_engine.py.)

    pages = ray.data.read_parquet("s3://bucket/pages")
    clean_dataset(pages, Settings(keep=("crawl_id",)), workers=8).write_parquet("s3://bucket/clean")

Every machine of the cluster needs article-cleaner[arrow], from its image or by `ray.init(runtime_env={"pip": […]})`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.arrow import CleanBatches, Settings

if TYPE_CHECKING:
    import pyarrow as pa

_USUAL = Settings()
# Large enough that handing over costs little, small enough that a batch of large pages fits into memory many times.
BATCH_ROWS = 64


class CleanTables:
    """For `Dataset.map_batches(CleanTables, batch_format="pyarrow", …)`: loads rule book and model once an actor."""

    def __init__(self, settings: Settings = _USUAL) -> None:
        self._clean = CleanBatches(settings)

    def __call__(self, table: pa.Table) -> pa.Table:
        """A row out for a row in. Raises as CleanBatches."""
        return self._clean.table(table)


def clean_dataset(dataset: Any, settings: Settings = _USUAL, workers: int = 1) -> Any:
    """The pages of a Dataset, cleaned by `workers` actors at most, of one core each: columns as in cleaner.arrow."""
    return dataset.map_batches(
        CleanTables,
        fn_constructor_args=(settings,),
        batch_size=BATCH_ROWS,
        batch_format="pyarrow",
        # Never a fixed number: actors that hold all cores would wait for ever for pages that nobody can read.
        concurrency=(1, workers),
        num_cpus=1,
    )
