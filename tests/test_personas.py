"""Personas: groups that are there are found, groups that are not are refused, and every count adds up."""

import json

import numpy as np
import pandas as pd
import pytest

from synth import personas
from synth.errors import TableProblem
from synth.evidence import COLUMNS
from synth.personas import QUOTES_A_CLAIM, count_claims, draft_personas, find_segments

DIGITAL = ["broken login", "card reader", "no status", "small screen"]
PAPER = ["jargon", "no counter", "long letters", "fear of mistakes"]
CITIZENS = [f"P{number:02}" for number in range(1, 13)]


@pytest.fixture(scope="module", autouse=True)
def fewer_shuffles():
    """A fourth of the shuffles and resamples is enough to tell these made-up groups from chance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(personas, "SHUFFLES", 50)
        patch.setattr(personas, "RESAMPLES", 25)
        yield


def quote(participant, claim, kind="pain", **fields):
    text = f"{participant} on {claim}"
    number = fields.pop("number", 0)
    return {
        "evidence_id": f"{participant}-{kind}-{claim}-{number}",
        "utterance_id": f"u-{participant}-{claim}",
        "start": 0,
        "end": len(text),
        "quote": text,
        "kind": kind,
        "claim": claim,
        "participant_id": participant,
        "group": "citizen",
        "wave": "",
        "language": "nl",
        "source_id": f"{participant}.txt",
        "source_kind": "interview",
    } | fields


def table(rows):
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture(scope="module")
def planted_rows():
    """Six participants with the pains of the screen, six with those of paper, and one pain of everybody."""
    rows = []
    for number, participant in enumerate(CITIZENS):
        own = DIGITAL if number < 6 else PAPER
        rows += [quote(participant, claim) for place, claim in enumerate(own) if place != number % 4]
        rows.append(quote(participant, "waiting", kind="need"))
    return rows


@pytest.fixture(scope="module")
def planted(planted_rows):
    return table(planted_rows)


@pytest.fixture(scope="module")
def drafts(planted):
    return draft_personas(planted)


def claims_of(draft):
    return {(claim["kind"], claim["claim"]): claim for claim in draft["claims"]}


# --- groups ---


def test_planted_groups_are_found(drafts):
    assert [draft["participants"] for draft in drafts] == [CITIZENS[:6], CITIZENS[6:]]


def test_shuffled_data_are_refused_in_most_seeds():
    rng = np.random.default_rng(20)
    said = rng.random((12, 10)) < 0.4
    refused = [not find_segments(rng.permuted(said, axis=0), random_state=seed).distinct for seed in range(10)]
    assert sum(refused) >= 8


def test_no_distinct_groups_is_one_card_of_everybody_that_says_so():
    evidence = table([quote(participant, claim) for participant in CITIZENS[:6] for claim in ("waiting", "jargon")])
    (draft,) = draft_personas(evidence)
    assert draft["name"] == "All participants"
    assert draft["participants"] == CITIZENS[:6]
    assert draft["verdict"].startswith("No distinct groups: 6 participants")


def test_under_twenty_participants_groups_are_called_hypotheses(drafts):
    assert all("take them as hypotheses" in draft["verdict"] for draft in drafts)


def test_planted_groups_are_more_stable_than_those_of_shuffled_data(drafts):
    for draft in drafts:
        assert draft["stability"] >= 0.75 > 0.6
        assert draft["stability"] > draft["shuffled_stability"]
        assert draft["p_value"] <= 0.05


@pytest.mark.parametrize(("size", "claims", "seed"), [(6, 6, 2), (6, 6, 37), (7, 3, 24)])
def test_few_participants_may_be_drawn_again_and_again_by_chance(monkeypatch, size, claims, seed):
    monkeypatch.setattr(personas, "SHUFFLES", 200)
    monkeypatch.setattr(personas, "RESAMPLES", 100)
    said = np.zeros((size, 2 * claims), dtype=bool)
    said[: size // 2, :claims] = said[size // 2 :, claims:] = True
    assert find_segments(said, random_state=seed).distinct


def test_participants_who_all_said_the_same_are_one_group():
    assert not find_segments(np.ones((8, 3), dtype=bool)).distinct


def test_the_same_evidence_in_another_order_gives_the_same_drafts(planted, drafts):
    assert repr(draft_personas(planted.sample(frac=1, random_state=3))) == repr(drafts)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_participants_are_told_how_many_it_takes(count):
    evidence = table([quote(participant, "waiting") for participant in CITIZENS[:count]])
    with pytest.raises(TableProblem, match=rf"^{count} interviewed participants .* takes 3 at least\. Read more"):
        draft_personas(evidence)


@pytest.mark.parametrize("source_kind", ["feedback", "survey"])
def test_comments_form_no_persona(planted_rows, drafts, source_kind):
    comments = [quote(f"c{number}", "jargon", source_kind=source_kind) for number in range(30)]
    both = draft_personas(table([*planted_rows, *comments]))
    assert repr(both) == repr(drafts)


def test_comments_alone_are_told_to_be_too_little():
    comments = table([quote(f"c{number}", "jargon", source_kind="feedback") for number in range(30)])
    with pytest.raises(TableProblem, match="0 interviewed participants"):
        draft_personas(comments)


def test_evidence_without_a_claim_forms_no_group(planted_rows, drafts):
    unclaimed = [quote(participant, "", kind="goal") for participant in CITIZENS]
    assert repr(draft_personas(table([*planted_rows, *unclaimed]))) == repr(drafts)


# --- counts and quotes ---


def test_a_claim_counts_people_here_and_elsewhere(planted_rows):
    more = [quote("P01", "jargon"), *[quote("P07", "jargon", number=number) for number in range(1, 9)]]
    paper = draft_personas(table([*planted_rows, *more]))[1]
    jargon = claims_of(paper)["pain", "jargon"]
    speakers = {row["participant_id"] for row in [*planted_rows, *more] if row["claim"] == "jargon"}
    assert (jargon["count"], jargon["size"]) == (len(speakers - {"P01"}), 6)
    assert (jargon["elsewhere"], jargon["elsewhere_size"]) == (1, 6)


def test_what_everybody_says_comes_after_what_tells_the_group_apart(drafts):
    assert [claim["claim"] for claim in drafts[0]["claims"]][-1] == "waiting"


def test_what_one_person_says_is_no_claim_of_the_group(planted_rows):
    drafts = draft_personas(table([*planted_rows, quote("P01", "parking")]))
    assert ("pain", "parking") not in claims_of(drafts[0])


def test_quotes_of_a_claim_come_from_different_people_of_the_group(planted_rows):
    more = [quote("P01", "card reader", number=number) for number in range(1, 9)]
    for draft in draft_personas(table([*planted_rows, *more])):
        for claim in draft["claims"]:
            speakers = [quoted["participant_id"] for quoted in claim["quotes"]]
            assert len(speakers) == len(set(speakers)) == min(claim["count"], QUOTES_A_CLAIM)
            assert set(speakers) <= set(draft["participants"])


def test_a_quote_carries_what_proves_it(planted, drafts):
    proof = planted.set_index("evidence_id")
    for quoted in drafts[0]["claims"][0]["quotes"]:
        row = proof.loc[quoted["evidence_id"]]
        assert [quoted[key] for key in ("utterance_id", "start", "end", "quote")] == row[
            ["utterance_id", "start", "end", "quote"]
        ].to_list()


def test_delight_about_what_others_suffer_from_is_shown_as_contradiction(planted_rows):
    glad = quote("P02", "card reader", kind="delight")
    draft = draft_personas(table([*planted_rows, glad]))[0]
    against = claims_of(draft)["pain", "card reader"]["contradicted_by"]
    assert [quoted["evidence_id"] for quoted in against] == [glad["evidence_id"]]


def test_claims_are_counted_by_participant_kind_and_claim(planted):
    counts = count_claims(planted)
    assert counts.shape == (12, 9)
    assert counts.loc["P01", ("need", "waiting")] == 1


# --- what else a draft tells ---


@pytest.mark.parametrize(("publish_from", "publishable"), [(6, True), (7, False)])
def test_a_draft_of_too_few_people_is_not_to_be_published(planted, publish_from, publishable):
    assert {draft["publishable"] for draft in draft_personas(planted, publish_from=publish_from)} == {publishable}


def test_attributes_are_counted_after_the_groups_were_formed(planted):
    people = pd.DataFrame({"participant_id": CITIZENS, "age": ["old", "young"] * 6, "city": ["Gent"] * 12})
    assert [draft["profile"] for draft in draft_personas(planted, people)] == [
        {"age": {"old": 3, "young": 3}, "city": {"Gent": 6}}
    ] * 2


def test_other_attributes_leave_the_groups_unchanged(planted, drafts):
    by_group = pd.DataFrame({"participant_id": CITIZENS, "age": ["old"] * 3 + ["young"] * 9})
    profiled = draft_personas(planted, by_group)
    assert repr([draft | {"profile": {}} for draft in profiled]) == repr(drafts)


def test_participants_without_the_column_that_names_them_are_told(planted):
    with pytest.raises(TableProblem, match="participant_id"):
        draft_personas(planted, pd.DataFrame({"participant": CITIZENS}))


def test_who_is_missing_from_a_draft_is_named(planted_rows):
    voices = [quote("c1", "jargon", source_kind="feedback", group="civil servant", language="fr")]
    drafts = draft_personas(table([*planted_rows, *voices]))
    assert [draft["missing"] for draft in drafts] == [
        ["nobody with group civil servant", "nobody with language fr"]
    ] * 2


def test_a_name_is_made_of_what_tells_the_group_apart(drafts):
    assert drafts[0]["name"].startswith("A: ")
    assert set(drafts[0]["name"].removeprefix("A: ").split(" + ")) <= set(DIGITAL)


def test_a_draft_is_plain_data_that_json_keeps(drafts):
    assert json.loads(json.dumps(drafts)) == drafts


def test_the_evidence_stays_as_it_was(planted):
    before = planted.copy(deep=True)
    draft_personas(planted)
    pd.testing.assert_frame_equal(planted, before)
