"""Agreement is measured on the text that all coders went through, tagged or not, and told in words."""

import numpy as np
import pandas as pd
import pytest

from synth.agreement import ALL, ANY, measure_agreement
from synth.errors import TableProblem
from synth.tables import TAGGINGS, UTTERANCES

TEXT = "I waited six weeks and nobody answered."


@pytest.fixture
def utterances():
    about = {"source_kind": "interview", "role": "participant", "text": TEXT}
    return UTTERANCES.make({"utterance_id": f"u{n}", "position": n, **about} for n in range(40))


def tag(*places):
    """Make taggings of (coder, utterance number, start, end, tag)."""
    return TAGGINGS.make(
        {
            "tagging_id": f"{coder}-{number}-{start}-{name}", "utterance_id": f"u{number}", "start": start, "end": end,
            "quote": TEXT[start:end], "tag": name, "researcher": coder,
        }
        for coder, number, start, end, name in places
    )  # fmt: skip


def measure(taggings, utterances, **options):
    return measure_agreement(taggings, utterances, resamples=100, **options).set_index("tag")


def test_coders_who_tag_the_same_agree(utterances):
    both = tag(*((coder, n, 2, 18, "waiting") for coder in ("R1", "R2") for n in range(10)))
    assert measure(both, utterances).loc["waiting", ["percent", "kappa", "alpha", "ac1", "fleiss"]].eq(1).all()


def test_borders_count_by_character_and_not_by_utterance(utterances):
    places = [("R1", n, 2, 18, "waiting") for n in range(10)] + [("R2", n, 2, 8, "waiting") for n in range(10)]
    assert measure(tag(*places), utterances, unit="utterance").loc["waiting", "alpha"] == 1
    assert measure(tag(*places), utterances).loc["waiting", "alpha"] < 0.8


def test_text_that_nobody_tagged_counts(utterances):
    places = tag(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 8, "waiting"), ("R2", 1, 2, 8, "waiting"))
    few = measure(places, utterances[:2], unit="utterance").loc["waiting", "percent"]
    assert measure(places, utterances, unit="utterance").loc["waiting", "percent"] > few


def test_other_tags_on_the_same_text_agree_on_coding_and_not_on_the_tag(utterances):
    places = [("R1", n, 2, 18, "waiting") for n in range(10)] + [("R2", n, 2, 18, "contact") for n in range(10)]
    alphas = measure(tag(*places), utterances)["alpha"]
    assert alphas[ANY] == 1
    assert alphas[ALL] < 0.5


def test_several_tags_on_one_span_are_compared_as_a_set(utterances):
    places = [(coder, n, 2, 18, name) for coder in ("R1", "R2") for n in range(5) for name in ("waiting", "contact")]
    assert measure(tag(*places), utterances).loc[ALL, "alpha"] == 1


def test_the_value_lies_in_its_interval(utterances):
    places = [("R1", n, 2, 18, "waiting") for n in range(12)] + [("R2", n, 2, 18, "waiting") for n in range(3, 15)]
    row = measure(tag(*places), utterances).loc["waiting"]
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]


def test_the_order_of_rows_and_of_coders_makes_no_difference(utterances):
    taggings = tag(*[("R1", n, 2, 18, "a") for n in range(9)], *[("R2", n, 2, 8, "b") for n in range(4, 12)])
    pd.testing.assert_frame_equal(
        measure(taggings, utterances, coders=["R1", "R2"]),
        measure(taggings.sample(frac=1, random_state=1), utterances, coders=["R2", "R1"]),
    )


def test_a_coder_without_any_tag_can_be_compared_when_named(utterances):
    row = measure(tag(("R1", 0, 2, 8, "waiting")), utterances, coders=["R1", "R2"]).loc["waiting"]
    assert row["kappa"] == 0


def test_a_rare_tag_is_not_called_bad_for_its_kappa_alone(utterances):
    places = tag(("R1", 0, 2, 5, "cost"), ("R2", 1, 2, 5, "cost"))
    assert measure(places, utterances).loc["cost", "reading"].startswith("rare")


def test_a_tag_on_everything_has_no_alpha_and_says_so(utterances):
    places = [(coder, n, 0, len(TEXT), "all") for coder in ("R1", "R2") for n in range(40)]
    row = measure(tag(*places), utterances).loc["all"]
    assert np.isnan(row["alpha"])
    assert row["reading"].startswith("not defined")


def test_taggings_on_other_utterances_are_counted_as_left_out(utterances):
    places = tag(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 8, "waiting"), ("R2", 30, 2, 8, "waiting"))
    table = measure_agreement(places, utterances[:10], resamples=10)
    assert table.attrs["elsewhere"] == 1


def test_one_coder_alone_is_told_what_to_do(utterances):
    with pytest.raises(TableProblem, match=r"takes two coders; 'R1' tagged .* \(study\.merge"):
        measure_agreement(tag(("R1", 0, 2, 8, "waiting")), utterances)


def test_nothing_to_agree_on_is_told():
    empty = UTTERANCES.make([{"utterance_id": "u0", "source_kind": "interview", "role": "participant", "position": 0}])
    with pytest.raises(TableProblem, match="no text"):
        measure_agreement(TAGGINGS.make(), empty, coders=["R1", "R2"])
