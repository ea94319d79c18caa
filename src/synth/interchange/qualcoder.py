"""QualCoder's own project: a folder whose data.qda is an SQLite file.

As its source has it: `source.fulltext` is the text; `code_text` has pos0, pos1 and seltext, places of Qt, which counts
UTF-16 units, the end exclusive (it is told again from seltext, in which Qt writes a line break as U+2029); `code_name`
hangs in `code_cat`, which hangs in another by supercatid; `cases` are joined to texts by `case_text`, to what is known
of them by `attribute`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from synth.errors import ImportProblem
from synth.interchange.assembly import Source, assemble
from synth.interchange.databases import Database, open_database
from synth.interchange.documents import Selection
from synth.interchange.offsets import Claim, infer_counting, locate
from synth.interchange.project import Project

NEEDS = {"source", "code_name", "code_cat", "code_text"}
NOT_READ = {"code_image": "codings in pictures", "code_av": "codings in recordings", "annotation": "annotations"}


def read_qualcoder(path: Path) -> Project:
    """Read a project.

    Args:
        path: the project's folder, or the data.qda in it.

    Raises:
        ImportProblem: there is no database of QualCoder.
    """
    file = path / "data.qda" if path.is_dir() else path
    if not file.is_file():
        raise ImportProblem(f"{path}: the folder has no data.qda. Give the project folder of QualCoder (.qda).")
    with open_database(file, needs=NEEDS, tool="QualCoder") as database:
        return _read(database, path.name)


def _read(database: Database, name: str) -> Project:
    codes, names = _codes(database)
    cases = {row["caseid"]: row for row in database.rows("cases")}
    sources = _sources(database, names, cases)
    codings, everything = len(database.rows("code_text")), len(database.rows("source"))
    placed = sum(len(source.selections) for source in sources)
    account = {
        "sources": (everything, len(sources), "pictures, recordings and PDFs are not read"),
        "codes and categories": (len(codes), len(codes), ""),
        "codings of text": (codings, placed, "the others have no text, no code or no place in it"),
        **{what: (len(database.rows(table)), 0, "not read") for table, what in NOT_READ.items()},
    }
    return assemble(
        name.removesuffix(".qda"),
        sources,
        codes,
        account,
        attributes=_attributes(database, cases),
        memos=_memos(database),
    )


def _sources(database: Database, names: dict[Any, str], cases: dict[Any, dict[str, Any]]) -> list[Source]:
    """Return the texts with their codings; the places are counted as most of the words say."""
    texts = [row for row in database.rows("source") if row["fulltext"]]
    codings = _by(database.rows("code_text"))
    spoken = _by(row for row in database.rows("case_text") if row["caseid"] in cases)
    counting, _, _ = infer_counting((text["fulltext"], _claims(codings.get(text["id"], []))) for text in texts)
    sources = []
    for text in texts:
        speakers = {cases[row["caseid"]]["name"] for row in spoken.get(text["id"], [])}
        source = Source(text["name"], text["fulltext"], participant=min(speakers) if len(speakers) == 1 else "")
        rows = codings.get(text["id"], [])
        for row, span in zip(rows, locate(source.text, _claims(rows), counting), strict=True):
            if span and row["cid"] in names:
                code = (names[row["cid"]],)
                source.selections.append(Selection(*span, code, row["owner"], _time(row["date"]), row["memo"]))
        sources.append(source)
    return sources


def _by(rows: Iterable[dict[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    """Return rows by the text that they are about."""
    by_text: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        by_text.setdefault(row["fid"], []).append(row)
    return by_text


def _claims(rows: list[dict[str, Any]]) -> list[Claim]:
    return [Claim(int(row["pos0"] or 0), int(row["pos1"] or 0), row["seltext"]) for row in rows]


def _codes(database: Database) -> tuple[list[dict[str, Any]], dict[Any, str]]:
    """Return the codes, categories first, and the name of each code; a category of a code's name is told apart."""
    codes = database.rows("code_name")
    taken = {row["name"] for row in codes}
    categories = {
        row["catid"]: f"{row['name']} (category)" if row["name"] in taken else row["name"]
        for row in database.rows("code_cat")
    }
    rows: list[dict[str, Any]] = [
        {"name": categories[row["catid"]], "parent": categories.get(row["supercatid"], ""), "status": "retired",
         "definition": row["memo"]}
        for row in database.rows("code_cat")
    ]  # fmt: skip
    rows += [
        {"name": row["name"], "parent": categories.get(row["catid"], ""), "definition": row["memo"],
         "colour": str(row["color"]).lower()}
        for row in codes
    ]  # fmt: skip
    return rows, {row["cid"]: row["name"] for row in codes}


def _attributes(database: Database, cases: dict[Any, dict[str, Any]]) -> dict[str, dict[str, str]]:
    attributes: dict[str, dict[str, str]] = {}
    for row in database.rows("attribute"):
        if row["attr_type"] == "case" and row["id"] in cases:
            attributes.setdefault(cases[row["id"]]["name"], {})[row["name"]] = str(row["value"])
    return attributes


def _memos(database: Database) -> list[dict[str, str]]:
    memos = [(row["name"], row["jentry"]) for row in database.rows("journal")]
    memos += [(f"on {row['name']}", row["memo"]) for table in ("source", "cases") for row in database.rows(table)]
    memos += [("on the project", row["memo"]) for row in database.rows("project")]
    return [{"about": "", "title": str(title), "text": str(text)} for title, text in memos if text]


def _time(date: str) -> str:
    return str(date).replace(" ", "T", 1)
