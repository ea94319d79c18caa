"""The codebook editor: the codes of a study as a tree, beside what the chosen one means.

Every change is an action of the study. Where a code counts for another, hangs elsewhere or has another name, its
taggings show it at once, here and in every other widget that looks again.
"""

from html import escape
from typing import Any

import traitlets

from synth.codes import TEXTS
from synth.errors import StudyProblem
from synth.study import Study
from synth.tables import LANGUAGES
from synth.widgets.edits import Action, Edit, EditingWidget, field, words
from synth.widgets.modules import join_modules, join_styles

PARTS = ("dom", "edits", "records", "status", "lab", "words", "codes", "tree", "codeform")
"""The modules of the page, each after those it imports from."""

_SHOWN = ("name", *TEXTS, "colour", *(f"alias_{language}" for language in LANGUAGES), "status")


class CodebookEditor(EditingWidget):
    """The codes as a tree, to define, rename, move, merge and retire by mouse or keyboard, all of it undone at will.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     _ = study.codebook.add("waiting")
    ...     CodebookEditor(study)
    CodebookEditor(1 code)
    """

    _esm = join_modules(*(f"parts/{part}.js" for part in PARTS), "codebook.js")
    _css = join_styles("synth-codebook", "codebook.css")

    languages = traitlets.List(list(LANGUAGES)).tag(sync=True)
    """The languages of the aliases, in their order."""

    def __init__(self, study: Study) -> None:
        """Show the codes of a study."""
        self._study = study
        super().__init__(study, state=self._decisions())

    def __repr__(self) -> str:
        number = len(self.state["order"])
        return f"CodebookEditor({number} code{'s' * (number != 1)})"

    # Messages -----------------------------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Action]:
        return {
            "add": self._add,
            "write": self._write,
            "move": self._move,
            "merge": self._merge,
            "unmerge": self._unmerge,
            "retire": self._retire,
        }

    def _add(self, edit: Edit) -> dict[str, Any]:
        parent = self._name(edit, "parent") if edit.get("parent") else ""
        return {"code": self._study.codebook.add(words(edit, "name"), parent=parent)}

    def _write(self, edit: Edit) -> dict[str, Any]:
        code, what, text = self._name(edit, "code"), field(edit, "field", str), words(edit, "text")
        if what == "name":
            self._study.codebook.rename(code, text)
        elif what.startswith("alias_"):
            codes = self._study.codebook.codes()
            aliases = codes.fields(edit["code"])["aliases"] | {what.removeprefix("alias_"): text}
            self._study.codebook.edit(code, aliases=aliases)
        else:
            self._study.codebook.edit(code, **{what: text})
        return {}

    def _move(self, edit: Edit) -> dict[str, Any]:
        self._study.codebook.move(self._name(edit, "code"), self._name(edit, "parent") if edit.get("parent") else "")
        return {}

    def _merge(self, edit: Edit) -> dict[str, Any]:
        self._study.codebook.merge(self._name(edit, "code"), self._name(edit, "into"))
        return {}

    def _unmerge(self, edit: Edit) -> dict[str, Any]:
        self._study.codebook.unmerge(field(edit, "name", str))
        return {}

    def _retire(self, edit: Edit) -> dict[str, Any]:
        self._study.codebook.retire(self._name(edit, "code"), retired=field(edit, "retired", bool))
        return {}

    def _name(self, edit: Edit, which: str) -> str:
        """Return the name of the code whose key a page sent: a name finds one code, a key may be another's name."""
        key = field(edit, which, str)
        codes = self._study.codebook.codes()
        if codes.current(key) not in codes.live:
            raise StudyProblem(f"the code {key!r} is gone: it was removed elsewhere.")
        return codes.name(key)

    # State --------------------------------------------------------------------------------------------------------

    def _decisions(self) -> dict[str, Any]:
        """Return every code by key, and their order as a tree is read."""
        codes, table = self._study.codebook.codes(), self._study.codes()
        rows = {
            row["code"]: {column: row[column] for column in _SHOWN}
            | {
                "parent": codes.parent(row["code"]),
                "merged": codes.merged(row["code"]),
                "level": len(codes.above(row["code"])),
                "taggings": int(row["taggings"]),
                "utterances": int(row["utterances"]),
            }
            for row in table.to_dict("records")
        }
        return {"codes": rows, "order": list(rows)}

    def _changes(self) -> dict[str, Any]:
        """Bring `state` up to date in place and return what changed: {} if nothing did."""
        before, after = self.state, self._decisions()
        codes: dict[str, Any] = {key: row for key, row in after["codes"].items() if before["codes"].get(key) != row}
        codes |= {key: None for key in before["codes"] if key not in after["codes"]}
        if not codes and before["order"] == after["order"]:
            return {}
        before.update(after, revision=before["revision"] + 1)
        return {"revision": before["revision"], "codes": codes, "order": after["order"]}

    # Without a kernel ---------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self._static()}, metadata

    def _static(self) -> str:
        rows = "".join(
            f"<tr><td style='padding-left:{row['level'] - 1}em'>{escape(row['name'])}</td>"
            f"<td>{escape(row['definition'])}</td><td>{row['taggings']}</td></tr>"
            for row in self.state["codes"].values()
        )
        return f"<table><tr><th>Code</th><th>Definition</th><th>Taggings</th></tr>{rows}</table>"
