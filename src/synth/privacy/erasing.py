"""Erase a participant from a study: from its log, its copies, its originals and the key."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd

from synth.errors import StudyProblem, SynthError
from synth.findings import find
from synth.privacy.erased_log import erase_in_database, erase_in_export, is_study
from synth.privacy.key import PseudonymKey
from synth.privacy.protected import NAME, read_protected, to_lines, write_lines
from synth.privacy.traces import Traces, find_traces
from synth.readers.encodings import decode
from synth.readers.headers import find_columns
from synth.readers.sources import read
from synth.readers.tabular import find_delimiter
from synth.settings import Settings, read_settings

DERIVED = ("report*.html", "report.docx", "report.xlsx", "notebooks.html", "personas/**/*", "**/.ipynb_checkpoints/*")
"""Files that a notebook or a command makes again; they are deleted whatever they hold."""

NOT_SEARCHED = {".git", ".venv"}
LEFT = "left for you"


class Done(NamedTuple):
    """What was done to one file, and to how many things in it."""

    file: str
    done: str
    things: int


def erase(
    study: str | Path, participant: str, *, key: PseudonymKey | None = None, database: str = "", by: str = "R1"
) -> pd.DataFrame:
    """Erase a participant from a study folder, and from the key.

    Their utterances, and all that was said in interviews with them alone, go from the protected copy; what was decided
    about them goes from every log and export; report, persona cards and notebook outputs are made again without them;
    their own files go from `data/`. Elsewhere their code, names and sentences are covered. This cannot be undone.

    Args:
        study: the study folder.
        participant: their code, such as "P03".
        key: the study's key, with which their names are found; it forgets them, and their code is never given again.
        database: the URL of the study's log, if it is on a server that study.toml does not name.
        by: who erases; a short code rather than a name.

    Returns:
        One row a file: file, done and to how many things. Where `done` begins with "left for you", a person must look.

    Raises:
        StudyProblem: there is no protected copy, nobody in it has this code, study.toml or a file that it names cannot
            be used, or a log cannot be rewritten.
    """
    folder, settings = Path(study), read_settings(study)
    protected = folder / settings.protected
    utterances = read_protected(protected)
    if participant not in set(utterances["participant_id"]):
        known = ", ".join(sorted({code for code in utterances["participant_id"] if code and "#" not in code})[:30])
        raise StudyProblem(f"{folder}: nobody in the protected copy is {participant!r}; there are {known or 'none'}.")
    traces = find_traces(utterances, participant, key)
    is_theirs = utterances["utterance_id"].isin(traces.utterance_ids)
    traces.ids |= _list_findings(utterances[is_theirs], settings)
    done = [*_erase_logs(folder, database or settings.server, traces, by), *_erase_originals(folder / "data", traces)]
    done += [*_delete_derived(folder), *_clear_notebooks(folder)]
    done.append(_erase_protected(protected / NAME, utterances, traces))
    done.append(_erase_in_key(key, traces))
    told = {one.file for one in done if one.done.startswith(LEFT)}
    done += [one for one in _look_again(folder, traces) if one.file not in told]
    rows = [one._replace(file=_relative(one.file, folder)) for one in done]
    return pd.DataFrame(rows, columns=list(Done._fields))


def _list_findings(theirs: pd.DataFrame, settings: Settings) -> set[str]:
    """Return the ids of what is found in their words, by the shipped cues alone and with those of the study."""
    found = find(theirs), find(theirs, cues=settings.cue_files, models=settings.models)
    return {finding_id for findings in found for finding_id in findings["finding_id"]}


def _erase_logs(folder: Path, database: str, traces: Traces, by: str) -> Iterator[Done]:
    if database:  # first, as the logs tell which taggings are theirs
        yield Done("the log on the server", "events", erase_in_database(database, traces, by=by))
    for path in _files(folder):
        if is_study(path):
            yield Done(str(path), "events", erase_in_database(path, traces, by=by))
    for path in _files(folder, ".jsonl"):
        if _is_export(path):
            yield Done(str(path), "events", erase_in_export(path, traces))


def _is_export(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as lines:
            return "event_id" in json.loads(lines.readline() or "{}")
    except ValueError:
        return False


def _erase_originals(folder: Path, traces: Traces) -> Iterator[Done]:
    for path in _files(folder):
        if dropped := _drop_rows(path, traces):
            yield Done(str(path), "rows", dropped)
        try:
            speakers = read(path).query("role == 'participant'")["participant_id"].unique()
        except SynthError:
            continue
        if set(speakers) and set(speakers) <= traces.labels:
            path.unlink()
            yield Done(str(path), "deleted", 1)
        elif not traces.labels.isdisjoint(speakers):
            yield Done(str(path), f"{LEFT}: they speak in it beside others; take their turns out", 1)


def _drop_rows(path: Path, traces: Traces) -> int:
    """Take the rows of a participant out of a table of text, the other lines byte by byte as they were."""
    raw = path.read_bytes()
    try:
        delimiter = find_delimiter(decode(raw)[0]) if b"\x00" not in raw else ""
        gone = _find_rows(decode(raw)[0], delimiter, traces.labels) if delimiter else set()
    except (SynthError, csv.Error):
        return 0
    if gone:
        lines = enumerate(raw.split(b"\n"))
        path.write_bytes(b"\n".join(line for number, line in lines if number not in gone))
    return len(gone)


def _find_rows(text: str, delimiter: str, labels: set[str]) -> set[int]:
    """Return the numbers of the lines that are rows of a participant."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    column = find_columns(next(rows, [])).get("participant")
    gone: set[int] = set()
    begin = rows.line_num
    for row in rows if column is not None else ():
        if len(row) > (column or 0) and row[column or 0].strip() in labels:
            gone |= set(range(begin, rows.line_num))
        begin = rows.line_num
    return gone


def _delete_derived(folder: Path) -> Iterator[Done]:
    for path in sorted({path for pattern in DERIVED for path in folder.glob(pattern) if path.is_file()}):
        path.unlink()
        yield Done(str(path), "deleted: make it again", 1)


def _clear_notebooks(folder: Path) -> Iterator[Done]:
    for path in _files(folder, ".ipynb"):
        notebook = nbformat.read(path, as_version=4)
        cells = [cell for cell in notebook.cells if cell.get("outputs")]
        for cell in cells:
            cell.outputs, cell.execution_count = [], None
        notebook.metadata.pop("widgets", None)
        if cells:
            nbformat.write(notebook, path)
            yield Done(str(path), "outputs cleared: run it again", len(cells))


def _erase_protected(path: Path, utterances: pd.DataFrame, traces: Traces) -> Done:
    kept = utterances[~utterances["utterance_id"].isin(traces.utterance_ids)].copy()
    kept.attrs = dict(utterances.attrs)
    accounts = kept.attrs.get("sources", [])
    kept.attrs["sources"] = [account for account in accounts if account.get("source_id") not in traces.sources]
    write_lines(path, (traces.scrub(row) for row in to_lines(kept)))
    return Done(str(path), "utterances", len(utterances) - len(kept))


def _erase_in_key(key: PseudonymKey | None, traces: Traces) -> Done:
    if key is None:
        return Done("the key", f"{LEFT}: open it and erase again with key=, if the study has one", 0)
    count = key.forget(traces.pseudonyms, traces.sources)
    key.save()
    return Done("the key", "entries", count)


def _look_again(folder: Path, traces: Traces) -> Iterator[Done]:
    """Yield each file that still leads to the participant, as far as its bytes or its name tell."""
    pattern = traces.pattern()
    for path in _files(folder):
        text = path.read_bytes().decode("utf-8", errors="replace")
        found = len(pattern.findall(text)) + len(pattern.findall(path.name))
        if found:
            yield Done(str(path), f"{LEFT}: still names them", found)
    if (folder / ".git").exists():
        yield Done(".git", f"{LEFT}: earlier versions may hold them; see docs/privacy.md", 0)


def _files(folder: Path, suffix: str = "") -> Iterator[Path]:
    found = sorted(path for path in folder.rglob(f"*{suffix}") if path.is_file())
    return (path for path in found if NOT_SEARCHED.isdisjoint(path.relative_to(folder).parts) and path.exists())


def _relative(name: str, folder: Path) -> str:
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) and name else name
