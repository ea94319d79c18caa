"""A corrected transcript: utterances keep their identity where words stayed; no tag is lost or put on other words."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.alignment import align_utterances
from synth.errors import StudyProblem
from synth.findings import find
from synth.readers import read
from synth.revisions import carry_spans, carry_study
from synth.study import Study
from synth.tables import UTTERANCES, check_quotes, make_id


def version(*texts, source="P1.txt", kind="interview", speakers=()):
    """Utterances with the ids that the reader of transcripts gives them."""
    rows, said = [], Counter()
    for position, text in enumerate(texts, start=1):
        said[text] += 1
        row = {"source_id": source, "source_kind": kind, "position": position, "role": "participant", "text": text}
        row["participant_id"] = speakers[position - 1] if speakers else "P1"
        rows.append(row | {"utterance_id": make_id(source, said[text], text)})
    return UTTERANCES.make(rows)


def spans_of(utterances, *quotes):
    rows = []
    for number, quote in enumerate(quotes):
        row = next(row for row in utterances.to_dict("records") if quote in row["text"])
        start = row["text"].index(quote)
        span = {"utterance_id": row["utterance_id"], "start": start, "end": start + len(quote), "quote": quote}
        rows.append(span | {"tagging_id": f"t{number}"})
    return pd.DataFrame(rows)


def pairs_of(old, new, **options):
    """The pairs as positions (0 for none) with their status."""
    positions = [dict(zip(table["utterance_id"], table["position"], strict=True)) | {"": 0} for table in (old, new)]
    rows = align_utterances(old, new, **options)[["old_id", "new_id", "status"]].to_numpy().tolist()
    return [(positions[0][before], positions[1][after], status) for before, after, status in rows]


# Alignment


def test_what_stays_word_for_word_is_the_same():
    old = version("Dag.", "Het duurt lang.")
    assert pairs_of(old, old) == [(1, 1, "same"), (2, 2, "same")]


def test_a_repeated_yes_is_told_by_its_neighbours_and_not_by_its_id():
    old = version("Ging het?", "Ja.", "En daarna?", "Ja.")
    new = version("Goed?", "Ja.", "Ging het?", "Ja.", "En daarna?", "Ja.")
    assert pairs_of(old, new) == [
        (1, 3, "same"), (2, 4, "moved"), (3, 5, "same"), (4, 6, "moved"), (0, 1, "new"), (0, 2, "new"),
    ]  # fmt: skip


def test_a_corrected_word_changes_an_utterance_that_keeps_its_partner():
    old = version("Dag.", "Ik wacht al drie wekken op de kart.", "Ja.")
    new = version("Dag.", "Ik wacht al drie weken op de kaart.", "Ja.")
    assert pairs_of(old, new) == [(1, 1, "same"), (2, 2, "changed"), (3, 3, "same")]


def test_an_answer_that_was_split_is_connected_to_both_its_parts():
    old = version("A.", "Ik wacht al drie weken. En niemand belt mij terug.", "B.")
    new = version("A.", "Ik wacht al drie weken.", "En niemand belt mij terug.", "B.")
    assert pairs_of(old, new) == [(1, 1, "same"), (2, 2, "changed"), (2, 3, "changed"), (3, 4, "same")]


def test_what_was_taken_out_is_gone_and_what_came_in_is_new():
    assert pairs_of(version("A.", "Weg ermee nu."), version("A.", "Iets heel anders hier.")) == [
        (1, 1, "same"), (2, 0, "gone"), (0, 2, "new"),
    ]  # fmt: skip


def test_an_answer_that_was_put_elsewhere_is_moved():
    old = version("Eerst dit hele stuk.", "Dan dat andere stuk.", "En tot slot dit.")
    new = version("Dan dat andere stuk.", "En tot slot dit.", "Eerst dit hele stuk.")
    assert (1, 3, "same") in pairs_of(old, new)


def test_a_renamed_source_is_compared_if_its_names_are_told():
    old, new = version("Dag."), version("Dag.", source="P1-final.docx")
    assert {status for *_, status in pairs_of(old, new)} == {"gone", "new"}
    assert pairs_of(old, new, renamed={"P1.txt": "P1-final.docx"}) == [(1, 1, "moved")]


def test_a_corrected_speaker_is_told():
    pairs = align_utterances(version("Dag."), version("Dag.", speakers=["Interviewer"]))
    assert pairs[["status", "speaker"]].to_numpy().tolist() == [["same", "P1 → Interviewer"]]


@pytest.mark.slow
def test_a_hundred_thousand_comments_are_aligned():
    texts = [f"comment {number % 50_000}" for number in range(100_000)]
    new = version(*texts[:10], "new", *texts[10:], kind="feedback")
    statuses = align_utterances(version(*texts, kind="feedback"), new)["status"].value_counts()
    assert statuses.to_dict() == {"same": 100_000, "new": 1}


TEXTS = st.lists(
    st.sampled_from(["Ja.", "Nee.", "Ik wacht al lang", "Ik wacht al zo lang", "De site is traag"]), max_size=8
)


@pytest.mark.slow
@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_every_utterance_has_its_row_and_no_new_one_is_taken_twice_word_for_word(before, after):
    old, new = version(*before), version(*after)
    pairs = align_utterances(old, new)
    assert set(pairs["old_id"]) - {""} == set(old["utterance_id"])
    assert set(pairs["new_id"]) - {""} == set(new["utterance_id"])
    exact = pairs[pairs["status"].isin(["same", "moved"])]
    assert exact["old_id"].is_unique
    assert exact["new_id"].is_unique
    texts = [dict(zip(table["utterance_id"], table["text"], strict=True)) for table in (old, new)]
    assert all(texts[0][row.old_id] == texts[1][row.new_id] for row in exact.itertuples())


# Quotes


def carried(old, new, *quotes):
    spans = carry_spans(spans_of(old, *quotes), old, new)
    check_quotes(spans[spans["status"].isin(["kept", "carried"])], new)
    return spans


def test_a_quote_moves_along_with_what_was_put_in_before_it():
    old, new = version("Dus ik wacht al drie weken."), version("Dus, euh, ik wacht al drie weken.")
    spans = carried(old, new, "ik wacht al drie weken")
    assert spans[["start", "status"]].to_numpy().tolist() == [[10, "carried"]]


def test_of_a_word_that_stands_twice_the_one_that_was_tagged_is_found():
    old, new = version("Traag is het, en traag blijft traag."), version("Traag is het dus, en traag blijft het, traag.")
    spans = carry_spans(spans_of(old, "traag blijft").assign(end=lambda row: row["start"] + 5, quote="traag"), old, new)
    assert spans[["start", "status"]].to_numpy().tolist() == [[21, "carried"]]


def test_a_quote_of_a_split_answer_goes_to_its_part():
    old = version("Ik wacht al drie weken. En niemand belt mij terug.")
    new = version("Ik wacht al drie weken.", "En niemand belt mij terug.")
    spans = carried(old, new, "niemand belt", "al drie")
    assert spans["utterance_id"].tolist() == [new["utterance_id"][1], new["utterance_id"][0]]


def test_a_quote_whose_words_were_corrected_is_to_be_looked_at_with_the_best_guess():
    old, new = version("Ik wacht al drie wekken op de kart."), version("Ik wacht al drie weken op de kaart.")
    spans = carried(old, new, "drie wekken op de kart")
    assert spans[["quote", "status", "guess"]].to_numpy().tolist() == [
        ["drie wekken op de kart", "to be looked at", "drie weken op de kaart"]
    ]
    assert new["text"][0][spans["guess_start"][0] : spans["guess_end"][0]] == spans["guess"][0]


def test_a_quote_that_was_taken_out_is_to_be_looked_at_without_a_guess():
    spans = carried(version("A.", "Weg ermee nu."), version("A.", "Iets anders."), "Weg ermee")
    assert spans[["status", "guess_id", "guess"]].to_numpy().tolist() == [["to be looked at", "", ""]]


def test_a_short_word_that_also_stands_elsewhere_is_not_taken_for_the_quote():
    old, new = version("Ja, dat was moeilijk voor mij."), version("Dat was moeilijk voor mij, nietwaar, ja.")
    assert carried(old, new, "moeilijk")["status"].tolist() == ["carried"]
    gone = carried(version("Nee, ja, goed."), version("Nee, goed.", "Ja, iets anders."), "ja")
    assert gone["status"].tolist() == ["to be looked at"]


def test_a_part_of_a_word_is_not_the_quote():
    spans = carried(version("De kaart werkt niet echt."), version("De kaartlezer werkt niet echt."), "kaart")
    assert spans["status"].tolist() == ["to be looked at"]


def test_a_quote_that_cut_a_word_before_may_cut_it_again():
    spans = carried(version("Dus de kaartlezer werkt niet."), version("Dus, de kaartlezer werkt niet."), "lezer werkt")
    assert spans["status"].tolist() == ["carried"]


def test_a_quote_from_another_source_is_left_alone():
    old, other = version("Dag."), version("Het duurt lang.", source="P2.txt")
    spans = carry_spans(spans_of(other, "duurt lang"), old, old)
    assert spans[["quote", "status"]].to_numpy().tolist() == [["duurt lang", "elsewhere"]]


def test_no_quotes_give_an_empty_table_of_the_same_columns():
    old = version("Dag.")
    spans = spans_of(old, "Dag")
    assert list(carry_spans(spans[:0], old, old)) == list(carry_spans(spans, old, old))


WORDS = st.lists(st.sampled_from(["ik", "wacht", "al", "lang", "traag", "😀", "é"]), min_size=1, max_size=12)


@pytest.mark.slow
@settings(deadline=None)
@given(WORDS, WORDS, st.data())
def test_a_carried_quote_always_stands_verbatim_and_every_other_keeps_its_place(before, after, data):
    old, new = version(" ".join(before)), version(" ".join(after))
    text = old["text"][0]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = {"utterance_id": old["utterance_id"][0], "start": start, "end": end, "quote": text[start:end]}
    spans = carry_spans(pd.DataFrame([span]), old, new)
    if spans["status"][0] == "to be looked at":
        assert spans.loc[0, list(span)].to_dict() == span
    else:
        check_quotes(spans, new)
    if spans["guess_id"][0]:
        guess = spans[["guess_id", "guess_start", "guess_end", "guess"]]
        check_quotes(guess.set_axis(["utterance_id", "start", "end", "quote"], axis=1), new)


# A study


TALK = (
    "Interviewer: Ging het vlot?\n"
    "Deelnemer: Nee. Ik kon de kaartlezer niet vinden. Ik moet altijd wachten op een mailtje.\n"
    "Interviewer: En dan?\n"
    "Deelnemer: Dan heb ik gebelt, en niemand nam op.\n"
)
CORRECTED = (
    "Interviewer: Goeiedag.\n"
    "Interviewer: Ging het vlot?\n"
    "Deelnemer: Nee, euh. Ik kon de kaartlezer niet vinden.\n"
    "Interviewer: Ah.\n"
    "Deelnemer: Ik moet altijd wachten op een mailtje.\n"
    "Interviewer: En dan?\n"
    "Deelnemer: Dan heb ik gebeld, en niemand nam op.\n"
)


@pytest.fixture
def corrected(tmp_path):
    """A study with tags on a transcript, and the transcript before and after it was corrected."""
    versions = []
    for text in (TALK, CORRECTED):
        (tmp_path / "P03.txt").write_text(text)
        versions.append(read(tmp_path / "P03.txt"))
    return Study(tmp_path / "study.db"), *versions


def tag(study, utterances, quote, name, **options):
    row = next(row for row in utterances.to_dict("records") if quote in row["text"])
    start = row["text"].index(quote)
    return study.tag(row, start, start + len(quote), name, **options)


@pytest.mark.slow
def test_a_study_follows_a_corrected_transcript_in_one_action(corrected):
    study, old, new = corrected
    found = find(old)
    accepted = found[found["quote"].str.contains("kaartlezer")].iloc[0]
    first = tag(study, old, accepted["quote"], "finding it", finding_id=accepted["finding_id"])
    second = tag(study, old, "wachten op een mailtje", "waiting")
    third = tag(study, old, "heb ik gebelt", "calling")
    insight = study.save_insight({"statement": "People wait.", "evidence": [second]})
    before = study.taggings()

    result = carry_study(study, old, new)
    assert dict(zip(result["tagging_id"], result["status"], strict=True)) == {
        first: "carried", second: "carried", third: "to be looked at",
    }  # fmt: skip
    assert result["tagging_id"][0] == third
    assert result["guess"][0] == "heb ik gebeld"
    after = study.taggings()
    check_quotes(after[after["tagging_id"] != third], new)
    assert study.insights()[0]["evidence"] == [second]
    assert study.insights()[0]["insight_id"] == insight
    assert after.set_index("tagging_id").loc[first, "finding_id"] in set(find(new)["finding_id"])

    study.undo()
    pd.testing.assert_frame_equal(study.taggings(), before)


def test_a_guess_that_is_accepted_is_put_there(corrected):
    study, old, new = corrected
    tagging_id = tag(study, old, "heb ik gebelt", "calling")
    carry_study(study, old, new, accept=[tagging_id])
    assert study.taggings()["quote"].tolist() == ["heb ik gebeld"]
    check_quotes(study.taggings(), new)


def test_only_a_guess_can_be_accepted(corrected):
    study, old, new = corrected
    tagging_id = tag(study, old, "wachten op een mailtje", "waiting")
    with pytest.raises(StudyProblem, match="has no guess"):
        carry_study(study, old, new, accept=[tagging_id])


def test_a_rejected_finding_stays_rejected_where_it_stands_now(corrected):
    study, old, new = corrected
    rejected = find(old).iloc[0]
    study.reject(rejected["finding_id"])
    carry_study(study, old, new)
    again = find(new)
    assert again.loc[again["quote"] == rejected["quote"], "finding_id"].isin(study.rejected()).all()


def test_the_tags_of_another_researcher_move_and_stay_theirs(corrected, tmp_path):
    study, old, new = corrected
    tag(study, old, "wachten op een mailtje", "waiting")
    before = study.taggings()
    carry_study(Study(tmp_path / "study.db", researcher="R2"), old, new)
    study.refresh()
    after = study.taggings()
    assert after[["researcher", "at"]].equals(before[["researcher", "at"]])
    assert set(after["utterance_id"]) <= set(new["utterance_id"])


def test_carrying_twice_changes_nothing_more(corrected):
    study, old, new = corrected
    tag(study, old, "wachten op een mailtje", "waiting")
    carry_study(study, old, new)
    events = len(study.history())
    assert carry_study(study, old, new)["status"].tolist() == ["elsewhere"]
    assert len(study.history()) == events


def test_an_insight_on_a_finding_follows_it(corrected):
    study, old, new = corrected
    found = find(old)
    finding = found[found["quote"].str.contains("kaartlezer")].iloc[0]
    study.save_insight({"statement": "People wait.", "evidence": [finding["finding_id"]]})
    carry_study(study, old, new)
    again = find(new).set_index("finding_id")
    (followed,) = study.insights()[0]["evidence"]
    assert again.loc[followed, "quote"] == finding["quote"]
    study.undo()
    assert study.insights()[0]["evidence"] == [finding["finding_id"]]
