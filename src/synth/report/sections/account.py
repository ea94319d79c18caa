"""What a report owes its readers: what remains of the risk, how it was made, and what it cannot say."""

import re
from importlib.metadata import version

from synth.report.document import Block, Line, Listing, Paragraph, Section, Table
from synth.report.writer import Writer

OF, LEFT_OUT = re.compile(r"(\d+) of (\d+)"), re.compile(r": (\d+)(?: \(|;|$)")
"""How the account of the import tells what it read and how much it left out."""


def tell_privacy(writer: Writer) -> Section:
    """Say what risk remains that somebody is recognised."""
    phrases, risk = writer.phrases, writer.conclusions.risk
    rare = risk[risk["risk"] == "rare combination"]
    replaced = int(risk["count"][risk["risk"] == "replaced"].fillna(0).sum())
    limit = writer.figure(writer.k, "publish_from()")
    lines: list[Line] = [
        writer.say("v_replaced", n=writer.figure(replaced, "replaced()", place="privacy")),
        writer.say("v_rare", n=writer.figure(len(rare), "rare_combinations()", place="privacy"), k=limit),
    ]
    if len(writer.conclusions.consent):
        open_questions = writer.figure(len(writer.conclusions.consent), "consent_questions()", place="privacy")
        lines.append(writer.say("v_consent", n=open_questions))
    lines.append((phrases["v_unseen"],))
    blocks: list[Block] = [Paragraph((phrases["v_lead"],)), Listing(lines)]
    if writer.shareable:
        blocks.insert(1, Paragraph(writer.say("v_shared", k=limit)))
    elif len(rare):
        rows: list[list[Line]] = [
            [(_name(writer, what),), (writer.figure(int(count), f"rare({what})", place="privacy"),), (who,)]
            for what, count, who in rare[["what", "count", "who"]].itertuples(index=False, name=None)
        ]
        head = [phrases["v_what"], phrases["m_people"], "Codes"]
        blocks.append(Table(phrases["v_rare_table"], head, rows))
    return Section("privacy", phrases["t_privacy"], blocks)


def tell_method(writer: Writer) -> Section:
    """Say how the report was made and with what settings, and how to check it."""
    phrases, conclusions = writer.phrases, writer.conclusions
    settings = conclusions.settings
    themes: Line = (writer.figure(settings.n_themes, "n_themes()"),) if settings.n_themes else (phrases["d_rule"],)
    rows: list[list[Line]] = [
        [(phrases["d_version"],), (version("synth"),)],
        [(phrases["d_seed"],), (writer.figure(settings.seed, "seed()"),)],
        [(phrases["d_k"],), (writer.figure(settings.publish_from, "publish_from()"),)],
        [(phrases["d_themes"],), themes],
        [(phrases["d_events"],), (writer.figure(conclusions.decisions, "events()"),)],
    ]
    if settings.cues:
        rows.append([(phrases["d_cues"],), (", ".join(settings.cues),)])
    if settings.models:
        rows.append([(phrases["d_models"],), (", ".join(settings.models.values()),)])
    told = [Paragraph((phrases[name],)) for name in ("d_way", "d_stability", "d_verify")]
    table = Table(phrases["d_caption"], [phrases["d_setting"], phrases["m_value"]], rows)
    blocks: list[Block] = [*told, table]
    if not writer.shareable:
        blocks.append(_list_sources(writer))
    return Section("method", phrases["t_method"], blocks)


def _list_sources(writer: Writer) -> Table:
    """List the sources with how much was read and left out, and the first digits of their hash."""
    conclusions, phrases = writer.conclusions, writer.phrases
    told = {account["source_id"]: account for account in conclusions.utterances.attrs.get("sources", [])}
    kinds = dict(zip(conclusions.utterances["source_id"], conclusions.utterances["source_kind"], strict=True))
    rows: list[list[Line]] = []
    for source, digest in conclusions.hashes.items():
        account = told.get(source, {})
        read = OF.match(account.get("read", ""))
        left = sum(map(int, LEFT_OUT.findall(account.get("left_out", ""))))
        is_cues = source in conclusions.settings.cues
        rows.append(
            [
                (source,),
                (phrases["d_cues"] if is_cues else phrases.name(kinds.get(source, "user test")),),
                (f"{read[1]}\u00a0/\u00a0{read[2]}" if read else "",),
                (writer.figure(left, f"left_out(source={source})", place="method"),),
                (digest[:12],),
            ]
        )
    head = [phrases[name] for name in ("m_source", "m_kind", "m_read", "m_left", "m_hash")]
    return Table(phrases["m_each"], head, rows)


def tell_limits(writer: Writer) -> Section:
    """Say what the study cannot say."""
    phrases, evidence = writer.phrases, writer.conclusions.evidence
    checked = evidence[evidence["tag"] != ""]
    unchecked = writer.say(
        "l_unchecked",
        all=phrases.plural("quotes", writer.mentions(evidence, "all", phrases["m_total"])),
        seen=writer.mentions(checked, "checked", phrases["t_tags"]),
    )
    return Section(
        "limits", phrases["t_limits"], [Listing([(phrases["l_often"],), (phrases["l_unfound"],), unchecked])]
    )


def _name(writer: Writer, combination: str) -> str:
    """Return a combination of attributes ("group: citizen, help: alone") in the words of the report."""
    pairs = [part.partition(": ") for part in combination.split(", ")]
    return ", ".join(writer.phrases.name_pair(name, value) for name, _, value in pairs)
