"""The insights of a report, each with what supports it and what speaks against it."""

from typing import Any

from synth.report.document import Block, Card, Line, Paragraph, Quotation, Section
from synth.report.writer import Writer

FOR, AGAINST = 3, 2
"""How many quotes of each side stand on a card at most; all are in the evidence."""


def tell_insights(writer: Writer) -> Section:
    """Tell each insight on a card, dropped ones last."""
    insights = sorted(writer.conclusions.insights, key=lambda insight: insight.get("status") == "dropped")
    blocks: list[Block] = [_make_card(writer, insight) for insight in insights]
    if not blocks:
        blocks.append(Paragraph((writer.phrases["i_none"],), "note"))
    return Section("insights", writer.phrases["t_insights"], blocks)


def _make_card(writer: Writer, insight: dict[str, Any]) -> Card:
    supporting, opposing = insight["evidence"], insight["contradicted_by"]
    blocks: list[Block] = [Paragraph(line) for line in (*_tell_strength(writer, insight), *_tell_plan(writer, insight))]
    blocks += [Paragraph(line, "warning") for line in _warn(writer, insight)]
    blocks += [Quotation(quote) for quote in writer.choose_quotes(supporting, most=FOR)]
    against = writer.choose_quotes(opposing, most=AGAINST)
    blocks += [Quotation(quote, writer.phrases["but"]) for quote in against]
    return Card(insight["statement"], writer.phrases.name(insight.get("status", "draft")), blocks)


def _tell_strength(writer: Writer, insight: dict[str, Any]) -> list[Line]:
    phrases, key, about = writer.phrases, f"insight={insight['insight_id']}", insight["statement"]
    rows, against = writer.select(insight["evidence"]), writer.select(insight["contradicted_by"])
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
    lines = [writer.say("i_how", question=insight["how_might_we"])] if insight.get("how_might_we") else []
    plan: list[Line] = []
    if insight.get("innovation"):
        plan.append(writer.say("i_innovation", kind=writer.phrases.name(insight["innovation"])))
    if insight.get("owner"):
        plan.append(writer.say("i_owner", owner=insight["owner"]))
    if insight.get("expires") and not _is_past(writer, insight):
        plan.append(writer.say("i_expires", date=writer.phrases.write_date(insight["expires"])))
    return [*lines, writer.phrases.join(plan, " ")] if plan else lines


def _warn(writer: Writer, insight: dict[str, Any]) -> list[Line]:
    rows = writer.select(insight["evidence"])
    lost = {*insight["evidence"], *insight["contradicted_by"]} - set(writer.conclusions.evidence["evidence_id"])
    lines: list[Line] = []
    if rows["participant_id"].nunique() == 1:
        lines.append((writer.phrases["i_one_voice"],))
    if lost:
        number = writer.figure(len(lost), f"lost_quotes(insight={insight['insight_id']})", place="material")
        lines.append(writer.say("i_lost", quotes=writer.phrases.plural("quotes", number)))
    if _is_past(writer, insight):
        lines.append(writer.say("i_expired", date=writer.phrases.write_date(insight["expires"])))
    return lines


def _is_past(writer: Writer, insight: dict[str, Any]) -> bool:
    return bool(insight.get("expires")) and insight["expires"] < writer.conclusions.until[:10]
