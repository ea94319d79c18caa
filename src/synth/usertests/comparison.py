"""Two waves of a user test compared: per measure and task the difference, its interval, a test and a sentence."""

from collections.abc import Mapping
from math import nan
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.proportions import adjust_holm
from synth.usertests.measures import MEASURES, list_values
from synth.usertests.power import count_testers
from synth.usertests.verdicts import tell_verdict

Row = dict[str, Any]


def summarise_tests(tests: pd.DataFrame) -> pd.DataFrame:
    """Summarise each wave by itself, one row a measure, task and wave.

    Args:
        tests: the tests table.

    Returns:
        measure, task, wave, people (whose value counts), value with its 95 % interval low to high (success in %, time
        the geometric mean in seconds of those who finished, errors a person, SUS and UMUX-Lite from 0 to 100), and
        left_out, how many values do not count: times of unfinished tasks, incomplete questionnaires.

    >>> from synth.tables import TESTS
    >>> rows = [{"test_id": n, "participant_id": f"T{n}", "wave": "before", "task": "apply", "success": n > 3}
    ...         for n in range(10)]
    >>> summarise_tests(TESTS.make(rows))[["people", "value", "low", "high"]].round(1).to_numpy().tolist()
    [[10.0, 60.0, 31.2, 83.3]]
    """
    values = list_values(tests)
    rows = []
    for (measure, task, wave), part in values.groupby(["measure", "task", "wave"]):
        used = part.loc[part["left_out"] == "", "value"].tolist()
        about = {"measure": measure, "task": task, "wave": wave, "people": len(used)}
        rows.append(about | _estimate(str(measure), used, "value", "low", "high") | {"left_out": len(part) - len(used)})
    columns = ["measure", "task", "wave", "people", "value", "low", "high", "left_out"]
    return _sort(pd.DataFrame(rows, columns=columns))


def compare_waves(
    tests: pd.DataFrame, *, paired: bool | None = None, baseline: str = "before", language: str = "en"
) -> pd.DataFrame:
    """Compare each wave with the baseline, one row a measure and task.

    The formulas and their sources stand with the functions of `proportions` and `means`; `docs/user-tests.md` tells
    how to read the result.

    Args:
        tests: the tests table.
        paired: whether the same people were tested in both waves; None decides it by who took part: paired if at least
            as many people are in both as in one alone.
        baseline: the wave that the others are compared with.
        language: of the verdicts: nl, fr, de or en.

    Returns:
        measure, task, wave, baseline; paired; n_before and n_after, the people whose values are compared; before and
        after, each with _low and _high; difference (after less before) with low and high, its 95 % interval, in `unit`:
        points of success in % or of a score, % of the time, errors a person; p_value of `test`, and p_holm, corrected
        for the number of comparisons; testers, how many a wave would show such a difference four times in five, where
        this test does not; left_out, how many values were there and are not compared; and the verdict in words. NaN is
        what the values do not give. `attrs["unpaired"]` names those without a partner, by wave.

    Raises:
        TableProblem: there is no baseline or no other wave, or `paired` is True and people are missing in a wave.

    >>> from synth.tables import TESTS
    >>> rows = [{"test_id": f"{wave}{n}", "participant_id": f"{wave}{n}", "wave": wave, "task": "apply",
    ...          "success": n < done} for wave, people, done in (("before", 14, 6), ("after", 15, 12))
    ...         for n in range(people)]
    >>> compare_waves(TESTS.make(rows))["verdict"].tolist()
    ['12 of 15 after, 6 of 14 before; difference +37 points, 95 % interval +1 to +64; better.']
    """
    values = list_values(tests)
    people = {str(wave): set(part["participant_id"]) for wave, part in tests.groupby("wave")}
    if baseline not in people or len(people) < 2:
        raise TableProblem(
            f"a comparison takes the wave {baseline!r} and another one; these tests have "
            f"{', '.join(map(repr, people)) or 'none'}. Give baseline=, or wave= when you read each file; "
            "summarise_tests tells about one wave."
        )
    rows: list[Row] = []
    alone: dict[str, set[str]] = {}
    for wave in sorted(people.keys() - {baseline}):
        pairs = _decide_pairs(people[baseline], people[wave], paired, waves=(baseline, wave))
        if pairs:
            alone[baseline] = alone.get(baseline, set()) | (people[baseline] - people[wave])
            alone[wave] = people[wave] - people[baseline]
        both = values[values["wave"].isin([baseline, wave])]
        for (measure, task), part in both.groupby(["measure", "task"]):
            rows.append({"measure": measure, "task": task, "wave": wave, "baseline": baseline, "paired": pairs})
            rows[-1] |= _compare(part, str(measure), baseline=baseline, wave=wave, paired=pairs)
    if not rows:
        raise TableProblem("these tests hold no value to compare. Look at their attrs['left_out'] for the reasons.")
    table = _sort(pd.DataFrame(rows))
    table.insert(list(table).index("p_value") + 1, "p_holm", adjust_holm(table["p_value"]).round(4))
    tested = int(table["p_value"].notna().sum())
    table["verdict"] = [tell_verdict(row, comparisons=tested, language=language) for row in table.to_dict("records")]
    table.attrs["unpaired"] = {wave: sorted(names) for wave, names in alone.items()}
    return table


def _decide_pairs(before: set[str], after: set[str], paired: bool | None, *, waves: tuple[str, str]) -> bool:
    if paired:
        lacks = {waves[1]: sorted(before - after), waves[0]: sorted(after - before)}
        told = [f"{', '.join(names)} in {wave!r}" for wave, names in lacks.items() if names]
        if told:
            raise TableProblem(
                f"paired=True takes the same people in both waves; missing are {' and '.join(told)}. Take the others' "
                "rows out, or give paired=None: then those without a partner are left out and counted."
            )
    return len(before & after) >= len(before ^ after) if paired is None else paired


def _compare(part: pd.DataFrame, measure: str, *, baseline: str, wave: str, paired: bool) -> Row:
    """Return the figures of one measure and task."""
    used = part[part["left_out"] == ""].set_index("participant_id")
    before, after = (used.loc[used["wave"] == name, "value"].sort_index() for name in (baseline, wave))
    if paired and len(before) and len(after):
        same = before.index.intersection(after.index)
        before, after = before.loc[same], after.loc[same]
    one, other = before.tolist(), after.tolist()
    row: Row = {"n_before": len(one), "n_after": len(other)}
    row |= _estimate(measure, one, "before", "before_low", "before_high")
    row |= _estimate(measure, other, "after", "after_low", "after_high")
    figures = dict.fromkeys(("difference", "low", "high", "p_value"), nan)
    test, testers = "", nan
    if one and other:
        compared = MEASURES[measure].compare(one, other, paired=paired)
        shown = [MEASURES[measure].difference_scale * figure for figure in compared[:3]]
        figures = dict(zip(figures, [*shown, compared.p_value], strict=True))
        test = compared.test
        testers = count_testers(measure, one, other, paired=paired) if _is_open(figures) else nan
    row |= {name: round(figure, 4) for name, figure in figures.items()}
    row |= {"unit": MEASURES[measure].unit, "test": test, "testers": testers}
    return row | {"left_out": len(part) - len(one) - len(other)}


def _is_open(figures: Mapping[str, float]) -> bool:
    """Say whether there is a difference that the test cannot tell from chance."""
    return bool(figures["difference"]) and figures["p_value"] >= 0.05


def _estimate(measure: str, values: list[float], *names: str) -> Row:
    scale = MEASURES[measure].value_scale
    figures = MEASURES[measure].estimate(values) if values else (nan, nan, nan)
    return {name: round(scale * figure, 4) for name, figure in zip(names, figures, strict=True)}


def _sort(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by measure, task and wave, before ahead of all other waves."""
    measures = {measure: place for place, measure in enumerate(MEASURES)}
    keys = {"measure": table["measure"].map(measures), "task": table["task"], "later": table["wave"] != "before"}
    order = pd.DataFrame(keys | {"wave": table["wave"]}).sort_values([*keys, "wave"]).index
    return table.loc[order].reset_index(drop=True)
