"""Streets with a house number, with the postcode and the town that follow."""

import re
from collections.abc import Iterator

from synth.privacy.name_lists import LISTS, NOT_NAMES, UPPER, choice, is_given
from synth.privacy.signs import DIGIT, sign, tell
from synth.privacy.spans import Span, compile_shape, make_shape, words

_CAPITAL = rf"[{UPPER}][\w'’.-]{{0,40}}"
_HOUSE = (
    rf"\d{{1,4}}(?:~?[A-H](?!\w)|[a-h](?!\w))?(?:[-/]\d{{1,4}}[A-Ha-h]?)?"
    rf"(?:,?~(?:bus|bte|bt|boîte|boite|box|postbus|app\.?|appt\.?|apt\.?)~?\w{{1,5}})?"
    rf"(?![\w%€]|[.,:/]\d|~?[%€]|~(?:{words('units')})\b)"
)
_TOWN_NAME = (
    rf"(?:(?:De|La|Le|Les|Den|Het|Bad|Sankt|St\.|Saint|Sint|Braine|Court|Heist|Neu|Alt)~)?"
    rf"[{UPPER}][\w’]*(?:-[\w’]+)*(?:['’][\w-]+)?"
)
_POSTCODE = r"(?:(?:B|BE|D|DE|F|FR|L|NL|A|AT|CH)[- ]?)?\d{4,5}(?:~[A-Z]{2}(?!\w))?"
_UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?~?\d[A-Z]{2}\b|[A-Z]\d[\dW]~[A-Z\d]{4}\b"
_TOWN = rf"(?:,?~(?:(?:te|à|in|at)~)?{_POSTCODE}~{_TOWN_NAME})?"
_BARE_TOWN = compile_shape(
    rf"(?P<sure>,?~(?:te|à|in|at)~(?P<town>{_TOWN_NAME})(?![\w’'])|(?:,?~(?:{_CAPITAL}~){{0,2}}{_CAPITAL})?,?~(?:{_UK_POSTCODE}))"
    rf"|,~(?P<guess>{_TOWN_NAME})(?=[.,;:)!?\n]|~(?:to|naar|vers|nach|en|et|und|and)~|$)"
)
_LISTS = LISTS["shapes"]
_ROADS_NL_DE = make_shape(
    rf"(?<![\w-])(?:(?:{_CAPITAL}~(?:(?:de|den|der|van|het|ten|ter|I|II|III|von)~){{0,2}}){{0,3}}"
    rf"(?!(?i:{words('not_roads')})\b)(?:[{UPPER}][\w'’-]{{1,40}}?(?:{words('roads_capital')})|I{{1,3}}-(?:laan|straat|plein))"
    rf"|(?:[{UPPER}][\w'’-]*[^\W\d_{UPPER}]~){{1,3}}"
    rf"(?:(?:{words('roads_capital')})(?<!weg)(?<!ring)(?<!hof)(?<!pad)(?<!park)|(?i:{words('roads_any_case')}|str\.)|{words('roads_apart')})"
    rf"|(?:[Ss]teenweg|[Bb]aan|Weg|Chaussée)~(?:op|naar|van|tot|vers)~{_CAPITAL}"
    rf"|\w{{3,30}}(?:{words('roads_any_case')})),?~(?:nr\.?~|nummer~|n°~)?{_HOUSE}{_TOWN}",
    needs=(sign(endings=" ".join(_LISTS[f"roads_{key}"] for key in ("capital", "any_case", "apart")) + " chaussée"),),
)
_OF_THE = r"(?:(?:de~la|de~l['’]|de|du|des|d['’]|la|le|les|aux?|à|l['’])~?)"
_ROADS_FR = make_shape(
    r"(?<![\w.,/-])(?P<number>\d{1,4}(?:~?(?:bis|ter|[a-hA-H]))?,?~)?"
    rf"(?:(?i:{words('roads_before')})"
    rf"~(?:{_OF_THE}*(?:\d{{1,2}}~)?{_CAPITAL}(?:[~-](?:{_OF_THE}|et~)*{_CAPITAL}){{0,3}}(?<!\.)"
    rf"|(?:des|du|de~la|de~l['’]|d['’])~?\w{{3,25}}|(?:{words('road_adjectives')})\b)|[Gg]rand(?:e?-|['’])(?:[Pp]lace|[Rr]ue))"
    rf"(?P<house>,?~(?:n°~?|numéro~|nr\.?~)?{_HOUSE})?{_TOWN}",
    needs=(sign(endings=f"{_LISTS['roads_before']} grand grande"),),
)
_ROADS_EN = make_shape(
    rf"(?<![\w.,/-])(?:(?:Flat|Apartment|Unit)~\w{{1,4}},?~)?\d{{1,4}}[a-h]?,?~(?:[{UPPER}][\w'’-]{{0,30}}~){{1,3}}"
    rf"(?:{words('roads_after')})\b(?:(?:,?~(?:{_CAPITAL}~?){{1,2}}){{0,2}},?~(?:{_UK_POSTCODE}))?{_TOWN}",
    needs=(sign(_LISTS["roads_after"]),),
)
# Whatever the street is called: a postcode and a town after the number tell, or a word for an address before it.
_ANY_ROAD = make_shape(
    rf"(?<![\w-])(?:{_CAPITAL}~(?:(?:de|den|der|van|het|du|des|la|les|op|am|an|im)~){{0,2}}){{1,4}}{_HOUSE},?~{_POSTCODE}~{_TOWN_NAME}"
    rf"|(?:{words('address_words')})(?:~(?:is|est|ist|:|in|op|aan|de|het|au|à|der|im|am|dem|at|now|nu)\b){{0,3}}[~:(]{{1,3}}"
    rf"(?P<it>(?:{_CAPITAL}~(?:(?:de|der|van|du|des|la)~){{0,2}}){{1,4}}{_HOUSE}{_TOWN}|\d{{1,4}}[a-h]?,?~{_CAPITAL}(?:~{_CAPITAL}){{1,3}}{_TOWN})",
    needs=(sign(endings=_LISTS["address_words"], numbers=r"\d{4}"),),
)
_ROADS_DE = compile_shape(
    rf"(?<![\w-])(?:Am|Im|Auf~de[rmn]|An~de[rmn]|In~de[rmn]|Zu[mr]|Beim|Unter~den|Hinter~de[rmn]"
    r"|(?:Ober|Unter|Alt|Neu|Groß|Klein|Hoh|Lang|Kurz|Breit|Hinter|Vorder|Still|Grün)(?:e[rs]?))"
    rf"~(?:Alten~|Neuen~)?(?!(?:{words('not_after_am')})\b)[{UPPER}][\w-]{{2,30}}~{_HOUSE}(?:{_TOWN})(?=$|[,.;:!?)\n]|~[→(–-]|~(?:in|nach|gezogen|umgezogen|wohn\w+)\b)"
)
_LEADING = compile_shape(rf"(?:(?:{choice(LISTS['words']['not_names'])})~)+", re.IGNORECASE)


def find_addresses(text: str, _language: str) -> Iterator[Span]:
    """Yield streets with their house number: the word for a street in front, behind, or inside the name."""
    if not tell(text) & DIGIT:  # each has a house number
        return
    for match in _ROADS_NL_DE.finditer(text):
        yield _span(text, *match.span())
    for match in _ROADS_FR.finditer(text):
        if match["number"] or match["house"]:
            yield _span(text, *match.span())
    for match in (*_ROADS_EN.finditer(text), *_ROADS_DE.finditer(text)):
        yield _span(text, *match.span(), score=0.8)
    for match in _ANY_ROAD.finditer(text):
        yield _span(text, *match.span("it" if match["it"] else 0), score=0.7)


def _span(text: str, start: int, end: int, *, score: float = 0.9) -> Span:
    lead = _LEADING.match(text, start, end)
    town = _BARE_TOWN.match(text, end)
    name = (town["town"] or town["guess"]) if town else None
    if town and (town["sure"] or not is_given(town["guess"])) and (not name or name.casefold() not in NOT_NAMES):
        end = town.end()
    return Span(lead.end() if lead else start, end, "address", score)
