"""Why a database refused, and what a researcher can do about it."""

import sqlite3

LOCK_WAIT_S = 15  # a disk that is busy with other work may take seconds to flush

_NOTHING = "nothing was written"
_BUSY = (
    f"another program is writing to the study and did not finish in {LOCK_WAIT_S} s. "
    f"Close the other notebook or the backup tool, then try again; {_NOTHING}."
)
NO_STUDY = "this file is not a study's database. Choose another path, or put the backup in its place."
_READ_ONLY = f"the study can only be read here; {_NOTHING}. Copy its folder to a place where you may write."
_FULL = f"the disk is full; {_NOTHING}. Free some space, then try again."
_GONE = (
    "the connection to the server was lost, perhaps while it wrote. Call study.refresh() once it is back, "
    "look whether your last change is there, and make it again if not."
)

_ASK = (
    "Check the address and that the server runs, then call study.refresh() and look whether your last change is there."
)

# By the beginning of SQLite's name of the error, or of PostgreSQL's SQLSTATE.
_REMEDIES = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_NOTADB": NO_STUDY,
    "SQLITE_CORRUPT": "the study's file is damaged. Move it and its -journal file away, keep them, "
    "and put the newest backup in their place.",
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": "the study cannot be opened or written here. "
    f"Check that you may read and write the file and its folder; {_NOTHING}.",
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": "the disk refuses to read or write: it may be full, over your quota or unplugged. "
    f"Free some space or choose another place; {_NOTHING}.",
    "55P03": _BUSY,
    "25006": _READ_ONLY,
    "42501": f"this user of the server may not do that; {_NOTHING}. Ask its administrator for the rights.",
    "53": f"the server is out of disk, memory or connections; {_NOTHING}. Ask its administrator, then try again.",
    "57P0": _GONE,
    "08": _GONE,
}


def explain(error: BaseException) -> str:
    """Say what a database driver's error means and what to do, as the end of a sentence.

    >>> explain(sqlite3.OperationalError("no such table: about"))
    'the database refused: no such table: about. Nothing was written.'
    """
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    for beginning, remedy in _REMEDIES.items():
        if code.startswith(beginning):
            return remedy
    reason = str(error).strip().split("\n")[0]
    if not isinstance(error, sqlite3.Error) and not code:
        return f"the server cannot be reached, or the connection to it was lost: {reason}. {_ASK}"
    return f"the database refused: {reason}. Nothing was written."
