"""A user test is read from many layouts, and two waves are compared with honest words."""

from math import isnan
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import ImportProblem, TableProblem
from synth.tables import LANGUAGES, TESTS
from synth.usertests import compare_waves, read_tests, summarise_tests
from synth.usertests.measures import list_values

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "user-test.csv"
SUS = {f"sus_{item}": "3" for item in range(1, 11)}


@pytest.fixture(scope="module")
def sample():
    return read_tests(SAMPLE)


def make_tests(*rows):
    return TESTS.make({"test_id": str(number), "task": "apply", **row} for number, row in enumerate(rows))


def waves(before, after, *, measure="success", same=True):
    """Return tests of one task: the values of both waves, of the same people or of different ones."""
    names = ("T", "T") if same else ("B", "A")
    return make_tests(
        *[{"participant_id": f"{names[0]}{n}", "wave": "before", measure: value} for n, value in enumerate(before)],
        *[{"participant_id": f"{names[1]}{n}", "wave": "after", measure: value} for n, value in enumerate(after)],
    )


def reasons(tests):
    return [(left["row"], left["measure"], left["reason"]) for left in tests.attrs["left_out"]]


def read(*rows, **options):
    return read_tests(pd.DataFrame([{"participant": "T1", "wave": "before", **row} for row in rows]), **options)


# Reading


def test_the_sample_holds_72_rows_and_names_the_two_broken_questionnaires(sample):
    assert len(sample) == 72
    assert reasons(sample) == [
        ("row 16", "sus", "no score: item 8 is missing or cannot be used"),
        ("row 67", "sus", "no score: item 4 is missing or cannot be used"),
    ]
    assert sample.attrs["unread"] == ["remark"]


def test_the_order_of_the_rows_does_not_matter(tmp_path, sample):
    header, *rows = SAMPLE.read_text(encoding="utf-8").splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    turned = read_tests(tmp_path / "turned.csv")
    pd.testing.assert_frame_equal(turned, sample)
    pd.testing.assert_frame_equal(compare_waves(turned), compare_waves(sample))


@pytest.mark.parametrize(
    "headers",
    [
        ["deelnemer", "golf", "taak", "gelukt", "tijd (s)", "fouten"],
        ["participant", "vague", "tâche", "réussi", "durée", "erreurs"],
        ["Teilnehmer", "Welle", "Aufgabe", "geschafft", "Zeit in s", "Fehler"],
        ["participant", "wave", "task", "success", "time_s", "number of errors"],
    ],
)
def test_headers_are_read_in_four_languages(headers):
    tests = read_tests(pd.DataFrame([["T1", "before", "apply", "1", "61", "2"]], columns=headers))
    assert tests[["task", "success", "time_s", "errors"]].to_numpy().tolist() == [["apply", 1, 61, 2]]


def test_one_row_a_participant_and_one_row_a_value_give_the_same_as_one_row_a_task():
    tall = read({"task": "apply", "success": "ja", "time_s": "61"}, {"task": "sign in", "success": "nee"})
    wide = read({"apply: success": "yes", "apply: time": "61", "sign in: success": "no"})
    long = read(
        {"task": "apply", "measure": "success", "value": "1"},
        {"task": "apply", "measure": "time_s", "value": "61"},
        {"task": "sign in", "measure": "success", "value": "0"},
    )
    pd.testing.assert_frame_equal(tall, wide)
    pd.testing.assert_frame_equal(tall, long)


def test_a_header_that_tells_nothing_is_named_by_hand():
    tests = read({"V1": "7", "V2": "6", "Klaar?": "ja"}, columns={"V1": "umux_1", "V2": "umux_2", "Klaar?": "success"})
    assert tests[["umux_1", "umux_2", "success"]].to_numpy().tolist() == [[7, 6, 1]]


@pytest.mark.parametrize(
    ("said", "seconds"), [("61", 61), ("61,5", 61.5), ("2:05", 125), ("1:00:01", 3601), ("90 s", 90)]
)
def test_times_are_read_as_people_write_them(said, seconds):
    assert read({"task": "apply", "time": said})["time_s"].tolist() == [seconds]


def test_minutes_and_milliseconds_in_a_header_become_seconds():
    tests = read({"task": "apply", "time (min)": "2"}), read({"task": "apply", "time ms": "1500"})
    assert [table["time_s"].tolist() for table in tests] == [[120], [1.5]]


@pytest.mark.parametrize(
    ("field", "said", "reason"),
    [
        ("success", "maybe", "success is neither yes nor no"),
        ("success", "0.5", "success is neither yes nor no"),
        ("time_s", "soon", "time_s is no number"),
        ("time_s", "0", "a time is longer than 0 s"),
        ("time_s", "inf", "time_s is no number"),
        ("errors", "-1", "errors are counted in whole numbers from 0"),
        ("errors", "1.5", "errors are counted in whole numbers from 0"),
        ("umux_1", "8", "umux_1 is not one of 1 to 7"),
    ],
)
def test_a_value_that_cannot_be_used_is_left_out_with_its_row(field, said, reason):
    tests = read({"task": "apply", field: said})
    assert ("row 0", field, reason) in reasons(tests)
    assert isnan(tests[field].iloc[0])


@pytest.mark.parametrize("said", ["", "6", "0", "3.5", "x"])
def test_a_sus_with_one_item_missing_or_out_of_range_has_no_score_and_names_its_row(said):
    tests = read({**SUS, "sus_4": said})
    assert ("row 0", "sus", "no score: item 4 is missing or cannot be used") in reasons(tests)
    assert list_values(tests)["left_out"].tolist() == ["incomplete"]


def test_a_row_without_a_participant_is_left_out_and_named():
    assert reasons(read({"participant": "", "task": "apply", "success": "1"})) == [("row 0", "", "no participant")]


def test_a_task_that_stands_there_twice_and_differs_counts_in_neither_way():
    tests = read({"task": "apply", "success": "1", "errors": "1"}, {"task": "apply", "success": "0", "errors": "1"})
    assert [left[:2] for left in reasons(tests)] == [("row 0", "success"), ("row 1", "success")]
    assert isnan(tests["success"].iloc[0])
    assert tests["errors"].tolist() == [1]


def test_a_table_without_participants_or_measures_is_refused_with_its_columns():
    with pytest.raises(TableProblem, match="no column says who took part; the columns are 'task', 'success'"):
        read_tests(pd.DataFrame({"task": ["apply"], "success": ["1"]}))
    with pytest.raises(TableProblem, match="no column holds success, time"):
        read({"remark": "hm"})


def test_a_name_for_a_column_that_is_not_there_is_refused():
    with pytest.raises(TableProblem, match="columns names 'Q9', which is no column"):
        read({"Q1": "3"}, columns={"Q9": "sus_1"})
    with pytest.raises(TableProblem, match="columns says that 'Q1' is 'mood'; allowed are"):
        read({"Q1": "3"}, columns={"Q1": "mood"})


@pytest.mark.parametrize("content", ["", "%PDF-1.7\0\0", "\n\n"])
def test_a_file_that_is_no_table_is_named(tmp_path, content):
    (tmp_path / "test.csv").write_text(content)
    with pytest.raises((ImportProblem, TableProblem), match=r"test\.csv|no column"):
        read_tests(tmp_path / "test.csv")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ImportProblem, match=r"gone\.csv"):
        read_tests(tmp_path / "gone.csv")


def test_a_workbook_is_read_as_the_same_table(tmp_path, sample):
    pd.read_csv(SAMPLE, dtype=str, keep_default_na=False).to_excel(tmp_path / "test.xlsx", index=False)
    pd.testing.assert_frame_equal(read_tests(tmp_path / "test.xlsx"), sample)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["T1", "T2", ""]), st.text(max_size=6), st.text(max_size=6)), min_size=1))
def test_whatever_the_cells_hold_every_value_is_used_or_listed(rows):
    frame = pd.DataFrame(rows, columns=["participant", "success", "errors"]).assign(
        wave="before", task=[str(number) for number in range(len(rows))]
    )
    tests = read_tests(frame)
    given_values = sum(bool(cell.strip()) for who, *cells in rows if who for cell in cells)
    listed = [left for left in tests.attrs["left_out"] if left["measure"]]
    assert given_values == int(tests[["success", "errors"]].notna().sum().sum()) + len(listed)


# Comparing


def test_the_sample_says_that_people_find_the_status_faster(sample):
    compared = compare_waves(sample).set_index(["measure", "task"])
    assert compared.loc[("time", "find status"), "verdict"].endswith(
        "difference −66 %, 95 % interval −75 to −54; better."
    )
    assert compared.loc[("success", "apply"), "verdict"].endswith("not enough to say.")
    assert compared["paired"].all()
    assert compared.loc[("sus", ""), ["n_before", "left_out"]].tolist() == [10, 4]


def test_different_people_give_the_sentence_of_two_shares():
    verdict = compare_waves(waves([1] * 6 + [0] * 8, [1] * 12 + [0] * 3, same=False))["verdict"].tolist()
    assert verdict == ["12 of 15 after, 6 of 14 before; difference +37 points, 95 % interval +1 to +64; better."]


def test_a_few_testers_are_not_enough_to_say_and_the_table_says_how_many_might_be():
    row = compare_waves(waves([1, 0, 0], [1, 1, 0])).iloc[0]
    assert row["verdict"].endswith("not enough to say.")
    assert row["testers"] > 3


def test_more_errors_are_worse_and_more_time_is_worse():
    more = compare_waves(waves([0, 1, 0, 1, 0, 1, 2, 0], [4, 5, 6, 4, 7, 5, 6, 5], measure="errors"))
    slower = compare_waves(waves([60, 70, 65, 62, 68], [160, 170, 190, 155, 168], measure="time_s"))
    assert [table["verdict"].iloc[0].split("; ")[-1] for table in (more, slower)] == ["worse.", "worse."]


def test_one_clear_difference_among_many_comparisons_may_be_chance(sample):
    verdict = compare_waves(sample).set_index(["measure", "task"]).loc[("sus", ""), "verdict"]
    assert verdict.endswith("better taken alone, but among 10 comparisons it may be chance.")


def test_times_of_unfinished_tasks_do_not_count_and_are_counted():
    tests = make_tests(
        *[
            {"participant_id": f"T{n}", "wave": wave, "success": float(n < 3), "time_s": 60.0 + n}
            for wave in ("before", "after")
            for n in range(5)
        ]
    )
    summary = summarise_tests(tests).set_index(["measure", "wave"])
    assert summary.loc[("time", "before"), ["people", "left_out"]].tolist() == [3, 2]


def test_pairs_with_somebody_missing_are_refused_with_their_names_and_waves():
    tests = waves([1, 1, 0, 1], [1, 0])
    with pytest.raises(TableProblem, match="missing are T2, T3 in 'after'"):
        compare_waves(tests, paired=True)


def test_those_without_a_partner_are_left_out_counted_and_named():
    compared = compare_waves(waves([1, 0, 0, 1], [1, 0, 1]))
    assert compared[["paired", "n_before", "n_after", "left_out"]].to_numpy().tolist() == [[True, 3, 3, 1]]
    assert compared.attrs["unpaired"] == {"before": ["T3"], "after": []}


def test_mostly_different_people_are_compared_as_different_people():
    tests = waves([1, 0, 0, 1], [1, 0, 1], same=False)
    tests["participant_id"] = tests["participant_id"].replace("A0", "B0")
    assert compare_waves(tests)[["paired", "n_before", "n_after"]].to_numpy().tolist() == [[False, 4, 3]]


@pytest.mark.parametrize(
    ("before", "after", "measure", "same", "told"),
    [
        ([50], [60], "time_s", True, "a single value gives no interval"),
        ([50], [60, 70], "time_s", False, "a single value gives no interval"),
        ([2, 2, 2], [2, 2, 2], "errors", True, "everybody alike, so no interval"),
        ([0, 0], [0, 0], "errors", False, "everybody alike, so no interval"),
    ],
)
def test_one_value_or_all_alike_is_said_and_no_interval_is_invented(before, after, measure, same, told):
    row = compare_waves(waves(before, after, measure=measure, same=same)).iloc[0]
    assert row["verdict"].endswith(f"{told}.")
    assert isnan(row["low"])
    assert isnan(row["p_value"])


def test_a_task_of_one_wave_alone_is_said():
    tests = make_tests(
        {"participant_id": "T1", "wave": "before", "success": 1.0},
        {"participant_id": "T1", "wave": "after", "success": 1.0, "task": "pay"},
    )
    assert compare_waves(tests)["verdict"].tolist() == [
        "measured before only: no comparison is possible.",
        "measured after only: no comparison is possible.",
    ]


def test_one_wave_is_refused_and_told_what_to_do():
    with pytest.raises(TableProblem, match="takes the wave 'before' and another one; these tests have 'before'"):
        compare_waves(waves([1, 0], []))
    with pytest.raises(TableProblem, match="these tests have 'after', 'before'"):
        compare_waves(waves([1], [0]), baseline="T0")


def test_three_waves_are_each_compared_with_the_baseline():
    tests = pd.concat([waves([1, 0], [1, 1]), waves([], [1, 0]).assign(wave="later")])
    compared = compare_waves(tests.assign(test_id=[str(n) for n in range(len(tests))]))
    assert compared["wave"].tolist() == ["after", "later"]


def test_those_without_a_partner_are_named_over_all_waves():
    tests = pd.concat([waves([1, 0, 1, 1], [1, 1, 0]), waves([], [1, 0, 1]).assign(wave="later")])
    compared = compare_waves(tests.assign(test_id=[str(n) for n in range(len(tests))]))
    assert compared.attrs["unpaired"] == {"before": ["T3"], "after": [], "later": []}


def test_waves_keep_the_names_that_the_study_gives_them(tmp_path):
    (tmp_path / "test.csv").write_text(
        "sep=;\nTeilnehmer;Welle;Aufgabe;Erfolg\nT1;vorher;a;ja\nT1;nachher;a;nein\n", encoding="utf-8"
    )
    compared = compare_waves(read_tests(tmp_path / "test.csv"), baseline="vorher", language="de")
    assert compared["verdict"].iloc[0].startswith("0 von 1 in „nachher“, 1 von 1 in „vorher“")


def test_a_questionnaire_repeated_on_each_row_counts_once():
    once = dict.fromkeys(SUS, 4.0)
    tests = make_tests(*[{"participant_id": "T1", "wave": "before", "task": task, **once} for task in ("apply", "pay")])
    assert list_values(tests)[["task", "value"]].to_numpy().tolist() == [["", 50.0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_is_whole_in_each_language(sample, language):
    tables = [sample, waves([50], [60], measure="time_s"), waves([2, 2], [2, 2], measure="errors")]
    verdicts = [verdict for tests in tables for verdict in compare_waves(tests, language=language)["verdict"]]
    assert all(verdict.endswith(".") and "{" not in verdict and "nan" not in verdict for verdict in verdicts)


def test_numbers_have_a_comma_where_people_write_one(sample):
    assert "+11,8 Punkte" in compare_waves(sample, language="de")["verdict"].iloc[-1]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=6),
    st.lists(st.integers(0, 6), min_size=1, max_size=6),
    st.sampled_from(["errors", "time_s"]),
)
def test_an_interval_holds_its_difference_whatever_the_values(before, after, measure):
    shift = 1 if measure == "time_s" else 0
    tests = waves([value + shift for value in before], [value + shift for value in after], measure=measure)
    for row in compare_waves(tests).to_dict("records"):
        assert isnan(row["low"]) or row["low"] - 1e-6 <= row["difference"] <= row["high"] + 1e-6
