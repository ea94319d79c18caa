"""A study folder of one's own, made and run as a new user would."""

from contextlib import closing

import nbformat
import pandas as pd
import pytest

from studies import OWN_CUES, make_study
from synth.cli import main
from synth.errors import StudyProblem
from synth.projects import make_project
from synth.report import conclude
from synth.study import Study


@pytest.fixture
def folder(tmp_path):
    return make_project(tmp_path / "my-study")


def test_a_new_study_has_the_notebooks_without_outputs(folder):
    paths = sorted((folder / "notebooks").glob("*.ipynb"))
    cells = [cell for path in paths for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [path.name[:2] for path in paths] == ["01", "02", "03", "04", "05", "06", "07", "08", "09"]
    assert [cell.outputs for cell in cells if cell.outputs] == []


def test_its_notebooks_read_the_studys_own_files(folder):
    notebook = nbformat.read(folder / "notebooks" / "04-tag-insights.ipynb", as_version=4)
    parameters = next(cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    assert parameters.splitlines() == [
        'study_folder = ".."',
        'protected_folder = "../protected"',
        'database = "../study.db"',
        'decisions = ""',
        'transcript = ""',
        'today = ""',
    ]


def test_its_key_lies_outside_under_a_name_of_its_own(folder, tmp_path):
    other = make_project(tmp_path / "other" / "my-study")
    names = [read_parameters(one / "notebooks" / "01-read-and-protect.ipynb")["key_name"] for one in (folder, other)]
    assert all(name.startswith('"my-study-') for name in names)
    assert names[0] != names[1]
    assert names[0].strip('"') in (folder / "README.md").read_text(encoding="utf-8")


def test_originals_and_protected_copy_stay_out_of_git(folder):
    ignored = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"data/", "protected/", "*.key"} <= set(ignored)


def read_parameters(path):
    notebook = nbformat.read(path, as_version=4)
    source = next(cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    return dict(line.split(" = ", maxsplit=1) for line in source.splitlines())


def test_its_notebooks_say_nothing_of_the_sample_study(folder):
    texts = [path.read_text(encoding="utf-8") for path in (folder / "notebooks").glob("*.ipynb")]
    assert [word for text in texts for word in ("sample study", "data/samples", "Belgium") if word in text] == []


def test_a_folder_in_use_is_refused_and_left_as_it_is(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StudyProblem, match="not empty"):
        make_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command_tells_what_is_wrong_without_a_traceback(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("synth: ")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["05-personas", "09-user-tests"])
def test_its_notebooks_rest_on_what_the_report_rests_on(folder, name, monkeypatch):
    make_study(folder)
    (folder / "cues.toml").write_text(OWN_CUES, encoding="utf-8")
    (folder / "study.toml").write_text('language = "fr"\nn_themes = 3\ncues = ["cues.toml"]\n')
    with closing(Study(folder / "study.db")) as study:
        moved = conclude(folder).findings["finding_id"].iloc[0]
        study.change([("placement", moved, {"column": "c1", "reason": ""}), ("column", "c1", {"label": "By hand"})])
    told = conclude(folder).evidence
    assert {"By hand"} < set(told["claim"])

    monkeypatch.chdir(folder / "notebooks")
    cells = [cell.source for cell in nbformat.read(f"{name}.ipynb", as_version=4).cells if cell.cell_type == "code"]
    known = {}
    exec("\n".join(cells[:2]), known)
    known["study"].close()
    pd.testing.assert_frame_equal(known["evidence"], told[[*known["evidence"].columns]])


@pytest.mark.slow
def test_messy_files_of_ones_own_become_a_report(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SYNTH_PASSPHRASE", "four words nobody joins")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    said = [
        "I can't find the form.",
        "It took three weeks.",
        "They should send a text.",
        "I just call my sister.",
        "The desk was great.",
        "It doesn't work.",
    ]
    for person in ("Ann", "Bob", "Cleo"):
        turns = [
            f"Interviewer: And then, {number}?\n{person}: {text} Really, {person} said so {number} times."
            for number, text in enumerate(said)
        ]
        (folder / "data" / f"{person}.txt").write_text("\n".join(turns), encoding="utf-8")
    (folder / "data" / "broken.vtt").write_bytes(b"\x00\x01\x02junk")
    (folder / "data" / "feedback.csv").write_bytes(
        "comment;group\nLa page est trop lente, j'ai attendu une heure.;citoyen\n;\n".encode("cp1252")
    )
    assert main(["notebooks", str(folder), "--output", str(tmp_path / "out.html")]) == 0, capsys.readouterr().err
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "broken.vtt" in page
    assert "find the form" in page
    assert "Cleo" not in page
    assert list((tmp_path / "own" / "synth" / "keys").glob("my-study-*.key"))
    kept = [path for path in folder.rglob("*") if path.is_file() and "data" not in path.relative_to(folder).parts]
    assert [path for path in kept if b"Cleo" in path.read_bytes()] == []
