"""The key of a study's pseudonyms: what each stands for, what a person decided about it, and who comes next.

Numbers are given once and for all: a file that is added later changes none of them.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import pandas as pd

from synth.errors import KeyProblem
from synth.privacy.decisions import KEEP, REPLACE, Decisions, spell, squash
from synth.privacy.personal_data import KINDS, PSEUDONYM
from synth.privacy.speaker_codes import find_labels
from synth.privacy.vault import Vault, ask_passphrase, find_path

_PARTICIPANT = re.compile(r"[Pp]0*([1-9]\d*)")
_PARTS = ("labels", "sources", "given", "meant", "places", "last")


class PseudonymKey(Decisions):
    """Which pseudonym stands for whom; in memory, or in a file that only its pass phrase opens.

    >>> key = PseudonymKey()
    >>> key.number("person", "lien"), key.number("person", "an peeters"), key.number("person", "lien")
    ('[person-1]', '[person-2]', '[person-1]')
    """

    def __init__(self) -> None:
        """Begin a key in memory, which is gone with the notebook's kernel."""
        super().__init__()
        self._vault: Vault | None = None
        self._told: dict[str, Any] = {part: {} for part in _PARTS} | {"retired": [], "secret": ""}

    @classmethod
    def open(cls, name: str | Path, passphrase: str | None = None, *, inside_study: bool = False) -> Self:
        """Open the key in a file, or begin one there.

        Args:
            name: a bare name, for a file in your own data folder, or a path.
            passphrase: what opens it; without it the environment variable SYNTH_PASSPHRASE, or else you are asked. It
                is kept nowhere.
            inside_study: accept a path inside the study folder, where the key lies beside what it protects.

        Raises:
            KeyProblem: the path is inside a study, the pass phrase is empty or another one, or the file is damaged.
        """
        key = cls()
        path = find_path(name, inside_study=inside_study)
        given = ask_passphrase(passphrase, path)
        if path.exists():
            key._vault, content = Vault.open(path, given)
            key._told |= json.loads(content)
            key.decisions = key._told.pop("decisions")
        else:
            key._vault = Vault.create(path, given)
            key._told["secret"] = secrets.token_hex(32)
            key.save()
        return key

    def __repr__(self) -> str:
        place = f"in {self._vault.path}" if self._vault else "in memory only"
        return f"PseudonymKey({self.table()['pseudonym'].nunique()} pseudonyms, {place})"

    def table(self) -> pd.DataFrame:
        """Return what leads back: one row a pseudonym and spelling (pseudonym, original, kind).

        Kind is "label" for the label of a speaker and "file name" for that of a source.
        """
        rows = [(code, label, "label") for label, code in self._told["labels"].items() if code != label]
        rows += [(new, old, "file name") for old, new in self._told["sources"].items() if new != old]
        for kinds in self._told["places"].values():
            rows += [(code, quote, kind) for kind, quotes in kinds.items() for quote, code in quotes.items()]
        return pd.DataFrame(list(dict.fromkeys(rows)), columns=["pseudonym", "original", "kind"], dtype="str")

    def participants(self) -> dict[str, str]:
        """Return the code of each participant with the label that it stands for, "" where the label is the code."""
        labels = self._told["labels"].items()
        return {code: "" if label == code else label for label, code in labels if PSEUDONYM.fullmatch(code)}

    def save(self) -> None:
        """Write the key, if it has a file; return once it is on the disk.

        Raises:
            KeyProblem: another notebook wrote it meanwhile, or it cannot be written.
        """
        if self._vault:
            told = self._told | {"decisions": self.decisions}
            self._vault.write(json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))

    # Pseudonyms -------------------------------------------------------------------------------------------------------

    def code_labels(self, utterances: pd.DataFrame) -> dict[str, str]:
        """Return the code of each label that is a name, as it was given or, to a new one, is given now.

        Raises:
            KeyProblem: a label is the code of somebody else, or of somebody who was erased.
        """
        labels: dict[str, str] = self._told["labels"]
        owners = {_number_of(code): label for label, code in labels.items() if _PARTICIPANT.fullmatch(code)}
        retired = {_number_of(code) for code in self._told["retired"]}
        present = dict.fromkeys(utterances["participant_id"])
        codes = [label for label in present if _PARTICIPANT.fullmatch(label)]
        for label in codes:
            number = _number_of(label)
            if number in retired:
                raise KeyProblem(
                    f"{label!r} was erased from this study, and speaks in its files again. Take the file away; if this "
                    "is somebody else, give them another label in the file."
                )
            if owners.get(number, label) != label and label not in labels:
                raise KeyProblem(
                    f"{label!r} is a label in the files, and stands already for somebody else in the key. Give the "
                    "speaker another label in the file, or was this table pseudonymised before?"
                )
        labels |= {label: label for label in codes}
        named = {label: code for label, code in labels.items() if label != code}
        found = find_labels(utterances, given=named, taken=[*labels, *self._told["retired"]])
        labels |= found
        return found

    def pass_over(self, texts: Iterable[str]) -> None:
        """Number past the pseudonyms that stand in these texts already."""
        last = self._told["last"]
        for code in (match[0] for text in texts if "[" in text for match in PSEUDONYM.finditer(text)):
            word, _, number = code.strip("[]").rpartition("-")
            if word and number.isdecimal():
                last[word] = max(last.get(word, 0), int(number))

    def number(self, kind: str, who: str) -> str:
        """Return the pseudonym of one person or number: the same as ever, or the next one."""
        given = self._told["given"].setdefault(kind, {})
        if who not in given:
            word, last = kind.replace(" ", "-"), self._told["last"]
            last[word] = last.get(word, 0) + 1
            given[who] = f"[{word}-{last[word]}]"
        return str(given[who])

    def mean(self, source: str, kind: str, quote: str, who: str) -> str:
        """Return the pseudonym of whom a spelling means in a source: who it meant there before, or else `who`.

        Args:
            source: the original source_id.
            kind: what kind of thing it is.
            quote: the spelling.
            who: the person or number, as the files that are read now tell; or the code of a speaker.
        """
        meant = self._told["meant"].setdefault(source, {}).setdefault(kind, {})
        if quote not in meant:
            meant[quote] = who if PSEUDONYM.fullmatch(who) else self.number(kind, who)
        return str(meant[quote])

    def remember(self, source: str, kind: str, quote: str, pseudonym: str) -> None:
        """Note what took the place of a spelling in a source, after all decisions."""
        self._told["places"].setdefault(source, {}).setdefault(kind, {})[quote] = pseudonym

    def name_sources(self, names: Mapping[str, str]) -> dict[str, str]:
        """Return the new name of each source: the one it had, or the proposed one; different ones stay different."""
        known: dict[str, str] = self._told["sources"]
        for source, proposed in names.items():
            if source not in known:
                name, number = proposed, 1
                while name in known.values():
                    number += 1
                    name = f"{proposed} ({number})"
                known[source] = name
        return {source: known[source] for source in names}

    def hide_id(self, utterance_id: str) -> str:
        """Return an id that leads nobody back to the words it was made of; in memory, where no secret lasts, as it is.

        A plain hash of a text can be tried out with every name that might have stood in it.
        """
        secret = bytes.fromhex(self._told["secret"])
        hidden = hashlib.blake2b(utterance_id.encode("utf-8", "surrogatepass"), digest_size=8, key=secret)
        return hidden.hexdigest() if secret else utterance_id

    def forget(self, pseudonyms: Iterable[str], sources: Iterable[str] = ()) -> int:
        """Take out all that leads back from these pseudonyms and (new) names of sources, and return how much it was.

        Their numbers are never given again.
        """
        table, told = self.table(), self._told
        shared = {place for place, decision in self.decisions.items() if self.follow(decision) in set(pseudonyms)}
        gone = set(pseudonyms) | shared
        quotes = table["original"][table["pseudonym"].isin(gone)]
        spellings, names = {*map(spell, quotes)}, {*map(squash, [*quotes, *shared])}
        old = {source for source, name in told["sources"].items() if name in set(sources)}
        told["retired"] += sorted(code for code in gone if _PARTICIPANT.fullmatch(code))
        told["labels"] = _without(told["labels"], gone)
        told["sources"] = {source: name for source, name in told["sources"].items() if source not in old}
        for part in ("meant", "places"):
            told[part] = {
                source: {kind: _without(quotes, gone) for kind, quotes in kinds.items()}
                for source, kinds in told[part].items()
                if source not in old
            }
        told["given"] = {
            kind: {who: code for who, code in _without(given, gone).items() if squash(who) not in names}
            for kind, given in told["given"].items()
        }
        self.decisions = {
            place: decision for place, decision in self.decisions.items() if place not in gone | spellings
        }
        self._done, self._undone = [], []
        return len(table) - len(self.table())

    def decide(self, quotes: Iterable[str], decision: str, *, pseudonym: str = "") -> None:
        """Decide about every occurrence of some spellings, now and in files to come; return once it is on the disk.

        Args:
            quotes: the spellings; those that mean several persons are better left out.
            decision: "keep"; "replace"; a kind such as "address", to replace it as one; a pseudonym such as "P03", to
                share it; or "" for no decision any more.
            pseudonym: what stands for them now, "" if nothing does; whatever else it stands for follows.

        Raises:
            KeyProblem: there is no such decision, two pseudonyms would share each other's, or the key cannot be
                written.
        """
        spellings = [spell(quote) for quote in quotes]
        places = [*spellings, *([pseudonym] if pseudonym else [])]
        self._set(places, self._read_decision(decision, places, pseudonym) if decision and places else None)

    def _read_decision(self, decision: str, places: list[str], pseudonym: str) -> str:
        if decision == KEEP:
            return KEEP
        if decision == REPLACE:
            return pseudonym or self.number("person", squash(places[0]))
        if decision in KINDS:
            return self.number(decision, squash(places[0]))
        if not PSEUDONYM.fullmatch(decision):
            raise KeyProblem(
                f"the decision is {decision!r}; allowed are keep, replace, a kind ({', '.join(KINDS)}) and a pseudonym "
                "such as P03 or [person-2]."
            )
        if pseudonym != decision and self.follow(decision) == pseudonym:
            raise KeyProblem(f"{decision} shares {pseudonym} already. To part them, decide about {decision} first.")
        return decision


def _number_of(code: str) -> str:
    match = _PARTICIPANT.fullmatch(code)
    return match[1] if match else code


def _without(codes: Mapping[str, str], gone: set[str]) -> dict[str, str]:
    return {name: code for name, code in codes.items() if code not in gone}
