"""The one exception to a log that only grows: events about somebody who is erased.

Such an event becomes an empty one under the same id, so that no export of before brings it back.
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from synth.engines import describe, open_engine
from synth.errors import StudyProblem
from synth.privacy.traces import Traces
from synth.verdicts import finding_of

ERASER = "synth erase"
"""Who stands as the researcher of emptied events, so that nobody's undo reaches them."""

COLUMNS = "event_id action_id effect target at researcher entity key before after".split()
_EVENTS = sa.table("events", *(sa.column(name) for name in COLUMNS))

Event = dict[str, Any]


def rewrite_events(events: Iterable[Event], traces: Traces) -> list[Event]:
    """Return the events that change, as they shall be: emptied, or without what is about the participant.

    The traces learn the ids of all that is theirs.
    """
    events = list(events)
    for _ in range(2):  # what is about a tagging of theirs is theirs too
        theirs = [event for event in events if _is_theirs(event, traces)]
        traces.ids |= {finding_of(event["key"]) for event in theirs}
    things = [thing for event in theirs for thing in (event["before"], event["after"]) if thing]
    traces.add_words(str(thing[name]) for thing in things for name in ("quote", "text") if thing.get(name))
    at, action = datetime.now(UTC).isoformat(timespec="microseconds"), uuid4().hex
    empty = {"action_id": action, "effect": "erase", "target": "", "at": at, "researcher": ERASER}
    changed = []
    for event in events:
        if _is_theirs(event, traces):
            gone = {"entity": "erased", "key": event["event_id"], "before": None, "after": None}
            changed.append(event | empty | gone)
        else:
            new = event | {name: traces.scrub(event[name]) for name in ("before", "after")}
            new["key"] = traces.mask(event["key"])
            if new != event:
                changed.append(new)
    return changed


def is_emptied(event: Event) -> bool:
    """Say whether an event was emptied rather than changed."""
    return bool(event["entity"] == "erased")


def is_study(path: Path) -> bool:
    """Say whether a file is the database of a study."""
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            return False
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name FROM pragma_table_info('events')").fetchall()
    connection.close()
    return set(COLUMNS) <= {name for (name,) in found}


def erase_in_database(location: str | Path, traces: Traces, *, by: str) -> int:
    """Rewrite a study's log, tell of it in an event, overwrite what was freed, and return how many events changed.

    Raises:
        StudyProblem: the database refuses; nothing was changed.
    """
    is_file = "://" not in str(location)
    if is_file:
        engine = sa.create_engine(f"sqlite:///{location}", poolclass=sa.NullPool)
    else:
        engine = open_engine(location, accept_risk=False)
    try:
        with engine.begin() as connection:
            if is_file:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            rows = connection.execute(sa.select(_EVENTS)).mappings().all()
            changed = rewrite_events(map(_load, rows), traces)
            for event in changed:
                there = _EVENTS.c.event_id == event["event_id"]
                connection.execute(_EVENTS.update().where(there).values(_dump(event)))
            if changed:
                connection.execute(_EVENTS.insert().values(_dump(_tell(changed, traces, by))))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if is_file:
                connection.exec_driver_sql("PRAGMA journal_mode = DELETE")  # writes back and removes what WAL left
            connection.exec_driver_sql("VACUUM" if is_file else "VACUUM FULL events")
    except sa.exc.DBAPIError as error:
        raise StudyProblem(
            f"{describe(location)}: the study's log cannot be rewritten ({error.orig}). Close the notebooks that use "
            "it, then erase again; what was not reached is as it was."
        ) from error
    finally:
        engine.dispose()
    return len(changed)


def erase_in_export(path: Path, traces: Traces) -> int:
    """Rewrite an export of a study's log and return how many events changed."""
    lines = path.read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    changed = {event["event_id"]: event for event in rewrite_events(events, traces)}
    after = [changed.get(event["event_id"], event) for event in events]
    text = "".join(f"{json.dumps(event, ensure_ascii=False, sort_keys=True)}\n" for event in after)
    path.write_text(text, encoding="utf-8", newline="\n")
    return len(changed)


def _is_theirs(event: Event, traces: Traces) -> bool:
    known = traces.utterance_ids | traces.ids
    return finding_of(event["key"]) in known or traces.is_theirs(event["before"]) or traces.is_theirs(event["after"])


def _tell(changed: list[Event], traces: Traces, by: str) -> Event:
    """Return the event that tells when, how much and by whom; not what, and not whose."""
    emptied = sum(map(is_emptied, changed))
    at, action = datetime.now(UTC).isoformat(timespec="microseconds"), uuid4().hex
    after = {
        "participants": 1,
        "utterances": len(traces.utterance_ids),
        "events": emptied,
        "changed": len(changed) - emptied,
        "researcher": by,
        "at": at,
    }
    told = {"event_id": f"{action}-000000", "action_id": action, "effect": "erase", "target": "", "at": at}
    return told | {"researcher": ERASER, "entity": "erasure", "key": action, "before": None, "after": after}


def _load(row: Any) -> Event:
    texts = {name: None if row[name] is None else json.loads(row[name]) for name in ("before", "after")}
    return dict(row) | texts


def _dump(event: Event) -> Event:
    texts = {
        name: None if event[name] is None else json.dumps(event[name], ensure_ascii=False, sort_keys=True)
        for name in ("before", "after")
    }
    return event | texts
