"""Run events as OpenLineage wants them, read back by its own client."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cleaner.batch.openlineage import RunEvents, dataset
from cleaner.errors import CleanerError
from tests.cli.conftest import Invoke

TEXT = "Nobody remembered who had paid for the paint, but everybody agreed that it was green."


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    rows = [{"id": str(n), "url": f"https://quay.example/{n}", "text": TEXT} for n in range(3)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_run_gives_start_and_complete_of_one_run(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    invoke("run", dump, "--out", tmp_path / "out", "-q", "--workers", 0, "--openlineage", tmp_path / "events.jsonl")
    start, complete = events(tmp_path / "events.jsonl")
    assert ("START", "COMPLETE") == (start["eventType"], complete["eventType"])
    assert start["run"]["runId"] == complete["run"]["runId"]
    assert UUID(start["run"]["runId"]).version == 4
    assert datetime.fromisoformat(start["eventTime"]) <= datetime.fromisoformat(complete["eventTime"])
    assert {"cleaner.run." + str(tmp_path / "out")} == {event["job"]["name"] for event in (start, complete)}


def test_complete_names_inputs_outputs_and_counts(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    invoke("run", dump, "--out", tmp_path / "out", "-q", "--workers", 0, "--openlineage", tmp_path / "events.jsonl")
    complete = events(tmp_path / "events.jsonl")[-1]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    (source,) = complete["inputs"]
    assert (str(dump), dump.stat().st_size, 1) == (
        source["name"],
        source["inputFacets"]["inputStatistics"]["size"],
        source["inputFacets"]["inputStatistics"]["fileCount"],
    )
    assert manifest["inputs"][0]["sha256"] == source["facets"]["version"]["datasetVersion"]
    rows = {Path(out["name"]).name: out["outputFacets"]["outputStatistics"]["rowCount"] for out in complete["outputs"]}
    assert {name: facts["lines"] for name, facts in manifest["outputs"].items()} == rows
    counts = complete["run"]["facets"]["cleaner_counts"]
    assert (3, 3, 0) == (counts["pages"], counts["ok"], counts["failed"])
    assert manifest["lineage"]["rulebook"] == complete["run"]["facets"]["cleaner_lineage"]["rulebook"]


def test_a_run_that_reads_nothing_fails(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke(
        "run", tmp_path / "gone", "--out", tmp_path / "out", "-q", "--workers", 0, "--openlineage", tmp_path / "e.jsonl"
    )
    last = events(tmp_path / "e.jsonl")[-1]
    assert (3, "FAIL", "no page was read") == (
        result.exit_code,
        last["eventType"],
        last["run"]["facets"]["errorMessage"]["message"],
    )


def test_a_refused_run_fails_with_its_message(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    args = ("run", dump, "--out", tmp_path / "out", "-q", "--workers", 0, "--openlineage", tmp_path / "e.jsonl")
    invoke(*args)
    invoke(*args, "--limit", 1)
    kinds = [event["eventType"] for event in events(tmp_path / "e.jsonl")]
    assert ["START", "COMPLETE", "START", "FAIL"] == kinds
    assert "--restart" in events(tmp_path / "e.jsonl")[-1]["run"]["facets"]["errorMessage"]["message"]


def test_the_namespace_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENLINEAGE_NAMESPACE", "harbour")
    RunEvents(tmp_path / "e.jsonl", ["-"], "out", "1.0").start()
    assert "harbour" == events(tmp_path / "e.jsonl")[0]["job"]["namespace"]


def test_a_file_that_cannot_be_written_ends_the_run_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CleanerError, match="cannot write"):
        RunEvents(tmp_path / "file" / "e.jsonl", ["-"], "out", "1.0").start()


@pytest.mark.parametrize(
    ("path", "namespace", "name"),
    [("s3://b/k/a.gz", "s3://b", "k/a.gz"), ("-", "file", "stdin"), ("/data/a", "file", "/data/a")],
)
def test_addresses_follow_the_naming_of_the_specification(path: str, namespace: str, name: str) -> None:
    assert {"namespace": namespace, "name": name} == dataset(path)


def test_the_facets_are_those_of_the_client(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    """Each standard facet has the schema and takes the fields of the class of that name in OpenLineage's client."""
    pytest.importorskip("openlineage.client", reason="openlineage-python is not installed")
    from openlineage.client import event_v2, facet_v2

    invoke("run", dump, "--out", tmp_path / "out", "-q", "--workers", 0, "--openlineage", tmp_path / "e.jsonl")
    invoke(
        "run",
        dump,
        "--out",
        tmp_path / "out",
        "-q",
        "--workers",
        0,
        "--openlineage",
        tmp_path / "e.jsonl",
        "--limit",
        1,
    )
    seen = set()
    for event in events(tmp_path / "e.jsonl"):
        assert event_v2.RunEvent._get_schema() == event["schemaURL"]
        for facet in facets(event):
            name = facet.pop("_schemaURL").rpartition("/")[2]
            assert facet.pop("_producer").startswith("https://")
            module = next((m for m in vars(facet_v2).values() if hasattr(m, name)), None)
            if module is not None and name != "RunFacet":
                getattr(module, name)(**facet)
                seen.add(name)
    assert 6 == len(seen)


def facets(event: dict[str, Any]) -> list[dict[str, Any]]:
    held = [event["run"]["facets"], event["job"]["facets"]]
    for one in (*event["inputs"], *event["outputs"]):
        held += [one.get(name, {}) for name in ("facets", "inputFacets", "outputFacets")]
    return [dict(facet) for group in held for facet in group.values()]
