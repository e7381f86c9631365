"""Which tests judge a module: few and fast, so that a mutant costs seconds. One that tells a survivor goes here."""

from __future__ import annotations

_RESUME = ("tests/batch/test_resume.py", "tests/batch/test_runner.py")
_PROMISES = "tests/test_invariants.py"

TESTS: dict[str, tuple[str, ...]] = {
    "cleaner.decide": ("tests/test_decide.py",),
    "cleaner.cut": ("tests/test_decide.py",),
    "cleaner.provenance": ("tests/test_provenance.py",),
    "cleaner.soundness": ("tests/test_soundness.py",),
    "cleaner.result": ("tests/test_provenance.py", "tests/test_pipeline.py"),
    "cleaner.pipeline": ("tests/test_pipeline.py", "tests/test_soundness.py"),
    "cleaner.html_page": ("tests/test_pipeline.py", "tests/test_body_rules.py"),
    "cleaner.text_page": ("tests/stages/test_text_stages.py", "tests/test_pipeline.py"),
    "cleaner.batch.lock": ("tests/batch/test_resume.py",),
    "cleaner.batch.plan": ("tests/batch/test_resume.py",),
    "cleaner.batch.parts": _RESUME,
    "cleaner.batch.join": _RESUME,
}
