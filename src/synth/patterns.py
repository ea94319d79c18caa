"""The pattern language of the cue lexicons, and how it becomes token patterns for spaCy's Matcher.

Words are separated by spaces and matched without regard to case, on the tokens of the language's blank tokenizer:

    word  wait*  *tijd  *frust*   a word, or one that begins, ends so, or contains it
    ~find                         any form of a word, given as dictionaries do (find, finds, found)
    a|b|c_d                       alternatives in one place; `_` joins the words of one alternative
    {name}                        any entry of a word class
    word?  {name}?                may be absent
    ..N                           0 to N words of any kind (no comma, no end of sentence)
    ..N{name}                     0 to N entries of a word class
    a|b<>c|d                      both, in either order: "a c" and "c a"
    ^ ... $                       at the beginning, at the end of the sentence
    ?                             last in the pattern: the sentence is a question

An entry of a word class may use other classes and alternatives: "{not} much", "why don't|doesn't".
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache, partial
from itertools import permutations, product
from typing import Any, NamedTuple

from synth.errors import LexiconProblem

MAX_TOKEN_PATTERNS = 400

_REPEATED = re.compile(r"\.\.([1-9])(\{\w+\}(?:\|\{\w+\})*)")

Tokenizer = Callable[[str], Sequence[str]]  # cuts a text into words in lower case
TokenPattern = list[dict[str, Any]]
Lemmatizer = Callable[[str], str]
# One alternative: its tokens in lower case, a `*` where anything may stand, "~lemma" for all forms of a word.
Words = tuple[str, ...]


class Place(NamedTuple):
    """Where in its sentence a pattern has to stand, which spaCy's Matcher cannot say."""

    at_start: bool = False
    at_end: bool = False
    question: bool = False


ANYWHERE = Place()


class CompiledPattern(NamedTuple):
    """A pattern as token patterns, with its place."""

    token_patterns: tuple[TokenPattern, ...]
    place: Place = ANYWHERE


def compile_pattern(
    pattern: str,
    classes: Mapping[str, Sequence[str]],
    tokenizer: Tokenizer,
    *,
    lemmatize: Lemmatizer | None = None,
) -> CompiledPattern:
    """Compile one pattern of a lexicon.

    Args:
        pattern: a pattern as in the description of this module.
        classes: the word classes that `{name}` may refer to.
        tokenizer: cuts a text into words in lower case as the language's blank spaCy pipeline does.
        lemmatize: checks that what stands after a `~` is a word as dictionaries give it.

    Raises:
        LexiconProblem: an unknown class, nothing to match, a `~` before an inflected word, or too many alternatives of
            several words.

    >>> compiled = compile_pattern("^ can't ..2 find|see", {}, lambda text: text.lower().replace("n't", " n't").split())
    >>> compiled.place.at_start, sorted(len(tokens) for tokens in compiled.token_patterns)
    (True, [3, 4])
    """
    words = [part for word in pattern.split() for part in _write_out(word)]
    at_start, at_end, question = words[:1] == ["^"], words[-1:] == ["$"], words[-1:] == ["?"]
    cut = partial(_tokenize, tokenizer=tokenizer, lemmatize=lemmatize)
    places = [_compile_place(word, classes, cut) for word in words[at_start : len(words) - (at_end or question)]]
    token_patterns = [
        [token for part in parts for token in part]
        for parts in _limited_product(places, pattern)
        if any(not _may_be_absent(token) for part in parts for token in part)
    ]
    if not token_patterns or all(re.fullmatch(r"\.\.\d|.+\?", word) for word in words[at_start:]):
        raise LexiconProblem(f"the pattern {pattern!r} holds no word that has to be there; add one.")
    return CompiledPattern(tuple(token_patterns), Place(at_start, at_end, question))


def expand_classes(
    classes: Mapping[str, Sequence[str]], *, places: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Write out the entries of word classes that use other classes or hold alternatives.

    Args:
        classes: the word classes by their names.
        places: where each of them stands, for messages.

    Raises:
        LexiconProblem: a class uses an unknown one, or itself; names the place and the remedy.

    >>> expand_classes({"bad": ["poor", "{not} good|great"], "not": ["not", "never"]})["bad"]
    ('poor', 'not good', 'not great', 'never good', 'never great')
    """
    written_out: dict[str, tuple[str, ...]] = {}

    def expand(name: str, users: tuple[str, ...] = ()) -> tuple[str, ...]:
        if name not in written_out:
            user = users[-1] if users else name
            if name in users:
                circle = " uses ".join(f"{{{link}}}" for link in (*users[users.index(name) :], name))
                raise LexiconProblem(f"{_tell(user, places)}: {circle}; take one of them out.")
            if name not in classes:
                known = ", ".join(classes)
                raise LexiconProblem(f"{_tell(user, places)}: there is no word class {{{name}}}; there is {known}.")
            place = _tell(name, places)
            entries = [_expand_entry(entry, partial(expand, users=(*users, name)), place) for entry in classes[name]]
            written_out[name] = tuple(dict.fromkeys(text for texts in entries for text in texts))
        return written_out[name]

    return {name: expand(name) for name in classes}


def _tell(name: str, places: Mapping[str, str] | None) -> str:
    return (places or {}).get(name, f"class {name}")


def _expand_entry(entry: str, expand: Callable[[str], Sequence[str]], place: str) -> list[str]:
    choices: list[list[str]] = []
    for word in entry.split():
        choices.append([])
        for alternative in word.split("|"):
            named = re.fullmatch(r"\{(\w+)\}", alternative)
            if not named and re.search(r"[{}]|<>|^\.\.\d", alternative):
                raise LexiconProblem(f"{place}: {alternative!r} is no word and no class; write it in the patterns.")
            choices[-1].extend(expand(named[1]) if named else [alternative])
    return [" ".join(words) for words in product(*choices)]


def _write_out(word: str) -> list[str]:
    """Write `..2{name}` as the two places that it stands for."""
    if repeated := _REPEATED.fullmatch(word):
        return [f"{repeated[2]}?"] * int(repeated[1])
    return [word]


def _compile_place(
    word: str, classes: Mapping[str, Sequence[str]], cut: Callable[[str], Set[Words]]
) -> list[TokenPattern]:
    """Return the alternatives of one place in the pattern."""
    if "<>" in word:
        return _compile_orders(word, classes, cut)
    if gap := re.fullmatch(r"\.\.(\d)", word):
        return [[{"IS_PUNCT": False, "IS_SPACE": False, "OP": f"{{0,{gap[1]}}}"}]]
    if re.match(r"\.\.\w", word):
        raise LexiconProblem(f"{word!r} is no gap; write ..1 to ..9, the most words to skip, or ..2{{name}}.")
    optional = len(word) > 1 and word.endswith("?")
    literals: list[str] = []
    for alternative in (word[:-1] if optional else word).split("|"):
        if named := re.fullmatch(r"\{(\w+)\}", alternative):
            if named[1] not in classes:
                raise LexiconProblem(f"there is no word class {alternative}; this lexicon has {', '.join(classes)}.")
            literals.extend(entry.replace("_", " ") for entry in classes[named[1]])
        elif {"{", "}"} & set(alternative):
            raise LexiconProblem(f"{alternative!r} is no word class; write {{name}} between spaces, name in letters.")
        else:
            literals.append(alternative.replace("_", " ").strip())
    compiled = _merge({tokens for literal in literals for tokens in cut(literal)})
    if optional and len(compiled) == 1 and len(compiled[0]) == 1:
        return [[compiled[0][0] | {"OP": "?"}]]
    return [*compiled, []] if optional else compiled


def _compile_orders(
    word: str, classes: Mapping[str, Sequence[str]], cut: Callable[[str], Set[Words]]
) -> list[TokenPattern]:
    """Return the alternatives of two places or more that may stand in any order."""
    parts = word.split("<>")
    if any(not part or part.startswith("..") or part.endswith("?") for part in parts):
        raise LexiconProblem(f"{word!r}: on both sides of <> stands what has to be there; leave out ..N and ?.")
    compiled = [_compile_place(part, classes, cut) for part in parts]
    return [
        [token for tokens in sequence for token in tokens]
        for order in permutations(compiled)
        for sequence in product(*order)
    ]


@lru_cache(maxsize=10_000)  # most literals are entries of word classes, which many patterns use
def _tokenize(literal: str, *, tokenizer: Tokenizer, lemmatize: Lemmatizer | None) -> Set[Words]:
    """Cut a literal as the tokenizer will cut it inside a text, with straight and with curly apostrophes."""
    if "~" in literal:
        return _join_lemmas(literal, tokenizer, lemmatize)
    begins_open, ends_open = literal.startswith("*"), literal.endswith("*")
    core = literal.strip("*").lower()
    if not core:
        raise LexiconProblem(f"{literal!r} would match every word; write ..1 for any one word.")
    variants: set[Words] = set()
    for spelling in {core, core.replace("'", "’"), core.replace("’", "'")}:
        # The tokenizer's exceptions cut "can't" and "Can't" and leave "CAN'T" whole.
        if len(tokenizer(spelling)) > 1 == len(tokenizer(spelling.upper())):
            variants.add(("*" * begins_open + spelling + "*" * ends_open,))
        # An elided word (j', qu', l') is cut off only where a word follows.
        tokens = [*tokenizer(f"{spelling}a" if spelling[-1] in "'’" else spelling)]
        if spelling[-1] in "'’" and len(tokens) > 1:
            tokens = tokens[:-1]
        elif spelling[-1] in "'’":
            tokens = [spelling]
        cuts = [tokens]
        # Some endings ('m, 've) are cut off only behind a word.
        if spelling[0] in "'’" and len(tokens) > 1 and (behind := [*tokenizer(f"i{spelling}")])[0] == "i":
            cuts.append(behind[1:])
        for first, *others in cuts:
            *inner, last = ("*" * begins_open + first, *others)
            variants.add((*inner, last + "*" * ends_open))
    return variants


def _join_lemmas(literal: str, tokenizer: Tokenizer, lemmatize: Lemmatizer | None) -> Set[Words]:
    """Cut a literal with a `~` before one of its words or more."""
    choices: list[Set[Words]] = []
    for word in literal.split():
        lemma = word.removeprefix("~").lower()
        if lemma == word.lower():
            choices.append(_tokenize(word, tokenizer=tokenizer, lemmatize=lemmatize))
        elif not lemma or "*" in lemma or "~" in lemma:
            raise LexiconProblem(f"{word!r} is no ~ before one whole word; write ~find, without a star.")
        elif lemmatize is not None and lemmatize(lemma) != lemma:
            raise LexiconProblem(f"{word!r} is not as dictionaries give it; write ~{lemmatize(lemma)}, or leave out ~.")
        else:
            choices.append({(f"~{lemma}",)})
    return {tuple(token for part in parts for token in part) for parts in product(*choices)}


def _merge(alternatives: set[Words]) -> list[TokenPattern]:
    """Turn alternatives into as few token patterns as simple grouping allows, in a stable order."""
    by_rest: dict[tuple[bool, Words], set[str]] = defaultdict(set)
    for words in alternatives:
        by_rest[_is_lemma(words[0]), words[1:]].add(words[0])
    by_first: dict[tuple[frozenset[str], int, bool], set[Words]] = defaultdict(set)
    for (_, rest), firsts in by_rest.items():
        by_first[frozenset(firsts), len(rest), len(rest) == 1 and _is_lemma(rest[0])].add(rest)
    merged = []
    for (first, length, _), rests in by_first.items():
        if length == 1:
            merged.append([_token(first), _token({rest[0] for rest in rests})])
        else:
            merged.extend([_token(first), *(_token({word}) for word in rest)] for rest in rests)
    return sorted(merged, key=repr)


def _is_lemma(word: str) -> bool:
    return word.startswith("~")


def _token(words: Set[str]) -> dict[str, Any]:
    """Return the test on one token; the words are all lemmas or none is."""
    if any(map(_is_lemma, words)):
        return {"LEMMA": {"IN": sorted(word[1:] for word in words)}}
    if not any("*" in word for word in words):
        return {"LOWER": {"IN": sorted(words)}}
    choices = (re.escape(word).replace(r"\*", r".*") for word in sorted(words))
    return {"LOWER": {"REGEX": rf"^(?:{'|'.join(choices)})$"}}


def _may_be_absent(token: dict[str, Any]) -> bool:
    return "OP" in token


def _limited_product(places: list[list[TokenPattern]], pattern: str) -> list[tuple[TokenPattern, ...]]:
    count = 1
    for place in places:
        count *= len(place)
    if count > MAX_TOKEN_PATTERNS:
        raise LexiconProblem(
            f"the pattern {pattern!r} stands for {count} word sequences; {MAX_TOKEN_PATTERNS} are allowed. "
            "Split it, or use fewer entries of several words."
        )
    return list(product(*places))
