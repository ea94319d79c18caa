"""Personal data with a shape of its own: addresses of mail and web, numbers, plates, streets, birth dates.

Each detector takes a text and yields spans. What is found is hidden before the next detector looks, so spans never
overlap; what is hidden looks the same as a pseudonym, so a text is read alike before and after it is replaced.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban
from stdnum.be import bis, nn, vat

from synth.privacy.names import HIDDEN, LISTS, UPPER, choice

KINDS = (
    "person", "phone", "e-mail", "url", "iban", "national number", "vat", "plate", "address", "birth date",
)  # fmt: skip
TRIGGER = re.compile(r"\d{2}|\d\w?-|@|://|www\.|\.\w{2,8}/|[a-zß.,]\s[1-9]|\s(?:punt|point|dot|punkt)\s", re.IGNORECASE)
PSEUDONYM = re.compile(
    rf"\[(?:interviewer|{'|'.join(kind.replace(' ', '-') for kind in KINDS)})(?:-\d+)?\]|(?<!\w)P\d{{2,}}(?!\w)"
)


class Span(NamedTuple):
    """One piece of a text, in code points, its kind, and how sure it is (0 to 1)."""

    start: int
    end: int
    kind: str
    score: float


Detector = Callable[[str, str], Iterable[Span]]


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span covered, character by character; no two spans overlap.

    >>> hide("Ann!", [(0, 3)]) == HIDDEN * 3 + "!"
    True
    """
    pieces, place = [], 0
    for start, end in sorted(spans):
        pieces += [text[place:start], HIDDEN * (end - start)]
        place = end
    return "".join([*pieces, text[place:]])


def hide_pseudonyms(text: str) -> str:
    """Return the text with the pseudonyms that already stand in it covered."""
    return PSEUDONYM.sub(lambda match: HIDDEN * len(match[0]), text)


def _compile(expression: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Compile an expression in which ~ stands for a space, also one that does not break."""
    return re.compile(expression.replace("~", "[ \u00a0\u202f]"), flags)


def _words(key: str) -> str:
    return choice(LISTS["shapes"][key]).replace(r"\~", "~")


def _shape(kind: str, expression: str, *, score: float = 0.9, flags: re.RegexFlag = re.NOFLAG) -> Detector:
    """Return the detector of one expression; its group `it`, if it has one, is what counts."""
    pattern = _compile(expression, flags)
    group = "it" if "it" in pattern.groupindex else 0

    def detect(text: str, _language: str) -> Iterator[Span]:
        return (Span(*match.span(group), kind, score) for match in pattern.finditer(text))

    return detect


_TLD = "be|com|org|net|eu|fr|nl|de|uk|lu|io|me|info|gov|brussels|vlaanderen|gent"
_DOT = "~(?:punt|point|dot|punkt)~"
_AT = r"~?(?:\(at\)|\[at\])~?|~(?:at|arobase|apenstaartje|ät|klammeraffe)~"
_MAIL = rf"""(?<![\w.+%-])[\w.+%-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,5}}[^\W\d_]{{2,24}}(?!\w)
    |(?<![\w.])[\w-]{{1,40}}(?:(?:{_DOT}|\.)[\w-]{{1,40}}){{0,3}}(?:{_AT})[\w-]{{1,40}}(?:(?:{_DOT}|\.)[\w-]{{1,40}}){{0,2}}
    (?:{_DOT}|\.)(?:{_TLD})(?!\w)"""
_PLACE = rf"[^\s<>\"“”«»()\[\]{HIDDEN}]"
_URL = rf"""(?:https?://|(?<!\w)www\.){_PLACE}+(?<![.,;:!?'’…])
    |(?<![\w@.-])(?:[a-z\d-]{{1,63}}\.){{1,4}}(?:{_TLD})/{_PLACE}+(?<![.,;:!?'’…])
    |(?<![\w@.+-])@(?=[\w.]*[^\W\d_])[\w.]{{3,30}}(?<!\.)"""
_PLATE = rf"""(?<![\w-])[1-9A-Z]-[A-Za-z]{{3}}-\d{{3}}(?![\w-])|(?<![\w-])[1-9][ .]?[A-Z]{{3}}[ .]?\d{{3}}(?![\w-])
    |(?<![\w-])[A-Z]{{2}}-\d{{3}}-[A-Z]{{2}}(?![\w-])|(?<![\w-])[A-Z]{{2}}-\d\d-[A-Z]{{2}}(?![\w-])
    |(?i:{_words("plate_words")})(?:~|,|:|\bis\b|\bwar\b|\bwas\b|\best\b|\bmit\b)*
    (?P<it>(?-i:[A-ZÄÖÜ]{{1,3}}[- ][A-Z]{{1,2}}[- ]?\d{{1,4}}
    |[A-Z]{{3}}[- .]?\d{{3}}|\d{{3}}[- .]?[A-Z]{{3}}|[A-Z]{{2}}\d\d~?[A-Z]{{3}}))(?![\w-])"""


def _plates(text: str, _language: str) -> Iterator[Span]:
    for match in _PLATES.finditer(text):
        yield Span(*match.span("it" if match["it"] else 0), "plate", 0.9)


_PLATES = _compile(re.sub(r"\n\s+", "", _PLATE))

# The account part of an IBAN, after the country and the check digits: d is a digit, c a letter, w either.
_ACCOUNTS = {
    "BE": "d" * 12,
    "NL": "c" * 4 + "d" * 10,
    "DE": "d" * 18,
    "FR": "d" * 10 + "w" * 11 + "d" * 2,
    "LU": "d" * 3 + "w" * 13,
    "GB": "c" * 4 + "d" * 14,
    "IE": "c" * 4 + "d" * 14,
    "ES": "d" * 20,
    "IT": "c" + "d" * 10 + "w" * 12,
    "PT": "d" * 21,
    "AT": "d" * 16,
    "CH": "d" * 5 + "w" * 12,
    "PL": "d" * 24,
    "RO": "c" * 4 + "w" * 16,
    "MA": "d" * 24,
    "TR": "d" * 6 + "w" * 16,
}
_CLASSES = {"d": r"\d", "w": "[A-Za-z0-9]", "c": "[A-Za-z]"}
_IBAN_SHAPE = _compile(
    "|".join(
        rf"(?<!\w){country}~?\d~?\d" + "".join(rf"[ .\u00a0-]?{_CLASSES[place]}" for place in account) + r"(?!\w)"
        for country, account in _ACCOUNTS.items()
    ),
    re.IGNORECASE,
)
_IBAN_ANY = _compile(r"(?<!\w)[A-Z]{2}\d\d(?:~?[A-Z0-9]{4}){2,7}(?:~?[A-Z0-9]{1,3})?(?!\w)")


def _ibans(text: str, _language: str) -> Iterator[Span]:
    for match in _IBAN_SHAPE.finditer(text):
        yield Span(*match.span(), "iban", 1.0 if iban.is_valid(match[0]) else 0.9)
    for match in _IBAN_ANY.finditer(text):
        if match[0][:2] not in _ACCOUNTS and iban.is_valid(match[0]):
            yield Span(*match.span(), "iban", 1.0)


_NATIONAL = _compile(r"(?<![\w/+-])(?<!\d[.,])\d\d[. /-]?\d\d[. /-]?\d\d[ .-]{0,3}\d{3}[. -]?\d\d(?![\w/-]|[.,]\d)")
_MARKED = re.compile(r"\d\d[./-]\d\d[./-]\d\d[ .-]{1,3}\d{3}[. -]?\d\d")


def _national_numbers(text: str, _language: str) -> Iterator[Span]:
    for match in _NATIONAL.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if nn.is_valid(digits) or bis.is_valid(digits):
            yield Span(*match.span(), "national number", 1.0)
        elif _MARKED.fullmatch(match[0]):
            yield Span(*match.span(), "national number", 0.8)


_VAT = _compile(r"(?<![\w.+])(?:BE~?)?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}(?![\w/-]|[.,]\d)", re.IGNORECASE)
_VAT_ABROAD = _compile(r"(?<!\w)(?:NL~?\d{9}~?B\d\d|FR~?\w\w~?\d{9}|(?:DE|GB)~?\d{9}|LU~?\d{8})(?!\w)")
_VAT_BEFORE = re.compile(
    r"(?:btw|tva|vat|mwst|kbo|bce|\w*onderneming\w*|entreprise|unternehmens\w*|mehrwertsteuer\w*|enterprise|company)"
    r"[\s:.-]*(?:(?:nummer|numéro|number|nr|is|est|ist|c'est|n°)\b[\s:.-]*){0,2}$",
    re.IGNORECASE,
)


def _vats(text: str, _language: str) -> Iterator[Span]:
    for match in _VAT.finditer(text):
        is_marked = match[0][:2].upper() == "BE"
        is_valid = vat.is_valid(match[0]) and re.sub(r"\D", "", match[0])[0] in "01"
        is_announced = _VAT_BEFORE.search(text, max(0, match.start() - 50), match.start()) is not None
        if is_marked or is_valid or is_announced:
            yield Span(*match.span(), "vat", 1.0 if is_valid else 0.8)
    for match in _VAT_ABROAD.finditer(text):
        yield Span(*match.span(), "vat", 0.8)


_REGIONS = {"nl": "NL", "fr": "FR", "de": "DE", "en": "GB"}
_SIX_DIGITS = re.compile(r"\d(?:\D{0,3}\d){5}")
_DATE_INSIDE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_AMOUNT_AFTER = _compile(r"~?(?:euros?\b|eur\b|€|%|cent)", re.IGNORECASE)
_FILE_BEFORE = re.compile(
    r"(?:dossier|référence|referentie|reference|referenz|akte|aktenzeichen|file|case|ticket|klant|client|kunden|factuur|facture"
    r"|rechnung|invoice|bestelling|commande|order)[\w-]*[\s.:#°]*(?:(?:nummer|numéro|number|nr|n)\b[\s.:#°]*)?$",
    re.IGNORECASE,
)
_GROUPED = _compile(r"(?<![\w.,/+-])0\d{1,3}(?:(?:,~?|~?[/.]~?|~-~|…~?|~)\d{2,3}){3}(?![\w/-]|[.,]\d)")
_ZERO, _OTHERS, _TENS = (choice(LISTS["numbers"][key]) for key in ("zero", "others", "tens"))
_NUMBER = rf"(?:{_OTHERS}|{_ZERO}|\w{{0,12}}(?:{_TENS})\w{{0,8}})"
_SPOKEN = _compile(rf"\b(?:{_ZERO})(?:[ ,.-]{{1,3}}{_NUMBER}\b){{5,14}}", re.IGNORECASE)


def _phones(text: str, language: str) -> Iterator[Span]:
    yield from (Span(*match.span(), "phone", 0.8) for match in _SPOKEN.finditer(text))
    if not _SIX_DIGITS.search(text):
        return
    for region in dict.fromkeys(["BE", _REGIONS.get(language, "BE")]):
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            before = text[max(0, match.start - 40) : match.start]
            if (
                match.raw_string.lstrip("(").startswith(("0", "+"))
                and not re.search(r"[\w./,-]$", before)
                and not _DATE_INSIDE.search(match.raw_string)
                and not _AMOUNT_AFTER.match(text, match.end)
                and not _FILE_BEFORE.search(before)
            ):
                yield Span(match.start, match.end, "phone", 0.9)
    yield from (Span(*match.span(), "phone", 0.8) for match in _GROUPED.finditer(text))


_MONTH = (
    "jan(?:uari|vier|uar|uary)?|feb(?:ruari|ruar|ruary)?|févr(?:ier)?|maart|mars|märz|march|mrt|apr(?:il)?|avril|mei|mai|may|"
    "ju[nl]i|juin|juillet|ju(?:ne|ly)|aug(?:ust|ustus)?|août|sept?(?:ember|embre)?|o[kc]t(?:ober|obre)?|nov(?:ember|embre)?|"
    "de[czc](?:ember)?|déc(?:embre)?|jänner"
)
_DATE = (
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}~?[./-]~?\d{{1,2}}~?[./-]~?(?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:er|e|ste|de|st|nd|rd|th|\.)?~(?:of~|de~)?(?:{_MONTH})\b(?:[.,]?~\d{{4}})?"
    rf"|(?:{_MONTH})~\d{{1,2}}(?:st|nd|rd|th)?(?:,?~\d{{4}})?"
)
_BIRTH = _compile(
    rf"(?<!\w)(?:{_words('born')})(?:[\s:,(]{{1,3}}(?!sinds|depuis|seit|since)[^\W\d_]+(?:['’][^\W\d_]+)?){{0,4}}[\s:,(]{{1,3}}(?P<it>{_DATE})(?!\w)"
    rf"|(?<!\w)(?P<before>{_DATE}),?~(?:in~\w+~)?(?:geboren|born)(?!\w)"
    rf"|\b(?:ik~ben|je~suis|ich~bin|i~am)~(?:van~|du~|vom~|from~)(?P<self>{_DATE})(?!\w)",
    re.IGNORECASE,
)


def _birth_dates(text: str, _language: str) -> Iterator[Span]:
    for match in _BIRTH.finditer(text):
        yield Span(*match.span(str(match.lastgroup)), "birth date", 0.9)


_CAPITAL = rf"[{UPPER}][\w'’.-]{{0,40}}"
_HOUSE = (
    rf"\d{{1,4}}(?:~?[A-H](?!\w)|[a-h](?!\w))?(?:[-/]\d{{1,4}})?"
    rf"(?:,?~(?:bus|bte|boîte|box|postbus)~?\w{{1,5}})?(?![\w%€]|[.,:/]\d|~?[%€]|~(?:{_words('units')})\b)"
)
_TOWN_NAME = (
    rf"(?:(?:De|La|Le|Les|Den|Het|Bad|Sankt|St\.|Saint|Sint|Braine|Court|Heist|Neu|Alt)~)?"
    rf"[{UPPER}][\w’]*(?:-[\w’]+)*(?:['’][\w-]+)?"
)
_TOWN = rf"(?:,?~(?:te~|à~|in~)?(?:(?:B|BE|D|DE|F|FR|L|NL)-?~?)?\d{{4,5}}(?:~[A-Z]{{2}})?~{_TOWN_NAME})?"
_ROADS_NL_DE = _compile(
    rf"(?<![\w-])(?:(?:{_CAPITAL}~(?:(?:de|den|der|van|het|ten|ter|I|II|III|von)~){{0,2}}){{0,3}}"
    rf"(?!(?i:{_words('not_roads')})\b)(?:[{UPPER}][\w'’-]{{1,40}}?(?:{_words('roads_capital')})|I{{1,3}}-(?:laan|straat|plein))"
    rf"|(?:{_CAPITAL}~){{1,3}}(?:[Ss]traat|[Ll]aan|[Ss]teenweg|[Pp]lein|[Mm]arkt|[Ss]traße|[Ss]trasse|[Ss]tr\.|[Pp]latz|[Ww]eg|[Rr]ing|[Aa]llee|[Bb]aan|[Dd]reef)"
    rf"|\w{{3,30}}(?:{_words('roads_any_case')})),?~(?:nr\.?~|nummer~|n°~)?{_HOUSE}{_TOWN}"
)
_OF_THE = r"(?:(?:de~la|de~l['’]|de|du|des|d['’]|la|le|les|aux?|à|l['’])~?)"
_ROADS_FR = _compile(
    r"(?<!\w)(?P<number>\d{1,4}(?:~?(?:bis|ter|[a-hA-H]))?,?~)?"
    r"(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Cc]haussée|[Pp]lace|[Bb]oulevard|[Bb]d|[Qq]uai|[Ss]quare|[Ii]mpasse|[Aa]llée|[Cc]hemin|[Cc]los|[Dd]rève|[Vv]enelle|[Ss]entier)"
    rf"~(?:{_OF_THE}*(?:\d{{1,2}}~)?{_CAPITAL}(?:~(?:{_OF_THE}|et~)*{_CAPITAL}){{0,3}}(?<!\.)|(?:des|du|de~la|de~l['’]|d['’])~?\w{{3,25}})"
    rf"(?P<house>,?~(?:n°~?|numéro~|nr\.?~)?{_HOUSE})?{_TOWN}"
)
_ROADS_EN = _compile(
    rf"(?<![\w.,/-])(?:Flat~\w{{1,4}},?~)?\d{{1,4}}[a-h]?,?~(?:[{UPPER}][\w'’-]{{0,30}}~){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Square|Way|Place|Terrace|Crescent|Gardens|Grove|Hill|Row|Mews|Park)\b"
    rf"(?:(?:,?~[{UPPER}]\w+){{0,2}},?~[A-Z]{{1,2}}\d[A-Z\d]?~\d[A-Z]{{2}}\b)?{_TOWN}"
)
_LEADING = _compile(rf"(?:(?:{choice(LISTS['words']['not_names'])})~)+", re.IGNORECASE)


def _addresses(text: str, _language: str) -> Iterator[Span]:
    for match in _ROADS_NL_DE.finditer(text):
        lead = _LEADING.match(text, match.start(), match.end())
        yield Span(lead.end() if lead else match.start(), match.end(), "address", 0.9)
    for match in _ROADS_FR.finditer(text):
        if match["number"] or match["house"]:
            yield Span(*match.span(), "address", 0.9)
    yield from (Span(*match.span(), "address", 0.8) for match in _ROADS_EN.finditer(text))


DETECTORS: tuple[Detector, ...] = (
    _shape("e-mail", re.sub(r"\n\s+", "", _MAIL), score=1.0, flags=re.IGNORECASE),
    _shape("url", re.sub(r"\n\s+", "", _URL)),
    _ibans,
    _national_numbers,
    _plates,
    _birth_dates,
    _vats,
    _phones,
    _addresses,
)


def find_shapes(text: str, language: str = "") -> list[Span]:
    """Return the spans of personal data that has a shape; none overlap.

    >>> [(span.kind, span.start, span.end) for span in find_shapes("Bel 0470 12 34 56, niet 1.234 euro.", "nl")]
    [('phone', 4, 17)]
    """
    found: list[Span] = []
    if not TRIGGER.search(text) and not _SPOKEN.search(text):
        return found
    for detect in DETECTORS:
        for span in detect(text, language):
            if HIDDEN not in text[span.start : span.end]:
                found.append(span)
                text = hide(text, [span[:2]])
    return found
