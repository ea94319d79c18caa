"""REFI-QDA .qdpx as a project: texts with their codings, whoever wrote the file, and what was not taken, counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from synth.interchange.assembly import Source, assemble
from synth.interchange.documents import Selection
from synth.interchange.extras import TITLE, Extras
from synth.interchange.markup import child, children, local, read_codes, same, text_of
from synth.interchange.members import Members
from synth.interchange.offsets import Claim, Counting, infer_counting, locate
from synth.interchange.project import Project
from synth.readers.participants import FILLED
from synth.tables import UTTERANCES, make_id

SOURCES = {"TextSource": "text sources", "PDFSource": "PDF sources", "AudioSource": "audio", "VideoSource": "video"}
LEFT_OUT = {
    "PictureSource": ("pictures", "pictures are not read"),
    "PictureSelection": ("selections in pictures", "pictures are not read"),
    "PDFSelection": ("selections on PDF pages", "only those in the text of a PDF are read"),
    "AudioSelection": ("selections in audio", "only those in a transcript are read"),
    "VideoSelection": ("selections in video", "only those in a transcript are read"),
    "Set": ("sets", "sets of codes or sources are not read"),
    "Link": ("links", "links are not read"),
    "Graph": ("graphs", "graphs are not read"),
}
VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")

Given = dict[str, Any]  # what a Selection has beside its place


@dataclass
class Tally:
    """How many things of a kind a file holds, how many were taken, and why not all."""

    in_file: int = 0
    taken: int = 0
    why: str = ""


def read_qdpx(path: Path) -> Project:
    """Read a project.

    Raises:
        ImportProblem: the file is no REFI-QDA project, or is damaged.
    """
    return _Reading(Members(path)).project()


class _Reading:
    """One import under way: what refers to what, and what was met on the way."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.users = {same(user.get("guid")): user.get("name") or user.get("id") or "" for user in members.all("User")}
        self.notes = {same(note.get("guid")): note for note in children(child(members.root, "Notes"), "Note")}
        kept = next((key for key, note in self.notes.items() if note.get("name") == TITLE), "")
        self.extras = Extras.parse(members.text(self.notes.pop(kept)) or "") if kept else Extras()
        self.referred: set[str] = set()
        self.codes: dict[str, dict[str, Any]] = {}
        self.tallies = {kind: Tally() for kind in SOURCES.values()}
        self.lost: Counter[str] = Counter()
        self.names: Counter[str] = Counter()

    def project(self) -> Project:
        memos = self._read_codes()
        cases, attributes = self._read_cases()
        found = list(self._texts(cases))
        counting, told = self._count(found)
        sources = [self._place(source, claims, counting) for source, claims in found]
        return assemble(
            self.members.root.get("name") or "",
            sources,
            list(self.codes.values()),
            self._account(told),
            attributes=attributes,
            memos=[*memos, *self._other_memos()],
        )

    def _read_codes(self) -> list[dict[str, str]]:
        """Read the codebook, and return the memos on codes."""
        memos = []
        for element, row in read_codes(child(child(self.members.root, "CodeBook"), "Codes")):
            key = same(element.get("guid"))
            title = f"on the code {row['name']}"
            memos += [{"about": "", "title": title, "text": text} for text in self._notes_of(element)]
            own = self.extras.codes.get(key, {})
            written = make_id(element.get("name", ""), text_of(element, "Description"))
            kept = own if own.get("written") == written else {name: own[name] for name in own if name == "code"}
            self.codes[key] = row | {column: value for column, value in kept.items() if column in row}
        return memos

    def _read_cases(self) -> tuple[dict[str, list[str]], dict[str, dict[str, str]]]:
        """Return the cases of each source, and what is known of each case."""
        variables = {same(each.get("guid")): _column(each.get("name", "")) for each in self.members.all("Variable")}
        cases: dict[str, list[str]] = {}
        attributes: dict[str, dict[str, str]] = {}
        for case in self.members.all("Case"):
            name = case.get("name", "")
            known = attributes.setdefault(name, {})
            for value in children(case, "VariableValue"):
                if column := variables.get(_target(value, "VariableRef")):
                    known[column] = next(filter(None, (text_of(value, kind) for kind in VALUES)), "")
            for reference in children(case, "SourceRef"):
                cases.setdefault(same(reference.get("targetGUID")), []).append(name)
        return cases, attributes

    def _notes_of(self, element: Element) -> list[str]:
        """Return the notes to which an element refers, but for what synth keeps as a memo."""
        keys = [same(reference.get("targetGUID")) for reference in children(element, "NoteRef")]
        here = [key for key in keys if key in self.notes and key not in self.extras.memos]
        self.referred.update(here)
        return [text for key in here if (text := self.members.note(self.notes[key]))]

    def _other_memos(self) -> Iterator[dict[str, str]]:
        for key, note in self.notes.items():
            if key not in self.referred:
                plain = {"about": "", "title": note.get("name") or ""}
                yield plain | self.extras.memos.get(key, {}) | {"text": self.members.note(note)}
        if description := text_of(self.members.root, "Description"):
            yield {"about": "", "title": "Description of the project", "text": description}

    # Texts and what was selected in them ----------------------------------------------------------------------------

    def _texts(self, cases: dict[str, list[str]]) -> Iterator[tuple[Source, list[tuple[Claim, Given]]]]:
        """Return each text with the claims about it: of sources, of PDFs, of the transcripts of recordings."""
        seen = set[str]()
        for source in children(child(self.members.root, "Sources"), *SOURCES):
            tally = self.tallies[SOURCES[local(source)]]
            tally.in_file += 1
            key = same(source.get("guid"))
            speakers = cases.get(key, [])
            for part in _texts_of(source):
                text, file = self.members.text(part), part.get("plainTextPath", "")
                if text is None:
                    tally.why = "their text is not in the file"
                    there = children(part, "PlainTextSelection", "TranscriptSelection")
                    self.lost["selections in texts that are not in the file"] += sum(1 for _ in there)
                elif file in seen:
                    tally.why = "their transcript is a text source too, and is read once"
                else:
                    tally.taken += 1
                    seen |= {file} - {""}
                    read = Source(self._free_name(part.get("name") or source.get("name") or key), text)
                    read.participant = speakers[0] if len(speakers) == 1 else ""
                    read.places = self.extras.turns(key, text)
                    yield read, list(self._claims(part))
            if tally.taken < tally.in_file and not tally.why:
                tally.why = "they have no transcript"

    def _free_name(self, name: str) -> str:
        """Return a name that no other source has."""
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name} ({self.names[name]})"

    def _claims(self, text: Element) -> Iterator[tuple[Claim, Given]]:
        points = {same(point.get("guid")): point.get("position") for point in children(text, "SyncPoint")}
        for selection in children(text, "PlainTextSelection", "TranscriptSelection"):
            places = [selection.get("startPosition"), selection.get("endPosition")]
            if local(selection) == "TranscriptSelection":
                places = [points.get(same(selection.get(side))) for side in ("fromSyncPoint", "toSyncPoint")]
            try:
                start, end = (int(place or "") for place in places)
            except ValueError:
                self.lost["selections without a place in the text"] += 1
                continue
            claim = Claim(start, end, selection.get("name") or "")
            notes = [*filter(None, [text_of(selection, "Description")]), *self._notes_of(selection)]
            codings = list(children(selection, "Coding"))
            targets = {same(reference.get("targetGUID")) for reference in children(selection, "NoteRef")}
            if not codings and not (targets and targets <= self.extras.memos.keys()):
                yield claim, {"note": "\n\n".join(notes)}
            yield from ((claim, given) for coding in codings if (given := self._coding(coding, selection, notes)))

    def _coding(self, coding: Element, selection: Element, notes: list[str]) -> Given | None:
        row = self.codes.get(_target(coding, "CodeRef"))
        if row is None:
            self.lost["codings with a code that is not in the codebook"] += 1
            return None
        user = same(coding.get("creatingUser") or selection.get("creatingUser"))
        return {
            "codes": (row["name"],),
            "researcher": self.users.get(user, ""),
            "at": coding.get("creationDateTime") or selection.get("creationDateTime") or "",
            "note": "\n\n".join([*notes, *self._notes_of(coding)]),
            "columns": self.extras.taggings.get(same(coding.get("guid")), {}),
        }

    def _count(self, found: list[tuple[Source, list[tuple[Claim, Given]]]]) -> tuple[Counting, str]:
        """Return how places are counted: synth's as it writes them, others' as their words tell."""
        others = [(source.text, [claim for claim, _ in claims]) for source, claims in found if source.places is None]
        if not any(claims for _, claims in others):
            return Counting(), ""
        counting, agreeing, told = infer_counting(others)
        if not told:
            return counting, "no selection tells its words: counted in code points, an end after the last one"
        end = "at the last character" if counting.inclusive else "after the last character"
        how = f"counted in {counting.unit}s, a line break {counting.newline}, an end {end}"
        return counting, f"{how}: {agreeing} of {told} places agree with the words that they name"

    def _place(self, source: Source, claims: list[tuple[Claim, Given]], counting: Counting) -> Source:
        spans = locate(source.text, (claim for claim, _ in claims), counting)
        for span, (_, given) in zip(spans, claims, strict=True):
            if span is None:
                self.lost["selections outside their text"] += 1
            else:
                columns = given.get("columns", {}) if source.places is not None else {}
                source.selections.append(Selection(*span, **{**given, "columns": columns}))
        return source

    def _account(self, told: str) -> dict[str, tuple[int, int, str]]:
        account: dict[str, tuple[int, int, str]] = {}
        for what, name in {"users": "User", "codes": "Code", "cases": "Case", "variables": "Variable"}.items():
            number = sum(1 for _ in self.members.all(name))
            account[what] = (number, number, "")
        headings = sum(row["status"] == "retired" for row in self.codes.values())
        if headings:
            account["codes that take no taggings"] = (headings, headings, "read as retired")
        account["notes"] = (len(self.notes), len(self.notes), "")
        for kind, tally in self.tallies.items():
            account[kind] = (tally.in_file, tally.taken, tally.why if tally.taken < tally.in_file else "")
        for name, (what, why) in LEFT_OUT.items():
            account[what] = (sum(1 for _ in self.members.all(name)), 0, why)
        whole = sum(1 for name in (*SOURCES, "PictureSource") for source in self.members.all(name)
                    for _ in children(source, "Coding"))  # fmt: skip
        account["codings of whole sources"] = (whole, 0, "a tagging is on words")
        account |= {reason: (number, 0, "") for reason, number in sorted(self.lost.items())}
        if told:
            account["way of counting places"] = (1, 1, told)
        return account


def _texts_of(source: Element) -> Iterator[Element]:
    """Return what holds the text of a source: itself, the text of a PDF, the transcripts of a recording."""
    if local(source) == "TextSource":
        yield source
    else:
        yield from children(source, "Representation", "Transcript")


def _target(element: Element, name: str) -> str:
    reference = child(element, name)
    return "" if reference is None else same(reference.get("targetGUID"))


def _column(variable: str) -> str:
    """Return the column for a variable of participants, which takes the place of none that utterances have."""
    name = "_".join(variable.split())
    if name.lower() in FILLED:
        return name.lower()
    return f"case_{name}" if name in UTTERANCES.columns else name
