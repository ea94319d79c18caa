"""Which language something is in, and which spaCy pipeline goes with it."""

import re
import runpy
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import compress, islice
from pathlib import Path

import pandas as pd
import spacy
import spacy.lang
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from spacy.language import Language

from synth.errors import SynthError
from synth.tables import LANGUAGES

NAMES = {
    "nl": "nederlands vlaams dutch néerlandais niederländisch nld dut",
    "fr": "frans français francais french französisch fra fre",
    "de": "duits deutsch allemand german deu ger",
    "en": "engels english anglais englisch eng",
}
CODES = {name: code for code, names in NAMES.items() for name in names.split()}
ABBREVIATIONS = frozenset(
    "bijv. blz. bv. ca. dhr. enz. etc. excl. incl. max. mevr. min. mvr. nr. resp. tel. vnl.".split()
)
SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]+\s*|[^.!?…\n]+$")
FULL_STOP = re.compile(r"[^\W\d_]{3,}\.")
# Little words of one language that are as good words of another of the four.
SHARED = frozenset(
    "ai bent bin but call car certain comment different divers door eh even font front ha hat hi ho hue kan later "
    "los made main men mille min minder mogen name not nu of over page part per possible pour prof quite reeds rend "
    "rond sent side son still stop tend toe ton top tot u want war".split()
)
SURE = 0.8
CLEAR_LEAD = 3
CLEAR_WORDS = 2
ENOUGH_TEXTS = 500
SPOKEN = {"interview", "user test"}  # where a speaker, not a row, has a language


def detect_languages(utterances: pd.DataFrame, *, language: str | None = None) -> pd.DataFrame:
    """Return the utterances with their language filled in: nl, fr, de or en, or "" where nothing tells.

    In a transcript, all turns of a speaker decide together; a comment decides for itself if its words are clear. Where
    they are not ("ok"), the language of most of the source is taken. A row that already has a language keeps it.

    Args:
        utterances: a table with source_id, source_kind, participant_id, language and text.
        language: the language of every row, such as "nl", instead of detecting it.

    Returns:
        A new table.

    >>> rows = {"source_id": "a", "source_kind": "feedback", "participant_id": ["1", "2"], "language": "",
    ...     "text": ["Ik vind het formulier veel te lang.", "Le formulaire est trop long."]}
    >>> detect_languages(pd.DataFrame(rows))["language"].to_list()
    ['nl', 'fr']
    """
    if language is not None:
        return utterances.assign(language=pd.Series(to_code(language), index=utterances.index, dtype="str"))
    columns = ("source_id", "source_kind", "participant_id", "text", "language")
    sources, kinds, people, texts, told = (utterances[column].tolist() for column in columns)
    codes = {name: to_code(name) for name in {*told}}
    speaking = [kind in SPOKEN for kind in kinds]
    speakers = list(zip(sources, people, strict=True))
    heard = _identify_voices(compress(speakers, speaking), compress(texts, speaking))
    rows = zip(told, speaking, speakers, texts, strict=True)
    read = lru_cache(10_000)(_identify)
    found = [codes[name] or (heard[speaker] if speaks else read(text)) for name, speaks, speaker, text in rows]
    usual = _usual_languages(sources, found, texts)
    filled = [code or usual[source] for code, source in zip(found, sources, strict=True)]
    return utterances.assign(language=pd.Series(filled, index=utterances.index, dtype="str"))


def identify(texts: Iterable[str]) -> list[str]:
    """Return the language of each text by itself: nl, fr, de or en, or "" where its words are not clear.

    >>> identify(["Ik vind het formulier veel te lang.", "ok"])
    ['nl', '']
    """
    texts = list(texts)
    known = {text: _identify(text) for text in dict.fromkeys(texts)}
    return [known[text] for text in texts]


def part_languages(text: str, language: str) -> list[tuple[int, str, str]]:
    """Return the text in one part, or parted at its sentences where some are in another language.

    A text is looked at closer if three or more of its little words ("omdat", "parce") belong to another of the four
    languages; each of its sentences is then in the language of most of them.

    Args:
        text: what was said.
        language: the language of the whole.

    Returns:
        (where the part begins, its text, its language), together covering the text.

    >>> part_languages("Ik kom niet binnen. Je ne sais pas quoi faire avec cette carte.", "nl")
    [(0, 'Ik kom niet binnen. ', 'nl'), (20, 'Je ne sais pas quoi faire avec cette carte.', 'fr')]
    """
    if _little_words_but_of(language).isdisjoint(text.lower().split()):
        return [(0, text, language)]
    if all(votes < CLEAR_LEAD for code, votes in count_little_words(text).items() if code != language):
        return [(0, text, language)]
    parts: list[tuple[int, str, str]] = []
    for sentence in SENTENCE.finditer(text):
        inside = count_little_words(sentence[0])
        top = max(inside, key=lambda code: inside[code], default=language)
        code = top if inside[top] >= max(CLEAR_LEAD, 2 * inside[language]) else language
        if parts and parts[-1][2] == code:
            start, before, _ = parts.pop()
            parts.append((start, before + sentence[0], code))
        else:
            parts.append((sentence.start(), sentence[0], code))
    return parts or [(0, text, language)]


def count_little_words(text: str) -> Counter[str]:
    """Count the words of a text that are little words of one of the four languages alone.

    >>> count_little_words("Ik weet het niet")
    Counter({'nl': 3})
    """
    return Counter(_owners(text))


def _owners(text: str) -> list[str]:
    """Return the language of each word of a text that is a little word of one language alone."""
    return [*filter(None, map(_little_words().get, text.lower().split()))]


@cache
def load_stop_words(language: str) -> frozenset[str]:
    """Return spaCy's stop words of one of the four languages: the list alone, for importing a language takes seconds.

    >>> "het" in load_stop_words("nl")
    True
    """
    path = Path(spacy.lang.__file__).parent / language / "stop_words.py"
    return frozenset(runpy.run_path(str(path))["STOP_WORDS"])


@cache
def _little_words() -> dict[str, str]:
    """Return spaCy's stop words that belong to one language alone, each with its language."""
    lists = {code: load_stop_words(code) for code in LANGUAGES}
    owners = Counter(word for words in lists.values() for word in words)
    return {word: code for code, words in lists.items() for word in words if owners[word] == 1 and word not in SHARED}


@cache
def _little_words_but_of(language: str) -> frozenset[str]:
    return frozenset(word for word, owner in _little_words().items() if owner != language)


def to_code(language: str) -> str:
    """Return the code of a language from its code or its name in nl, fr, de or en; else the word in lower case.

    >>> to_code("Français"), to_code("nl-BE"), to_code("")
    ('fr', 'nl', '')
    """
    word = language.strip().casefold()
    return CODES.get(
        word, word if len(word) == 2 else CODES.get(word.split("-")[0], word.replace("_", "-").split("-")[0])
    )


def load_nlp(language: str, *, model: str | None = None) -> Language:
    """Return a spaCy pipeline: a blank one that cuts words and sentences, or an installed trained one.

    Args:
        language: a code such as "nl"; one that spaCy does not know gets the pipeline for any language.
        model: the name of an installed trained pipeline, such as "nl_core_news_sm".

    Raises:
        SynthError: the model is not installed.

    >>> [sentence.text for sentence in load_nlp("nl")("Het werkt niet. Ik bel dan.").sents]
    ['Het werkt niet.', 'Ik bel dan.']
    """
    if model is not None:
        return _load_model(model)
    known = language.isalpha() and len(language) <= 3 and find_spec(f"spacy.lang.{language}") is not None
    nlp = _dutch() if language == "nl" else spacy.blank(language if known else "xx")
    nlp.add_pipe("sentencizer")
    return nlp


def _dutch() -> Language:
    """Let a full stop end a Dutch sentence again: spaCy takes hundreds of plain words ("top.") for abbreviations."""
    dutch = spacy.util.get_lang_class("nl")
    rules = dutch.Defaults.tokenizer_exceptions.items()
    kept = {text: rule for text, rule in rules if text.lower() in ABBREVIATIONS or not FULL_STOP.fullmatch(text)}
    defaults = type("DutchDefaults", (dutch.Defaults,), {"tokenizer_exceptions": kept})
    nlp: Language = type("Dutch", (dutch,), {"Defaults": defaults})()
    return nlp


def _load_model(model: str) -> Language:
    try:
        return spacy.load(model)
    except OSError as error:
        raise SynthError(
            f"the spaCy pipeline {model!r} is not installed. Install it with `python -m spacy download {model}` "
            "where there is a network, or leave out model= to use the built-in rules."
        ) from error


@cache
def _identifier() -> LanguageIdentifier:
    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(list(LANGUAGES))
    classes = whole.nb_ptc, whole.nb_pc, whole.nb_classes  # of the four alone: the others take 25 MB
    return LanguageIdentifier(*classes, whole.tk_nextmove, whole.tk_output, norm_probs=True, tk_row=whole.tk_row)


def _identify(text: str) -> str:
    """Return the language of a text, "" where it is not sure; its little words decide where they are clear."""
    owners = _owners(text)
    counts = [*map(owners.count, LANGUAGES)]
    *_, second, first = sorted(counts)
    if first >= CLEAR_WORDS and first >= CLEAR_LEAD * second:
        return LANGUAGES[counts.index(first)]
    code, sure = _identifier().classify(text)
    return str(code) if sure >= SURE else ""


def _identify_voices(voices: Iterable[Hashable], texts: Iterable[str]) -> dict[Hashable, str]:
    """Return the language of each voice (a speaker, or a source) from all that it says."""
    said: dict[Hashable, dict[str, None]] = defaultdict(dict)
    for voice, text in zip(voices, texts, strict=True):
        said[voice][text] = None
    return {voice: _identify(" ".join(islice(every, ENOUGH_TEXTS))) for voice, every in said.items()}


def _usual_languages(sources: Sequence[str], found: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """Return the language of most rows of each source; where no row is sure, that of the source as one text."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (source, code), count in Counter(zip(sources, found, strict=True)).items():
        counts[source].update({code: count} if code else {})
    unsure = [not counts[source] for source in sources]
    whole = _identify_voices(compress(sources, unsure), compress(texts, unsure))
    return {source: count.most_common(1)[0][0] if count else whole[source] for source, count in counts.items()}
