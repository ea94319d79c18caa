"""Each insight laid out with all that belongs to it: its quotes, its chain, its need as a sentence, what to mend."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from synth.insights.needs import lint_how_might_we, lint_job, lint_need, render_job, render_need
from synth.insights.priorities import rank_insights
from synth.insights.strength import count_support, list_support
from synth.study import Study

COUNTS = ("participants", "groups", "mentions", "languages", "against", "one_voice", "gone")
QUOTE = ("evidence_id", "state", "quote", "claim", "participant_id", "group", "source_id")

Row = dict[str, Any]


def lay_out(
    study: Study, evidence: pd.DataFrame, *, drafts: Sequence[Mapping[str, Any]] = (), language: str = "en"
) -> list[Row]:
    """Lay the insights of a study out, and drafts after them.

    Args:
        study: where they are kept.
        evidence: the evidence table of `collect_evidence`.
        drafts: from `suggest_insights`.
        language: of needs that do not name theirs.

    Returns:
        One dict an insight, plain data: its fields, and kept (False for a draft), strength (counts), quotes ("for" and
        "against", each with its words, or gone), facts (with the statements of their experiments), facts_against,
        recommendations, sentence and story (its need and its job as sentences), remarks, opportunity and worth.
    """
    kept = study.insights()
    insights = [*kept, *drafts]
    facts = {fact["fact_id"]: fact for fact in study.chain.things("fact")}
    experiments = {thing["experiment_id"]: thing["statement"] for thing in study.chain.things("experiment")}
    told = {key: _tell_fact(fact, experiments) for key, fact in facts.items()}
    recommended = study.chain.things("recommendation")
    support = list_support(insights, evidence, facts=facts.values(), taggings=study.taggings())
    quotes = {str(key): rows for key, rows in support.groupby("insight_id")}
    strength = count_support(insights, support).set_index("insight_id")
    scores = rank_insights([{**insight, "status": ""} for insight in insights]).set_index("insight_id")
    kept_ids = {insight["insight_id"] for insight in kept}
    return [
        {
            **{name: value for name, value in insight.items() if name not in ("researcher", "at")},
            "kept": key in kept_ids,
            "strength": {name: strength.loc[key, name].item() for name in COUNTS},
            "quotes": {side: _list_quotes(quotes.get(key), side) for side in ("for", "against")},
            **{name: [told[one] for one in insight[name] if one in told] for name in ("facts", "facts_against")},
            "recommendations": [_tell(thing, "recommendation") for thing in recommended if key in thing["insights"]],
            **_write_sentences(insight, language),
            **{name: _number(scores.loc[key, name]) for name in ("opportunity", "worth")},
        }
        for insight in insights
        for key in [insight["insight_id"]]
    ]


def _list_quotes(support: pd.DataFrame | None, side: str) -> list[Row]:
    """Return the quotes of one side: those named directly before those of facts, and of each speaker the first ones."""
    if support is None:
        return []
    ours = support[support["side"] == side].sort_values("by_way_of", kind="stable").drop_duplicates("evidence_id")
    ours = ours.assign(turn=ours.groupby("participant_id").cumcount(), direct=ours["by_way_of"] != "")
    rows = ours.sort_values(["direct", "turn"], kind="stable")[[*QUOTE, "by_way_of"]].to_dict("records")
    return [{name: str(row[name]) for name in QUOTE} | {"by_way_of": str(row["by_way_of"])} for row in rows]


def _tell_fact(fact: Mapping[str, Any], experiments: Mapping[str, str]) -> Row:
    known = [experiments[one] for one in fact["experiments"] if one in experiments]
    return _tell(fact, "fact") | {"experiments": known, "quotes": len(fact["evidence"])}


def _tell(thing: Mapping[str, Any], level: str) -> Row:
    return {"id": thing[f"{level}_id"], "statement": thing["statement"]}


def _write_sentences(insight: Mapping[str, Any], language: str) -> Row:
    """Return the need and the job as sentences, and the remarks on both and on the How-might-we question."""
    need, job = ({**insight[name], "language": insight[name]["language"] or language} for name in ("need", "job"))
    return {
        "sentence": render_need(need),
        "story": render_job(job),
        "remarks": {
            "need": lint_need(need),
            "job": lint_job(job),
            "how_might_we": lint_how_might_we(insight["how_might_we"], language=need["language"]),
        },
    }


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
