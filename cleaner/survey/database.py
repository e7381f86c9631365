"""SQLite files of a run: opened one way, removed whole, and errors that name the place and the cure."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from cleaner.errors import CleanerError

CACHE_KIB = 64_000  # of memory for the pages of a SQLite file
_JOURNALS = ("", "-journal", "-wal", "-shm")


def open_database(path: Path, schema: str, plan: str) -> sqlite3.Connection:
    """The database at `path`, made anew by `schema` unless it is there and was made by the same `plan`.

    Transactions are begun and ended by hand. Raises sqlite3.Error.
    """
    database = _connect(path)
    if plan_of(database) != plan:
        database.close()
        remove(path)
        database = _connect(path)
        made = f"BEGIN; CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT); {schema}"
        database.executescript(made)
        put_meta(database, "plan", plan)
        database.execute("COMMIT")
    return database


def plan_of(database: sqlite3.Connection) -> str | None:
    """The plan that the database was made by; None where it is new, or no database at all."""
    try:
        return get_meta(database, "plan")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
            raise
        return None


def get_meta(database: sqlite3.Connection, name: str) -> str | None:
    row = database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def put_meta(database: sqlite3.Connection, name: str, value: str) -> None:
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def remove(path: Path) -> None:
    """Remove a database with its journals; nothing where there is none. Raises OSError."""
    for suffix in _JOURNALS:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Errors of SQLite as a CleanerError with the place and the cure."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise CleanerError(
            f"{path}: cannot write: {error}; free space or choose another output folder, "
            "then run the same command again: what is done is kept"
        ) from error


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return database
