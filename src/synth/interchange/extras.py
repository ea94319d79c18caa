"""What synth knows and REFI-QDA has no place for: kept as JSON in a note of the project, under the same identifiers."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from synth.interchange.documents import Place
from synth.tables import make_id

TITLE = "synth: turns and keys (leave as it is)"
VERSION = 1

Extra = dict[str, Any]


@dataclass
class Extras:
    """By identifier: the turns of each source, what of a code its element cannot say, and the rest of taggings, memos.

    >>> extras = Extras(codes={"c1": {"code": "waiting"}})
    >>> Extras.parse(extras.write()) == extras, Extras.parse("other words") == Extras()
    (True, True)
    """

    sources: dict[str, Extra] = field(default_factory=dict)
    codes: dict[str, Extra] = field(default_factory=dict)
    taggings: dict[str, Extra] = field(default_factory=dict)
    memos: dict[str, Extra] = field(default_factory=dict)

    def write(self) -> str:
        """Return them as JSON."""
        return json.dumps({"version": VERSION, **asdict(self)}, ensure_ascii=True, sort_keys=True)

    @classmethod
    def parse(cls, text: str) -> "Extras":
        """Read them from JSON; whatever is no JSON of this version holds none."""
        try:
            parts = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(parts, dict) or parts.pop("version", None) != VERSION:
            return cls()
        known = {name: part for name, part in parts.items() if name in asdict(cls()) and isinstance(part, dict)}
        return cls(**{name: {key.lower(): value for key, value in part.items()} for name, part in known.items()})

    def keep_turns(self, source: str, text: str, places: list[Place]) -> None:
        """Keep the turns of a source, for as long as its text stays what it is."""
        turns = [[place.start, place.end, place.columns] for place in places]
        self.sources[source.lower()] = {"text": make_id(text), "turns": turns}

    def turns(self, source: str, text: str) -> list[Place] | None:
        """Return the turns of a source; None if there are none that fit its text as it is now."""
        kept = self.sources.get(source.lower(), {})
        if kept.get("text") != make_id(text):
            return None
        try:
            places = [Place(start, end, columns) for start, end, columns in kept["turns"]]
            ordered = all(0 <= place.start <= place.end <= len(text) for place in places)
            whole = all({"utterance_id", "source_id", "position"} <= place.columns.keys() for place in places)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        return places if ordered and whole else None
