"""Events: what a log of a study is made of, and how each is written as a line of JSON."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Thing = dict[str, Any]  # plain data


@dataclass(frozen=True)
class Event:
    """One change of one thing; the events of one `action_id` were done, and are undone, together.

    `effect` is "do", "undo" or "redo"; `target` is the action that an undo or redo is about, else "".
    `at` is UTC in ISO 8601 with microseconds. `before` and `after` are plain data, None for "not there".
    """

    event_id: str
    action_id: str
    effect: str
    target: str
    at: str
    researcher: str
    entity: str
    key: str
    before: Thing | None
    after: Thing | None

    @property
    def order(self) -> tuple[str, str]:
        """The place of the event in the history: the same on every copy of the study."""
        return (self.at, self.event_id)


def write_event(event: Event) -> str:
    """Return an event as one line of JSON, its fields in the order of their names."""
    return write_json(vars(event))


def parse_event(line: str) -> Event:
    """Read an event from a line of an export.

    Raises:
        ValueError, TypeError, RecursionError: the line is no event.
    """
    event = Event(**json.loads(line))
    for name, value in vars(event).items():
        if not isinstance(value, dict | None if name in ("before", "after") else str):
            raise TypeError(name)
    if event.effect not in ("do", "undo", "redo"):
        raise ValueError(event.effect)
    moment = datetime.fromisoformat(event.at)
    if moment.utcoffset() != timedelta(0) or moment.isoformat(timespec="microseconds") != event.at:
        raise ValueError(event.at)
    return event


def write_json(value: object) -> str:
    r"""Return plain data as JSON that any encoding of Unicode can hold, its fields in the order of their names.

    >>> write_json({"b": "Zoë", "a": "half of an emoji: \ud83d"})
    '{"a": "half of an emoji: \\ud83d", "b": "Zoë"}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)
