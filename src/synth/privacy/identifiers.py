"""Accounts of a bank, and numbers that an office gave to one person."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stdnum import iban
from stdnum.at import vnr
from stdnum.be import bis, nn
from stdnum.ch import ssn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.us import ssn as us_ssn

from synth.privacy.spans import Span, compile_shape

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
_IBAN_SHAPE = compile_shape(
    "|".join(
        rf"(?<!\w){country}~?\d~?\d" + "".join(rf"[ .\u00a0-]?{_CLASSES[place]}" for place in account) + r"(?!\w)"
        for country, account in _ACCOUNTS.items()
    ),
    re.IGNORECASE,
)
_IBAN_ANY = compile_shape(r"(?<!\w)[A-Z]{2}\d\d(?:~?[A-Z0-9]{4}){2,7}(?:~?[A-Z0-9]{1,3})?(?!\w)")


def find_ibans(text: str, _language: str) -> Iterator[Span]:
    """Yield account numbers; check digits make them sure."""
    for match in _IBAN_SHAPE.finditer(text):
        yield Span(*match.span(), "iban", 1.0 if iban.is_valid(match[0]) else 0.9)
    for match in _IBAN_ANY.finditer(text):
        if match[0][:2] not in _ACCOUNTS and iban.is_valid(match[0]):
            yield Span(*match.span(), "iban", 1.0)


_BELGIAN = compile_shape(r"(?<![\w/+-])(?<!\d[.,])\d\d[. /-]?\d\d[. /-]?\d\d[ .-]{0,3}\d{3}[. -]?\d\d(?![\w/-]|[.,]\d)")
_MARKED = re.compile(r"\d\d[./-]\d\d[./-]\d\d[ .-]{1,3}\d{3}[. -]?\d\d|\d{6}[ .-]\d{3}[ .-]\d\d")


def _is_spanish(number: str) -> bool:
    return bool(dni.is_valid(number) or nie.is_valid(number))


class _Numbering(NamedTuple):
    """Numbers of one office: their shape, their check, the words before them, and whether they need those words."""

    shape: re.Pattern[str]
    is_valid: Callable[[str], bool]
    announced_by: re.Pattern[str]
    needs_words: bool


def _announced_by(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?!\w)[^\d\n]{{0,30}}$", re.IGNORECASE)


def _numbering(shape: str, is_valid: Callable[[str], bool], words: str, *, needs_words: bool = False) -> _Numbering:
    expression = rf"(?<![\w/+-])(?<!\d[.,])(?:{shape})(?![\w/-]|[.,]\d)"
    return _Numbering(compile_shape(expression), is_valid, _announced_by(words), needs_words)


def _is_never(_number: str) -> bool:
    return False


def _is_always(_number: str) -> bool:
    return True


_SOCIAL = (
    r"rijksregister\w*|nationaal nummer|insz|niss|numéro national|registre national|n° national|sécu"
    r"|sécurité sociale|nir|insee"
    r"|national(?:register|e?s? register)\w*|sozialversicherung\w*|versicherungsnummer|rentenversicherung\w*"
    r"|svnr|sv-nummer|ahv\w*"
    r"|national (?:register|registry|insurance|id)\w*|ni number|nino|social security|ssn|pps[n]?"
    r"|personal (?:public|number)|pesel|cnp|kimlik"
    r"|personnummer|cpr|dni|nie|matricule|numéro d'identification|identificatienummer|tax number|steuernummer"
    r"|fiscaal nummer|numéro fiscal|utr"
)
_PAPERS = (
    r"paspoort\w*|passeport|passport|reisepass\w*|passnummer|rijbewijs\w*|permis de conduire|führerschein\w*"
    r"|driving licen[cs]e"
    r"|identiteitskaart\w*|carte d'identité|personalausweis\w*|ausweisnummer|identity card|id card|kaartnummer"
    r"|numéro de carte"
)
_DAY_MONTH = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])"
_NUMBERINGS = (
    _numbering(
        r"\d{3}[ .-]?\d{3}[ .-]?\d{3}|\d{4}[ .-]\d\d[ .-]\d{3}",
        bsn.is_valid,
        "bsn|burgerservice\\w*|sofi\\w*",
        needs_words=True,
    ),
    _numbering(
        r"[1-478]~?\d\d~?(?:0[1-9]|1[0-2]|[2-9]\d)~?(?:\d\d|2[AB])~?\d{3}~?\d{3}(?:~?/?~?\d\d)?", nir.is_valid, _SOCIAL
    ),
    _numbering(r"[1-9]\d~?\d{3}~?\d{3}~?\d{3}", idnr.is_valid, r"steuer-?id\w*|id-?nr|identifikationsnummer|tin"),
    _numbering(rf"\d\d~?{_DAY_MONTH}\d\d~?[A-Z]~?\d{{3}}", _is_always, _SOCIAL),
    _numbering(rf"\d{{4}}[ /-]?{_DAY_MONTH}\d\d", vnr.is_valid, _SOCIAL),
    _numbering(
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?(?:\d\d[ -]?){3}[A-Da-d]", _is_always, _SOCIAL
    ),
    _numbering(r"\d{3}[ -]?\d{3}[ -]?\d{4}", nhs.is_valid, "nhs", needs_words=True),
    _numbering(r"\d{7}[ -]?[A-W][A-IW]?", pps.is_valid, _SOCIAL),
    _numbering(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])~?\d{3}~?\d\d", _is_always, _SOCIAL),
    _numbering(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d", ssn.is_valid, _SOCIAL),
    _numbering(r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]", codicefiscale.is_valid, "codice fiscale"),
    _numbering(r"[XYZ]-?\d{7}-?[A-Z]|\d{8}-?[A-Z]", _is_spanish, _SOCIAL),
    _numbering(r"\d{3}-\d\d-\d{4}", us_ssn.is_valid, _SOCIAL),
    _numbering(
        r"\d{3}-\d{7}-\d\d", lambda number: int(re.sub(r"\D", "", number)[:10]) % 97 in {int(number[-2:]), 0}, _PAPERS
    ),
    _numbering(r"[A-Z]{1,3}~?\d{5,8}|\d{3}-\d{7}-\d\d|(?=\w*\d{3})[A-Z0-9]{9}", _is_never, _PAPERS),
    _numbering(r"\d(?:[ ./-]{0,3}\d){6,14}~?[A-Z]?", _is_never, _SOCIAL),
)


def find_national_numbers(text: str, _language: str) -> Iterator[Span]:
    """Yield the numbers of persons: of Belgium, and of a dozen other countries."""
    for match in _BELGIAN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if nn.is_valid(digits) or bis.is_valid(digits):
            yield Span(*match.span(), "national number", 1.0)
        elif _MARKED.fullmatch(match[0]):
            yield Span(*match.span(), "national number", 0.8)
    for numbering in _NUMBERINGS:
        for match in numbering.shape.finditer(text):
            is_valid = numbering.is_valid(match[0])
            is_announced = numbering.announced_by.search(text, max(0, match.start() - 60), match.start()) is not None
            if is_announced or (is_valid and not numbering.needs_words):
                yield Span(*match.span(), "national number", 0.6 + 0.2 * is_valid + 0.2 * is_announced)
