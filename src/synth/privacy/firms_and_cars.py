"""Numbers of firms (VAT, enterprise) and of cars (plates)."""

import re
from collections.abc import Iterator

from stdnum.be import vat
from stdnum.eu import vat as eu_vat
from stdnum.fr import siret
from stdnum.gb import vat as gb_vat

from synth.privacy.name_lists import LISTS
from synth.privacy.signs import sign
from synth.privacy.spans import Span, compile_shape, make_shape, words

_BELGIAN = compile_shape(r"(?<![\w.+])(?:BE[~.-]?)?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}(?![\w/-]|[.,]\d)", re.IGNORECASE)
# The part after the country: d is a digit, c a letter, w either.
_ABROAD = {
    "AT": "cdddddddd",
    "CHE": "ddddddddd",
    "DE": "ddddddddd",
    "ES": "wdddddddw",
    "FR": "wwddddddddd",
    "GB": "ddddddddd",
    "XI": "ddddddddd",
    "IE": "dwdddddcc?",
    "IT": "ddddddddddd",
    "LU": "dddddddd",
    "NL": "dddddddddcdd",
    "PL": "dddddddddd",
    "PT": "ddddddddd",
}
_CLASSES = {"d": r"[ .-]?\d", "w": "[ .-]?[A-Z0-9]", "c": "[ .-]?[A-Z]", "?": "?"}
_FOREIGN = compile_shape(
    "|".join(
        rf"(?<![\w-]){country}" + "".join(_CLASSES[place] for place in number) + r"(?![\w-]|[.,]\d)"
        for country, number in _ABROAD.items()
    )
)
_ANNOUNCED = re.compile(
    r"(?:btw|tva|vat|mwst|ust|uid|kbo|bce|siren|siret|rcs|kvk|hrb|\w*onderneming\w*|entreprise|unternehmens\w*|mehrwertsteuer\w*|umsatzsteuer\w*"
    r"|handelsregister\w*|enterprise|company|registered)(?:nummer|nr)?(?!\w)"
    r"[\s:.(-]*(?:(?:nummer|numéro|number|nr|no|is|est|ist|as|c'est|n°|id|idnr|reg)\b[\s:.(-]*){0,3}$",
    re.IGNORECASE,
)
_REGISTERED = compile_shape(r"(?<![\w.+-])(?:\d{3}~?\d{3}~?\d{3}(?:~?\d{5})?|\d{5,8}|HR[AB]~?\d{3,6})(?![\w/-]|[.,]\d)")


def find_vats(text: str, _language: str) -> Iterator[Span]:
    """Yield numbers of firms: a country and a check before them, or words that announce them."""
    for match in _BELGIAN.finditer(text):
        is_valid = vat.is_valid(match[0]) and re.sub(r"\D", "", match[0])[0] in "01"
        if match[0][:2].upper() == "BE" or is_valid or _is_announced(text, match):
            yield Span(*match.span(), "vat", 1.0 if is_valid else 0.8)
    for match in _FOREIGN.finditer(text):
        is_valid = eu_vat.is_valid(match[0]) or (match[0][:2] == "GB" and gb_vat.is_valid(match[0]))
        if is_valid or _is_announced(text, match) or " " not in match[0]:
            yield Span(*match.span(), "vat", 1.0 if is_valid else 0.8)
    for match in _REGISTERED.finditer(text):
        if _is_announced(text, match) or match[0][:2] == "HR" or siret.is_valid(match[0]):
            yield Span(*match.span(), "vat", 0.8)


def _is_announced(text: str, match: re.Match[str]) -> bool:
    return _ANNOUNCED.search(text, max(0, match.start() - 60), match.start()) is not None


_PLATES = make_shape(
    r"""(?<![\w-])(?:[1-9A-Z]-[A-Za-z]{3}-\d{3}|[1-9][ .]?[A-Z]{3}[ .]?\d{3}
    |[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}|[A-Z]{2}\d\d[ ]?[A-Z]{3}|\d{2,3}-[A-Z]{1,2}-\d{1,6}
    |[A-Z]{2}-(?:\d\d-[A-Z]{2}|[A-Z]{2}-\d\d|\d\d-\d\d|\d{3}-[A-Z])
    |\d\d-(?:[A-Z]{2}-\d\d|[A-Z]{2}-[A-Z]{2}|\d\d-[A-Z]{2}|[A-Z]{3}-\d)
    |[A-Z]\d{1,3}~[A-Z]{3}|[A-Z]{3}~\d{1,3}[A-Z]|\d{2,3}~[A-Z]{1,2}~\d{3,6}|[A-Z]{1,2}IZ~\d{2,4}|[A-Z]IZ~\d{2,4}
    |\d-[A-Z]{3}-\d\d|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d\d-[A-Z]
    |(?!DIN|ISO|EN-)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}~?[1-9]\d{0,3}[EH]?|[A-Z]{1,2}-\d{2,5}~[A-Z]{2,3})(?![\w-])""",
    needs=(sign(numbers=r"[A-Z][ \u00a0\u202f-]?\d|\d[ \u00a0\u202f.-]?[A-Z]|[A-Za-z]-\d"),),
)
_ANNOUNCED_PLATE = make_shape(
    rf"(?<![^\W\d_])(?i:{words('plate_words')})(?:[^\w\n]|\b(?i:is|war|was|est|mit|with|number|nummer|numéro|sous|le|de|du|the|het)\b){{1,12}}"
    r"(?P<it>(?=[\w .-]{0,6}\d)(?=[\d .-]{0,6}[A-Za-z])"
    r"(?:[A-Za-zÄÖÜ]{1,4}[- .]?(?:[A-Z]{1,2}[- .]?)?\d{1,6}(?:[- .]?[A-Z]{1,3})?(?![\w-])"
    r"|\d{1,4}[- .]?[A-Za-z]{1,3}(?:[- .]?\d{1,6})?(?![\w-])))",
    needs=(sign(LISTS["shapes"]["plate_words"]),),
)


_GERMAN = compile_shape(
    r"(?<![\w-])(?!PIN|PUK|IBAN|BIC|DIN|ISO|EN |NR|TAN|USB|PC )(?:[A-ZÄÖÜ]{1,3}~[A-Z]{1,2}~?[1-9]\d{1,3}[EH]?"
    r""
    r"|[A-Z]{1,2}[- ]\d{2,5}~?[A-Z]{1,3})(?![\w-]|[.,]\d)"
)


def find_plates(text: str, language: str) -> Iterator[Span]:
    """Yield the number plates of Belgium and its neighbours; of other shapes if a word announces them."""
    yield from (Span(*match.span(), "plate", 0.9) for match in _PLATES.finditer(text))
    if language == "de":
        yield from (Span(*match.span(), "plate", 0.7) for match in _GERMAN.finditer(text))
    for match in _ANNOUNCED_PLATE.finditer(text):
        if len(re.sub(r"\W", "", match["it"])) >= 5:
            yield Span(*match.span("it"), "plate", 0.8)
