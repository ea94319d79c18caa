"""What may leave the team: cards of enough people, and claims that a quote still supports."""

from collections.abc import Iterable, Mapping
from typing import Any

from synth.errors import TableProblem

Persona = dict[str, Any]


def select_publishable(personas: Iterable[Mapping[str, Any]]) -> tuple[list[Persona], int]:
    """Return the personas that may be published, without claims that no quote supports, and how many may not be.

    Every export goes through here. A card of fewer participants than its `publish_from` is a draft; a persona that does
    not say whether it is publishable is taken for one.

    Args:
        personas: dicts of `draft_personas` or `study.personas()`.

    >>> select_publishable([{"name": "A", "publishable": False, "claims": []}])
    ([], 1)
    """
    personas = list(personas)
    published = [
        {**persona, "claims": [claim for claim in persona["claims"] if claim["quotes"]]}
        for persona in personas
        if persona.get("publishable", False)
    ]
    return published, len(personas) - len(published)


def require_publishable(personas: Iterable[Mapping[str, Any]]) -> tuple[list[Persona], int]:
    """Do as `select_publishable`, and refuse if nothing is left.

    Raises:
        TableProblem: there are personas, and each is a draft of too few participants.
    """
    published, withheld = select_publishable(personas)
    if withheld and not published:
        cards = "the only card is a draft" if withheld == 1 else f"all {withheld} cards are drafts"
        raise TableProblem(
            f"nothing was written: {cards} of too few participants, which may show who they are. "
            "Interview more people, merge groups, or write them for the team alone with draft=True."
        )
    return published, withheld
