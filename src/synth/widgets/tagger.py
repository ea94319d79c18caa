"""The tagger: a transcript in the notebook, in which a researcher accepts, rejects and makes tags.

The study is the only place where a decision lives. The page shows it through three traits and never writes to them
but for the chosen source; every edit travels as a message with a number, is committed, and then acknowledged.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import traitlets

from synth.errors import StudyProblem
from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES, check_quotes
from synth.widgets.edits import Action, Edit, EditingWidget, field
from synth.widgets.modules import join_modules, join_styles
from synth.widgets.static import transcript_html

PARTS = (
    *("text", "dom", "lab", "status", "edits", "session", "items"),
    *("head", "transcript", "panel", "picker", "pointer", "keys"),
)
"""The modules of the page, each after those it imports from."""

MAX_TAG_LENGTH = 200
"""In characters: a tag is a name; a longer text is a pasted mistake."""

_UTTERANCE_COLUMNS = ["utterance_id", "source_id", "participant_id", "role", "language", "start_s", "text"]
_FINDING_COLUMNS = ["finding_id", "utterance_id", "start", "end", "kind", "cue"]
_TAGGING_COLUMNS = ["utterance_id", "start", "end", "tag", "finding_id", "researcher"]


class Tagger(EditingWidget):
    """Transcripts with their suggestions and tags, by mouse or keyboard; every decision is kept in the study.

    Press `?` in the widget for its keys.

    >>> from tempfile import TemporaryDirectory
    >>> utterances = UTTERANCES.make([{"utterance_id": "u1", "source_id": "P01", "source_kind": "interview",
    ...     "position": 0, "role": "participant", "text": "I never hear back."}])
    >>> with TemporaryDirectory() as folder:
    ...     Tagger(Study(f"{folder}/study.db"), utterances)
    Tagger(1 source, 0 tags)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "tagger.js")
    _css = join_styles("parts/frame.css", "tagger.css")

    corpus = traitlets.Dict().tag(sync=True)
    """The material, which does not change: columns of the utterances and of the findings."""

    source = traitlets.Unicode().tag(sync=True)
    """The source_id of the transcript that is shown."""

    def __init__(
        self, study: Study, utterances: pd.DataFrame, findings: pd.DataFrame | None = None, *, source: str = ""
    ) -> None:
        """Show the utterances, with the findings as suggestions and the study's taggings as tags.

        Args:
            study: where the decisions are read and kept.
            utterances: the utterances table of all sources.
            findings: the findings table of those utterances; None for no suggestions.
            source: the source_id to begin with; the first one if it is left out.

        Raises:
            TableProblem: a table breaks its rules, or a finding's quote is not in its utterance.
        """
        findings = FINDINGS.make() if findings is None else FINDINGS.check(findings)
        check_quotes(findings, UTTERANCES.check(utterances))
        self._study = study
        self._utterances = _in_reading_order(utterances)
        self._texts = dict(zip(utterances["utterance_id"], utterances["text"], strict=True))
        self._finding_ids = set(findings["finding_id"])
        corpus = {
            "utterances": _columns(self._utterances, _UTTERANCE_COLUMNS),
            "findings": _columns(findings, _FINDING_COLUMNS),
        }
        super().__init__(study, corpus=corpus, state=self._decisions(), source=source)

    def __repr__(self) -> str:
        sources = self._utterances["source_id"].nunique()
        tags = len(self.state["taggings"])
        return f"Tagger({sources} source{'s' * (sources != 1)}, {tags} tag{'s' * (tags != 1)})"

    @traitlets.validate("source")
    def _known_source(self, proposal: Mapping[str, Any]) -> str:
        sources = list(self._utterances["source_id"].unique())
        if proposal["value"] in sources or not sources:
            return str(proposal["value"])
        return str(sources[0])

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {
            "tag": self._tag,
            "retag": self._retag,
            "move": self._move,
            "untag": self._untag,
            "reject": self._reject,
        }

    def _tag(self, edit: Edit) -> dict[str, Any]:
        utterance_id, start, end = self._place(edit, field(edit, "utterance_id", str))
        finding_id = field(edit, "finding_id", str) if edit.get("finding_id") else ""
        if finding_id:
            self._known_finding(finding_id)
        utterance = {"utterance_id": utterance_id, "text": self._texts[utterance_id]}
        return {"tagging_id": self._study.tag(utterance, start, end, _tag_name(edit), finding_id=finding_id)}

    def _retag(self, edit: Edit) -> dict[str, Any]:
        self._study.retag(self._known_tagging(edit), _tag_name(edit))
        return {}

    def _move(self, edit: Edit) -> dict[str, Any]:
        tagging_id = self._known_tagging(edit)
        utterance_id, start, end = self._place(edit, self.state["taggings"][tagging_id]["utterance_id"])
        self._study.move(tagging_id, start, end, self._texts[utterance_id])
        return {}

    def _untag(self, edit: Edit) -> dict[str, Any]:
        self._study.untag(self._known_tagging(edit))
        return {}

    def _reject(self, edit: Edit) -> dict[str, Any]:
        self._study.reject(self._known_finding(field(edit, "finding_id", str)))
        return {}

    def _place(self, edit: Edit, utterance_id: str) -> tuple[str, int, int]:
        if utterance_id not in self._texts:
            raise StudyProblem(f"utterance {utterance_id!r} is not in this tagger's material. Run its cell again.")
        start, end, length = field(edit, "start", int), field(edit, "end", int), len(self._texts[utterance_id])
        if not 0 <= start < end <= length:
            raise StudyProblem(f"the span {start}-{end} is not inside the utterance, which has {length} characters.")
        return utterance_id, start, end

    def _known_tagging(self, edit: Edit) -> str:
        tagging_id = str(field(edit, "tagging_id", str))
        if tagging_id not in self.state["taggings"]:
            raise StudyProblem(f"tagging {tagging_id!r} is gone: it was removed elsewhere. Choose another one.")
        return tagging_id

    def _known_finding(self, finding_id: str) -> str:
        if finding_id not in self._finding_ids:
            raise StudyProblem(f"suggestion {finding_id!r} is not in this tagger. Run its cell again.")
        return finding_id

    # State --------------------------------------------------------------------------------------------------------

    def _decisions(self) -> dict[str, Any]:
        """Return the study's decisions about this material, and how many taggings are about other material."""
        taggings = self._study.taggings()
        rows = zip(taggings["tagging_id"], _records(taggings, [*_TAGGING_COLUMNS, "quote"]), strict=True)
        here: dict[str, dict[str, Any]] = {}
        for tagging_id, row in rows:
            quote = row.pop("quote")
            if self._texts.get(row["utterance_id"], "")[row["start"] : row["end"]] == quote:
                here[tagging_id] = row
        rejected = sorted(self._study.rejected() & self._finding_ids)
        return {"taggings": here, "rejected": rejected, "elsewhere": len(taggings) - len(here)}

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed: {} if nothing did."""
        before, after = self.state, self._decisions()
        old, new = before["taggings"], after["taggings"]
        taggings: dict[str, Any] = {key: row for key, row in new.items() if old.get(key) != row}
        taggings |= {key: None for key in old if key not in new}
        rejected = {key: key in after["rejected"] for key in sorted({*before["rejected"]} ^ {*after["rejected"]})}
        if not taggings and not rejected and before["elsewhere"] == after["elsewhere"]:
            return {}
        before.update(after, revision=before["revision"] + 1)
        return {
            "revision": before["revision"],
            "taggings": taggings,
            "rejected": rejected,
            "elsewhere": after["elsewhere"],
        }

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        turns = self._utterances[self._utterances["source_id"] == self.source]
        static = transcript_html(turns, list(self.state["taggings"].values()), title=self.source)
        return {**data, "text/plain": repr(self), "text/html": static}, metadata


def _in_reading_order(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return the utterances source by source, sources as they first appear, turns by position."""
    appearance = pd.Series(pd.factorize(utterances["source_id"])[0], index=utterances.index)
    ordered = utterances.assign(_source=appearance).sort_values(["_source", "position"], kind="stable")
    return ordered.drop(columns="_source").reset_index(drop=True)


def _columns(table: pd.DataFrame, columns: list[str]) -> dict[str, list[Any]]:
    """Return columns as plain lists, None for a missing number: JSON has no NaN."""
    return {column: [None if pd.isna(value) else value for value in table[column].tolist()] for column in columns}


def _records(table: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*_columns(table, columns).values(), strict=True)]


def _tag_name(edit: Edit) -> str:
    name = str(field(edit, "tag", str))
    if len(name) > MAX_TAG_LENGTH:
        raise StudyProblem(f"the tag has {len(name)} characters; a tag is a name of at most {MAX_TAG_LENGTH}.")
    return name
