"""What may leave the team: cards of enough people, and claims that a quote still supports."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synth.errors import TableProblem

Persona = dict[str, Any]


def select_publishable(
    personas: Iterable[Mapping[str, Any]], *, evidence: pd.DataFrame | None = None
) -> tuple[list[Persona], int]:
    """Return the personas that may be published, without claims that no quote supports, and how many may not be.

    Every export goes through here. A card of fewer participants than its `publish_from` is a draft; a persona that does
    not say whether it is publishable is taken for one.

    Args:
        personas: dicts of `draft_personas` or `study.personas()`.
        evidence: the evidence table as it is now; a kept quote that is not in it any more supports nothing.

    >>> select_publishable([{"name": "A", "publishable": False, "claims": []}])
    ([], 1)
    """
    personas = list(personas) if evidence is None else [drop_lost(persona, evidence) for persona in personas]
    published = [
        {**persona, "claims": [claim for claim in persona["claims"] if claim["quotes"]]}
        for persona in personas
        if persona.get("publishable", False)
    ]
    return published, len(personas) - len(published)


def drop_lost(persona: Mapping[str, Any], evidence: pd.DataFrame) -> Persona:
    """Return a persona without the quotes that are no evidence any more: rejected, untagged or erased since."""
    known = set(evidence["evidence_id"])
    lists = ("quotes", "contradicted_by")
    claims = [
        {**claim, **{name: [quote for quote in claim[name] if quote["evidence_id"] in known] for name in lists}}
        for claim in persona["claims"]
    ]
    return {**persona, "claims": claims}


def require_publishable(
    personas: Iterable[Mapping[str, Any]], *, evidence: pd.DataFrame | None = None
) -> tuple[list[Persona], int]:
    """Do as `select_publishable`, and refuse if nothing is left.

    Raises:
        TableProblem: there are personas, and each is a draft of too few participants.
    """
    published, withheld = select_publishable(personas, evidence=evidence)
    if withheld and not published:
        cards = "the only card is a draft" if withheld == 1 else f"all {withheld} cards are drafts"
        raise TableProblem(
            f"nothing was written: {cards} of too few participants, which may show who they are. "
            "Interview more people, merge groups, or write them for the team alone with draft=True."
        )
    return published, withheld
