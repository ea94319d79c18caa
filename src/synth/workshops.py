"""Workshops: the notes of a board with their dot votes, and out again as a table that boards take in."""

from itertools import cycle
from pathlib import Path

import pandas as pd

from synth.errors import TableProblem
from synth.spreadsheets import write_table
from synth.tables import UTTERANCES

NOTE_COLOURS = ("yellow", "blue", "green", "pink", "orange", "violet", "gray")


def list_notes(utterances: pd.DataFrame, evidence: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the sticky notes of workshops with their dot votes, most votes first in each frame.

    Args:
        utterances: the utterances table; its workshop rows are taken.
        evidence: the evidence table, for the theme of each note.

    Returns:
        utterance_id, source_id, frame, group, language, text, votes (NaN where none can be read), share (of the votes
        in its frame), rank (in its frame, 1 the first; notes with as many votes share it) and theme ("" where none or
        not asked). `attrs["left_out"]` lists votes that are no number: utterance_id, votes, reason.

    >>> note = {"source_kind": "workshop", "role": "participant", "position": 1, "frame": "What hurts?"}
    >>> rows = [note | {"utterance_id": "n1", "text": "kaartlezer!!", "votes": "1"},
    ...         note | {"utterance_id": "n2", "text": "six weeks of silence", "votes": "3"}]
    >>> list_notes(UTTERANCES.make(rows))[["text", "votes", "share", "rank"]].to_numpy().tolist()
    [['six weeks of silence', 3.0, 0.75, 1], ['kaartlezer!!', 1.0, 0.25, 2]]
    """
    notes = UTTERANCES.check(utterances)[utterances["source_kind"] == "workshop"]
    said = notes["votes"] if "votes" in notes else pd.Series("", index=notes.index)
    frame = notes["frame"] if "frame" in notes else pd.Series("", index=notes.index)
    votes = pd.to_numeric(said.where(said != "", None), errors="coerce")
    votes = votes.where((votes >= 0) & (votes % 1 == 0)).astype("float64")
    themes = _name_themes(evidence)
    notes = notes.assign(frame=frame, votes=votes, theme=[themes.get(key, "") for key in notes["utterance_id"]])
    within = notes.groupby(["source_id", "frame"])["votes"]
    total = within.transform("sum")
    notes["share"] = (notes["votes"] / total.where(total > 0)).round(4)
    notes["rank"] = within.rank(method="min", ascending=False, na_option="bottom").astype("int64")
    columns = ["utterance_id", "source_id", "frame", "group", "language", "text", "votes", "share", "rank", "theme"]
    order = notes.sort_values(["source_id", "frame", "rank", "position", "utterance_id"]).index
    listed = notes.loc[order, columns].reset_index(drop=True)
    listed.attrs["left_out"] = [
        {"utterance_id": key, "votes": wrote, "reason": "votes are counted in whole numbers from 0"}
        for key, wrote, unread in zip(notes["utterance_id"], said, votes.isna(), strict=True)
        if wrote and unread
    ]
    return listed


def write_board(table: pd.DataFrame, path: str | Path, *, text: str = "text", frame: str = "frame") -> Path:
    """Write notes or quotes as a table that boards take in and `synth.read` reads again, and return the path.

    One row a note: Frame, Author group, Text, Votes, Color (one a group). Nothing in it runs as a formula: a text that
    begins like one gets an apostrophe in front, in .csv.

    Args:
        table: such as `list_notes` returns, or the evidence table.
        path: ends in .csv or .xlsx.
        text: the column with the words, such as "quote" of the evidence.
        frame: the column that says where a note goes: "frame" as it was, "theme", "claim".

    Raises:
        TableProblem: a column is missing, or the file's ending is another.

    >>> from tempfile import TemporaryDirectory
    >>> notes = pd.DataFrame({"text": ["letters groter"], "theme": ["letters"], "votes": [2.0]})
    >>> with TemporaryDirectory() as folder:
    ...     write_board(notes, f"{folder}/board.csv", frame="theme").read_text("utf-8-sig").splitlines()
    ['Frame,Author group,Text,Votes,Color', 'letters,,letters groter,2,yellow']
    """
    for column in (text, frame):
        if column not in table:
            raise TableProblem(
                f"the table has no column {column!r}; its columns are {', '.join(map(str, table))}. "
                "Give text= and frame=, the columns of the words and of where they go."
            )
    groups = table["group"] if "group" in table else pd.Series("", index=table.index)
    votes = table["votes"] if "votes" in table else pd.Series(float("nan"), index=table.index)
    colours = dict(zip(sorted(set(groups)), cycle(NOTE_COLOURS), strict=False))
    board = {
        "Frame": table[frame],
        "Author group": groups,
        "Text": table[text],
        "Votes": votes.astype("Int64"),
        "Color": groups.map(colours),
    }
    return write_table(pd.DataFrame(board), path)


def _name_themes(evidence: pd.DataFrame | None) -> dict[str, str]:
    """Return the first claim of each utterance that has one."""
    if evidence is None:
        return {}
    claims = evidence[evidence["claim"] != ""].drop_duplicates("utterance_id")
    return dict(zip(claims["utterance_id"], claims["claim"], strict=True))
