"""Personas: groups that are there are found, groups that are not are refused, and every count adds up."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from synth.errors import TableProblem
from synth.evidence import COLUMNS
from synth.personas import draft_personas, find_segments, segments, select_publishable, weigh_needs
from synth.personas.claims import QUOTES_A_CLAIM
from synth.personas.contrasts import measure_contrast
from synth.personas.matrix import count_claims, find_language_claims, standardise
from synth.personas.shuffles import shuffle_studies
from synth.proportions import adjust_holm
from synth.tables import UTTERANCES

DIGITAL = ["broken login", "card reader", "no status", "small screen"]
PAPER = ["jargon", "no counter", "long letters", "fear of mistakes"]
CITIZENS = [f"P{number:02}" for number in range(1, 13)]


@pytest.fixture(scope="module", autouse=True)
def fewer_shuffles():
    """A fourth of the shuffles and resamples is enough to tell these made-up groups from chance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "SHUFFLES", 49)
        patch.setattr(segments, "RESAMPLES", 25)
        patch.setattr(segments, "SHUFFLED_STUDIES", 8)
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
    return draft_personas(planted, language="en")


def claims_of(draft):
    return {(claim["kind"], claim["claim"]): claim for claim in draft["claims"]}


# --- groups ---


def test_planted_groups_are_found(drafts):
    assert [draft["participants"] for draft in drafts] == [CITIZENS[:6], CITIZENS[6:]]


def test_shuffled_data_are_refused_in_most_seeds():
    rng = np.random.default_rng(20)
    said = (rng.random((12, 10)) < 0.4).astype(np.int64)
    refused = [find_segments(rng.permuted(said, axis=0), random_state=seed).n_groups == 1 for seed in range(10)]
    assert sum(refused) >= 8


def test_no_distinct_groups_is_one_card_of_everybody_that_says_so():
    evidence = table([quote(participant, claim) for participant in CITIZENS[:6] for claim in ("waiting", "jargon")])
    (draft,) = draft_personas(evidence, language="en")
    assert draft["name"] == "All participants"
    assert draft["participants"] == CITIZENS[:6]
    assert draft["verdict"].startswith("No distinct groups: all 6 participants say the same")


def test_under_twenty_participants_groups_are_called_hypotheses(drafts):
    assert all("take this as a hypothesis" in draft["verdict"] for draft in drafts)


def test_planted_groups_are_more_stable_than_those_of_shuffled_data(drafts):
    for draft in drafts:
        assert draft["stability"] >= 0.75 > 0.6
        assert draft["stability"] > draft["shuffled_stability"]
        assert draft["p_value"] <= segments.ALPHA
        assert draft["code_stability"] > 0.6


@pytest.mark.parametrize(("size", "claims", "seed"), [(6, 6, 2), (6, 6, 37), (7, 3, 24)])
def test_few_participants_may_be_drawn_again_and_again_by_chance(size, claims, seed):
    said = np.zeros((size, 2 * claims), dtype=np.int64)
    said[: size // 2, :claims] = said[size // 2 :, claims:] = 1
    assert find_segments(said, random_state=seed).n_groups == 2


def test_participants_who_all_said_the_same_are_one_group():
    assert find_segments(np.ones((8, 3), dtype=np.int64)).n_groups == 1


def test_the_same_evidence_in_another_order_gives_the_same_drafts(planted, drafts):
    assert repr(draft_personas(planted.sample(frac=1, random_state=3), language="en")) == repr(drafts)


def test_the_names_of_the_claims_have_no_part_in_the_groups(planted, drafts):
    renamed = planted.assign(claim=planted["claim"].str[::-1])
    figures = ("participants", "p_value", "stability", "shuffled_stability")
    assert [[draft[name] for name in figures] for draft in draft_personas(renamed)] == [
        [draft[name] for name in figures] for draft in drafts
    ]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_participants_are_told_how_many_it_takes(count):
    evidence = table([quote(participant, "waiting") for participant in CITIZENS[:count]])
    with pytest.raises(TableProblem, match=rf"^{count} interviewed participants? .* takes 3 at least\. Read more"):
        draft_personas(evidence)


@pytest.mark.parametrize("source_kind", ["feedback", "survey"])
def test_comments_form_no_persona(planted_rows, drafts, source_kind):
    comments = [quote(f"c{number}", "jargon", source_kind=source_kind) for number in range(30)]
    both = draft_personas(table([*planted_rows, *comments]), language="en")
    assert repr(both) == repr(drafts)


def test_tags_that_are_not_there_yet_are_named_as_the_next_step():
    untagged = table([quote(participant, "") for participant in CITIZENS])
    with pytest.raises(
        TableProblem, match=r"^0 interviewed participants .*of 12 with any evidence.*Tag what they said"
    ):
        draft_personas(untagged)


def test_comments_alone_are_told_to_be_too_little():
    comments = table([quote(f"c{number}", "jargon", source_kind="feedback") for number in range(30)])
    with pytest.raises(TableProblem, match="0 interviewed participants"):
        draft_personas(comments)


def test_evidence_without_a_claim_forms_no_group(planted_rows, drafts):
    unclaimed = [quote(participant, "", kind="goal") for participant in CITIZENS]
    assert repr(draft_personas(table([*planted_rows, *unclaimed]), language="en")) == repr(drafts)


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


@pytest.mark.parametrize("kind", ["suggestion", "goal", "workaround"])
def test_what_has_no_opposite_is_contradicted_by_nothing(kind):
    others = [quote("P01", "waiting", kind=other) for other in ("", "pain", "delight")]
    rows = [*(quote(participant, "waiting", kind=kind) for participant in CITIZENS), *others]
    (draft,) = draft_personas(table(rows))
    assert claims_of(draft)[kind, "waiting"]["contradicted_by"] == []


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
    profiled = draft_personas(planted, by_group, language="en")
    assert repr([draft | {"profile": {}} for draft in profiled]) == repr(drafts)


def test_participants_without_the_column_that_names_them_are_told(planted):
    with pytest.raises(TableProblem, match="participant_id"):
        draft_personas(planted, pd.DataFrame({"participant": CITIZENS}))


def test_who_is_missing_from_a_draft_is_named(planted_rows):
    voices = [quote("c1", "jargon", source_kind="feedback", group="civil servant", language="fr")]
    drafts = draft_personas(table([*planted_rows, *voices]))
    assert [draft["missing"] for draft in drafts] == [
        [{"column": "group", "value": "civil servant"}, {"column": "language", "value": "fr"}]
    ] * 2


@pytest.mark.parametrize(
    ("language", "beginning"),
    [("nl", "Mensen die"), ("fr", "Les personnes qui"), ("de", "Menschen, die"), ("en", "Those who")],
)
def test_a_name_says_in_the_studys_language_what_tells_the_group_apart(planted, language, beginning):
    name = draft_personas(planted, language=language)[0]["name"]
    assert name.startswith(beginning)
    assert sum(claim in name for claim in DIGITAL) == 2


def test_a_draft_is_plain_data_that_json_keeps(drafts):
    assert json.loads(json.dumps(drafts)) == drafts


def test_the_evidence_stays_as_it_was(planted):
    before = planted.copy(deep=True)
    draft_personas(planted)
    pd.testing.assert_frame_equal(planted, before)


# --- chance ---


def one_group(seed, size=16):
    """One group of people who differ in talkativeness alone."""
    rng = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-(rng.normal(0, 1.2, (size, 1)) + rng.normal(-0.6, 0.7, 12))))
    return (rng.random((size, 12)) < chance) * (1 + rng.poisson(0.5, (size, 12)))


def test_talkative_and_quiet_people_are_not_two_groups():
    assert sum(find_segments(one_group(seed)).n_groups > 1 for seed in range(10)) <= 1


@given(st.integers(0, 1000), st.integers(1, 3))
@settings(max_examples=20, deadline=None)
def test_a_shuffled_study_keeps_how_talkative_each_is_how_common_each_claim_is_and_how_it_is_voiced(seed, kinds):
    counts = one_group(seed, 8)
    claims = np.arange(12) // kinds
    for study in shuffle_studies(counts, claims, 3, np.random.default_rng(seed)):
        for claim in set(claims.tolist()):
            before, after = counts[:, claims == claim], study[:, claims == claim]
            assert sorted(map(tuple, before.tolist())) == sorted(map(tuple, after.tolist()))
        voiced = [
            [(table[:, claims == c] > 0).any(axis=1) for c in sorted(set(claims.tolist()))] for table in (counts, study)
        ]
        assert np.array_equal(np.sum(voiced[0], axis=0), np.sum(voiced[1], axis=0))


def test_what_two_quiet_people_both_leave_out_makes_them_less_alike_than_what_two_talkative_ones_do():
    said = np.array([[1] * 7 + [0], [1] * 7 + [0], [1] + [0] * 7, [1] + [0] * 7, [1] * 8, [1] * 8])
    rows = standardise(said)
    assert abs(rows[0, -1]) > abs(rows[2, -1])


def test_someone_between_two_groups_is_named_as_an_edge_case_and_kept():
    counts = np.zeros((13, 8), dtype=np.int64)
    counts[:6, :4] = counts[6:12, 4:] = 1
    counts[12, [0, 1, 4, 5]] = 1
    found = find_segments(counts, random_state=1)
    assert (found.n_groups, len(found.labels)) == (2, 13)
    assert found.membership[12] < min(found.membership[:12])


def test_fishers_test_agrees_with_scipy():
    for count, size, elsewhere, others in [(4, 5, 1, 9), (3, 6, 3, 6), (6, 6, 0, 6), (2, 8, 5, 7)]:
        table = [[count, size - count], [elsewhere, others - elsewhere]]
        expected = fisher_exact(table, alternative="greater").pvalue
        assert measure_contrast(count, size, elsewhere, others) == pytest.approx(expected)


def test_holms_correction_agrees_with_statsmodels():
    p_values = [0.04, 0.001, 0.2, 0.012, 0.9]
    assert adjust_holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_a_theme_that_one_language_alone_has_forms_no_group():
    languages = {participant: "nl" if number < 6 else "fr" for number, participant in enumerate(CITIZENS)}
    rows = [quote(who, "waiting", language=languages[who]) for who in CITIZENS]
    rows += [quote(who, "laat / formulier", language="nl") for who in CITIZENS[:6]]
    assert find_language_claims(table(rows)) == ["laat / formulier"]
    (draft,) = draft_personas(table(rows))
    assert draft["set_aside"] == ["laat / formulier"]


# --- comments and publishing ---


def said(number, source_kind, participant, utterance_id=None):
    return {
        "utterance_id": utterance_id or f"u{number}", "source_id": "s", "source_kind": source_kind, "position": number,
        "participant_id": participant, "role": "participant", "group": "", "wave": "", "language": "nl",
        "start_s": np.nan, "end_s": np.nan, "text": "Wachten duurt lang.",
    }  # fmt: skip


def test_comments_weigh_a_claim_with_wilsons_interval_beside_the_interviews():
    utterances = UTTERANCES.make([said(n, "feedback", f"c{n}") for n in range(200)] + [said(900, "interview", "P01")])
    rows = [quote(f"c{n}", "waiting", source_kind="feedback", utterance_id=f"u{n}") for n in range(30)]
    weights = weigh_needs(table([*rows, quote("P01", "waiting")]), utterances)
    low, high = proportion_confint(30, 200, method="wilson")
    (row,) = weights.to_dict("records")
    assert (row["count"], row["size"], row["interviews"], row["interviewed"]) == (30, 200, 1, 1)
    assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_without_comments_there_is_nothing_to_weigh_by(planted):
    with pytest.raises(TableProblem, match="no comments to weigh by"):
        weigh_needs(planted, UTTERANCES.make([said(1, "interview", "P01")]))


def test_weights_stand_on_the_cards(planted):
    weights = pd.DataFrame(
        [{"kind": "pain", "claim": "jargon", "count": 9, "size": 90, "share": 0.1, "low": 0.05, "high": 0.18}]
    )
    paper = draft_personas(planted, weights=weights)[1]
    assert claims_of(paper)["pain", "jargon"]["comments"]["size"] == 90


def test_a_lower_bound_for_publishing_is_warned_of(planted):
    with pytest.warns(UserWarning, match="publish_from is 3"):
        draft_personas(planted, publish_from=3)


def test_what_is_published_leaves_out_drafts_and_counts_them(drafts):
    shown, withheld = select_publishable([drafts[0], drafts[1] | {"publishable": False}])
    assert ([persona["persona_id"] for persona in shown], withheld) == ([drafts[0]["persona_id"]], 1)


def test_a_claim_without_a_quote_is_not_published(drafts):
    claim = drafts[0]["claims"][0] | {"quotes": []}
    ((shown,), _) = select_publishable([drafts[0] | {"claims": [claim]}])
    assert shown["claims"] == []


def test_claims_beyond_a_few_a_kind_are_kept_beside_the_card(planted_rows):
    more = [quote(who, f"pain {n}") for who in CITIZENS[:6] for n in range(4)]
    draft = draft_personas(table([*planted_rows, *more]))[0]
    assert len([claim for claim in draft["claims"] if claim["kind"] == "pain"]) == 4
    assert len(draft["left_out"]) == 4


def test_a_claim_of_nearly_one_language_alone_is_set_aside():
    rows = [quote(f"P{n:02}", "dat", language="nl") for n in range(4)] + [quote("P04", "dat", language="fr")]
    rows += [quote(f"P{n:02}", "waiting", language="nl" if n < 4 else "fr") for n in range(12)]
    assert find_language_claims(table(rows)) == ["dat"]
