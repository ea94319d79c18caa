"""The review of proposals by a person: grouped by what they mean, each group with one decision for all its places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.privacy.candidates import find_candidates
from synth.privacy.decisions import spell
from synth.privacy.key import PseudonymKey
from synth.privacy.personal_data import KINDS
from synth.privacy.proposals import propose

CONTEXT = 70
"""How many characters are shown before and after a quote."""

MAX_CONTEXTS = 6
"""How many places of a group are shown; all of them are counted."""

BETWEEN = " | "
"""What parts the spellings of a group in a table; no spelling holds it."""


@dataclass
class Group:
    """What is decided about at once: the spellings that mean one person or thing, and where they stand."""

    kind: str  # "" for what the rules passed over
    pseudonym: str  # "" likewise
    score: float = 0.0
    quotes: Counter[str] = field(default_factory=Counter)
    sources: set[str] = field(default_factory=set)
    contexts: list[tuple[str, str, str, str]] = field(default_factory=list)  # before, quote, after, source
    own: list[str] = field(default_factory=list)  # the quotes by which it is told from other proposals

    @property
    def name(self) -> str:
        """The pseudonym, or the spelling of what has none."""
        return self.pseudonym or spell(next(iter(self.quotes)))

    @property
    def places(self) -> int:
        """How often it stands in the texts."""
        return self.quotes.total()

    def decision(self, key: PseudonymKey) -> str:
        """Return what was decided: "keep", the pseudonym to use, or "" for nothing yet."""
        return next(filter(None, (key.decision_on(quote, self.pseudonym) for quote in self.own or [""])), "")


def collect_groups(utterances: pd.DataFrame, key: PseudonymKey, *, names: Iterable[str] = ()) -> list[Group]:
    """Return every proposal and remaining candidate, grouped: proposals first, by kind, the frequent ones first."""
    proposals = propose(utterances, names=names, key=key)
    texts = {row["utterance_id"]: row for row in utterances[["utterance_id", "text", "source_id"]].to_dict("records")}
    groups: dict[str, Group] = {}
    for row in proposals.to_dict("records"):
        group = groups.setdefault(row["replacement"], Group(row["kind"], row["replacement"]))
        _add(group, row, texts[row["utterance_id"]])
    owners = _find_owners(groups.values())
    for row in find_candidates(utterances, proposals).to_dict("records"):
        name = spell(row["quote"])  # what the rules found elsewhere and passed over here is the same
        group = owners[name][0] if len(owners[name]) == 1 else groups.setdefault(f"~{name}", Group("", ""))
        _add(group, row, texts[row["utterance_id"]])
    for group in groups.values():
        group.own = [quote for quote in group.quotes if not group.kind or len(owners[spell(quote)]) == 1]
    order = {kind: place for place, kind in enumerate((*KINDS, ""))}
    return sorted(groups.values(), key=lambda group: (order[group.kind], -group.places, group.name))


def _find_owners(groups: Iterable[Group]) -> dict[str, list[Group]]:
    """Return the groups that have a spelling, by spelling."""
    owners: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for name in {spell(quote) for quote in group.quotes}:
            owners[name].append(group)
    return owners


def list_review(utterances: pd.DataFrame, *, key: PseudonymKey, names: Iterable[str] = ()) -> pd.DataFrame:
    """Return every proposal and every remaining word with a capital as a table in which a person decides.

    Args:
        utterances: the utterances table, not pseudonymised yet.
        key: the study's key, with what was decided before.
        names: further names to look for.

    Returns:
        One row a group: quotes (its spellings, parted by " | "), kind ("" for what the rules passed over),
        replacement, places, sources, score, context of the first place, and decision: fill in "keep", "replace", a kind
        ("address") or a pseudonym to share ("P03"), then give the table to `apply_review`.

    Raises:
        TableProblem, KeyProblem: as for `find_personal_data`.

    >>> from synth.tables import UTTERANCES
    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant"}
    >>> table = UTTERANCES.make([turn | {"language": "nl", "text": "Mijn dochter Lien woont in Zottegem."}])
    >>> list_review(table, key=PseudonymKey())[["quotes", "kind", "replacement"]].to_numpy().tolist()
    [['Lien', 'person', '[person-1]'], ['Zottegem', '', '']]
    """
    rows = [
        {
            "quotes": BETWEEN.join(group.quotes),
            "kind": group.kind,
            "replacement": group.pseudonym,
            "places": group.places,
            "sources": len(group.sources),
            "score": group.score,
            "context": "".join(group.contexts[0][:3]),
            "decision": group.decision(key),
        }
        for group in collect_groups(utterances, key, names=names)
    ]
    columns = ["quotes", "kind", "replacement", "places", "sources", "score", "context", "decision"]
    return pd.DataFrame(rows, columns=columns)


def apply_review(review: pd.DataFrame, *, key: PseudonymKey) -> int:
    """Take the decisions of a table into the key, and return how many were new.

    Args:
        review: what `list_review` returned, with its column decision filled in; rows may be left out.
        key: the study's key, which is written.

    Raises:
        TableProblem: a column is missing.
        KeyProblem: there is no such decision; names it. Those of the rows before it are taken.
    """
    missing = [column for column in ("quotes", "replacement", "decision") if column not in review]
    if missing:
        raise TableProblem(
            f"the review lacks the column {missing[0]!r}. Start from the table that list_review returns."
        )
    rows = review[["quotes", "replacement", "decision"]].fillna("").astype("str").to_dict("records")
    proposed = [row["quotes"].split(BETWEEN) for row in rows if row["replacement"]]
    shared = Counter(name for quotes in proposed for name in {spell(quote) for quote in quotes})
    new = 0
    for row in rows:
        quotes = row["quotes"].split(BETWEEN)
        own = [quote for quote in quotes if not row["replacement"] or shared[spell(quote)] == 1]
        before = key.decisions
        key.decide(own, row["decision"].strip(), pseudonym=row["replacement"])
        new += key.decisions is not before
    return new


def _add(group: Group, span: Mapping[Any, Any], utterance: Mapping[Any, Any]) -> None:
    start, end, quote, text = span["start"], span["end"], span["quote"], utterance["text"]
    group.score = max(group.score, span.get("score", 0.0))
    group.quotes[quote] += 1
    group.sources.add(utterance["source_id"])
    if len(group.contexts) < MAX_CONTEXTS:
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        before = f"…{before}" if start > CONTEXT else before
        after = f"{after}…" if end + CONTEXT < len(text) else after
        group.contexts.append((before, quote, after, utterance["source_id"]))
