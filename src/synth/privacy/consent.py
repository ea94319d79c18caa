"""Consent, purpose and retention: who agreed to what, and until when their words may be kept."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pandas as pd

from synth.errors import TableProblem
from synth.tables import UTTERANCES

COLUMNS = ("consent", "purpose", "keep_until")
_YES = frozenset("yes y ja j oui o given gegeven donné donnée erteilt true 1 x".split())
_NO = frozenset("no n nee neen non nein refused geweigerd refusé refusée verweigert false 0".split())
_WITHDRAWN = re.compile(r"withdr|ingetrokken|herroepen|retir|révoqu|widerrufen|zurückgezogen", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def check_consent(utterances: pd.DataFrame, *, today: str | date = "") -> pd.DataFrame:
    """Return whose words should not be used (any longer), one row a reason and what is noted.

    The columns consent, purpose and keep_until come from participants.csv. Of comments whose writers have no code of
    their own, the source is named.

    Args:
        utterances: the utterances table.
        today: the day to compare dates with, as a date or as 2026-03-01; "" is the day on which this runs.

    Returns:
        participants (codes), people (how many), problem, said (what is noted) and next_step; no row if all is well.

    Raises:
        TableProblem: `today` is no date.

    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "interview", "role": "participant", "text": "Ja."}
    >>> table = UTTERANCES.make([turn | {"participant_id": "P01", "consent": "ja", "keep_until": "31/12/2025"}])
    >>> check_consent(table, today="2026-03-01")[["participants", "problem"]].to_numpy().tolist()
    [['P01', 'past the date until which it may be kept'], ['P01', 'no purpose is noted']]
    """
    day = _read_date(today) if isinstance(today, str) and today else today or date.today()  # noqa: DTZ011  # a local day
    if day is None or isinstance(day, str):
        raise TableProblem(f"today is {today!r}; write a date as 2026-03-01, or leave it out for the day of today.")
    spoken = UTTERANCES.check(utterances).query("role == 'participant'")
    told = spoken.assign(**{name: "" for name in COLUMNS if name not in spoken}).fillna(dict.fromkeys(COLUMNS, ""))
    nameless = told["participant_id"].str.contains("#") | (told["participant_id"] == "")
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for who, lines in told[~nameless].groupby("participant_id", sort=True):
        said = {name: next((value for value in lines[name].astype("str") if value.strip()), "") for name in COLUMNS}
        for problem in _find_problems(said, day):
            found[problem].append(str(who))
    rows = [(", ".join(who), len(who), *problem) for problem, who in found.items()]
    for source, lines in told[nameless].groupby("source_id", sort=True):
        if not lines["consent"].astype("str").map(_is_given).all():
            step = "Look up on what ground these comments were collected, and until when they may be kept."
            rows.append((str(source), lines["participant_id"].nunique(), "no consent is noted", "", step))
    return pd.DataFrame(rows, columns=["participants", "people", "problem", "said", "next_step"])


def _find_problems(said: Mapping[str, str], day: date) -> list[tuple[str, str, str]]:
    consent, until = said["consent"].strip(), said["keep_until"].strip()
    erase = "Erase them: synth erase FOLDER CODE."
    found = []
    if _WITHDRAWN.search(consent):
        found.append(("consent was withdrawn", consent, erase))
    elif consent.casefold() in _NO:
        found.append(("consent was refused", consent, erase))
    elif not consent:
        found.append(("no consent is noted", "", "Ask them, or note it in participants.csv (column consent)."))
    elif not _is_given(consent):
        found.append(
            ("consent cannot be read", consent, "Write yes, no or withdrawn, or the date on which it was given.")
        )
    end = _read_date(until)
    if end and end < day:
        found.append(("past the date until which it may be kept", until, erase))
    elif until and not end:
        found.append(
            ("the date cannot be read", until, "Write it as 2026-12-31 in participants.csv (column keep_until).")
        )
    elif not until:
        found.append(("no date is noted until which it may be kept", "", "Note one (column keep_until)."))
    if not said["purpose"].strip():
        found.append(("no purpose is noted", "", "Note what they agreed to (column purpose)."))
    return found


def _is_given(consent: str) -> bool:
    bare = consent.strip().casefold()
    return bare in _YES or _read_date(bare) is not None or bare.split(" ")[0].strip(",;:") in _YES


def _read_date(text: str) -> date | None:
    """Return a date written as 2026-12-31 or, the day first, as 31/12/2026."""
    match = _DAY_FIRST.fullmatch(text.strip())
    try:
        return date(*(int(match[part]) for part in (3, 2, 1))) if match else date.fromisoformat(text.strip())
    except ValueError:
        return None
