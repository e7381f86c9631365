"""Fuzzing by coverage: `python -m tests.fuzz TARGET --minutes 15` (docs/testing.md)."""
