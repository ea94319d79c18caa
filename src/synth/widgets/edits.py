"""What the editing widgets share: a page sends its edits as numbered messages; each is committed, then acknowledged.

A trait as the channel for edits would lose some of them in a burst; a message is sent again until it is answered.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import anywidget
import traitlets

from synth.errors import StudyProblem, SynthError

MAX_LENGTH = 20_000
"""In characters: a definition or a note is a text; what is longer is a pasted mistake."""

Edit = Mapping[str, Any]
Action = Callable[[Edit], dict[str, Any]]


class Undoable(Protocol):
    """Where decisions are kept and can be taken back: a study, or the key of its pseudonyms."""

    def refresh(self) -> None:
        """Take in what others decided."""

    def undo(self) -> str | None:
        """Take back the latest decision; return what it was about, or None if there is none."""

    def redo(self) -> str | None:
        """Decide again what was undone last."""


class EditingWidget(anywidget.AnyWidget):
    """A view on a study whose page sends edits. A subclass says which actions there are and what they changed."""

    state = traitlets.Dict().tag(sync=True)
    """The decisions, for a page that opens. Changed in place: setting it would send all of it at every edit."""

    def __init__(self, journal: Undoable, **traits: Any) -> None:
        """Take where decisions are kept, and the values of the traits; `state` gets the revision 0."""
        self._journal = journal
        self._answers: dict[str, dict[str, Any]] = {}
        super().__init__(**traits | {"state": {"revision": 0, **traits["state"]}})
        self.on_msg(self._receive)

    def refresh(self) -> None:
        """Take in what other cells, notebooks or people decided, and show it in every open view."""
        self._journal.refresh()
        if changes := self._changes():
            self.send({"changes": changes})

    def _actions(self) -> dict[str, Action]:
        """Return what a page may ask for, by name."""
        raise NotImplementedError

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed, with its revision: {} if nothing did."""
        raise NotImplementedError

    def _revert(self, effect: str) -> dict[str, Any]:
        """Undo or redo, and say what it was about."""
        return about(effect, self._journal.undo() if effect == "undo" else self._journal.redo())

    def _receive(self, _widget: object, message: object, _buffers: object) -> None:
        self.send(self._answer(message))

    def _answer(self, message: object) -> dict[str, Any]:
        """Carry out an edit once, however often it arrives, and return its acknowledgement.

        A page sends its next edit only after the last one was answered, so one remembered answer a page is enough.
        """
        edit = message if isinstance(message, Mapping) else {}
        view, seq = edit.get("view"), edit.get("seq")
        if not isinstance(view, str) or not isinstance(seq, int) or isinstance(seq, bool):
            return {"view": view, "ack": seq, "error": "a message needs a view (text), a seq (number) and an action."}
        last = self._answers.get(view, {"ack": 0})
        if seq == last["ack"]:
            return last
        if seq < last["ack"]:
            return {"view": view, "ack": seq, "error": f"edit {seq} comes after edit {last['ack']} was answered."}
        self._answers[view] = {"view": view, "ack": seq, **self._carry_out(edit)}
        return self._answers[view]

    def _carry_out(self, edit: Edit) -> dict[str, Any]:
        actions: dict[str, Action] = {
            **self._actions(),
            "undo": lambda _: self._revert("undo"),
            "redo": lambda _: self._revert("redo"),
            "refresh": self._look_again,
        }
        try:
            action = actions.get(field(edit, "action", str))
            if action is None:
                return {"error": f"the action {edit['action']!r} is none of {', '.join(actions)}."}
            return {**action(edit), "changes": self._changes()}
        except Exception as problem:  # whatever went wrong, the page must learn that it is not saved
            known = isinstance(problem, SynthError)
            return {"error": str(problem) if known else f"{type(problem).__name__}: {problem}"}

    def _look_again(self, edit: Edit) -> dict[str, Any]:
        behind = edit.get("revision") != self.state["revision"]
        self.refresh()
        return {"state": self.state} if behind else {}


def field(edit: Edit, name: str, kind: type) -> Any:
    """Return a field of an edit, or say that it is missing or of another kind.

    >>> field({"start": 3}, "start", int)
    3
    """
    value = edit.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        what = {int: "a whole number", bool: "true or false", list: "a list"}.get(kind, "text")
        raise StudyProblem(f"the edit needs {name} as {what}; it has {value!r}.")
    return value


def words(edit: Edit, name: str) -> str:
    """Return a field of an edit that somebody wrote, or say that it is missing or too long.

    >>> words({"text": "Ask again."}, "text")
    'Ask again.'
    """
    text = str(field(edit, name, str))
    if len(text) > MAX_LENGTH:
        raise StudyProblem(f"the text has {len(text):,} characters; at most {MAX_LENGTH:,} are kept.")
    return text


def about(effect: str, entity: str | None) -> dict[str, Any]:
    """Say what an undo or redo was about; None if there was nothing.

    >>> about("undo", "tagging")
    {'note': 'tagging undone'}
    """
    past = {"undo": "undone", "redo": "done again"}[effect]
    return {"note": f"{entity} {past}" if entity else f"nothing left to {effect}"}
