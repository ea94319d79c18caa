"""The persona editor: drafts and kept personas side by side, as cards whose words a researcher can change.

A kept persona lives in the study, and each change of it is committed there. The changes of a draft live in this widget,
as long as its kernel, until the draft is kept.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import traitlets

from synth.cards import render_html
from synth.errors import StudyProblem
from synth.personas.sheets import Sheet, fold_sheet, leave_out, open_sheet, write
from synth.study import Study
from synth.widgets.edits import Action, Edit, EditingWidget, about, field
from synth.widgets.modules import join_modules, join_styles

PARTS = ("dom", "edits", "records", "status", "lab", "sheets", "words", "card")
"""The modules of the page, each after those it imports from."""

Step = tuple[str, Sheet, Sheet] | None
"""What can be undone: a draft's persona_id with its sheet before and after, or None for an action of the study."""


class PersonaEditor(EditingWidget):
    """Persona drafts to name, reword, shorten and keep, by mouse or keyboard; nothing that is left out is lost.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     PersonaEditor(Study(f"{folder}/study.db"), [{"persona_id": "p1", "name": "The one who waits"}])
    PersonaEditor(1 draft, 0 kept)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "personas.js")
    _css = join_styles("parts/frame.css", "personas.css")

    titles = traitlets.Dict().tag(sync=True)
    """The headings of a card's claims, by kind, in their order."""

    def __init__(self, study: Study, drafts: Iterable[Mapping[str, Any]] = ()) -> None:
        """Show the drafts, and what the study keeps; a draft that is kept already is shown as it was kept.

        Args:
            study: where personas are kept.
            drafts: what `draft_personas` returned; they are not changed.

        Raises:
            StudyProblem: a draft has no persona_id or no name.
        """
        self._study = study
        self._drafted = {sheet["persona_id"]: sheet for sheet in map(open_sheet, drafts)}
        self._drafts = dict(self._drafted)
        self._order = list(self._drafts)
        self._done: list[Step] = []
        self._undone: list[Step] = []
        super().__init__(study, state=self._decisions())

    def __repr__(self) -> str:
        cards = self.state["cards"].values()
        kept = sum(card["kept"] for card in cards)
        drafts = len(cards) - kept
        return f"PersonaEditor({drafts} draft{'s' * (drafts != 1)}, {kept} kept)"

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {"write": self._write, "leave_out": self._leave_out, "keep": self._keep, "remove": self._remove}

    def _write(self, edit: Edit) -> dict[str, Any]:
        claim = field(edit, "claim", int) if "claim" in edit else None
        before = self._sheet(edit)
        self._change(before, write(before, field(edit, "field", str), field(edit, "text", str), claim=claim))
        return {}

    def _leave_out(self, edit: Edit) -> dict[str, Any]:
        quote = (field(edit, "list", str), field(edit, "quote", int)) if "quote" in edit else None
        before, claim = self._sheet(edit), field(edit, "claim", int)
        self._change(before, leave_out(before, claim, quote=quote, out=field(edit, "out", bool)))
        return {}

    def _keep(self, edit: Edit) -> dict[str, Any]:
        sheet = self._sheet(edit)
        if sheet["persona_id"] not in self._kept():
            self._save(sheet)
        return {}

    def _remove(self, edit: Edit) -> dict[str, Any]:
        """Take a persona out of the study; what it became stays here as a draft."""
        sheet = self._sheet(edit)
        self._study.remove_persona(sheet["persona_id"])
        self._drafts[sheet["persona_id"]] = sheet
        self._remember(None)
        return {}

    def _sheet(self, edit: Edit) -> Sheet:
        persona_id = field(edit, "persona_id", str)
        sheet = self._kept().get(persona_id) or self._drafts.get(persona_id)
        if sheet is None:
            raise StudyProblem(f"persona {persona_id!r} is gone: it was removed elsewhere.")
        return sheet

    def _change(self, before: Sheet, after: Sheet) -> None:
        """Change a kept persona in the study, a draft here."""
        persona_id = before["persona_id"]
        if before == after:
            return
        if persona_id in self._kept():
            self._save(after)
        else:
            self._drafts[persona_id] = after
            self._remember((persona_id, before, after))

    def _save(self, sheet: Sheet) -> None:
        self._study.save_persona(fold_sheet(sheet))
        self._remember(None)

    def _remember(self, step: Step) -> None:
        self._done.append(step)
        self._undone.clear()

    def _revert(self, effect: str) -> dict[str, Any]:
        """Undo or redo the latest change of a draft, or else the latest action of the study."""
        source, target = (self._done, self._undone) if effect == "undo" else (self._undone, self._done)
        if source and (step := source[-1]):
            persona_id, before, after = step
            self._drafts[persona_id] = before if effect == "undo" else after
            target.append(source.pop())
            return about(effect, "change of the draft")
        entity = self._study.undo() if effect == "undo" else self._study.redo()
        if source:
            source.pop()
        if entity:
            target.append(None)
        return about(effect, entity)

    # State --------------------------------------------------------------------------------------------------------

    def _kept(self) -> dict[str, Sheet]:
        self._study.refresh()
        return {persona["persona_id"]: open_sheet(persona) for persona in self._study.personas()}

    def _decisions(self) -> dict[str, Any]:
        """Return every card, and their order: drafts as they were given, then what else the study keeps."""
        kept = self._kept()
        self._order += [persona_id for persona_id in kept if persona_id not in self._order]
        cards = {}
        for persona_id in self._order:
            if sheet := kept.get(persona_id) or self._drafts.get(persona_id):
                edited = sheet != self._drafted.get(persona_id)
                cards[persona_id] = {**sheet, "kept": persona_id in kept, "edited": edited}
        return {"cards": cards, "order": list(cards)}

    def _changes(self) -> dict[str, Any]:
        before, after = self.state, self._decisions()
        old, new = before["cards"], after["cards"]
        cards = {key: card for key, card in new.items() if old.get(key) != card}
        cards |= {key: None for key in old if key not in new}
        if not cards:
            return {}
        before.update(after, revision=before["revision"] + 1)
        return {"revision": before["revision"], "cards": cards, "order": after["order"]}

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        cards = list(self.state["cards"].values())
        sheets = [card for card in cards if card["kept"]] or cards
        static = render_html([fold_sheet(sheet) for sheet in sheets]) if sheets else "<p>No personas yet.</p>"
        return {**data, "text/plain": repr(self), "text/html": static}, metadata
