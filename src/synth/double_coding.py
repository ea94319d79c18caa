"""Blind coding by several people: a sample drawn by seed, in which nobody sees the others' work until all are done."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from synth.errors import StudyProblem, TableProblem
from synth.journal import Journal
from synth.tables import UTTERANCES

ROUND, DONE = "round", "done"


def draw_sample(utterances: pd.DataFrame, *, share: float = 0.2, seed: int = 0) -> pd.DataFrame:
    """Draw a part of the material for several people to code.

    Interviews are drawn whole, so that every turn is read in its context; comments and notes one by one. It is drawn
    by chance within each kind of source and language, so that the sample speaks for all of the study.

    Args:
        utterances: the utterances table.
        share: how much of the participants' text, above 0 and up to 1; of each kind and language at least one is drawn.
        seed: the same seed draws the same, whatever the order of the rows.

    Returns:
        The utterances drawn, in their order.

    Raises:
        TableProblem: the share is not above 0 and up to 1.
    """
    if not 0 < share <= 1:
        raise TableProblem(f"share is {share}; it is above 0 and up to 1, such as 0.2 for a fifth of the text.")
    whole = UTTERANCES.check(utterances)["source_kind"] == "interview"
    unit = utterances["source_id"].where(whole, utterances["utterance_id"])
    size = utterances["text"].str.len().where(utterances["role"] == "participant", 0)
    about = utterances[["source_kind", "language"]].assign(unit=unit, size=size)
    grouped = about.groupby(["source_kind", "unit"])
    units = grouped["size"].sum().to_frame().assign(language=grouped["language"].agg(_most_frequent))
    rng = np.random.default_rng(seed)
    drawn: set[tuple[str, str]] = set()
    for _, stratum in units.groupby(["source_kind", "language"], sort=True):
        shuffled = stratum.sort_index().iloc[rng.permutation(len(stratum))]
        before = shuffled["size"].cumsum() - shuffled["size"]
        drawn.update(shuffled.index[before < share * shuffled["size"].sum()])
    return utterances[[pair in drawn for pair in zip(utterances["source_kind"], unit, strict=True)]]


def _most_frequent(values: "pd.Series[str]") -> str:
    return str(min(values.mode()))


def begin_round(study: Journal, name: str, utterances: pd.DataFrame, coders: Sequence[str]) -> None:
    """Begin a round of blind coding: until all coders are done, each sees only the own work on these utterances.

    It keeps colleagues from leaning on each other; it is no lock: the study's history shows everything to who looks.

    Args:
        study: the study, or a copy of it that is merged later.
        name: what the round is called, such as "pilot".
        utterances: what is to be coded, such as `draw_sample` returns.
        coders: the researchers' codes, two or more.

    Raises:
        StudyProblem: fewer than two coders, nothing to code, or a round of that name with other coders or utterances.
    """
    given = {"coders": sorted(set(coders)), "utterances": sorted(UTTERANCES.check(utterances)["utterance_id"])}
    if len(given["coders"]) < 2 or not given["utterances"]:
        raise StudyProblem(
            f"round {name!r} has {len(given['coders'])} coders and {len(given['utterances'])} utterances; it takes two "
            'coders and a text: begin_round(study, "pilot", draw_sample(utterances), ["R1", "R2"]).'
        )
    present = study.things(ROUND).get(name)
    if present and any(present[field] != given[field] for field in given):
        raise StudyProblem(f"round {name!r} has begun already, with other coders or utterances. Choose another name.")
    study.change([(ROUND, name, given)])


def finish_round(study: Journal, name: str) -> list[str]:
    """Say that the study's researcher has coded a round; return the coders who have not, [] when all see everything.

    Raises:
        StudyProblem: there is no such round, or the researcher is none of its coders.
    """
    coders = _find_round(study, name)["coders"]
    if study.researcher not in coders:
        raise StudyProblem(
            f"round {name!r} is coded by {', '.join(coders)}, not by {study.researcher}. "
            'Open the study with researcher="...".'
        )
    study.change([(DONE, f"{name}/{study.researcher}", {"round": name})])
    return _waiting_for(study, name)


def list_rounds(study: Journal) -> pd.DataFrame:
    """Return the rounds: round, coders, utterances (how many), waiting_for (who is not done; "" when all are)."""
    rows = [
        {
            "round": name,
            "coders": ", ".join(value["coders"]),
            "utterances": len(value["utterances"]),
            "waiting_for": ", ".join(_waiting_for(study, name)),
        }
        for name, value in study.things(ROUND).items()
    ]
    return pd.DataFrame(rows, columns=["round", "coders", "utterances", "waiting_for"])


def select_round(study: Journal, name: str, utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the utterances of a round, to show in a tagger or to measure agreement on.

    Raises:
        StudyProblem: there is no such round.
    """
    return utterances[utterances["utterance_id"].isin(_find_round(study, name)["utterances"])]


def find_hidden(study: Journal) -> dict[str, str]:
    """Return the utterances on which the study's researcher is not to see the others' work yet, each with its round."""
    return {
        utterance_id: name
        for name, value in study.things(ROUND).items()
        if study.researcher in value["coders"] and _waiting_for(study, name)
        for utterance_id in value["utterances"]
    }


def explain_hidden(study: Journal, utterances: pd.DataFrame) -> str:
    """Say who has to be done before the others' work on these utterances is shown; "" where all of it is."""
    hidden = find_hidden(study)
    rounds = Counter(hidden[key] for key in UTTERANCES.check(utterances)["utterance_id"] if key in hidden)
    return " ".join(_explain(name, turns, _waiting_for(study, name)) for name, turns in rounds.items())


def _explain(name: str, turns: int, waiting: Sequence[str]) -> str:
    shown, done = f"turn{' is' if turns == 1 else 's are'}", "is" if len(waiting) == 1 else "are"
    return f"{turns} {shown} not shown: round {name!r} is coded blind, and {' and '.join(waiting)} {done} not done yet."


def _find_round(study: Journal, name: str) -> dict[str, Any]:
    study.refresh()
    if name not in study.things(ROUND):
        known = ", ".join(map(repr, study.things(ROUND))) or "none yet"
        raise StudyProblem(f"there is no round {name!r}; there is {known}. Begin one with begin_round(...).")
    return study.things(ROUND)[name]


def _waiting_for(study: Journal, name: str) -> list[str]:
    done = study.things(DONE)
    return [coder for coder in study.things(ROUND)[name]["coders"] if f"{name}/{coder}" not in done]
