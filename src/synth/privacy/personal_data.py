"""Personal data with a shape of its own: addresses of mail and web, numbers, plates, streets, dates, ages, firms.

Each detector takes a text and yields spans. What is found is hidden before the next detector looks, so spans never
overlap; what is hidden looks the same as a pseudonym, so a text is read alike before and after it is replaced.
"""

import re

from synth.privacy.addresses import find_addresses
from synth.privacy.ages import find_ages, find_birth_dates, may_tell_age
from synth.privacy.contact import find_mails, find_phones, find_urls, is_spoken
from synth.privacy.firms_and_cars import find_plates, find_vats
from synth.privacy.identifiers import find_ibans, find_national_numbers
from synth.privacy.name_lists import HIDDEN
from synth.privacy.organisations import find_organisations, may_name_organisation
from synth.privacy.signs import DIGIT, sign
from synth.privacy.spans import KINDS, PSEUDONYM, Detector, Span, hide, hide_pseudonyms, make_shape

__all__ = ["KINDS", "PSEUDONYM", "Span", "find_shapes", "hide", "hide_pseudonyms"]

_APPS = "insta|tiktok|snap|twitter"
_TRIGGER = make_shape(
    rf"\d|@|://|www\.|\.\w{{2,10}}/|\s(?:punt|point|dot|punkt)\s|(?i:{_APPS})",
    needs=(DIGIT | sign("punt point dot punkt", like=_APPS, marks="@ / www."),),
)
_MANY_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")
_MANY = frozenset[Detector]({find_ibans, find_national_numbers, find_vats, find_phones})
_WITH_DIGITS: tuple[Detector, ...] = (
    find_mails,
    find_urls,
    find_ibans,
    find_national_numbers,
    find_plates,
    find_addresses,
    find_birth_dates,
    find_vats,
    find_phones,
)


def find_shapes(text: str, language: str = "") -> list[Span]:
    """Return the spans of personal data that has a shape; none overlap.

    >>> [(span.kind, span.start, span.end) for span in find_shapes("Bel 0470 12 34 56, niet 1.234 euro.", "nl")]
    [('phone', 4, 17)]
    """
    detectors: list[Detector] = []
    if any(_TRIGGER.finditer(text)):
        has_many = _MANY_DIGITS.search(text) is not None
        detectors += [detect for detect in _WITH_DIGITS if has_many or detect not in _MANY]
    if find_phones not in detectors and is_spoken(text):
        detectors.append(find_phones)
    if may_tell_age(text):
        detectors += [] if find_birth_dates in detectors else [find_birth_dates]
        detectors.append(find_ages)
    if may_name_organisation(text):
        detectors.append(find_organisations)
    found: list[Span] = []
    for detect in detectors:
        for span in detect(text, language):
            if HIDDEN not in text[span.start : span.end]:
                found.append(span)
                text = hide(text, [span[:2]])
    return found
