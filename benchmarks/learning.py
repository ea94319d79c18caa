"""What the ranker learns from a researcher's decisions, beside the rules alone, on decisions that it has not seen.

    python benchmarks/learning.py [FOLDER OF cimt_de]

Of the passages with a known label some are drawn as the researcher's decisions, utterance by utterance, and the ranker
decides by itself whether to use what it learned. The others, of other utterances, measure: average precision of the
ranker's order and of the rules' order, and the Brier score of the chances. Means of ten draws. The settings of the
ranker were chosen on other texts.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from accuracy import label_samples, read_proposals
from sklearn.metrics import average_precision_score, brier_score_loss

import synth
from synth.ranking import FindingRanker

DECISIONS = (50, 100, 200, 300)
DRAWS = 10


def main() -> None:
    """Print a row for each set and number of decisions."""
    rows = [row for name, passages in _sets() for row in measure(name, passages)]
    print(pd.DataFrame(rows).to_string(index=False, float_format="%.3f"))


def _sets() -> Iterator[tuple[str, pd.DataFrame]]:
    yield "sample study", label_sample_passages()
    if len(sys.argv) > 1:
        yield "citizens' proposals (cimt_de)", label_proposal_passages(Path(sys.argv[1]))


def label_sample_passages() -> pd.DataFrame:
    """Return the passages of the hand-labelled utterances whose own label follows from that of the utterance.

    A finding is right if its kind is among the labels. A sentence without a finding is wrong where the utterance has no
    label; where it has one, it counts as right only if it is all that was said.
    """
    said, _ = label_samples()
    passages = synth.collect_passages(said, synth.find(said))
    kinds = dict(zip(said["utterance_id"], said["kinds"].str.split("; "), strict=True))
    alone = ~passages["utterance_id"].duplicated(keep=False)
    accepted = [
        kind in kinds[turn] if kind else False if kinds[turn] == ["none"] else True if only else None
        for turn, kind, only in zip(passages["utterance_id"], passages["kind"], alone, strict=True)
    ]
    return passages.assign(accepted=pd.array(accepted, dtype="boolean")).dropna(subset="accepted")


def label_proposal_passages(folder: Path) -> pd.DataFrame:
    """Return the passages of the second half of the documents, right where the sentence is labelled a proposal."""
    parts = []
    for _, utterances, codes in read_proposals(folder):
        passages = synth.collect_passages(utterances, synth.find(utterances))
        passages = passages[passages["kind"].isin(["", "need", "suggestion"])]
        proposal = dict(zip(utterances["utterance_id"], codes.str.contains("mpos"), strict=True))
        parts.append(passages.assign(accepted=passages["utterance_id"].map(proposal).astype("boolean")))
    return pd.concat(parts, ignore_index=True)


def measure(name: str, passages: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Yield a row for each number of decisions."""
    turns = passages["utterance_id"].unique()
    for count in DECISIONS:
        figures, learned = [], 0
        for draw in range(DRAWS):
            order = np.random.default_rng(draw).permutation(turns)
            seen = passages.set_index("utterance_id").loc[order].head(count).index.unique()
            decided = passages[passages["utterance_id"].isin(seen)]
            others = passages[~passages["utterance_id"].isin(seen)]
            ranker = FindingRanker().fit(decided, decided["accepted"])
            chances, truth = ranker.predict_proba(others)[:, 1], others["accepted"].to_numpy(dtype=bool)
            learned += ranker.verdict_.used == "learned"
            figures.append(
                (
                    average_precision_score(truth, others["score"]),
                    average_precision_score(truth, ranker.decision_function(others)),
                    brier_score_loss(truth, others["score"]),
                    brier_score_loss(truth, chances),
                )
            )
        means = np.mean(figures, axis=0)
        differences = np.diff(np.array(figures)[:, :2], axis=1)
        yield {
            "set": name,
            "decisions": count,
            "learned in": f"{learned} of {DRAWS}",
            "AP rules": means[0],
            "AP ranker": means[1],
            "least gain": float(differences.min()),
            "Brier rules": means[2],
            "Brier ranker": means[3],
        }


if __name__ == "__main__":
    main()
