"""Pseudonyms of a table in partitions: decided once for the whole, so that they agree everywhere."""

import copy
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import dask.dataframe as dd
import pandas as pd
from dask.delayed import delayed

from synth.privacy.cleaner import Cleaner
from synth.privacy.detection import Detection, People, find_common
from synth.privacy.key import PseudonymKey
from synth.privacy.personal_data import PSEUDONYM
from synth.privacy.proposals import COLUMNS, check_proposals, choose_pseudonym, find_personal_data, settle
from synth.privacy.pseudonyms import pseudonymise as pseudonymise_here
from synth.privacy.pseudonyms import replace_personal_data
from synth.privacy.speaker_codes import is_code
from synth.scale.cluster import compute
from synth.scale.frames import Frame, collect, list_partitions, make_frame
from synth.tables import UTTERANCES

_TAKEN = re.compile(r"p\d+|interviewer(?: \d+)?", re.IGNORECASE)  # codes that might be given to somebody else
Spans = list[pd.DataFrame]  # one a partition


def pseudonymise(
    utterances: Frame,
    *,
    names: Iterable[str] = (),
    keep: Iterable[str] = (),
    key: PseudonymKey | None = None,
    models: Mapping[str, str] | None = None,
) -> Frame:
    """Return the utterances with personal data replaced by pseudonyms that agree on all partitions.

    The partitions are read at once, as often as they tell new names; what each name and number stands for is decided
    here, in the order of the table, and written to the key. Then each partition is replaced, when it is needed. What
    leads back to people stays in the key: workers are given the secret that hides ids, and the names.

    Args:
        utterances: the utterances table.
        names: further names to look for.
        keep: quotes and labels that a person decided to leave as they are.
        key: the study's key, as in `synth.pseudonymise`; with a person's decisions in it, they are followed.
        models: the name of an installed spaCy pipeline for a language, on all workers.

    Returns:
        The same rows in the same partitions. `read_account` tells, of a folder that they were written into, how many
        spans of each kind were replaced.

    Raises:
        TableProblem: the table lacks a column.
        KeyProblem: a label is the code of somebody else in the key, or the key cannot be written.
    """
    key = PseudonymKey() if key is None else key
    names, kept = ([given] if isinstance(given, str) else list(given) for given in (names, keep))
    if isinstance(utterances, pd.DataFrame):
        proposals = find_personal_data(utterances, names=names, key=key, models=models)
        return pseudonymise_here(utterances, proposals=proposals, keep=kept, key=key)
    UTTERANCES.check(utterances._meta)
    told = _survey(utterances, names, key)
    spans = _decide(_detect(utterances, told, models or {}), utterances, told, key)
    spans = [part[~part["quote"].isin(kept)] for part in spans]
    clean = Cleaner(told.labels, pd.concat(spans), kept=kept, key=key)
    sources = clean.sources(pd.DataFrame({"source_id": told.sources}))
    for part in spans:
        for row in part.to_dict("records"):
            key.remember(row["source_id"], row["kind"], row["quote"], row["replacement"])
    key.save()
    clean.key = _bare(key)
    replace = delayed(partial(_replace, clean=clean, sources=sources), traverse=False)
    parts = zip(list_partitions(utterances), spans, strict=True)
    tasks = [replace(part, delayed(found, traverse=False)) for (part,), found in parts]
    return make_frame(tasks, meta=utterances._meta)


@dataclass(frozen=True)
class Told:
    """What a table tells of itself: labels of speakers, its sources in order, words in lower case, and who is known."""

    labels: pd.DataFrame
    sources: list[str]
    common: Mapping[str, set[str]]
    people: People


def _survey(utterances: dd.DataFrame, names: list[str], key: PseudonymKey) -> Told:
    parts = collect(_survey_part, utterances, label="looking through")
    labels = pd.concat([labels for labels, _, _, _ in parts], ignore_index=True).drop_duplicates(ignore_index=True)
    common: dict[str, set[str]] = defaultdict(set)
    for _, _, words, _ in parts:
        for language, found in words.items():
            common[language] |= found
    codes = key.code_labels(labels)
    key.pass_over(code for _, _, _, pseudonyms in parts for code in sorted(pseudonyms))
    sources = list(dict.fromkeys(source for _, sources, _, _ in parts for source in sources))
    return Told(labels, sources, common, People(labels, names, codes=codes))


def _survey_part(part: pd.DataFrame) -> tuple[pd.DataFrame, list[str], Mapping[str, set[str]], set[str]]:
    """Return the labels that matter, the sources, the words in lower case and the pseudonyms of a partition."""
    labels = part[["participant_id", "source_id", "role"]].drop_duplicates()
    matters = [not is_code(label) or bool(_TAKEN.fullmatch(label)) for label in labels["participant_id"]]
    texts = part["text"].tolist()
    pseudonyms = {match[0] for text in texts if "[" in text for match in PSEUDONYM.finditer(text)}
    common = find_common(zip(texts, part["language"].tolist(), strict=True))
    return labels[matters], part["source_id"].unique().tolist(), common, pseudonyms


def _detect(utterances: dd.DataFrame, told: Told, models: Mapping[str, str]) -> Spans:
    """Return the spans of each partition, once no partition knows a name that the others do not."""
    known = told.people.known
    while True:
        found = collect(
            _detect_part, utterances, label="looking for names", people=told.people, common=told.common, models=models
        )
        before = len(known.forms)
        for name in dict.fromkeys(name for _, learned in found for name in learned):
            if not known.persons(name):
                known.add(name, name)
        if len(known.forms) == before:
            return [spans for spans, _ in found]


def _detect_part(
    part: pd.DataFrame, *, people: People, common: Mapping[str, set[str]], models: Mapping[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the spans of a partition, not yet with what stands for them, and the names that it alone tells."""
    found = Detection(part, people=copy.deepcopy(people), common=common, models=models)
    ids, sources = part["utterance_id"].tolist(), part["source_id"].tolist()
    rows = []
    for row, (start, end, kind, score) in found.spans():
        rows.append((ids[row], start, end, found.texts[row][start:end], kind, "", score, sources[row]))
    return pd.DataFrame(rows, columns=[*COLUMNS, "source_id"]).astype(COLUMNS), found.learned


def _decide(spans: Spans, utterances: dd.DataFrame, told: Told, key: PseudonymKey) -> Spans:
    """Return the spans with what stands for each, in the order of the table, and as a person decided."""
    for part in spans:
        quotes = zip(part["source_id"], part["kind"], part["quote"], strict=True)
        part["replacement"] = [choose_pseudonym(told.people, key, *quote) for quote in quotes]
    if not key.decisions:
        return spans
    bare = delayed(_bare(key), traverse=False)
    parts = zip(list_partitions(utterances), spans, strict=True)
    return compute([delayed(_settle)(part, found, bare) for (part,), found in parts], "following decisions")


def _settle(part: pd.DataFrame, spans: pd.DataFrame, key: PseudonymKey) -> pd.DataFrame:
    settled = settle(spans[[*COLUMNS]], part, key)
    return settled.assign(source_id=settled["utterance_id"].map(part.set_index("utterance_id")["source_id"]))


def _replace(part: pd.DataFrame, spans: pd.DataFrame, *, clean: Cleaner, sources: Mapping[str, str]) -> pd.DataFrame:
    result = replace_personal_data(part, check_proposals(spans, part), clean, sources)
    counts = Counter(spans["kind"].tolist())
    result.attrs["account"] = [{"what": f"{kind} replaced", "utterances": count} for kind, count in counts.items()]
    return result


def _bare(key: PseudonymKey) -> PseudonymKey:
    """Return what workers need of a key: decisions, and the secret that hides ids; nothing that opens its file."""
    bare = PseudonymKey()
    bare.decisions = dict(key.decisions)
    bare._told["secret"] = key._told["secret"]
    return bare
