"""Find personal data, replace it by pseudonyms, and make the key that leads back to it.

Detection proposes; a person decides. Pseudonymised data is still personal data (GDPR, Article 4(5)).
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.privacy.detection import Detection, People, find_all
from synth.privacy.personal_data import KINDS, PSEUDONYM, hide, hide_pseudonyms
from synth.privacy.speaker_codes import find_labels
from synth.tables import UTTERANCES, check_quotes

COLUMNS = {
    "utterance_id": "str",
    "start": "int64",
    "end": "int64",
    "quote": "str",
    "kind": "str",
    "replacement": "str",
    "score": "float64",
}


def find_personal_data(
    utterances: pd.DataFrame, *, names: Iterable[str] = (), models: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return what looks like personal data, as proposals for a person to check.

    Args:
        utterances: the utterances table; a participant_id that is a name is looked for in every text.
        names: further names to look for, such as those of colleagues: "An Peeters" also finds "An" and "Peeters".
        models: the name of an installed spaCy pipeline for a language ({"nl": "nl_core_news_md"}), whose persons and
            organisations are proposed beside what the rules find; they need none.

    Returns:
        One row a span: utterance_id, start and end (code points), quote, kind (one of KINDS), replacement and score
        (0 to 1, how sure it is). The same person or number has the same replacement in the whole study.

    Raises:
        TableProblem: the table lacks a column.
        SynthError: a pipeline that `models` names is not installed.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"language": "nl", "text": "Mijn dochter Lien belt 0470 12 34 56."}])
    >>> find_personal_data(table)[["quote", "replacement"]].to_numpy().tolist()
    [['Lien', '[person-1]'], ['0470 12 34 56', '[phone-1]']]
    """
    UTTERANCES.check(utterances)
    found = Detection(utterances, names, models)
    ids, sources = utterances["utterance_id"].tolist(), utterances["source_id"].tolist()
    numbers = _Numbers(found.texts)
    rows = []
    for row, span in found.spans():
        quote = found.texts[row][span.start : span.end]
        who = found.people.identify(quote, sources[row]) if span.kind == "person" else _squeeze(quote, span.kind)
        replacement = _write_code(who) if who in found.people.heard else numbers.of(span.kind, who)
        rows.append((ids[row], span.start, span.end, quote, span.kind, replacement, span.score))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def pseudonymise(
    utterances: pd.DataFrame, *, proposals: pd.DataFrame | None = None, keep: Iterable[str] = ()
) -> pd.DataFrame:
    """Return the utterances with personal data replaced by pseudonyms: the same rows, the same ids.

    Labels of speakers that are names become P01, P02 ... or "Interviewer"; codes such as P07 stay. File names, the
    account of the import and further columns of text lose the names too.

    Args:
        utterances: the utterances table.
        proposals: the spans to replace, as a person left them; without it, all of `find_personal_data`.
        keep: quotes and labels that a person decided to leave as they are.

    Returns:
        A new table; `.attrs["replaced"]` counts what was replaced, one {"kind", "count"} each.

    Raises:
        TableProblem: a table lacks a column, a proposal does not stand in the text, or two overlap.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"participant_id": "Ann Smith", "text": "I'm Ann, ann@example.org."}])
    >>> pseudonymise(table)[["participant_id", "text"]].to_numpy().tolist()
    [['P01', "I'm P01, [e-mail-1]."]]
    """
    UTTERANCES.check(utterances)
    kept = {keep} if isinstance(keep, str) else set(keep)
    spans = _check_proposals(find_personal_data(utterances) if proposals is None else proposals, utterances)
    spans = spans[~spans["quote"].isin(kept)]
    clean = _Cleaner(utterances, spans, kept)
    result = utterances.copy()
    result["text"] = _replace(utterances, spans)
    result["participant_id"] = _map(utterances["participant_id"], clean.label)
    names = clean.sources(utterances)
    result["source_id"] = _map(utterances["source_id"], names.__getitem__)
    further = [column for column in utterances if column not in UTTERANCES.columns]
    for column in further:
        if pd.api.types.is_string_dtype(utterances[column]) or utterances[column].dtype == "object":
            result[column] = _map(utterances[column], clean.value)
    told = [
        {key: clean.name(value) for key, value in account.items()} for account in utterances.attrs.get("sources", [])
    ]
    for new, old in zip(told, utterances.attrs.get("sources", []), strict=True):
        new["source_id"] = names.get(old.get("source_id", ""), new.get("source_id", ""))
    if told:
        result.attrs["sources"] = told
    result.attrs["replaced"] = _count(utterances, result, spans, further)
    return result


def make_key(utterances: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    """Return which pseudonym stands for what: to be kept apart from the data, and safe.

    Args:
        utterances: the table before it was pseudonymised.
        proposals: the spans that were replaced.

    Returns:
        One row a pseudonym and spelling: pseudonym, original, kind ("label" for the label of a speaker).

    Raises:
        TableProblem: a proposal does not stand in the text.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"participant_id": "Ann Smith", "text": "Mr. Jones rang."}])
    >>> make_key(table, find_personal_data(table)).to_numpy().tolist()
    [['P01', 'Ann Smith', 'label'], ['[person-1]', 'Jones', 'person']]
    """
    spans = _check_proposals(proposals, utterances)
    rows = [(code, label, "label") for label, code in find_labels(utterances).items()]
    rows += zip(spans["replacement"], spans["quote"], spans["kind"], strict=True)
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=["pseudonym", "original", "kind"], dtype="str")


class _Numbers:
    """Numbers persons, phones and so on in order of first appearance, past those that the texts hold already."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.given: dict[tuple[str, str], str] = {}
        self.last: Counter[str] = Counter()
        for code in (match[0] for text in texts if "[" in text for match in PSEUDONYM.finditer(text)):
            word, _, number = code.strip("[]").rpartition("-")
            if word and number.isdecimal():
                self.last[word] = max(self.last[word], int(number))

    def of(self, kind: str, what: str) -> str:
        """Return the pseudonym of one person or number."""
        if (kind, what) not in self.given:
            word = kind.replace(" ", "-")
            self.last[word] += 1
            self.given[kind, what] = f"[{word}-{self.last[word]}]"
        return self.given[kind, what]


def _squeeze(quote: str, kind: str) -> str:
    """Return a number or an address without what may differ from one spelling to the next."""
    bare = re.sub(r"[\W_]+", "", re.sub(r"\(0\)", "", quote)).casefold()
    return re.sub(r"^(?:0032|32(?=\d{8,9}$))0?", "0", bare) if kind == "phone" else bare


def _write_code(code: str) -> str:
    """Return a speaker's code as it stands in a text: "P03" as it is, "Interviewer 2" in brackets."""
    return f"[{code.casefold().replace(' ', '-')}]" if code.startswith("Interviewer") else code


def _check_proposals(proposals: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in COLUMNS if column not in proposals and column != "score"]
    if missing:
        raise TableProblem(
            f"the proposals lack the column {missing[0]!r}; they have {', '.join(map(str, proposals)) or 'none'}. "
            "Start from the table that find_personal_data returns, and drop or change rows."
        )
    spans = check_quotes(proposals, utterances).sort_values(["utterance_id", "start"], kind="stable")
    before = spans.groupby("utterance_id")["end"].shift(fill_value=0)
    clash = spans[spans["start"] < before]
    if len(clash):
        row = clash.iloc[0]
        raise TableProblem(
            f"the proposal {row['quote']!r} at {row['start']}-{row['end']} of utterance {row['utterance_id']} overlaps "
            "the one before it. Each character has one replacement at most: drop one of the two rows."
        )
    return proposals


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


class _Cleaner:
    """Takes names out of labels, file names and further columns, where nobody reviews them one by one."""

    def __init__(self, utterances: pd.DataFrame, spans: pd.DataFrame, kept: set[str]) -> None:
        self.people = People(utterances)
        self.kept = kept
        self.codes = {label: code for label, code in self.people.codes.items() if label not in kept}
        self.told = dict(zip(spans["quote"], spans["replacement"], strict=True))
        labels = "|".join(re.escape(label) for label in sorted(self.codes, key=lambda label: (-len(label), label)))
        self.labels = re.compile(rf"(?<!\w)(?:{labels})(?!\w)" if labels else r"(?!)")

    def label(self, label: str) -> str:
        """Return the code of a speaker's label; a label that is a file name and a number loses the names in it."""
        return self.codes.get(label) or (self.name(label) if re.search("[#:]", label) else label)

    def value(self, value: str) -> str:
        """Return a text without the personal data in it."""
        return self._clean(value, value, any_case=False)

    def name(self, value: str) -> str:
        """Return a text about files and speakers without names, also where _, - or . part the words."""
        value = self.labels.sub(lambda match: self.codes[match[0]], self.value(value))
        return self._clean(value, re.sub(r"_|(?<=\w)[-.](?=\w)", " ", value), any_case=True)

    def sources(self, utterances: pd.DataFrame) -> dict[str, str]:
        """Return the new name of each source; different ones stay different."""
        names: dict[str, str] = {}
        for source in utterances["source_id"].unique():
            name, number = self.name(source), 1
            while name in names.values():
                number += 1
                name = f"{self.name(source)} ({number})"
            names[source] = name
        return names

    def _clean(self, value: str, read: str, *, any_case: bool) -> str:
        read = hide_pseudonyms(read)
        spans = []
        while found := find_all(read, "", self.people.known, any_case=any_case):
            spans += found
            read = hide(read, [span[:2] for span in found])
        for start, end, kind, _ in sorted(spans, reverse=True):
            quote = value[start:end]
            if quote not in self.kept:
                who = self.people.identify(quote, "")
                known = who if who in self.people.heard else self.told.get(quote, f"[{kind.replace(' ', '-')}]")
                value = value[:start] + known + value[end:]
        return value


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
