"""Excerpts: what was tagged, by whom it was said, and which codes go together."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import combinations, groupby
from typing import Any, Literal

import pandas as pd

from synth.errors import TableProblem
from synth.study import Study
from synth.tables import TAGGINGS, UTTERANCES

PATH_MARK = " > "
_ABOUT = [column for column in UTTERANCES.columns if column not in ("utterance_id", "text")]


def collect_excerpts(study: Study, utterances: pd.DataFrame) -> pd.DataFrame:
    """Return one row a tagging, with what its code is under and who said the words, when and where.

    Args:
        study: the study with the taggings.
        utterances: the utterances table; columns of its own, such as attributes of participants, come along.

    Returns:
        The taggings table with `path` (the code and those above it) and the columns of the utterance, in the order in
        which the material is read. A tagging of material that is not given keeps its row, with those columns empty.
    """
    UTTERANCES.check(utterances)
    codes = study.codes()
    excerpts = study.taggings().merge(codes[["name", "path"]].rename(columns={"name": "tag"}), on="tag", how="left")
    about = utterances.drop(columns="text")
    about = about.drop(columns=[name for name in excerpts if name in about and name != "utterance_id"])
    joined = excerpts.merge(about, on="utterance_id", how="left")
    joined = joined.sort_values(["source_id", "position", "start", "tagging_id"], kind="stable", na_position="last")
    texts = [str(column) for column in joined if joined[column].dtype != "float64"]
    joined[texts] = joined[texts].astype(object).where(joined[texts].notna(), "").infer_objects()
    first = [*TAGGINGS.columns, "path", *(column for column in _ABOUT if column in joined)]
    return joined[[*first, *(column for column in joined if column not in first)]].reset_index(drop=True)


def find_excerpts(
    excerpts: pd.DataFrame, *, under: str = "", overlapping: str = "", containing: str = "", **columns: Any
) -> pd.DataFrame:
    """Return the excerpts that meet every condition given.

    Args:
        excerpts: the table of `collect_excerpts`.
        under: a code; its excerpts and those of the codes under it.
        overlapping: a code; excerpts that share characters with one of its own.
        containing: words that the quote contains, whatever their case.
        columns: a column with its value, or with a list of values, such as `group="citizen"` or `wave=["before", ""]`.

    Raises:
        TableProblem: there is no such column; names those there are.

    >>> table = pd.DataFrame({"tag": ["a", "b"], "path": ["c > a", "b"], "quote": ["Yes.", "No."]})
    >>> find_excerpts(table, under="c")["quote"].tolist(), find_excerpts(table, quote="No.")["tag"].tolist()
    (['Yes.'], ['b'])
    """
    found = excerpts
    for column, wanted in columns.items():
        if column not in excerpts:
            raise TableProblem(f"the excerpts have no column {column!r}; they have {', '.join(map(str, excerpts))}.")
        values = wanted if isinstance(wanted, Collection) and not isinstance(wanted, str) else [wanted]
        found = found[found[column].isin(values)]
    if under:
        found = found[found["path"].map(lambda path: under in path.split(PATH_MARK)).astype(bool)]
    if containing:
        found = found[found["quote"].str.casefold().str.contains(containing.casefold(), regex=False)]
    if overlapping:
        found = found[found["tagging_id"].isin(_overlapping(excerpts, overlapping))]
    return found.reset_index(drop=True)


def count_by_participant(excerpts: pd.DataFrame, *, by: str = "participant_id") -> pd.DataFrame:
    """Count excerpts by code (rows) and participant, or any other column (columns).

    Args:
        excerpts: the table of `collect_excerpts`, or a part of it.
        by: the column whose values are counted apart, such as "participant_id", "group", "wave" or "researcher".

    >>> count_by_participant(pd.DataFrame({"tag": ["a", "a"], "participant_id": ["P01", "P02"]})).to_dict("index")
    {'a': {'P01': 1, 'P02': 1}}
    """
    if by not in excerpts:
        raise TableProblem(f"the excerpts have no column {by!r}; they have {', '.join(map(str, excerpts))}.")
    return pd.crosstab(excerpts["tag"], excerpts[by]).rename_axis(columns=None)


def count_cooccurrence(excerpts: pd.DataFrame, *, within: Literal["span", "utterance"] = "span") -> pd.DataFrame:
    """Count how often two codes meet, as a square table; the diagonal counts each code by itself.

    Within a span, each pair of excerpts that share at least one character counts once. Within an utterance, each
    utterance with both codes counts once, wherever in it they stand.

    Args:
        excerpts: the table of `collect_excerpts`, or a part of it.
        within: "span" or "utterance".
    """
    if within not in ("span", "utterance"):
        raise TableProblem(f"codes co-occur within a 'span' or an 'utterance', not within {within!r}.")
    names = sorted(set(excerpts["tag"]))
    alone = Counter(excerpts["tag"])
    if within == "span":
        pairs = [tuple(sorted((one[3], other[3]))) for one, other in _meetings(excerpts) if one[3] != other[3]]
    else:
        together = [sorted(set(tags)) for _, tags in excerpts.groupby("utterance_id")["tag"]]
        alone = Counter(tag for tags in together for tag in tags)
        pairs = [pair for tags in together for pair in combinations(tags, 2)]
    met = Counter(pairs)
    rows = [[alone[one] if one == other else met[min(one, other), max(one, other)] for other in names] for one in names]
    return pd.DataFrame(rows, index=pd.Index(names, name="tag"), columns=names, dtype="int64")


Span = tuple[int, int, str, str]  # start, end, tagging_id, tag


def _meetings(excerpts: pd.DataFrame) -> Iterator[tuple[Span, Span]]:
    """Return each pair of excerpts of one utterance that share a character, once."""
    columns = ["utterance_id", "start", "end", "tagging_id", "tag"]
    rows = sorted(excerpts[columns].itertuples(index=False, name=None))
    for _, here in groupby(rows, key=lambda row: row[0]):
        running: list[Span] = []
        for _, *place in here:
            span: Span = tuple(place)
            running = [earlier for earlier in running if earlier[1] > span[0]]
            yield from ((earlier, span) for earlier in running)
            running.append(span)


def _overlapping(excerpts: pd.DataFrame, tag: str) -> set[str]:
    """Return the ids of the excerpts that meet one of this code, those of the code itself left out."""
    met = set()
    for one, other in _meetings(excerpts):
        met |= {span[2] for span, partner in ((one, other), (other, one)) if partner[3] == tag and span[3] != tag}
    return met
