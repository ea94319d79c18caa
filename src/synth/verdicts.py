"""Verdicts on findings, each of one researcher: several may judge the same finding without seeing each other's."""

from collections.abc import Mapping

from synth.events import Thing
from synth.journal import Change

ENTITY = "verdict"


def verdict_key(finding_id: str, researcher: str) -> str:
    """Return the key under which a study keeps a researcher's verdict."""
    return f"{finding_id}/{researcher}"


def finding_of(key: str) -> str:
    """Return the finding that a verdict is about; studies of before kept it under the finding's id alone.

    >>> finding_of("f1/R1"), finding_of("f1")
    ('f1', 'f1')
    """
    return key.partition("/")[0]


def move_verdicts(verdicts: Mapping[str, Thing], successors: Mapping[str, str]) -> list[Change]:
    """Return the changes that let verdicts follow findings which have other ids now.

    >>> move_verdicts({"f1/R1": {"verdict": "rejected"}}, {"f1": "f2"})
    [('verdict', 'f2/R1', {'verdict': 'rejected'}), ('verdict', 'f1/R1', None)]
    """
    moving = {key: thing for key, thing in verdicts.items() if finding_of(key) in successors}
    moved = {key.replace(finding_of(key), successors[finding_of(key)], 1): thing for key, thing in moving.items()}
    gone = [key for key in moving if key not in moved]
    return [(ENTITY, key, thing) for key, thing in moved.items()] + [(ENTITY, key, None) for key in gone]
