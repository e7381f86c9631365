"""A small HTTP service, for pipelines that are not Python: `cleaner serve`."""
