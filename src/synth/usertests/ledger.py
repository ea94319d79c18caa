"""The ledger: which need a change or a pilot answers, what a test of it gave, and what was learned when it failed."""

from typing import Any

import pandas as pd

from synth.errors import StudyProblem
from synth.study import Study
from synth.tables import make_id

KINDS = ("pilot", "change")
INNOVATIONS = ("policy", "service", "technology", "")
OUTCOMES = ("met", "partly met", "not met", "not enough to say")
MEASURED = (
    "measure", "task", "wave", "paired", "n_before", "n_after", "before", "after",
    "difference", "low", "high", "unit", "p_value", "test", "verdict",
)  # fmt: skip
"""What a result keeps of a comparison."""

COLUMNS = [
    "need", "change", "kind", "innovation", "owner", "began", "outcome", "measured", "learned",
    "researcher", "at", "insight_id", "change_id", "result_id",
]  # fmt: skip


def record_change(
    study: Study,
    what: str,
    *,
    insight_id: str = "",
    need: str = "",
    kind: str = "pilot",
    innovation: str = "",
    owner: str = "",
    began: str = "",
    change_id: str = "",
) -> str:
    """Keep a change or a pilot with the need that it answers, and return its id; `study.undo()` takes it back.

    Args:
        study: where to keep it.
        what: what was changed or is tried out.
        insight_id: the insight of the study that says the need; its statement is kept too, should it be taken out.
        need: the need in words, where no insight says it.
        kind: "pilot" for something small that is tried out, "change" for something that is there to stay.
        innovation: the kind of answer: policy, service, technology, or "" for not said.
        owner: who looks after it.
        began: since when, such as "2026-03-01".
        change_id: of an entry that this one replaces.

    Raises:
        StudyProblem: it says no change or no need, the insight is not in the study, or a value is not allowed.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     study = Study(f"{folder}/study.db")
    ...     change_id = record_change(study, "one page that says what happens next", need="to know where my file is")
    ...     _ = record_result(study, change_id, "not met", learned="Nobody scrolls down to it.")
    ...     list_ledger(study)[["change", "outcome", "learned"]].to_numpy().tolist()
    [['one page that says what happens next', 'not met', 'Nobody scrolls down to it.']]
    """
    study.refresh()
    if not what.strip():
        raise StudyProblem("a change needs words: say in one sentence what was changed or is tried out.")
    if bool(insight_id) == bool(need.strip()):
        raise StudyProblem(
            f"change {what!r}: say which need it answers, either by insight_id= (from study.insights()) or by need=, "
            "in words."
        )
    if insight_id and insight_id not in study.things("insight"):
        raise StudyProblem(f"change {what!r}: there is no insight {insight_id!r}; see study.insights().")
    if insight_id:
        need = study.things("insight")[insight_id]["statement"]
    _check("kind", kind, KINDS)
    _check("innovation", innovation, INNOVATIONS)
    change_id = change_id or make_id("change", insight_id or need, what)
    fields = {"insight_id": insight_id, "need": need, "what": what, "kind": kind, "innovation": innovation}
    study.change([("change", change_id, fields | {"change_id": change_id, "owner": owner, "began": began})])
    return change_id


def record_result(
    study: Study, change_id: str, outcome: str, *, learned: str = "", comparison: pd.DataFrame | None = None
) -> str:
    """Keep what a test of a change gave, and return the result's id; `study.undo()` takes it back.

    A change may have several results, one a test. One that did not meet the need is kept for what was learned.

    Args:
        study: where the change is kept.
        change_id: the change.
        outcome: whether the need is "met", "partly met", "not met", or "not enough to say".
        learned: what the next team should know; may be left out only where the need is met.
        comparison: the rows of `compare_waves` that show it; their figures and sentences are kept.

    Raises:
        StudyProblem: there is no such change, the outcome is another, or nothing was learned.
    """
    study.refresh()
    if change_id not in study.things("change"):
        raise StudyProblem(f"there is no change {change_id!r} in this study; see list_ledger(study)['change_id'].")
    _check("outcome", outcome, OUTCOMES)
    if outcome != "met" and not learned.strip():
        raise StudyProblem(
            f"the outcome is {outcome!r} and learned is empty: say what the next team should know, "
            "so that nobody has to try the same again."
        )
    measured = [] if comparison is None else [_keep(row) for row in comparison.to_dict("records")]
    earlier = sum(result["change_id"] == change_id for result in study.things("result").values())
    result_id = make_id("result", change_id, earlier)
    fields = {"result_id": result_id, "change_id": change_id, "outcome": outcome, "learned": learned}
    study.change([("result", result_id, fields | {"measured": measured})])
    return result_id


def list_ledger(study: Study, *, untried: bool = False) -> pd.DataFrame:
    """Return the ledger, one row a result, in the order in which the changes were recorded.

    Args:
        study: the study.
        untried: whether insights that no change answers yet are listed too, at the end.

    Returns:
        need, change, kind, innovation, owner, began; outcome ("" while there is no result), measured (the sentences of
        the comparison, one a line) and learned; researcher and at, of the result or else of the change; insight_id,
        change_id, result_id.
    """
    insights, changes = study.things("insight"), study.things("change")
    results: dict[str, list[dict[str, Any]]] = {}
    for result in study.things("result").values():
        results.setdefault(result["change_id"], []).append(dict(result))
    rows: list[dict[str, Any]] = []
    for change_id, change in changes.items():
        need = insights[change["insight_id"]]["statement"] if change["insight_id"] in insights else change["need"]
        about = dict(change) | {"need": need, "change": change["what"], "change_id": change_id}
        for result in results.get(change_id, [{}]):
            sentences = [": ".join(filter(None, [row["task"], row["verdict"]])) for row in result.get("measured", [])]
            rows.append(about | result | {"measured": "\n".join(sentences)})
    if untried:
        tried = {change["insight_id"] for change in changes.values()}
        rows += [
            {"need": insight["statement"], "insight_id": key} for key, insight in insights.items() if key not in tried
        ]
    return pd.DataFrame([dict.fromkeys(COLUMNS, "") | row for row in rows], columns=COLUMNS).astype("str")


def _keep(row: dict[Any, Any]) -> dict[str, Any]:
    """Return the figures of a comparison as plain data, None for NaN."""
    return {name: None if pd.isna(row[name]) else row[name] for name in MEASURED if name in row}


def _check(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise StudyProblem(f"{name} is {value!r}; allowed are {', '.join(map(repr, allowed))}.")
