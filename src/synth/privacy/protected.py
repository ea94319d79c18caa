"""The protected copy of a study: the pseudonymised utterances, which everything after the first notebook reads.

One JSON object a line, so that a person, git and a search for a name can all read it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from synth.errors import StudyProblem, TableProblem
from synth.tables import UTTERANCES

NAME = "utterances.jsonl"
FORMAT = "synth utterances, version 1"
TOLD = ("sources", "replaced")
"""What the table tells of itself: the account of the import, and how much was replaced."""


def write_protected(utterances: pd.DataFrame, folder: str | Path) -> Path:
    """Write pseudonymised utterances into a folder, whole or not at all, and return the file.

    Args:
        utterances: what `pseudonymise` returned.
        folder: the folder of the protected copy, such as "../protected"; made if it is not there.

    Raises:
        TableProblem: the table was not pseudonymised.
        StudyProblem: the file cannot be written; the one before is as it was.

    >>> from tempfile import TemporaryDirectory
    >>> from synth.privacy import pseudonymise
    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> protected = pseudonymise(UTTERANCES.make([turn | {"text": "I rang Mr. Jones."}]))
    >>> with TemporaryDirectory() as folder:
    ...     path = write_protected(protected, folder)
    ...     read_protected(folder)["text"].tolist()
    ['I rang Mr. [person-1].']
    """
    if "replaced" not in UTTERANCES.check(utterances).attrs:
        raise TableProblem(
            "these utterances were not pseudonymised, so no protected copy was written. Write what "
            "synth.pseudonymise(utterances, key=key) returns, before it is merged or changed."
        )
    path = Path(folder) / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_lines(path, to_lines(utterances))
    except OSError as error:
        raise StudyProblem(
            f"{path}: cannot be written ({error.strerror}). Choose a folder that has room and may be written to."
        ) from error
    return path


def read_protected(folder: str | Path) -> pd.DataFrame:
    """Read the protected copy in a folder: the same table as it was written.

    Raises:
        StudyProblem: there is none, or a line of it is damaged.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        raise StudyProblem(
            f"{path}: there is no protected copy yet. Run the notebook 01-read-and-protect, which makes it."
        )
    lines = path.read_text(encoding="utf-8", errors="surrogatepass").removesuffix("\n").split("\n")
    told = _parse(path, 1, lines[0])
    if told.get("format") != FORMAT:
        raise StudyProblem(f"{path}: its format is {told.get('format')!r}; this synth reads {FORMAT!r}. Update synth.")
    rows = [_parse(path, number, line) for number, line in enumerate(lines[1:], start=2)]
    utterances = UTTERANCES.make(pd.DataFrame(rows, columns=told["columns"]))
    utterances = utterances.fillna(dict.fromkeys(told["text"], "")).astype(dict.fromkeys(told["text"], "str"))
    utterances.attrs.update({name: told[name] for name in TOLD if name in told})
    return utterances


def to_lines(utterances: pd.DataFrame) -> Iterator[dict[Any, Any]]:
    """Yield what the table tells of itself, then each row without what is unknown, as plain data."""
    columns = list(utterances)
    text = [column for column in columns if pd.api.types.is_string_dtype(utterances[column])]
    attrs = {name: utterances.attrs[name] for name in TOLD if name in utterances.attrs}
    yield {"format": FORMAT, "columns": columns, "text": text} | attrs
    for row in utterances.to_dict("records"):
        yield {name: value for name, value in row.items() if value != "" and pd.notna(value)}


def write_lines(path: Path, rows: Iterable[Mapping[Any, Any]]) -> None:
    """Write rows as JSON lines, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    part.replace(path)


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except ValueError as error:
        raise StudyProblem(
            f"{path}, line {number}: damaged. Run the notebook 01-read-and-protect again, which writes it anew."
        ) from error
