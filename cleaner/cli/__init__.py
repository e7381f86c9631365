"""The command `cleaner`: one module a command. The only door to click and rich."""

from cleaner.cli.main import main

__all__ = ["main"]
