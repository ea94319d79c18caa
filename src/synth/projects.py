"""Study folders: a place for the researcher's files, with the notebooks ready to run on them."""

from pathlib import Path

import nbformat

from synth.errors import StudyProblem

PARAMETERS = {"data": '"../data"', "database": '"../study.db"', "decisions": '""', "transcript": '""'}
README = """# {name}

1. Put transcripts and feedback into `data/` (captions, documents, tables; see the list in the first notebook).
2. `jupyter lab` and work through `notebooks/`, from 01 on. Your decisions are kept in `study.db`.
3. `synth report .` runs the notebooks and writes `report.html`, one file that needs no network.

A `participants.csv` in `data/` (columns participant, group, wave and what else you know) is joined to what they say.
`study.backup("copy.db")` keeps a copy; `study.export("history.jsonl")` writes what git can merge with a colleague's,
and `study.merge("history.jsonl")` takes it in. Keep `study.db` itself in a folder of this machine that nothing syncs.
What is in `data/`, `study.db`, its copies and exports, and the notebooks' outputs is personal data: keep it out of
shared folders.
"""
GITIGNORE = "# personal data stays here\ndata/\n*.db*\nreport.html\npersonas/\n.ipynb_checkpoints/\n"
# Both sides of an export are kept where git merges two, and its lines end alike on every system.
GITATTRIBUTES = "*.jsonl merge=union text eol=lf\n"


def make_project(folder: str | Path) -> Path:
    """Make a study folder with the notebooks, set to its own files, without outputs and what they say of the samples.

    Raises:
        StudyProblem: the folder exists and is not empty; nothing is written.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StudyProblem(f"{target}: exists already and is not empty. Choose another name; nothing was written.")
    (target / "data").mkdir(parents=True)
    (target / "notebooks").mkdir()
    (target / "README.md").write_text(README.format(name=target.name), encoding="utf-8")
    (target / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    (target / ".gitattributes").write_text(GITATTRIBUTES, encoding="utf-8")
    for path in sorted(notebooks_folder().glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if "sample" not in cell.metadata.get("tags", [])]
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                if "parameters" in cell.metadata.get("tags", []):
                    cell.source = "\n".join(_own_value(line) for line in cell.source.splitlines())
        nbformat.write(notebook, target / "notebooks" / path.name)
    return target


def notebooks_folder() -> Path:
    """Return where the shipped notebooks are: in an installed package, or in a checkout of the repository."""
    shipped = Path(__file__).parent / "templates" / "notebooks"
    return shipped if shipped.is_dir() else Path(__file__).parents[2] / "notebooks"


def _own_value(line: str) -> str:
    name = line.split("=", maxsplit=1)[0].strip()
    return f"{name} = {PARAMETERS[name]}" if name in PARAMETERS and "=" in line else line
