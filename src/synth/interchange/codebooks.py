"""Codebooks as files: .csv (or .xlsx) for people, .qdc for other tools, and the starter codebook that is shipped."""

import csv
import tomllib
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

import pandas as pd

from synth.codes import TEXTS, Codes, fold
from synth.errors import ImportProblem, TableProblem
from synth.interchange.markup import CODEBOOK, ORIGIN, child, children, local, parse_xml, read_codes, write_codes
from synth.readers.draft import Unreadable
from synth.readers.encodings import decode
from synth.readers.tabular import find_delimiter
from synth.spreadsheets import unprotect, write_table
from synth.tables import CODES, LANGUAGES

NOT_WRITTEN = ["code", "path", "merged"]
"""Columns that a file does not need: the key belongs to a study, the path says what the parents say."""


def write_codebook(codes: pd.DataFrame, path: str | Path) -> Path:
    """Write a codes table as .csv or .xlsx (without live formulas) or as REFI-QDA .qdc, by the ending of the name.

    Args:
        codes: the codes table, such as `study.codes()`.
        path: where to; an existing file is replaced.

    Raises:
        TableProblem: the ending is another, or there is no code to write as .qdc.
    """
    target = Path(path)
    if target.suffix.lower() != ".qdc":
        return write_table(CODES.check(codes).drop(columns=NOT_WRITTEN), target)
    if codes.empty:
        raise TableProblem("a .qdc holds one code at least; this codebook has none.")
    register_namespace("", CODEBOOK)
    root = Element(f"{{{CODEBOOK}}}CodeBook", origin=ORIGIN)
    write_codes(SubElement(root, f"{{{CODEBOOK}}}Codes"), CODES.check(codes), CODEBOOK)
    indent(root)
    target.write_bytes(tostring(root, encoding="utf-8", xml_declaration=True))
    return target


def read_codebook(path: str | Path) -> pd.DataFrame:
    """Read a codebook from .csv or .qdc as a codes table, to be taken in with `study.codebook.take_in(...)`.

    A .csv needs a column `name`; the others are those of the codes table, and what else it has is named in
    `.attrs["notes"]`, as is what a .qdc has beside its codes.

    Raises:
        ImportProblem: the file is no codebook; says why.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     read_codebook(write_codebook(starter_codes("en"), f"{folder}/codes.qdc")).equals(starter_codes("en"))
    True
    """
    source = Path(path)
    if not source.is_file():
        raise ImportProblem(f"{source}: there is no such file. Give a codebook as .csv or .qdc.")
    if source.suffix.lower() == ".csv":
        return _read_csv(source)
    if source.suffix.lower() == ".qdc":
        return _read_qdc(source)
    raise ImportProblem(f"{source.name}: a codebook is read from .csv or .qdc. Save it as one of them.")


def starter_codes(language: str) -> pd.DataFrame:
    """Return the starter codebook for public services, named in one language, with its words in the others as aliases.

    Args:
        language: nl, fr, de or en.

    >>> starter_codes("nl")["path"].tolist()[1], len(starter_codes("nl")) == len(starter_codes("fr"))
    ('Aanvragen > Bewaren en fouten', True)
    """
    if language not in LANGUAGES:
        raise TableProblem(f"the starter codebook has {', '.join(LANGUAGES)}; not {language!r}.")
    content = tomllib.loads((resources.files("synth") / "starter_codes.toml").read_text(encoding="utf-8"))
    things = {}
    for key, entry in content.items():
        texts = {field: entry[field][language] for field in TEXTS if field in entry}
        words = {tongue: [entry["name"][tongue], *entry["also"].get(tongue, [])] for tongue in LANGUAGES}
        own = fold(entry["name"][language])
        things[key] = texts | {
            "name": entry["name"][language],
            "parent": entry.get("parent", ""),
            "colour": entry["colour"],
            "aliases": {tongue: [word for word in words[tongue] if fold(word) != own] for tongue in LANGUAGES},
        }
    table = Codes(things).table()
    return table.assign(code=table["name"])


def _read_csv(source: Path) -> pd.DataFrame:
    try:
        text, _ = decode(source.read_bytes())
    except Unreadable as error:
        raise ImportProblem(f"{source.name}: {error.problem} Save the codebook again as .csv.") from error
    delimiter = find_delimiter(text) or ","
    try:
        rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error as error:
        raise ImportProblem(
            f"{source.name}: its rows cannot be told apart ({error}). Look for a quotation mark that is never closed."
        ) from error
    header = [unprotect(cell).strip().lower().replace(" ", "_") for cell in rows[0]] if rows else []
    if "name" not in header:
        raise ImportProblem(
            f"{source.name}: it has no column 'name'; its columns are {', '.join(header) or 'none'}. "
            f"A codebook has {', '.join(column for column in CODES.columns if column not in NOT_WRITTEN)}."
        )
    known = [column for column in CODES.columns if column in header and column not in ("taggings", "utterances")]
    read = []
    for cells in rows[1:]:
        fields = dict(zip(header, map(unprotect, cells), strict=False))
        read.append({column: fields.get(column, "").strip() for column in known})
    return _table(read, [column for column in header if column and column not in CODES.columns])


def _read_qdc(source: Path) -> pd.DataFrame:
    root = parse_xml(source.read_bytes(), source.name)
    if local(root) != "CodeBook":
        raise ImportProblem(f"{source.name}: it is XML, but no REFI-QDA codebook: its root is {local(root)!r}.")
    sets = sum(1 for _ in children(child(root, "Sets"), "Set"))
    return _table([row for _, row in read_codes(child(root, "Codes"))], [f"{sets} sets of codes"] if sets else [])


def _table(rows: list[dict[str, Any]], left_out: list[str]) -> pd.DataFrame:
    parents = {row["name"]: row.get("parent", "") for row in rows}
    none = {"taggings": 0, "utterances": 0}
    table = CODES.make(
        {
            **row,
            **none,
            "code": row["name"],
            "path": _path(row["name"], parents),
            "status": row.get("status") or "active",
        }
        for row in rows
    )
    table.attrs["notes"] = [f"not read: {', '.join(left_out)}"] if left_out else []
    return table


def _path(name: str, parents: dict[str, str]) -> str:
    path = [name]
    while (above := parents.get(path[-1])) and above not in path:
        path.append(above)
    return " > ".join(reversed(path))
