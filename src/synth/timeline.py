"""A timeline: the events of a study in their order, and what follows from them."""

from bisect import bisect_right
from collections.abc import Iterable

from synth.events import Event, Thing


class Timeline:
    """Events in their order, with the things that stand after the last one and what each researcher can take back.

    Adding n events takes time in n, however many there are already; older ones (of a merge) make it begin anew.

    >>> first = Event("e1", "a1", "do", "", "2026-03-01T00:00:00.000000+00:00", "R1", "memo", "u1", None, {"text": "?"})
    >>> timeline = Timeline([first])
    >>> timeline.thing("memo", "u1"), timeline.next_target("R1", "undo")
    ({'text': '?'}, 'a1')
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Begin with these events, in any order."""
        self._clear()
        self.add(events)

    def add(self, events: Iterable[Event]) -> None:
        """Put events in their places and take in what they change."""
        new = sorted(events, key=lambda event: event.order)
        if new and self.events and new[0].order < self.events[-1].order:
            new = sorted([*self.events, *new], key=lambda event: event.order)
            self._clear()
        for event in new:
            self._take_in(event)

    def thing(self, entity: str, key: str) -> Thing | None:
        """Return a thing as it stands, or None if it is not there."""
        return self.things.get(entity, {}).get(key)

    def until(self, at: str) -> "Timeline":
        """Return the timeline up to a moment, inclusive (UTC, as events have it)."""
        return Timeline(self.events[: bisect_right(self.events, at, key=lambda event: event.at)])

    def action(self, action_id: str) -> list[Event]:
        """Return the events of an action."""
        return self._actions[action_id]

    def next_target(self, researcher: str, effect: str) -> str | None:
        """Return the action that the researcher's next "undo" or "redo" is about, or None."""
        stack = self._stack(researcher, effect)
        return next((action_id for action_id in reversed(stack) if action_id in self._actions), None)

    def _clear(self) -> None:
        self.events: list[Event] = []
        self.things: dict[str, dict[str, Thing]] = {}
        self._actions: dict[str, list[Event]] = {}
        self._waiting: dict[tuple[str, str], dict[str, None]] = {}

    def _take_in(self, event: Event) -> None:
        self.events.append(event)
        self._actions.setdefault(event.action_id, []).append(event)
        things = self.things.setdefault(event.entity, {})
        if event.after is None:
            things.pop(event.key, None)
        else:
            things[event.key] = event.after
        done, undone = (self._stack(event.researcher, effect) for effect in ("undo", "redo"))
        if event.effect == "do":
            undone.clear()
        action_id = event.action_id if event.effect == "do" else event.target
        for stack in (done, undone):
            stack.pop(action_id, None)
        (undone if event.effect == "undo" else done)[action_id] = None

    def _stack(self, researcher: str, effect: str) -> dict[str, None]:
        return self._waiting.setdefault((researcher, effect), {})
