"""The words that synth says itself stand in four languages."""

import tomllib
from importlib import resources
from string import Formatter

import pytest

from synth.errors import TableProblem
from synth.tables import LANGUAGES
from synth.wording import load_wording

FILES = [file for file in resources.files("synth.wording").iterdir() if file.name.endswith(".toml")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_phrase_stands_in_each_language_with_the_same_places_to_fill(file):
    for name, phrase in tomllib.loads(file.read_text(encoding="utf-8")).items():
        assert set(phrase) == set(LANGUAGES), name
        places = {
            language: {field for _, field, _, _ in Formatter().parse(text) if field}
            for language, text in phrase.items()
        }
        assert len({frozenset(fields) for fields in places.values()}) == 1, (name, places)


def test_an_unknown_language_is_named_with_those_that_are_there():
    with pytest.raises(TableProblem, match="the language is 'it'; allowed are 'nl', 'fr', 'de', 'en'"):
        load_wording("kinds", "it")
