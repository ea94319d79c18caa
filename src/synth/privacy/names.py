"""Names of persons in running text, by the words around them or by the lists of names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from synth.privacy.name_lists import (
    ACCENT,
    ANY_SMALL_NAMES,
    GIVEN,
    LAST_COMMON,
    LISTS,
    NOT_NAMES,
    NOUN_ENDINGS,
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
    read_words,
)
from synth.privacy.spans import compile_shape

_MORE = rf"(?:[^\W\d_]|[{ACCENT}])"
_NAME = (
    rf"[{UPPER}](?:(?:\.-?[{UPPER}])*\.|(?:(?:[^\W\d_]|[{ACCENT}]|['’](?=[{UPPER}h]))*"
    rf"(?:-[{UPPER}]{_MORE}*)*))(?![\w@]|[.]\w)"
)
_NAME_WORD = re.compile(_NAME)
_LEAD = re.compile(rf"(?:(?i:{choice(PARTICLES)})(?:[ \u00a0]|(?<=['’]))){{0,3}}")
_GAP = re.compile("[ \u00a0]")
_CUES = LISTS["cues"]
_TITLE = rf"(?:(?i:{choice(LISTS['titles'])})|{choice(LISTS['case_titles'])})~"
_INTRO = choice(_CUES["introductions"])
_VERB = choice(_CUES["verbs"])
_CLOSING = compile_shape(rf"(?<!\w)(?i:{choice(_CUES['closings'])})[ ,.!:\n]{{1,4}}")
_LABEL = compile_shape(rf"(?<![\w-])(?i:{choice(_CUES['labels'])})~?:~")
_SALUTE = compile_shape(rf"(?<![\w-])(?i:{choice(_CUES['salutations'])})[~,]{{1,2}}")
_SPEAKER = compile_shape(rf"^(?!(?i:{choice(_CUES['not_speakers'])})\b)(?={_NAME}(?:~{_NAME})?~?:~?[\"“„«‘'])")
_NAMING = compile_shape(rf",?~(?:{choice(_CUES['namings'])})(?!\w)")
_DOING = compile_shape(rf"~(?:{choice(_CUES['doings'])})(?!\w)")
_AND = compile_shape(r"(?:~?[,&+/]~?|~(?:en|et|und|and)~)")
_END = re.compile(r"[ .!]*(?:\n|$)")
_SHORT_END = compile_shape(r"~?(?:[.,;:!?)\n/+&(|→–-]|~\d|\+?\d|$)|~(?:en|et|und|and|van|de|von|from)~")
_INITIALS = re.compile(rf"(?<![\w.'’])(?:[{UPPER}]\.(?:-?[{UPPER}]\.)*[ \u00a0]?)+(?=\w)")
_NO_INITIALS = frozenset("P.S. N.B. B.V. N.V. T.A.V. V.Z.W. U.S. U.K. E.U. C.V. A.S.B.L.".split())
_REVERSED = re.compile(
    rf"(?:^|(?<=[:;(\n•] )|(?<=\n)|(?<=für )|(?<=for )|(?<=pour )|(?<=voor )|(?<=van )|(?<=von )|(?<=of ))(?=[{UPPER}])(?P<last>(?:{_NAME} ){{0,2}}{_NAME}), (?P<first>{_NAME})",
    re.MULTILINE,
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0-]$")
_BEFORE_NO_NAME = WORDS["saints"] | WORDS["named_after"]
_STREET = re.compile(r"(?:straat|laan|plein|school|college|straße|strasse|platz|park|kaai)$")
_BARE = re.compile(rf"(?<![\w-])(?<![OM]['’]){_NAME}")
_ROLE_DE = rf"[A-ZÄÖÜ]\w+(?:{choice(LISTS['words']['role_nouns'])})"
_SURE = {"title": 0.9, "intro": 0.9, "kin": 0.8}


def _compile_cues(languages: Iterable[str]) -> re.Pattern[str]:
    kin = choice(" ".join(LISTS["kin"][language] for language in languages))
    roles = f"|{_ROLE_DE}" if "de" in languages else ""
    return compile_shape(
        rf"(?<![\w'’-])(?:(?P<title>(?:{_TITLE}){{1,3}})|(?P<intro>(?i:{_INTRO})~)"
        rf"|(?P<kin>(?:(?i:{kin}){roles})~(?:(?i:{_VERB})~)?))"
    )


_BEFORE_CAPITAL = re.compile(rf"([^\W\d_]+)(?:['’.]|\.\))?[ \u00a0'’](?=[{UPPER}])")
_CUE_WORDS = frozenset(
    word.casefold()
    for cues in (
        LISTS["titles"].split(),
        LISTS["case_titles"].split(),
        _CUES["introductions"],
        _CUES["verbs"],
        *map(str.split, LISTS["kin"].values()),
    )
    for cue in cues
    for word in WORD.findall(cue)[-1:]
)
_CUE_WORDS_NOT_DE = _CUE_WORDS | PARTICLES
_CUE_WORDS_DE = _CUE_WORDS | {"von", "van", "zu", "vom"}
_ROLE_ENDINGS = tuple(LISTS["words"]["role_nouns"].split())
_CLOSING_WORDS, _SALUTE_WORDS = (
    frozenset(word.casefold() for cue in cues for word in WORD.findall(cue)[-1:])
    for cues in (_CUES["closings"], _CUES["salutations"].replace("~", " ").split())
)


def _may_be_cued(text: str, language: str) -> bool:
    """Say whether any word with a capital follows the last word of a cue, so that it pays to look for cues."""
    cues = _CUE_WORDS_DE if language == "de" else _CUE_WORDS_NOT_DE
    return any(
        word.casefold() in cues or (language in {"de", ""} and word.endswith(_ROLE_ENDINGS))
        for word in _BEFORE_CAPITAL.findall(text)
    )


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
    while (joint := _AND.match(text, hit.end)) and (end := _read_name(text, joint.end(), language, strict=True)):
        word = text[joint.end() : end]
        if (
            (joint[0].strip() == ","
            and not _AND.match(text, end))
            or word.split()[0].casefold() in PLACES | WORDS["people"]
        ):
            return
        hit = Hit(joint.end(), end, 0.5)
        yield hit


def _find_alone(text: str, language: str) -> Iterator[Hit]:
    """Yield names, each found by itself."""
    if _may_be_cued(text, language):
        yield from _find_cued(text, language)
    yield from _find_framed(text, language)
    place = 0
    for match in _BARE.finditer(text):
        before = _WORD_BEFORE.search(text, max(0, match.start() - 20), match.start())
        if before and before[1].casefold() in _BEFORE_NO_NAME:
            place = _read_name(text, match.start(), language, strict=False)
        if match.start() >= place:
            yield from _read_bare(text, match, language)
    small = SMALL_NAMES.get(language, ANY_SMALL_NAMES)
    if not small.isdisjoint(read_words(text)):
        yield from (
            Hit(*match.span(), 0.5) for match in WORD.finditer(text) if match[0] in small and _stands_free(text, match)
        )


def _find_cued(text: str, language: str) -> Iterator[Hit]:
    """Yield names after a title, an introduction or a word for somebody's part in one's life."""
    for cue in _IN_LANGUAGE.get(language, _ANY_CUES).finditer(text):
        by = str(cue.lastgroup)
        is_kin = by == "kin" or text.endswith("eine ", 0, cue.start())  # "meine Frau"
        end = _read_name(text, cue.end(), language, strict=is_kin)
        if end:
            guess = is_kin and language == "de" and not is_given(text[cue.end() : end].split(maxsplit=1)[0])
            yield Hit(cue.end(), end, 0.5 if guess else _SURE[by])


def _find_framed(text: str, language: str) -> Iterator[Hit]:
    """Yield names by the form of the text: after "Contact:", before "is my name", "Maes, Lien", "J. Maes"."""
    said = read_words(text)
    for cue in _CLOSING.finditer(text) if not _CLOSING_WORDS.isdisjoint(said) else ():
        end = _read_name(text, cue.end(), language, strict=False)
        if end and _END.match(text, end):
            yield Hit(cue.end(), end, 0.7)
    for match in _REVERSED.finditer(text) if ", " in text else ():
        if (
            is_given(match["first"])
            and not is_given(match["last"].split()[0])
            and all(_may_be_name(word, language, strict=True) for word in match["last"].split())
        ):
            end = _read_name(text, match.start("first"), language, strict=True)
            yield Hit(match.start(), max(end, match.end()), 0.7)
    for cue in _LABEL.finditer(text) if ":" in text else ():
        start = cue.end()
        while (end := _read_name(text, start, language, strict=True)) and _SHORT_END.match(text, end):
            yield Hit(start, end, 0.7)
            gap = _AND.match(text, end)
            start = gap.end() if gap else len(text)
    salutes = _SALUTE.finditer(text) if not _SALUTE_WORDS.isdisjoint(said) else ()
    for cue in (*salutes, *_SPEAKER.finditer(text)):
        end = _read_name(text, cue.end(), language, strict=True)
        is_sure = language != "de" or cue.re is _SPEAKER
        if end and is_sure and re.match(r"~?(?:[,!:.\n]|$)".replace("~", " "), text[end : end + 2]):
            yield Hit(cue.end(), end, 0.6)
    for initials in _INITIALS.finditer(text):
        end = _read_name(text, initials.end(), language, strict=True)
        if end and initials[0].strip() not in _NO_INITIALS and _may_begin(text, initials.start(), initials[0]):
            yield Hit(initials.start(), end, 0.7)


def _may_begin(text: str, place: int, initials: str) -> bool:
    """Say whether initials are no end of the phrase before them: "plan B. Daarna"."""
    return (
        initials.count(".") > 1
        or not re.search(r"[^\W\d_]{3,} $", text[max(0, place - 6) : place])
        or text[:place].endswith(
            (
                " van ",
                " de ",
                " par ",
                " von ",
                " by ",
                " met ",
                " avec ",
                " mit ",
                " with ",
                " aan ",
                " bij ",
                " chez ",
                " bei ",
            )
        )
    )


def _read_bare(text: str, match: re.Match[str], language: str) -> Iterator[Hit]:
    """Yield the name that begins with a capital word, if a list or the words beside it tell that it is one."""
    word, begins = match[0], starts_sentence(text, match.start())
    if is_given(word):
        yield from _read_given(text, match, language)
        return
    if word.casefold() in PARTICLES:
        yield from _read_particle(text, match, language, begins=begins)
        return
    if len(word) < 3 or not _may_be_name(word, language, strict=True):
        return
    end = _read_name(text, match.start(), language, strict=False) or match.end()
    after = text[match.end() : end].split()
    if word.casefold() not in PLACES and (is_last(word) or is_foreign(word, language) or any(map(is_last, after))):
        yield Hit(match.start(), end, 0.6)
    elif _NAMING.match(text, end):
        yield Hit(match.start(), end, 0.7)
    elif (
        word in LAST_COMMON
        and language != "de"
        and (_DOING.match(text, match.end()) if begins else _stands_as_name(text, match))
    ):
        yield Hit(*match.span(), 0.5)
    elif language != "de" and word.casefold() not in PLACES | WORDS["people"] and _DOING.match(text, match.end()):
        if not begins or text[match.end() :].lstrip().startswith(("zeg", "zei", "says", "said", "dit ", "told")):
            yield Hit(*match.span(), 0.5)


def _stands_as_name(text: str, match: re.Match[str]) -> bool:
    """Say whether a common word with a capital has neither an article before it nor another capital beside it."""
    before, after = (
        _WORD_BEFORE.search(text, max(0, match.start() - 20), match.start()),
        text[match.end() + 1 : match.end() + 2],
    )
    return not after.isupper() and (before is None or (before[1].islower() and before[1] not in WORDS["articles"]))


def _read_particle(text: str, match: re.Match[str], language: str, *, begins: bool) -> Iterator[Hit]:
    """Yield a last name that begins with a particle: "De Smet" by a list, "Van Acker" within a sentence."""
    end = _read_name(text, match.start(), language, strict=False)
    name = text[match.start() : end]
    last = name.split()[-1] if end else ""
    if not last or last.casefold() in PLACES or " " not in name:
        return
    is_known = " ".join(name.split()[:2]) in WITH_PARTICLE or is_last(last)
    is_free = not begins and match[0] in {"Van", "Vande", "Vanden", "Vander", "El", "Ben", "Von"} and language != "de"
    if is_known or (is_free and _may_be_name(last, language, strict=True)):
        yield Hit(match.start(), end, 0.7 if is_known else 0.5)


def _read_given(text: str, match: re.Match[str], language: str) -> Iterator[Hit]:
    end = _read_name(text, match.start(), language, strict=False)
    is_common = is_ordinary(match[0], language)
    is_longer = end > match.end()
    if (end and (
        not is_common or (is_longer and (is_last(last := text[match.start() : end].rsplit(maxsplit=1)[-1]) or last.endswith(".")))
    )) or (end and _NAMING.match(text, end)):
        yield Hit(match.start(), end, 0.7)
    elif end and language != "de" and (not starts_sentence(text, match.start()) or _DOING.match(text, end)):
        yield Hit(match.start(), end, 0.7 if is_longer else 0.5)


def _stands_free(text: str, match: re.Match[str]) -> bool:
    """Say whether a small word is no part of an address, a handle, a compound or a file name."""
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return not re.search(
        r"[\w@/.#_’'-]", around.replace(".", "", 1) if text[match.end() : match.end() + 2] in {".", ". "} else around
    )


def starts_sentence(text: str, place: int) -> bool:
    """Say whether a capital letter at this place of a text may be due to its place alone."""
    before = text[max(0, place - 40) : place].rstrip(" \"“«'‘(–—-")
    return not before or before[-1] in ".!?…:;\n”»"


def _read_name(text: str, start: int, language: str, *, strict: bool) -> int:
    """Return where the name that begins at a place ends, or 0 if none begins there."""
    lead = _LEAD.match(text, start)
    place = lead.end() if lead else start
    word = _NAME_WORD.match(text, place)
    is_plain = place > start and text[start].islower()
    if not word or not _may_be_name(word[0], language, strict=strict or is_plain):
        return 0
    if is_plain and word[0].casefold() in PLACES:
        return 0
    end, is_known = word.end(), strict or _is_plainly_given(word[0]) or word[0].endswith(".")
    for _ in range(3 if is_known or not is_given(word[0]) else 0):
        longer = _read_more(text, end, language, is_known=is_known)
        if not longer:
            break
        end = longer
    return 0 if word[0].endswith(".") and end == word.end() else end


def _is_plainly_given(word: str) -> bool:
    return is_given(word) and (word.split("-", maxsplit=1)[0] in GIVEN or not word.endswith("s"))


def _read_more(text: str, end: int, language: str, *, is_known: bool) -> int:
    gap = _GAP.match(text, end)
    if not gap:
        return 0
    lead = _LEAD.match(text, gap.end())
    place = lead.end() if lead else gap.end()
    word = _NAME_WORD.match(text, place)
    if word and len(word[0]) == 1 and not word[0].endswith(".") and (next_gap := _GAP.match(text, word.end())):
        word = _NAME_WORD.match(text, next_gap.end())  # "Kate M Begum"
    if not word or word[0].casefold() in PLACES or not _may_be_name(word[0], language, strict=True):
        return 0
    has_particle = place > gap.end()
    if (
        has_particle
        and language == "de"
        and text[gap.end() : place].endswith(("der ", "dem ", "den "))
        and not (is_last(word[0]) or is_given(word[0]))
    ):
        return 0  # "Karin von der Ausleihe"
    is_free = is_known if has_particle and text[gap.end()].islower() else is_known or language != "de"
    return word.end() if is_free else 0


def _may_be_name(word: str, language: str, *, strict: bool) -> bool:
    bare = word.casefold()
    is_name = is_given(word) and not is_ordinary(word, language)
    if len(word) < 2 or _STREET.search(bare) or (not is_name and not NOT_NAMES.isdisjoint((bare, bare.split("-")[0]))):
        return False
    if word.isupper() and len(word) <= 4 and not word.endswith("."):
        return False
    if language == "de" and not is_given(word):
        return bare not in WORDS["nouns"] and not (strict and bare.endswith(NOUN_ENDINGS)) and not bare.endswith("erin")
    return True
