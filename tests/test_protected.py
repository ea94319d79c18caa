"""The protected copy comes back as it was written, and holds only what was pseudonymised."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import StudyProblem, TableProblem
from synth.privacy import pseudonymise
from synth.privacy.protected import NAME, read_protected, write_protected
from synth.tables import UTTERANCES


def make_table(*texts, **more):
    turn = {"source_id": "a.vtt", "source_kind": "interview", "role": "participant", "language": "nl"}
    table = UTTERANCES.make(
        turn | {"utterance_id": f"u{number}", "position": number, "text": text, **more}
        for number, text in enumerate(texts)
    )
    table.attrs["sources"] = [{"source_id": "a.vtt", "read": "2 of 2 cues"}]
    return pseudonymise(table)


def test_the_table_comes_back_with_its_account(tmp_path):
    table = make_table("Dokter Claes.", "Ja.", start_s=1.5, help="alone", votes=3)
    write_protected(table, tmp_path / "protected")
    back = read_protected(tmp_path / "protected")
    pd.testing.assert_frame_equal(back, table)
    assert back.attrs == table.attrs


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=3))
def test_any_text_comes_back_as_it_was(tmp_path_factory, texts):
    table = make_table(*texts)
    folder = tmp_path_factory.mktemp("protected")
    write_protected(table, folder)
    assert read_protected(folder)["text"].tolist() == table["text"].tolist()


def test_the_same_table_gives_the_same_bytes(tmp_path):
    first = write_protected(make_table("Ja.", "Nee."), tmp_path / "1").read_bytes()
    assert write_protected(make_table("Ja.", "Nee."), tmp_path / "2").read_bytes() == first


def test_what_was_not_pseudonymised_is_refused(tmp_path):
    with pytest.raises(TableProblem, match="not pseudonymised"):
        write_protected(UTTERANCES.make(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_and_a_damaged_copy_say_what_to_run(tmp_path):
    with pytest.raises(StudyProblem, match="no protected copy yet"):
        read_protected(tmp_path)
    path = write_protected(make_table("Ja."), tmp_path)
    path.write_text(path.read_text() + '{"utterance_id"')
    with pytest.raises(StudyProblem, match=f"{NAME}, line 3: damaged"):
        read_protected(tmp_path)
