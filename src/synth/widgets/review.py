"""The review of personal data: every proposal and every remaining candidate in context, decided by keyboard.

What the page shows are the names themselves. They travel in messages alone, never in traits or outputs, which a
notebook may save.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from synth.errors import StudyProblem
from synth.privacy.key import PseudonymKey
from synth.privacy.personal_data import KINDS
from synth.privacy.review import Group, collect_groups
from synth.widgets.edits import Action, Edit, EditingWidget, field
from synth.widgets.modules import join_modules, join_styles

PARTS = ("dom", "lab", "status", "edits", "groups", "combobox", "chooser", "look", "hotkeys", "listview")
"""The modules of the page, each after those it imports from."""


class PrivacyReview(EditingWidget):
    """What looks like personal data, to replace, to keep or to merge; every decision is kept in the key.

    Press `?` in the widget for its keys.

    >>> from synth.tables import UTTERANCES
    >>> utterances = UTTERANCES.make([{"utterance_id": "u1", "source_id": "P01", "source_kind": "interview",
    ...     "position": 0, "role": "participant", "text": "I asked my sister Ann."}])
    >>> PrivacyReview(PseudonymKey(), utterances)
    PrivacyReview(0 of 1 decided)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "review.js")
    _css = join_styles("synth-review", "parts/list.css", "review.css")

    def __init__(self, key: PseudonymKey, utterances: pd.DataFrame, *, names: Iterable[str] = ()) -> None:
        """Show what is found in the utterances, with what was decided before.

        Args:
            key: the study's key, where decisions are kept.
            utterances: the utterances table, not pseudonymised yet.
            names: further names to look for.

        Raises:
            TableProblem, KeyProblem: as for `find_personal_data`.
        """
        self._key = key
        self._groups = collect_groups(utterances, key, names=names)
        super().__init__(key, state={"decisions": self._decisions()})

    def __repr__(self) -> str:
        decisions = self.state["decisions"]
        return f"PrivacyReview({sum(map(bool, decisions))} of {len(decisions)} decided)"

    def _actions(self) -> dict[str, Action]:
        return {"open": self._open, "decide": self._decide}

    def _open(self, _edit: Edit) -> dict[str, Any]:
        """Answer with what is to be decided, which is in no trait."""
        known = {group.pseudonym: " | ".join(group.quotes) for group in self._groups if group.pseudonym}
        known = self._key.participants() | known
        return {"groups": list(map(_describe, self._groups)), "known": list(known.items()), "kinds": KINDS}

    def _decide(self, edit: Edit) -> dict[str, Any]:
        place = field(edit, "group", int)
        if not 0 <= place < len(self._groups):
            raise StudyProblem(f"group {place} is not in this review. Run its cell again.")
        group = self._groups[place]
        self._key.decide(group.own, field(edit, "decision", str), pseudonym=group.pseudonym)
        return {}

    def _decisions(self) -> list[str]:
        """Return the decision on each group, in their order: nothing of what they are."""
        return [group.decision(self._key) for group in self._groups]

    def _changes(self) -> dict[str, Any]:
        before, after = self.state["decisions"], self._decisions()
        changed = {str(place): new for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}
        if not changed:
            return {}
        self.state.update(decisions=after, revision=self.state["revision"] + 1)
        return {"revision": self.state["revision"], "decisions": changed}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        done, total = sum(map(bool, self.state["decisions"])), len(self._groups)
        static = f"<p>{done} of {total} decided. What they are is shown only while the notebook runs.</p>"
        return {**data, "text/plain": repr(self), "text/html": static}, metadata


def _describe(group: Group) -> dict[str, Any]:
    return {
        "quotes": list(group.quotes),
        "kind": group.kind,
        "pseudonym": group.pseudonym,
        "score": group.score,
        "places": group.places,
        "sources": len(group.sources),
        "contexts": group.contexts,
    }
