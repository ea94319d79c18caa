"""What the two REFI-QDA files, .qdpx and .qdc, have in common: names, identifiers, codes as elements, limits."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, ParseError, SubElement

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from synth.errors import ImportProblem
from synth.tables import LANGUAGES

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "synth"
FAMILY = UUID("6b9f3c52-6f0e-5d0c-9f55-2c7a4f4c1d8e")
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

HEADS = {"use_when": "Use when: ", "not_when": "Not when: ", "examples": "Examples: "}
ALIASES = "Also called: "


def guid(*parts: object) -> str:
    """Return the identifier of a thing: the same on every export.

    >>> guid("code", "waiting") == guid("code", "waiting") != guid("user", "waiting")
    True
    """
    return str(uuid5(FAMILY, "\x1f".join(map(str, parts)).encode("utf-8", "replace").decode("utf-8"))).upper()


def clean(text: str) -> str:
    r"""Return a text as XML can hold it: a character that it cannot hold becomes U+FFFD, a line break LF.

    >>> clean("a\x00b\r\nc")
    'a�b\nc'
    """
    return ILLEGAL.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def parse_xml(data: bytes, name: str) -> Element:
    """Return the root of an XML document, without resolving anything outside of it.

    Raises:
        ImportProblem: it is no XML, or would unfold into something else.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ImportProblem(
            f"{name}: it cannot be read as XML ({type(error).__name__}: {error}). "
            "Export it again from the tool that made it."
        ) from error
    return root


def local(element: Element) -> str:
    """Return the name of an element without its namespace, which some tools leave out or vary."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Return the children of these names, in their order."""
    return (child for child in (() if element is None else element) if local(child) in names)


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of this name."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str) -> str:
    """Return the text of a child, "" if there is none."""
    found = child(element, name)
    return "" if found is None else "".join(found.itertext())


def same(identifier: str | None) -> str:
    """Return an identifier as identifiers are compared: without braces and case.

    >>> same("{5215CC69-b628}")
    '5215cc69-b628'
    """
    return (identifier or "").strip("{} \n\t").lower()


# Codes --------------------------------------------------------------------------------------------------------------


def write_codes(parent: Element, codes: pd.DataFrame, namespace: str) -> None:
    """Append the codes as elements, each within the one above it."""
    elements: dict[str, Element] = {}
    for row in codes.to_dict("records"):  # a parent stands before its children
        fields = {str(column): value for column, value in row.items()}
        above = elements.get(fields["parent"], parent)
        given = {
            "guid": guid("code", fields["code"]),
            "name": clean(fields["name"]),
            "isCodable": "false" if fields["status"] == "retired" else "true",
        }
        if COLOUR.fullmatch(fields["colour"]):
            given["color"] = fields["colour"]
        element = elements[fields["name"]] = SubElement(above, f"{{{namespace}}}Code", given)
        if description := describe(fields):
            SubElement(element, f"{{{namespace}}}Description").text = clean(description)


def read_codes(parent: Element | None) -> list[tuple[Element, dict[str, Any]]]:
    """Return each code element with its row of the codes table; a name that comes twice is told apart by its parent."""
    found: list[tuple[Element, dict[str, Any]]] = []
    taken = set[str]()
    waiting = [(element, "", "") for element in reversed(list(children(parent, "Code")))]
    while waiting:
        element, above, path = waiting.pop()
        name = _free_name(" ".join(element.get("name", "").split()) or "(no name)", above, taken)
        path = f"{path} > {name}" if path else name
        status = "retired" if element.get("isCodable", "true").strip() in ("false", "0") else "active"
        row = {"code": name, "name": name, "parent": above, "path": path, "status": status}
        row |= {"colour": _colour(element.get("color", "")), **undescribe(text_of(element, "Description"))}
        found.append((element, row))
        waiting += [(inner, name, path) for inner in reversed(list(children(element, "Code")))]
    return found


def describe(row: Mapping[str, Any]) -> str:
    r"""Return what a code means as one text, for tools that have one field for it.

    >>> describe({"definition": "Time lost.", "use_when": "Days.", "not_when": "", "examples": "", "alias_nl": "traag"})
    'Time lost.\n\nUse when: Days.\n\nAlso called: nl traag'
    """
    parts = [row["definition"], *(head + row[field] for field, head in HEADS.items() if row[field])]
    aliases = [f"{tongue} {row[f'alias_{tongue}']}" for tongue in LANGUAGES if row.get(f"alias_{tongue}")]
    return "\n\n".join(filter(None, [*parts, ALIASES + " / ".join(aliases) if aliases else ""]))


def undescribe(text: str) -> dict[str, str]:
    r"""Return the fields of a text that `describe` wrote; any other text is the definition.

    >>> undescribe("Time lost.\n\nUse when: Days.")["use_when"]
    'Days.'
    """
    fields = {"definition": "", **dict.fromkeys(HEADS, ""), **{f"alias_{tongue}": "" for tongue in LANGUAGES}}
    heads = {head: field for field, head in HEADS.items()} | {ALIASES: "aliases"}
    parts = re.split(rf"(?:^|\n\n)({'|'.join(map(re.escape, heads))})", text.strip())
    fields["definition"] = parts[0].strip()
    for head, words in zip(parts[1::2], parts[2::2], strict=True):
        if head == ALIASES:
            named = [part.partition(" ") for part in words.split(" / ")]
            fields |= {f"alias_{tongue}": said for tongue, _, said in named if tongue in LANGUAGES}
        else:
            fields[heads[head]] = words.strip()
    return fields


def _free_name(name: str, above: str, taken: set[str]) -> str:
    free, number = name, 1
    if free in taken and above:
        free = name = f"{name} ({above})"
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free


def _colour(colour: str) -> str:
    """Return a colour as #rrggbb, "" for what is none."""
    if not COLOUR.fullmatch(colour.strip()):
        return ""
    digits = colour.strip().lower()
    return digits if len(digits) == 7 else "#" + "".join(digit * 2 for digit in digits[1:])
