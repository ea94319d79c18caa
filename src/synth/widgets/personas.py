"""The persona editor: drafts and kept personas side by side, as cards whose words and evidence a researcher can change.

Each change is an event of the study, of a draft too: nothing is lost with the kernel, and undo takes back one change.
What was changed of a draft is kept under `DRAFT` until the draft is kept as a persona.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import traitlets

from synth.cards import render_html
from synth.errors import StudyProblem
from synth.journal import Change
from synth.personas import words
from synth.personas.carrying import carry_edits, find_newer
from synth.personas.claims import show_quote
from synth.personas.regrouping import merge_personas, split_persona
from synth.personas.sheets import Sheet, add_quote, fold_sheet, leave_out, open_sheet, write
from synth.study import Study
from synth.widgets.edits import Action, Edit, EditingWidget, field
from synth.widgets.modules import join_modules, join_styles
from synth.wording import load_wording

PARTS = (
    "dom", "edits", "records", "status", "lab", "hotkeys", "sheets", "words", "combobox", "chooser", "card",
    "comparison",
)  # fmt: skip
"""The modules of the page, each after those it imports from."""

DRAFT = "persona draft"
PERSONA = "persona"


class PersonaEditor(EditingWidget):
    """Persona drafts to name, reword, prove, compare, merge, split and keep, by mouse or keyboard.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     PersonaEditor(Study(f"{folder}/study.db"), [{"persona_id": "p1", "name": "The one who waits"}])
    PersonaEditor(1 draft, 0 kept)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "personas.js")
    _css = join_styles("synth-personas", "parts/card.css", "personas.css")

    titles = traitlets.Dict().tag(sync=True)
    """The headings of a card's claims, by kind, in their order."""
    material: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    """The quotes of the interviews that can be put on a card: evidence_id, quote, participant_id, kind, claim."""

    def __init__(
        self,
        study: Study,
        drafts: Iterable[Mapping[str, Any]] = (),
        *,
        evidence: pd.DataFrame | None = None,
        language: str | None = None,
    ) -> None:
        """Show the drafts, and what the study keeps; a draft that is kept already is shown as it was kept.

        Args:
            study: where personas are kept.
            drafts: what `draft_personas` returned; they are not changed.
            evidence: the evidence they were drafted from, to add quotes from, to merge and to split.
            language: of headings and sentences; None for that of the drafts.

        Raises:
            StudyProblem: a draft has no persona_id or no name.
        """
        self._study = study
        self._evidence = evidence
        self._drafted = {sheet["persona_id"]: sheet for sheet in map(open_sheet, drafts)}
        spoken = [draft["language"] for draft in self._drafted.values() if draft.get("language")]
        self._language = language or next(iter(spoken), "en")
        super().__init__(
            study,
            state=self._decisions(),
            titles=dict(load_wording("kinds", self._language)),
            material=_list_material(evidence),
        )

    def __repr__(self) -> str:
        cards = self.state["cards"].values()
        kept = sum(card["kept"] for card in cards)
        drafts = len(cards) - kept
        return f"PersonaEditor({drafts} draft{'s' * (drafts != 1)}, {kept} kept)"

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {
            "write": self._write,
            "leave_out": self._leave_out,
            "add_quote": self._add_quote,
            "keep": self._keep,
            "remove": self._remove,
            "merge": self._merge,
            "split": self._split,
            "renew": self._renew,
        }

    def _write(self, edit: Edit) -> dict[str, Any]:
        claim = field(edit, "claim", int) if "claim" in edit else None
        before = self._sheet(edit)
        return self._save(before, write(before, field(edit, "field", str), field(edit, "text", str), claim=claim))

    def _leave_out(self, edit: Edit) -> dict[str, Any]:
        quote = (field(edit, "list", str), field(edit, "quote", int)) if "quote" in edit else None
        before, claim = self._sheet(edit), field(edit, "claim", int)
        return self._save(before, leave_out(before, claim, quote=quote, out=field(edit, "out", bool)))

    def _add_quote(self, edit: Edit) -> dict[str, Any]:
        evidence_id, before = field(edit, "evidence_id", str), self._sheet(edit)
        proof = self._proof()
        rows = proof[proof["evidence_id"] == evidence_id].to_dict("records")
        if not rows:
            raise StudyProblem(f"the quote {evidence_id!r} is no evidence any more. Run the notebook again.")
        claim, where = field(edit, "claim", int), field(edit, "list", str)
        return self._save(before, add_quote(before, claim, where, show_quote(rows[0])))

    def _keep(self, edit: Edit) -> dict[str, Any]:
        sheet = self._sheet(edit)
        return self._replace([sheet], [sheet], kept=True)

    def _remove(self, edit: Edit) -> dict[str, Any]:
        """Take a persona out of the study; what it became stays as a draft."""
        sheet = self._sheet(edit)
        if sheet["persona_id"] not in self._study.things(PERSONA):
            raise StudyProblem(f"persona {sheet['name']!r} is a draft, and not in this study's personas.")
        return self._replace([sheet], [sheet], kept=False)

    def _merge(self, edit: Edit) -> dict[str, Any]:
        one, other = self._sheet(edit), self._sheet(edit, "other")
        merged = merge_personas(one, other, self._proof())
        return self._replace([one, other], [merged])

    def _split(self, edit: Edit) -> dict[str, Any]:
        sheet, members = self._sheet(edit), field(edit, "participants", list)
        return self._replace([sheet], split_persona(sheet, members, self._proof()))

    def _renew(self, edit: Edit) -> dict[str, Any]:
        """Put the draft of the participants as they are now in the place of a persona of before, with its edits."""
        sheet, draft = self._sheet(edit), self._sheet(edit, "draft")
        return self._replace([sheet, draft], [carry_edits(sheet, fold_sheet(draft))])

    def _proof(self) -> pd.DataFrame:
        if self._evidence is None:
            raise StudyProblem("the editor was made without evidence; use PersonaEditor(study, drafts, evidence=...).")
        return self._evidence

    def _sheet(self, edit: Edit, name: str = "persona_id") -> Sheet:
        persona_id = field(edit, name, str)
        if persona_id not in (sheets := self._sheets()):
            raise StudyProblem(f"persona {persona_id!r} is gone: it was removed elsewhere.")
        return sheets[persona_id]

    def _save(self, before: Sheet, after: Sheet) -> dict[str, Any]:
        if before != after:
            entity = PERSONA if before["persona_id"] in self._study.things(PERSONA) else DRAFT
            self._study.change([(entity, before["persona_id"], fold_sheet(after))])
        return {}

    def _replace(self, before: list[Sheet], after: list[Sheet], *, kept: bool | None = None) -> dict[str, Any]:
        """Put sheets in the place of others in one action; they are kept if all of those were, unless it is said."""
        stored = self._study.things(PERSONA)
        keep = all(sheet["persona_id"] in stored for sheet in before) if kept is None else kept
        gone = {sheet["persona_id"] for sheet in before} - {sheet["persona_id"] for sheet in after}
        changes: list[Change] = [(PERSONA, one, None) for one in sorted(gone) if one in stored]
        changes += [(DRAFT, one, {"persona_id": one, "gone": True}) for one in sorted(gone)]
        for sheet in after:
            set_in, out_of = (PERSONA, DRAFT) if keep else (DRAFT, PERSONA)
            changes += [(set_in, sheet["persona_id"], fold_sheet(sheet)), (out_of, sheet["persona_id"], None)]
        self._study.change(changes)
        return {}

    # State --------------------------------------------------------------------------------------------------------

    def _sheets(self) -> dict[str, Sheet]:
        """Return every sheet: drafts as they were given or changed, then what else the study has."""
        self._study.refresh()
        changed = self._study.things(DRAFT)
        kept = {persona["persona_id"]: open_sheet(persona) for persona in self._study.personas()}
        gone = {key for key, thing in changed.items() if thing.get("gone")}
        edited = {key: open_sheet(thing) for key, thing in changed.items() if key not in gone}
        sheets = {**self._drafted, **edited, **kept}
        return {key: sheet for key, sheet in sheets.items() if key not in gone - set(kept)}

    def _decisions(self) -> dict[str, Any]:
        sheets, kept = self._sheets(), self._study.things(PERSONA)
        known = None if self._evidence is None else set(self._evidence["evidence_id"])
        fresh = [sheet for key, sheet in sheets.items() if key in self._drafted and key not in kept]
        cards = {}
        for key, sheet in sheets.items():
            newer = find_newer(sheet, fresh) if key in kept and key not in self._drafted else ""
            told = self._tell(sheet, sheets.get(newer))
            claims = [_mark_lost(claim, known) for claim in sheet["claims"]]
            state = {"kept": key in kept, "edited": sheet != self._drafted.get(key), "newer": newer, "told": told}
            cards[key] = {**sheet, "claims": claims, **state}
        return {"cards": cards, "order": list(cards)}

    def _tell(self, sheet: Sheet, newer: Sheet | None) -> dict[str, Any]:
        """Return the sentences of a card, in the language of the study."""
        phrases, language = load_wording("personas", self._language), self._language
        draft = phrases["draft"].format(least=words.needed(sheet))
        edges = ", ".join(sheet.get("edge_cases", ()))
        facts = [words.say_verdict(sheet, language), words.say_stability(sheet, language)]
        profile = words.say_profile(sheet, language)
        sections = [
            (phrases["who"], f"{profile}. {phrases['who_note']}" if profile else ""),
            (phrases["missing"], "; ".join(words.say_missing(sheet, language))),
        ]
        return {
            "people": words.say_people(sheet, language),
            "draft": "" if sheet["publishable"] else draft,
            "facts": [*filter(None, facts), *([phrases["edge_cases"].format(names=edges)] if edges else [])],
            "counts": [words.say_counts(claim, language) for claim in sheet["claims"]],
            "sections": [section for section in sections if section[1]],
            "one_voice": phrases["one_voice"],
            "no_evidence": phrases["no_evidence"],
            "newer": _say_newer(sheet, newer) if newer else "",
        }

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
        sheets = [fold_sheet(card) for card in cards if card["kept"]] or [fold_sheet(card) for card in cards]
        static = render_html(sheets, language=self._language) if sheets else "<p>No personas yet.</p>"
        return {**data, "text/plain": repr(self), "text/html": static}, metadata


def _list_material(evidence: pd.DataFrame | None) -> list[dict[str, Any]]:
    if evidence is None:
        return []
    spoken = evidence[evidence["source_kind"] == "interview"]
    return [
        {str(name): value for name, value in row.items()}
        for row in spoken[["evidence_id", "quote", "participant_id", "kind", "claim"]].to_dict("records")
    ]


def _mark_lost(claim: Sheet, known: set[str] | None) -> Sheet:
    """Say of each quote whether it is evidence still: a finding may have been rejected, or a tag taken away."""
    if known is None:
        return claim
    lists = {
        where: [quote | {"lost": quote.get("evidence_id") not in known} for quote in claim[where]]
        for where in ("quotes", "contradicted_by")
    }
    return {**claim, **lists}


def _say_newer(sheet: Sheet, newer: Sheet) -> str:
    old, new = set(sheet["participants"]), set(newer["participants"])
    changes = [("with", new - old), ("without", old - new)]
    told = " and ".join(f"{how} {', '.join(sorted(names))}" for how, names in changes if names)
    return f"There is a newer draft of these people, {told}."
