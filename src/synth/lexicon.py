"""Cue lexicons: TOML files, a folder a language, that say which words point to a need, a pain point and so on."""

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from synth.errors import LexiconProblem
from synth.patterns import expand_classes
from synth.tables import KINDS, LANGUAGES

_SHAPES = {"language": str, "classes": dict, "cue": list}
_ID_LINE = re.compile(r"""\s*id\s*=\s*(["'])(.*?)\1""")
_CLASS_LINE = re.compile(r"\s*(\w+)\s*=\s*\[")
_CUE_FIELDS = {
    "id",
    "kind",
    "patterns",
    "weight",
    "negated",
    "scope",
    "asked",
    "written",
    "examples",
    "counter_examples",
}
ANY_LANGUAGE = "xx"
_NO_NEGATION = 'the word class "negation" is missing; add negation = ["not", ...] under [classes].'
WEIGHT_DIGITS = 4
SCOPES = ("before", "clause")
ASKED = ("yes-no", "open")


@dataclasses.dataclass(frozen=True)
class Cue:
    """One entry of a lexicon: patterns that point to one kind of finding.

    `weight` (0 to 1) is how often a hit is right. `negated` is the kind of a negated hit: another kind, "same", or
    "" to leave such a hit out; `scope` is where a negation is looked for: shortly "before" the hit, or after it in its
    "clause" too. A cue that is `asked` is looked for in the interviewer's question, and the answer is the finding: any
    answer to an "open" question, a yes to a "yes-no" one (a no means `negated`). Each example must be found by this
    cue, no counter-example may be.
    """

    cue_id: str
    kind: str
    patterns: tuple[str, ...]
    weight: float = 0.5
    negated: str = ""
    scope: str = "before"
    asked: str = ""
    written: bool = False
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    place: str = ""


@dataclasses.dataclass(frozen=True)
class Lexicon:
    """The word classes and cues of one language; `class_places` tells where each class stands, for messages."""

    language: str
    classes: Mapping[str, Sequence[str]]
    cues: tuple[Cue, ...]
    class_places: Mapping[str, str] = dataclasses.field(default_factory=dict, compare=False)


def load_lexicon(language: str, *, extra: Sequence[str | Path] = ()) -> Lexicon:
    """Load the shipped lexicon of a language, with the study's own cues added.

    Args:
        language: one of nl, fr, de, en, or xx for the cues that need no language, which are part of each of the others.
        extra: TOML files of the study. Those of another language are passed over; a cue or class with a shipped
            name takes its place, so a study can also switch a cue off (`patterns = []`).

    Raises:
        LexiconProblem: there is no such lexicon, or a file cannot be used; names the file, the place and the remedy.

    >>> load_lexicon("en").language
    'en'
    """
    if language not in (*LANGUAGES, ANY_LANGUAGE):
        raise LexiconProblem(f"there is no lexicon for {language!r}; there is one for each of {', '.join(LANGUAGES)}.")
    parts = [load_shipped(code) for code in dict.fromkeys((ANY_LANGUAGE, language))]
    own = [read_lexicon(path) for path in extra]
    return _join(language, [*parts, *(part for part in own if part.language in (language, ANY_LANGUAGE))])


@cache
def load_shipped(code: str) -> Lexicon:
    """Return a shipped lexicon, its files in the order of their names, read once."""
    shipped = resources.files("synth") / "lexicons"
    if (shipped / code).is_dir():
        files = {f"lexicons/{code}/{file.name}": file for file in (shipped / code).iterdir()}
    else:
        files = {f"lexicons/{code}.toml": shipped / f"{code}.toml"}
    parts = [
        parse_lexicon(file.read_text(encoding="utf-8"), name=name, complete=False)
        for name, file in sorted(files.items())
        if name.endswith(".toml")
    ]
    _check_parts(code, parts)
    return _merge(code, parts)


def _merge(language: str, parts: Sequence[Lexicon]) -> Lexicon:
    """Return the classes and cues of several lexicons as they are written; a later one takes an earlier one's place."""
    classes: dict[str, Sequence[str]] = {}
    places: dict[str, str] = {}
    cues: dict[str, Cue] = {}
    for part in parts:
        classes |= part.classes
        places |= part.class_places
        cues |= {cue.cue_id: cue for cue in part.cues}
    return Lexicon(language, classes, tuple(cues.values()), places)


def _join(language: str, parts: Sequence[Lexicon]) -> Lexicon:
    """Return what several lexicons hold, ready for use: classes written out, cues that are switched off left out."""
    whole = _merge(language, parts)
    return dataclasses.replace(
        whole,
        classes=expand_classes(whole.classes, places=whole.class_places),
        cues=tuple(cue for cue in whole.cues if cue.patterns),
    )


def _check_parts(code: str, parts: Sequence[Lexicon]) -> None:
    """Check that the files of a folder have one language and negation, and no cue or class twice."""
    seen: dict[str, str] = {}
    for part in parts:
        if part.language != code:
            raise LexiconProblem(f"lexicons/{code}: a file has language = {part.language!r}; write {code!r} in each.")
        named = {f"class {name}": place for name, place in part.class_places.items()}
        named |= {f"cue {cue.cue_id}": cue.place for cue in part.cues}
        for name, place in named.items():
            if name in seen:
                raise LexiconProblem(f"{place}: the {name} stands in {seen[name]} as well; keep one of them.")
            seen[name] = place
    if code != ANY_LANGUAGE and "class negation" not in seen:
        raise LexiconProblem(f"lexicons/{code}: {_NO_NEGATION}")


def read_lexicon(path: str | Path) -> Lexicon:
    """Read a study's own cue file, which may use the word classes of the shipped lexicon.

    Raises:
        LexiconProblem: the file cannot be used; names the file, the place and the remedy.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconProblem(f"{path}: not in UTF-8. Save it again with the encoding UTF-8.") from error
    except OSError as error:
        raise LexiconProblem(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    return parse_lexicon(text, name=Path(path).name, complete=False)


def parse_lexicon(text: str, *, name: str, complete: bool = True) -> Lexicon:
    """Read a lexicon from TOML text.

    Args:
        text: the file's content.
        name: the file's name, for messages.
        complete: whether it stands alone, so that the word class `negation` must be there.

    Raises:
        LexiconProblem: the TOML is broken, a field is missing or unknown, or a value is not allowed.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconProblem(f"{name}: not valid TOML: {error}. Look for a missing quote or comma there.") from error
    language = content.get("language")
    if language not in (*LANGUAGES, ANY_LANGUAGE):
        raise LexiconProblem(
            f"{name}, line 1: language is {language!r}; begin the file with "
            'language = "nl" (or fr, de, en, xx for any).'
        )
    for key, value in content.items():
        if key not in _SHAPES:
            raise LexiconProblem(f"{name}: unknown {key!r}; a lexicon has language, [classes] and [[cue]].")
        if not isinstance(value, _SHAPES[key]):
            raise LexiconProblem(f"{name}: {key} is written wrongly; begin with [classes], and each cue with [[cue]].")
    for key, words in content.get("classes", {}).items():
        _check_words(words, key, name)
    classes = {key: tuple(str(word).lower() for word in words) for key, words in content.get("classes", {}).items()}
    if complete and "negation" not in classes and language != ANY_LANGUAGE:
        raise LexiconProblem(f"{name}: {_NO_NEGATION}")
    lines = _find_lines(text)
    cues = [_parse_cue(entry, _place(name, lines, entry)) for entry in content.get("cue", [])]
    twice = {cue.cue_id for cue in cues if sum(other.cue_id == cue.cue_id for other in cues) > 1}
    if twice:
        raise LexiconProblem(f"{name}: the cue id {min(twice)!r} is used more than once; give each cue its own.")
    lexicon = Lexicon(language, classes, tuple(cues), _find_class_places(text, classes, name))
    return (
        dataclasses.replace(lexicon, classes=expand_classes(classes, places=lexicon.class_places))
        if complete
        else lexicon
    )


def _parse_cue(entry: Mapping[str, Any], place: str) -> Cue:
    unknown = set(entry) - _CUE_FIELDS
    if unknown:
        raise LexiconProblem(f"{place}: unknown field {min(unknown)!r}; allowed are {', '.join(sorted(_CUE_FIELDS))}.")
    for field in ("id", "kind", "patterns"):
        if field not in entry:
            raise LexiconProblem(f"{place}: the cue has no {field}; add a line {field} = ...")
    if entry["kind"] not in KINDS:
        raise LexiconProblem(f"{place}: kind is {entry['kind']!r}; allowed are {', '.join(KINDS)}.")
    if entry.get("negated", "") not in (*KINDS, "same", ""):
        raise LexiconProblem(
            f"{place}: negated is {entry['negated']!r}; allowed are {', '.join(KINDS)}, same or nothing."
        )
    _check_context(entry, place)
    weight = entry.get("weight", 0.5)
    if not isinstance(weight, int | float) or not 0 < weight <= 1:
        raise LexiconProblem(f"{place}: weight is {weight!r}; it is a number above 0 and up to 1.")
    for field in ("patterns", "examples", "counter_examples"):
        _check_words(entry.get(field, []), field, place)
    return Cue(
        cue_id=str(entry["id"]),
        kind=entry["kind"],
        patterns=tuple(entry["patterns"]),
        weight=round(float(weight), WEIGHT_DIGITS),
        negated=entry.get("negated", ""),
        scope=entry.get("scope", "before"),
        asked=entry.get("asked", ""),
        written=entry.get("written", False),
        examples=tuple(entry.get("examples", ())),
        counter_examples=tuple(entry.get("counter_examples", ())),
        place=place,
    )


def _check_context(entry: Mapping[str, Any], place: str) -> None:
    """Check the fields that say where a cue counts."""
    for field, allowed in (("scope", SCOPES), ("asked", ASKED)):
        if field in entry and entry[field] not in allowed:
            raise LexiconProblem(f"{place}: {field} is {entry[field]!r}; allowed are {' and '.join(allowed)}.")
    if not isinstance(entry.get("written", False), bool):
        raise LexiconProblem(f"{place}: written is {entry['written']!r}; it is true or false, without quotes.")


def _check_words(words: object, field: str, place: str) -> None:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise LexiconProblem(f'{place}: {field} is {words!r}; it is a list of texts: {field} = ["...", "..."].')


def _find_lines(text: str) -> dict[str, int]:
    """Return the line of each id; TOML readers do not keep line numbers."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _ID_LINE.match(line):
            lines.setdefault(found[2], number)
    return lines


def _find_class_places(text: str, classes: Iterable[str], name: str) -> dict[str, str]:
    places = {key: f"{name} (class {key})" for key in classes}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("[["):
            break
        if (found := _CLASS_LINE.match(line)) and found[1] in places:
            places[found[1]] = f"{name}, line {number} (class {found[1]})"
    return places


def _place(name: str, lines: Mapping[str, int], entry: Mapping[str, Any]) -> str:
    """Say where an entry stands, as far as its id tells."""
    cue_id = str(entry.get("id", ""))
    if cue_id in lines:
        return f"{name}, line {lines[cue_id]} (cue {cue_id})"
    return f"{name} (a cue without an id)"
