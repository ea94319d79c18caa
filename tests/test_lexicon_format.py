"""The shipped lexicons are easy to read and to compare: short lines, nothing twice, nothing unused."""

import re
import tomllib
import unicodedata
from importlib import resources

import pytest

from synth.context import SIGNS
from synth.lexicon import load_lexicon, load_shipped
from synth.tables import LANGUAGES

LEXICONS = resources.files("synth") / "lexicons"
SPECIAL = {*SIGNS, "intensifier"}
MANY = 12  # entries of a class that are hard to read unsorted
each_language = pytest.mark.parametrize("language", LANGUAGES)


def texts_of(language):
    files = sorted((LEXICONS / language).iterdir(), key=lambda file: file.name)
    return {f"{language}/{file.name}": file.read_text(encoding="utf-8") for file in files}


def alternatives_of(place):
    """Return the alternatives of one place of a pattern, in their order, without the sign that it may be absent."""
    return (place[:-1] if len(place) > 1 else place).split("|") if place.endswith("?") else place.split("|")


def repeated(words):
    return sorted({word for word in words if words.count(word) > 1})


@each_language
def test_no_line_is_longer_than_a_screen(language):
    assert [
        f"{name}, line {number}: {len(line)} characters; 120 are allowed: make a word class of a long place"
        for name, text in texts_of(language).items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > 120
    ] == []


@each_language
def test_no_alternative_stands_twice_in_one_place(language):
    assert [
        f"{cue.place}: {word!r} twice in {place!r}"
        for cue in load_shipped(language).cues
        for pattern in cue.patterns
        for place in pattern.split()
        for word in repeated(alternatives_of(place))
    ] == []


@each_language
def test_no_entry_stands_twice_in_a_class(language):
    lexicon = load_shipped(language)
    assert [
        f"{lexicon.class_places[name]}: {word!r} twice"
        for name, words in lexicon.classes.items()
        for word in repeated(words)
    ] == []


@each_language
def test_a_cue_has_two_examples_and_a_counter_example(language):
    assert [
        f"{cue.place}: {len(cue.examples)} examples, {len(cue.counter_examples)} counter-examples"
        for cue in load_shipped(language).cues
        if len(cue.examples) < 2 or not cue.counter_examples
    ] == []


@each_language
def test_every_class_is_used(language):
    lexicon = load_shipped(language)
    patterns = [pattern for cue in lexicon.cues for pattern in cue.patterns]
    entries = [entry for words in lexicon.classes.values() for entry in words]
    used = set(re.findall(r"\{(\w+)\}", " ".join([*patterns, *entries])))
    assert [lexicon.class_places[name] for name in lexicon.classes if name not in used | SPECIAL] == []


@each_language
def test_a_long_class_is_sorted_or_grouped_by_comments(language):
    assert [
        f"{name} (class {words[0]}): sort it, or begin each group of entries with a comment"
        for name, text in texts_of(language).items()
        for words in re.findall(r"^(\w+) = \[\n(.*?)^\]", text, flags=re.MULTILINE | re.DOTALL)
        if words[0] not in ("patterns", "examples", "counter_examples") and not is_in_order(words[1])
    ] == []


def is_in_order(body):
    """Say whether the lines of a class are sorted, or all stand under a comment."""
    if body.lstrip().startswith("#"):
        return True
    entries = [sorting_key(entry) for entry in tomllib.loads(f"words = [\n{body}]")["words"]]
    return len(entries) <= MANY or entries == sorted(entries)


def sorting_key(entry):
    plain = unicodedata.normalize("NFKD", entry.casefold())
    return "".join(sign for sign in plain if sign.isalnum() or sign == " ").strip()


@each_language
def test_no_pattern_finds_only_what_another_of_its_cue_finds(language):
    classes = load_lexicon(language).classes
    assert [
        f"{cue.place}: {narrow!r} is covered by {wide!r}; take it out"
        for cue in load_shipped(language).cues
        for narrow in cue.patterns
        for wide in cue.patterns
        if narrow is not wide and covers(wide, narrow, classes)
    ] == []


def covers(wide, narrow, classes):
    """Say whether a pattern with the same signs in the same places allows at least the same words."""
    pairs = list(zip(wide.split(), narrow.split(), strict=False))
    return len(wide.split()) == len(narrow.split()) and all(covers_place(*pair, classes) for pair in pairs)


def covers_place(wide, narrow, classes):
    if wide == narrow:
        return True
    if ".." in wide + narrow or "<>" in wide + narrow or wide.endswith("?") != narrow.endswith("?"):
        return False
    return write_out(narrow, classes) <= write_out(wide, classes)


def write_out(place, classes):
    parts = [classes[part[1:-1]] if part[:1] == "{" else [part.replace("_", " ")] for part in alternatives_of(place)]
    return {word for words in parts for word in words}


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [("a|b c", "a c", True), ("{ab} c", "b c", True), ("a c", "a|b c", False), ("a c", "a", False)],
)
def test_a_pattern_covers_one_with_fewer_words_in_the_same_places(wide, narrow, expected):
    assert covers(wide, narrow, {"ab": ("a", "b")}) is expected
