"""What fired in a sentence, and which of it is kept: the longer cue, the surest of each kind, what an answer means."""

from typing import NamedTuple

from synth.lexicon import WEIGHT_DIGITS, Cue


class Hit(NamedTuple):
    """A cue that fired on the words first to last, inside the words start to end that make the quote.

    `kind` is what it points to where it stands; `why` tells what there made a difference, or is "".
    """

    cue: Cue
    kind: str
    first: int
    last: int
    start: int
    end: int
    score: float
    why: str = ""


def drop_overruled(hits: list[Hit]) -> list[Hit]:
    """Leave out the hits that another kind of cue covers with more words: "no problem" overrules "problem"."""
    if len({hit.kind for hit in hits}) < 2:
        return hits
    return [hit for hit in hits if not any(_overrules(other, hit) for other in hits)]


def _overrules(other: Hit, hit: Hit) -> bool:
    covers = other.first <= hit.first and hit.last <= other.last
    return other.kind != hit.kind and covers and (other.last - other.first) > (hit.last - hit.first)


def best_of_each_kind(hits: list[Hit]) -> list[Hit]:
    """Return the surest hit of each kind, scored by the chance that not all cues of the kind are wrong (noisy or)."""
    if len(hits) < 2:
        return hits
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    return sorted(map(_join, by_kind.values()), key=lambda hit: (hit.first, hit.kind))


def _join(hits: list[Hit]) -> Hit:
    """Return the surest hit of one kind, with the score of all of them together."""
    wrong = 1.0
    for score in sorted({hit.cue.cue_id: hit.score for hit in hits}.values()):
        wrong *= 1 - score
    surest = max(hits, key=lambda hit: (hit.score, hit.last - hit.first, -hit.first, hit.cue.cue_id))
    return surest._replace(score=round(1 - wrong, WEIGHT_DIGITS))


def answered_kind(cue: Cue, signs: set[str]) -> str:
    """Return what an answer that begins with these signs means when the cue stands in the question."""
    if "unsure" in signs:
        return ""
    if cue.asked == "open":
        return "" if "no" in signs else cue.kind
    if "no" in signs:
        return cue.kind if cue.negated == "same" else cue.negated
    return cue.kind if "yes" in signs else ""
