"""The sample notebooks compute what their committed outputs say: nbval, strictly, on a copy of the study."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

REPOSITORY = Path(__file__).parents[1]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.slow


@pytest.fixture
def copy_of_the_study(tmp_path):
    """A copy, so that decisions made in one's own checkout change nothing and the run leaves nothing behind."""
    shutil.copytree(REPOSITORY / "data", tmp_path / "data")
    shutil.copy(REPOSITORY / "study.toml", tmp_path)
    shutil.copytree(
        REPOSITORY / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints")
    )
    return tmp_path


def run_nbval(*notebooks: Path) -> subprocess.CompletedProcess[str]:
    sanitize = f"--nbval-sanitize-with={REPOSITORY / 'tests' / 'nbval.cfg'}"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        sanitize,
        "-q",
        "-p",
        "no:cacheprovider",
        *map(str, notebooks),
    ]
    return subprocess.run(command, cwd=notebooks[0].parent, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", [path.name for path in NOTEBOOKS])
def test_a_notebook_computes_what_its_committed_outputs_say(name, copy_of_the_study):
    run = run_nbval(copy_of_the_study / "notebooks" / name)
    assert run.returncode == 0, run.stdout[-4000:]


def test_a_wrong_number_in_an_output_is_noticed(copy_of_the_study):
    path = copy_of_the_study / "notebooks" / "02-needs-and-pain-points.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.endswith("len(findings)"))
    output = cell.outputs[-1].data
    output["text/plain"] = str(int(output["text/plain"]) + 1)
    notebook.cells = notebook.cells[: notebook.cells.index(cell) + 1]
    nbformat.write(notebook, path)
    run = run_nbval(path)
    assert (run.returncode, "1 failed" in run.stdout) == (1, True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_has_outputs_one_parameters_cell_and_no_definitions(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells) == 1
    assert sum(bool(cell.outputs) for cell in cells) >= 3
    assert not [line for cell in cells for line in cell.source.splitlines() if line.startswith(("def ", "class ", "!"))]
