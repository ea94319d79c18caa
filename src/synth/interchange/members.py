"""The members of a .qdpx: its XML, and the texts of its sources and notes, their names in any case."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from synth.errors import ImportProblem
from synth.interchange.markup import child, local, parse_xml, text_of
from synth.readers.archives import DAMAGE, open_archive
from synth.readers.draft import Unreadable

SCHEME = re.compile(r"^(?:internal|relative|absolute):/*")
MARK = b"\xef\xbb\xbf"


class Members:
    """An opened .qdpx. Nothing is unpacked to the disk, and nothing outside of the file is looked for."""

    def __init__(self, path: Path) -> None:
        """Open the archive and read its project.

        Raises:
            ImportProblem: it is no archive, too large, or holds no project.
        """
        self.name = path.name
        try:
            self._archive = open_archive(path.read_bytes())
        except Unreadable as error:
            problem = error.problem.replace("a damaged Office file", "no zip archive, or a damaged one")
            raise ImportProblem(f"{self.name}: {problem} Export it again from the tool that made it.") from error
        self._names = {member.replace("\\", "/").lower(): member for member in self._archive.namelist()}
        self.root = parse_xml(self._project(), self.name)
        if local(self.root) != "Project":
            raise ImportProblem(f"{self.name}: its XML is no REFI-QDA project; its root is {local(self.root)!r}.")

    def all(self, name: str) -> Iterator[Element]:
        """Return the elements of a name, anywhere in the project."""
        return (element for element in self.root.iter() if local(element) == name)

    def text(self, element: Element) -> str | None:
        """Return the text of a source or note as it is, from the XML or from a member; None if it is nowhere."""
        inside = child(element, "PlainTextContent")
        if inside is not None:
            return "".join(inside.itertext())
        file = SCHEME.sub("", element.get("plainTextPath", "")).lower()
        if not file:
            return None
        data = self._read(f"sources/{file}")
        if data is None:
            ends = (name for name in self._names if name.rpartition("/")[2] == file.rpartition("/")[2])
            data = self._read(next(ends, file))
        return None if data is None else data.removeprefix(MARK).decode("utf-8", "replace")

    def note(self, element: Element) -> str:
        """Return what a note says."""
        return self.text(element) or text_of(element, "Description")

    def _project(self) -> bytes:
        members = [name for name in self._names if name.endswith(".qde")]
        named = [name for name in members if name.rpartition("/")[2] == "project.qde"]
        if not members:
            raise ImportProblem(f"{self.name}: it holds no project.qde. Is it a REFI-QDA project (.qdpx)?")
        return self._read((named or members)[0]) or b""

    def _read(self, member: str) -> bytes | None:
        if member not in self._names:
            return None
        try:
            return self._archive.read(self._names[member])
        except DAMAGE as error:
            raise ImportProblem(
                f"{self.name}: its member {member} is damaged ({type(error).__name__}: {error}). Export it again."
            ) from error
