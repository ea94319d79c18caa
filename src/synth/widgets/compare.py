"""The comparison of two codings: every difference side by side, to be decided by keyboard.

Each decision is an event of its own, and the taggings of both coders stay as they are. While a round is coded blind,
nothing of it is shown.
"""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd
import traitlets

from synth.disagreements import ENTITY, list_disagreements, resolve
from synth.double_coding import explain_hidden, find_hidden
from synth.errors import StudyProblem
from synth.mending import mend_utterances
from synth.study import Study
from synth.widgets.edits import Action, Edit, EditingWidget, field, words
from synth.widgets.modules import join_modules, join_styles

PARTS = ("dom", "edits", "records", "status", "lab", "hotkeys", "listview", "differences", "sides")
"""The modules of the page, each after those it imports from."""

MAX_ROWS = 20
"""How many differences a report shows before it says how many more there are."""

SIDES = ("first", "second")
Span = tuple[int, int]


class CodingComparison(EditingWidget):
    """Where two coders differ, each with its turn and both codings, to decide whose counts.

    Press `?` in the widget for its keys.

    >>> from tempfile import TemporaryDirectory
    >>> from synth.tables import UTTERANCES
    >>> turn = {"utterance_id": "u1", "source_kind": "interview", "role": "participant", "position": 0}
    >>> turns = UTTERANCES.make([turn | {"text": "I waited."}])
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     _ = study.tag(turns.iloc[0], 2, 8, "waiting")
    ...     CodingComparison(study, turns, ("R1", "R2"))
    CodingComparison(R1 and R2, 0 of 1 decided)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "compare.js")
    _css = join_styles("synth-compare", "parts/list.css", "compare.css")

    coders = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """The first and the second researcher."""

    def __init__(self, study: Study, utterances: pd.DataFrame, coders: tuple[str, str] = ("R1", "R2")) -> None:
        """Show where two coders of a study differ.

        Args:
            study: where the taggings are, and where the decisions are kept.
            utterances: the utterances that both coded.
            coders: the first and the second researcher.

        Raises:
            TableProblem: the coders are not two, or a tagging does not fit its text.
        """
        self._study = study
        self._utterances = utterances
        self._pair = coders
        super().__init__(study, coders=list(coders), state=self._decisions())

    def __repr__(self) -> str:
        return f"CodingComparison({' and '.join(self.coders)}, {self._progress()})"

    def _progress(self) -> str:
        decided = sum(row["decision"] is not None for row in self.state["differences"].values())
        return f"{decided} of {len(self.state['order'])} decided"

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {"decide": self._decide}

    def _decide(self, edit: Edit) -> dict[str, Any]:
        key, choice, note = field(edit, "disagreement", str), field(edit, "choice", str), words(edit, "note")
        self._study.refresh()
        if key not in (table := self._list().set_index("disagreement_id", drop=False)).index:
            raise StudyProblem("this difference is gone: one of its taggings was changed. Look at what is there now.")
        resolve(self._study, table.loc[key], choice, note=note)
        return {}

    # State --------------------------------------------------------------------------------------------------------

    def _list(self) -> pd.DataFrame:
        """Return what may be seen of the differences: nothing of what is coded blind."""
        utterances = mend_utterances(self._utterances, self._study)
        seen = utterances[~utterances["utterance_id"].isin(find_hidden(self._study))]
        return list_disagreements(self._study.taggings(), seen, self._pair)

    def _decisions(self) -> dict[str, Any]:
        """Return every difference by key with what was decided, their order, and why some are not shown."""
        turns = _read_turns(mend_utterances(self._utterances, self._study))
        spans = {key: (thing["start"], thing["end"]) for key, thing in self._study.visible("tagging").items()}
        memos = self._study.memos()
        rows = {}
        for row in self._list().to_dict("records"):
            turn = turns[row["utterance_id"]]
            marks = [spans.get(row[f"{side}_id"]) for side in SIDES]
            rows[row["disagreement_id"]] = {
                "kind": row["kind"],
                "source": row["source_id"],
                "speaker": turn["speaker"],
                "before": turn["before"],
                "pieces": _cut(turn["text"], marks),
                "sides": [_describe(row, side, memos) for side in SIDES],
                "decision": _read_decision(self._study.things(ENTITY).get(row["disagreement_id"])),
            }
        return {"differences": rows, "order": list(rows), "hidden": explain_hidden(self._study, self._utterances)}

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed: {} if nothing did."""
        before, after = self.state, self._decisions()
        rows = {key: row for key, row in after["differences"].items() if before["differences"].get(key) != row}
        rows |= dict.fromkeys(before["differences"].keys() - after["differences"].keys())
        if not rows and all(before[part] == after[part] for part in ("order", "hidden")):
            return {}
        before.update(after, revision=before["revision"] + 1)
        return {"revision": before["revision"], **after, "differences": rows}

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self._static()}, metadata

    def _static(self) -> str:
        rows = [self.state["differences"][key] for key in self.state["order"]]
        heads = "".join(f"<th>{escape(head)}</th>" for head in ("Where", *self.coders, "Decided"))
        body = "".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in self._cells(row))}</tr>" for row in rows[:MAX_ROWS]
        )
        more = f" {len(rows) - MAX_ROWS} more are not shown here." if len(rows) > MAX_ROWS else ""
        said = escape(f"{self._progress()}.{more} {self.state['hidden']}".strip())
        return f"<table><tr>{heads}</tr>{body}</table><p>{said}</p>"

    def _cells(self, row: Mapping[str, Any]) -> Iterable[str]:
        """Yield the cells of a row, as safe HTML."""
        yield escape(f"{row['source']}, {row['speaker']}: {row['kind']}")
        for side in row["sides"]:
            yield f"<b>{escape(side['tag'])}</b> {escape(side['quote'])}" if side else "–"
        decision = row["decision"] or {"choice": "", "note": ""}
        choice = dict(zip(SIDES, self.coders, strict=True)).get(decision["choice"], decision["choice"])
        yield escape(": ".join(filter(None, (choice, decision["note"]))))


def _read_turns(utterances: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return each utterance's speaker and text, and those of the turn before it in an interview ([] if none)."""
    turns: dict[str, dict[str, Any]] = {}
    last: tuple[str, list[str]] = ("", [])
    for row in utterances.sort_values(["source_id", "position", "utterance_id"]).itertuples():
        speaker = str(row.participant_id or row.role)
        before = last[1] if last[0] == row.source_id and row.source_kind == "interview" else []
        turns[str(row.utterance_id)] = {"speaker": speaker, "text": row.text, "before": before}
        last = (str(row.source_id), [speaker, str(row.text)])
    return turns


def _cut(text: str, marks: list[Span | None]) -> list[list[str]]:
    """Cut a text where a coder's words begin or end; each piece with the sides that marked it.

    The page counts in other units than code points, so it gets pieces and not places.

    >>> _cut("I waited 😀 long", [(2, 8), (2, 10)])
    [['I ', ''], ['waited', '12'], [' 😀', '2'], [' long', '']]
    """
    borders = sorted({0, len(text), *(place for mark in marks if mark for place in mark)})
    return [
        [text[start:end], "".join(str(side) for side, mark in enumerate(marks, 1) if mark and _covers(mark, start))]
        for start, end in pairwise(borders)
    ]


def _covers(mark: Span, place: int) -> bool:
    return mark[0] <= place < mark[1]


def _describe(row: Mapping[Any, Any], side: str, memos: Mapping[str, str]) -> dict[str, str] | None:
    """Return what one coder did there; None for nothing."""
    tagging_id = row[f"{side}_id"]
    if not tagging_id:
        return None
    return {"tag": row[f"{side}_tag"], "quote": row[f"{side}_quote"], "memo": memos.get(tagging_id, "")}


def _read_decision(thing: Mapping[str, Any] | None) -> dict[str, str] | None:
    return {name: str(thing[name]) for name in ("choice", "note", "researcher")} if thing else None
