"""Is it enough? One panel of checks: saturation, what no insight uses, who is missing, one voice, past its date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.insights.strength import list_support, measure_strength
from synth.insights.suggestions import MIN_PARTICIPANTS
from synth.saturation import BASE, RUNS, THRESHOLD, find_saturation, list_coded, trace_saturation
from synth.tables import UTTERANCES
from synth.wording import load_wording

SHOWN = 12
"""How many names a message tells before it says how many more there are; `items` of the check has all."""

SHORT = 70
Check = dict[str, Any]
_STYLE = (
    ".synth-enough{font:14px/1.5 system-ui,sans-serif;max-width:52em;border:1px solid #c9ced6;border-radius:8px;"
    "padding:.6em 1.1em .8em;background:#fff;color:#1c2430}.synth-enough h4{margin:.2em 0 .5em;font-size:1.15em}"
    ".synth-enough ul{list-style:none;margin:0;padding:0}.synth-enough li{display:grid;grid-template-columns:8.5em 1fr;"
    "gap:.6em;padding:.25em 0;border-top:1px solid #eceff3}.synth-enough b{font-weight:600}"
    ".synth-enough .open b{color:#8a3200}.synth-enough .met b{color:#1d5e38}.synth-enough p{margin:0}"
)


@dataclass(frozen=True)
class Sufficiency:
    """Whether what was heard and concluded is enough, and each reason why or why not.

    `checks` has one dict a check: rule, met (bool), message and items (names or ids). `saturation` is the curve of
    `trace_saturation`, to draw.
    """

    checks: list[Check]
    saturation: pd.DataFrame
    language: str

    @property
    def enough(self) -> bool:
        """Whether every check is met."""
        return all(check["met"] for check in self.checks)

    @property
    def verdict(self) -> str:
        """The answer in a few words."""
        return load_wording("sufficiency", self.language)["enough" if self.enough else "not_yet"]

    def __repr__(self) -> str:
        unmet = sum(not check["met"] for check in self.checks)
        return f"Sufficiency({'enough' if self.enough else 'not yet'}: {unmet} of {len(self.checks)} checks open)"

    def __str__(self) -> str:
        return "\n".join([self.verdict, *(f"{'✓' if one['met'] else '✗'} {one['message']}" for one in self.checks)])

    def _repr_html_(self) -> str:
        told = load_wording("sufficiency", self.language)
        rows = "".join(
            f'<li class="{"met" if check["met"] else "open"}"><b>{"✓" if check["met"] else "✗"} '
            f"{escape(told['met' if check['met'] else 'open'])}</b><p>{escape(check['message'])}</p></li>"
            for check in self.checks
        )
        return (
            f'<section class="synth-enough" lang="{self.language}"><style>{_STYLE}</style>'
            f"<h4>{escape(self.verdict)}</h4><ul>{rows}</ul></section>"
        )


def assess_sufficiency(
    insights: Iterable[Mapping[str, Any]],
    evidence: pd.DataFrame,
    utterances: pd.DataFrame,
    *,
    today: str | date,
    groups: Sequence[str] = (),
    facts: Iterable[Mapping[str, Any]] = (),
    language: str = "en",
) -> Sufficiency:
    """Say whether the material and the insights drawn from it are enough, or not yet and why.

    Args:
        insights: from `study.insights()`; what is dropped is left out.
        evidence: the evidence table of `collect_evidence`, by tag or by theme; it may be empty.
        utterances: the utterances table, to know who was heard at all.
        today: the day on which insights are looked at, a date or "2026-03-01"; one that expires before is past.
        groups: the stakeholder groups that should be heard; () takes those that were.
        facts: from `study.chain.things("fact")`.
        language: nl, fr, de or en.

    Raises:
        TableProblem: today is no date, or a table lacks a column.
    """
    kept = [insight for insight in insights if insight.get("status") != "dropped"]
    UTTERANCES.check(utterances)
    heard = utterances[(utterances["role"] != "interviewer") & (utterances["participant_id"] != "")]
    spoken = heard[heard["source_kind"] == "interview"].sort_values(["date", "participant_id"], kind="stable")
    order = spoken["participant_id"].drop_duplicates().tolist()
    curve = trace_saturation(evidence, order=order)
    facts = list(facts)
    support = list_support(kept, evidence, facts=facts)
    strength = measure_strength(kept, evidence, facts=facts)
    told = load_wording("sufficiency", language)
    checks = [
        *_check_saturation(evidence, order, curve),
        *_check_use(evidence, order, support, bool(kept)),
        *_check_groups(heard, support[support["side"] == "for"], groups, bool(kept)),
        *_check_insights(kept, strength, _read_date(today)),
    ]
    return Sufficiency([_tell(told, check) for check in checks], curve, language)


def _check_saturation(evidence: pd.DataFrame, order: Sequence[str], curve: pd.DataFrame) -> Iterator[Check]:
    """Ask whether the last interviews brought anything new; of those that are not coded, and of few, nobody can say."""
    claimed = list_coded(evidence)
    if claimed.empty:
        yield {"rule": "claims", "met": False, "items": []}
        return
    coded = [name for name in order if name in set(claimed["participant_id"])]
    uncoded = [name for name in order if name not in set(coded)]
    yield {"rule": "uncoded", "met": not uncoded, "items": uncoded}
    least = BASE + min(RUNS)
    yield {"rule": "interviews", "met": len(coded) >= least, "items": coded, "least": least}
    for run in RUNS:
        rows = curve[curve["run"] == run]
        if len(rows):
            last = rows.to_dict("records")[-1]
            shares = {name: f"{100 * last[name]:.0f}" for name in ("share", "low", "high")}
            first = find_saturation(curve, run)
            about = {"items": [], "run": run, "first": first, "threshold": f"{100 * THRESHOLD:.0f}", **shares}
            yield {"rule": "saturation", "met": bool(last["reached"]), "claims": int(last["claims"]), **about}


def _check_use(
    evidence: pd.DataFrame, order: Sequence[str], support: pd.DataFrame, has_insights: bool
) -> Iterator[Check]:
    """Ask what no insight uses: tags or themes of several people, and people."""
    if not has_insights:
        yield {"rule": "insights", "met": False, "items": []}
        return
    there = support[support["state"] == "there"]
    named = set(there["evidence_id"])
    used = evidence["evidence_id"].isin(named)
    if "finding_id" in evidence:
        used |= evidence["finding_id"].isin(named)
    voices = evidence[evidence["claim"] != ""].groupby("claim")["participant_id"].nunique()
    unused = [claim for claim in voices[voices >= MIN_PARTICIPANTS].index if claim not in set(evidence["claim"][used])]
    yield {"rule": "unused_claims", "met": not unused, "items": [str(claim) for claim in unused]}
    silent = [name for name in order if name not in set(there["participant_id"])]
    yield {"rule": "unused_participants", "met": not silent, "items": silent}
    count = int(used.sum())
    yield {"rule": "unused_quotes", "met": True, "items": [], "used": count, "all": len(evidence)}


def _check_groups(
    heard: pd.DataFrame, ours: pd.DataFrame, groups: Sequence[str], has_insights: bool
) -> Iterator[Check]:
    """Ask which stakeholder groups were never heard, and which were heard and support no insight."""
    there = set(heard["group"]) - {""}
    missing = sorted({*groups} - there)
    if groups:
        yield {"rule": "missing_groups", "met": not missing, "items": missing}
    if has_insights:
        unused = sorted((there & {*groups} if groups else there) - set(ours["group"]))
        yield {"rule": "unused_groups", "met": not unused, "items": unused}


def _check_insights(kept: Sequence[Mapping[str, Any]], strength: pd.DataFrame, today: date) -> Iterator[Check]:
    """Ask which insights rest on nothing, on one voice, on what is gone, or are past their date."""
    if not kept:
        return
    past = [insight for insight in kept if insight.get("expires") and date.fromisoformat(insight["expires"]) < today]
    marks = {
        "unsupported": strength[strength["mentions"] == 0]["statement"].tolist(),
        "one_voice": strength[strength["one_voice"]]["statement"].tolist(),
        "gone": strength[strength["gone"] > 0]["statement"].tolist(),
        "past": [f"{insight['statement']} ({insight['expires']})" for insight in past],
    }
    for rule, statements in marks.items():
        yield {"rule": rule, "met": not statements, "items": statements}


def _tell(told: Mapping[str, str], check: Check) -> Check:
    """Return a check with its message: the names in it, the first few."""
    names = [name if len(name) <= SHORT else f"{name[:SHORT].rstrip()}…" for name in check["items"]]
    more = f" (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
    words = {**check, "items": "; ".join(names[:SHOWN]) + more, "count": len(names)}
    state = "met" if check["met"] else "open"
    message = told[f"{check['rule']}_{state}"].format(**words)
    return {"rule": check["rule"], "met": check["met"], "message": message, "items": check["items"]}


def _read_date(today: str | date) -> date:
    if isinstance(today, date):
        return today
    try:
        return date.fromisoformat(today)
    except ValueError as error:
        raise TableProblem(f"today is {today!r}; write it as 2026-03-01.") from error
