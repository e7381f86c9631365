"""Which tests judge a module: few and fast, so that a mutant costs seconds. One that tells a survivor goes here."""

from __future__ import annotations

TESTS: dict[str, tuple[str, ...]] = {
    "cleaner.decide": ("tests/test_decide.py",),
    "cleaner.cut": ("tests/test_decide.py",),
    "cleaner.provenance": ("tests/test_provenance.py",),
    "cleaner.soundness": ("tests/test_soundness.py",),
    "cleaner.text_page": ("tests/test_text_page.py",),
    "cleaner.html_page": ("tests/html_page",),
    "cleaner.result": ("tests/test_result.py",),
    "cleaner.pipeline": ("tests/html_page", "tests/test_text_page.py", "tests/test_page_language.py"),
    "cleaner.batch.lock": ("tests/batch/test_lock.py",),
    "cleaner.batch.plan": ("tests/batch/test_plan.py",),
    "cleaner.batch.parts": ("tests/batch/test_parts.py",),
    "cleaner.batch.join": ("tests/batch/test_join.py",),
}
