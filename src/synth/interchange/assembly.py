"""From sources with selections, as another tool held them, to utterances and taggings."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from synth.interchange.documents import Place, Selection, cut, find_turns
from synth.interchange.project import MEMOS, Project, make_account, make_codes, make_taggings
from synth.languages import detect_languages
from synth.tables import UTTERANCES, make_id


@dataclass
class Source:
    """One text with what was selected in it. `places` are its turns, if the file says so; else they are found.

    `participant` is who speaks where the text does not say by name.
    """

    source_id: str
    text: str
    selections: list[Selection] = field(default_factory=list)
    participant: str = ""
    places: list[Place] | None = None


def assemble(
    name: str,
    sources: Iterable[Source],
    codes: list[dict[str, Any]],
    account: Mapping[str, tuple[int, int, str]],
    *,
    attributes: Mapping[str, Mapping[str, Any]] | None = None,
    memos: Iterable[Mapping[str, str]] = (),
) -> Project:
    """Return the project: every turn an utterance, every coded part of one a tagging.

    A selection over several turns becomes a tagging in each, which the account says.

    Args:
        name: the project's name.
        sources: the texts.
        codes: rows of the codes table.
        account: what the file held, besides the selections, by kind.
        attributes: what is known of participants, by participant_id.
        memos: memos that are about no selection.
    """
    turns: list[dict[str, Any]] = []
    taggings: dict[str, dict[str, Any]] = {}
    comments: list[dict[str, str]] = []
    guesses: list[str] = []
    tally: Counter[str] = Counter()
    for source in sources:
        guesses += _find_places(source, attributes or {})
        turns += [{**place.columns, "text": source.text[place.start : place.end]} for place in source.places or ()]
        for selection in source.selections:
            parts = list(cut(selection, source.places or ()))
            tally.update(_state(selection, len(parts)))
            for place, start, end in parts:
                words = source.text[place.start + start : place.start + end]
                for row in _rows(selection, place, (start, end), words, taggings):
                    taggings[row["tagging_id"]] = row
                if selection.note and not selection.codes:
                    about = str(place.columns["utterance_id"])
                    comments.append({"about": about, "title": words, "text": selection.note})
    table = make_taggings(list(taggings.values()))
    utterances = _utterances(turns)
    utterances.attrs["notes"] = guesses
    selections = (tally.total() - tally["split"], tally["taken"], _why(tally))
    told = make_account({**account, "selections in texts": selections})
    kept = pd.DataFrame([*memos, *comments], columns=list(MEMOS))
    return Project(name, utterances, make_codes(codes, table), table, kept, told)


def _find_places(source: Source, attributes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Find the turns of a text whose file does not say them; return notes on what was guessed."""
    if source.places is not None:
        return []
    places, guesses = find_turns(source.source_id, source.text, participant=source.participant)
    source.places = [
        Place(place.start, place.end, {**attributes.get(place.columns["participant_id"], {}), **place.columns})
        for place in places
    ]
    return [f"{source.source_id}: {guess}" for guess in guesses]


def _state(selection: Selection, parts: int) -> list[str]:
    """Return what becomes of a selection, and whether it is split."""
    if not selection.codes and not selection.note:
        return ["bare"]
    return ["outside"] if not parts else ["taken", "split"] if parts > 1 else ["taken"]


def _why(tally: Counter[str]) -> str:
    told = {
        "split": "run over several turns and are a tagging in each",
        "bare": "have neither a code nor a note",
        "outside": "touch no words of a turn",
    }
    return "; ".join(f"{tally[state]} {words}" for state, words in told.items() if tally[state])


def _rows(
    selection: Selection, place: Place, span: tuple[int, int], words: str, taken: Container[str]
) -> Iterator[dict[str, Any]]:
    """Return a row of the taggings table for each code of a selection."""
    start, end = span
    for code in selection.codes:
        place_id = place.columns["utterance_id"]
        ids = (make_id(place_id, start, end, code, selection.researcher, *([n] if n else [])) for n in count())
        own = {
            "tagging_id": next(other for other in ids if other not in taken),
            "finding_id": "",
            "researcher": selection.researcher,
            "at": selection.at,
            **selection.columns,
        }
        place_of_it = {"utterance_id": place_id, "start": start, "end": end, "quote": words}
        yield {**own, **place_of_it, "tag": code, "note": selection.note}


def _utterances(turns: list[dict[str, Any]]) -> pd.DataFrame:
    utterances = UTTERANCES.make(turns)
    extra = [str(column) for column in utterances if column not in UTTERANCES.columns]
    words = [column for column in extra if not is_numeric_dtype(utterances[column])]
    utterances[words] = utterances[words].fillna("")
    if turns and not any("language" in turn for turn in turns):
        utterances = detect_languages(utterances)
    return utterances
