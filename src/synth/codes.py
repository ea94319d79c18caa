"""The codes of a study as they stand: which code a word means, what it is called, where it hangs.

A tagging keeps the key of its code: the name under which the code was first used. What people decide about a code
afterwards (its name, its place, its definition) is kept under that key, so a rename touches no tagging, and two copies
of a study that rename apart still merge.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synth.tables import CODES, LANGUAGES

DEFAULTS: Mapping[str, Any] = {
    "name": "",
    "parent": "",
    "definition": "",
    "use_when": "",
    "not_when": "",
    "examples": "",
    "colour": "",
    "aliases": {},
    "retired": False,
    "merged_into": "",
}
"""What is kept of a code; `parent` and `merged_into` are keys, `aliases` lists of words by language."""

TEXTS = ("definition", "use_when", "not_when", "examples")
SEPARATOR = "; "


class Codes:
    """The codes by key. Whatever was decided on different copies of a study, they form a forest with distinct names.

    >>> codes = Codes({"waiting": {"name": "delay"}, "queue": {"merged_into": "waiting"}}, used=["waiting", "forms"])
    >>> codes.name("queue"), codes.find("Waiting"), codes.find("DELAY"), codes.live
    ('delay', 'waiting', 'waiting', ['forms', 'waiting'])
    """

    def __init__(self, kept: Mapping[str, Mapping[str, Any]], used: Iterable[str] = ()) -> None:
        """Take what is kept of codes by key, and the keys that taggings have."""
        named = [code.get(field) for code in kept.values() for field in ("parent", "merged_into")]
        keys = sorted({*kept, *used, *filter(None, named)})
        self._fields = {key: {**DEFAULTS, **kept.get(key, {})} for key in keys}
        self._current = {key: self._follow(key) for key in keys}
        self.live = [key for key in keys if self._current[key] == key]
        self._parents = self._hang()
        self._names = self._call()
        self._meant = self._index()

    def __contains__(self, key: str) -> bool:
        return key in self._fields

    def fields(self, key: str) -> dict[str, Any]:
        """Return what is kept of a code, each field filled in."""
        return dict(self._fields.get(key, DEFAULTS))

    def current(self, key: str) -> str:
        """Return the code into which a code was merged in the end; itself if it was not."""
        return self._current.get(key, key)

    def name(self, key: str) -> str:
        """Return what the code is called."""
        return self._names.get(self.current(key), key)

    def find(self, word: str) -> str | None:
        """Return the code that a word means, by name, else by alias, else by an earlier name; None if there is none."""
        word = squash(word)
        return self._meant.get(word) or self._meant.get(fold(word))

    def parent(self, key: str) -> str:
        """Return the code above, "" at the top."""
        return self._parents.get(self.current(key), "")

    def above(self, key: str) -> list[str]:
        """Return the codes from the top down to a code, itself included."""
        path = [self.current(key)]
        while parent := self._parents.get(path[-1]):
            path.append(parent)
        return path[::-1]

    def below(self, key: str) -> set[str]:
        """Return a code and all the codes under it, at any depth."""
        return {other for other in self.live if self.current(key) in self.above(other)}

    def merged(self, key: str) -> list[str]:
        """Return the names of the codes that were merged into a code, directly or by way of others."""
        return sorted(self._own_name(other) for other in self._fields if other != key and self._current[other] == key)

    def in_order(self) -> list[str]:
        """Return the live codes as a tree is read: each after its parent, neighbours by name."""
        return sorted(self.live, key=lambda key: [(fold(self._names[step]), step) for step in self.above(key)])

    def table(self, taggings: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """Return the codes table in the order of the tree, counting these taggings, whose `tag` is a key."""
        counted = pd.DataFrame(
            [(self.current(row["tag"]), row["utterance_id"]) for row in taggings], columns=["code", "utterance_id"]
        )
        by_code = counted.groupby("code")["utterance_id"].agg(["size", "nunique"])
        counts = {str(code): (int(size), int(places)) for code, size, places in by_code.itertuples(name=None)}
        return CODES.make([self._row(key, *counts.get(key, (0, 0))) for key in self.in_order()])

    def _row(self, key: str, taggings: int, utterances: int) -> dict[str, Any]:
        fields = self._fields[key]
        return {
            "code": key,
            "name": self._names[key],
            "parent": self._names.get(self._parents[key], ""),
            "path": " > ".join(self._names[step] for step in self.above(key)),
            **{field: fields[field] for field in (*TEXTS, "colour")},
            **{f"alias_{tongue}": SEPARATOR.join(fields["aliases"].get(tongue, [])) for tongue in LANGUAGES},
            "status": "retired" if fields["retired"] else "active",
            "merged": SEPARATOR.join(self.merged(key)),
            "taggings": taggings,
            "utterances": utterances,
        }

    def _own_name(self, key: str) -> str:
        return squash(self._fields[key]["name"]) or key

    def _follow(self, key: str) -> str:
        """Follow merges; of codes that were merged into each other on two copies, the first by key stays."""
        path = [key]
        while (after := self._fields[path[-1]]["merged_into"]) and after not in path:
            path.append(after)
        return min(path[path.index(after) :]) if after else path[-1]

    def _hang(self) -> dict[str, str]:
        """Return each live code's parent; where moves on two copies made a ring, its first code by key hangs free."""
        above = {key: self.current(self._fields[key]["parent"]) for key in self.live}
        parents = {key: "" if parent == key else parent for key, parent in above.items()}
        for key in sorted(self.live):
            step, seen = parents[key], {key}
            while step and step not in seen:
                seen.add(step)
                step = parents[step]
            if step == key:
                parents[key] = ""
        return parents

    def _call(self) -> dict[str, str]:
        """Return each live code's name; where two copies gave one name to two codes, the second is told apart."""
        wanted = {key: self._own_name(key) for key in self.live}
        names: dict[str, str] = {}
        taken = set[str]()
        for key in sorted(self.live, key=lambda key: (key != wanted[key], key)):
            name = wanted[key]
            while name in taken:
                name = f"{name} ({key})"
            names[key] = name
            taken.add(name)
        return names

    def _index(self) -> dict[str, str]:
        """Return what each word means; who comes first has it."""
        meant: dict[str, str] = {}
        aliases = {
            key: [word for words in self._fields[key]["aliases"].values() for word in words] for key in self._fields
        }
        for words in (
            {name: key for key, name in self._names.items()},
            {fold(name): key for key, name in reversed(self._names.items())},
            {fold(word): key for key in reversed(self.live) for word in aliases[key]},
            {key: key for key in self._fields},
            {fold(word): key for key in reversed(self._fields) for word in (key, self._own_name(key), *aliases[key])},
        ):
            for word, key in words.items():
                meant.setdefault(word, self.current(key))
        return meant


def squash(word: str) -> str:
    """Return a name with single spaces, as it is kept.

    >>> squash(" no   reply ")
    'no reply'
    """
    return " ".join(word.split())


def fold(word: str) -> str:
    """Return a name as names are compared: without regard to case and to how an accent is written.

    >>> fold("Zoë") == fold("ZOE\u0308")
    True
    """
    return unicodedata.normalize("NFC", squash(word)).casefold()
