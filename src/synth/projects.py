"""Study folders: a place for the researcher's files, with the notebooks ready to run on them."""

import json
import re
import secrets
from pathlib import Path

import nbformat

from synth.errors import StudyProblem

PARAMETERS = {
    "data": '"../data"',
    "protected_folder": '"../protected"',
    "database": '"../study.db"',
    "decisions": '""',
    "transcript": '""',
    "sources": "[]",
    "today": '""',
    "tests_file": '"../data/user-test.csv"',
}
README = """# {name}

1. Put transcripts and feedback into `data/` (captions, documents, tables; see the list in the first notebook).
2. `jupyter lab` and work through `notebooks/`, from 01 on. Your decisions are kept in `study.db`.
3. `synth report .` writes `report.html`, one file that needs no network; `--shareable` leaves out what should not leave
   the team, `--language fr` tells it in French. `synth verify report.html .` proves it. What holds for the study as a
   whole stands in `study.toml`.
4. `synth notebooks .` runs the notebooks and writes them as `notebooks.html`. Set SYNTH_PASSPHRASE to the key's pass
   phrase, or the first part stops and the others use the protected copy as it is.

A `participants.csv` in `data/` (columns participant, group, wave, consent, purpose, keep_until and what else you know)
is joined to what they say. `data/` holds the originals, `protected/` what the first notebook made of them: all others
read that alone, so `data/` may be moved to a safer place. The key of the pseudonyms, {key}, is not in this folder.
`synth erase . P03 --key {key}` erases a participant.

`study.backup("copy.db")` keeps a copy; `study.export("history.jsonl")` writes what git can merge with a colleague's,
and `study.merge("history.jsonl")` takes it in. Keep `study.db` itself in a folder of this machine that nothing syncs.

`data/`, `protected/`, `study.db`, its copies and exports, and the notebooks' outputs are personal data: keep them out
of shared folders.
"""
GITIGNORE = (
    "# personal data stays here\ndata/\nprotected/\n*.db*\nreport*.*\nnotebooks.html\npersonas/\n*.key\n"
    "board.csv\n.ipynb_checkpoints/\n"
)
SETTINGS = """# What holds for the study as a whole; see docs/report.md.
title = {title}
language = "en"  # of the report: nl, fr, de or en
publish_from = 5  # personas, themes and numbers of fewer participants are in no shareable report
seed = 0
# n_themes = 12  # left out: a rule of thumb
# cues = ["cues.toml"]  # rules of your own beside the shipped ones; see docs/cues.md
"""
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
    name = re.sub(r"[^\w-]+", "-", target.resolve().name)
    key = f"{name}-{secrets.token_hex(3)}"  # two studies of one name have two keys
    (target / "README.md").write_text(README.format(name=target.name, key=key), encoding="utf-8")
    settings = SETTINGS.format(title=json.dumps(target.resolve().name, ensure_ascii=False))
    (target / "study.toml").write_text(settings, encoding="utf-8")
    (target / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    (target / ".gitattributes").write_text(GITATTRIBUTES, encoding="utf-8")
    for path in sorted(notebooks_folder().glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if "sample" not in cell.metadata.get("tags", [])]
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                if "parameters" in cell.metadata.get("tags", []):
                    cell.source = "\n".join(_own_value(line, key) for line in cell.source.splitlines())
        nbformat.write(notebook, target / "notebooks" / path.name)
    return target


def notebooks_folder() -> Path:
    """Return where the shipped notebooks are: in an installed package, or in a checkout of the repository."""
    shipped = Path(__file__).parent / "templates" / "notebooks"
    return shipped if shipped.is_dir() else Path(__file__).parents[2] / "notebooks"


def _own_value(line: str, key: str) -> str:
    own = PARAMETERS | {"key_name": f'"{key}"'}
    name = line.split("=", maxsplit=1)[0].strip()
    return f"{name} = {own[name]}" if name in own and "=" in line else line
