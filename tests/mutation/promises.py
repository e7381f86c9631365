"""Each promise of the architecture broken on purpose: a test that was never seen to fail says nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_INVARIANTS = "tests/test_invariants.py::"
_TEXT = f"{_INVARIANTS}test_text_input_is_tiled_replayed_and_restored_exactly"
_HTML = f"{_INVARIANTS}test_html_input_is_tiled_and_replayed_exactly"
_LINES = f"{_INVARIANTS}test_line_ends_quotes_normal_forms_and_soft_hyphens_do_not_change_which_lines_go"
_BROKEN = f"{_INVARIANTS}test_broken_html_is_tiled_and_replayed_exactly_and_never_lost_in_silence"
_RULES = f"{_INVARIANTS}test_a_rule_file_of_any_content_is_set_aside_with_its_place_or_taken"
_WORKERS = "tests/batch/test_workers.py::test_the_number_of_workers_does_not_show_in_the_files"
_COPIED = ("cleaner", "tests")
_LINKED = ("rules", "corpus", "docs", "setup.cfg", "README.md")


@dataclass(frozen=True, slots=True)
class Break:
    """promise: of which the test is told. file: below cleaner/. before, after: text that stands there once."""

    promise: str
    test: str
    file: str
    before: str
    after: str


BREAKS = (
    Break("1 the spans tile the text", _TEXT,
          "cut.py", "        position = removal.end\n    parts", "        position = removal.end - 1\n    parts"),
    Break("1 the spans tile a page", _HTML,
          "cut.py", "placed(piece.start, piece.end, path", "placed(piece.start, piece.end + 1, path"),
    Break("1 text input is its own base", _TEXT,
          "document/segment.py", '"text",\n        decoded.text,', '"text",\n        decoded.text + " ",'),
    Break("2 the log replays the output", _HTML,
          "provenance.py", "text[position:start])", "text[position : start - 1])"),
    Break("2 the log restores the input", _TEXT,
          "provenance.py", "        length = end\n", "        length = start\n"),
    Break("3 hash seeds change nothing", f"{_INVARIANTS}test_the_hash_seed_changes_neither_text_nor_log",
          "result.py", '"flags": list(self.flags)', '"flags": list(set(self.flags) | {"a", "b", "c", "d"})'),
    Break("3 workers change nothing", _WORKERS,
          "batch/sandbox.py", "yield window.popleft()",
          "yield window.pop() if window[-1].settled else window.popleft()"),
    Break("4 cleaning twice is cleaning once", f"{_INVARIANTS}test_cleaning_a_cleaned_text_removes_nothing",
          "text_page.py", "MAX_PASSES = 64", "MAX_PASSES = 1"),
    Break("5 nothing is added", _TEXT,
          "cut.py", 'return "".join(parts)', 'return "\\n".join(parts)'),
    Break("5 order stays", _HTML,
          "cut.py", 'return "".join(parts)', 'return "".join(reversed(parts))'),
    Break("6 what moves is in the metadata", _TEXT,
          "pipeline.py", "document.text[r.start : r.end].strip()", "document.text[r.start : r.end].strip().lower()"),
    Break("7 an added phrase names itself", f"{_INVARIANTS}test_an_added_phrase_can_only_add_removals_that_name_it",
          "claims.py", "finding.label,\n            finding.rule,", 'finding.label,\n            "x",'),
    Break("8 line ends", _LINES,
          "document/segment.py", "[^\\s][^\\r\\n\\u2028\\u2029]*", "[^\\s][^\\r\\n\\u2028\\u2029]*(?!\\r)"),
    Break("8 quotes", _LINES,
          "textnorm.py", "\\u201c\\u201d\\u201e", "\\u201e"),
    Break("8 normal forms", _LINES,
          "textnorm.py", 'unicodedata.normalize("NFKC", plain)', "plain"),
    Break("8 soft hyphens", _LINES,
          "textnorm.py", '_INVISIBLE = "\\u00ad', '_INVISIBLE = "'),
    Break("9 no page vanishes from a dump", f"{_INVARIANTS}test_a_dump_accounts_for_each_of_its_records",
          "readers/warc.py", "    if body.too_large:", "    if not body.data: return\n    if body.too_large:"),
    Break("9 no page vanishes from a run", "tests/batch/test_runner.py::test_every_page_is_accounted_for",
          "batch/job.py", "            files.add(outcome.entry)\n", ""),
    Break("a run that was killed goes on", "tests/batch/test_resume.py::test_a_run_goes_on_after_the_last_sealed_part",
          "batch/parts.py", 'Place(after["file"], anchor, after["skip"])', 'Place(after["file"], anchor, 0)'),
    Break("reading goes on anywhere", "tests/readers/test_properties.py",
          "readers/inputs.py", "if passed > start.skip:", "if passed >= start.skip:"),
    Break("no page is ok and empty", _BROKEN,
          "soundness.py", "    if not size:", "    if size:"),
    Break("what is not ok says why", f"{_INVARIANTS}test_any_bytes_give_a_result_that_says_why_it_has_no_text",
          "soundness.py", '"no_text", "the page has no visible text"', '"no_text", ""'),
    Break("an open element takes nothing along", f"{_INVARIANTS}test_an_unclosed_element_takes_no_sentence_along",
          "document/segment.py", "_MENDED_TIMES = 4", "_MENDED_TIMES = 0"),
    Break("limits hold", f"{_INVARIANTS}test_a_page_beyond_a_limit_is_skipped_with_its_reason",
          "document/limits.py", "    if depth > limits.depth:", "    if depth > limits.depth + 9:"),
    Break("prose is never emptied", "tests/test_text_page.py", "text_page.py",
          "if prose and all(block in gone", "if not prose and all(block in gone"),
    Break("heuristics take six tenths at most", "tests/test_text_page.py", "text_page.py",
          "MAX_PROSE_SHARE = 0.6", "MAX_PROSE_SHARE = 0.9"),
    Break("rule files are refused with their place", _RULES,
          "rulebook/events.py", "return len(lines), len(lines[-1]) + 1", "return len(lines) - 1, len(lines[-1]) + 1"),
    Break("places of faults are in the file", "tests/rulebook/test_properties.py",
          "rulebook/events.py", "self.values[path] = (mark.line + 1,", "self.values[path] = (mark.line + 2,"),
)  # fmt: skip


def broken_promises(words: Sequence[str] = ()) -> int:
    """Break each promise, or those with one of `words` in them, in a copy of the checkout and run its test. Prints a
    table; 1 where a test did not fail."""
    print("| promise | broken by | its test |\n|---|---|---|")
    missed = 0
    sound: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        for name in _COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in _LINKED:
            (copy / name).symlink_to(ROOT / name)
        for one in (one for one in BREAKS if not words or any(word in one.promise for word in words)):
            if one.test not in sound:
                sound[one.test] = _passes(copy, one.test)
            told = "fails" if _fails_broken(copy, one) else "DOES NOT FAIL"
            told = told if sound[one.test] else "fails without any change"
            missed += told != "fails"
            change = f"`{one.file}`: `{_line(one.before)}` → `{_line(one.after)}`"
            print(f"| {one.promise} | {change} | {one.test.removeprefix(_INVARIANTS)}: {told} |", flush=True)
    return int(bool(missed))


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _fails_broken(copy: Path, one: Break) -> bool:
    path = copy / "cleaner" / one.file
    sound = path.read_text("utf-8")
    if sound.count(one.before) != 1:
        raise SystemExit(f"{one.file}: {one.before!r} stands there {sound.count(one.before)} times; mend promises.py")
    path.write_text(sound.replace(one.before, one.after), "utf-8")
    try:
        return not _passes(copy, one.test)
    finally:
        path.write_text(sound, "utf-8")


def _passes(copy: Path, test: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--basetemp", f"{copy}/tmp", test]
    return not subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode
