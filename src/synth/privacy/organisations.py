"""Employers, schools, associations, practices and small firms, by the word for what they are or their legal form."""

from collections.abc import Iterator

from synth.privacy.name_lists import LISTS, NOT_NAMES, PLACES, UPPER, WORD, WORDS, choice, fold, is_given
from synth.privacy.signs import sign, tell
from synth.privacy.spans import Span, compile_shape

_LISTS = LISTS["organisations"]
_ONE = rf"(?:\d+~)?[{UPPER}](?:[\w'’]|-(?=\w)|\.(?=~?[{UPPER}]))*"
_LINK = rf"(?:(?:{choice(_LISTS['links'])})~|[dl]['’])"
_NAME = rf"(?:(?:De|Het|Den|La|Le|Les|The|Der|Die|Das|['’]t)~)?{_ONE}(?:~(?:{_LINK}){{0,2}}{_ONE}){{0,3}}"
_KIND = rf"(?:(?i:{choice(_LISTS['before'])})|(?:{choice(_LISTS['Before'])}))"
_KIND_END = rf"[^\W\d_]*(?:{choice(_LISTS['compounds'])})"
_LEGAL = choice(_LISTS["legal"])
_AFTER = choice(_LISTS["after"])
_SONS = rf"(?:&|en|et|und|and)~(?:{choice(_LISTS['sons'])})"
_PLAIN = rf"(?:~(?i:{choice(_LISTS['adjectives'])})){{0,3}}"
_KNOWN_BY_KIND = compile_shape(
    rf"(?<![\w-])(?:(?:{choice(_LISTS['Adjectives'])})~)?(?:{_KIND}|{_KIND_END}){_PLAIN}~(?:{_LINK}){{0,2}}[\"“„«‘]?~?(?P<name>{_NAME})(?:~(?:{_LEGAL})(?![\w-]))?"
)
_KNOWN_BY_FORM = compile_shape(
    rf"(?<![\w-])(?:(?:{_LEGAL})~[\"“„«‘]?(?P<name>{_NAME})|(?P<before>{_NAME}),?~(?:{_LEGAL}|{_SONS}(?:~(?:{_LEGAL}))?)(?![\w-]))"
)
_KNOWN_BY_END = compile_shape(
    rf"(?<![\w-])(?P<name>(?:[{UPPER}](?:[\w'’]|-(?=\w)|\.(?=~))*~(?:(?:and|&|of|the|for|de|van|von|der)~){{0,2}}){{1,4}}?)(?:(?:{choice(_LISTS['between'])})~){{0,2}}(?:{_AFTER})(?![\w-])(?:~of~{_ONE})?"
    rf"|(?<![\w-])(?P<joined>{_ONE}-(?:{choice(_LISTS['joined'])})|(?:Sint|St|Sankt|Saint"
    rf"|Don)[- .]{{1,2}}\w+(?:school|college|instituut|schule|gymnasium))(?!\w)"
)
_KNOWN_BY_WORK = compile_shape(
    rf"(?<!\w)(?:{choice(_LISTS['work'])})(?:~[\w'’-]+){{0,3}}?~(?:bij|voor|chez|pour|bei|für|at|for)~(?:de~|het~|den~|der~|dem~|the~|le~|la~)?(?P<name>{_NAME})"
    rf"|(?<!\w)(?:{choice(_LISTS['posts'])})~(?:of|at|van|bij|de|von|der|des|im|bei|beim|run|own|manage)~(?:(?:the|de|het|la|le|der)~|l['’])?(?P<post>{_ONE}(?:~(?:{_LINK}){{0,2}}{_ONE}){{1,3}})"
    rf"|(?<!\w)(?:zit|zitten|zat)~op~(?P<school>{_NAME})|(?<!\w)(?:va|vont|est|sont|inscrite?s?|élèves?)~aux~(?P<aux>{_NAME})"
)


def _first_words(*keys: str) -> frozenset[str]:
    lists = " ".join(_LISTS[key] for key in keys)
    return frozenset(WORD.match(words)[0].casefold() for words in lists.split())  # type: ignore[index]


_WORK_WORDS = _first_words("work", "posts") | {"zit", "zitten", "zat", "aux"}
_ENDINGS = _LISTS["compounds"]  # a word that ends as a kind is one too: "basisschool"
_BY_FORM = (_KNOWN_BY_FORM, 0.9, sign(_first_words("legal", "sons")))
_BY_KIND = (_KNOWN_BY_KIND, 0.7, sign(_first_words("before", "Before"), endings=_ENDINGS))
_BY_END = (
    _KNOWN_BY_END,
    0.7,
    sign(_first_words("after", "joined") | {*"sint st sankt saint don".split()}, endings=_ENDINGS),
)
_BY_WORK = sign(_WORK_WORDS)
_TELLING = sign(
    (
        _first_words("before", "Before", "after", "joined", "legal", "sons")
        | _WORK_WORDS
        | {"don", "run", "own", "manage"}
    )
    - {"e", "v", "i", "we"},
    endings=_ENDINGS,
    marks="e.V e.~V",
)
_LEADING = compile_shape(rf"(?:(?i:{choice(LISTS['words']['not_names'])})~)+")


def may_name_organisation(text: str) -> bool:
    """Say whether any word in a text may tell an organisation."""
    return bool(tell(text) & _TELLING)


def find_organisations(text: str, language: str) -> Iterator[Span]:
    """Yield names of organisations with the word for their kind and their legal form; public services are none."""
    told = tell(text)
    for pattern, score, telling in (_BY_FORM, _BY_KIND, _BY_END):
        for match in pattern.finditer(text) if told & telling else ():
            group = str(match.lastgroup)
            start = match.start(group) if group in {"before", "joined"} else match.start()
            lead = _LEADING.match(text, start, match.end()) if group in {"before", "name"} else None
            if pattern is _KNOWN_BY_KIND or not lead:
                name = match[group]
            else:
                start, name = lead.end(), text[lead.end() : match.end(group)]
            if start < match.end() and _is_name(name):
                yield Span(start, match.end(), "organisation", score)
    for match in _KNOWN_BY_WORK.finditer(text) if told & _BY_WORK else ():
        name = match[str(match.lastgroup)]
        is_sure = language != "de" or len(name.split()) > 1
        if is_sure and _is_name(name) and not is_given(name.split()[0]):
            yield Span(*match.span(str(match.lastgroup)), "organisation", 0.6)


def _is_name(name: str) -> bool:
    """Say whether a name has a word of its own: no weekday, service or town alone."""
    said = [word.strip("'’.,") for word in name.split()]
    return any(
        word[:1].isupper()
        and word.casefold() not in NOT_NAMES | PLACES | WORDS["no_organisation"]
        and fold(word) not in PLACES
        for word in said
    )
