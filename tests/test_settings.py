"""What study.toml may say, and what is said of it where it is wrong."""

import re

import pytest

from synth.errors import StudyProblem
from synth.settings import read_settings


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("colour = 1", "there is no setting 'colour'; allowed are title, titles, language"),
        ('language = "it"', "language is 'it'; allowed are 'nl', 'fr', 'de', 'en'"),
        ("publish_from = 0", "publish_from is 0; it is 1 or more"),
        ("seed = -1", "seed is -1; it is a whole number from 0 on"),
        ("seed = true", "seed is True"),
        ('decisions = "a"', "decisions is 'a'; it is a list of texts"),
        ("titles = 3", "titles is 3"),
        ("language = ", "cannot be read as TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path, line, told):
    (tmp_path / "study.toml").write_text(line)
    with pytest.raises(StudyProblem, match=re.escape(told)):
        read_settings(tmp_path)


def test_a_title_can_be_told_in_each_language(tmp_path):
    (tmp_path / "study.toml").write_text('title = "Letters"\n[titles]\nnl = "Brieven"\n')
    assert [read_settings(tmp_path).find_title(language) for language in ("nl", "fr")] == ["Brieven", "Letters"]


def test_cue_files_are_found_from_the_folder_of_the_study(tmp_path):
    (tmp_path / "study.toml").write_text('cues = ["cues.toml"]\n[models]\nnl = "nl_core_news_md"\n')
    (tmp_path / "cues.toml").touch()
    settings = read_settings(tmp_path)
    assert (settings.cue_files, settings.models) == ([tmp_path / "cues.toml"], {"nl": "nl_core_news_md"})


def test_a_cue_file_that_is_not_there_is_told(tmp_path):
    (tmp_path / "study.toml").write_text('cues = ["gone.toml"]')
    with pytest.raises(StudyProblem, match=r"gone\.toml: study\.toml names it"):
        read_settings(tmp_path).cue_files  # noqa: B018


def test_where_the_server_is_stays_with_the_study(tmp_path):
    (tmp_path / "study.toml").write_text('database = "postgresql://me:secret@host/study"')
    settings = read_settings(tmp_path)
    assert settings.server == "postgresql://me:secret@host/study"
    assert settings.as_told()["database"] == "a server"
