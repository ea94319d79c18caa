"""Replace personal data by pseudonyms.

Detection proposes; a person decides. Pseudonymised data is still personal data (GDPR, Article 4(5)).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from synth.privacy.cleaner import Cleaner
from synth.privacy.key import PseudonymKey
from synth.privacy.personal_data import KINDS
from synth.privacy.proposals import check_proposals, find_personal_data
from synth.readers.speakers import hide_slips
from synth.tables import UTTERANCES


def pseudonymise(
    utterances: pd.DataFrame,
    *,
    proposals: pd.DataFrame | None = None,
    keep: Iterable[str] = (),
    key: PseudonymKey | None = None,
) -> pd.DataFrame:
    """Return the utterances with personal data replaced by pseudonyms: the same rows in the same order.

    Labels of speakers that are names become P01, P02 ... or "Interviewer"; codes such as P07 stay. File names, the
    account of the import and further columns of text lose the names too.

    Args:
        utterances: the utterances table.
        proposals: the spans to replace, as a person left them; without it, all of `find_personal_data`.
        keep: quotes and labels that a person decided to leave as they are.
        key: the study's key, which learns what was replaced and is written. Its pseudonyms stay the same when files
            are added, and the ids of utterances, made of their words, are hidden too. Without it, numbers depend on
            the files that are read together, and ids stay.

    Returns:
        A new table; `.attrs["replaced"]` counts what was replaced, one {"kind", "count"} each.

    Raises:
        TableProblem: a table lacks a column, a proposal does not stand in the text, or two overlap.
        KeyProblem: a label is the code of somebody else in the key, or the key cannot be written.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"participant_id": "Ann Smith", "text": "I'm Ann, ann@example.org."}])
    >>> pseudonymise(table)[["participant_id", "text"]].to_numpy().tolist()
    [['P01', "I'm P01, [e-mail-1]."]]
    """
    UTTERANCES.check(utterances)
    key = PseudonymKey() if key is None else key
    kept = {keep} if isinstance(keep, str) else set(keep)
    proposals = find_personal_data(utterances, key=key) if proposals is None else proposals
    spans = check_proposals(proposals, utterances)
    spans = spans[~spans["quote"].isin(kept)]
    clean = Cleaner(utterances, spans, kept=kept, key=key)
    names = clean.sources(utterances)
    result = replace_personal_data(utterances, spans, clean, names)
    if accounts := utterances.attrs.get("sources"):
        result.attrs["sources"] = [_clean_account(account, clean, names) for account in accounts]
    result.attrs["replaced"] = _count(utterances, result, spans, _list_further(utterances))
    _remember(key, spans, utterances)
    return result


def replace_personal_data(
    utterances: pd.DataFrame, spans: pd.DataFrame, clean: Cleaner, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the utterances with these spans replaced, and without names in labels, sources and further columns.

    Args:
        utterances: the utterances table, or a part of it.
        spans: what to replace in the texts, and by what.
        clean: who is known by name in the whole table.
        names: the new name of each source.
    """
    result = utterances.copy()
    result["utterance_id"] = _map(utterances["utterance_id"], clean.key.hide_id)
    result["text"] = _replace(utterances, spans)
    result["participant_id"] = _map(utterances["participant_id"], clean.label)
    result["source_id"] = _map(utterances["source_id"], names.__getitem__)
    for column in _list_further(utterances):
        if pd.api.types.is_string_dtype(utterances[column]) or utterances[column].dtype == "object":
            result[column] = _map(utterances[column], clean.value)
    return result


def _list_further(utterances: pd.DataFrame) -> list[Hashable]:
    return [column for column in utterances if column not in UTTERANCES.columns]


def _clean_account(account: Mapping[str, str], clean: Cleaner, names: Mapping[str, str]) -> dict[str, str]:
    """Return the account of one file without names in it."""
    cleaned = {field: clean.name(hide_slips(value)) for field, value in account.items()}
    return cleaned | {"source_id": names.get(account.get("source_id", ""), cleaned.get("source_id", ""))}


def _remember(key: PseudonymKey, spans: pd.DataFrame, utterances: pd.DataFrame) -> None:
    sources = dict(zip(utterances["utterance_id"], utterances["source_id"], strict=True))
    columns = (spans[column].tolist() for column in ("utterance_id", "kind", "quote", "replacement"))
    for utterance_id, kind, quote, replacement in zip(*columns, strict=True):
        key.remember(sources[utterance_id], kind, quote, replacement)
    key.save()


def _replace(utterances: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    texts = dict(zip(utterances["utterance_id"], utterances["text"], strict=True))
    backwards = spans.sort_values("start", ascending=False, kind="stable")
    for row in backwards.itertuples():
        text = texts[row.utterance_id]
        texts[row.utterance_id] = f"{text[: row.start]}{row.replacement}{text[row.end :]}"
    return pd.Series([texts[key] for key in utterances["utterance_id"]], index=utterances.index, dtype="str")


def _map(column: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Return the column with each text changed, each different one once; what is no text stays."""
    changed = {value: change(value) if isinstance(value, str) else value for value in column.unique()}
    return pd.Series([changed.get(value, value) for value in column], index=column.index, dtype=column.dtype)


def _count(
    old: pd.DataFrame, new: pd.DataFrame, spans: pd.DataFrame, further: Iterable[Hashable]
) -> list[dict[str, Any]]:
    """Return how much of each kind was replaced, with what a table that was pseudonymised before tells of itself."""
    counts = Counter({told["kind"]: told["count"] for told in old.attrs.get("replaced", [])})
    counts.update(spans["kind"].tolist())
    for kind, column in (("label", "participant_id"), ("file name", "source_id")):
        counts[kind] += int(old[column][old[column] != new[column]].nunique())
    counts["further column"] += sum(
        int((old[column].ne(new[column]) & old[column].notna()).sum()) for column in further
    )
    order = [*KINDS, "label", "file name", "further column"]
    return [{"kind": kind, "count": counts[kind]} for kind in dict.fromkeys([*order, *counts]) if counts[kind]]
