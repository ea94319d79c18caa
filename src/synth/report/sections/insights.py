"""The insights of a report, each with what supports it and what speaks against it."""

from collections.abc import Callable
from typing import Any

from synth.insights import render_job, render_need
from synth.report.document import Block, Card, Line, Paragraph, Quotation, Section, Table
from synth.report.writer import Writer

SIDES = ("for", "against")
FOR, AGAINST = 3, 2
"""How many quotes of each side stand on a card at most; all are in the evidence."""


def tell_insights(writer: Writer) -> Section:
    """Tell each insight on a card, dropped ones last."""
    insights = sorted(writer.conclusions.insights, key=lambda insight: insight.get("status") == "dropped")
    blocks: list[Block] = [_make_card(writer, insight) for insight in insights]
    if not blocks:
        blocks.append(Paragraph((writer.phrases["i_none"],), "note"))
    statements = {insight["insight_id"]: insight["statement"] for insight in insights}
    rows = [_list_recommendation(writer, one, statements) for one in writer.conclusions.recommendations]
    if rows:
        head = [writer.phrases[name] for name in ("i_recommended", "i_kind", "i_from")]
        blocks.append(Table(writer.phrases["i_recommendations"], head, rows))
    return Section("insights", writer.phrases["t_insights"], blocks)


def _list_recommendation(writer: Writer, thing: dict[str, Any], statements: dict[str, str]) -> list[Line]:
    """Return a recommendation, the kind of answer it is, and the insights that it follows from."""
    kind = writer.phrases.name(thing["innovation"]) if thing["innovation"] else ""
    told = "; ".join(statements[key] for key in thing["insights"] if key in statements)
    return [(thing["statement"],), (kind,), (told,)]


def _make_card(writer: Writer, insight: dict[str, Any]) -> Card:
    supporting, opposing = (set(writer.support(insight["insight_id"], side)["evidence_id"]) for side in SIDES)
    blocks: list[Block] = [Paragraph(line) for line in (*_tell_strength(writer, insight), *_tell_plan(writer, insight))]
    blocks += [Paragraph(line, "warning") for line in _warn(writer, insight)]
    blocks += [Quotation(quote) for quote in writer.choose_quotes(supporting, most=FOR)]
    against = writer.choose_quotes(opposing, most=AGAINST)
    blocks += [Quotation(quote, writer.phrases["but"]) for quote in against]
    return Card(insight["statement"], writer.phrases.name(insight.get("status", "draft")), blocks)


def _tell_strength(writer: Writer, insight: dict[str, Any]) -> list[Line]:
    phrases, key, about = writer.phrases, f"insight={insight['insight_id']}", insight["statement"]
    rows, against = (writer.support(insight["insight_id"], side) for side in SIDES)
    if rows.empty:
        return [(phrases["i_unsupported"],)]
    groups = set(rows["group"]) - {""}
    strength = writer.say(
        "i_strength",
        mentions=phrases.plural("quotes", writer.mentions(rows, key, about)),
        participants=phrases.plural("participants", writer.people(rows, key, about)),
        groups=phrases.plural("groups", writer.figure(len(groups), f"groups({key})", place="insights")),
    )
    languages = writer.say("i_languages", languages=writer.list_names(rows["language"], languages=True))
    if against.empty:
        return [(*strength, " ", *languages), (phrases["i_unopposed"],)]
    opposed = writer.say(
        "i_against",
        mentions=phrases.plural("quotes", writer.mentions(against, f"against {key}", about)),
        participants=phrases.plural("participants", writer.people(against, f"against {key}", about)),
    )
    return [(*strength, " ", *languages), opposed]


def _tell_plan(writer: Writer, insight: dict[str, Any]) -> list[Line]:
    """Say what is to become of an insight: need, question, kind of answer, owner and date."""
    lines: list[Line] = [
        (sentence,) for sentence in (_write(render_need, insight, "need"), _write(render_job, insight, "job"))
    ]
    lines = [line for line in lines if line[0]]
    if insight.get("how_might_we"):
        lines.append((insight["how_might_we"],))
    plan: list[Line] = []
    if insight.get("innovation"):
        plan.append(writer.say("i_innovation", kind=writer.phrases.name(insight["innovation"])))
    if insight.get("owner"):
        plan.append(writer.say("i_owner", owner=insight["owner"]))
    if insight.get("expires") and not _is_past(writer, insight):
        plan.append(writer.say("i_expires", date=writer.phrases.write_date(insight["expires"])))
    return [*lines, writer.phrases.join(plan, " ")] if plan else lines


def _write(render: Callable[..., str], insight: dict[str, Any], form: str) -> str:
    """Return the need or the job story of an insight as a sentence, "" if nobody wrote one."""
    told = insight.get(form) or {}
    return (
        render(told, language=told.get("language", ""))
        if any(told.get(part) for part in told if part != "language")
        else ""
    )


def _warn(writer: Writer, insight: dict[str, Any]) -> list[Line]:
    rows, support = writer.support(insight["insight_id"], "for"), writer.conclusions.support
    lost = int(((support["insight_id"] == insight["insight_id"]) & (support["state"] == "gone")).sum())
    lines: list[Line] = []
    if rows["participant_id"].nunique() == 1:
        lines.append((writer.phrases["i_one_voice"],))
    if lost:
        number = writer.figure(lost, f"lost_quotes(insight={insight['insight_id']})", place="material")
        lines.append(writer.say("i_lost", quotes=writer.phrases.plural("quotes", number)))
    if _is_past(writer, insight):
        lines.append(writer.say("i_expired", date=writer.phrases.write_date(insight["expires"])))
    return lines


def _is_past(writer: Writer, insight: dict[str, Any]) -> bool:
    return bool(insight.get("expires")) and insight["expires"] < writer.conclusions.until[:10]
