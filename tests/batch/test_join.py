"""The parts of a run as final files, and the manifest behind them."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
import zstandard

from cleaner.batch import RunOptions, run
from cleaner.batch.copies import Dedup
from cleaner.batch.join import join, write_manifest
from cleaner.batch.parts import Parts
from cleaner.errors import CleanerError
from cleaner.model import Lineage, Page
from cleaner.readers import Place
from cleaner.result import Result
from cleaner.writers import AtomicFile, Entry, FileFacts, Names, PackedEntry

from .test_parts import begun, tally

OPTIONS = RunOptions(Lineage("0", "rules"), names=Names("results.jsonl", "log.jsonl", "dead.jsonl"))
BODY = "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost. " * 3


def made(folder: Path, *entries: Entry) -> Parts:
    parts = begun(folder)
    for one in entries:
        with parts.next() as files:
            files.add(PackedEntry.of(one))
            parts.seal(files, tally(), Place())
    return parts


def page(number: int, text: str = "") -> Entry:
    source = {"file": "in.warc", "offset": number, "record_id": ""}
    row = {"id": f"n{number}", "url": None, "source": source, "text": text or f"{number}. {BODY}"}
    return Entry.of([row], [{"seq": number}], [{"dead": number}])


def rows(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_all_lines_of_all_parts_stand_in_their_order_and_the_log_begins_with_its_head(tmp_path: Path) -> None:
    joined = join(made(tmp_path, page(1), page(2)), tmp_path, OPTIONS, {"type": "run"})
    assert ["n1", "n2"] == [row["id"] for row in rows(tmp_path / "results.jsonl")]
    assert [{"type": "run"}, {"seq": 1}, {"seq": 2}] == rows(tmp_path / "log.jsonl")
    assert [{"dead": 1}, {"dead": 2}] == rows(tmp_path / "dead.jsonl")
    facts = [(file.name, file.lines, file.size, file.sha256) for file in joined.files]
    expected = []
    for name, lines in (("results.jsonl", 2), ("log.jsonl", 3), ("dead.jsonl", 2)):
        data = (tmp_path / name).read_bytes()
        expected.append((name, lines, len(data), hashlib.sha256(data).hexdigest()))
    assert expected == facts


def test_lines_longer_than_what_is_read_at_once_stay_whole(tmp_path: Path) -> None:
    bodies = [os.urandom(400_000).hex() for _ in range(4)]
    part = Entry(b"".join(page(number, body).results for number, body in enumerate(bodies)))
    join(made(tmp_path / "a", part), tmp_path, OPTIONS, {})
    assert part.results == (tmp_path / "results.jsonl").read_bytes()
    join(made(tmp_path / "b", part), tmp_path, replace(OPTIONS, pages="text"), {})
    assert bodies == [(tmp_path / str(row["file"])).read_text() for row in rows(tmp_path / "results.jsonl")]


def test_a_file_for_each_page_is_written_when_it_is_wanted(tmp_path: Path) -> None:
    join(made(tmp_path, page(1)), tmp_path, replace(OPTIONS, pages="text"), {})
    (row,) = rows(tmp_path / "results.jsonl")
    assert f"1. {BODY}" == (tmp_path / str(row["file"])).read_text("utf8")
    assert "text" not in row


def test_no_file_for_a_page_is_written_else(tmp_path: Path) -> None:
    join(made(tmp_path, page(1)), tmp_path, OPTIONS, {})
    assert {"results.jsonl", "log.jsonl", "dead.jsonl", "parts"} == set(os.listdir(tmp_path))


@pytest.mark.parametrize(("dedup", "kept", "dead"), [("off", 2, 0), ("mark", 2, 0), ("drop-exact", 1, 1)])
def test_copies_are_kept_marked_or_left_out_and_counted(tmp_path: Path, dedup: Dedup, kept: int, dead: int) -> None:
    dump = tmp_path / "in.jsonl"
    dump.write_bytes(b"".join(orjson.dumps({"id": f"n{n}", "text": BODY}) + b"\n" for n in range(2)))

    def same(page: Page) -> Result:
        return Result(page.id, BODY, "ok", source=page.source)

    summary = run([str(dump)], tmp_path / "out", same, replace(OPTIONS, dedup=dedup))
    found = rows(tmp_path / "out/results.jsonl")
    assert (kept, dead) == (len(found), len(rows(tmp_path / "out/dead.jsonl")))
    assert (dedup != "off") == ("copy" in found[0])
    assert dead == next((count.times for count in summary.reasons if "copy" in count.name), 0)
    assert (dedup == "mark") == any("copy" in count.name for count in summary.flags)


@pytest.mark.parametrize("damage", ["changed", "no zstd", "torn line"])
def test_a_damaged_part_is_named_with_its_cure_and_leaves_no_final_file(tmp_path: Path, damage: str) -> None:
    parts = made(tmp_path, page(1))
    path = parts.folder / parts.done[0].names[1]
    packed = {
        "changed": zstandard.compress(b'{"seq":9}\n'),
        "no zstd": b"nothing that was packed",
        "torn line": zstandard.compress(b'{"seq":9}\n{"se'),
    }[damage]
    path.write_bytes(packed)
    if damage == "torn line":
        digest = hashlib.sha256(packed).hexdigest()
        parts.done[0] = replace(parts.done[0], digests=(parts.done[0].digests[0], digest, parts.done[0].digests[2]))
    told = rf"^{path}: was changed or damaged; remove {parts.folder}/part-00001.done.json and run"
    with pytest.raises(CleanerError, match=told):
        join(parts, tmp_path, OPTIONS, {})
    assert not (tmp_path / "log.jsonl").exists()
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_damage_in_any_file_of_a_part_leaves_none_of_the_final_ones(tmp_path: Path, number: int) -> None:
    """The log is put together beside the others, and stops with them."""
    parts = made(tmp_path, *(page(one) for one in range(1, 40)))
    (parts.folder / parts.done[7].names[number]).write_bytes(b"nothing that was packed")
    with pytest.raises(CleanerError, match=r"was changed or damaged; remove .*part-00008\.done\.json"):
        join(parts, tmp_path, OPTIONS, {})
    assert [] == [path for path in tmp_path.iterdir() if path.is_file()]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("cleaner-join")]


def test_the_manifest_lists_each_file_with_its_lines_bytes_and_digest(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"pages": 3}, (FileFacts("log.jsonl", 2, 30, "ab"),))
    assert {"pages": 3, "outputs": {"log.jsonl": {"lines": 2, "bytes": 30, "sha256": "ab"}}} == orjson.loads(
        (tmp_path / "manifest.json").read_bytes()
    )


def test_a_manifest_that_the_disk_does_not_take_is_told(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="cannot write"):
        write_manifest(tmp_path / "missing", {}, ())


def test_a_full_disk_is_told_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: AtomicFile) -> None:
        raise OSError(28, "No space left on device")

    parts = made(tmp_path, page(1))
    monkeypatch.setattr(AtomicFile, "commit", full)
    for work in (lambda: join(parts, tmp_path, OPTIONS, {}), lambda: write_manifest(tmp_path, {}, ())):
        with pytest.raises(CleanerError, match=rf"^{tmp_path}: cannot write: No space left"):
            work()
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_table_has_the_columns_of_its_kind(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    options = replace(OPTIONS, names=Names("results.parquet", "log.parquet", "dead.jsonl"))
    join(made(tmp_path, page(1)), tmp_path, options, {})
    assert ["n1"] == parquet.read_table(tmp_path / "results.parquet")["id"].to_pylist()
    assert [1] == parquet.read_table(tmp_path / "log.parquet")["seq"].to_pylist()
