"""A table that is too large for memory, read row by row into a Parquet file of utterances."""

import json
import os
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import BufferedReader, StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synth.errors import ImportProblem, TableProblem
from synth.languages import identify, to_code
from synth.readers.draft import PLACES_SHOWN, Draft, Unreadable, tell_reason
from synth.readers.encodings import Codec, decode_pieces, find_codec, read_lines, refuse_binary
from synth.readers.files import name_sources
from synth.readers.formats import EXCEL_DELIMITER
from synth.readers.headers import find_columns, kind_of_table
from synth.readers.records import make_table_rows
from synth.readers.segments import find_segment_columns
from synth.readers.summary import describe_draft, import_summary
from synth.readers.surveys import find_survey
from synth.readers.tabular import begin_table, find_delimiter, note_rows, read_texts, split_rows
from synth.readers.waiting import show_progress
from synth.readers.workbooks import Row
from synth.tables import UTTERANCES

CHUNK = 1 << 20
MOST_ROWS = 20_000  # of a batch, which becomes one row group
MOST_CHARACTERS = 4_000_000  # the same
BY_ROW = ("feedback", "survey", "workshop")  # kinds in which each row is read by itself
TYPES = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
ENOUGH_TEXTS = 500
HEADER_ROWS = 3  # what some surveys have


def read_to_parquet(
    path: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    group: str = "",
    wave: str = "",
    language: str | None = None,
    source_kind: str | None = None,
    text_column: str = "",
) -> pd.DataFrame:
    r"""Read a .csv or .tsv of any size into a Parquet file with the utterances that `read` would return.

    About 20,000 rows are in memory at a time. A bar shows how far it is, in JupyterLab or a terminal. The file appears
    at its place when it is whole; `pandas.read_parquet` returns it as a table on which `import_summary` works.

    Args:
        path: the table of feedback, survey answers or sticky notes, one a row.
        target: the Parquet file to write; one that is there is replaced.
        group: the stakeholder group of every row that does not tell its own.
        wave: the wave ("before", "after") of every row that does not tell its own.
        language: the language of everything, such as "nl"; None detects it per row.
        source_kind: feedback, survey or workshop; None tells it from the header.
        text_column: the header of the text, where it is not recognised.

    Returns:
        The import summary, one row.

    Raises:
        ImportProblem: the file cannot be read, or is no table of comments.
        TableProblem: no column is known to be the text, or an argument's value is not allowed.

    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "c.csv").write_text("id,comment\n001,NA\n002,\n003,Het duurt te lang\n")
    ...     summary = read_to_parquet(f"{folder}/c.csv", f"{folder}/c.parquet")
    ...     pd.read_parquet(f"{folder}/c.parquet")["text"].tolist(), summary["left_out"].item()
    (['NA', 'Het duurt te lang'], 'empty comment: 1 (row 3)')
    """
    if source_kind not in {None, *BY_ROW}:
        raise TableProblem(f"source_kind is {source_kind!r}; allowed are {', '.join(map(repr, BY_ROW))}, or None.")
    path, target = Path(path), Path(target)
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".synth-") as scratch:
            first, whole = Path(scratch, "first.parquet"), Path(scratch, "whole.parquet")
            found = _open_table(path, text_column)
            fill = {"group": group, "wave": wave}
            table = replace(found, source_kind=source_kind or "", fill=fill, language=language)
            tally = _write_rows(table, first)
            account = _describe(table, tally)
            _fill_languages(first, whole, usual=tally.usual_language(), account=account)
            whole.replace(target)
    except Unreadable as error:
        raise ImportProblem(f"{path.name}: {error.problem} {error.next_step}") from error
    except OSError as error:
        raise ImportProblem(
            f"{error.filename or path}: {error.strerror or error}. Check the names, your rights and the free space."
        ) from error
    told = pd.DataFrame()
    told.attrs["sources"] = [account]
    return import_summary(told)


@dataclass(frozen=True)
class Table:
    """A delimited file: how to read it, what its columns are, and what the caller said."""

    path: Path
    source_id: str
    codec: Codec
    delimiter: str
    headers: Sequence[str]
    columns: Mapping[str, int]
    kind: str  # by its header
    has_hint: bool  # a first line "sep=;" for Excel
    source_kind: str = ""  # if set by the caller
    fill: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None


@dataclass
class Tally:
    """What came of the rows so far; of places, the first few."""

    draft: Draft
    left_out: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    longer: int = 0
    first_longer: str = ""
    hashes: "array[int]" = field(default_factory=partial(array, "q"))
    languages: Counter[str] = field(default_factory=Counter)
    texts: dict[str, None] = field(default_factory=dict)

    def add(self, draft: Draft, headers: Sequence[str], rows: Iterable[Row]) -> None:
        """Count a batch."""
        self.draft.seen += draft.seen
        self.draft.read += draft.read
        for reason, places in draft.left_out.items():
            self.left_out[reason] += len(places)
            shown = self.places.setdefault(reason, [])
            shown += places[: PLACES_SHOWN + 1 - len(shown)]
        longer = [place for place, cells in rows if len(cells) > len(headers)]
        self.longer += len(longer)
        self.first_longer = self.first_longer or next(iter(longer), "")
        self.hashes.extend(hash(turn.text) for turn in draft.turns)

    def add_languages(self, languages: Iterable[str], texts: Sequence[str]) -> None:
        """Count the languages of a batch, and keep some texts for where no row is clear."""
        self.languages.update(languages)
        if len(self.texts) < ENOUGH_TEXTS:
            self.texts.update(dict.fromkeys(islice(texts, ENOUGH_TEXTS - len(self.texts))))

    def usual_language(self) -> str:
        """Return the language of most rows; where no row is clear, that of the first texts together."""
        clear = Counter({code: count for code, count in self.languages.items() if code})
        return clear.most_common(1)[0][0] if clear else identify([" ".join(self.texts)])[0]


def _open_table(path: Path, text_column: str) -> Table:
    """Look through the whole file for its encoding, and at its beginning for what it holds."""
    if path.exists() and not path.is_file():
        raise Unreadable("It is no file but a folder, a pipe or a device.", "Give the file itself.")

    def pieces() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece

    codec = find_codec(pieces)
    refuse_binary(decode_pieces(pieces(), codec))
    sample = "".join(islice(decode_pieces(pieces(), codec), 4))
    hint = EXCEL_DELIMITER.match(sample)
    sample = sample[hint.end() :] if hint else sample
    delimiter = find_delimiter(sample)
    if not delimiter:
        raise Unreadable(
            "It is no table with a header and a delimiter.", "Read it with synth.read, or export it as .csv in UTF-8."
        )
    rows = split_rows(StringIO(sample, newline=""), begin_table(delimiter), delimiter)
    first = list(islice((row for row in rows if any(cell.strip() for cell in row[1])), HEADER_ROWS))
    headers = [cell.strip() for cell in first[0][1]]
    if not text_column and (find_segment_columns(headers) or find_survey(first)):
        raise Unreadable("It is a transcript or a survey with several questions.", "Read it with synth.read, in parts.")
    columns = find_columns(headers)
    kind = kind_of_table(headers, columns)
    if kind not in BY_ROW and not text_column:
        raise Unreadable(
            f"It is a table of another kind ({kind}), which is never so large.", "Read it with synth.read."
        )
    if text_column not in headers if text_column else "text" not in columns:
        raise TableProblem(
            f"{path.name}: text_column is {text_column!r}; the columns are {', '.join(map(repr, headers[:50]))}. "
            "Give the one that holds what people wrote as text_column=."
        )
    if text_column:
        columns["text"] = headers.index(text_column)
    name = name_sources([path])[0]
    return Table(path, name, codec, delimiter, headers, columns, kind if kind in BY_ROW else "feedback", bool(hint))


def _write_rows(table: Table, target: Path) -> Tally:
    """Write the rows in batches, with language "" where a row does not tell it, and return the count of them."""
    tally = Tally(begin_table(table.delimiter))
    with (
        table.path.open("rb", buffering=0) as raw,
        TextIOWrapper(BufferedReader(raw, CHUNK), table.codec.name, table.codec.errors, newline="") as text,
        pq.ParquetWriter(target, _make_schema(table), compression="zstd") as writer,
        show_progress(table.path.stat().st_size, table.source_id) as bar,
    ):
        raw.seek(table.codec.skip)
        lines = read_lines(text)
        if table.has_hint:
            next(lines)
        rows = split_rows(lines, tally.draft, table.delimiter)
        filled = ((place, cells) for place, cells in rows if any(cell.strip() for cell in cells))
        next(filled, None)  # the header
        for batch in _part(filled):
            writer.write_table(_make_batch(batch, table, tally))
            bar.update(raw.tell() - bar.n)
    return tally


def _make_schema(table: Table) -> pa.Schema:
    extra = sorted(table.columns.keys() - UTTERANCES.columns.keys() - {"participant"})
    return pa.schema([(name, TYPES[UTTERANCES.columns.get(name, "str")]) for name in [*UTTERANCES.columns, *extra]])


def _part(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    characters = 0
    for place, cells in rows:
        batch.append((place, cells))
        characters += sum(map(len, cells))
        if len(batch) == MOST_ROWS or characters > MOST_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _make_batch(batch: Sequence[Row], table: Table, tally: Tally) -> pa.Table:
    draft = Draft(format="", unit="row", is_table=True, source_kind=table.kind)
    read_texts(draft, table.columns, batch, table.source_id)
    draft.source_kind = table.source_kind or table.kind
    first = tally.draft.read + 1
    tally.add(draft, table.headers, batch)
    rows = make_table_rows(draft, table.source_id, first=first)
    texts = [turn.text for turn in draft.turns]
    if table.language is None:
        told = [to_code(row.get("language", "")) for row in rows]
        codes = [code or found for code, found in zip(told, identify(texts), strict=True)]
    else:
        codes = [to_code(table.language)] * len(rows)
    tally.add_languages(codes, texts)
    for row, code in zip(rows, codes, strict=True):
        row["language"] = code
        for name, value in table.fill.items():
            row[name] = row.get(name) or value
    schema = _make_schema(table)
    return pa.table({name: [row.get(name, "") for row in rows] for name in schema.names}, schema=schema)


def _describe(table: Table, tally: Tally) -> dict[str, str]:
    draft = tally.draft
    hashes = np.frombuffer(tally.hashes, dtype=np.int64)
    hashes.sort()
    repeats = int(np.count_nonzero(hashes[1:] == hashes[:-1]))
    draft.source_kind = table.source_kind or table.kind
    note_rows(draft, table.headers, table.columns, repeats=repeats, longer=tally.longer, first=tally.first_longer)
    usual = tally.usual_language()
    languages = Counter({code: count for code, count in tally.languages.items() if code})
    languages[usual] += tally.languages[""]
    return describe_draft(table.source_id, draft, encoding=table.codec.label, speakers="") | {
        "left_out": "; ".join(
            tell_reason(reason, count, tally.places[reason]) for reason, count in tally.left_out.items()
        ),
        "language": ", ".join(code or "unknown" for code, count in languages.most_common() if count),
    }


def _fill_languages(source: Path, target: Path, *, usual: str, account: Mapping[str, str]) -> None:
    """Copy the rows with the usual language where none is told, and with the account as pandas keeps one."""
    with pq.ParquetFile(source) as file:
        schema = file.schema_arrow.with_metadata({"PANDAS_ATTRS": json.dumps({"sources": [account]})})
        place = schema.get_field_index("language")
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for number in range(file.num_row_groups):
                batch = file.read_row_group(number)
                codes = batch["language"]
                filled = pc.if_else(pc.equal(codes, ""), usual, codes)
                writer.write_table(batch.set_column(place, "language", filled).cast(schema))
