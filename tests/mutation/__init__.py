"""Mutation testing: `python -m tests.mutation [MODULE ...]` (docs/testing.md)."""
