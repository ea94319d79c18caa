"""Persona drafts from what participants need and what hurts them: counted, tested against chance, free to refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.metrics import silhouette_score

from synth.errors import TableProblem
from synth.tables import KINDS, make_id

MIN_PARTICIPANTS = 3
SHUFFLES = 200
RESAMPLES = 100
ALPHA = 0.05
QUOTES_A_CLAIM = 3
CLAIMS_A_KIND = 4
OPPOSITE = {"pain": "delight", "need": "delight", "delight": "pain"}


@dataclass(frozen=True)
class Segments:
    """Groups of participants, and whether they are more than chance.

    `labels` numbers each participant's group from 0 (all 0 when there are no distinct groups). `p_value` is the share
    of shuffled studies that separate as well; `stability` and `shuffled_stability` are bootstrap Jaccard values a group
    and the same for shuffled data, None where there is nothing to find again.
    """

    labels: NDArray[np.int64]
    p_value: float
    stability: list[float | None]
    shuffled_stability: float | None
    verdict: str

    @property
    def distinct(self) -> bool:
        """Whether the participants fall into groups that chance does not explain."""
        return len(set(self.labels.tolist())) > 1


def draft_personas(
    evidence: pd.DataFrame, participants: pd.DataFrame | None = None, *, publish_from: int = 5, random_state: int = 0
) -> list[dict[str, Any]]:
    """Draft personas: groups of interviewed participants who share needs, pains, goals and behaviours.

    Groups are formed by what people said, never by who they are. Where they are no clearer than in shuffled data, the
    answer is one card of everybody, whose verdict says that there are no distinct groups.

    Args:
        evidence: the evidence table of `collect_evidence`; comments in it form no persona.
        participants: attributes to profile the groups on afterwards, with a column participant_id.
        publish_from: a card of fewer participants is marked as not to be published.
        random_state: seed of the shuffles and resamples.

    Returns:
        One plain dict a draft: persona_id, name, participants, claims (kind, claim, count, size, elsewhere,
        elsewhere_size, quotes, contradicted_by), stability, p_value, verdict, profile, missing, publishable.

    Raises:
        TableProblem: fewer than 3 interviewed participants have evidence.
    """
    if participants is not None and "participant_id" not in participants:
        raise TableProblem(
            "the participants table lacks the column 'participant_id': it says whose attributes they are."
        )
    spoken = evidence[(evidence["source_kind"] == "interview") & (evidence["claim"] != "")]
    matrix = count_claims(spoken)
    if len(matrix) < MIN_PARTICIPANTS:
        raise TableProblem(
            f"{len(matrix)} interviewed participants have needs or pain points; a persona takes {MIN_PARTICIPANTS} "
            "at least. Read more interviews, or tag what these people said."
        )
    segments = find_segments(matrix.to_numpy() > 0, random_state=random_state)
    drafts = []
    for number in range(int(segments.labels.max()) + 1):
        inside = matrix.index[segments.labels == number].tolist()
        claims = _claims(spoken, inside, matrix.index.tolist())
        drafts.append(
            {
                "persona_id": make_id("persona", *inside),
                "name": _name(claims, number, segments),
                "participants": inside,
                "claims": claims,
                "stability": segments.stability[number],
                "shuffled_stability": segments.shuffled_stability,
                "p_value": segments.p_value,
                "verdict": segments.verdict,
                "profile": _profile(participants, inside),
                "missing": _missing(evidence, spoken, inside),
                "publishable": len(inside) >= publish_from,
                "note": "",
            }
        )
    return drafts


def count_claims(evidence: pd.DataFrame) -> pd.DataFrame:
    """Count quotes per participant (rows) and per kind and claim (columns)."""
    return pd.crosstab(evidence["participant_id"], [evidence["kind"], evidence["claim"]])


def find_segments(said: NDArray[np.bool_], *, random_state: int = 0) -> Segments:
    """Find groups of participants, and test them against shuffled data.

    Participants are joined by average linkage on Jaccard distances. Up to 20 participants only two groups are looked
    for, else up to five. The best mean silhouette is compared with that of 200 studies in which each column was
    shuffled by itself, so that no pattern across columns is left; each group needs 3 participants.

    Args:
        said: participants by claims; whether the participant voiced the claim.
        random_state: seed of the shuffles and resamples.
    """
    rng = np.random.default_rng(random_state)
    counts = range(2, 3 if len(said) < 20 else min(5, len(said) // MIN_PARTICIPANTS) + 1)
    labels, separation = _best_split(said, counts)
    shuffled = [rng.permuted(said, axis=0) for _ in range(SHUFFLES)]
    chance = [_best_split(table, counts) for table in shuffled]
    p_value = round((1 + sum(other >= separation for _, other in chance)) / (1 + SHUFFLES), 4)
    if labels is None or p_value > ALPHA:
        reason = "they do not split into groups of 3 or more" if labels is None else f"p = {p_value:.2f}"
        verdict = f"No distinct groups: {len(said)} participants differ no more than by chance ({reason})."
        return Segments(np.zeros(len(said), dtype=np.int64), p_value, [None], None, verdict)
    stability = _stability(said, labels, rng)
    by_chance = [
        float(np.mean(_stability(table, split, rng, resamples=10)))
        for table, (split, _) in zip(shuffled, chance, strict=True)
        if split is not None
    ]
    verdict = f"{labels.max() + 1} groups, clearer than in all but {p_value:.1%} of shuffled studies."
    if len(said) < 20:
        verdict += " Fewer than 20 participants: take them as hypotheses."
    expected = round(float(np.mean(by_chance)), 3) if by_chance else None
    return Segments(labels, p_value, [*stability], expected, verdict)


def _best_split(said: NDArray[np.bool_], counts: Sequence[int] | range) -> tuple[NDArray[np.int64] | None, float]:
    """Return the split with the highest silhouette among those whose groups are large enough, and that silhouette."""
    distances = np.nan_to_num(pdist(said, "jaccard"), nan=0.0)
    if not distances.any():
        return None, -1.0
    tree, square = linkage(distances, "average"), squareform(distances)
    best: tuple[NDArray[np.int64] | None, float] = (None, -1.0)
    for count in counts:
        labels = _renumber(fcluster(tree, count, "maxclust"))
        sizes = np.bincount(labels)
        if len(sizes) == count and sizes.min() >= MIN_PARTICIPANTS:
            score = float(silhouette_score(square, labels, metric="precomputed"))
            best = max(best, (labels, score), key=lambda split: split[1])
    return best


def _stability(
    said: NDArray[np.bool_], labels: NDArray[np.int64], rng: np.random.Generator, *, resamples: int = RESAMPLES
) -> list[float]:
    """Return the mean best Jaccard of each group over bootstrap samples of participants (Hennig 2007)."""
    n_groups = int(labels.max()) + 1
    scores: list[list[float]] = [[] for _ in range(n_groups)]
    for _ in range(resamples):
        drawn = np.unique(rng.integers(len(said), size=len(said)))
        if len(drawn) < 2:  # one participant, drawn each time, tells nothing
            continue
        distances = np.nan_to_num(pdist(said[drawn], "jaccard"), nan=0.0)
        again = fcluster(linkage(distances, "average"), n_groups, "maxclust")
        for group in np.unique(labels[drawn]):
            here = labels[drawn] == group
            scores[group].append(
                max(float((here & (again == g)).sum() / (here | (again == g)).sum()) for g in np.unique(again))
            )
    return [round(float(np.mean(found)), 3) if found else float("nan") for found in scores]


def _renumber(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number groups from 0, the largest first and then by their first member."""
    names = sorted(
        set(groups.tolist()), key=lambda name: (-int((groups == name).sum()), int(np.argmax(groups == name)))
    )
    return np.array([names.index(name) for name in groups], dtype=np.int64)


def _claims(evidence: pd.DataFrame, inside: list[str], everyone: list[str]) -> list[dict[str, Any]]:
    """List what at least two people of the group say, the most telling first, a few a kind."""
    claims: list[dict[str, Any]] = []
    for (kind, claim), quotes in evidence.groupby(["kind", "claim"], sort=True):
        speakers = set(quotes["participant_id"])
        count, elsewhere = len(speakers & set(inside)), len(speakers - set(inside))
        if count < 2:
            continue
        against = evidence[(evidence["kind"] == OPPOSITE.get(str(kind))) & (evidence["claim"] == claim)]
        claims.append(
            {
                "kind": str(kind),
                "claim": str(claim),
                "count": count,
                "size": len(inside),
                "elsewhere": elsewhere,
                "elsewhere_size": len(everyone) - len(inside),
                "quotes": _one_a_speaker(quotes, inside),
                "contradicted_by": _one_a_speaker(against, inside),
            }
        )
    claims.sort(key=lambda claim: (-_contrast(claim), -claim["count"], claim["kind"], claim["claim"]))
    of_kind = {kind: [claim for claim in claims if claim["kind"] == kind] for kind in ("", *KINDS)}
    return [claim for claim in claims if of_kind[claim["kind"]].index(claim) < CLAIMS_A_KIND]


def _contrast(claim: dict[str, Any]) -> float:
    elsewhere = claim["elsewhere"] / claim["elsewhere_size"] if claim["elsewhere_size"] else 0.0
    return float(claim["count"] / claim["size"] - elsewhere)


def _one_a_speaker(evidence: pd.DataFrame, inside: list[str]) -> list[dict[str, Any]]:
    """Return quotes of different people of the group, a middling length first, as plain data."""
    ours = evidence[evidence["participant_id"].isin(inside)]
    ours = ours.assign(far=(ours["quote"].str.len() - 90).abs()).sort_values(["far", "evidence_id"])
    first = ours.drop_duplicates("participant_id").head(QUOTES_A_CLAIM)
    columns = ["evidence_id", "utterance_id", "source_id", "start", "end", "quote", "participant_id"]
    return [{str(key): value for key, value in row.items()} for row in first[columns].to_dict("records")]


def _name(claims: list[dict[str, Any]], number: int, segments: Segments) -> str:
    """Suggest a name from what the group does or says more than others; the researcher finds the better one."""
    if not segments.distinct:
        return "All participants"
    telling = list(dict.fromkeys(claim["claim"] for claim in claims))[:2]
    return f"{chr(ord('A') + number)}: {' + '.join(telling)}" if telling else f"Group {chr(ord('A') + number)}"


def _profile(participants: pd.DataFrame | None, inside: list[str]) -> dict[str, dict[str, int]]:
    """Count the attributes of the group's members; they played no part in forming it."""
    if participants is None:
        return {}
    ours = participants[participants["participant_id"].isin(inside)].drop(columns="participant_id")
    return {
        str(column): {str(value): int(n) for value, n in ours[column].value_counts().sort_index().items()}
        for column in ours
    }


def _missing(evidence: pd.DataFrame, spoken: pd.DataFrame, inside: list[str]) -> list[str]:
    """Say which stakeholder groups and languages of the study no member of the persona belongs to."""
    ours = spoken[spoken["participant_id"].isin(inside)]
    gaps: list[str] = []
    for column in ("group", "language"):
        absent = sorted(set(evidence[column]) - set(ours[column]) - {""})
        gaps.extend(f"nobody with {column} {value}" for value in absent)
    return gaps
