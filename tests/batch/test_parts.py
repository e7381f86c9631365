"""Sealed parts on disk: which stand, which do not, and what is swept away."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest

from cleaner.batch.parts import Part, Parts, load_state
from cleaner.batch.plan import Plan
from cleaner.batch.summary import Tally
from cleaner.errors import CleanerError, InputError
from cleaner.readers import Anchor, Place
from cleaner.writers import Entry, PackedEntry, PartFiles, part_name

PLAN = Plan((("version", "1"),))
PORTIONS = "portions.json"
FILES = ("results.jsonl.zst", "log.jsonl.zst", "dead.jsonl.zst")


def entry(number: int) -> Entry:
    return Entry.of([{"id": number}], [{"seq": number}], [])


def tally(pages: int = 1) -> Tally:
    counts = Tally(read=pages)
    for _ in range(pages):
        counts.outcome("ok", "")
    return counts


def begun(folder: Path, sealed: int = 0) -> Parts:
    parts = Parts(folder)
    parts.begin(PLAN)
    for number in range(1, sealed + 1):
        add(parts, number)
    return parts


def add(parts: Parts, number: int) -> None:
    files = parts.next()
    with files:
        files.add(PackedEntry.of(entry(number)))
        parts.seal(files, tally(number), Place(number, Anchor(9, 2), 3))


def listed(folder: Path) -> set[str]:
    return set(os.listdir(folder / "parts"))


def names(*numbers: int) -> set[str]:
    ends = (*FILES, "done.json")
    return {f"part-{number:05}.{end}" for number in numbers for end in ends}


def test_parts_come_back_as_they_were_sealed(tmp_path: Path) -> None:
    made = begun(tmp_path, 2)
    found = Parts(tmp_path)
    found.begin(PLAN)
    assert made.done == found.done
    assert [(1, Place(1, Anchor(9, 2), 3)), (2, Place(2, Anchor(9, 2), 3))] == [(p.number, p.after) for p in found.done]
    assert [1, 2] == [part.tally.pages for part in found.done]
    assert {name.partition(".")[2] for name in found.done[0].names} == set(FILES)
    assert names(1, 2) | {"plan.json"} == listed(tmp_path)


def test_a_place_without_an_anchor_comes_back_without_one(tmp_path: Path) -> None:
    parts = begun(tmp_path)
    with parts.next() as files:
        parts.seal(files, tally(), Place(4, None, 2))
    assert Place(4, None, 2) == Parts(tmp_path).sealed(())[0].after


def test_the_next_part_follows_the_sealed_ones(tmp_path: Path) -> None:
    with begun(tmp_path, 2).next() as files:
        assert 3 == files.number


def test_nothing_is_done_before_a_run_begins_and_its_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert [] == Parts(folder).done
    assert [] == begun(folder).done
    assert {"plan.json"} == listed(folder)


def test_the_plan_is_kept_with_the_parts_and_none_is_known_before(tmp_path: Path) -> None:
    assert Parts(tmp_path).plan() is None
    begun(tmp_path)
    assert PLAN == Parts(tmp_path).plan()


def test_what_a_crash_left_is_swept_away_and_sealed_parts_stay(tmp_path: Path) -> None:
    begun(tmp_path, 1)
    for name in ("part-00002.log.jsonl.zst", "part-00002.log.jsonl.zst.tmp", "part-00003.done.json", PORTIONS):
        (tmp_path / "parts" / name).write_bytes(b"{}")
    begun(tmp_path)
    assert names(1) | {"plan.json"} == listed(tmp_path)


@pytest.mark.parametrize("damage", ["shorter", "missing"])
def test_a_part_with_a_damaged_file_is_not_there_nor_are_those_after_it(tmp_path: Path, damage: str) -> None:
    begun(tmp_path, 3)
    path = tmp_path / "parts" / "part-00002.log.jsonl.zst"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    found = Parts(tmp_path)
    assert found.read(2) is None
    found.begin(PLAN)
    assert [1] == [part.number for part in found.done]
    assert names(1) | {"plan.json"} == listed(tmp_path)


def test_of_portions_the_sealed_ones_stay_even_behind_a_gap(tmp_path: Path) -> None:
    begun(tmp_path, 5)
    for number in (2, 3):
        (tmp_path / "parts" / part_name(number, "done")).unlink()
    (tmp_path / "parts" / PORTIONS).write_bytes(b"{}")
    found = Parts(tmp_path)
    found.begin(PLAN, [4, 1, 2])
    assert [1, 4] == [part.number for part in found.done]
    assert names(1, 4) | {"plan.json", PORTIONS} == listed(tmp_path)


def test_parts_of_portions_come_in_order_and_once(tmp_path: Path) -> None:
    begun(tmp_path, 3)
    assert [1, 2, 3] == [part.number for part in Parts(tmp_path).sealed([3, 2, 1])]


@pytest.mark.parametrize(
    "change", [{"after": {}}, {"files": 3}, {"counts": {}}, {"files": [{"name": "x"}]}, {"after": 0}]
)
def test_a_seal_that_somebody_changed_seals_nothing(tmp_path: Path, change: dict[str, object]) -> None:
    begun(tmp_path, 1)
    seal = tmp_path / "parts" / part_name(1, "done")
    seal.write_bytes(orjson.dumps({**orjson.loads(seal.read_bytes()), **change}))
    assert Parts(tmp_path).read(1) is None


def test_counts_that_are_gone_are_told(tmp_path: Path) -> None:
    part = begun(tmp_path, 1).done[0]
    part.seal.unlink()
    with pytest.raises(InputError, match=rf"^{part.seal}: cannot be read any more"):
        _ = part.tally


def test_a_part_that_cannot_be_read_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = begun(tmp_path)

    def unread(self: Parts, number: int) -> Part | None:
        return None

    monkeypatch.setattr(Parts, "read", unread)
    with parts.next() as files, pytest.raises(InputError, match=r"parts: what was written cannot be read back"):
        parts.seal(files, tally(), Place())
    assert [] == parts.done


def test_clearing_leaves_nothing_and_may_be_repeated(tmp_path: Path) -> None:
    parts = begun(tmp_path, 2)
    parts.clear()
    parts.clear()
    assert ([], []) == (parts.done, os.listdir(tmp_path))


def test_seals_are_cleared_first_and_the_plan_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = begun(tmp_path, 2)
    gone: list[str] = []
    unlink = Path.unlink

    def watched(path: Path, missing_ok: bool = False) -> None:
        gone.append(path.name)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    parts.clear()
    assert {part_name(1, "done"), part_name(2, "done")} == set(gone[:2])
    assert "plan.json" == gone[-1]


def test_a_disk_that_does_not_take_the_plan_is_told(tmp_path: Path) -> None:
    (tmp_path / "parts").write_bytes(b"")
    with pytest.raises(CleanerError, match="cannot write"):
        Parts(tmp_path).begin(PLAN)
    with pytest.raises(CleanerError, match="cannot write"):
        Parts(tmp_path).clear()


def test_a_full_disk_is_told_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object, **how: object) -> None:
        raise OSError(28, "No space left on device")

    parts = begun(tmp_path)
    monkeypatch.setattr(Path, "mkdir", full)
    monkeypatch.setattr(os, "listdir", full)
    with pytest.raises(CleanerError, match=rf"^{tmp_path}/parts: cannot write: No space left"):
        parts.begin(PLAN)
    with pytest.raises(CleanerError, match=rf"^{tmp_path}/parts: cannot write: No space left"):
        parts.clear()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"3", None])
def test_a_state_that_is_no_object_is_empty(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "state.json").write_bytes(content)
    assert {} == load_state(tmp_path / "state.json")


def test_a_part_keeps_where_its_seal_stands(tmp_path: Path) -> None:
    part = begun(tmp_path, 1).done[0]
    assert tmp_path / "parts" / "part-00001.done.json" == part.seal
    assert all(len(digest) == 64 for digest in part.digests)


def test_several_attempts_at_a_part_count_as_the_seal_says(tmp_path: Path) -> None:
    parts = begun(tmp_path)
    for attempt in (".one", ".two"):
        with PartFiles(parts.folder, 1, attempt) as files:
            files.add(PackedEntry.of(entry(1)))
            files.commit({"after": {"file": 0, "anchor": None, "skip": 0}, "counts": tally().to_json()})
    part = parts.read(1)
    assert part is not None
    assert all(".two." in name for name in part.names)
