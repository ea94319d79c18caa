"""Names of persons in running text, by the words around them or by the lists of names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from synth.privacy.name_lists import (
    ANY_SMALL_NAMES,
    LAST_COMMON,
    LISTS,
    PARTICLES,
    PLACES,
    SMALL_NAMES,
    UPPER,
    WITH_PARTICLE,
    WORD,
    WORDS,
    choice,
    is_foreign,
    is_given,
    is_last,
    is_ordinary,
)
from synth.privacy.name_reading import NAME, NAME_REST, may_be_name, read_name, starts_sentence
from synth.privacy.signs import look, sign, tell
from synth.privacy.spans import compile_shape, make_shape

_CUES = LISTS["cues"]
_TITLE = rf"(?:(?i:{choice(LISTS['titles'])})|{choice(LISTS['case_titles'])})~"
_INTRO = choice(_CUES["introductions"])
_VERB = choice(_CUES["verbs"])
_CLOSING = compile_shape(rf"(?<!\w)(?i:{choice(_CUES['closings'])})[ ,.!:\n]{{1,4}}")
_LABEL = make_shape(rf"(?<![\w-])(?i:{choice(_CUES['labels'])})~?:~", needs=(sign(_CUES["labels"]), sign(marks=":")))
_SALUTE = make_shape(
    rf"(?<![\w-])(?i:{choice(_CUES['salutations'])})[~,]{{1,2}}",
    needs=(sign(phrase.partition("~")[0] for phrase in _CUES["salutations"].split()),),
)
_SPEAKER = compile_shape(rf"^(?!(?i:{choice(_CUES['not_speakers'])})\b)(?={NAME}(?:~{NAME})?~?:~?[\"“„«‘'])")
_NAMING = compile_shape(rf",?~(?:{choice(_CUES['namings'])})(?!\w)")
_DOING = compile_shape(rf"~(?:{choice(_CUES['doings'])})(?!\w)")
_AND = compile_shape(r"(?:~?[,&+/]~?|~(?:en|et|und|and)~)")
_END = re.compile(r"[ .!]*(?:\n|$)")
_SHORT_END = compile_shape(r"~?(?:[.,;:!?)\n/+&(|→–-]|~\d|\+?\d|$)|~(?:en|et|und|and|van|de|von|from)~")
_INITIALS = re.compile(rf"(?<![\w.'’])(?:[{UPPER}]\.(?:-?[{UPPER}]\.)*[ \u00a0]?)+(?=\w)")
_INITIAL = re.compile(rf"[{UPPER}]\.")
_NO_INITIALS = frozenset("P.S. N.B. B.V. N.V. T.A.V. V.Z.W. U.S. U.K. E.U. C.V. A.S.B.L.".split())
_REVERSED = re.compile(
    rf"(?:^|(?<=[:;(\n•] )|(?<=\n)|(?<=für )|(?<=for )|(?<=pour )|(?<=voor )|(?<=van )|(?<=von )"
    rf"|(?<=of ))(?=[{UPPER}])(?P<last>(?:{NAME} ){{0,2}}{NAME}), (?P<first>{NAME})",
    re.MULTILINE,
)
_COMMA_NAME = re.compile(rf", [{UPPER}]")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0-]$")
_GOES_ON = re.compile(rf"[ \u00a0](?:[{UPPER}]|(?i:{choice(PARTICLES)}))")
_BEFORE_NO_NAME = WORDS["saints"] | WORDS["named_after"]
_MAY_BE_NONE = sign(_BEFORE_NO_NAME)
# The capital comes before what must not stand in front of it, so that the search leaps from capital to capital.
_BARE = re.compile(rf"[{UPPER}](?<![\w-].)(?<![OM]['’].){NAME_REST}")
_ROLE_DE = rf"[A-ZÄÖÜ]\w+(?:{choice(LISTS['words']['role_nouns'])})"
_BEFORE_INITIALS = tuple(f" {word} " for word in "van de par von by met avec mit with aan bij chez bei".split())
_SURE = {"title": 0.9, "intro": 0.9, "kin": 0.8}


def _compile_cues(languages: Iterable[str]) -> re.Pattern[str]:
    kin = choice(" ".join(LISTS["kin"][language] for language in languages))
    roles = f"|{_ROLE_DE}" if "de" in languages else ""
    return compile_shape(
        rf"(?<![\w'’-])(?:(?P<title>(?:{_TITLE}){{1,3}})|(?P<intro>(?i:{_INTRO})~)"
        rf"|(?P<kin>(?:(?i:{kin}){roles})~(?:(?i:{_VERB})~)?))"
    )


_LINKS_BACKWARDS = choice("von van vom zu der den dem de du des la le"[::-1])
_BEFORE_CAPITAL = re.compile(  # read from the end of a text, so that the search leaps from capital to capital
    rf"[{UPPER}](?=(?:[ \u00a0](?:{_LINKS_BACKWARDS})){{0,3}}[ \u00a0'’](?:['’.]|\)\.)?([^\W\d_]++))"
)
_CUE = sign(
    [
        *" ".join([LISTS["titles"], LISTS["case_titles"], *LISTS["kin"].values()]).split(),
        *_CUES["introductions"],
        *_CUES["verbs"],
    ]
)
_CUE_NOT_DE, _CUE_DE = _CUE | sign(filter(str.isalpha, PARTICLES)), _CUE | sign("von van zu vom")
_ROLES_BACKWARDS = tuple(LISTS["words"]["role_nouns"][::-1].split())
_ROLE = sign(endings=LISTS["words"]["role_nouns"])
_CLOSES, _SALUTES = sign(_CUES["closings"]), sign(_CUES["salutations"].replace("~", " "))
_SMALL = sign(frozenset[str]().union(*SMALL_NAMES.values()))


def _may_be_cued(text: str, language: str) -> bool:
    """Say whether any word with a capital follows the last word of a cue, so that it pays to look for cues."""
    cues, roles = (_CUE_DE if language == "de" else _CUE_NOT_DE), language in {"de", ""}
    backwards = _BEFORE_CAPITAL.findall(text[::-1]) if tell(text) & (cues | _ROLE * roles) else ()
    return any(look(word[::-1]) & cues or (roles and word.startswith(_ROLES_BACKWARDS)) for word in backwards)


_IN_LANGUAGE = {language: _compile_cues([language]) for language in LISTS["kin"]}
_ANY_CUES = _compile_cues(LISTS["kin"])


@dataclass(frozen=True)
class Hit:
    """A name at a place in a text, in code points, and how sure it is (0 to 1)."""

    start: int
    end: int
    score: float


def find_names(text: str, language: str = "") -> Iterator[Hit]:
    """Yield the names that their surroundings or the lists of names tell, which may overlap; the surest first.

    >>> text = "Mijn dochter Lien sprak met mevrouw Van den Broeck."
    >>> [text[hit.start : hit.end] for hit in find_names(text, "nl")]
    ['Lien', 'Van den Broeck', 'Lien', 'Van den Broeck']
    """
    beside = list(_find_alone(text, language))
    yield from beside
    if language != "de":
        for hit in beside:
            yield from _find_beside(text, hit, language)


def _find_beside(text: str, hit: Hit, language: str) -> Iterator[Hit]:
    """Yield names that "and" or a comma joins to one that was found: "Denise, Hugo et Lambert"."""
    while (joint := _AND.match(text, hit.end)) and (end := read_name(text, joint.end(), language, strict=True)):
        word = text[joint.end() : end]
        if (joint[0].strip() == "," and not _AND.match(text, end)) or word.split()[0].casefold() in PLACES | WORDS[
            "people"
        ]:
            return
        hit = Hit(joint.end(), end, 0.5)
        yield hit


def _find_alone(text: str, language: str) -> Iterator[Hit]:
    """Yield names, each found by itself."""
    if _may_be_cued(text, language):
        yield from _find_cued(text, language)
    yield from _find_framed(text, language)
    yield from _find_addressed(text, language)
    place, may_be_none = 0, tell(text) & _MAY_BE_NONE
    for match in _BARE.finditer(text):
        before = may_be_none and _WORD_BEFORE.search(text, max(0, match.start() - 20), match.start())
        if before and before[1].casefold() in _BEFORE_NO_NAME:
            place = read_name(text, match.start(), language, strict=False)
        if match.start() >= place:
            yield from _read_bare(text, match, language)
    small = SMALL_NAMES.get(language, ANY_SMALL_NAMES)
    if tell(text) & _SMALL:
        yield from (
            Hit(*match.span(), 0.5) for match in WORD.finditer(text) if match[0] in small and _stands_free(text, match)
        )


def _find_cued(text: str, language: str) -> Iterator[Hit]:
    """Yield names after a title, an introduction or a word for somebody's part in one's life."""
    for cue in _IN_LANGUAGE.get(language, _ANY_CUES).finditer(text):
        by = str(cue.lastgroup)
        is_kin = by == "kin" or text.endswith("eine ", 0, cue.start())  # "meine Frau"
        end = read_name(text, cue.end(), language, strict=is_kin)
        if end:
            guess = is_kin and language == "de" and not is_given(text[cue.end() : end].split(maxsplit=1)[0])
            yield Hit(cue.end(), end, 0.5 if guess else _SURE[by])


def _find_framed(text: str, language: str) -> Iterator[Hit]:
    """Yield names by the form of the text: after "Contact:", "Maes, Lien", at the end of a letter."""
    for cue in _CLOSING.finditer(text) if tell(text) & _CLOSES else ():
        end = read_name(text, cue.end(), language, strict=False)
        if end and _END.match(text, end):
            yield Hit(cue.end(), end, 0.7)
    for match in _REVERSED.finditer(text) if _COMMA_NAME.search(text) else ():
        if (
            is_given(match["first"])
            and not is_given(match["last"].split()[0])
            and all(may_be_name(word, language, strict=True) for word in match["last"].split())
        ):
            end = read_name(text, match.start("first"), language, strict=True)
            yield Hit(match.start(), max(end, match.end()), 0.7)
    for cue in _LABEL.finditer(text):
        start = cue.end()
        while (end := read_name(text, start, language, strict=True)) and _SHORT_END.match(text, end):
            yield Hit(start, end, 0.7)
            gap = _AND.match(text, end)
            start = gap.end() if gap else len(text)


def _find_addressed(text: str, language: str) -> Iterator[Hit]:
    """Yield names by what they open: after "Dear", before a quotation, or with initials before them."""
    salutes = _SALUTE.finditer(text) if tell(text) & _SALUTES else ()
    speaker = _SPEAKER.match(text) if ":" in text else None
    for cue in (*salutes, *([speaker] if speaker else [])):
        end = read_name(text, cue.end(), language, strict=True)
        is_sure = language != "de" or cue.re is _SPEAKER
        if end and is_sure and re.match(r"~?(?:[,!:.\n]|$)".replace("~", " "), text[end : end + 2]):
            yield Hit(cue.end(), end, 0.6)
    for initials in _INITIALS.finditer(text) if _INITIAL.search(text) else ():
        end = read_name(text, initials.end(), language, strict=True)
        if end and initials[0].strip() not in _NO_INITIALS and _may_begin(text, initials.start(), initials[0]):
            yield Hit(initials.start(), end, 0.7)


def _may_begin(text: str, place: int, initials: str) -> bool:
    """Say whether initials are no end of the phrase before them: "plan B. Daarna"."""
    return (
        initials.count(".") > 1
        or not re.search(r"[^\W\d_]{3,} $", text[max(0, place - 6) : place])
        or text[:place].endswith(_BEFORE_INITIALS)
    )


def _read_bare(text: str, match: re.Match[str], language: str) -> Iterator[Hit]:
    """Yield the name that begins with a capital word, if a list or the words beside it tell that it is one."""
    role = _weigh(match[0], language)
    if role == "given":
        yield from _read_given(text, match, language)
    elif role == "particle":
        yield from _read_particle(text, match, language)
    elif role:
        end = read_name(text, match.start(), language, strict=False) if _GOES_ON.match(text, match.end()) else 0
        end = end or match.end()
        if role == "last" or (role != "place" and any(map(is_last, text[match.end() : end].split()))):
            yield Hit(match.start(), end, 0.6)
        elif _NAMING.match(text, end):
            yield Hit(match.start(), end, 0.7)
        elif language != "de" and _acts_as_name(text, match):
            yield Hit(*match.span(), 0.5)


@lru_cache(maxsize=100_000)
def _weigh(word: str, language: str) -> str:
    """Return what a word with a capital is by itself: given, particle, last, place, any; "" if it can be no name."""
    if is_given(word):
        return "given"
    if word.casefold() in PARTICLES:
        return "particle"
    if len(word) < 3 or not may_be_name(word, language, strict=True):
        return ""
    if word.casefold() in PLACES:
        return "place"
    return "last" if is_last(word) or is_foreign(word, language) else "any"


def _acts_as_name(text: str, match: re.Match[str]) -> bool:
    """Say whether a word with a capital stands where a person does: "Bishop rang", "ask Walker"."""
    does = _DOING.match(text, match.end())
    if not does and match[0] not in LAST_COMMON:
        return False
    begins = starts_sentence(text, match.start())
    if match[0] in LAST_COMMON:
        return does is not None if begins else _stands_as_name(text, match)
    says = text[match.end() :].lstrip().startswith(("zeg", "zei", "says", "said", "dit ", "told"))
    return (says or not begins) and match[0].casefold() not in PLACES | WORDS["people"]


def _stands_as_name(text: str, match: re.Match[str]) -> bool:
    """Say whether a common word with a capital has neither an article before it nor another capital beside it."""
    before, after = (
        _WORD_BEFORE.search(text, max(0, match.start() - 20), match.start()),
        text[match.end() + 1 : match.end() + 2],
    )
    return not after.isupper() and (before is None or (before[1].islower() and before[1] not in WORDS["articles"]))


def _read_particle(text: str, match: re.Match[str], language: str) -> Iterator[Hit]:
    """Yield a last name that begins with a particle: "De Smet" by a list, "Van Acker" within a sentence."""
    end = read_name(text, match.start(), language, strict=False)
    name = text[match.start() : end]
    last = name.split()[-1] if end else ""
    if not last or last.casefold() in PLACES or " " not in name:
        return
    is_known = " ".join(name.split()[:2]) in WITH_PARTICLE or is_last(last)
    is_free = match[0] in {"Van", "Vande", "Vanden", "Vander", "El", "Ben", "Von"} and language != "de"
    if is_known or (is_free and not starts_sentence(text, match.start()) and may_be_name(last, language, strict=True)):
        yield Hit(match.start(), end, 0.7 if is_known else 0.5)


def _read_given(text: str, match: re.Match[str], language: str) -> Iterator[Hit]:
    end = read_name(text, match.start(), language, strict=False)
    if not end:
        return
    is_longer, last = end > match.end(), text[match.start() : end].rsplit(maxsplit=1)[-1]
    is_whole = is_longer and (is_last(last) or last.endswith("."))
    if not is_ordinary(match[0], language) or is_whole or _NAMING.match(text, end):
        yield Hit(match.start(), end, 0.7)
    elif language != "de" and (not starts_sentence(text, match.start()) or _DOING.match(text, end)):
        yield Hit(match.start(), end, 0.7 if is_longer else 0.5)


def _stands_free(text: str, match: re.Match[str]) -> bool:
    """Say whether a small word is no part of an address, a handle, a compound or a file name."""
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return not re.search(
        r"[\w@/.#_’'-]", around.replace(".", "", 1) if text[match.end() : match.end() + 2] in {".", ". "} else around
    )
