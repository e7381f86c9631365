"""Hostile and broken input, made by generators, each with the outcome it must have: `python -m tests.torture`."""
