"""Perspectives side by side: where citizens, staff, experts and companies agree, and where they challenge each other.

Groups are whatever the study names: stakeholders, but also languages or waves.
"""

import pandas as pd

from synth.errors import TableProblem
from synth.tables import KINDS
from synth.wording import load_wording

KEEP = ("delight",)
NEITHER = ("goal",)
CHANGE = tuple(kind for kind in KINDS if kind not in KEEP + NEITHER)
"""What asks for a change, what speaks for keeping things as they are, and what does neither."""

ENOUGH = 2
"""People; what one person says is no group's leaning."""

READABLE = 70
"""Characters of a quote that stands in a table."""


def compare_perspectives(evidence: pd.DataFrame, *, by: str = "group", language: str = "en") -> pd.DataFrame:
    """Put the perspectives of groups side by side: where they agree, and where they challenge each other.

    A need, pain point, suggestion or workaround asks for a change; a delight speaks for what is there; a goal does
    neither. A group of two people or more leans to what more of them say. People are counted, not mentions: whoever
    says both counts on both sides. A comment and a sticky note are one person each, for nothing tells who wrote two.

    Args:
        evidence: the evidence table of `collect_evidence`; rows without a claim or a group are not compared.
        by: the column that tells the groups, such as "group", "language" or "wave".
        language: of the verdicts: nl, fr, de or en.

    Returns:
        One row a claim and group: claim, the group (named as `by`), people and mentions; change and keep, the people on
        each side; leaning (change, keep, mixed, or single for one person); reading, the same for all groups of a claim
        (agree, challenged, mixed, one side, single voices), and verdict, that in words; change_quote and keep_quote, a
        quote of each side; evidence, the ids of all. Claims on which groups challenge each other come first.
        `attrs["left_out"]` counts the quotes that were not compared, by reason.

    Raises:
        TableProblem: there is no such column.

    >>> said = {"claim": "forms", "kind": ["pain", "need", "delight", "delight", "pain"], "quote": [*"abcde"],
    ...         "group": ["citizen", "citizen", "company", "company", "expert"],
    ...         "participant_id": [*"vwxyz"], "evidence_id": [*"12345"]}
    >>> compare_perspectives(pd.DataFrame(said))["verdict"].tolist()[0]
    'challenged: asks for a change: citizen; works for: company; one person only: expert'
    """
    if by not in evidence:
        raise TableProblem(f"the evidence has no column {by!r}; its columns are {', '.join(map(str, evidence))}.")
    reasons = {
        "no claim": evidence["claim"] == "",
        f"no {by}": evidence[by] == "",
        "neither side": ~evidence["kind"].isin(CHANGE + KEEP),
    }
    told = ~pd.concat(reasons, axis=1).any(axis=1)
    rows = [_describe(part, claim, group, by) for (claim, group), part in evidence[told].groupby(["claim", by])]
    columns = ["claim", by, "people", "mentions", "change", "keep", "leaning", "change_quote", "keep_quote", "evidence"]
    table = pd.DataFrame(rows, columns=columns)
    readings, verdicts = {}, {}
    for claim, part in table.groupby("claim"):
        readings[claim] = read_leanings(part["leaning"].tolist())
        verdicts[claim] = _tell(part, readings[claim], by, language)
    table.insert(7, "reading", table["claim"].map(readings))
    table.insert(8, "verdict", table["claim"].map(verdicts))
    table = _sort(table, by)
    table.attrs["left_out"] = {reason: int(rows.sum()) for reason, rows in reasons.items()}
    return table


def read_leanings(leanings: list[str]) -> str:
    """Return what the leanings of the groups that speak of a claim say together.

    >>> read_leanings(["change", "keep", "mixed"]), read_leanings(["keep", "single"])
    ('challenged', 'one side')
    """
    groups = [leaning for leaning in leanings if leaning != "single"]
    if len(groups) < 2:
        return "one side" if groups else "single voices"
    if {"change", "keep"} <= set(groups):
        return "challenged"
    return "mixed" if "mixed" in groups else "agree"


def _describe(part: pd.DataFrame, claim: object, group: object, by: str) -> dict[str, object]:
    sides = {"change": part[part["kind"].isin(CHANGE)], "keep": part[part["kind"].isin(KEEP)]}
    counts = {side: rows["participant_id"].nunique() for side, rows in sides.items()}
    quotes = {f"{side}_quote": _choose(rows["quote"]) for side, rows in sides.items()}
    people = part["participant_id"].nunique()
    leaning = "mixed" if counts["change"] == counts["keep"] else max(counts, key=lambda side: counts[side])
    about = {"claim": claim, by: group, "people": people, "mentions": len(part), **counts}
    about["leaning"] = leaning if people >= ENOUGH else "single"
    return about | quotes | {"evidence": sorted(part["evidence_id"])}


def _choose(quotes: pd.Series) -> str:
    """Return the quote whose length reads best beside others."""
    return min(quotes, default="", key=lambda quote: (abs(len(quote) - READABLE), quote))


def _tell(part: pd.DataFrame, reading: str, by: str, language: str) -> str:
    """Return the verdict on a claim in words."""
    words = load_wording("perspectives", language)
    leanings = ("change", "keep", "mixed", "single")
    groups = {leaning: part.loc[part["leaning"] == leaning, by].tolist() for leaning in leanings}
    told = [words[leaning].format(groups=", ".join(names)) for leaning, names in groups.items() if names]
    return f"{words['reading_' + reading.replace(' ', '_')]}: {'; '.join(told)}"


def _sort(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the claims that are challenged first, then by how many people speak of them."""
    order = {"challenged": 0, "mixed": 1, "agree": 2, "one side": 3, "single voices": 4}
    people = table.groupby("claim")["people"].transform("sum")
    keys = {"reading": table["reading"].map(order), "people": -people, "claim": table["claim"], by: table[by]}
    return table.loc[pd.DataFrame(keys).sort_values([*keys]).index].reset_index(drop=True)
