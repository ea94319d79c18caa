"""A timeline says at any length what a plain look at all its events says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.events import Event
from synth.timeline import Timeline


def make(number, moment, researcher, effect, target, after):
    return Event(
        event_id=f"e{number:03}",
        action_id=f"a{number:03}",
        effect=effect,
        target="" if effect == "do" else target,
        at=f"2026-01-01T00:00:{moment:02}.000000+00:00",
        researcher=researcher,
        entity="memo",
        key="u1" if number % 2 else "u2",
        before=None,
        after=after,
    )


fields = st.tuples(
    st.integers(0, 9),
    st.sampled_from(["R1", "R2"]),
    st.sampled_from(["do", "do", "undo", "redo"]),
    st.integers(0, 9).map(lambda number: f"a{number:03}"),
    st.sampled_from([None, {"text": "a"}, {"text": "b"}]),
)
histories = st.lists(fields, max_size=12).map(lambda rows: [make(number, *row) for number, row in enumerate(rows)])


def look_at_all(events, researcher, effect):
    """Return the next target by its definition: the action whose last event is the latest one of the right kind."""
    own = [event for event in events if event.researcher == researcher]
    last = {event.action_id if event.effect == "do" else event.target: number for number, event in enumerate(own)}
    newest = max((number for number, event in enumerate(own) if event.effect == "do"), default=-1)
    known = {event.action_id for event in events}
    if effect == "undo":
        waiting = [number for number in last.values() if own[number].effect != "undo"]
    else:
        waiting = [number for number in last.values() if own[number].effect == "undo" and number > newest]
    targets = {number: action_id for action_id, number in last.items() if number in waiting and action_id in known}
    return targets[max(targets)] if targets else None


def replay(events):
    things = {}
    for event in events:
        things[event.key] = event.after
    return {key: thing for key, thing in things.items() if thing is not None}


@settings(max_examples=100, deadline=None)
@given(histories, st.data())
def test_whatever_comes_in_whatever_pieces_and_order_it_is_the_same_as_all_of_it_at_once(events, data):
    timeline = Timeline()
    rest = data.draw(st.permutations(events))
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        timeline.add(rest[:size])
        rest = rest[size:]
    expected = sorted(events, key=lambda event: (event.at, event.event_id))
    assert timeline.events == expected
    assert timeline.things.get("memo", {}) == replay(expected)
    for researcher in ("R1", "R2"):
        for effect in ("undo", "redo"):
            assert timeline.next_target(researcher, effect) == look_at_all(expected, researcher, effect)


@settings(max_examples=50, deadline=None)
@given(histories, st.integers(0, 9))
def test_a_past_moment_knows_the_events_until_then_and_no_others(events, moment):
    at = f"2026-01-01T00:00:{moment:02}.000000+00:00"
    expected = [event for event in Timeline(events).events if event.at <= at]
    assert Timeline(events).until(at).events == expected
