"""The theme board: an affinity map of cards in columns, to be moved, joined, split, named and voted on.

Each move is an event of the study; `synth.collect_placements` hands them on to the next grouping.
"""

import json
import re
from collections.abc import Collection, Iterable
from textwrap import shorten
from typing import Any

import pandas as pd
import traitlets

from synth.errors import StudyProblem
from synth.journal import Change
from synth.placements import ANCHORS, ASIDE, COLUMN, DOTS, PLACEMENT, SHAPING, Arrangement, arrange, plan_vote
from synth.study import Study
from synth.widgets.deck import deal
from synth.widgets.edits import Action, Edit, EditingWidget, field, words
from synth.widgets.modules import join_modules, join_styles
from synth.widgets.static import board_html

PARTS = (
    *("text", "search", "dom", "edits", "status", "lab", "hotkeys", "combobox", "chooser", "rows"),
    *("affinity", "asking", "lanes", "map", "drag", "cardlook", "boardview"),
)
"""The modules of the page, each after those it imports from."""

COLUMNS = (
    *("column", "label", "card", "quote", "kind", "participant_id", "group", "language", "source_id"),
    *("votes", "reason"),
)
"""Of the table of what lies where."""

MAX_DOTS = 99
"""How many dots one researcher may put on a card."""


class ThemeBoard(EditingWidget):
    """Quotes in columns, one a theme, to move, merge, split, name, set aside and vote on by mouse or keyboard.

    Press `?` in the widget for its keys. A column that was touched keeps a few typical cards, so that
    `synth.group(..., placements=synth.collect_placements(study))` opens with the same columns.

    >>> from tempfile import TemporaryDirectory
    >>> from synth.tables import UTTERANCES
    >>> notes = UTTERANCES.make([{"utterance_id": "u1", "source_id": "notes.csv", "source_kind": "workshop",
    ...     "position": 0, "role": "participant", "text": "Six weeks of silence"}])
    >>> with TemporaryDirectory() as folder:
    ...     ThemeBoard(Study(f"{folder}/study.db"), None, None, notes)
    ThemeBoard(1 card in 1 column, 0 set aside)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "board.js")
    _css = join_styles("synth-board", "parts/lanes.css", "board.css")

    cards = traitlets.Bytes().tag(sync=True)
    """The cards as JSON, by id and the most typical first: what never changes while the board is open."""

    def __init__(
        self,
        study: Study,
        grouping: tuple[pd.DataFrame, pd.DataFrame] | None,
        findings: pd.DataFrame | None,
        utterances: pd.DataFrame,
    ) -> None:
        """Show a grouping as the study's placements changed it.

        Args:
            study: where the moves are kept.
            grouping: themes and membership, as `synth.group` returns them; None for a column a frame, or a source.
            findings: the findings that were grouped; None for a card an utterance, such as the notes of a workshop.
            utterances: the utterances table.

        Raises:
            TableProblem: a table breaks its rules, or the grouping is not of these findings.
        """
        self._study = study
        self._deck = deal(grouping, findings, utterances)
        super().__init__(study, cards=json.dumps(self._deck.cards).encode(), state=self._decisions())

    def __repr__(self) -> str:
        cards, columns = len(self._deck.cards), len(self.state["order"])
        aside = sum(column == ASIDE for column, *_ in self.state["cards"].values())
        return (
            f"ThemeBoard({cards} card{'s' * (cards != 1)} in {columns} column{'s' * (columns != 1)}, {aside} set aside)"
        )

    def table(self) -> pd.DataFrame:
        """Return what lies where now: column, label, card, quote, who, votes and reason, one row a card."""
        return pd.DataFrame(self._rows(), columns=list(COLUMNS))

    def _rows(self) -> list[dict[str, Any]]:
        """Return the cards column by column, those with most votes and then the most typical first."""
        columns, dots = self.state["columns"], self.state["dots"]
        rows = []
        for card, (column, reason, _) in self.state["cards"].items():
            given = self._deck.cards[card]
            votes = given["votes"] + dots.get(card, [0, 0])[1]
            label = columns[column]["label"] if column else ""
            rows.append({**given, "column": column, "label": label, "card": card, "votes": votes, "reason": reason})
        order = {column: place for place, column in enumerate([*self.state["order"], ASIDE])}
        rows.sort(key=lambda row: (order[row["column"]], -row["votes"]))
        return rows

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {
            "move": self._move,
            "release": self._release,
            "merge": self._merge,
            "split": self._split,
            "rename": self._rename,
            "vote": self._vote,
        }

    def _move(self, edit: Edit) -> dict[str, Any]:
        """Put cards into a column, or aside with a reason; each column that is concerned keeps typical cards."""
        cards, column, reason = self._cards(edit), field(edit, "column", str), words(edit, "reason")
        layout = self._look()
        if column != ASIDE:
            self._known(layout, column)
        touched = {layout.column_of[card] for card in cards} | {column}
        moved = {"column": column, "reason": reason.strip() if column == ASIDE else ""}
        changes: list[Change] = [(PLACEMENT, card, moved) for card in cards]
        self._study.change([*self._anchor(layout, touched, without=cards), *changes])
        return {}

    def _release(self, edit: Edit) -> dict[str, Any]:
        """Let cards lie again where the grouping has them."""
        self._study.change((PLACEMENT, card, None) for card in self._cards(edit))
        return {}

    def _merge(self, edit: Edit) -> dict[str, Any]:
        """Join a column to another: both are about the same."""
        column, into = field(edit, "column", str), field(edit, "into", str)
        layout = self._look()
        for one in (column, into):
            self._known(layout, one)
        if column == into:
            raise StudyProblem("a column cannot be joined to itself; choose another one.")
        self._study.change([*self._anchor(layout, {column, into}), self._column(column, into=into)])
        return {}

    def _split(self, edit: Edit) -> dict[str, Any]:
        """Make columns beside a column, each with a name and with some of the cards."""
        beside, parts = field(edit, "beside", str), field(edit, "parts", list)
        layout = self._look()
        changes: list[Change] = []
        cards: list[str] = []
        for part in parts:
            column, label, own = field(part, "column", str), words(part, "label"), self._cards(part)
            if not re.fullmatch("[0-9a-z]{8,40}", column) or column in self._study.things(COLUMN):
                raise StudyProblem(f"{column!r} cannot be the key of a new column. Look again, then split once more.")
            changes.append(self._column(column, label=label.strip(), beside=beside))
            changes += [(PLACEMENT, card, {"column": column, "reason": ""}) for card in own]
            cards += own
        touched = {layout.column_of[card] for card in cards}
        self._study.change([*self._anchor(layout, touched, without=cards), *changes])
        return {}

    def _rename(self, edit: Edit) -> dict[str, Any]:
        column, label = field(edit, "column", str), words(edit, "label")
        layout = self._look()
        self._known(layout, column)
        self._study.change([*self._anchor(layout, {column}), self._column(column, label=label.strip())])
        return {}

    def _vote(self, edit: Edit) -> dict[str, Any]:
        card, dots = field(edit, "card", str), field(edit, "dots", int)
        self._check(card)
        if not 0 <= dots <= MAX_DOTS:
            raise StudyProblem(f"{dots} dots on a card; it can have from 0 to {MAX_DOTS} of yours.")
        self._study.refresh()
        self._study.change([plan_vote(card, dots, self._study.researcher)])
        return {}

    def _cards(self, edit: Edit) -> list[str]:
        cards: list[str] = field(edit, "cards", list)
        for card in cards:
            self._check(card)
        return cards

    def _check(self, card: str) -> None:
        if card not in self._deck.cards:
            raise StudyProblem(f"the card {card!r} is not on this board. Show the board again.")

    def _known(self, layout: Arrangement, column: str) -> None:
        if column not in layout.themes_of:
            raise StudyProblem("this column is gone: it was joined to another elsewhere. Look at what is there now.")

    def _anchor(self, layout: Arrangement, columns: Collection[str], *, without: Iterable[str] = ()) -> list[Change]:
        """Return the changes that leave each theme of the columns some of its most typical cards in place."""
        placed = self._study.things(PLACEMENT)
        skipped = set(without)
        wanted = {theme: column for column in columns for theme in layout.themes_of.get(column, [])}
        missing = dict.fromkeys(wanted, ANCHORS)
        changes: list[Change] = []
        for card in self._deck.cards:
            theme = self._deck.theme_of[card]
            column = wanted.get(theme)
            if column is None or card in skipped or layout.column_of[card] != column or not missing[theme]:
                continue
            missing[theme] -= 1
            if card not in placed:
                changes.append((PLACEMENT, card, {"column": column, "reason": "", "anchor": True}))
        return changes

    def _column(self, column: str, **news: str) -> Change:
        """Return the change that keeps something about a column."""
        old = self._study.things(COLUMN).get(column, {})
        kept = {name: old.get(name, "") for name in SHAPING}
        return COLUMN, column, kept | news

    # State --------------------------------------------------------------------------------------------------------

    def _look(self) -> Arrangement:
        """Return what lies where in the study of now; what was rejected in the tagger is in no theme."""
        self._study.refresh()
        rejected = self._study.rejected()
        theme_of = {card: ASIDE if card in rejected else theme for card, theme in self._deck.theme_of.items()}
        return arrange(theme_of, self._deck.themes, self._study)

    def _decisions(self) -> dict[str, Any]:
        """Return where each card lies and why, the columns in their order, and the dots."""
        layout = self._look()
        return {
            "cards": {card: self._describe(card, column) for card, column in layout.column_of.items()},
            "columns": {column: self._describe_column(column, layout) for column in layout.themes_of},
            "order": list(layout.themes_of),
            "dots": self._count_dots(),
        }

    def _describe(self, card: str, column: str) -> list[str]:
        """Return a card's column, why it is set aside, and whether it was placed "by hand" or is an "anchor"."""
        placed = self._study.things(PLACEMENT).get(card)
        if placed is None:
            reason = self._deck.reasons.get(card, "") or "rejected in the tagger"
            return [column, reason if column == ASIDE else "", ""]
        return [column, placed["reason"], "anchor" if placed.get("anchor") else "by hand"]

    def _describe_column(self, column: str, layout: Arrangement) -> dict[str, Any]:
        given = [self._deck.themes[theme] for theme in layout.themes_of[column]]
        by_hand = self._study.things(COLUMN).get(column, {}).get("label", "")
        labels = [theme["label"] for theme in given] or [self._name_after_a_card(column, layout)]
        why = [theme["why"] for theme in given if theme["why"]]
        joined = [f"joined by hand: {' + '.join(labels)}"] if len(given) > 1 else []
        return {
            "label": by_hand or labels[0],
            "why": " · ".join([*joined, *why] or ["made by hand"]),
            "stability": given[0]["stability"] if len(given) == 1 else "",
            "named": bool(by_hand),
        }

    def _name_after_a_card(self, column: str, layout: Arrangement) -> str:
        quotes = (self._deck.cards[card]["quote"] for card in self._deck.cards if layout.column_of[card] == column)
        return next((f"“{shorten(quote, 40, placeholder='…')}”" for quote in quotes), "New column")

    def _count_dots(self) -> dict[str, list[int]]:
        """Return the dots on each card: this researcher's, and everybody's."""
        dots: dict[str, list[int]] = {}
        for thing in self._study.things(DOTS).values():
            if thing["card"] in self._deck.cards:
                counts = dots.setdefault(thing["card"], [0, 0])
                counts[0] += thing["dots"] * (thing["researcher"] == self._study.researcher)
                counts[1] += thing["dots"]
        return dots

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed: {} if nothing did."""
        before, after = self.state, self._decisions()
        parts = {part: _differ(before[part], after[part]) for part in ("cards", "columns", "dots")}
        if not any(parts.values()) and before["order"] == after["order"]:
            return {}
        before.update(after, revision=before["revision"] + 1)
        return {"revision": before["revision"], "order": after["order"], **parts}

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        whys = {column: about["why"] for column, about in self.state["columns"].items()}
        return {**data, "text/plain": repr(self), "text/html": board_html(self._rows(), whys)}, metadata


def _differ(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what is other or new, and None for what is gone."""
    news = {key: value for key, value in after.items() if before.get(key) != value}
    return news | dict.fromkeys(before.keys() - after.keys())
