"""Studies as they would be if there were one group: who is talkative and what is common stay, all else is chance."""

import numpy as np
from numpy.typing import NDArray

TRADES = 5  # a participant; after so many a table has forgotten where it began (Strona et al. 2014)

Table = NDArray[np.int64]


def shuffle_studies(counts: Table, claims: NDArray[np.int64], n: int, rng: np.random.Generator) -> list[Table]:
    """Return studies in which the participants are one group, and nothing else is changed.

    Each participant voices as many claims as before and each claim has as many voices, which is all that there is to
    know if people differ in talkativeness alone (Rasch's model). In what way a claim is voiced, as a pain or a need and
    how often, is dealt among those who voice it: the columns of one claim stay together.

    The claims are traded between pairs of participants ("curveball", Strona et al. 2014). All chains begin where a
    chain of the same length leads from the data, so the data are one of n + 1 tables in no order, and the share of
    shuffled studies that are as extreme is an exact p value (Besag and Clifford 1989).

    Args:
        counts: participants by columns.
        claims: which claim each column is about, numbered from 0.
        n: how many studies.
        rng: the source of chance.
    """
    voiced = np.zeros((len(counts), int(claims.max()) + 1), dtype=bool)
    for claim in range(voiced.shape[1]):
        voiced[:, claim] = (counts[:, claims == claim] > 0).any(axis=1)
    (start,) = _trade(voiced[None], rng)
    return [_deal(counts, claims, voiced, after, rng) for after in _trade(np.repeat(start[None], n, axis=0), rng)]


def _trade(tables: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Let pairs of participants trade the claims that only one of them voices; each keeps as many as before.

    Args:
        tables: studies by participants by claims, all of them shuffled at once.
        rng: the source of chance.
    """
    tables = tables.copy()
    n_tables, n_participants, n_claims = tables.shape
    each = np.arange(n_tables)
    for _ in range(TRADES * n_participants):
        first = rng.integers(n_participants, size=n_tables)
        second = (first + rng.integers(1, n_participants, size=n_tables)) % n_participants
        ours, theirs = tables[each, first], tables[each, second]
        lots = np.where(ours ^ theirs, rng.random((n_tables, n_claims)), np.inf)
        place = lots.argsort(axis=1).argsort(axis=1)
        won = place < (ours & ~theirs).sum(axis=1, keepdims=True)
        tables[each, first] = np.where(ours ^ theirs, won, ours)
        tables[each, second] = np.where(ours ^ theirs, ~won, theirs)
    return tables


def _deal(
    counts: Table,
    claims: NDArray[np.int64],
    before: NDArray[np.bool_],
    after: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Table:
    """Deal the ways in which a claim was voiced among those who voice it now."""
    dealt = np.zeros_like(counts)
    for claim in range(before.shape[1]):
        columns = np.flatnonzero(claims == claim)
        ways = rng.permutation(counts[np.ix_(before[:, claim], columns)], axis=0)
        dealt[np.ix_(after[:, claim], columns)] = ways
    return dealt
