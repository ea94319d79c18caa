"""What a persona says of itself, in the four languages: from the numbers in it, so that any language can be chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from synth.personas.segments import FIRM, MIN_PARTICIPANTS
from synth.tables import LANGUAGES
from synth.wording import load_wording

Persona = Mapping[str, Any]
SHARP = 0.05  # of a contrast, corrected
FINE = 0.1  # under this share a decimal is told
DECIMAL = {"nl": ",", "fr": ",", "de": ",", "en": "."}


def suggest_name(claims: Sequence[Mapping[str, Any]], number: int, language: str, *, everybody: bool = False) -> str:
    """Suggest a name from what the group says or does more than others, never from who its members are.

    Args:
        claims: the claims that tell the group apart, the most telling first.
        number: the place of the group among its like, for a group that nothing tells apart.
        language: nl, fr, de or en.
        everybody: whether it is all participants rather than a group.

    >>> suggest_name([{"kind": "pain", "claim": "waiting"}, {"kind": "need", "claim": "status"}], 0, "en")
    'Those who get stuck on “waiting” and need something about “status”'
    """
    phrases = load_wording("personas", language)
    if everybody:
        return phrases["name_everybody"]
    named = [claim for claim in claims if not claim["claim"].startswith("“")]  # a theme without a name of its own
    different = list({claim["claim"]: claim for claim in reversed(named)}.values())[::-1][:2]
    doings: dict[str, str] = {}
    for claim in different:
        quoted, kind = phrases["quoted"].format(claim=claim["claim"]), claim["kind"] or "other"
        doings[kind] = phrases["both"].format(first=doings[kind], second=quoted) if kind in doings else quoted
    if not doings:
        return phrases["name_group"].format(letter=chr(ord("A") + number % 26))
    said = [phrases[f"name_{kind}"].format(claim=quoted) for kind, quoted in doings.items()]
    return phrases["name_two" if len(said) == 2 else "name_one"].format(first=said[0], second=said[-1])


def say_verdict(persona: Persona, language: str) -> str:
    """Say whether the groups are more than chance; the words that are kept, where the numbers are not known."""
    if "groups" not in persona:
        return str(persona.get("verdict", ""))
    phrases, facts = load_wording("personas", language), _facts(persona, language)
    if persona["by_hand"]:
        return phrases["by_hand"]
    if persona["groups"] > 1:
        firmness = f" {phrases['hypothesis']}" if persona["studied"] < FIRM else ""
        return phrases["distinct"].format(**facts) + firmness
    if persona["alike"]:
        return phrases["alike"].format(**facts)
    return phrases["too_few" if persona["p_value"] is None else "refused"].format(**facts)


def _facts(persona: Persona, language: str) -> dict[str, Any]:
    return {
        "groups": persona["groups"],
        "studied": persona["studied"],
        "p": say_number(persona["p_value"], language, 3),
    }


def say_stability(persona: Persona, language: str) -> str:
    """Say how much of the group is found again, beside what chance gives; "" where nothing was to be found again."""
    if persona.get("stability") is None:
        return ""
    values = [persona["stability"], persona.get("code_stability"), persona.get("shuffled_stability")]
    people, codes, chance = (say_number(value, language) for value in values)
    return load_wording("personas", language)["stability"].format(people=people, codes=codes, chance=chance)


def say_counts(claim: Persona, language: str) -> str:
    """Say how many people voice a claim here and elsewhere, and whether the difference is sharper than chance."""
    phrases = load_wording("personas", language)
    told = [phrases["count"].format(count=claim["count"], size=claim["size"])]
    if claim.get("elsewhere_size"):
        told.append(phrases["elsewhere"].format(count=claim["elsewhere"], size=claim["elsewhere_size"]))
    if (p_value := claim.get("p_value")) is not None and p_value <= SHARP:
        told.append(phrases["telling"].format(p=say_number(p_value, language, 3)))
    if weight := claim.get("comments"):
        shares = {name: say_share(weight[name], language) for name in ("share", "low", "high")}
        told.append(phrases["comments"].format(size=weight["size"], **shares))
    return ", ".join(told)


def say_missing(persona: Persona, language: str) -> list[str]:
    """Say who of the study's groups and languages is not in the persona, and whose words are in no theme."""
    phrases = load_wording("personas", language)
    told = []
    for gap in persona.get("missing", ()):
        if isinstance(gap, str):  # kept by an earlier version
            told.append(gap)
            continue
        value = phrases[gap["value"]] if gap["column"] == "language" and gap["value"] in LANGUAGES else gap["value"]
        told.append(phrases[f"missing_{gap['column']}"].format(value=value))
    if persona.get("silent"):
        told.append(phrases["silent"].format(names=", ".join(persona["silent"])))
    return told


def say_profile(persona: Persona, language: str) -> str:
    """Say which attributes the members have, or ""."""
    unknown = load_wording("personas", language)["unknown"]
    return "; ".join(
        f"{attribute}: " + ", ".join(f"{value or unknown} ({count})" for value, count in values.items())
        for attribute, values in persona.get("profile", {}).items()
    )


def say_people(persona: Persona, language: str) -> str:
    """Say how many participants there are.

    >>> say_people({"participants": ["P01", "P02"]}, "fr")
    '2 participants'
    """
    n = len(persona.get("participants", ()))
    return load_wording("personas", language)["participants_one" if n == 1 else "participants"].format(n=n)


def say_number(value: float | None, language: str, digits: int = 2) -> str:
    """Write a number as the language does.

    >>> say_number(0.25, "fr"), say_number(None, "en")
    ('0,25', '?')
    """
    return "?" if value is None else f"{value:.{digits}f}".replace(".", DECIMAL[language])


def say_share(value: float, language: str) -> str:
    """Write a share as a percentage, as the language does.

    >>> say_share(0.031, "nl"), say_share(0.5, "en")
    ('3,1 %', '50%')
    """
    share = say_number(100 * value, language, 1 if value < FINE else 0)
    return f"{share}%" if language == "en" else f"{share} %"


def needed(persona: Persona) -> int:
    """Return from how many participants the persona may be published."""
    return max(int(persona.get("publish_from", 5)), MIN_PARTICIPANTS)
