"""Birth dates and ages of persons; the ages of things, spells of time and limits are none."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from synth.privacy.name_lists import GIVEN, HIDDEN, LISTS, UPPER, WORD, choice
from synth.privacy.signs import DIGIT, ODD, sign, tell
from synth.privacy.spans import Span, compile_shape, make_shape, words

_MONTH = (
    "jan(?:uari|vier|uar|uary)?|feb(?:ruari|ruar|ruary)?|févr(?:ier)?|maart|mars|märz|march|mrt|apr(?:il)?|avril|mei|mai|may|"
    "ju[nl]i|juin|juillet|ju(?:ne|ly)|aug(?:ust|ustus)?|août|sept?(?:ember|embre)?|o[kc]t(?:ober|obre)?|nov(?:ember|embre)?|"
    "de[czc](?:ember)?|déc(?:embre)?|jänner"
)
_UNITS_IN_WORDS = choice(LISTS["numbers"]["ones"])
_IN_WORDS = (
    rf"(?:(?:{_UNITS_IN_WORDS})(?:en|ën|und))?(?:{choice(LISTS['numbers']['tens'])})(?:[- ](?:{_UNITS_IN_WORDS}))?"
    rf"|(?:{choice(LISTS['numbers']['tens_fr'])})(?:[- ](?:et[- ])?(?:{choice(LISTS['numbers']['ones_fr'])}))?"
    rf"|{choice(LISTS['numbers']['teens'])}|{_UNITS_IN_WORDS}"
)
_YEAR_IN_WORDS = rf"(?:[ -]?(?:{choice(LISTS['numbers']['years'])}|{_IN_WORDS}|et|en|and|und)){{1,8}}"
_DATE = (
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}~?[./-]~?\d{{1,2}}~?[./-]~?(?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:er|e|ste|de|st|nd|rd|th|\.)?~(?:of~|de~)?(?:{_MONTH})\b(?:[.,]?~\d{{4}}|~{_YEAR_IN_WORDS})?"
    rf"|(?:{_MONTH})~\d{{1,2}}(?:st|nd|rd|th)?(?:,?~\d{{4}})?"
    rf"|(?:(?:le|the|der|den|de)~)?(?:{_IN_WORDS}|premier|eerste|erste[rn]?|first|[^\W\d_]+(?:de|ste|te[rn]?|th|nd|rd))"
    rf"~(?:of~)?(?:{_MONTH})\b(?:~(?:\d{{4}}\b|{_YEAR_IN_WORDS}))?"
)
_HAS_DATE = sign(like=f"(?:{_MONTH})$", numbers=r"\d[ \u00a0\u202f]?[./-][ \u00a0\u202f]?\d")
_IS_BORN = sign(f"{LISTS['shapes']['born']} ik~ben je~suis ich~bin i~am i'm", marks=f"° * {HIDDEN}")
_BIRTH = make_shape(
    rf"(?<!\w)(?:{words('born')})(?:[\s:,(]{{1,3}}(?!sinds|depuis|seit|since)[^\W\d_]+(?:['’][^\W\d_]+)?){{0,5}}?[\s:,(]{{1,3}}(?P<it>{_DATE})(?!\w)"
    rf"|(?<!\w)(?P<before>{_DATE}),?~(?:(?!\d)[\w-]+~){{0,6}}?(?:geboren|born|geb\.|né|née)(?!\w)"
    rf"|\b(?:ik~ben|je~suis|ich~bin|i~am|i'm)~(?:van~|du~|vom~|from~)(?P<self>{_DATE})(?!\w)"
    rf"|(?:(?<!\w)[°*]~?|{HIDDEN},?~\(?)(?P<beside>\d{{1,2}}[./-]\d{{1,2}}[./-](?:19\d\d|200\d|201[0-5]))(?!\w)",
    re.IGNORECASE,
    needs=(_HAS_DATE, _IS_BORN),
)
_NAMED = compile_shape(rf"[{UPPER}][\w'’-]+,?~\(?(?P<it>\d{{1,2}}[./-]\d{{1,2}}[./-](?:19\d\d|200\d))(?=[,;).\n]|$)")
_TELLS_BIRTH = re.compile(
    rf"[°*{HIDDEN}]|[./-](?:19|20)\d\d|(?:ik ben|je suis|ich bin|i am|i'm) \w|(?:{words('born').replace('~', ' ')})",
    re.IGNORECASE,
)


def find_birth_dates(text: str, _language: str) -> Iterator[Span]:
    """Yield dates of birth, in digits or words, by the words around them or the number of a person beside them."""
    if not tell(text) & (_HAS_DATE | ODD) or not _TELLS_BIRTH.search(text):
        return
    for match in _BIRTH.finditer(text):
        yield Span(*match.span(str(match.lastgroup)), "birth date", 0.9)
    yield from (Span(*match.span("it"), "birth date", 0.6) for match in _NAMED.finditer(text))


_UNIT = (
    r"~?(?:jaar(?:~oud)?|jr\.?|ans?|jahre?n?(?:~alt|~jung)?|years?(?:[~-]old|~of~age|~young)?|yrs?\.?(?:~old)?|y/o|y\.?o\.?|j\.?"
    r"|(?:maanden~oud|mois|monate~alt|months~old|weken~oud|wochen~alt|weeks~old))(?!\w)"
)
_AGE_IN_DIGITS, _AGE = (
    compile_shape(rf"(?<![\w.,/:+€$£-])(?P<number>{number})(?P<unit>{_UNIT})?(?![\w%€]|[.,:/-]\d|-\w)", re.IGNORECASE)
    for number in (r"1?\d{1,2}", rf"1?\d{{1,2}}|{_IN_WORDS}")
)
_ONE = frozenset("een eén één un une ein eine one".split())
_NUMBERS = choice(" ".join(LISTS["numbers"][key] for key in ("ones", "tens", "tens_fr", "teens")))
_BEGINS_NUMBER = sign(like=rf"^(?!(?:{choice(_ONE)})$)(?:{_NUMBERS})")  # an age; "a" and "one" alone are none
_AS_WORD = make_shape(
    rf"(?<![\w.,/-])(?:1?\d{{1,2}}|{_IN_WORDS})[- ]?(?:jarigen?|jährige[rnm]?|years?-olds?|year~olds?)(?!\w)"
    rf"(?!~(?:\w+~)?(?:{words('things_with_age')}))",
    re.IGNORECASE,
    needs=(sign(like="jari|jährig|year"),),
)
_KIN = choice(" ".join([*LISTS["kin"].values(), LISTS["words"]["people"]]))
_SOMEBODY = compile_shape(rf"(?<![\w-])(?:(?:{_KIN}|{words('pronouns')})(?!\w))", re.IGNORECASE)
_NOBODY = compile_shape(
    r"(?<!\w)(?:je|ge|gij|jij|u|men|on|vous|tu|man|you|one|they|als|si|wenn|falls|if|vanaf|onder)~", re.IGNORECASE
)
_SOFTLY = rf"(?:~(?:{words('softly')}))*"
_IS = compile_shape(
    rf"(?:(?<!\w)(?P<sure>ben|bin|i~am|i['’]m|i['’]ll~be|he['’]s|she['’]s|j['’]ai|j['’]avais|j['’]aurai|en~a)"
    rf"|(?<!\w)(?P<other>is|was|word|wordt|werd|be|turning|werde|ist|war|wird|wurde|a|avait|aura|as|has|turns|turned|hat|just~turned)){_SOFTLY}~$",
    re.IGNORECASE,
)
_WILL_BE = compile_shape(
    r"~(?:ben|is|was|bin|ist|war|word|wordt|werd|wird|werde|geworden|alt|oud)(?!\w)", re.IGNORECASE
)
_SUBJECT = compile_shape(rf"(?<!\w)(?:ik|hij|zij|ze|die|ich|er|sie|{_KIN}){_SOFTLY}~$", re.IGNORECASE)
# Searching for a person is slow, so the end of what stands before the number is read first.
_OF_END = r"~(?:van|de|d['’]|von|of|mit)~?(?:(?:bijna|presque|fast|nearly|ongeveer|environ|rond~de)~)?$"
_IS_END = rf"['’]s{_SOFTLY}~$"
_ENDS_IN_OF, _ENDS_IN_IS = compile_shape(_OF_END, re.IGNORECASE), compile_shape(_IS_END, re.IGNORECASE)
_OF = compile_shape(rf"(?<![\w-])(?:{_KIN})(?:~\w+)?{_OF_END}", re.IGNORECASE)
_AT_AGE = compile_shape(r"(?<!\w)(?:mit|à)~$", re.IGNORECASE)
_KIN_IS = compile_shape(rf"(?<![\w-])(?:{_KIN}){_IS_END}", re.IGNORECASE)
_FIRST = re.compile(r"(?<!\w)(?:I|my|I['’]m)(?!\w)")
_LABEL = compile_shape(
    r"(?<!\w)(?:leeftijd|âge|age|alter|âgée?s?(?:~de)?|aged|ouderdom|met~mijn|met~haar|met~zijn|op~mijn|mes|ses|tes"
    r"|mit~meinen|mit~seinen|mit~ihren|at~my|at~the~age~of)(?:~is|~:)?[~:]{1,3}$",
    re.IGNORECASE,
)
_BESIDE = compile_shape(r"(?:,~?|~?\(|~?[–/|-]~|:~?|;~)$")
_ITEM = compile_shape(r"(?:^|[\n;,(•-]~?)(?:[mvfwhx],?~)?$", re.IGNORECASE)
_ENDS = compile_shape(
    r"(?:~?[,.;:!?)\n/|]|~?$|~(?:en|et|und|and|but|maar|mais|aber|or|so|dus|alors|nu|now|jetzt|[–-])(?!\w))"
)
_SPELL = compile_shape(rf"~(?:{words('after_spells')})")


_TELLS_AGE = DIGIT | sign(
    {*WORD.findall(f"{LISTS['shapes']['born']} jaar ans jahre jahr year years yrs")} - {"date", "de", "of"},
    endings="tig zig ssig ante ty vingt teen tien zehn jarig jarige jährige",
)


def may_tell_age(text: str) -> bool:
    """Say whether there may be an age or a birth date in a text at all."""
    return bool(tell(text) & _TELLS_AGE)


def find_ages(text: str, _language: str) -> Iterator[Span]:
    """Yield the ages of persons: said of oneself or of somebody, after a name, or as the word for a person."""
    yield from (Span(*match.span(), "age", 0.9) for match in _AS_WORD.finditer(text))
    for match in (_AGE if tell(text) & _BEGINS_NUMBER else _AGE_IN_DIGITS).finditer(text):
        score = _judge(text, match)
        if score:
            yield Span(*match.span(), "age", score)


class _Place(NamedTuple):
    """Where a number stands that may be an age: the words before it, and what follows."""

    text: str
    match: re.Match[str]
    before: str
    has_unit: bool
    ends: bool
    is_digits: bool


def _read_place(text: str, match: re.Match[str]) -> _Place:
    begin = max(0, match.start() - 60)
    begin = max(begin, *(text.rfind(mark, begin, match.start()) + 1 for mark in ".!?;\n"))
    before = text[begin : match.start()]
    ends = _ENDS.match(text, match.end()) is not None or before.endswith("en a ")
    return _Place(text, match, before, match["unit"] is not None, ends, match["number"].isdecimal())


def _judge(text: str, match: re.Match[str]) -> float:
    """Return how sure it is that a number, with or without the word for years, is the age of a person."""
    place = _read_place(text, match)
    if not _may_be_age(place):
        return 0.0
    if _is_said(place) or _is_labelled(place):
        return 0.8
    if _is_beside(place) or _is_in_passing(place):
        return 0.7
    starts = text.startswith(place.before) and match.start() == len(place.before) and _ITEM.search(place.before)
    return 0.6 if starts and place.has_unit and (place.ends or place.before) and place.is_digits else 0.0


def _may_be_age(place: _Place) -> bool:
    """Say whether what follows a number, and a number in words, leave room for an age."""
    number, end = place.match["number"], place.match.end()
    if not (place.has_unit or place.ends or _WILL_BE.match(place.text, end)) or _SPELL.match(place.text, end):
        return False
    return place.is_digits or (number.casefold() not in _ONE and (place.has_unit or len(number) > 5))


def _is_said(place: _Place) -> bool:
    """Say whether a verb ties the number to a person: "I'm 52", "zij is 43", "die 80 is"."""
    verb = _IS.search(place.before)
    subject = place.before[: verb.start()] if verb else ""
    if verb and not subject.endswith("y ") and not _NOBODY.search(subject[-25:]):
        is_sure = verb["sure"] and (place.has_unit or len(place.match["number"]) > 1)
        if is_sure or _tells_person(subject):
            return True
    is_turned = _WILL_BE.match(place.text, place.match.end()) and _SUBJECT.search(place.before)
    return bool(is_turned) and _tells_person(place.before) and not _NOBODY.search(place.before)


def _is_labelled(place: _Place) -> bool:
    """Say whether a word announces an age, or a person is of it: "âge : 43", "een man van 56"."""
    may_be_of = (place.has_unit or (place.ends and place.is_digits)) and _ENDS_IN_OF.search(place.before)
    return bool(_LABEL.search(place.before) or (may_be_of and _OF.search(place.before)))


def _is_beside(place: _Place) -> bool:
    """Say whether the number stands beside a person: "Lien, 43 jaar", "mijn zoon (6)"."""
    beside = _BESIDE.search(place.before)
    if not beside or not place.is_digits or not (place.has_unit or place.ends):
        return False
    is_enough = place.has_unit or len(place.match["number"]) > 1 or "(" in beside[0]
    return is_enough and _ends_in_person(place.before[: beside.start()], has_unit=place.has_unit)


def _is_in_passing(place: _Place) -> bool:
    """Say whether an age is told in passing: "mit 67 Jahren", "Dad's 81", "I can't do that at 67"."""
    is_at = place.before.endswith("at ") and place.ends and place.is_digits and int(place.match["number"]) > 17
    with_unit = place.has_unit and _AT_AGE.search(place.before)
    is_kin = _ENDS_IN_IS.search(place.before) and _KIN_IS.search(place.before)
    return bool(with_unit or is_kin or (is_at and _FIRST.search(place.text)))


def _tells_person(before: str) -> bool:
    return _SOMEBODY.search(before) is not None or not GIVEN.isdisjoint(WORD.findall(before))


def _ends_in_person(before: str, *, has_unit: bool) -> bool:
    """Say whether a text ends in a person: a name of the list, a word for one, or a capital where years follow."""
    said = WORD.findall(before[-30:])
    if not said:
        return False
    is_named = not GIVEN.isdisjoint(said[-3:]) or re.fullmatch(_KIN, said[-1], re.IGNORECASE) is not None
    return is_named or before.endswith(HIDDEN) or (has_unit and said[-1][0].isupper() and len(said) < 4)
