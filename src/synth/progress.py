"""What to look at next, and how much is enough: the learning curve and the findings still unseen."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedGroupKFold

from synth.ranking import COLUMNS, FOLDS, FindingRanker

SIZES = (0.2, 0.4, 0.6, 0.8, 1.0)
RESAMPLES = 500


def propose_next(passages: pd.DataFrame, ranker: FindingRanker, *, n: int = 12, seed: int = 0) -> pd.DataFrame:
    """Return undecided passages to look at next: some at random, and once something is learned some doubtful ones.

    A queue of the surest alone would show one side of the matter and teach nothing. So a third is drawn at random from
    all that is undecided, a third is what the ranker is least sure of, and a third are the likeliest of the sentences
    in which no cue fired. While the rules are used alone, the draw is at random, half of it from findings.

    Args:
        passages: from `collect_passages`.
        ranker: fitted on the decided passages.
        n: how many to propose.
        seed: of the draw.

    Returns:
        The passages with `chance` (0 to 1) and `reason`, at most n.
    """
    open_ones = passages[passages["accepted"].isna()]
    open_ones = open_ones.assign(chance=ranker.predict_proba(open_ones)[:, 1] if len(open_ones) else 0.0)
    mixed = open_ones.sample(frac=1, random_state=seed)
    without = mixed["kind"] == ""
    if ranker.verdict_.used == "learned":
        doubtful = mixed.assign(far=(mixed["chance"] - 0.5).abs()).sort_values("far", kind="stable").drop(columns="far")
        missed = mixed[without].sort_values("chance", ascending=False, kind="stable")
        parts = [("likely, though no cue fired", missed), ("in doubt", doubtful), ("at random", mixed)]
    else:
        parts = [("at random, a cue fired", mixed[~without]), ("at random, no cue fired", mixed[without])]
    chosen: dict[str, str] = {}
    for number, (reason, some) in enumerate(parts):
        wanted = (n - len(chosen)) // (len(parts) - number)
        fresh = [passage_id for passage_id in some["passage_id"] if passage_id not in chosen][:wanted]
        chosen.update(dict.fromkeys(fresh, reason))
    picked = open_ones[open_ones["passage_id"].isin(chosen)]
    return picked.assign(reason=picked["passage_id"].map(chosen)).reset_index(drop=True)


def trace_learning(passages: pd.DataFrame, ranker: FindingRanker) -> pd.DataFrame:
    """Return the learning curve: how well held-out decisions are ranked after a fifth, two fifths, ... of the others.

    Args:
        passages: from `collect_passages`, with the decisions.
        ranker: its settings are used, at every size, whatever it chose itself.

    Returns:
        One row a size: decisions, learned and rules (average precision, mean of 5 folds of utterances held back), low
        and high (learned, one standard deviation over the folds). Empty with fewer than 5 decisions of yes or of no.
    """
    known = passages.dropna(subset="accepted")
    decided, accepted = known[COLUMNS], known["accepted"].to_numpy(dtype=bool)
    rows: list[dict[str, float]] = []
    if min(accepted.sum(), (~accepted).sum()) < FOLDS:
        return pd.DataFrame(rows, columns=["decisions", "learned", "rules", "low", "high"])
    folds = StratifiedGroupKFold(n_splits=FOLDS, shuffle=True, random_state=0)
    splits = list(folds.split(decided, accepted, groups=decided["utterance_id"]))
    rng = np.random.default_rng(0)
    orders = [rng.permutation(seen) for seen, _ in splits]
    for size in SIZES:
        pairs = []
        for (_, unseen), order in zip(splits, orders, strict=True):
            part = order[: max(2, round(size * len(order)))]
            if accepted[part].all() or not accepted[part].any() or not accepted[unseen].any():
                continue
            values = ranker.make_model().fit(decided.iloc[part], accepted[part]).decision_function(decided.iloc[unseen])
            rules = average_precision_score(accepted[unseen], decided["score"].iloc[unseen])
            pairs.append((average_precision_score(accepted[unseen], values), rules, len(part)))
        if pairs:
            learned, rule, count = np.array(pairs).T
            rows.append(
                {
                    "decisions": int(count.mean()),
                    "learned": learned.mean(),
                    "rules": rule.mean(),
                    "low": learned.mean() - learned.std(),
                    "high": learned.mean() + learned.std(),
                }
            )
    # The last digits of a sum depend on the processor.
    return pd.DataFrame(rows, columns=["decisions", "learned", "rules", "low", "high"]).round(9)


def estimate_unseen(passages: pd.DataFrame, ranker: FindingRanker) -> pd.DataFrame:
    """Return how many of the undecided passages the researcher would accept, expected, with a 95 % interval.

    The expected number is the sum of the calibrated chances. The interval adds two doubts: the decisions could have
    fallen otherwise (they are drawn anew, utterance by utterance, and set against the chances they had been given), and
    each chance is only a chance.

    Args:
        passages: from `collect_passages`, with the decisions.
        ranker: fitted on the decided passages.

    Returns:
        Two rows, passages in which a cue fired and those in which none did: undecided, expected, low, high.
    """
    known = passages["accepted"].notna().to_numpy()
    chances = ranker.predict_proba(passages)[:, 1] if len(passages) else np.zeros(0)
    fired = (passages["kind"] != "").to_numpy()
    rng = np.random.default_rng(0)
    rows = []
    for name, group in (("a cue fired", fired), ("no cue fired", ~fired)):
        undecided = chances[group & ~known]
        ratios = _draw_ratios(passages[group & known], chances[group & known], rng)
        drawn = [rng.binomial(1, np.clip(undecided * ratio, 0, 1)).sum() for ratio in ratios]
        low, high = np.percentile(drawn, [2.5, 97.5])
        rows.append(
            {
                "passages": name,
                "undecided": len(undecided),
                "expected": round(float(undecided.sum()), 1),
                "low": int(low),
                "high": int(np.ceil(high)),
            }
        )
    return pd.DataFrame(rows)


def _draw_ratios(decided: pd.DataFrame, chances: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how many times as many as expected were accepted, in resamples of the decided utterances."""
    if decided.empty:
        return np.ones(RESAMPLES)
    table = pd.DataFrame({"accepted": decided["accepted"].astype(float), "chance": chances})
    sums = table.groupby(decided["utterance_id"]).sum()
    draws = rng.integers(len(sums), size=(RESAMPLES, len(sums)))
    accepted, expected = (sums[column].to_numpy()[draws].sum(axis=1) for column in ("accepted", "chance"))
    ratios: NDArray[np.float64] = (accepted + 1) / (expected + 1)
    return ratios
