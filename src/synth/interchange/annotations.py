"""Taggings as W3C Web Annotations: JSON-LD that says of which words each tag is, by their place and by themselves."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from synth.interchange.documents import compose
from synth.interchange.markup import guid
from synth.interchange.project import Project

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""In characters: how many before and after a quote are given to find it again."""


def write_annotations(project: Project, path: str | Path) -> Path:
    """Write the taggings of a project as a page of Web Annotations (JSON-LD), and return the path.

    The target of each is the text of its source, as a .qdpx of the project has it. A TextPositionSelector gives the
    place in code points, the end exclusive; a TextQuoteSelector the words, with what stands before and after.
    https://www.w3.org/TR/annotation-model/

    Args:
        project: what `collect_project` returned.
        path: where to; an existing file is replaced.
    """
    items: list[dict[str, Any]] = []
    coded = project.coded()
    for source, turns in project.utterances.groupby("source_id", sort=False):
        text, places = compose(turns)
        for place in places:
            items += [
                _annotation(row, str(source), text, (place.start + row["start"], place.start + row["end"]))
                for row in coded.get(place.columns["utterance_id"], [])
            ]
    page = {
        "@context": CONTEXT,
        "id": _urn("annotations", project.name),
        "type": "AnnotationPage",
        "items": items,
    }
    target = Path(path)
    target.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return target


def _annotation(row: dict[str, Any], source: str, text: str, span: tuple[int, int]) -> dict[str, Any]:
    start, end = span
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": row["tag"]}]
    if row.get("note"):
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": row["note"]})
    exact = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(start - AROUND, 0) : start],
        "suffix": text[end : end + AROUND],
    }
    place = {"type": "TextPositionSelector", "start": start, "end": end}
    return {
        "id": _urn("coding", row["tagging_id"]),
        "type": "Annotation",
        "motivation": "tagging",
        **({"created": row["at"]} if row["at"] else {}),
        **({"creator": {"id": _urn("user", row["researcher"]), "type": "Person", "nickname": row["researcher"]}}
           if row["researcher"] else {}),
        "body": bodies,
        "target": {"source": f"sources/{quote(source, safe='')}", "selector": [place, exact]},
    }  # fmt: skip


def _urn(*parts: str) -> str:
    return UUID(guid(*parts)).urn
