"""Read files into the utterances table, and keep an account of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path, PurePosixPath

import pandas as pd

from synth.errors import ImportProblem, TableProblem
from synth.languages import detect_languages
from synth.readers.draft import Draft, Unreadable, mend, mend_draft, tell_left_out
from synth.readers.duplicates import find_duplicates
from synth.readers.files import LeftOut, find_files, load, name_sources
from synth.readers.formats import read_draft
from synth.readers.participants import join_participants
from synth.readers.records import Row, make_table_rows, make_transcript_rows
from synth.readers.summary import describe, describe_draft
from synth.tables import ROLES, SOURCE_KINDS, UTTERANCES


@dataclass(frozen=True)
class Choices:
    """What the caller said about the files."""

    roles: Mapping[str, str]
    source_kind: str | None
    text_column: str
    encodings: Mapping[str, str]


@dataclass
class Source:
    """One file: its account and its rows, what it says about participants, or why it could not be read."""

    account: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)
    speakers: frozenset[str] = frozenset()
    error: Exception | None = None


def read(
    *paths: str | PathLike[str],
    interviewers: Iterable[str] = (),
    roles: Mapping[str, str] | None = None,
    group: str = "",
    wave: str = "",
    language: str | None = None,
    source_kind: str | None = None,
    text_column: str = "",
    encoding: str | Mapping[str, str] = "",
) -> pd.DataFrame:
    r"""Read transcripts and feedback, from files or whole folders, into one table of utterances.

    An utterance is one turn of one speaker, one comment or one sticky note. The format is told by a file's content. A
    file that cannot be read stops nothing: `import_summary` shows it, with everything that was left out.

    Args:
        *paths: files, or folders to search.
        interviewers: labels of speakers who interview, as they stand in the files.
        roles: any label's role: participant, interviewer or other.
        group: the stakeholder group of every row that does not tell its own.
        wave: the wave ("before", "after") of every row that does not tell its own.
        language: the language of everything, such as "nl"; None detects it per speaker or comment.
        source_kind: interview, feedback, survey, workshop or user test; None tells it from the content.
        text_column: the header of the text in a table, where it is not recognised.
        encoding: the encoding of every text file, such as "cp850", or of some by name; "" tells it from the bytes.

    Returns:
        The utterances table, one row an utterance; `.attrs["sources"]` holds one account a file.

    Raises:
        ImportProblem: no file can be read, or a label that was given is no speaker's.
        TableProblem: an argument's value is not allowed, or no table has `text_column`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "P03.txt").write_text("Interviewer: Ging het vlot?\nDeelnemer: Nee, ik zat vast.")
    ...     utterances = read(folder)
    >>> utterances[["participant_id", "role", "text"]].to_dict("records")[1]
    {'participant_id': 'P03', 'role': 'participant', 'text': 'Nee, ik zat vast.'}
    """
    files, left_out = find_files(paths)
    names = name_sources(files)
    choices = Choices(
        _check_roles(interviewers, roles or {}),
        _check_kind(source_kind),
        text_column,
        _check_encodings(encoding, names),
    )
    sources = [_read_source(path, name, choices) for path, name in zip(files, names, strict=True)]
    _check_sources(sources, choices)
    utterances = detect_languages(_make_utterances(sources, group=group, wave=wave), language=language)
    _tell_languages(sources, utterances)
    _tell_duplicates(sources)
    accounts = [source.account for source in sources]
    accounts += [_describe_folder(folder, names) for folder, names in left_out.items() if names]
    utterances.attrs["sources"] = accounts
    return utterances


def _check_roles(interviewers: Iterable[str], roles: Mapping[str, str]) -> dict[str, str]:
    """Return the given roles by label in lower case."""
    labels = [interviewers] if isinstance(interviewers, str) else interviewers
    given = {**roles, **dict.fromkeys(labels, "interviewer")}
    for label, role in given.items():
        if role not in ROLES:
            raise TableProblem(f"the role of {label!r} is {role!r}; allowed are {', '.join(map(repr, ROLES))}.")
    return {label.strip().casefold(): role for label, role in given.items()}


def _check_kind(source_kind: str | None) -> str | None:
    if source_kind in {None, *SOURCE_KINDS}:
        return source_kind
    raise TableProblem(f"source_kind is {source_kind!r}; allowed are {', '.join(map(repr, SOURCE_KINDS))}, or None.")


def _check_encodings(encoding: str | Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return the given encodings by source."""
    given = dict.fromkeys(names, encoding) if isinstance(encoding, str) else dict(encoding)
    for name, codec in given.items():
        if name not in names:
            raise ImportProblem(f"encoding names {name!r}, but no file is called so; there are {', '.join(names)}.")
        try:
            b"a".decode(codec or "utf-8", "replace")
        except (LookupError, UnicodeError) as error:
            known = "'utf-8', 'utf-16', 'cp1252', 'cp850' or 'mac_roman'"
            raise TableProblem(
                f"encoding is {codec!r}, which Python does not know; write for example {known}."
            ) from error
    return given


def _read_source(path: Path, source_id: str, choices: Choices) -> Source:
    name = PurePosixPath(source_id).name
    options = {"text_column": choices.text_column, "encoding": choices.encodings.get(source_id, "")}
    try:
        draft, encoding = read_draft(load(path), name, labels=frozenset(choices.roles), **options)
        return _make_source(source_id, draft, encoding, choices)
    except Exception as error:  # whatever one file does, the others are read
        problem, next_step = _explain(error)
        return Source(describe(source_id, problem=mend(problem), next_step=next_step), error=error)


def _explain(error: Exception) -> tuple[str, str]:
    """Return what is wrong with a file, and what to do about it."""
    match error:
        case Unreadable():
            return error.problem, error.next_step
        case TableProblem():
            return str(error), "Read it by itself, with its own text_column=."
        case OSError():
            return f"It cannot be opened ({error.strerror or error}).", "Close it elsewhere; check your rights."
        case MemoryError():
            return "It does not fit into this computer's memory.", "Close other programs, or split it."
    return (
        f"It brings out a fault of synth itself ({type(error).__name__}: {error}).",
        "Please report it, with the kind of the file; meanwhile, save its text as .txt or .csv.",
    )


def _make_source(source_id: str, draft: Draft, encoding: str, choices: Choices) -> Source:
    mend_draft(draft)
    if "broken" in encoding or encoding == "Latin-1":
        draft.checks.append(f"read as {encoding}: set encoding= if accents look wrong")
    if draft.source_kind in SOURCE_KINDS:
        draft.source_kind = choices.source_kind or draft.source_kind
    rows, speakers = make_table_rows(draft, source_id), dict[str, str]()
    if not draft.is_table:
        rows, speakers = make_transcript_rows(draft, source_id, choices.roles)
    account = describe_draft(source_id, draft, encoding=encoding, speakers=", ".join(speakers.values()))
    return Source(account, rows, draft.attributes, frozenset(label.casefold() for label in speakers if label))


def _check_sources(sources: Sequence[Source], choices: Choices) -> None:
    wrong_column = [source.error for source in sources if isinstance(source.error, TableProblem)]
    if wrong_column and not any(source.rows for source in sources):
        raise wrong_column[0]
    if all(source.error for source in sources):
        told = [
            f"{source.account['source_id']}: {source.account['problem']} {source.account['next_step']}"
            for source in sources
        ]
        raise ImportProblem("\n".join(["no file could be read.", *told] if len(told) > 1 else told)) from sources[
            0
        ].error
    speakers = frozenset[str]().union(*(source.speakers for source in sources))
    for label in sorted(choices.roles.keys() - speakers):
        raise ImportProblem(
            f"no speaker is called {label!r}; the speakers are {', '.join(sorted(speakers)) or 'none'}. "
            "Write the label as it stands in the file."
        )


def _make_utterances(sources: Sequence[Source], *, group: str, wave: str) -> pd.DataFrame:
    attributes = [line for source in sources for line in source.attributes]
    rows, notes = join_participants([row for source in sources for row in source.rows], attributes)
    for source in sources:
        if source.attributes and notes:
            source.account["notes"] = "; ".join([source.account["notes"], *notes])
    extra = sorted({column for row in rows for column in row} - UTTERANCES.columns.keys())
    frame = pd.DataFrame.from_records(rows, columns=[*UTTERANCES.columns, *extra])
    text = [column for column, kind in UTTERANCES.columns.items() if kind == "str"] + extra
    frame[text] = frame[text].astype("object").fillna("")
    frame = frame.astype(dict(UTTERANCES.columns) | dict.fromkeys(extra, "str"))
    for column, value in (("group", group), ("wave", wave)):
        frame[column] = frame[column].mask(frame[column] == "", value)
    return UTTERANCES.check(frame)


def _tell_languages(sources: Sequence[Source], utterances: pd.DataFrame) -> None:
    found = utterances.groupby("source_id")["language"].value_counts()  # the most frequent first
    for source in sources:
        if source.rows:
            languages = found.xs(source.account["source_id"]).index
            source.account["language"] = ", ".join(str(language) or "unknown" for language in languages)


def _tell_duplicates(sources: Sequence[Source]) -> None:
    texts = {source.account["source_id"]: [row["text"] for row in source.rows] for source in sources}
    repeated = find_duplicates(texts)
    for source in sources:
        if source.account["source_id"] in repeated:
            other, share = repeated[source.account["source_id"]]
            told = f"the same session as {other}? {share:.0%} of the words are in both: read one of them alone"
            source.account["check"] = "; ".join(filter(None, [told, source.account["check"]]))


def _describe_folder(folder: Path, left_out: LeftOut) -> dict[str, str]:
    return describe(mend(f"{folder.resolve().name}/"), format="folder", left_out=mend(tell_left_out(left_out)))
