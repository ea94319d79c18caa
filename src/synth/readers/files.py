"""Which files to read, and the name under which each is known in a study."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

from synth.errors import ImportProblem

ABOUT = ("readme", "license", "licence", "copying")


def find_files(paths: Iterable[str | PathLike[str]]) -> tuple[list[Path], dict[Path, list[str]]]:
    """Return the files to read, folders searched recursively and in order, and what was left out of each folder.

    Left out are hidden files, the lock files of Office (`~$name`), and a folder's own README or licence.

    Raises:
        ImportProblem: a path does not exist, or there is no file at all.
    """
    given = [Path(path) for path in paths]
    files: dict[Path, None] = {}
    left_out: dict[Path, list[str]] = {}
    for path in given:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            left_out[path] = [str(file.relative_to(path)) for file in inside if _is_left_out(file.relative_to(path))]
            files.update(dict.fromkeys(file for file in inside if not _is_left_out(file.relative_to(path))))
        elif path.is_file():
            files[path] = None
        else:
            raise ImportProblem(
                f"{path}: there is no such file or folder (looked in {Path.cwd()}). "
                "Check the name, or give the full path."
            )
    once = list({file.resolve(): file for file in reversed(files)}.values())[::-1]
    if not once:
        raise ImportProblem(
            f"{', '.join(map(str, given)) or 'no path given'}: there is no file to read. "
            "Put transcripts (.vtt, .srt, .docx, .odt, .txt, .json) or tables (.csv, .xlsx, .parquet) there, "
            "or give their paths."
        )
    return once, left_out


def name_sources(files: Sequence[Path]) -> list[str]:
    """Return the source id of each file: its name, with the fewest parent folders that tell namesakes apart.

    >>> name_sources([Path("before/P1.vtt"), Path("after/P1.vtt"), Path("after/P2.vtt")])
    ['before/P1.vtt', 'after/P1.vtt', 'P2.vtt']
    """
    names: dict[int, str] = {}
    groups = defaultdict(list)
    for index, file in enumerate(files):
        groups[file.name].append(index)
    for indices in groups.values():
        parts = [files[index].parts if len(indices) == 1 else files[index].absolute().parts for index in indices]
        depth = 1
        while len({part[-depth:] for part in parts}) < len(parts):
            depth += 1
        names.update({index: "/".join(part[-depth:]) for index, part in zip(indices, parts, strict=True)})
    return [names[index] for index in range(len(files))]


def _is_left_out(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return hidden or path.name.startswith("~$") or path.stem.casefold() in ABOUT
