"""A project as REFI-QDA .qdpx: one text a source, every tagging a coding of a selection, participants as cases.

What the standard has no place for (which words of a source are which turn, what a code was first called) stands as
JSON in a note of the project, which other tools show as a memo and leave as it is.
"""

from collections.abc import Mapping
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from synth.interchange.documents import Place, compose
from synth.interchange.extras import TITLE, Extras
from synth.interchange.markup import ORIGIN, PROJECT, clean, describe, guid, undescribe, write_codes
from synth.interchange.project import Project, rows_of
from synth.tables import UTTERANCES, make_id

LONGEST_NAME = 100
ON_THE_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that the same project is the same bytes."""


def write_qdpx(project: Project, path: Path) -> Path:
    """Write a project, the same bytes for the same project; places are code points, ends come after the last one."""
    register_namespace("", PROJECT)
    writing = _Writing(project)
    members = {"project.qde": writing.document(), **writing.members}
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as target:
        for name, data in members.items():
            info = ZipInfo(name, ON_THE_DAY)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, data)
    path.write_bytes(archive.getvalue())
    return path


class _Writing:
    """One export under way: the notes and the members of the archive gather while the tree is built."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.members: dict[str, bytes] = {}
        self.notes: list[tuple[str, str, str]] = []  # identifier, name, text
        self.extras = Extras()
        self.users = {name: guid("user", name) for name in sorted(set(project.taggings["researcher"]))}
        self.memos = {str(about): rows_of(memos) for about, memos in project.memos.groupby("about", sort=False)}
        self.code_ids = dict(zip(project.codes["name"], project.codes["code"], strict=True))

    def document(self) -> bytes:
        root = Element(_named("Project"), name=clean(self.project.name), origin=ORIGIN)
        if self.users:
            users = SubElement(root, _named("Users"))
            for name, identifier in self.users.items():
                SubElement(users, _named("User"), guid=identifier, name=clean(name))
        self._write_codebook(root)
        cases = self._cases()
        self._write_cases(root, cases)
        self._write_sources(root)
        for memo in self.memos.get("", []):
            self._note("memo", "", memo["title"], memo["text"], len(self.notes))
        self._write_notes(root)
        indent(root)
        return bytes(tostring(root, encoding="utf-8", xml_declaration=True))

    def _write_codebook(self, root: Element) -> None:
        if self.project.codes.empty:
            return
        codes = SubElement(SubElement(root, _named("CodeBook")), _named("Codes"))
        write_codes(codes, self.project.codes, PROJECT)
        for row in rows_of(self.project.codes):
            named = {"code": clean(row["name"]), **{name: clean(row[name]) for name in ("name", "parent", "path")}}
            said = clean(describe(row))
            read = {**named, **undescribe(said)}
            if lost := {field: row[field] for field, value in read.items() if row[field] != value}:
                lost["written"] = make_id(named["name"], said)
                self.extras.codes[guid("code", row["code"])] = lost

    def _cases(self) -> dict[str, dict[str, str]]:
        """Return each participant's attributes: the columns that say the same whenever they speak."""
        spoken = self.project.utterances
        spoken = spoken[(spoken["role"] == "participant") & (spoken["participant_id"] != "")]
        own = [column for column in spoken if column in ("group", "wave") or column not in UTTERANCES.columns]
        cases = {}
        for participant, turns in spoken.groupby("participant_id"):
            said = {column: set(turns[column].astype(str)) - {""} for column in own}
            cases[str(participant)] = {str(column): min(values) for column, values in said.items() if len(values) == 1}
        return cases

    def _write_cases(self, root: Element, cases: Mapping[str, Mapping[str, str]]) -> None:
        variables = sorted({name for attributes in cases.values() for name in attributes})
        if variables:
            parent = SubElement(root, _named("Variables"))
            for name in variables:
                SubElement(
                    parent, _named("Variable"), guid=guid("variable", name), name=clean(name), typeOfVariable="Text"
                )
        if cases:
            parent = SubElement(root, _named("Cases"))
            places = self.project.utterances.groupby("participant_id")["source_id"].unique()
            for participant, attributes in cases.items():
                case = SubElement(parent, _named("Case"), guid=guid("case", participant), name=clean(participant))
                for name, value in attributes.items():
                    element = SubElement(case, _named("VariableValue"))
                    SubElement(element, _named("VariableRef"), targetGUID=guid("variable", name))
                    SubElement(element, _named("TextValue")).text = clean(value)
                for source in places[participant]:
                    SubElement(case, _named("SourceRef"), targetGUID=guid("source", source))

    def _write_sources(self, root: Element) -> None:
        if self.project.utterances.empty:
            return
        parent = SubElement(root, _named("Sources"))
        coded = self.project.coded()
        for source, turns in self.project.utterances.groupby("source_id", sort=False):
            identifier = guid("source", source)
            text, places = compose(turns)
            self.members[f"sources/{identifier}.txt"] = text.encode("utf-8", "surrogatepass")
            element = SubElement(
                parent,
                _named("TextSource"),
                guid=identifier,
                name=clean(str(source)),
                plainTextPath=f"internal://{identifier}.txt",
            )
            self.extras.keep_turns(identifier, text, places)
            for place in places:
                utterance_id = place.columns["utterance_id"]
                if utterance_id in self.memos:
                    self._write_comment(element, place, text)
                if utterance_id in coded:
                    self._write_selections(element, coded[utterance_id], place)

    def _write_selections(self, source: Element, taggings: list[dict[str, Any]], place: Place) -> None:
        for (start, end), rows in groupby(taggings, key=lambda row: (row["start"], row["end"])):
            same_span = list(rows)
            identifier = guid("selection", place.columns["utterance_id"], start, end)
            span = (place.start + start, place.start + end)
            selection = self._selection(source, identifier, same_span[0]["quote"], span)
            for row in same_span:
                self._write_coding(selection, row)

    def _write_coding(self, selection: Element, row: dict[str, Any]) -> None:
        identifier = guid("coding", row["tagging_id"])
        coding = SubElement(selection, _named("Coding"), guid=identifier, creatingUser=self.users[row["researcher"]])
        if _is_time(row["at"]):
            coding.set("creationDateTime", row["at"])
        SubElement(coding, _named("CodeRef"), targetGUID=guid("code", self.code_ids[row["tag"]]))
        if row.get("note"):
            self._refer(coding, self._note("note", row["tagging_id"], "", row["note"]))
        for number, memo in enumerate(self.memos.get(row["tagging_id"], [])):
            self._refer(coding, self._note("memo", row["tagging_id"], memo["title"], memo["text"], number))
        left = {"utterance_id", "start", "end", "quote", "tag", "note"}
        self.extras.taggings[identifier] = {
            column: value for column, value in row.items() if column not in left and not pd.isna(value)
        }

    def _write_comment(self, source: Element, place: Place, text: str) -> None:
        about = place.columns["utterance_id"]
        if place.start == place.end:
            return
        words = text[place.start : place.end]
        selection = self._selection(source, guid("comment", about), words, (place.start, place.end))
        for number, memo in enumerate(self.memos[about]):
            self._refer(selection, self._note("memo", about, memo["title"], memo["text"], number))

    def _selection(self, source: Element, identifier: str, words: str, span: tuple[int, int]) -> Element:
        name = " ".join(clean(words).split())
        return SubElement(
            source,
            _named("PlainTextSelection"),
            guid=identifier,
            name=name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…",
            startPosition=str(span[0]),
            endPosition=str(span[1]),
        )

    def _refer(self, element: Element, note: str) -> None:
        SubElement(element, _named("NoteRef"), targetGUID=note)

    def _note(self, kind: str, about: str, title: str, text: str, number: int = 0) -> str:
        identifier = guid(kind, about, number)
        self.notes.append((identifier, title, text))
        if kind == "memo":
            self.extras.memos[identifier] = {"about": about, "title": title}
        return identifier

    def _write_notes(self, root: Element) -> None:
        parent = SubElement(root, _named("Notes"))
        for identifier, title, text in [*self.notes, (guid("extras"), TITLE, self.extras.write())]:
            note = SubElement(parent, _named("Note"), guid=identifier, name=clean(title))
            if clean(text) == text and title != TITLE:
                SubElement(note, _named("PlainTextContent")).text = text
            else:
                note.set("plainTextPath", f"internal://{identifier}.txt")
                self.members[f"sources/{identifier}.txt"] = text.encode("utf-8", "surrogatepass")


def _named(name: str) -> str:
    return f"{{{PROJECT}}}{name}"


def _is_time(at: str) -> bool:
    try:
        return "T" in at and bool(pd.Timestamp(at))
    except ValueError:
        return False
