"""The measures of a user test: which values count, how each is estimated, compared and told."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from synth.tables import TESTS
from synth.usertests.estimates import Difference, Estimate
from synth.usertests.means import (
    compare_counts,
    compare_means,
    compare_times,
    estimate_count,
    estimate_mean,
    estimate_time,
)
from synth.usertests.proportions import compare_shares, estimate_share
from synth.usertests.questionnaires import QUESTIONNAIRES, score_sus, score_umux_lite


class Measure(NamedTuple):
    """How one measure is estimated and compared, and what its figures are multiplied by to be shown in their unit."""

    estimate: Callable[[list[float]], Estimate]
    compare: Callable[..., Difference]
    unit: str
    higher_is_better: bool
    value_scale: float = 1.0
    difference_scale: float = 1.0


SCORE = Measure(estimate_mean, compare_means, "points", higher_is_better=True)
MEASURES = {
    "success": Measure(
        estimate_share, compare_shares, "points", higher_is_better=True, value_scale=100, difference_scale=100
    ),
    "time": Measure(estimate_time, compare_times, "%", higher_is_better=False, difference_scale=100),
    "errors": Measure(estimate_count, compare_counts, "errors", higher_is_better=False),
    **dict.fromkeys(QUESTIONNAIRES, SCORE),
}
ABOUT = ["participant_id", "wave", "task"]


def list_values(tests: pd.DataFrame) -> pd.DataFrame:
    """List the values of each measure: participant_id, wave, task, measure, value, and left_out, "" if it counts.

    The time of a task that was not finished does not count ("unfinished"): it is the time until somebody gave up. A
    questionnaire with an item missing has no score ("incomplete"). A questionnaire is about the whole test, and its
    task "", unless somebody filled in several with different scores in one wave.

    >>> row = {"test_id": "t", "participant_id": "T01", "wave": "before", "task": "apply", "success": 0, "time_s": 90}
    >>> list_values(TESTS.make([row]))[["measure", "value", "left_out"]].to_numpy().tolist()
    [['success', 0.0, ''], ['time', 90.0, 'unfinished']]
    """
    TESTS.check(tests)
    unfinished = tests["success"].eq(0).map({True: "unfinished", False: ""})
    parts = [
        tests[ABOUT].assign(measure=measure, value=tests[column], left_out=reason)
        for measure, column, reason in (
            ("success", "success", ""),
            ("time", "time_s", unfinished),
            ("errors", "errors", ""),
        )
    ]
    parts += [_list_scores(tests, name) for name in QUESTIONNAIRES]
    values = pd.concat(parts, ignore_index=True)
    return values[values["value"].notna() | (values["left_out"] == "incomplete")].reset_index(drop=True)


def _list_scores(tests: pd.DataFrame, name: str) -> pd.DataFrame:
    score = {"sus": score_sus, "umux_lite": score_umux_lite}[name]
    begun = tests[tests[[*QUESTIONNAIRES[name]]].notna().any(axis=1)]
    scores = begun[ABOUT].assign(measure=name, value=score(begun))
    scores["left_out"] = scores["value"].isna().map({True: "incomplete", False: ""})
    different = scores.dropna().drop_duplicates(["participant_id", "wave", "value"])
    if different.duplicated(["participant_id", "wave"]).any():
        return scores
    scores = scores.assign(task="").sort_values(["participant_id", "wave", "value"])  # NaN last
    return scores.drop_duplicates(["participant_id", "wave"])
