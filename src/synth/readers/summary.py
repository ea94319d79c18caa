"""The account of an import: one row a file, what was read, what was left out, and what to do about a problem."""

import numpy as np
import pandas as pd

from synth.errors import TableProblem
from synth.readers.draft import Draft, tell_left_out, tell_number
from synth.tables import SOURCE_KINDS

COLUMNS = (
    "source_id",
    "status",
    "format",
    "language",
    "speakers",
    "read",
    "check",
    "left_out",
    "encoding",
    "source_kind",
    "notes",
    "problem",
    "next_step",
)  # fmt: skip


def import_summary(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the account of each file that `read` saw, one row a file.

    Args:
        utterances: the table that `synth.read` returned.

    Returns:
        A table of text: source_id; status ("ok", "check" or "problem"); format, language, speakers with their roles
        and turns, read ("412 of 415 cues"); check, what a person should look at; left_out, with the reasons; encoding,
        source_kind and notes; problem and next_step, which check repeats.

    Raises:
        TableProblem: the table carries no account.

    >>> utterances = pd.DataFrame()
    >>> utterances.attrs["sources"] = [describe("P01.vtt", read="412 of 415 cues")]
    >>> import_summary(utterances)[["source_id", "read"]].to_dict("records")
    [{'source_id': 'P01.vtt', 'read': '412 of 415 cues'}]
    """
    if "sources" not in utterances.attrs:
        raise TableProblem(
            "this table carries no account of an import. "
            "Call import_summary on the table that synth.read returned, before it is merged or saved."
        )
    told = pd.DataFrame(utterances.attrs["sources"], columns=list(COLUMNS)).fillna("").astype("str")
    told["status"] = np.select([told["problem"] != "", told["check"] != ""], ["problem", "check"], "ok")
    told["check"] = (told["problem"] + " " + told["next_step"]).str.strip().where(told["problem"] != "", told["check"])
    return told


def describe(source_id: str, **said: str) -> dict[str, str]:
    """Return the account of one file, "" where nothing is said.

    >>> describe("P01.vtt", problem="It is empty.")["problem"]
    'It is empty.'
    """
    return dict.fromkeys(COLUMNS, "") | {"source_id": source_id} | said


def describe_draft(source_id: str, draft: Draft, *, encoding: str, speakers: str) -> dict[str, str]:
    """Return the account of a file that was read."""
    account = describe(
        source_id,
        format=draft.format,
        encoding=encoding,
        source_kind=draft.source_kind,
        speakers=speakers,
        read=_tell_read(draft),
        check="; ".join(draft.checks),
        left_out=tell_left_out(draft.left_out),
        notes="; ".join(draft.notes),
    )
    if draft.read or draft.source_kind not in SOURCE_KINDS or draft.source_kind == "user test":
        return account
    if "turn without text" in draft.left_out:
        return account | {"problem": "It is an empty template: labels without a word.", "next_step": "Leave it out."}
    return account | {
        "problem": "It holds no text that could be read.",
        "next_step": "See what was left out; export it again with its text.",
    }


def _tell_read(draft: Draft) -> str:
    if draft.attributes:
        return tell_number(len(draft.attributes), "participant")
    return f"{draft.read:,} of {draft.seen:,} {draft.unit}s" if draft.source_kind in SOURCE_KINDS else ""
