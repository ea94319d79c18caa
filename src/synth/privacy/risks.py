"""What risk remains after pseudonymising: what was replaced, what rules cannot see, and who stands out."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import pandas as pd

from synth.privacy.candidates import find_candidates
from synth.privacy.consent import COLUMNS as CONSENT
from synth.privacy.decisions import spell
from synth.privacy.proposals import find_personal_data
from synth.tables import UTTERANCES

FEW = 5
"""Fewer persons than this who share their attributes stand out; a common threshold of statistical offices."""

MOST_TOGETHER = 3
"""How many attributes are looked at together."""

UNSEEN = (
    ("what somebody tells", "a job, a village and an illness together name a person without a name"),
    ("a way of speaking", "dialect, stock phrases and jokes are known to who knows the speaker"),
    ("names that rules miss", "unusual spellings, nicknames, names without a capital"),
    ("what others know", "a colleague, a neighbour or the key's owner can put the pieces together"),
)


def measure_risk(utterances: pd.DataFrame, *, few: int = FEW, attributes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return what risk remains that somebody is recognised in pseudonymised utterances.

    Pseudonymised data is personal data: the risk is never none.

    Args:
        utterances: what `pseudonymise` or `read_protected` returned.
        few: so many persons or more who share their attributes do not stand out.
        attributes: the columns to look at; without it group, wave, language and those of the table of participants.

    Returns:
        One row a risk: risk ("replaced", "left in the text", "cannot be seen by rules" or "rare combination"), what,
        count (places, or persons for a combination; NA where nobody can count) and who (the codes of these persons). A
        combination is listed if fewer than `few` share it while each part of it alone is shared by more.

    Raises:
        TableProblem: the table lacks a column.

    >>> turn = {"position": 1, "source_kind": "interview", "role": "participant", "text": "Ja."}
    >>> rows = [turn | {"utterance_id": f"u{n}", "participant_id": f"P{n}", "group": "citizen"} for n in range(6)]
    >>> rows[0] |= {"group": "mayor"}
    >>> risks = measure_risk(UTTERANCES.make(rows))
    >>> risks[risks["risk"] == "rare combination"][["what", "count", "who"]].to_numpy().tolist()
    [['group: mayor', 1, 'P0']]
    """
    UTTERANCES.check(utterances)
    rows = [("replaced", told["kind"], told["count"], "") for told in utterances.attrs.get("replaced", [])]
    rows += _count_left(utterances)
    rows += [("cannot be seen by rules", f"{what}: {why}", None, "") for what, why in UNSEEN]
    rows += [("rare combination", *found) for found in _find_rare(utterances, few, attributes)]
    table = pd.DataFrame(rows, columns=["risk", "what", "count", "who"])
    return table.astype({"count": "Int64"})


def _count_left(utterances: pd.DataFrame) -> list[tuple[str, str, int, str]]:
    """Return how much stands in the texts that rules would still propose, or list to be looked at."""
    proposals = find_personal_data(utterances)
    kinds = proposals["kind"].value_counts()
    found = [("left in the text", f"{kind}, kept or new", int(kinds[kind]), "") for kind in sorted(kinds.index)]
    quotes = find_candidates(utterances, proposals)["quote"]
    different = quotes.map(spell).nunique()
    return [*found, ("left in the text", f"words and numbers to look at, {different} different", len(quotes), "")]


def _find_rare(utterances: pd.DataFrame, few: int, attributes: Sequence[str] | None) -> list[tuple[str, int, str]]:
    people = _list_people(utterances)
    columns = [name for name in (_attributes(map(str, people)) if attributes is None else attributes) if name in people]
    found: list[tuple[str, int, str]] = []
    rare: list[set[str]] = []
    for size in range(1, min(MOST_TOGETHER, len(columns)) + 1):
        for some in combinations(columns, size):
            for values, rows in people.groupby(list(some), sort=True):
                parts = {f"{name}: {value}" for name, value in zip(some, values, strict=True) if value}
                if len(parts) == size and len(rows) < few and not any(known <= parts for known in rare):
                    rare.append(parts)
                    found.append((", ".join(sorted(parts)), len(rows), ", ".join(sorted(rows["participant_id"]))))
    return sorted(found, key=lambda one: (one[1], one[0]))


def _list_people(utterances: pd.DataFrame) -> pd.DataFrame:
    """Return one row a participant who has a code, with what is said of them everywhere alike."""
    spoken = utterances[(utterances["role"] == "participant") & ~utterances["participant_id"].str.contains("#")]
    spoken = spoken[spoken["participant_id"] != ""]
    text = [name for name in spoken if pd.api.types.is_string_dtype(spoken[name]) and name != "participant_id"]
    return spoken.groupby("participant_id")[text].agg(_only).reset_index()


def _only(values: pd.Series) -> str:
    told = values.dropna().unique()
    return str(told[0]) if len(told) == 1 else ""


def _attributes(people: Iterable[str]) -> list[str]:
    own = {"participant_id", "utterance_id", "source_id", "source_kind", "role", "date", "text", *CONSENT}
    return [name for name in people if name not in own]
