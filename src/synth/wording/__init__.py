"""The words that synth itself says in cards, panels and reports, in Dutch, French, German and English.

Each topic is a TOML file of this folder, which a translator can edit: one entry a phrase, with its four languages.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from synth.errors import TableProblem
from synth.tables import LANGUAGES


@cache
def load_wording(topic: str, language: str) -> Mapping[str, str]:
    """Return the phrases of a topic in one language, by their names; `{name}` in a phrase is to be filled in.

    Args:
        topic: the name of a file of `synth/wording`, without `.toml`.
        language: nl, fr, de or en.

    Raises:
        TableProblem: the language is none of the four.

    >>> load_wording("kinds", "nl")["pain"]
    'Wat pijn doet'
    """
    if language not in LANGUAGES:
        raise TableProblem(f"the language is {language!r}; allowed are {', '.join(map(repr, LANGUAGES))}.")
    content = tomllib.loads((resources.files("synth.wording") / f"{topic}.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: phrase[language] for name, phrase in content.items()})
