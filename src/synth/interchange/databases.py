"""SQLite files of other tools, opened to be read and never changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from synth.errors import ImportProblem

Rows = list[dict[str, Any]]


class Database:
    """Tables of an SQLite file; a table or column that a version of the tool did not have yet is empty."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open connection."""
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self.tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def rows(self, table: str) -> Rows:
        """Return every row of a table, a missing value as ""."""
        if table not in self.tables:
            return []
        found = self._connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608  # a name of ours
        return [{key: "" if row[key] is None else row[key] for key in row.keys()} for row in found]  # noqa: SIM118


@contextmanager
def open_database(path: Path, *, needs: set[str], tool: str) -> Iterator[Database]:
    """Open an SQLite file read-only.

    Args:
        path: the file.
        needs: tables that tell the tool.
        tool: its name, for the error.

    Raises:
        ImportProblem: it is no SQLite file, is damaged, or lacks a table.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            database = Database(connection)
            if missing := needs - database.tables:
                raise ImportProblem(
                    f"{path.name}: it is no project of {tool}: it lacks the table {min(missing)!r}. "
                    f"Export the project from {tool} again, or as REFI-QDA .qdpx."
                )
            yield database
    except sqlite3.Error as error:
        raise ImportProblem(
            f"{path.name}: it cannot be read as a database of {tool} ({error}). Export it again, or as REFI-QDA .qdpx."
        ) from error
