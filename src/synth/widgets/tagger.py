"""The tagger: a transcript in the notebook, in which a researcher accepts, rejects and makes tags.

The study is the only place where a decision lives. The page shows it through three traits and never writes to them
but for the chosen source; every edit travels as a message with a number, is committed, and then acknowledged.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import traitlets

from synth.codes import Codes
from synth.errors import StudyProblem
from synth.events import Thing
from synth.study import Study
from synth.verdicts import finding_of
from synth.widgets.edits import Action, Edit, EditingWidget, field
from synth.widgets.material import Material
from synth.widgets.modules import join_modules, join_styles
from synth.widgets.static import transcript_html

PARTS = (
    *("text", "search", "dom", "lab", "status", "edits", "corpus", "session", "items", "rows", "turn", "transcript"),
    *("head", "filters", "panel", "box", "combobox", "picker", "forms", "overlay", "route", "pointer", "keys", "view"),
)
"""The modules of the page, each after those it imports from."""

MAX_TAG_LENGTH = 200
"""In characters: a tag is a name; a longer text is a pasted mistake."""

SECTIONS = {
    "taggings": "tagging",
    "rejected": "verdict",
    "memos": "memo",
    "stars": "star",
    "codes": "code",
    "mended": "utterance",
}
"""What the page knows of the study's decisions, and the entity of each in the journal."""


class Tagger(EditingWidget):
    """Transcripts with their suggestions and tags, by mouse or keyboard; every decision is kept in the study.

    Press `?` in the widget for its keys.

    >>> from tempfile import TemporaryDirectory
    >>> from synth.tables import UTTERANCES
    >>> utterances = UTTERANCES.make([{"utterance_id": "u1", "source_id": "P01", "source_kind": "interview",
    ...     "position": 0, "role": "participant", "text": "I never hear back."}])
    >>> with TemporaryDirectory() as folder:
    ...     Tagger(Study(f"{folder}/study.db"), utterances)
    Tagger(1 source, 0 tags)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "tagger.js")
    _css = join_styles("synth-tagger", "parts/transcript.css", "parts/side.css", "parts/over.css")

    corpus = traitlets.Bytes().tag(sync=True)
    """The material as it was given, as JSON: columns of the utterances and findings, and the order to go through it."""

    source = traitlets.Unicode().tag(sync=True)
    """The source_id of the transcript that is shown."""

    def __init__(
        self,
        study: Study,
        utterances: pd.DataFrame,
        findings: pd.DataFrame | None = None,
        *,
        source: str = "",
        order: Iterable[str] = (),
    ) -> None:
        """Show the utterances, with the findings as suggestions and the study's taggings as tags.

        Args:
            study: where the decisions are read and kept.
            utterances: the utterances table of all sources.
            findings: the findings table of those utterances; None for no suggestions.
            source: the source_id to begin with; the first one if it is left out.
            order: utterance or finding ids, in which order "next" goes through what is undecided, such as
                `propose_next(...)["utterance_id"]`; reading order if it is left out.

        Raises:
            TableProblem: a table breaks its rules, a finding's quote is not in its utterance, or the order names
                something that is in neither.
        """
        self._material = Material(utterances, findings, order)
        self._study = study
        self._seen: dict[str, dict[str, Thing]] = {section: {} for section in SECTIONS}
        self._codes, self._told_codes = Codes({}), set[str]()
        state: dict[str, Any] = {section: {} for section in (*SECTIONS, "astray")}
        _update(state, self._look())
        super().__init__(study, corpus=json.dumps(self._material.columns()).encode(), state=state, source=source)

    def __repr__(self) -> str:
        sources, tags = len(self._material.sources), len(self.state["taggings"])
        return f"Tagger({sources} source{'s' * (sources != 1)}, {tags} tag{'s' * (tags != 1)})"

    @traitlets.validate("source")
    def _known_source(self, proposal: Mapping[str, Any]) -> str:
        sources = self._material.sources
        return str(proposal["value"] if proposal["value"] in sources or not sources else sources[0])

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {
            "tag": self._tag,
            "retag": self._retag,
            "move": self._move,
            "untag": self._untag,
            "reject": self._reject,
            "star": self._star,
            "memo": self._memo,
            "mend": self._mend,
        }

    def _tag(self, edit: Edit) -> dict[str, Any]:
        utterance_id, start, end = self._place(edit, field(edit, "utterance_id", str))
        finding_id = field(edit, "finding_id", str) if edit.get("finding_id") else ""
        if finding_id:
            self._known_finding(finding_id)
        utterance, star = self._material.utterance(utterance_id), edit.get("star") is True
        tagging_id = self._study.tag(utterance, start, end, _tag_name(edit), finding_id=finding_id, star=star)
        return {"tagging_id": tagging_id}

    def _retag(self, edit: Edit) -> dict[str, Any]:
        self._study.retag(self._known_tagging(edit), _tag_name(edit))
        return {}

    def _move(self, edit: Edit) -> dict[str, Any]:
        tagging_id = self._known_tagging(edit)
        here = self.state["taggings"].get(tagging_id) or self.state["astray"][tagging_id]
        utterance_id, start, end = self._place(edit, here["utterance_id"])
        self._study.move(tagging_id, start, end, self._material.utterance(utterance_id)["text"])
        return {}

    def _untag(self, edit: Edit) -> dict[str, Any]:
        self._study.untag(self._known_tagging(edit))
        return {}

    def _reject(self, edit: Edit) -> dict[str, Any]:
        self._study.reject(self._known_finding(field(edit, "finding_id", str)))
        return {}

    def _star(self, edit: Edit) -> dict[str, Any]:
        self._study.star(self._known_tagging(edit), starred=field(edit, "starred", bool))
        return {}

    def _memo(self, edit: Edit) -> dict[str, Any]:
        about = field(edit, "about", str)
        if about not in self._material:
            self._known_tagging({"tagging_id": about})
        self._study.write_memo(about, field(edit, "text", str))
        return {}

    def _mend(self, edit: Edit) -> dict[str, Any]:
        utterance = self._utterance(field(edit, "utterance_id", str))
        if field(edit, "seen", str) != utterance["text"]:
            raise StudyProblem("somebody mended this turn since you opened it. Look at its words again.")
        mended = {name: field(edit, name, str) for name in ("text", "participant_id", "role")}
        self._study.mend(utterance, **mended, findings=self._material.findings_of(utterance["utterance_id"]))
        return {}

    def _utterance(self, utterance_id: str) -> Thing:
        if utterance_id not in self._material:
            raise StudyProblem(f"utterance {utterance_id!r} is not in this tagger's material. Run its cell again.")
        return self._material.utterance(utterance_id)

    def _place(self, edit: Edit, utterance_id: str) -> tuple[str, int, int]:
        text = self._utterance(utterance_id)["text"]
        start, end = field(edit, "start", int), field(edit, "end", int)
        if not 0 <= start < end <= len(text):
            raise StudyProblem(f"the span {start}-{end} is not inside the utterance, which has {len(text)} characters.")
        if edit.get("quote", text[start:end]) != text[start:end]:
            raise StudyProblem("the words there are others now: the turn was mended. Select them again.")
        return utterance_id, start, end

    def _known_tagging(self, edit: Edit) -> str:
        tagging_id = str(field(edit, "tagging_id", str))
        if tagging_id not in self.state["taggings"] and tagging_id not in self.state["astray"]:
            raise StudyProblem(f"tagging {tagging_id!r} is gone: it was removed elsewhere. Choose another one.")
        return tagging_id

    def _known_finding(self, finding_id: str) -> str:
        if finding_id not in self._material.finding_ids:
            raise StudyProblem(f"suggestion {finding_id!r} is not in this tagger. Run its cell again.")
        return finding_id

    # State --------------------------------------------------------------------------------------------------------

    def _look(self) -> dict[str, dict[str, Any]]:
        """Return what changed in the study since the last look, by section and key; None for what is gone."""
        changed = {section: self._changed_keys(section) for section in SECTIONS}
        for key in changed["mended"]:
            if key in self._material:
                self._material.take_in(key, self._seen["mended"].get(key))
        changed["taggings"] |= {
            key for key, row in self._seen["taggings"].items() if row["utterance_id"] in changed["mended"]
        }
        found: dict[str, dict[str, Any]] = {section: {} for section in (*SECTIONS, "astray")}
        if changed.pop("codes"):
            self._codes = self._study.codebook.codes()
            found["codes"] = _tell_codes(self._codes, self._seen["codes"], self._told_codes)
            self._told_codes = {name for name, told in found["codes"].items() if told}
            changed["taggings"] |= self._seen["taggings"].keys()
        for section, keys in changed.items():
            for key in sorted(keys):
                thing = self._seen[section].get(key)
                for where, shown in self._shown(section, key, thing):
                    found[where][key] = shown
        return found

    def _changed_keys(self, section: str) -> set[str]:
        """Return the keys of the things that are others than those seen last, and see them."""
        before, now = self._seen[section], dict(self._study.visible(SECTIONS[section]))
        if section == "rejected":
            now = {finding_of(key): thing for key, thing in now.items()}
        self._seen[section] = now
        return {key for key in before.keys() | now.keys() if before.get(key) is not now.get(key)}

    def _shown(self, section: str, key: str, thing: Thing | None) -> Iterable[tuple[str, Any]]:
        """Yield what the page is told about a thing, and in which section."""
        if section == "taggings":
            is_here = thing is not None and self._stands(thing)
            named = thing and {**thing, "tag": self._codes.name(thing["tag"])}
            yield "taggings", _plain_tagging(named) if named and is_here else None
            yield "astray", _astray(named) if named and not is_here else None
        elif section == "mended":
            yield section, self._material.mended(key) if key in self._material else None
        elif thing is None:
            yield section, None
        else:
            yield section, thing["text"] if section == "memos" else True

    def _stands(self, tagging: Thing) -> bool:
        if tagging["utterance_id"] not in self._material:
            return False
        text = self._material.utterance(tagging["utterance_id"])["text"]
        return bool(text[tagging["start"] : tagging["end"]] == tagging["quote"])

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed: {} if nothing did."""
        changes = _update(self.state, self._look())
        if not changes:
            return {}
        self.state["revision"] += 1
        return {"revision": self.state["revision"], **changes}

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        turns, taggings = self._material.turns(self.source), list(self.state["taggings"].values())
        static = transcript_html(turns, taggings, title=self.source)
        return {**data, "text/plain": repr(self), "text/html": static}, metadata


def _update(state: dict[str, Any], found: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Bring the state up to date and return, by section, what is really another; None for what is gone."""
    changes: dict[str, dict[str, Any]] = {}
    for section, things in found.items():
        new = {key: thing for key, thing in things.items() if state[section].get(key) != thing}
        for key, thing in new.items():
            if thing is None:
                del state[section][key]
            else:
                state[section][key] = thing
        if new:
            changes[section] = new
    return changes


def _tell_codes(codes: Codes, kept: Iterable[str], told: Iterable[str]) -> dict[str, Thing | None]:
    """Return what the page is told about the codes of the codebook, by name; None for a name that is gone."""
    live = [key for key in kept if codes.current(key) == key]
    now = {
        codes.name(key): {"parent": codes.name(codes.parent(key)), "retired": bool(codes.fields(key)["retired"])}
        for key in live
    }
    return {**dict.fromkeys(told), **now}


def _plain_tagging(thing: Thing) -> Thing:
    return {name: thing[name] for name in ("utterance_id", "start", "end", "tag", "finding_id", "researcher")}


def _astray(thing: Thing) -> Thing:
    return {name: thing[name] for name in ("utterance_id", "quote", "tag")}


def _tag_name(edit: Edit) -> str:
    name = str(field(edit, "tag", str))
    if len(name) > MAX_TAG_LENGTH:
        raise StudyProblem(f"the tag has {len(name)} characters; a tag is a name of at most {MAX_TAG_LENGTH}.")
    return name
