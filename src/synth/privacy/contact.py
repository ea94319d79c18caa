"""Ways to reach a person: addresses of mail and web, telephone numbers."""

import re
from collections.abc import Iterable, Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from synth.privacy.name_lists import HIDDEN, LISTS, choice
from synth.privacy.signs import sign, tell
from synth.privacy.spans import Span, compile_shape, hide, make_detector, make_shape

_TLD = "be|com|org|net|eu|fr|nl|de|uk|ie|at|ch|lu|io|me|info|gov|brussels|vlaanderen|gent|example"
_DOTS = "punt point dot punkt"
_DOT = f"~(?:{choice(_DOTS)})~"
_AT = r"~?(?:\(at\)|\[at\])~?|~(?:at|arobase|apenstaartje|ät|klammeraffe)~"
_MAIL = make_shape(
    rf"""(?<![\w.+%-])[\w.+%-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,5}}[^\W\d_]{{2,24}}(?!\w)
    |(?<![\w.])[\w-]{{1,40}}(?:(?:{_DOT}|\.)[\w-]{{1,40}}){{0,3}}(?:{_AT})(?!www\.)[\w-]{{1,40}}(?:(?:{_DOT}|\.)[\w-]{{1,40}}){{0,2}}
    (?:{_DOT}|\.)(?:{_TLD})(?!\w)""",
    re.IGNORECASE,
    needs=(sign("at arobase apenstaartje ät klammeraffe", marks="@"), sign(_DOTS, marks=".")),
)
find_mails = make_detector("e-mail", _MAIL, score=1.0)
_PLACE = rf"[^\s<>\"“”«»()\[\]{HIDDEN}]"
_APPS = "insta instagram tiktok snap snapchat twitter telegram discord bluesky mastodon"
_URL = make_shape(
    rf"""(?:https?://|(?<!\w)www\.){_PLACE}+(?<![.,;:!?'’…])
    |(?<![\w@./-])(?:[a-zA-Z\d-]{{2,63}}\.){{1,4}}[a-z]{{2,10}}/{_PLACE}+(?<![.,;:!?'’…])
    |(?<![\w@.+-])@(?=[\w.-]*[^\W\d_])[\w.-]{{3,30}}(?<![.-])
    |(?<!\w)(?i:{choice(_APPS)})[:\s]{{1,3}}
    (?P<it>(?=\w*[^\W\d_][\w.]*[_.\d])\w[\w.]{{2,29}}(?<!\.))""",
    needs=(sign(_APPS, marks="@ / www."),),
)
find_urls = make_detector("url", _URL)
_REGIONS = {
    "nl": ("BE", "NL"),
    "fr": ("BE", "FR", "LU", "CH"),
    "de": ("BE", "DE", "AT", "LU", "CH"),
    "en": ("BE", "GB", "IE"),
}
_SIX_DIGITS = re.compile(r"\d(?:\D{0,3}\d){5}")
_DIALLED = re.compile(r"(?<![\w./,-])[0+](?:\D{0,20}\d){3}")  # each number that counts begins with a zero or a plus
_DATE_INSIDE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_AMOUNT_AFTER = compile_shape(r"~?(?:euros?\b|eur\b|€|%|cent)", re.IGNORECASE)
_FILE_BEFORE = re.compile(
    r"(?:dossier|référence|referentie|reference|referenz|akte|aktenzeichen|file|case|ticket|klant|client|kunden|factuur|facture"
    r"|rechnung|invoice|bestelling|commande|order)[\w-]*[\s.:#°]*(?:(?:nummer|numéro|number|nr|n)\b[\s.:#°]*)?$",
    re.IGNORECASE,
)
_PHONE_BEFORE = re.compile(
    r"(?<!\w)(?:tele(?:foon|fon|phone)\w*|téléphone\w*|tel|tél|gsm\w*|mobiel|mobile|mobil\w*|handy\w*|portable|phone|cell|bel(?:len)?|sms\w*|whatsapp"
    r"|appel\w*|call|ring|text|anruf\w*|erreich\w*|joign\w*|joindre|reach|bereik\w*|contact\w*|kontakt\w*|fax|nummer|numéro|number|num)\b[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_GROUPED = compile_shape(
    r"(?<![\w.,/+-])(?:0\d{2,4}[ /-]\d{3}[ .-]?\d{3,4}|07\d{3}~?\d{6})(?![\w/-]|[.,]\d)"
    r"|(?<![\w.,/+-])0\d{1,3}(?:(?:,~?|~?[/.]~?|~-~|…~?|~)\d{2,3}){3}(?![\w/-]|[.,]\d)"
)
_LIKELY = compile_shape(
    r"(?<![\w.,/+-])(?:\+\d{1,3}~?(?:\(0\)~?)?|00\d\d~?|\(?0)(?:[ ./()-]{0,3}\d){7,11}(?![\w/-]|[.,]\d)"
)
_AMERICAN = compile_shape(r"(?<![\w.,/+-])(?:\+?1[-. ])?(?:\(\d{3}\)~?|\d{3}[-.])\d{3}[-. ]\d{4}(?![\w/-]|[.,]\d)")
_CALLED = compile_shape(
    r"(?<!\w)(?i:tel|tél|telefoon|téléphone|telefon|phone|gsm|mobile|mobil|handy|fax|portable"
    r"|cell)[~.:\n]{1,3}(?P<it>\(?\d(?:[ ./()-]{0,2}\d){6,11})(?![\w/-]|[.,]\d)"
)
_ZERO, _OTHERS, _TENS = (choice(LISTS["numbers"][key]) for key in ("zero", "others", "tens"))
_ZEROS = sign(LISTS["numbers"]["zero"])
_NUMBER = rf"(?:{_OTHERS}|{_ZERO}|\w{{0,12}}(?:{_TENS})\w{{0,8}})"
_SPOKEN = compile_shape(rf"\b(?:{_ZERO})(?:[ ,.-]{{1,3}}{_NUMBER}\b){{5,14}}", re.IGNORECASE)


def find_phones(text: str, language: str) -> Iterator[Span]:
    """Yield telephone numbers, in digits or in words."""
    if tell(text) & _ZEROS:
        yield from (Span(*match.span(), "phone", 0.8) for match in _SPOKEN.finditer(text))
    if not _SIX_DIGITS.search(text):
        return
    yield from _find_dialled(text, _REGIONS.get(language, ("BE",)))
    yield from (Span(*match.span(), "phone", 0.8) for match in _GROUPED.finditer(text))
    yield from (Span(*match.span(), "phone", 0.8) for match in _AMERICAN.finditer(text))
    yield from (Span(*match.span("it"), "phone", 0.8) for match in _CALLED.finditer(text))
    for likely in _LIKELY.finditer(text):
        before = text[max(0, likely.start() - 60) : likely.start()]
        is_told = likely[0].startswith("+") or _PHONE_BEFORE.search(before) is not None
        if is_told and not _DATE_INSIDE.search(likely[0]) and not _FILE_BEFORE.search(before):
            yield Span(*likely.span(), "phone", 0.7)


def _find_dialled(text: str, regions: Iterable[str]) -> Iterator[Span]:
    """Yield the valid numbers of regions; the next region is asked only about what the ones before did not find."""
    left = text
    for region in regions:
        if not _DIALLED.search(left):
            return
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
                left = hide(left, [(match.start, match.end)])


def is_spoken(text: str) -> bool:
    """Say whether a text has a telephone number in words."""
    return bool(tell(text) & _ZEROS) and _SPOKEN.search(text) is not None
