"""The tables that flow through synth: their columns, types and checks, declared once.

A table is a plain pandas DataFrame. Every function takes one and returns a new one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import pandas as pd

from synth.errors import TableProblem

ROLES = ("participant", "interviewer", "other")
KINDS = ("need", "pain", "suggestion", "goal", "workaround", "delight")
OPPOSITE = {"pain": "delight", "need": "delight", "delight": "pain"}
"""The kind of evidence that contradicts one of another kind, where both claim the same; the others have none."""
SOURCE_KINDS = ("interview", "feedback", "survey", "workshop", "user test")
LANGUAGES = ("nl", "fr", "de", "en")


@dataclass(frozen=True)
class Table:
    """One kind of table: its name, its columns with pandas types, its key and its allowed values.

    A text column is never missing ("" stands for unknown); a float column may hold NaN for unknown.
    """

    name: str
    columns: Mapping[str, str]
    key: str
    allowed: Mapping[str, tuple[str, ...]]

    def make(self, rows: Iterable[Mapping[str, Any]] | pd.DataFrame = ()) -> pd.DataFrame:
        """Return a new table of these rows, checked, with the declared columns first and in order.

        Args:
            rows: one mapping a row, or a frame; a declared text column that is left out becomes "", a number NaN.

        Raises:
            TableProblem: a required value is missing or not allowed.
        """
        try:
            return self.check(self._fill(rows))
        except UnicodeEncodeError as error:
            raise TableProblem(
                f"the {self.name} table holds half a character ({error.object[error.start]!a}), as broken files do. "
                'Replace it: text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").'
            ) from error

    def _fill(self, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
        """Return the rows with all columns, typed; a whole number has no value for unknown."""
        frame = rows.copy() if isinstance(rows, pd.DataFrame) else pd.DataFrame.from_records(list(rows))
        for column, kind in self.columns.items():
            if kind == "str":
                if column in frame:
                    frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
                else:
                    frame[column] = ""
            elif column not in frame:
                frame[column] = float("nan")
            if kind == "int64" and frame[column].isna().any():
                row = frame[column].isna().idxmax()
                raise TableProblem(f"the {self.name} table, row {row}: {column} is missing; give a whole number.")
        extra = [column for column in frame if column not in self.columns]
        return frame[[*self.columns, *extra]].astype(dict(self.columns))

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame as it is if it keeps the table's rules.

        Raises:
            TableProblem: says which column or value breaks them and what is allowed.
        """
        missing = [column for column in self.columns if column not in frame]
        if missing:
            present = ", ".join(map(str, frame)) or "none"
            raise TableProblem(
                f"the {self.name} table lacks the column {missing[0]!r}; it has {present}. Its columns are "
                f"{', '.join(self.columns)}: rename yours with .rename(columns={{...: {missing[0]!r}}})."
            )
        twice = frame[self.key][frame[self.key].duplicated()]
        if len(twice):
            raise TableProblem(
                f"the {self.name} table holds {self.key} {twice.iloc[0]!r} more than once; each row has its own. "
                f"Drop the repeated rows with .drop_duplicates({self.key!r})."
            )
        for column, kind in self.columns.items():
            if kind == "str" and frame[column].isna().any():
                raise TableProblem(
                    f"the {self.name} table, row {frame.index[frame[column].isna()][0]}: {column} is missing; an "
                    f'unknown text is "". Fill it with .fillna({{{column!r}: ""}}).'
                )
        for column, values in self.allowed.items():
            wrong = frame[column][~frame[column].isin(values)]
            if len(wrong):
                raise TableProblem(
                    f"the {self.name} table, row {wrong.index[0]}: {column} is {wrong.iloc[0]!r}; "
                    f"allowed are {', '.join(repr(value) for value in values)}."
                )
        return frame


UTTERANCES = Table(
    name="utterances",
    columns={
        "utterance_id": "str",
        "source_id": "str",
        "source_kind": "str",
        "position": "int64",
        "participant_id": "str",
        "role": "str",
        "group": "str",
        "wave": "str",
        "date": "str",
        "language": "str",
        "start_s": "float64",
        "end_s": "float64",
        "text": "str",
    },
    key="utterance_id",
    allowed={"role": ROLES, "source_kind": SOURCE_KINDS},
)

FINDINGS = Table(
    name="findings",
    columns={
        "finding_id": "str",
        "utterance_id": "str",
        "start": "int64",
        "end": "int64",
        "quote": "str",
        "kind": "str",
        "cue": "str",
        "score": "float64",
        "cue_words": "str",
        "context": "str",
    },
    key="finding_id",
    allowed={"kind": KINDS},
)

THEMES = Table(
    name="themes",
    columns={
        "theme_id": "str",
        "label": "str",
        "keywords": "str",
        "size": "int64",
        "participants": "int64",
        "stability": "float64",
    },
    key="theme_id",
    allowed={},
)

MADE_BY_HAND = "by hand"
"""The verdict on a theme that a researcher made: resamples of the words have no say in it."""

TAGGINGS = Table(
    name="taggings",
    columns={
        "tagging_id": "str",
        "utterance_id": "str",
        "start": "int64",
        "end": "int64",
        "quote": "str",
        "tag": "str",
        "finding_id": "str",
        "researcher": "str",
        "at": "str",
    },
    key="tagging_id",
    allowed={},
)

CODES = Table(
    name="codes",
    columns={
        "code": "str",
        "name": "str",
        "parent": "str",
        "path": "str",
        "definition": "str",
        "use_when": "str",
        "not_when": "str",
        "examples": "str",
        "colour": "str",
        **{f"alias_{language}": "str" for language in LANGUAGES},
        "status": "str",
        "merged": "str",
        "taggings": "int64",
        "utterances": "int64",
    },
    key="code",
    allowed={"status": ("active", "retired")},
)

TESTS = Table(
    name="tests",
    columns={
        "test_id": "str",
        "participant_id": "str",
        "group": "str",
        "wave": "str",
        "task": "str",
        "success": "float64",
        "time_s": "float64",
        "errors": "float64",
        **{f"sus_{item}": "float64" for item in range(1, 11)},
        "umux_1": "float64",
        "umux_2": "float64",
    },
    key="test_id",
    allowed={},
)


def make_id(*parts: object) -> str:
    """Return 16 hexadecimal digits that depend on the parts alone: the same on any machine, run or partition.

    >>> make_id("P01.vtt", 3) == make_id("P01.vtt", 3) != make_id("P01.vtt", 4)
    True
    """
    text = "\x1f".join(str(part) for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def check_quotes(spans: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the spans (findings or taggings) if each quote stands verbatim at its place.

    Args:
        spans: a table with utterance_id, start, end (Python code points) and quote.
        utterances: the table that the places refer to.

    Raises:
        TableProblem: names the first span whose utterance is gone or whose words differ.
    """
    texts = dict(zip(utterances["utterance_id"], utterances["text"], strict=True))
    for row in spans.itertuples():
        text = texts.get(row.utterance_id)
        if text is None:
            raise TableProblem(
                f"the quote {row.quote!r} belongs to utterance {row.utterance_id}, which is not in the utterances "
                "table. Read the study's files again, all of them."
            )
        if text[row.start : row.end] != row.quote:
            raise TableProblem(
                f"the quote {row.quote!r} does not stand at {row.start}-{row.end} of utterance {row.utterance_id}, "
                f"where the text is {text[row.start : row.end]!r}. The source was changed after the quote was taken."
            )
    return spans
