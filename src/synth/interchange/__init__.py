"""To and from other tools: whole projects (REFI-QDA, Taguette, QualCoder), codebooks, web annotations."""

from pathlib import Path

from synth.errors import ImportProblem
from synth.interchange.annotations import write_annotations
from synth.interchange.codebooks import read_codebook, starter_codes, write_codebook
from synth.interchange.project import Project, collect_project, take_in
from synth.interchange.qualcoder import read_qualcoder
from synth.interchange.reading import read_qdpx
from synth.interchange.taguette import read_taguette
from synth.interchange.writing import write_qdpx

__all__ = [
    "Project",
    "collect_project",
    "read_codebook",
    "read_project",
    "starter_codes",
    "take_in",
    "write_annotations",
    "write_codebook",
    "write_project",
]


def read_project(path: str | Path) -> Project:
    """Read a coded project of another tool, or of synth.

    Args:
        path: REFI-QDA .qdpx; Taguette's .sqlite3; QualCoder's folder (.qda), or the data.qda in it.

    Returns:
        Its utterances, codes, taggings and memos, with an account of what was taken and what was not.

    Raises:
        ImportProblem: it is none of these, or is damaged.
    """
    source = Path(path)
    if not source.exists():
        raise ImportProblem(f"{source}: there is no such file or folder. Check the name, or give the full path.")
    readers = {".qdpx": read_qdpx, ".sqlite3": read_taguette, ".qda": read_qualcoder}
    if source.suffix.lower() not in readers:
        raise ImportProblem(
            f"{source.name}: a project is read from {', '.join(readers)} (REFI-QDA, Taguette, QualCoder). "
            "Most tools export REFI-QDA as .qdpx."
        )
    return readers[source.suffix.lower()](source)


def write_project(project: Project, path: str | Path) -> Path:
    """Write a project as REFI-QDA .qdpx, which other tools for qualitative analysis read, and return the path.

    Raises:
        ImportProblem: the name has another ending.
    """
    target = Path(path)
    if target.suffix.lower() != ".qdpx":
        raise ImportProblem(f"{target.name}: a project is written as .qdpx; end the name with it.")
    return write_qdpx(project, target)
