"""Which files to read, and the name under which each is known in a study."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from stat import S_ISREG

from synth.errors import ImportProblem
from synth.readers.draft import Unreadable

MOST_BYTES = 100_000_000
LeftOut = Mapping[str, Sequence[str]]  # names by the reason why they were left out
ABOUT = ("readme", "license", "licence", "copying")


def find_files(paths: Iterable[str | PathLike[str]]) -> tuple[list[Path], dict[Path, LeftOut]]:
    """Return the files to read, folders searched recursively and in order, and what was left out of each folder.

    Left out are hidden files, the lock files of Office (`~$name`), a folder's own README or licence, links that lead
    out of the folder, and what is no file or cannot be looked at.

    Raises:
        ImportProblem: a path does not exist or is no file, or there is no file at all.
    """
    given = [Path(path) for path in paths]
    files: dict[Path, None] = {}
    left_out: dict[Path, LeftOut] = {}
    for path in given:
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above may not be looked into
            inside, left_out[path] = _look_through(path)
            files.update(dict.fromkeys(inside))
        elif os.path.isfile(path):  # noqa: PTH113
            files[path] = None
        elif os.path.lexists(path):
            raise ImportProblem(f"{path}: this is no file (a pipe, a device or a broken link). Give the file itself.")
        else:
            raise ImportProblem(
                f"{path}: there is no such file or folder that you may read (looked in {Path.cwd()}). "
                "Check the name and your rights, or give the full path."
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
    files = [Path(str(file).encode("utf-8", "backslashreplace").decode()) for file in files]  # a name may be any bytes
    for index, file in enumerate(files):
        groups[file.name].append(index)
    for indices in groups.values():
        parts = [files[index].parts if len(indices) == 1 else files[index].absolute().parts for index in indices]
        depth = 1
        while len({part[-depth:] for part in parts}) < len(parts):
            depth += 1
        names.update({index: "/".join(part[-depth:]) for index, part in zip(indices, parts, strict=True)})
    return [names[index] for index in range(len(files))]


def load(path: Path) -> bytes:
    """Return what is in a file that is to be read as a whole.

    Raises:
        Unreadable: it is larger than MOST_BYTES.
        OSError: it is gone, or may not be read.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"It has more than the {MOST_BYTES:,} bytes that are read into memory.",
            "If it is a table, save it as .csv and use synth.read_to_parquet; else split it.",
        )
    return data


def _look_through(folder: Path) -> tuple[list[Path], LeftOut]:
    files: list[Path] = []
    left_out: dict[str, list[str]] = defaultdict(list)
    refused: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=refused.append):
        paths = [Path(root, name) for name in names]
        paths += [path for name in folders if (path := Path(root, name)).is_symlink()]
        for path in paths:
            if reason := _why_not(path, folder):
                left_out[reason].append(str(path.relative_to(folder)))
            else:
                files.append(path)
    for error in refused:
        left_out["folder that cannot be opened"].append(os.path.relpath(error.filename, folder))
    return sorted(files), {reason: sorted(left_out[reason]) for reason in sorted(left_out)}


def _why_not(path: Path, folder: Path) -> str:
    """Return why a file of a folder is left out, "" if it is not."""
    inside = path.relative_to(folder)
    hidden = any(part.startswith(".") for part in inside.parts)
    if hidden or path.name.startswith("~$") or path.stem.casefold() in ABOUT:
        return "hidden file, lock file or read-me"
    try:
        mode = path.stat().st_mode
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            return "link that leads out of the folder, to be read by its own path"
    except (OSError, RuntimeError):
        return "broken link" if path.is_symlink() else "file that cannot be looked at"
    return "" if S_ISREG(mode) else "link to a folder" if path.is_dir() else "pipe, socket or device"
