"""The codebook of a study: what its codes mean, and every change of them, each one action that can be undone."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synth.codes import DEFAULTS, SEPARATOR, TEXTS, Codes, fold, squash
from synth.errors import StudyProblem
from synth.journal import Change, Journal
from synth.tables import LANGUAGES

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Codebook:
    """A view on the codes of a study; a code may be named by its name, an alias or an earlier name.

    A code needs no entry: the first tagging with a new name makes it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Codebook(Journal(f"{folder}/study.db"))
    ...     _ = book.add("contact"), book.add("no reply", parent="contact", aliases={"nl": ["geen antwoord"]})
    ...     book.rename("geen antwoord", "never hears back")
    ...     book.table()["path"].tolist()
    ['contact', 'contact > never hears back']
    """

    def __init__(self, journal: Journal) -> None:
        """Take the study whose codes these are."""
        self._journal = journal

    def codes(self) -> Codes:
        """Return the codes as they stand."""
        used = dict.fromkeys(thing["tag"] for thing in self._journal.visible("tagging").values())
        return Codes(self._journal.things("code"), used)

    def table(self) -> pd.DataFrame:
        """Return the codes table in the order of the tree, with how many taggings and utterances have each code."""
        return self.codes().table(self._journal.visible("tagging").values())

    def key_for(self, name: str) -> str:
        """Return the key that a tagging with this name keeps: that of the code it means, or of a new code.

        Raises:
            StudyProblem: the name is empty, or its code is retired.
        """
        codes = self.codes()
        key = codes.find(_named(name))
        if key is None:
            return _named(name)
        if codes.fields(key)["retired"]:
            raise StudyProblem(
                f"the code {codes.name(key)!r} is retired and takes no new taggings. Choose another, or bring it back "
                f"with study.codebook.retire({codes.name(key)!r}, retired=False)."
            )
        return key

    def add(self, name: str, *, parent: str = "", **fields: Any) -> str:
        """Add a code and return its key.

        Args:
            name: what it is called; no other code may have this name or alias.
            parent: the code above it; "" for the top.
            fields: definition, use_when, not_when, examples (text), colour ("#rrggbb"), aliases (lists by language).
        """
        codes = self._look()
        name = _named(name)
        _refuse_taken(codes, name)
        key, number = name, 1
        while key in codes:
            number += 1
            key = f"{name} ({number})"
        given = {"name": name, "parent": self._known(codes, parent) if parent else ""} | _checked(fields, codes, key)
        self._journal.change([("code", key, {**DEFAULTS, **given})])
        return key

    def edit(self, code: str, **fields: Any) -> None:
        """Change what a code says: definition, use_when, not_when, examples, colour or aliases."""
        codes = self._look()
        key = self._known(codes, code)
        self._put(codes, {key: _checked(fields, codes, key)})

    def rename(self, code: str, name: str) -> None:
        """Give a code another name, in effect for all its taggings; what it was called before still finds it."""
        codes = self._look()
        key = self._known(codes, code)
        name = _named(name)
        _refuse_taken(codes, name, besides=key)
        self._put(codes, {key: {"name": name}})

    def move(self, code: str, parent: str = "") -> None:
        """Hang a code, with all that is under it, under another one; "" for the top.

        Raises:
            StudyProblem: the new parent is the code itself or hangs under it.
        """
        codes = self._look()
        key = self._known(codes, code)
        above = self._known(codes, parent) if parent else ""
        if above and above in codes.below(key):
            raise StudyProblem(
                f"{codes.name(key)!r} cannot hang under {codes.name(above)!r}, which is it or hangs under it. "
                f"Move {codes.name(above)!r} elsewhere first."
            )
        self._put(codes, {key: {"parent": above}})

    def merge(self, code: str, into: str) -> None:
        """Make a code one with another: its taggings count for the other, what hangs under it moves there.

        The taggings keep their key, so `unmerge` parts them again, whatever was done in between.
        """
        codes = self._look()
        key, target = self._known(codes, code), self._known(codes, into)
        if key == target:
            raise StudyProblem(f"{code!r} and {into!r} are one code already: {codes.name(key)!r}.")
        changes: dict[str, Mapping[str, Any]] = {key: {"merged_into": target}}
        if target in codes.below(key):
            changes[target] = {"parent": codes.parent(key)}
        self._put(codes, changes)

    def unmerge(self, code: str) -> None:
        """Part a code again from the one into which it was merged; it is named by the name it had.

        Raises:
            StudyProblem: no code of that name was merged into another.
        """
        codes = self._look()
        merged = {fold(word): key for key in self._merged(codes) for word in (key, codes.fields(key)["name"] or key)}
        if (key := merged.get(fold(code))) is None:
            raise StudyProblem(
                f"{code!r} was not merged into another code; merged are {', '.join(sorted(merged)) or 'none'}."
            )
        self._put(codes, {key: {"merged_into": ""}})

    def split(self, code: str, tagging_ids: Iterable[str], into: str) -> str:
        """Give some of a code's taggings to another code, new beside it if there is none; return that code's key.

        Who tagged and when stays as it was.

        Raises:
            StudyProblem: a tagging is not in the study or has another code.
        """
        codes = self._look()
        key = self._known(codes, code)
        target = codes.find(into)
        taggings = self._journal.things("tagging")
        changes: list[Change] = []
        for tagging_id in tagging_ids:
            if tagging_id not in taggings or codes.current(taggings[tagging_id]["tag"]) != key:
                raise StudyProblem(
                    f"tagging {tagging_id!r} has not the code {codes.name(key)!r}. Take the tagging_id column of "
                    f"study.taggings() where the tag is {codes.name(key)!r}."
                )
            changes.append(("tagging", tagging_id, dict(taggings[tagging_id]) | {"tag": target or _named(into)}))
        if target is None:
            target = _named(into)
            beside = {"name": target, "parent": codes.parent(key), "colour": codes.fields(key)["colour"]}
            changes.append(("code", target, {**DEFAULTS, **beside}))
        self._journal.change(changes, keep_stamps=True)
        return target

    def retire(self, code: str, *, retired: bool = True) -> None:
        """Say that a code takes no new taggings (or does again); what it has stays."""
        codes = self._look()
        self._put(codes, {self._known(codes, code): {"retired": retired}})

    def take_in(self, table: pd.DataFrame) -> int:
        """Take in a codes table, such as `read_codebook` returns, in one action; return how many codes changed.

        A row whose name means a code of this study fills in what it says and leaves the rest; others are new codes.

        Args:
            table: rows with a name and any other columns of the codes table; parent is a name in it or in the study.

        Raises:
            StudyProblem: a row has no name, an unknown parent or a bad value, or the parents form a ring.
        """
        codes = self._look()
        rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
        keys: dict[str, str] = {}
        for number, row in enumerate(rows, start=1):
            if fold(str(row.get("name", ""))) in keys or not squash(str(row.get("name", ""))):
                raise StudyProblem(f"code {number} has the name {row.get('name', '')!r}; each needs one of its own.")
            keys[fold(row["name"])] = codes.find(row["name"]) or squash(row["name"])
        things: dict[str, dict[str, Any]] = {}
        for row in rows:
            key = keys[fold(row["name"])]
            given = {field: row[field] for field in (*TEXTS, "colour") if row.get(field)}
            words = {tongue: row[f"alias_{tongue}"] for tongue in LANGUAGES if row.get(f"alias_{tongue}")}
            kept = things.get(key) or _unstamped(codes.fields(key))
            kept["name"] = kept["name"] or squash(row["name"])
            if words:
                given["aliases"] = kept["aliases"] | words
            kept |= _checked(given, codes, key)
            kept["retired"] = kept["retired"] or row.get("status") == "retired"
            if row.get("parent"):
                kept["parent"] = keys.get(fold(row["parent"])) or self._known(codes, row["parent"])
            things[key] = kept
        self._refuse_rings(things)
        self._journal.change(("code", key, thing) for key, thing in things.items())
        return sum(thing != _unstamped(codes.fields(key)) for key, thing in things.items())

    def _refuse_rings(self, things: Mapping[str, Mapping[str, Any]]) -> None:
        after = Codes({**self._journal.things("code"), **things})
        for key, thing in things.items():
            if thing["parent"] and after.parent(key) != after.current(thing["parent"]):
                raise StudyProblem(
                    f"the code {after.name(key)!r} would hang under itself by way of {after.name(thing['parent'])!r}. "
                    "Correct the parents, then take the table in again."
                )

    def _look(self) -> Codes:
        self._journal.refresh()
        return self.codes()

    def _put(self, codes: Codes, changes: Mapping[str, Mapping[str, Any]]) -> None:
        self._journal.change(
            ("code", key, _unstamped(codes.fields(key)) | dict(given)) for key, given in changes.items()
        )

    def _known(self, codes: Codes, code: str) -> str:
        key = codes.find(code)
        if key is None:
            names = ", ".join(codes.name(key) for key in codes.in_order())
            raise StudyProblem(f"there is no code {code!r} in this study; its codes are {names or 'none yet'}.")
        return key

    def _merged(self, codes: Codes) -> list[str]:
        return [key for key in self._journal.things("code") if codes.current(key) != key]


def _unstamped(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {field: fields[field] for field in DEFAULTS}


def _named(name: str) -> str:
    name = squash(name)
    if not name:
        raise StudyProblem("a tag needs a name: one or a few words, such as 'waiting' or 'no confirmation'.")
    return name


def _refuse_taken(codes: Codes, name: str, *, besides: str = "") -> None:
    """Refuse a name that now means another code; what a code was once called is free."""
    key = codes.find(name)
    if key is None or key == besides:
        return
    words = [word for tongue in codes.fields(key)["aliases"].values() for word in tongue]
    if fold(name) in map(fold, [codes.name(key), *words]):
        raise StudyProblem(
            f"{name!r} is a code already: {codes.name(key)!r}. Choose another name, or merge the two with "
            f"study.codebook.merge(..., {codes.name(key)!r})."
        )


def _checked(fields: Mapping[str, Any], codes: Codes, key: str) -> dict[str, Any]:
    """Return the fields as they are kept."""
    checked: dict[str, Any] = {}
    for field, value in fields.items():
        if field in TEXTS and isinstance(value, str):
            checked[field] = value.strip()
        elif field == "colour" and isinstance(value, str) and (not value or COLOUR.fullmatch(value)):
            checked[field] = value.lower()
        elif field == "aliases" and isinstance(value, Mapping) and set(value) <= set(LANGUAGES):
            checked[field] = {tongue: _words(value[tongue]) for tongue in LANGUAGES if _words(value.get(tongue, ""))}
            for word in (word for words in checked[field].values() for word in words):
                _refuse_taken(codes, word, besides=key)
        else:
            raise StudyProblem(
                f"a code's {field} cannot be {value!r}. A code has {', '.join(TEXTS)} (text), colour ('#1f77b4') and "
                f"aliases ({{'nl': ['wachten'], ...}} for {', '.join(LANGUAGES)})."
            )
    return checked


def _words(words: str | Iterable[str]) -> list[str]:
    """Return the words of a list, or of a text that divides them with semicolons."""
    parts = words.split(SEPARATOR.strip()) if isinstance(words, str) else words
    return list(dict.fromkeys(filter(None, map(squash, parts))))
