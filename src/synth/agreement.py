"""How far coders agree: coefficients per tag with intervals, on characters or whole utterances, uncoded text too."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from synth.coefficients import (
    Patterns,
    Values,
    measure_ac1,
    measure_alpha,
    measure_fleiss,
    measure_kappa,
    measure_percent,
    measure_shares,
)
from synth.errors import TableProblem
from synth.tables import TAGGINGS, UTTERANCES, check_quotes

GOOD, TENTATIVE = 0.8, 0.667
RARE = 0.05
ANY, ALL = "(any tag)", "(all tags)"
COEFFICIENTS: dict[str, Callable[[Patterns, Values], Values]] = {
    "kappa": measure_kappa,
    "fleiss": measure_fleiss,
    "ac1": measure_ac1,
    "alpha": measure_alpha,
}

Tags = frozenset[str]


class Piece(NamedTuple):
    """A stretch of an utterance in which no coder begins or ends a tag: its length, and each coder's tags on it."""

    row: int
    size: int
    tags: tuple[Tags, ...]


def measure_agreement(
    taggings: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    coders: Sequence[str] | None = None,
    unit: Literal["character", "utterance"] = "character",
    resamples: int = 1000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Measure how far coders agree on what is tagged, per tag and over all.

    What nobody tagged counts: that coders leave the same text alone is agreement too. So give the utterances that all
    of them went through, and no others.

    Args:
        taggings: the taggings table, of all coders.
        utterances: the utterances that each coder has coded.
        coders: the researchers to compare; None for all in the taggings.
        unit: "character" takes each character for a unit, so that borders count; "utterance" asks only whether a turn
            or comment has the tag.
        resamples: bootstrap samples of the utterances, for the 95 % intervals.
        random_state: seed of the samples.

    Returns:
        One row a tag, then "(any tag)", whether text is coded at all, and "(all tags)", whether it has the same tags:
        taggings (how many), prevalence (share of the text, mean of the coders; NaN for all tags), percent, kappa
        (Cohen's, with more than two coders the mean of the pairs), fleiss, ac1 (Gwet's), alpha (Krippendorff's), each
        coefficient with _low and _high, and `reading`, what it says in words. NaN is "not defined".
        `attrs["elsewhere"]` counts the taggings that are not on these utterances and were left out.

    Raises:
        TableProblem: fewer than two coders, no text, or a tagging does not fit its text.

    >>> turns = [{"utterance_id": f"u{n}", "source_kind": "interview", "role": "participant", "position": n,
    ...           "text": "I waited."} for n in range(4)]
    >>> tags = [{"tagging_id": f"{who}{n}", "utterance_id": f"u{n}", "start": 2, "end": 8, "quote": "waited",
    ...          "tag": "waiting", "researcher": who} for who, n in [("R1", 0), ("R1", 1), ("R2", 0), ("R2", 1)]]
    >>> table = measure_agreement(TAGGINGS.make(tags), UTTERANCES.make(turns), unit="utterance", resamples=50)
    >>> table[["percent", "alpha"]].to_numpy()[0].tolist()
    [1.0, 1.0]
    """
    here = TAGGINGS.check(taggings)[taggings["utterance_id"].isin(UTTERANCES.check(utterances)["utterance_id"])]
    check_quotes(here, utterances)
    names = sorted(set(here["researcher"])) if coders is None else list(dict.fromkeys(coders))
    if len(names) < 2:
        raise TableProblem(
            f"agreement takes two coders; {', '.join(map(repr, names)) or 'nobody'} tagged these utterances. Give the "
            "taggings of all coders (study.merge takes in an export), or name them with coders=[...]."
        )
    here = here[here["researcher"].isin(names)]
    pieces = list(_cut(here, utterances, names, unit=unit))
    if not pieces:
        raise TableProblem("there is no text in these utterances, so nothing to agree on. Give those that were coded.")
    drawn = _draw(len(utterances), resamples, random_state)
    views: dict[str, Callable[[Tags], object]] = {tag: _has(tag) for tag in sorted(set(here["tag"]))}
    rows = [{"tag": tag, **_measure(pieces, see, drawn)} for tag, see in {**views, ANY: bool, ALL: _name_set}.items()]
    rows[-1]["prevalence"] = float("nan")
    table = pd.DataFrame(rows)
    table.insert(1, "taggings", [*here["tag"].value_counts().sort_index(), len(here), len(here)])
    table["reading"] = [_read(row) for row in rows]
    table.attrs["elsewhere"] = len(taggings) - int(taggings["utterance_id"].isin(utterances["utterance_id"]).sum())
    return table


def _cut(taggings: pd.DataFrame, utterances: pd.DataFrame, coders: Sequence[str], *, unit: str) -> Iterator[Piece]:
    """Yield the pieces of each utterance; one piece of size 1 where the unit is the utterance."""
    spans = {str(key): list(rows.itertuples()) for key, rows in taggings.groupby("utterance_id")}
    for row, (utterance_id, text) in enumerate(zip(utterances["utterance_id"], utterances["text"], strict=True)):
        own: list[Any] = spans.get(utterance_id, [])
        if unit == "utterance":
            borders = [0, 1] if text else []
            covers = {id(span): (0, 1) for span in own}
        else:
            borders = sorted({0, len(text), *(span.start for span in own), *(span.end for span in own)})
            covers = {id(span): (span.start, span.end) for span in own}
        for start, end in pairwise(borders):
            inside = [span for span in own if covers[id(span)][0] <= start and end <= covers[id(span)][1]]
            tags = tuple(frozenset(span.tag for span in inside if span.researcher == coder) for coder in coders)
            yield Piece(row, end - start, tags)


def _draw(n_utterances: int, resamples: int, random_state: int) -> Values:
    """Return how often each utterance is drawn: first each once, then in each bootstrap sample."""
    rng = np.random.default_rng(random_state)
    samples = rng.multinomial(n_utterances, np.full(n_utterances, 1 / n_utterances), size=resamples)
    return np.vstack([np.ones(n_utterances), samples])


def _has(tag: str) -> Callable[[Tags], bool]:
    return lambda tags: tag in tags


def _name_set(tags: Tags) -> str:
    return "\x1f".join(sorted(tags))


def _measure(pieces: list[Piece], category: Callable[[Tags], object], drawn: Values) -> dict[str, Any]:
    """Return the coefficients of one way to see the pieces, each with its interval."""
    names: dict[object, int] = {category(frozenset()): 0}  # uncoded text is always a category, also where there is none
    kinds: dict[tuple[int, ...], int] = {}
    places = []
    for piece in pieces:
        ratings = tuple(names.setdefault(category(tags), len(names)) for tags in piece.tags)
        places.append((piece.row, kinds.setdefault(ratings, len(kinds)), piece.size))
    material = np.zeros((drawn.shape[1], len(kinds)))
    for row, kind, size in places:
        material[row, kind] += size
    patterns, weights = np.array(list(kinds)), drawn @ material
    shares = measure_shares(patterns, weights[:1])[0]
    measured = {"prevalence": round(float(1 - shares[0]), 4), "percent": float(measure_percent(patterns, weights)[0])}
    for name, coefficient in COEFFICIENTS.items():
        values = coefficient(patterns, weights)
        low, high = _interval(values[1:])
        measured |= {name: float(values[0]), f"{name}_low": low, f"{name}_high": high}
    return {name: round(value, 3) for name, value in measured.items()}


def _interval(values: Values) -> tuple[float, float]:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def _read(row: dict[str, Any]) -> str:
    """Say what the figures of one tag mean, in the words of Krippendorff (2019), Content Analysis, 4th edition."""
    alpha, low = row["alpha"], row["alpha_low"]
    if np.isnan(alpha):
        return "not defined: all coders did the same everywhere, so chance cannot be told from agreement"
    if alpha >= GOOD:
        return "good" if low >= TENTATIVE else f"good here, but from {low:.2f} on is possible: code more text"
    if row["prevalence"] < RARE and row["ac1"] >= GOOD:
        return "rare: they agree on where it is not; whether they agree on where it is, read in the disagreements"
    if alpha >= TENTATIVE:
        return "tentative: use it with care, and sharpen the definition"
    return "low: read the disagreements together before you go on"
