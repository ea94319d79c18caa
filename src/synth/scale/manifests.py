"""The list of what stands in a folder of partitions; written last, so that a folder is whole or has none."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synth.errors import StudyProblem
from synth.files import replace_whole

NAME = "parts.json"


def write_manifest(folder: Path, parts: Sequence[dict[str, Any]], account: Sequence[dict[str, Any]]) -> None:
    """Write what a folder holds: one {"file", "rows"} a partition, and the account of the step that made it."""
    content = json.dumps({"parts": list(parts), "account": list(account)}, indent=1, ensure_ascii=False)
    with replace_whole(folder / NAME) as path:
        path.write_text(content + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a folder holds.

    Raises:
        StudyProblem: it was not written to its end.
    """
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StudyProblem(
            f"{folder}: there is no {NAME} that can be read, so it was not written to its end. Write it again; nothing "
            "is done twice."
        ) from error
    return found


def list_parts(folder: Path) -> list[Path]:
    """Return the files of a folder's partitions, in order."""
    return [folder / part["file"] for part in read_manifest(folder)["parts"]]
