"""The command line: what each command says, and its exit status."""

import subprocess
import sys

import pytest

from studies import make_study
from synth.cli import COMMANDS, main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert [command for command in COMMANDS if command not in said] == []


def test_no_command_is_a_mistake(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2


@pytest.mark.slow
def test_a_report_is_written_proved_and_red_once_it_is_changed(folder, tmp_path, capsys):
    output = tmp_path / "report.html"
    assert main(["report", str(folder), "--language", "fr", "--shareable", "--output", str(output)]) == 0
    assert capsys.readouterr().out == f"wrote {output}\n"
    assert main(["verify", str(output), str(folder)]) == 0
    assert "proved" in capsys.readouterr().out
    page = output.read_text(encoding="utf-8")
    output.write_text(page.replace("Je ne comprends pas la lettre.</q>", "Je comprends la lettre.</q>", 1))
    assert main(["verify", str(output), str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "NOT proved, 1 differences" in said.err
    assert "'Je comprends la lettre.' in the report, 'Je ne comprends pas la lettre.' computed anew" in said.err


@pytest.mark.slow
def test_a_report_stands_in_the_study_folder_unless_told_otherwise(folder, capsys):
    assert main(["report", str(folder)]) == 0
    assert (folder / "report.html").is_file()


def test_a_folder_that_is_not_there_ends_with_a_message(tmp_path, capsys):
    assert main(["report", str(tmp_path / "none")]) == 1
    assert "there is no such folder" in capsys.readouterr().err


def test_a_study_without_a_protected_copy_is_told_how_to_go_on(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 1
    assert "01-read-and-protect" in capsys.readouterr().err


def test_notebooks_of_a_folder_without_any_are_told(tmp_path, capsys):
    assert main(["notebooks", str(tmp_path)]) == 1
    assert "synth new" in capsys.readouterr().err


def test_a_new_study_names_its_next_step_and_has_settings(tmp_path, capsys):
    assert main(["new", str(tmp_path / "mine")]) == 0
    assert "jupyter lab" in capsys.readouterr().out
    assert 'title = "mine"' in (tmp_path / "mine" / "study.toml").read_text(encoding="utf-8")


def test_help_waits_for_no_large_library():
    loaded = "import sys, synth.cli; print({'altair', 'nbformat', 'sklearn', 'spacy'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
