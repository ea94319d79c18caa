"""The ledger keeps which need a change answers and what came of it, failures too; every entry can be undone."""

import pytest

from synth.errors import StudyProblem, TableProblem
from synth.study import Study
from synth.tables import LANGUAGES, TESTS
from synth.usertests import compare_waves, draw_ledger, list_ledger, record_change, record_result


@pytest.fixture
def pilot(study):
    return record_change(study, "a list of papers before the first page", need="to know what to bring")


@pytest.fixture
def comparison():
    return compare_waves(
        TESTS.make(
            {"test_id": f"{wave}{n}", "participant_id": f"T{n}", "wave": wave, "task": "apply", "success": n < done}
            for wave, done in (("before", 2), ("after", 5))
            for n in range(6)
        )
    )


def make_insight(study):
    utterance = {"utterance_id": "u1", "text": "I never hear back."}
    tagging_id = study.tag(utterance, 2, 12, "waiting")
    return study.save_insight({"statement": "Silence frightens.", "evidence": [tagging_id]})


def test_a_failure_is_kept_with_what_was_learned(study, pilot, comparison):
    record_result(study, pilot, "not met", learned="Nobody reads a list that comes last.", comparison=comparison)
    row = list_ledger(study).iloc[0]
    assert row[["need", "outcome", "learned"]].tolist() == [
        "to know what to bring",
        "not met",
        "Nobody reads a list that comes last.",
    ]
    assert row["measured"].startswith("apply: 5 of 6 after, 2 of 6 before; difference +50 points")


def test_a_result_is_undone_and_so_is_its_change(study, pilot):
    record_result(study, pilot, "met")
    assert (study.undo(), list_ledger(study)["outcome"].tolist()) == ("result", [""])
    assert (study.undo(), len(list_ledger(study))) == ("change", 0)
    assert (study.redo(), len(list_ledger(study))) == ("change", 1)


def test_a_change_has_as_many_results_as_it_had_tests(study, pilot):
    record_result(study, pilot, "not met", learned="too late")
    record_result(study, pilot, "met")
    assert list_ledger(study)["outcome"].tolist() == ["not met", "met"]


def test_what_a_comparison_could_not_tell_survives_the_export_as_nothing(study, pilot, comparison, tmp_path):
    record_result(study, pilot, "not enough to say", learned="test with more", comparison=comparison.assign(low=None))
    study.export(tmp_path / "study.jsonl")
    assert "NaN" not in (tmp_path / "study.jsonl").read_text()
    other = Study(tmp_path / "other.db")
    other.merge(tmp_path / "study.jsonl")
    assert list_ledger(other).equals(list_ledger(study))
    other.close()


def test_the_need_is_an_insight_and_outlives_it(study):
    insight_id = make_insight(study)
    record_change(study, "a mail with a number", insight_id=insight_id, innovation="service")
    study.change([("insight", insight_id, None)])
    assert list_ledger(study)["need"].tolist() == ["Silence frightens."]


def test_insights_that_nothing_answers_yet_are_listed_on_request(study):
    insight_id = make_insight(study)
    assert list_ledger(study).empty
    assert list_ledger(study, untried=True)[["insight_id", "change"]].to_numpy().tolist() == [[insight_id, ""]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "say which need it answers"),
        ({"need": "x", "insight_id": "i"}, "say which need it answers"),
        ({"insight_id": "gone"}, "there is no insight 'gone'"),
        ({"need": "x", "kind": "idea"}, "kind is 'idea'; allowed are 'pilot', 'change'"),
        ({"need": "x", "innovation": "magic"}, "innovation is 'magic'"),
    ],
)
def test_a_change_that_is_not_whole_is_refused(study, options, message):
    with pytest.raises(StudyProblem, match=message):
        record_change(study, "a mail", **options)
    assert list_ledger(study).empty


def test_a_result_that_is_not_whole_is_refused(study, pilot):
    with pytest.raises(StudyProblem, match="there is no change 'gone'"):
        record_result(study, "gone", "met")
    with pytest.raises(StudyProblem, match="outcome is 'failed'; allowed are 'met'"):
        record_result(study, pilot, "failed")
    with pytest.raises(StudyProblem, match="learned is empty"):
        record_result(study, pilot, "not met")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_entry_and_runs_nothing_that_people_wrote(study, pilot, language):
    record_change(study, "<script>alert(1)</script>", need="safety")
    page = draw_ledger(list_ledger(study), language=language).data
    assert page.count("<tr>") == 3
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_an_empty_ledger_says_how_to_begin(study):
    with pytest.raises(TableProblem, match="record_change"):
        draw_ledger(list_ledger(study))
