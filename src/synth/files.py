"""Files that are either written whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synth.errors import StudyProblem


@contextmanager
def replace_whole(path: Path) -> Iterator[Path]:
    """Give the path of a new file to write; when it is written, flush it and put it in place of `path`.

    Raises:
        StudyProblem: it cannot be written; what was at `path` is as it was.
    """
    if not path.parent.is_dir():
        raise StudyProblem(f"{path}: the folder {path.parent} does not exist. Make it first, or choose another one.")
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        try:
            yield part
            _flush(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if os.name == "posix":
            _flush(path.parent)
    except OSError as error:
        raise StudyProblem(
            f"{path}: cannot be written ({error.strerror or error}). Choose a folder that has room and may be "
            "written to."
        ) from error


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
