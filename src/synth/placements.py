"""Placements: where a researcher put which card on the theme board, and what the next grouping is to respect."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from synth.events import Thing
from synth.journal import Change, Journal
from synth.tables import make_id

PLACEMENT, COLUMN, DOTS = "placement", "column", "dots"
"""What a study keeps of a board: where a card lies, what a column is called or joined to, and the votes on a card."""

SHAPING = ("label", "into", "beside")
"""What a study keeps of a column: its name, the one that it was joined to, the one that it was made beside."""

ASIDE = ""
"""The column of what is set aside."""

ANCHORS = 3
"""How many of its most typical cards a column keeps once it was touched, so that it still means something later."""


def collect_placements(study: Journal) -> pd.DataFrame:
    """Return what a researcher placed on the theme board, for the next grouping to respect.

    Cards of one column belong together, cards of different columns do not. Beside the cards that were moved, a column
    that was touched has a few of its most typical cards here.

    Args:
        study: the study in which the board keeps its moves.

    Returns:
        One row a card, by finding_id: finding_id, column ("" for what was set aside by hand), label (the name that the
        column was given by hand, "" for none), shaped (whether the column was named, joined, split off or made by hand,
        rather than cards moved into it and out of it alone).

    >>> from tempfile import TemporaryDirectory
    >>> from synth.study import Study
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     study.change([("placement", "f1", {"column": "t1", "reason": ""}), ("column", "t1", {"label": "Waiting"})])
    ...     collect_placements(study).to_dict("records")
    [{'finding_id': 'f1', 'column': 't1', 'label': 'Waiting', 'shaped': True}]
    """
    columns = study.things(COLUMN)
    shaped = {follow(column, columns) for column, thing in columns.items() if any(map(thing.get, SHAPING))}
    rows = []
    for card, thing in sorted(study.things(PLACEMENT).items()):
        column = follow(thing["column"], columns)
        rows.append((card, column, columns.get(column, {}).get("label", ""), column in shaped))
    placements = pd.DataFrame(rows, columns=["finding_id", "column", "label", "shaped"], dtype="object")
    return placements.astype({"finding_id": "str", "column": "str", "label": "str", "shaped": "bool"})


def count_votes(study: Journal) -> pd.DataFrame:
    """Return the dots that were put on cards: finding_id (or utterance_id of a note), votes, voters.

    >>> from tempfile import TemporaryDirectory
    >>> from synth.study import Study
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     study.change([plan_vote("f1", 2, "R1"), plan_vote("f1", 1, "R2")])
    ...     count_votes(study).to_dict("records")
    [{'finding_id': 'f1', 'votes': 3, 'voters': 2}]
    """
    given = pd.DataFrame(
        [(thing["card"], thing["dots"]) for thing in study.things(DOTS).values()], columns=["finding_id", "dots"]
    )
    counted = given.groupby("finding_id")["dots"].agg(votes="sum", voters="size").reset_index()
    return counted.astype({"finding_id": "str", "votes": "int64", "voters": "int64"})


def plan_vote(card: str, dots: int, researcher: str) -> Change:
    """Return the change that leaves so many dots of a researcher on a card."""
    return DOTS, make_id("dots", card, researcher), {"card": card, "dots": dots} if dots else None


def follow(column: str, columns: Mapping[str, Thing]) -> str:
    """Return the column that a column was joined to, or itself.

    >>> follow("a", {"a": {"into": "b"}, "b": {"into": "c"}})
    'c'
    """
    seen = set()
    while column not in seen and (into := columns.get(column, {}).get("into", "")):
        seen.add(column)
        column = into
    return column


@dataclass(frozen=True)
class Arrangement:
    """What lies where: the grouping as the researcher's placements changed it."""

    column_of: dict[str, str]
    """The column of each card, ASIDE for what is set aside."""
    themes_of: dict[str, list[str]] = field(default_factory=dict)
    """The themes that each column stands for, none for a column made by hand; in the order of the board."""


def arrange(theme_of: Mapping[str, str], themes: Iterable[str], study: Journal) -> Arrangement:
    """Lay out the cards of a grouping as a researcher placed them.

    A theme is the column of the same id, or, after another grouping, the column where most of its placed cards lie.

    Args:
        theme_of: the theme of each card, ASIDE for none.
        themes: the themes in their order.
        study: where the placements are.
    """
    columns, placements = study.things(COLUMN), study.things(PLACEMENT)
    placed = {card: follow(placements[card]["column"], columns) for card in theme_of if card in placements}
    known = {thing["column"] for thing in placements.values()} | set(columns)
    homes = _find_homes(themes, theme_of, placed, known)
    homes = {theme: follow(column, columns) for theme, column in homes.items()}
    column_of = {card: placed.get(card, homes.get(theme, ASIDE)) for card, theme in theme_of.items()}
    themes_of = _order_columns(homes, {*column_of.values(), *columns})
    made = [column for column in (*columns, *column_of.values()) if follow(column, columns) == column]
    for column in made:
        if column not in themes_of and column != ASIDE:
            themes_of = _insert(themes_of, column, beside=columns.get(column, {}).get("beside", ""))
    return Arrangement(column_of, themes_of)


def _order_columns(homes: Mapping[str, str], kept: Collection[str]) -> dict[str, list[str]]:
    """Return the themes of each column that is kept, its own first; a column stands where its own theme would."""
    themes_of: dict[str, list[str]] = {}
    for theme, column in homes.items():
        if column in kept:
            themes_of.setdefault(column, []).append(theme)
    place = {theme: number for number, theme in enumerate(homes)}
    own_first = {
        column: [theme for theme in themes if theme == column] + [theme for theme in themes if theme != column]
        for column, themes in themes_of.items()
    }
    return dict(sorted(own_first.items(), key=lambda item: place[item[1][0]]))


def _find_homes(
    themes: Iterable[str], theme_of: Mapping[str, str], placed: Mapping[str, str], known: Collection[str]
) -> dict[str, str]:
    """Return the column of each theme: its own, or that of most of its placed cards, the first by name of equals."""
    votes: dict[str, dict[str, int]] = {}
    for card, column in placed.items():
        if column != ASIDE:
            counts = votes.setdefault(theme_of[card], {})
            counts[column] = counts.get(column, 0) + 1
    homes = {}
    for theme in themes:
        counts = {} if theme in known else votes.get(theme, {})
        homes[theme] = min(counts, key=lambda column: (-counts[column], column)) if counts else theme
    return homes


def _insert(columns: dict[str, list[str]], column: str, *, beside: str) -> dict[str, list[str]]:
    """Return the columns with one more, after the one that it was split from, or as the last."""
    order = list(columns)
    place = order.index(beside) + 1 if beside in columns else len(order)
    return {name: columns.get(name, []) for name in (*order[:place], column, *order[place:])}
