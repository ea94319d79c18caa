"""The insight editor: insights beside their quotes, their chain, their need and their priority, written by keyboard.

Every change is an action of the study, and the drafts that the tags or themes suggest stand after what is kept.
"""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import traitlets

from synth.errors import StudyProblem
from synth.insights.layout import lay_out
from synth.insights.levels import FIELDS, INNOVATIONS, LEVELS, SCALES, STATUSES
from synth.insights.needs import list_leads
from synth.insights.suggestions import suggest_insights
from synth.study import Study
from synth.tables import LANGUAGES
from synth.templates import make_environment
from synth.widgets.edits import Action, Edit, EditingWidget, field, words
from synth.widgets.modules import join_modules, join_styles
from synth.wording import load_wording

PARTS = (
    "dom", "edits", "records", "status", "lab", "hotkeys", "search", "words", "listview", "insights", "combobox",
    "finder", "support", "sentences", "insightcard",
)  # fmt: skip
"""The modules of the page, each after those it imports from."""

QUOTES_SHOWN = 5
"""How many quotes of a side a report shows before it says how many more there are."""

_templates = make_environment()


class InsightEditor(EditingWidget):
    """The insights of a study, to write, to link with quotes, facts and recommendations, and to rate.

    Press `?` in the widget for its keys.

    >>> from tempfile import TemporaryDirectory
    >>> evidence = pd.DataFrame(columns=["evidence_id", "claim", "participant_id", "kind", "quote"])
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     _ = study.save_insight({"statement": "Silence reads as refusal."})
    ...     InsightEditor(study, evidence)
    InsightEditor(1 insight, 0 drafts)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "insights.js")
    _css = join_styles("synth-insights", "parts/list.css", "insights.css")

    quotes = traitlets.Bytes().tag(sync=True)
    """What can be linked, as JSON: id, words, claim, who and kind of each quote."""

    choices = traitlets.Dict().tag(sync=True)
    """What the fields of a choice may be."""

    def __init__(self, study: Study, evidence: pd.DataFrame, *, language: str = "en", drafts: bool = True) -> None:
        """Show the insights of a study and what could be one.

        Args:
            study: where they are kept.
            evidence: the evidence table of `collect_evidence`, by tag or by theme: what insights can rest on.
            language: nl, fr, de or en: of drafts, and of needs that do not name theirs.
            drafts: whether to draft insights from the evidence.
        """
        self._study, self._evidence, self._language = study, evidence, language
        suggested = suggest_insights(evidence, language=language) if drafts else []
        self._drafts = {draft["insight_id"]: draft for draft in suggested}
        self._drafted = lay_out(study, evidence, drafts=suggested, language=language)[len(study.insights()) :]
        columns = ["evidence_id", "quote", "claim", "participant_id", "kind"]
        offered = evidence[columns].astype(str).to_numpy().tolist()
        super().__init__(
            study,
            state=self._decisions(),
            quotes=json.dumps(offered, ensure_ascii=False).encode(),
            choices={
                "innovation": list(INNOVATIONS),
                "status": list(STATUSES),
                "language": list(LANGUAGES),
                "own": language,
                "leads": {tongue: list_leads(tongue) for tongue in LANGUAGES},
                "scales": {name: list(scale) for name, scale in SCALES.items()},
            },
        )

    def __repr__(self) -> str:
        kept = sum(row["kept"] for row in self.state["insights"].values())
        drafts = len(self.state["order"]) - kept
        return f"InsightEditor({kept} insight{'s' * (kept != 1)}, {drafts} draft{'s' * (drafts != 1)})"

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {
            "add": self._add,
            "keep": self._keep,
            "write": self._write,
            "link": self._link,
            "unlink": self._unlink,
            "fact": self._make_fact,
            "recommend": self._recommend,
            "remove": self._remove,
        }

    def _add(self, edit: Edit) -> dict[str, Any]:
        return {"insight": self._study.save_insight({"statement": words(edit, "statement")})}

    def _keep(self, edit: Edit) -> dict[str, Any]:
        key = field(edit, "insight", str)
        self._kept(key)
        return {"insight": key}

    def _write(self, edit: Edit) -> dict[str, Any]:
        """Write one field of a thing; a part of a need or job as "need.as_a", a number as text."""
        key, name, text = field(edit, "thing", str), field(edit, "field", str), words(edit, "text").strip()
        level = self._level(key)
        if not level:
            raise StudyProblem("what you write about is gone: it was removed elsewhere.")
        name, _, part = name.partition(".")
        if name not in FIELDS[level]:
            raise StudyProblem(f"the {level} has no field {name!r}; it has {', '.join(FIELDS[level])}.")
        value: Any = {part: text} if part else _read_number(name, text) if name in SCALES else text
        self._study.chain.save(level, {f"{level}_id": key, name: value})
        return {}

    def _link(self, edit: Edit) -> dict[str, Any]:
        """Let an insight rest on a quote or a fact, or be contradicted by it, or let a recommendation rest on it."""
        key, other = field(edit, "insight", str), field(edit, "other", str)
        self._kept(key)
        if self._level(other) == "recommendation":
            self._study.chain.link(other, key)
        else:
            self._study.chain.link(key, other, against=field(edit, "against", bool))
        return {}

    def _unlink(self, edit: Edit) -> dict[str, Any]:
        key, other = field(edit, "insight", str), field(edit, "other", str)
        upper, lower = (other, key) if self._level(other) == "recommendation" else (key, other)
        self._study.chain.unlink(upper, lower)
        return {}

    def _make_fact(self, edit: Edit) -> dict[str, Any]:
        key, against = field(edit, "insight", str), field(edit, "against", bool)
        self._kept(key)
        self._study.chain.save("fact", {"statement": words(edit, "statement")}, under=key, against=against)
        return {}

    def _recommend(self, edit: Edit) -> dict[str, Any]:
        key = field(edit, "insight", str)
        self._kept(key)
        self._study.chain.save("recommendation", {"statement": words(edit, "statement"), "insights": [key]})
        return {}

    def _remove(self, edit: Edit) -> dict[str, Any]:
        self._study.chain.remove(field(edit, "insight", str))
        return {}

    def _kept(self, key: str) -> None:
        """See to it that an insight is kept: whoever edits a draft wants it."""
        if key in self._study.things("insight"):
            return
        if key not in self._drafts:
            raise StudyProblem("this insight is gone: it was removed elsewhere.")
        self._study.save_insight(self._drafts[key])

    def _level(self, key: str) -> str:
        """Return the level of a thing; a draft is kept first, and what is none of them is a quote."""
        if key in self.state["insights"]:
            self._kept(key)
        return next((level for level in LEVELS if key in self._study.things(level)), "")

    # State --------------------------------------------------------------------------------------------------------

    def _decisions(self) -> dict[str, Any]:
        """Return every insight and draft by key, their order, and the facts and recommendations there are."""
        rows = lay_out(self._study, self._evidence, language=self._language)
        taken = {row[name] for row in rows for name in ("insight_id", "about")}
        rows += [row for row in self._drafted if taken.isdisjoint((row["insight_id"], row["about"]))]
        others = {
            f"{level}s": {thing[f"{level}_id"]: thing["statement"] for thing in self._study.chain.things(level)}
            for level in ("fact", "recommendation")
        }
        insights = {row["insight_id"]: row for row in rows}
        return {"insights": insights, "order": list(insights), **others}

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed: {} if nothing did."""
        before, after = self.state, self._decisions()
        rows = {key: row for key, row in after["insights"].items() if before["insights"].get(key) != row}
        rows |= dict.fromkeys(before["insights"].keys() - after["insights"].keys())
        if not rows and all(before[part] == after[part] for part in ("order", "facts", "recommendations")):
            return {}
        before.update(after, revision=before["revision"] + 1)
        return {"revision": before["revision"], **after, "insights": rows}

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        rows = [row for row in self.state["insights"].values() if row["kept"] and row["status"] != "dropped"]
        return {**data, "text/plain": repr(self), "text/html": render_insights(rows, language=self._language)}, metadata


def render_insights(rows: Sequence[dict[str, Any]], *, language: str = "en") -> str:
    """Return insights that are laid out as safe HTML, to be read where no kernel runs.

    Args:
        rows: from `lay_out`.
        language: nl, fr, de or en, of the headings.
    """
    told = load_wording("insights", language)
    page = _templates.get_template("insights.html")
    return page.render(insights=rows, told=told, shown=QUOTES_SHOWN, language=language)


def _read_number(name: str, text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError as error:
        low, high = SCALES[name]
        raise StudyProblem(f"{name} is {text!r}; it is a number from {low} to {high}, or empty.") from error
