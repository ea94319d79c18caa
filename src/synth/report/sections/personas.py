"""The personas of a report, or why there are none."""

from typing import Any

from synth.personas.segments import MIN_PARTICIPANTS
from synth.personas.words import say_missing, say_verdict
from synth.report.document import Block, Card, Line, Listing, Number, Paragraph, Quotation, Section
from synth.report.writer import Writer
from synth.tables import KINDS
from synth.wording import load_wording

QUOTES_A_CLAIM, CLAIMS_A_KIND = 2, 3


def tell_personas(writer: Writer) -> Section:
    """Tell the verdict on distinct groups, and each persona that the report may show on a card."""
    phrases, personas = writer.phrases, writer.conclusions.personas
    if not personas:
        evidence = writer.conclusions.evidence
        spoken = evidence[(evidence["source_kind"] == "interview") & (evidence["claim"] != "")]
        people = writer.people(spoken, "interviewed()", phrases["t_personas"])
        least = writer.figure(MIN_PARTICIPANTS, "least_participants()")
        return Section(
            "personas", phrases["t_personas"], [Paragraph(writer.say("p_none", least=least, n=people), "note")]
        )
    blocks: list[Block] = [Paragraph((tell_verdict(writer),), "lead")]
    shown = [one for one in personas if not writer.shareable or len(one["participants"]) >= writer.k]
    blocks += [_make_card(writer, persona) for persona in shown]
    if len(shown) < len(personas):
        hidden = writer.figure(len(personas) - len(shown), "personas(hidden)")
        limit = writer.figure(writer.k, "publish_from()")
        line = writer.say("p_hidden", personas=phrases.plural("personas", hidden), k=limit)
        blocks.append(Paragraph(line, "note"))
    return Section("personas", phrases["t_personas"], blocks)


def tell_verdict(writer: Writer) -> str:
    """Say whether the participants fall into distinct groups."""
    return say_verdict(writer.conclusions.personas[0], writer.phrases.language)


def _make_card(writer: Writer, persona: dict[str, Any]) -> Card:
    phrases = writer.phrases
    blocks: list[Block] = [Paragraph(_tell_size(writer, persona))]
    for kind in (*KINDS, ""):
        claims = [claim for claim in persona["claims"] if claim["kind"] == kind][:CLAIMS_A_KIND]
        if claims:
            title = load_wording("kinds", phrases.language)[kind or "other"]
            blocks += [Paragraph((title,), "heading"), *(b for claim in claims for b in _tell(writer, persona, claim))]
    blocks += [Paragraph(line, "note") for line in _tell_people(writer, persona)]
    enough = len(persona["participants"]) >= writer.k
    badge = phrases["p_draft"] if not enough else phrases["p_kept" if writer.conclusions.kept else "p_proposed"]
    return Card(persona["name"], badge, blocks)


def _tell_size(writer: Writer, persona: dict[str, Any]) -> Line:
    rows = _spoken(writer)
    rows = rows[rows["participant_id"].isin(persona["participants"])]
    people = writer.count_people(
        len(persona["participants"]),
        f"participants(persona={persona['persona_id']})",
        about=persona["name"],
        evidence=tuple(rows["evidence_id"]),
    )
    line = writer.say("p_size", participants=writer.phrases.plural("participants", people))
    if not writer.shareable:
        line = (*line, " ", ", ".join(persona["participants"]), ".")
    if persona.get("stability") is None:
        return line
    recipe = f"(persona={persona['persona_id']})"
    stability = writer.figure(persona["stability"], f"stability{recipe}", digits=2)
    shuffled = persona.get("shuffled_stability")
    chance = "–" if shuffled is None else writer.figure(shuffled, f"shuffled_stability{recipe}", digits=2)
    return (*line, " ", *writer.say("p_stability", stability=stability, chance=chance))


def _tell(writer: Writer, persona: dict[str, Any], claim: dict[str, Any]) -> list[Block]:
    """Tell a claim with its counts, and who says it or the contrary."""
    rows = _spoken(writer)
    rows = rows[(rows["kind"] == claim["kind"]) & (rows["claim"] == claim["claim"])]
    inside = rows["participant_id"].isin(persona["participants"])
    quoted = tuple(quote["evidence_id"] for quote in claim["quotes"])
    key = f"persona={persona['persona_id']},kind={claim['kind']},claim={claim['claim']}"
    about = f"{persona['name']}: {claim['claim']}"
    here = tuple(rows["evidence_id"][inside]) or quoted
    counts = {
        "claim": claim["claim"],
        "count": writer.count_people(claim["count"], f"here({key})", about=about, evidence=here),
        "size": writer.figure(claim["size"], f"size({key})", place="personas"),
    }
    if claim["elsewhere_size"]:
        elsewhere = tuple(rows["evidence_id"][~inside])
        counts["elsewhere"] = writer.count_people(
            claim["elsewhere"], f"elsewhere({key})", about=about, evidence=elsewhere
        )
        counts["others"] = writer.figure(claim["elsewhere_size"], f"others({key})", place="personas")
    weight = _weigh(writer, claim, key)
    blocks: list[Block] = [
        Listing([(*writer.say("p_elsewhere" if claim["elsewhere_size"] else "p_here", **counts), *weight)])
    ]
    blocks += [Quotation(quote) for quote in writer.choose_quotes(quoted, most=QUOTES_A_CLAIM)]
    against = [quote["evidence_id"] for quote in claim["contradicted_by"]]
    blocks += [Quotation(quote, writer.phrases["but"]) for quote in writer.choose_quotes(against, most=1)]
    return blocks


def _weigh(writer: Writer, claim: dict[str, Any], key: str) -> Line:
    """Say which share of the comments voices a claim, with its interval."""
    weight = claim.get("comments")
    if not weight:
        return ()
    shares = {
        name: Number(weight[name], writer.phrases.write_share(weight[name]), f"comments_{name}({key})", place="method")
        for name in ("share", "low", "high")
    }
    return ("; ", *writer.say("p_comments", **shares))


def _spoken(writer: Writer) -> Any:
    evidence = writer.conclusions.evidence
    return evidence[evidence["source_kind"] == "interview"]


def _tell_people(writer: Writer, persona: dict[str, Any]) -> list[Line]:
    lines: list[Line] = []
    told = {
        attribute: {value: count for value, count in values.items() if not writer.shareable or count >= writer.k}
        for attribute, values in persona["profile"].items()
    }
    parts = [
        writer.phrases["pair"].format(
            name=writer.phrases.name(attribute),
            value=", ".join(_count(writer, attribute, *one) for one in values.items()),
        )
        for attribute, values in told.items()
        if values
    ]
    if parts:
        lines.append(writer.say("p_profile", profile="; ".join(parts)))
    if told != persona["profile"]:
        lines.append((writer.phrases["p_rare"],))
    missing = say_missing(persona, writer.phrases.language)
    if missing and not writer.shareable:
        lines.append(writer.say("p_missing", missing="; ".join(missing)))
    if persona.get("note"):
        lines.append(writer.say("p_note", note=persona["note"]))
    return lines


def _count(writer: Writer, attribute: str, value: str, count: int) -> str:
    name = writer.phrases.name_language(value) if attribute == "language" else writer.phrases.name(value)
    return f"{name} ({writer.phrases.write_number(count)})"
