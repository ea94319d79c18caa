"""Charts count what the tables hold."""

import pandas as pd
import pytest

from synth.charts import draw_claims, draw_kinds, draw_themes, draw_waves
from synth.tables import FINDINGS, THEMES, UTTERANCES


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
