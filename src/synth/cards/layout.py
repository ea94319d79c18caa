"""What stands on a persona card, in words: the same for HTML, Markdown and paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from synth.charts.style import KIND_COLOURS
from synth.personas import words
from synth.wording import load_wording

OTHER_COLOUR = "#6b7280"
MIN_VOICES = 2


def lay_out(personas: Sequence[Mapping[str, Any]], *, language: str | None = None, withheld: int = 0) -> dict[str, Any]:
    """Return all the words of the cards, ready to be set: title, language, note and one dict a card.

    Args:
        personas: dicts of `draft_personas` or `study.personas()`.
        language: nl, fr, de or en; None for that of the first draft.
        withheld: how many drafts are not shown.
    """
    language = language or next((persona["language"] for persona in personas if persona.get("language")), "en")
    phrases = load_wording("personas", language)
    notes = [phrases["withheld_one" if withheld == 1 else "withheld"].format(n=withheld)] if withheld else []
    cards = [_lay_out_card(persona, language) for persona in personas]
    return {"title": phrases["title"], "language": language, "notes": notes, "cards": cards}


def _lay_out_card(persona: Mapping[str, Any], language: str) -> dict[str, Any]:
    phrases = load_wording("personas", language)
    facts = [words.say_verdict(persona, language), words.say_stability(persona, language)]
    publishable = bool(persona.get("publishable", False))
    profile = words.say_profile(persona, language)
    edges = ", ".join(persona.get("edge_cases", ()))
    aside = ", ".join(persona.get("set_aside", ()))
    gaps = words.say_missing(persona, language)
    further = [
        (phrases["who"], f"{profile}. {phrases['who_note']}" if profile else ""),
        (phrases["note"], persona.get("note", "")),
        (phrases["missing"], "; ".join(gaps)),
    ]
    return {
        "name": persona["name"],
        "people": words.say_people(persona, language),
        "participants": ", ".join(persona.get("participants", ())),
        "draft": "" if publishable else phrases["draft"].format(least=words.needed(persona)),
        "watermark": "" if publishable else phrases["watermark"],
        "facts": [fact for fact in facts if fact],
        "sections": _lay_out_sections(persona.get("claims", ()), language),
        "edges": phrases["edge_cases"].format(names=edges) if edges else "",
        "further": [{"title": title, "text": text} for title, text in further if text],
        "method": " ".join([phrases["method"], *([phrases["set_aside"].format(claims=aside)] if aside else [])]),
    }


def _lay_out_sections(claims: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    titles = load_wording("kinds", language)
    sections = []
    for kind, title in titles.items():
        ours = [claim for claim in claims if (claim["kind"] if claim["kind"] in titles else "other") == kind]
        if ours:
            colour = KIND_COLOURS.get(kind, OTHER_COLOUR)
            laid = [_lay_out_claim(claim, language) for claim in ours]
            sections.append({"kind": kind, "title": title, "colour": colour, "claims": laid})
    return sections


def _lay_out_claim(claim: Mapping[str, Any], language: str) -> dict[str, Any]:
    phrases = load_wording("personas", language)
    voices = len({quote["participant_id"] for quote in claim["quotes"]})
    warning = "" if voices >= MIN_VOICES else phrases["one_voice" if voices else "no_evidence"]
    return {
        "claim": claim["claim"],
        "counts": words.say_counts(claim, language),
        "share": round(claim["count"] / claim["size"], 4) if claim.get("size") else 0,
        "elsewhere": round(claim["elsewhere"] / claim["elsewhere_size"], 4) if claim.get("elsewhere_size") else None,
        "warning": warning,
        "is_red": not voices,
        "quotes": [{"words": one["quote"], "who": one["participant_id"]} for one in claim["quotes"]],
        "but": phrases["but"],
        "against": [{"words": one["quote"], "who": one["participant_id"]} for one in claim["contradicted_by"]],
    }
