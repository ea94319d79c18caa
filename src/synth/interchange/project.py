"""A coded project as synth's tables: what every format of exchange is written from and read into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synth.codes import DEFAULTS, TEXTS
from synth.journal import STAMP, Change
from synth.study import Study
from synth.tables import CODES, LANGUAGES, TAGGINGS, UTTERANCES

MEMOS = ("about", "title", "text")
ACCOUNT = ("what", "in_file", "taken", "note")


@dataclass(frozen=True)
class Project:
    """Utterances, codes, taggings and memos, and an account of what a file held.

    `taggings` has the names of the codes; its `note` is what was noted on a tagging. `memos` has a row a memo: what it
    is about (a tagging_id or utterance_id, "" for the project) with title and text. `account` has a row a kind of
    thing: how many the file holds, how many were taken, and why not all.
    """

    name: str
    utterances: pd.DataFrame
    codes: pd.DataFrame
    taggings: pd.DataFrame
    memos: pd.DataFrame
    account: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ACCOUNT)))

    def coded(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of the taggings by utterance_id, in the order of their places."""
        by_utterance: dict[str, list[dict[str, Any]]] = {}
        for row in rows_of(self.taggings.sort_values(["start", "end"], kind="stable")):
            by_utterance.setdefault(row["utterance_id"], []).append(row)
        return by_utterance


def collect_project(study: Study, utterances: pd.DataFrame, *, name: str = "synth") -> Project:
    """Return a study with its material as one project, to be written with `write_project`.

    Args:
        study: the study.
        utterances: the utterances table; a tagging of other material is left out and counted in the account.
        name: what the project is called.
    """
    UTTERANCES.check(utterances)
    taggings = study.taggings()
    known = taggings["utterance_id"].isin(utterances["utterance_id"])
    memos = [{"about": about, "title": "", "text": memo["text"]} for about, memo in study.things("memo").items()]
    left = int((~known).sum())
    account = [("taggings", len(taggings), len(taggings) - left, "the others are of other material" if left else "")]
    return Project(
        name,
        utterances.sort_values(["source_id", "position", "utterance_id"]).reset_index(drop=True),
        study.codes(),
        taggings[known].reset_index(drop=True),
        pd.DataFrame(memos, columns=list(MEMOS)),
        pd.DataFrame(account, columns=list(ACCOUNT)),
    )


def take_in(study: Study, project: Project) -> int:
    """Take the codes, taggings and memos of a project into a study, in one action; return how many taggings were new.

    Who tagged and when stays as the project says. A code that the study has is filled in, not overwritten; a tagging
    that it has stays as it is.

    Args:
        study: the study to add to.
        project: what `read_project` returned; work on with its utterances.
    """
    study.refresh()
    codes = study.codebook.codes()
    rows = rows_of(project.codes)
    keys = {row["name"]: codes.find(row["name"]) or row["code"] for row in rows}
    changes: list[Change] = [
        ("code", keys[row["name"]], _code(row, keys, codes.fields(keys[row["name"]]))) for row in rows
    ]
    known = study.things("tagging")
    new = [row for row in rows_of(project.taggings) if row["tagging_id"] not in known]
    for row in new:
        told = {column: value for column, value in row.items() if column != "tagging_id" and not pd.isna(value)}
        plain = {column: value for column, value in told.items() if value or column not in STAMP}
        changes.append(("tagging", row["tagging_id"], plain | {"tag": keys.get(row["tag"], row["tag"])}))
    for about, memos in project.memos[project.memos["about"] != ""].groupby("about", sort=False)["text"]:
        kept = study.things("memo").get(str(about), {}).get("text", "")
        added = [text for text in memos if text not in kept]
        if added:
            changes.append(("memo", str(about), {"text": "\n\n".join([*filter(None, [kept]), *added])}))
    study.change(changes, keep_stamps=True)
    return len(new)


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain data."""
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def make_account(rows: Mapping[str, tuple[int, int, str]]) -> pd.DataFrame:
    """Return the account of a file from (how many it holds, how many were taken, why not all) by kind of thing."""
    told = [(what, held, taken, why if taken < held or held == 1 else "") for what, (held, taken, why) in rows.items()]
    return pd.DataFrame([row for row in told if row[1]], columns=list(ACCOUNT))


def make_taggings(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a taggings table with notes."""
    return TAGGINGS.make([{"note": ""} | row for row in rows] or pd.DataFrame(columns=[*TAGGINGS.columns, "note"]))


def make_codes(rows: list[dict[str, Any]], taggings: pd.DataFrame) -> pd.DataFrame:
    """Return a codes table with the counts of these taggings; a row without a key has its name for one."""
    sizes = taggings.groupby("tag")["utterance_id"].agg(["size", "nunique"])
    counts = {str(tag): (int(size), int(places)) for tag, size, places in sizes.itertuples(name=None)}
    filled = []
    for row in rows:
        size, places = counts.get(row["name"], (0, 0))
        filled.append(
            {"code": row["name"], "path": row["name"], "status": "active"}
            | row
            | {"taggings": size, "utterances": places}
        )
    return CODES.make(filled)


def _code(row: Mapping[str, Any], keys: Mapping[str, str], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a study keeps of a code of a project, what it has already coming first."""
    aliases = {tongue: row[f"alias_{tongue}"].split("; ") for tongue in LANGUAGES if row[f"alias_{tongue}"]}
    given = {
        "name": row["name"],
        "parent": keys.get(row["parent"], ""),
        **{name: row[name] for name in (*TEXTS, "colour")},
        "aliases": aliases,
        "retired": row["status"] == "retired",
    }
    return {name: kept[name] or given.get(name, empty) for name, empty in DEFAULTS.items()}
