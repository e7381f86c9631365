"""`make corpus NAME=x`: how a case differs from what is recorded; a new one from a page; the difference accepted.

python -m tests.corpus.refresh NAME show the difference python -m tests.corpus.refresh NAME --accept and record it,
with the labels, as reviewed python -m tests.corpus.refresh NAME --page saved.html --url URL make a case of a page,
for review
"""

from __future__ import annotations

import argparse
import difflib
import json
import shutil
import sys
from pathlib import Path

from cleaner import Cleaner
from tests.corpus.cases import CORPUS, Case, cases, labels_of, lines


def main() -> int:
    """0 where all is as recorded (or was accepted), 1 where something differs, 2 where there is no such case."""
    options = _parser().parse_args()
    chosen = cases() if options.name == "all" else [Case(CORPUS / options.name)]
    cleaner = Cleaner(site_rules=False)
    if options.page:
        _make(chosen[0], options.page, options.url, cleaner)
    changed = 0
    for case in chosen:
        if not (case.folder / "case.json").is_file():
            print(f"{case.folder}: there is no such case; give --page to make it", file=sys.stderr)
            return 2
        changed += _review(case, cleaner, accept=options.accept or bool(options.page))
    return int(bool(changed) and not options.accept)


def _review(case: Case, cleaner: Cleaner, *, accept: bool) -> bool:
    """Whether a case differs from what is recorded; shows how, and records it where that is accepted."""
    result = case.clean(cleaner)
    difference, labels = case.difference(result), labels_of(result)
    if (difference, labels) == (case.known, case.labels):
        print(f"{case.name}: as recorded" + (", with a known difference" if difference else ""))
        return False
    _show(case, difference, labels)
    if accept:
        _accept(case, difference, labels)
        print(f"{case.folder}: recorded; review it line by line before it is committed", file=sys.stderr)
    return True


def _show(case: Case, difference: str, labels: list[dict[str, object]]) -> None:
    if difference != case.known:
        print(difference or f"{case.name}: the known difference is gone")
    before, after = (list(map(json.dumps, records)) for records in (case.labels, labels))
    print(
        "\n".join(difflib.unified_diff(before, after, f"{case.name}/expected.labels.jsonl", "labels", n=0, lineterm=""))
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.refresh", description=__doc__.partition("\n")[0])
    parser.add_argument("name", help="the directory under corpus/, or all")
    parser.add_argument("--accept", action="store_true", help="record the difference and the labels as reviewed")
    parser.add_argument("--page", type=Path, help="make a new case of this page")
    parser.add_argument("--url", help="address of the new page")
    return parser


def _make(case: Case, page: Path, url: str | None, cleaner: Cleaner) -> None:
    """A case of a page; its expected body is what the cleaner leaves, to be corrected by hand."""
    kind = "html" if page.suffix.lower() in (".html", ".htm", ".xhtml") else "text"
    case.folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(page, case.folder / ("page.html" if kind == "html" else "page.txt"))
    facts = {
        "url": url,
        "kind": kind,
        "crawled": None,
        "language": "",
        "imitates": "say what system and traps it imitates",
    }
    (case.folder / "case.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    body = "\n".join(lines(case.clean(cleaner).text)) + "\n"
    (case.folder / "expected.txt").write_bytes(body.encode("utf-8"))


def _accept(case: Case, difference: str, labels: list[dict[str, object]]) -> None:
    known = case.folder / "known.diff"
    known.unlink(missing_ok=True)
    if difference:
        known.write_text(difference + "\n", "utf-8")
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in labels)
    (case.folder / "expected.labels.jsonl").write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
