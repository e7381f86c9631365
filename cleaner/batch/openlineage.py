"""Run events for catalogues that speak OpenLineage: JSON lines, START and then COMPLETE, ABORT or FAIL.

The specification is at https://openlineage.io; addresses of files follow its naming: `file` with the path, or scheme
and bucket (`s3://bucket`) with the key.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from cleaner.batch.summary import STATUSES, Summary
from cleaner.readers import STDIN
from cleaner.remote import is_url
from cleaner.writers import encode, output_errors

PRODUCER = "https://pypi.org/project/article-cleaner"
NAMESPACE_VARIABLE = "OPENLINEAGE_NAMESPACE"  # that of the other producers of OpenLineage
_NAMESPACE = "cleaner"
_SPEC = "https://openlineage.io/spec"
_CORE = f"{_SPEC}/2-0-2/OpenLineage.json"
_FACETS = {
    "InputStatisticsInputDatasetFacet": "1-0-0",
    "OutputStatisticsOutputDatasetFacet": "1-0-2",
    "JobTypeJobFacet": "2-0-4",
    "DatasetVersionDatasetFacet": "1-0-1",
    "ErrorMessageRunFacet": "1-0-1",
    "ProcessingEngineRunFacet": "1-1-1",
}
_COUNTS = ("pages", "read", "characters_in", "characters_out", "seconds")
Json = dict[str, object]
EventType = Literal["START", "COMPLETE", "ABORT", "FAIL"]


class RunEvents:
    """The events of one run, appended to `path` as they happen. Raises CleanerError where it cannot be written."""

    def __init__(self, path: Path, inputs: Sequence[str], out: str, version: str) -> None:
        self._path = path
        self._inputs = [dataset(name) for name in inputs]
        self._out = out
        self._version = version
        self._producer = f"{PRODUCER}/{version}/"
        self._run_id = str(uuid.uuid4())

    def start(self) -> None:
        self._write("START", {})

    def complete(self, manifest: Mapping[str, Any]) -> None:
        """The run is whole; `manifest` is what it wrote."""
        inputs = [self._input(facts) for facts in manifest["inputs"]]
        outputs = [self._output(name, facts) for name, facts in manifest["outputs"].items()]
        self._write("COMPLETE", self._counts(manifest) | self._lineage(manifest["lineage"]), inputs, outputs)

    def abort(self, summary: Summary) -> None:
        """Interrupted; `summary`: of what was done."""
        counts = {name: getattr(summary, name) for name in _COUNTS}
        self._write("ABORT", self._counts(counts | {"statuses": {c.name: c.times for c in summary.statuses}}))

    def fail(self, message: str) -> None:
        self._write("FAIL", {"errorMessage": self._facet("ErrorMessageRunFacet", message=message) | _PYTHON})

    def _write(self, kind: EventType, facets: Json, inputs: Sequence[Json] = (), outputs: Sequence[Json] = ()) -> None:
        engine = self._facet("ProcessingEngineRunFacet", version=self._version, name="cleaner")
        job_type = self._facet("JobTypeJobFacet", processingType="BATCH", integration="CLEANER", jobType="JOB")
        event = {
            "eventType": kind,
            "eventTime": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "run": {"runId": self._run_id, "facets": {"processing_engine": engine, **facets}},
            "job": {
                "namespace": os.environ.get(NAMESPACE_VARIABLE) or _NAMESPACE,
                "name": f"cleaner.run.{self._out}",
                "facets": {"jobType": job_type},
            },
            "inputs": list(inputs or self._inputs),
            "outputs": list(outputs),
            "producer": self._producer,
            "schemaURL": f"{_CORE}#/$defs/RunEvent",
        }
        with output_errors(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path, "ab") as file:
                file.write(encode(event))
                file.flush()
                os.fsync(file.fileno())

    def _input(self, facts: Mapping[str, Any]) -> Json:
        statistics = {"size": facts["bytes"], "fileCount": facts["files"]}
        one = dataset(facts["path"])
        one["inputFacets"] = {"inputStatistics": self._facet("InputStatisticsInputDatasetFacet", **statistics)}
        if facts["sha256"]:
            one["facets"] = {"version": self._facet("DatasetVersionDatasetFacet", datasetVersion=facts["sha256"])}
        return one

    def _output(self, name: str, facts: Mapping[str, Any]) -> Json:
        statistics = {"rowCount": facts["lines"], "size": facts["bytes"], "fileCount": 1}
        one = dataset(f"{self._out.rstrip('/')}/{name}")
        one["outputFacets"] = {"outputStatistics": self._facet("OutputStatisticsOutputDatasetFacet", **statistics)}
        one["facets"] = {"version": self._facet("DatasetVersionDatasetFacet", datasetVersion=facts["sha256"])}
        return one

    def _counts(self, counts: Mapping[str, Any]) -> Json:
        """A facet of our own: what the run came to."""
        statuses = {status: counts["statuses"].get(status, 0) for status in STATUSES}
        return {"cleaner_counts": self._own({name: counts[name] for name in _COUNTS} | statuses)}

    def _lineage(self, lineage: Mapping[str, Any]) -> Json:
        """A facet of our own: what the output depends on besides its inputs."""
        names = ("version", "rulebook", "settings", "libraries")
        return {"cleaner_lineage": self._own({name: lineage[name] for name in names if name in lineage})}

    def _facet(self, kind: str, **values: object) -> Json:
        where = f"{_SPEC}/facets/{_FACETS[kind]}/{kind}.json#/$defs/{kind}"
        return {"_producer": self._producer, "_schemaURL": where, **values}

    def _own(self, values: Mapping[str, object]) -> Json:
        return {"_producer": self._producer, "_schemaURL": f"{_CORE}#/$defs/RunFacet", **values}


_PYTHON: Json = {"programmingLanguage": "PYTHON"}


def dataset(path: str) -> Json:
    """Namespace and name of a file or folder.

    >>> dataset("s3://bucket/crawl/a.warc.gz")
    {'namespace': 's3://bucket', 'name': 'crawl/a.warc.gz'}
    """
    if path == STDIN:
        return {"namespace": "file", "name": "stdin"}
    if is_url(path):
        parts = urlsplit(path)
        return {"namespace": f"{parts.scheme}://{parts.netloc}", "name": parts.path.lstrip("/") or "/"}
    return {"namespace": "file", "name": os.path.abspath(path)}
