"""Charts count what the tables hold."""

from pathlib import Path

import pandas as pd
import pytest

from synth.charts import (
    draw_claims,
    draw_comparison,
    draw_coverage,
    draw_kinds,
    draw_learning,
    draw_scores,
    draw_themes,
    draw_together,
    draw_waves,
)
from synth.errors import TableProblem
from synth.tables import FINDINGS, KINDS, THEMES, UTTERANCES
from synth.usertests import compare_waves, read_tests


@pytest.fixture
def tables():
    utterances = UTTERANCES.make(
        {"utterance_id": f"u{n}", "source_kind": "feedback", "role": "participant", "position": n} for n in range(3)
    )
    findings = FINDINGS.make(
        {"finding_id": f"f{n}", "utterance_id": f"u{n}", "start": 0, "end": 1, "kind": kind}
        for n, kind in enumerate(["pain", "pain", "need"])
    )
    return findings, utterances


def rows_of(chart) -> list[dict]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_kinds_are_counted_by_source(tables):
    assert rows_of(draw_kinds(*tables)) == [
        {"kind": "need", "source_kind": "feedback", "findings": 1},
        {"kind": "pain", "source_kind": "feedback", "findings": 2},
    ]


def test_themes_are_split_by_kind():
    themes = THEMES.make([{"theme_id": "t", "label": "waiting", "size": 3, "participants": 2, "pain": 2, "need": 1}])
    assert {row["kind"]: row["findings"] for row in rows_of(draw_themes(themes))} == {"need": 1, "pain": 2}


def evidence(*rows) -> pd.DataFrame:
    columns = ["source_kind", "wave", "claim", "participant_id"]
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])


def test_waves_are_shares_of_each_waves_quotes():
    said = evidence(
        ("feedback", "before", "forms", "a"),
        ("feedback", "before", "forms", "b"),
        ("feedback", "after", "status", "c"),
        ("interview", "before", "forms", "P1"),
    )
    shares = {(row["claim"], row["wave"]): row["share"] for row in rows_of(draw_waves(said))}
    assert shares == {("forms", "before"): 1.0, ("status", "after"): 1.0}


def test_only_interviewed_participants_are_squares():
    said = evidence(
        ("interview", "", "forms", "P1"), ("interview", "", "forms", "P1"), ("feedback", "after", "forms", "c")
    )
    assert rows_of(draw_claims(said)) == [{"participant_id": "P1", "claim": "forms", "quotes": 2}]


def test_the_kinds_that_go_together_are_drawn_without_a_kind_beside_itself():
    together = pd.DataFrame(1, index=list(KINDS), columns=list(KINDS))
    data = rows_of(draw_together(together))
    assert len(data) == len(KINDS) * (len(KINDS) - 1)


def test_the_coverage_of_interviews_is_drawn_least_first():
    row = {"utterances": 3, "findings": 1, "covered": 0.1}
    coverage = pd.DataFrame(
        [
            row | {"participant_id": "P02", "source_kind": "interview"},
            row | {"participant_id": "P01", "source_kind": "interview", "covered": 0.4},
            row | {"participant_id": "C9", "source_kind": "feedback"},
        ]
    )
    spec = draw_coverage(coverage).to_dict()
    assert spec["encoding"]["y"]["sort"] == ["P02", "P01"]


def test_the_learning_curve_is_drawn_beside_the_rules():
    curve = pd.DataFrame({"decisions": [50, 100], "learned": [0.5, 0.6], "rules": 0.5, "low": 0.4, "high": 0.7})
    assert {row["way"] for row in rows_of(draw_learning(curve)) if "way" in row} == {"learned", "rules"}


@pytest.fixture(scope="module")
def tests():
    return read_tests(Path(__file__).parents[1] / "data" / "samples" / "user-test.csv")


def test_a_comparison_is_drawn_with_both_ends_and_their_intervals(tests):
    compared = compare_waves(tests)
    rows = rows_of(draw_comparison(compared))
    assert len(rows) == 2 * len(compared)
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)


def test_each_whole_sus_is_a_dot(tests):
    people = [row["participant_id"] for row in rows_of(draw_scores(tests)) if "participant_id" in row]
    assert len(people) == 22


def test_a_questionnaire_that_nobody_filled_in_is_not_drawn(tests):
    with pytest.raises(TableProblem, match="nobody filled in umux_lite whole"):
        draw_scores(tests, questionnaire="umux_lite")
