"""Any row of changes by several people, on two copies that meet again, is what a plain list of events says it is."""

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from synth.errors import StudyProblem
from synth.journal import Journal

PLACES = [("memo", "u1"), ("memo", "u2"), ("code", "u1")]


def replay(events):
    """Return what stands after all events, by place."""
    things = {}
    for event in events:
        things |= event["after"]
    return {place: value for place, value in things.items() if value is not None}


def next_target(events, researcher, effect):
    """Return the action that an undo or redo is about, going by all events."""
    done, undone = [], []
    for event in (event for event in events if event["researcher"] == researcher):
        if event["effect"] == "do":
            undone.clear()
            done.append(event)
        else:
            source, target = (done, undone) if event["effect"] == "undo" else (undone, done)
            moved = next((each for each in source if each["action_id"] == event["target"]), None)
            if moved:
                source.remove(moved)
            target[:] = [each for each in target if each["action_id"] != event["target"]]
            target.append(next(each for each in events if each["action_id"] == event["target"]))
    return (done if effect == "undo" else undone)[-1:] or [None]


class SeveralResearchers(RuleBasedStateMachine):
    """Two copies of a study, two researchers at each; the model of a copy is a list with one dict an action.

    What stands at a place is a text and the action that set it: the same text from two people is not one decision.
    """

    new_location = None
    people = st.sampled_from([(copy, person) for copy in (0, 1) for person in (0, 1)])
    values = st.sampled_from([None, "a", "b"])

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory()
        self.locations = [
            self.new_location() if self.new_location else Path(self.folder.name) / f"{copy}.db" for copy in (0, 1)
        ]
        self.journals = {
            (copy, person): Journal(self.locations[copy], researcher=f"R{person}")
            for copy in (0, 1)
            for person in (0, 1)
        }
        self.events = {0: [], 1: []}
        self.seen = {who: {} for who in self.journals}

    def now(self, copy):
        return replay(self.events[copy])

    def texts(self, copy):
        return {place: text for place, (text, _) in self.now(copy).items()}

    def note(self, who, effect, target, after):
        """Write down an action that was carried out; only its id and time are taken from the study."""
        last = self.journals[who]._timeline.events[-1]
        if effect == "do":
            after = {place: text and (text, last.action_id) for place, text in after.items()}
        before = {place: self.now(who[0]).get(place) for place in after}
        self.events[who[0]].append(
            {
                "action_id": last.action_id,
                "at": last.at,
                "researcher": f"R{who[1]}",
                "effect": effect,
                "target": target,
                "before": before,
                "after": after,
            }
        )

    @rule(who=people, wanted=st.dictionaries(st.sampled_from(PLACES), values, min_size=1))
    def change(self, who, wanted):
        now, seen = self.texts(who[0]), self.seen[who]
        news = {place: value for place, value in wanted.items() if now.get(place) != value}
        overwrites = any(now.get(place) != seen.get(place) for place in news)
        changes = [(*place, value and {"text": value}) for place, value in wanted.items()]
        try:
            self.journals[who].change(changes)
            assert not overwrites
        except StudyProblem:
            assert overwrites
        else:
            if news:
                self.note(who, "do", "", news)
        self.seen[who] = self.texts(who[0])

    @rule(who=people, effect=st.sampled_from(["undo", "redo"]))
    def reverse(self, who, effect):
        [target] = next_target(self.events[who[0]], f"R{who[1]}", effect)
        now = self.now(who[0])
        expected, restored = ("after", "before") if effect == "undo" else ("before", "after")
        overwrites = target and any(now.get(place) != value for place, value in target[expected].items())
        try:
            about = getattr(self.journals[who], effect)()
            assert not overwrites
            assert about == (target and next(iter(target["after"]))[0])
        except StudyProblem:
            assert overwrites
        else:
            if target:
                self.note(who, effect, target["action_id"], target[restored])
        self.seen[who] = self.texts(who[0])

    @rule(who=people)
    def refresh(self, who):
        self.journals[who].refresh()
        self.seen[who] = self.texts(who[0])

    @rule(who=people)
    def reopen(self, who):
        self.journals[who].close()
        self.journals[who] = Journal(self.locations[who[0]], researcher=f"R{who[1]}")
        self.seen[who] = self.texts(who[0])

    @rule(who=people, colleague=people)
    def merge(self, who, colleague):
        path = f"{self.folder.name}/history.jsonl"
        self.journals[colleague].refresh()
        self.seen[colleague] = self.texts(colleague[0])
        self.journals[colleague].export(path)
        self.journals[who].merge(path)
        mine = {event["action_id"]: event for event in self.events[who[0]]}
        theirs = {event["action_id"]: event for event in deepcopy(self.events[colleague[0]])}
        self.events[who[0]] = sorted((theirs | mine).values(), key=lambda event: (event["at"], event["action_id"]))
        self.seen[who] = self.texts(who[0])

    @invariant()
    def everybody_sees_what_stood_at_their_last_look(self):
        for who, journal in self.journals.items():
            found = {
                (entity, key): thing["text"]
                for entity in ("memo", "code")
                for key, thing in journal.things(entity).items()
            }
            assert found == self.seen[who]

    def teardown(self):
        for journal in self.journals.values():
            journal.close()
        self.folder.cleanup()


@pytest.mark.slow
@pytest.mark.parametrize(("copies", "examples"), [("sqlite", 25), ("postgresql", 10)])
def test_changes_undos_redos_and_merges_of_several_researchers_are_what_a_plain_list_of_events_says(
    copies, examples, request
):
    class Machine(SeveralResearchers):
        if copies == "postgresql":
            new_location = staticmethod(request.getfixturevalue("new_server_location"))

    run_state_machine_as_test(Machine, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None))
