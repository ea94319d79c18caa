"""The tables: declared columns, ids that any machine computes, quotes that stand where they say."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import TableProblem
from synth.tables import FINDINGS, TAGGINGS, THEMES, UTTERANCES, check_quotes, make_id

TURN = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant", "text": "Ja. 😀"}
ALL = [UTTERANCES, FINDINGS, THEMES, TAGGINGS]


def spans_of(text, *places):
    utterances = pd.DataFrame({"utterance_id": ["u1"], "text": [text]})
    spans = pd.DataFrame([{"utterance_id": "u1", "start": a, "end": b, "quote": quote} for a, b, quote in places])
    return spans, utterances


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_a_table_of_no_rows_has_its_columns_and_their_types(table):
    frame = table.make()
    assert {column: str(kind) for column, kind in frame.dtypes.items()} == dict(table.columns)


def test_the_declared_columns_come_first_and_extra_ones_stay_behind_them():
    frame = UTTERANCES.make([{"mood": "calm"} | TURN])
    assert list(frame) == [*UTTERANCES.columns, "mood"]


def test_what_a_row_leaves_out_is_an_empty_text_or_nan():
    row = UTTERANCES.make([TURN]).iloc[0]
    assert row["wave"] == ""
    assert pd.isna(row["start_s"])


def test_a_text_that_is_none_becomes_the_empty_text():
    assert UTTERANCES.make([TURN | {"text": None, "group": float("nan")}])[["text", "group"]].to_numpy().tolist() == [
        ["", ""]
    ]


def test_a_text_column_with_a_missing_value_is_refused():
    read_elsewhere = UTTERANCES.make([TURN]).assign(text=pd.Series([None], dtype="str"))
    with pytest.raises(TableProblem, match=r"text.*fillna"):
        UTTERANCES.check(read_elsewhere)


def test_a_whole_number_that_is_left_out_is_named():
    turn = {key: value for key, value in TURN.items() if key != "position"}
    with pytest.raises(TableProblem, match="position"):
        UTTERANCES.make([turn])


def test_a_missing_column_is_named_with_those_there_are_and_the_remedy():
    with pytest.raises(TableProblem, match=r"lacks the column 'text'; it has .*utterance_id.*\.rename"):
        UTTERANCES.check(UTTERANCES.make([TURN]).drop(columns="text"))


def test_a_repeated_id_is_refused():
    with pytest.raises(TableProblem, match=r"'u1' more than once.*drop_duplicates"):
        UTTERANCES.make([TURN, TURN])


@pytest.mark.parametrize(("column", "value"), [("role", "moderator"), ("source_kind", "chat")])
def test_a_value_that_is_not_allowed_is_told_with_its_row_and_the_allowed_ones(column, value):
    with pytest.raises(TableProblem, match=rf"row 1: {column} is '{value}'; allowed are '(participant|interview)'"):
        UTTERANCES.make([TURN, TURN | {"utterance_id": "u2", column: value}])


def test_a_table_that_keeps_the_rules_is_returned_as_it_is():
    frame = UTTERANCES.make([TURN])
    assert UTTERANCES.check(frame) is frame


def test_an_id_is_the_same_in_every_version():
    assert make_id("P01.vtt", 3) == "3551490f912547e6"


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_an_id_tells_different_parts_apart_and_is_16_hexadecimal_digits(one, other):
    assert (make_id(*one) == make_id(*other)) == ("\x1f".join(one) == "\x1f".join(other))
    assert len(make_id(*one)) == 16
    assert set(make_id(*one)) <= set("0123456789abcdef")


def test_an_id_does_not_confuse_where_one_part_ends_and_the_next_begins():
    assert make_id("P1", "23") != make_id("P12", "3")


def test_half_of_a_surrogate_pair_in_a_text_is_told_with_the_remedy():
    turn = {"utterance_id": "u1", "source_kind": "interview", "role": "participant", "position": 0}
    with pytest.raises(TableProblem, match=r"'\\ud83d'.*\"replace\""):
        UTTERANCES.make([turn | {"text": "Oh \ud83d, it is late."}])


def test_half_of_a_surrogate_pair_has_an_id_too():
    assert make_id("\ud83d") != make_id("\ude00")


@given(st.text(min_size=1), st.data())
def test_a_quote_cut_from_its_text_is_accepted(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spans, utterances = spans_of(text, (start, end, text[start:end]))
    assert check_quotes(spans, utterances) is spans


def test_places_are_code_points_and_not_utf_16_units():
    spans, utterances = spans_of("😀 no reply", (3, 11, "no reply"))
    with pytest.raises(TableProblem, match=r"'no reply' does not stand at 3-11.*'o reply'"):
        check_quotes(spans, utterances)


def test_a_quote_of_an_utterance_that_is_gone_is_named():
    spans, utterances = spans_of("no reply", (0, 2, "no"))
    with pytest.raises(TableProblem, match=r"'no' belongs to utterance u1, which is not in the utterances"):
        check_quotes(spans, utterances.iloc[:0])
