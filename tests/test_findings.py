"""Finding: every quote stands verbatim in what a participant said, and nothing else decides what is found."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from synth import finder, lexicon, words
from synth.errors import LexiconProblem, TableProblem
from synth.findings import find
from synth.languages import load_nlp
from synth.tables import FINDINGS, LANGUAGES, UTTERANCES, check_quotes
from synth.themes import group

SMALL = """
language = "{language}"
[classes]
negation = ["not", "niet", "no"]
yes = ["yes"]
no = ["no", "not really"]
[[cue]]
id = "pain-cannot"
kind = "pain"
patterns = ["can't ..2 open"]
negated = "same"
[[cue]]
id = "pain-reply"
kind = "pain"
patterns = ["no reply"]
negated = "same"
[[cue]]
id = "need-help"
kind = "need"
patterns = ["need ..2 help"]
[[cue]]
id = "delight-asked"
kind = "delight"
asked = "yes-no"
negated = "pain"
patterns = ["that clear"]
[[cue]]
id = "suggestion-imperative"
kind = "suggestion"
written = true
patterns = ["^ remove"]
[[cue]]
id = "need-giving"
kind = "need"
patterns = ["~give me"]
"""
SIGNS = """
[[cue]]
id = "xx-pain-face"
kind = "pain"
patterns = ["😡"]
"""
PIECES = [
    "I can't open it", "No reply", "we need some help", "😀", "👩‍👩‍👧", "e\u0301", "\n", "\r\n", "\u2028", "\u00a0",
    " ", "\t", ".", "…", "?!", ",", "•", "“", "مرحبا", "\x00", "\ufeff", "a" * 300, "word " * 60,
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map(" ".join)


@pytest.fixture(scope="module", autouse=True)
def small_lexicons(tmp_path_factory):
    """Stand-ins for the shipped lexicons, so that these tests are about finding and not about words."""
    folder = tmp_path_factory.mktemp("synth")
    (folder / "lexicons").mkdir()
    (folder / "lexicons" / "xx.toml").write_text('language = "xx"\n' + SIGNS, encoding="utf-8")
    for language in LANGUAGES:
        text = SMALL.replace("{language}", language)
        (folder / "lexicons" / language).mkdir()
        (folder / "lexicons" / language / "all.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicon, "resources", SimpleNamespace(files=lambda _: folder))
        forget()
        yield folder
    forget()


def forget():
    finder._load_finder.cache_clear()
    lexicon.load_shipped.cache_clear()


def said(*turns, **fields):
    row = {"source_id": "P01", "source_kind": "interview", "role": "participant", "language": "en"} | fields
    rows = [turn if isinstance(turn, dict) else {"text": turn} for turn in turns]
    return UTTERANCES.make(
        [row | {"utterance_id": f"u{number}", "position": number} | turn for number, turn in enumerate(rows)]
    )


# --- what is found ---


def test_a_finding_tells_place_kind_cue_and_the_words_that_fired():
    found = find(said("Well 😀. I can't really open it!")).drop(columns=["finding_id", "score"])
    assert found.to_dict("records") == [
        {
            "utterance_id": "u0",
            "start": 8,
            "end": 31,
            "quote": "I can't really open it!",
            "kind": "pain",
            "cue": "pain-cannot",
            "cue_words": "can't really open",
            "context": "",
        }
    ]


@given(st.lists(HOSTILE, max_size=3))
@settings(max_examples=40, deadline=None)
def test_every_quote_stands_verbatim_at_its_place_with_an_id_of_its_own(texts):
    utterances = said(*texts)
    found = FINDINGS.check(check_quotes(find(utterances), utterances))
    assert all(quote and quote == quote.strip() for quote in found["quote"])


@given(HOSTILE, st.integers(5, 60))
@settings(max_examples=40, deadline=None)
def test_every_quote_stands_verbatim_at_its_place_when_a_long_text_is_cut_in_pieces(text, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "MAX_PIECE", size)
        utterances = said(text)
        check_quotes(find(utterances), utterances)


def test_a_text_of_more_than_a_million_characters_is_read_to_its_end():
    text = ("blah" * 20 + " ") * 13_000 + ". I can't open it."
    found = find(said(text))
    assert len(text) > 1_000_000
    assert found["quote"].to_list() == ["I can't open it."]
    assert found["end"].to_list() == [len(text)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["no reply " * 20_000, "no " * 100_000, "x" * 1_000_000, "😡" * 5_000, "\n" * 1_000_000]
)
def test_a_single_line_that_never_ends_is_read_to_its_end(text):
    utterances = said(text)
    check_quotes(find(utterances), utterances)


def test_a_long_text_is_cut_between_sentences(monkeypatch):
    monkeypatch.setattr(words, "MAX_PIECE", 50)
    found = find(said("I can't open it. " * 20))
    assert found["quote"].to_list() == ["I can't open it."] * 20


def test_the_interviewers_words_are_never_found():
    turns = [{"text": "No reply?", "role": role} for role in ("interviewer", "participant", "other")]
    assert find(said(*turns))["utterance_id"].to_list() == ["u1", "u2"]


def test_findings_stand_in_the_order_of_the_utterances_whatever_their_language():
    turns = [{"text": "No reply. We need help.", "language": language} for language in ("nl", "de", "en", "de")]
    found = find(said(*turns))
    assert found["utterance_id"].to_list() == ["u0", "u0", "u1", "u1", "u2", "u2", "u3", "u3"]
    assert found["kind"].to_list() == ["pain", "need"] * 4


def account(found):
    return {line["what"]: line["utterances"] for line in found.attrs["account"]}


def test_an_utterance_of_a_language_without_lexicon_is_read_by_its_signs_and_counted():
    turns = [{"text": "No reply. 😡", "language": language} for language in ("es", "en", "", "es")]
    found = find(said(*turns))
    assert found["quote"].tolist() == ["😡", "No reply.", "😡", "😡", "😡"]
    assert account(found) == {
        "language 'es' without lexicon, read by signs such as emoji alone": 2,
        "language unknown without lexicon, read by signs such as emoji alone": 1,
    }


def test_what_holds_nothing_to_read_is_counted():
    found = find(said("", "😡😡", "...", "No reply."))
    assert found["utterance_id"].tolist() == ["u1", "u1", "u3"][-len(found) :]
    assert account(found) == {"empty": 1, "without a letter or digit": 2}


def test_each_sentence_of_a_mixed_text_is_read_in_its_own_language(small_lexicons):
    french = SMALL.replace("{language}", "fr").replace("no reply", "attend")
    (small_lexicons / "lexicons" / "fr" / "all.toml").write_text(french)
    forget()
    sentences = ["Mais on attend toujours avec cette carte.", "But there was no reply when they said it would come."]
    utterances = said(" ".join(sentences))
    found = check_quotes(find(utterances), utterances)
    assert found["quote"].tolist() == sentences
    assert account(found) == {"in more than one language, read by sentence": 1}


# --- with the question ---


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Not really.", [("pain", "Not really.")]),
        ("Well. Yes, yes.", []),
        ("Yes, quite. But long.", [("delight", "Yes, quite.")]),
        ("Perhaps.", []),
        ("No, no reply came.", [("pain", "No, no reply came.")]),
    ],
)
def test_an_answer_is_read_with_its_question(answer, expected):
    found = find(said({"text": "I see. And was that clear?", "role": "interviewer"}, answer))
    assert list(zip(found["kind"], found["quote"], strict=True)) == expected


def test_a_cue_for_writing_does_not_count_in_an_interview():
    quotes = {kind: len(find(said("Remove the stairs.", source_kind=kind))) for kind in ("interview", "feedback")}
    assert quotes == {"interview": 0, "feedback": 1}


def test_a_question_belongs_to_the_next_words_of_the_same_source_alone():
    question = {"text": "Was that clear?", "role": "interviewer"}
    assert len(find(said(question, "Well.", "Yes."))) == 0
    assert len(find(said(question, {"text": "Yes.", "source_id": "P02"}))) == 0
    assert find(said(question, "Yes."))["context"].tolist() == ["it answers “that clear”"]


# --- with spaCy ---


@pytest.fixture(scope="module")
def pipeline(small_lexicons):
    nlp = load_nlp("en")
    nlp.add_pipe("synth_findings")
    return nlp


@given(texts=st.lists(HOSTILE, max_size=3))
@example(texts=["I can't open it . “"] * 2)  # the second is read word by word from what is known
@settings(max_examples=40, deadline=None)
def test_the_spacy_component_finds_the_same(pipeline, texts):
    found = find(said(*texts))
    by_component = [
        (f"u{number}", span.start_char, span.end_char, span.label_, span.id_)
        for number, text in enumerate(texts)
        for doc in [pipeline(words._SURROGATE.sub("\ufffd", text))]
        for span in doc.spans["synth"]
    ]
    columns = ["utterance_id", "start", "end", "kind", "cue"]
    assert list(found[columns].itertuples(index=False, name=None)) == by_component


@pytest.fixture
def trained(tmp_path):
    """A small pipeline with lemmas and names of its own, as an installed one has them."""
    nlp = load_nlp("en")
    nlp.add_pipe("attribute_ruler").add([[{"LOWER": "gimme"}]], {"LEMMA": "give"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "No Reply"}])
    nlp.to_disk(tmp_path / "trained")
    return {"en": str(tmp_path / "trained")}


def test_the_lemmas_of_an_installed_pipeline_are_used(trained):
    utterances = said("They gimme me a form.", "She gave me one.")
    assert find(utterances)["utterance_id"].tolist() == ["u1"]
    assert find(utterances, models=trained)["utterance_id"].tolist() == ["u0", "u1"]


def test_a_cue_inside_a_name_that_an_installed_pipeline_knows_does_not_count(trained):
    utterances = said("I wrote to No Reply Ltd.", "There was no reply.")
    assert find(utterances, models=trained)["utterance_id"].tolist() == ["u1"]


def test_a_table_in_which_nothing_is_found_has_the_same_columns():
    assert list(find(said("Good morning."))) == list(find(said())) == list(find(said("No reply.")))


def test_a_table_that_lacks_a_column_is_told():
    with pytest.raises(TableProblem, match="lacks the column 'role'"):
        find(said("No reply.").drop(columns="role"))


# --- what has no say in it ---


def test_the_utterances_stay_as_they_were():
    utterances = said("No reply.", {"text": "x", "language": "es"}).iloc[::-1]
    utterances.attrs["sources"] = ["P01"]
    before = utterances.copy(deep=True)
    find(utterances)
    pd.testing.assert_frame_equal(utterances, before)
    assert utterances.attrs == before.attrs == {"sources": ["P01"]}


@given(st.permutations(range(6)))
@settings(max_examples=15, deadline=None)
def test_another_order_of_the_rows_finds_the_same(order):
    utterances = said("No reply.", "I can't open it. No reply.", "We need help.", "", "Hello.", "No reply.")
    found = find(utterances.iloc[order]).sort_values(["utterance_id", "start", "kind"], ignore_index=True)
    pd.testing.assert_frame_equal(found, find(utterances))


def test_a_finding_keeps_its_id_when_other_utterances_come_and_go():
    all_of_them = find(said("No reply.", "We need help."))
    one_of_them = find(said("No reply.", "We need help.").iloc[1:])
    assert one_of_them["finding_id"].to_list() == all_of_them["finding_id"].to_list()[1:]


def print_all(*, reverse):
    """Find and group in a made-up study, its rows in one order or the other, and return everything as text."""
    words = "portal letter phone counter answer card screen payment form button".split()
    turns = [
        {
            "text": f"No reply about the {one} and the {other}. We need help with {other}, I can't open the {one}.",
            "participant_id": f"P{number}",
        }
        for number, one in enumerate(words)
        for other in words[:3]
    ]
    utterances = said(*turns)[:: -1 if reverse else 1]
    found = find(utterances)
    themes, members = group(found, utterances, n_themes=6)
    return "".join(frame.to_csv(index=False) for frame in (found.sort_values("finding_id"), themes, members))


ELSEWHERE = """
import sys
from pathlib import Path
from test_findings import SimpleNamespace, lexicon, print_all
lexicon.resources = SimpleNamespace(files=lambda _: Path(sys.argv[1]))
sys.stdout.write(print_all(reverse=True))
"""


@pytest.mark.slow
def test_hash_seed_threads_and_row_order_change_no_byte_of_findings_and_themes(small_lexicons):
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(small_lexicons)],
        env=os.environ | {"PYTHONHASHSEED": "42", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == print_all(reverse=False), run.stderr
    assert run.stdout.count("\n") == 1 + 90 + 1 + 6 + 1 + 90


# --- the study's own cues ---


@pytest.fixture
def own_cue(tmp_path):
    path = tmp_path / "my-cues.toml"
    path.write_text(
        'language = "en"\n[[cue]]\nid = "own-kiosk"\nkind = "pain"\npatterns = ["kiosk is down"]\n', encoding="utf-8"
    )
    return path


def test_a_cue_file_of_the_study_adds_its_finding_and_nothing_else(own_cue):
    utterances = said("No reply.", "The kiosk is down.", "We need help.")
    without, together = find(utterances), find(utterances, cues=[own_cue])
    assert together["cue"].to_list() == ["pain-reply", "own-kiosk", "need-help"]
    pd.testing.assert_frame_equal(together[together["cue"] != "own-kiosk"].reset_index(drop=True), without)


def test_a_cue_file_of_one_study_is_forgotten_in_the_next(own_cue):
    utterances = said("The kiosk is down.")
    find(utterances, cues=[own_cue])
    assert find(utterances).empty


def test_an_edited_cue_file_is_read_again(own_cue):
    utterances = said("The kiosk is down.", "The lift is down.")
    find(utterances, cues=[own_cue])
    own_cue.write_text(own_cue.read_text().replace("kiosk is", "lift is"))
    os.utime(own_cue, (1, 1))
    assert find(utterances, cues=[own_cue])["quote"].to_list() == ["The lift is down."]


def test_a_cue_file_that_is_broken_is_told_with_file_and_line(own_cue):
    own_cue.write_text(own_cue.read_text().replace('"pain"', '"pains"'))
    with pytest.raises(LexiconProblem, match=r"my-cues\.toml, line 3 \(cue own-kiosk\): kind is 'pains'"):
        find(said("Hello."), cues=[own_cue])


def test_a_pattern_of_a_cue_file_that_cannot_be_used_is_told_with_the_file(own_cue):
    own_cue.write_text(own_cue.read_text().replace("kiosk is down", "{device} is down"))
    with pytest.raises(LexiconProblem, match=r"my-cues\.toml.*own-kiosk.*no word class \{device\}"):
        find(said("Hello."), cues=[own_cue])


def test_a_cue_file_that_is_not_there_is_named():
    with pytest.raises(LexiconProblem, match=r"gone\.toml: there is no such cue file"):
        find(said("Hello."), cues=["gone.toml"])
