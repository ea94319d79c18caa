"""The chain of a study from experiment to recommendation: to write, link and take away, each one undoable action."""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import pandas as pd

from synth.errors import StudyProblem
from synth.insights.levels import EVIDENCE, LEVELS, RESTS_ON, check, complete, merge_parts, replace_ids
from synth.journal import Change, Journal
from synth.tables import make_id

COLUMNS = ["level", "thing_id", "statement", "rests_on", "against", "carries"]
_ID = re.compile(r"[0-9a-f]{16}")


class Chain:
    """A view on the experiments, facts, insights and recommendations of a study, many to many.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     chain = Chain(Journal(f"{folder}/study.db"))
    ...     fact = chain.save("fact", {"statement": "6 of 9 called to ask whether the form had come in."})
    ...     insight = chain.save("insight", {"statement": "Silence reads as refusal.", "facts": [fact]})
    ...     chain.table()[["level", "rests_on"]].values.tolist()
    [['fact', 0], ['insight', 1]]
    """

    def __init__(self, journal: Journal) -> None:
        """Take the study whose chain this is."""
        self._journal = journal

    def things(self, level: str) -> list[dict[str, Any]]:
        """Return the experiments, facts, insights or recommendations as plain data, each field filled in, oldest first.

        Raises:
            StudyProblem: the level is none of these four.
        """
        kept = self._journal.things(_level(level))
        return [complete(level, key, thing) for key, thing in kept.items()]

    def save(self, level: str, thing: Mapping[str, Any], *, under: str = "", against: bool = False) -> str:
        """Keep an experiment, fact, insight or recommendation and return its id; what is not given stays as it was.

        Args:
            level: "experiment", "fact", "insight" or "recommendation".
            thing: its statement, and any other of its fields (`synth.insights.levels.FIELDS`). One with the id of a
                kept thing changes that; without an id, one with the same statement is the same thing.
            under: the id of a thing that rests on it, linked in the same action.
            against: whether it contradicts that.

        Raises:
            StudyProblem: it has no statement, a field or value is not allowed, or it rests on what is not there.
        """
        self._journal.refresh()
        things = self._journal.things(_level(level))
        key = str(thing.get(f"{level}_id") or self._free_id(level, str(thing.get("statement", "")).strip()))
        before = complete(level, key, things.get(key, {}))
        checked = check(level, before | dict(thing) | merge_parts(before, thing) | {f"{level}_id": key})
        self._check_links(level, checked, before)
        upper = [self._linked(under, key, level, against=against)] if under else []
        self._journal.change([(level, key, checked), *upper])
        return key

    def remove(self, thing_id: str) -> None:
        """Take a thing away, and with it the links of others to it, all undone as one."""
        self._journal.refresh()
        level, _ = self._find(thing_id)
        self._journal.change([(level, thing_id, None), *self._without(thing_id)])

    def link(self, thing_id: str, rests_on: str, *, against: bool = False) -> None:
        """Say that a thing rests on another, one level below, or on a quote; or that this speaks against it.

        Args:
            thing_id: a fact, an insight or a recommendation.
            rests_on: an experiment, fact or insight, or a tagging_id or finding_id.
            against: whether a fact or a quote contradicts the insight; what was for it before is against it now.

        Raises:
            StudyProblem: one of the two is not there, or their levels do not go together.
        """
        self._journal.refresh()
        level, key, linked = self._linked(thing_id, rests_on, self._level_of(rests_on), against=against)
        self._check_links(level, linked, self._find(thing_id)[1])
        self._journal.change([(level, key, linked)])

    def unlink(self, thing_id: str, rests_on: str) -> None:
        """Take a link away, whether it spoke for or against.

        Raises:
            StudyProblem: the thing does not name this.
        """
        self._journal.refresh()
        level, thing = self._find(thing_id)
        fields = [field for (which, *_), field in RESTS_ON.items() if which == level and rests_on in thing[field]]
        if not fields:
            raise StudyProblem(f"{level} {thing['statement']!r} has no link to {rests_on!r} (any more). Refresh.")
        self.save(level, thing | {field: [one for one in thing[field] if one != rests_on] for field in fields})

    def trace(self, thing_id: str) -> dict[str, list[str]]:
        """Return all that a thing rests on and all that rests on it, as ids by level, quotes under "evidence".

        What speaks against it is not what it rests on; `study.insights()` and `list_support` tell it.
        """
        self._find(thing_id)
        below, above = {thing_id}, {thing_id}
        links = [(key, under) for _, key, under, against in self._links() if not against]
        for upward, reached in ((False, below), (True, above)):
            before = 0
            while len(reached) > before:
                before = len(reached)
                pairs = ((under, key) if upward else (key, under) for key, under in links)
                reached |= {end for start, end in pairs if start in reached}
        found = sorted(below | above)
        return {name: [one for one in found if self._level_of(one) == name] for name in (EVIDENCE, *LEVELS)}

    def table(self) -> pd.DataFrame:
        """Return the chain, one row a thing from experiments to recommendations.

        Returns:
            level, thing_id, statement, rests_on and against (how many it names for and against it), carries (how many
            things rest on it; 0 of a fact or insight that nothing was made of yet).
        """
        links = list(self._links())
        rows = [
            {
                "level": level,
                "thing_id": thing[f"{level}_id"],
                "statement": thing["statement"],
                "rests_on": sum(key == thing[f"{level}_id"] and not against for _, key, _, against in links),
                "against": sum(key == thing[f"{level}_id"] and against for _, key, _, against in links),
                "carries": len({key for _, key, under, _ in links if under == thing[f"{level}_id"]}),
            }
            for level in LEVELS
            for thing in self.things(level)
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def _links(self) -> Iterator[tuple[str, str, str, bool]]:
        """Yield level and id of a thing, what it names, and whether that speaks against it."""
        for (level, _, against), field in RESTS_ON.items():
            for thing in self.things(level):
                for under in thing[field]:
                    yield level, thing[f"{level}_id"], under, against

    def _without(self, thing_id: str) -> Iterator[Change]:
        for level in LEVELS:
            fields = [field for (which, *_), field in RESTS_ON.items() if which == level]
            for thing in self.things(level):
                if any(thing_id in thing[field] for field in fields):
                    left = {field: [one for one in thing[field] if one != thing_id] for field in fields}
                    yield level, thing[f"{level}_id"], check(level, thing | left)

    def _find(self, thing_id: str) -> tuple[str, dict[str, Any]]:
        for level in LEVELS:
            if thing_id in self._journal.things(level):
                return level, complete(level, thing_id, self._journal.things(level)[thing_id])
        raise StudyProblem(f"{thing_id!r} is no {', '.join(LEVELS[:-1])} or {LEVELS[-1]} of this study (any more).")

    def _level_of(self, thing_id: str) -> str:
        return next((level for level in LEVELS if thing_id in self._journal.things(level)), EVIDENCE)

    def _linked(self, thing_id: str, rests_on: str, under: str, *, against: bool) -> tuple[str, str, dict[str, Any]]:
        """Return level, id and value of a thing that names another, of the level `under`, for it or against it."""
        level, thing = self._find(thing_id)
        if (field := RESTS_ON.get((level, under, against))) is None:
            possible = sorted({other for which, other, _ in RESTS_ON if which == level}) or ["nothing"]
            way = " against it" if against else ""
            raise StudyProblem(
                f"the {level} cannot name the {under} {rests_on!r}{way}; it rests on {', '.join(possible)}."
            )
        if other := RESTS_ON.get((level, under, not against)):
            thing[other] = [one for one in thing[other] if one != rests_on]
        return level, thing_id, check(level, thing | {field: [*thing[field], rests_on]})

    def _check_links(self, level: str, thing: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Refuse what is not there; what was named before may have gone since, and stays named."""
        for (which, under, _), field in RESTS_ON.items():
            for one in thing[field] if which == level else ():
                if one in before[field] or one in self._journal.things("tagging" if under == EVIDENCE else under):
                    continue
                if under != EVIDENCE:
                    raise StudyProblem(
                        f"{level} {thing['statement']!r}: {one!r} in {field} is no {under} of this study. "
                        f'Use the ids of study.chain.things("{under}").'
                    )
                if not _ID.fullmatch(one):  # the ids of findings are not the study's to know
                    raise StudyProblem(
                        f"{level} {thing['statement']!r}: its {field} {one!r} is no tagging of this study and no id of "
                        "a finding. Use the tagging_id column of study.taggings(), or finding_id of the findings."
                    )

    def _free_id(self, level: str, statement: str) -> str:
        """Return the id for a statement; another one where the thing with that id says something else by now."""
        for number in count():
            key = make_id(level, statement, *([number] if number else []))
            taken = self._journal.things(level).get(key)
            if taken is None or taken["statement"] == statement:
                break
        return key


def follow_findings(journal: Journal, ids: Mapping[str, str]) -> list[Change]:
    """Return the changes that let facts and insights follow findings which have other ids now."""
    things = [(level, key, thing) for level in LEVELS for key, thing in journal.things(level).items()]
    changed = [(level, key, replace_ids(thing, ids)) for level, key, thing in things]
    return [new for new, old in zip(changed, things, strict=True) if new != old]


def _level(level: str) -> str:
    if level not in LEVELS:
        raise StudyProblem(f"the level is {level!r}; it is one of {', '.join(LEVELS)}.")
    return level
