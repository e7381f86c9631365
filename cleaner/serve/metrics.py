"""What Prometheus is told: requests, pages by what became of them, spans by label, and how much waits."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from cleaner.batch.outcomes import Outcome

MEDIA_TYPE = CONTENT_TYPE_LATEST
# Seconds: the median page takes 0.015, the limit is 10.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Metrics:
    """Of one service. open_requests: tells how many wait or are worked at."""

    def __init__(self, open_requests: Callable[[], float], workers: int) -> None:
        self._registry = CollectorRegistry()
        made = self._registry
        self._requests = Counter("cleaner_requests", "Requests answered.", ("path", "status"), registry=made)
        self._seconds = Histogram(
            "cleaner_request_seconds", "From request to answer.", ("path",), buckets=_SECONDS, registry=made
        )
        self._pages = Counter("cleaner_pages", "Pages by what became of them.", ("status", "code"), registry=made)
        self._spans = Counter("cleaner_removed_spans", "Spans taken away.", ("label",), registry=made)
        self._removed = Counter("cleaner_removed_characters", "Characters taken away.", ("label",), registry=made)
        self._read = Counter("cleaner_read_characters", "Characters of the pages' text.", registry=made)
        Gauge("cleaner_open_requests", "Requests that wait or are worked at.", registry=made).set_function(
            open_requests
        )
        Gauge("cleaner_workers", "Processes that clean.", registry=made).set(workers)

    def answered(self, path: str, status: int, seconds: float) -> None:
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def cleaned(self, outcome: Outcome) -> None:
        self._pages.labels(outcome.status, outcome.code).inc()
        self._read.inc(outcome.counts.characters_in)
        for name, times, characters in outcome.counts.labels:
            self._spans.labels(name).inc(times)
            self._removed.labels(name).inc(characters)

    def lost(self, code: str) -> None:
        """A page that took its worker along, or was not done in time."""
        self._pages.labels("failed", code).inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
