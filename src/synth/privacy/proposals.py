"""Proposals: what looks like personal data, as the rules found it and as a person decided about it."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.privacy.decisions import KEEP, SMALL, spell
from synth.privacy.detection import Detection, People
from synth.privacy.key import PseudonymKey
from synth.privacy.known_names import Words
from synth.privacy.name_lists import fold
from synth.privacy.personal_data import KINDS, PSEUDONYM, hide
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
MAX_GAP = 3
"""How many characters may part the words of one spelling."""

_WORD = re.compile(r"[^\W_]+")


def find_personal_data(
    utterances: pd.DataFrame,
    *,
    names: Iterable[str] = (),
    key: PseudonymKey | None = None,
    models: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return what looks like personal data, as proposals for a person to check.

    Args:
        utterances: the utterances table; a participant_id that is a name is looked for in every text.
        names: further names to look for, such as those of colleagues: "An Peeters" also finds "An" and "Peeters".
        key: the study's key. What it gave before stands for the same again, what was decided with it holds, and new
            persons and numbers get its next numbers.
        models: the name of an installed spaCy pipeline for a language ({"nl": "nl_core_news_md"}), whose persons and
            organisations are proposed beside what the rules find; they need none.

    Returns:
        One row a span: utterance_id, start and end (code points), quote, kind (one of KINDS), replacement and score
        (0 to 1, how sure it is). The same person or number has the same replacement in the whole study.

    Raises:
        TableProblem: the table lacks a column.
        KeyProblem: a label in the table is the code of somebody else in the key.
        SynthError: a pipeline that `models` names is not installed.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"language": "nl", "text": "Mijn dochter Lien belt 0470 12 34 56."}])
    >>> find_personal_data(table)[["quote", "replacement"]].to_numpy().tolist()
    [['Lien', '[person-1]'], ['0470 12 34 56', '[phone-1]']]
    """
    key = PseudonymKey() if key is None else key
    return settle(propose(utterances, names=names, key=key, models=models), utterances, key)


def propose(
    utterances: pd.DataFrame,
    *,
    names: Iterable[str] = (),
    key: PseudonymKey,
    models: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return what the rules find, whatever was decided about it."""
    UTTERANCES.check(utterances)
    found = Detection(utterances, names, codes=key.code_labels(utterances), models=models)
    key.pass_over(found.texts)
    ids, sources = utterances["utterance_id"].tolist(), utterances["source_id"].tolist()
    rows = []
    for row, span in found.spans():
        quote, source = found.texts[row][span.start : span.end], sources[row]
        replacement = choose_pseudonym(found.people, key, source, span.kind, quote)
        rows.append((ids[row], span.start, span.end, quote, span.kind, replacement, span.score))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def choose_pseudonym(people: People, key: PseudonymKey, source: str, kind: str, quote: str) -> str:
    """Return what stands for a quote in a source: what stood for it before, or for who is meant, or the next number."""
    who = people.identify(quote, source) if kind == "person" else _squeeze(quote, kind)
    return key.mean(source, kind, quote, _write_code(who) if who in people.heard else who)


def settle(proposals: pd.DataFrame, utterances: pd.DataFrame, key: PseudonymKey) -> pd.DataFrame:
    """Return the proposals as a person decided: without what is kept, with what the rules passed over."""
    if not key.decisions:
        return proposals
    rows: list[dict[Any, Any]] = []
    for row in proposals.to_dict("records"):
        decision = key.decision_on(row["quote"], row["replacement"])
        if decision != KEEP:
            decided = {"kind": kind_of(decision), "replacement": decision} if decision else {}
            rows.append(row | decided)
    rows += _find_decided(utterances, rows, key)
    places = {utterance_id: place for place, utterance_id in enumerate(utterances["utterance_id"])}
    rows.sort(key=lambda row: (places[row["utterance_id"]], row["start"]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def kind_of(pseudonym: str) -> str:
    """Return what kind of thing a pseudonym stands for.

    >>> kind_of("[birth-date-2]"), kind_of("P03")
    ('birth date', 'person')
    """
    word = re.sub(r"-\d+$", "", pseudonym.strip("[]"))
    return next((kind for kind in KINDS if kind.replace(" ", "-") == word), "person")


def check_proposals(proposals: pd.DataFrame, utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the proposals if each stands at its place and none overlaps another.

    Raises:
        TableProblem: names the first one that does not.
    """
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


def _find_decided(
    utterances: pd.DataFrame, taken: Iterable[Mapping[Any, Any]], key: PseudonymKey
) -> list[dict[Any, Any]]:
    """Return each further place of a spelling that a person replaces."""
    names = {name for name, code in key.decisions.items() if code != KEEP and not PSEUDONYM.fullmatch(name)}
    spellings = {tuple(name.removeprefix(SMALL).split(" ")) for name in names}
    longest: dict[str, int] = {}
    for words in spellings:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    hidden = defaultdict(list)
    for row in taken:
        hidden[row["utterance_id"]].append((row["start"], row["end"]))
    found = []
    for utterance_id, text in zip(utterances["utterance_id"], utterances["text"], strict=True):
        for start, end in _match(hide(text, hidden[utterance_id]), spellings, longest) if longest else ():
            quote = text[start:end]
            if spell(quote) in names:
                code = key.decision_on(quote)
                place = {"utterance_id": utterance_id, "start": start, "end": end, "quote": quote, "score": 1.0}
                found.append(place | {"kind": kind_of(code), "replacement": code})
    return found


def _match(text: str, spellings: Container[Words], longest: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    tokens = list(_WORD.finditer(text))
    folded = [fold(token[0]) for token in tokens]
    at = 0
    while at < len(tokens):
        sizes = range(min(longest.get(folded[at], 0), len(tokens) - at), 0, -1)
        size = next(
            (size for size in sizes if _stands(text, tokens[at : at + size], folded[at : at + size], spellings)), 0
        )
        if size:
            yield tokens[at].start(), tokens[at + size - 1].end()
        at += size or 1


def _stands(text: str, tokens: list[re.Match[str]], folded: list[str], spellings: Container[Words]) -> bool:
    """Say whether words stand close together and are a spelling."""
    quote = text[tokens[0].start() : tokens[-1].end()]
    is_close = len(quote) <= sum(len(token[0]) for token in tokens) + MAX_GAP * (len(tokens) - 1)
    return tuple(folded) in spellings and is_close


def _squeeze(quote: str, kind: str) -> str:
    """Return a number or an address without what may differ from one spelling to the next."""
    bare = re.sub(r"[\W_]+", "", re.sub(r"\(0\)", "", quote)).casefold()
    return re.sub(r"^(?:0032|32(?=\d{8,9}$))0?", "0", bare) if kind == "phone" else bare


def _write_code(code: str) -> str:
    """Return a speaker's code as it stands in a text: "P03" as it is, "Interviewer 2" in brackets."""
    return f"[{code.casefold().replace(' ', '-')}]" if code.startswith("Interviewer") else code
