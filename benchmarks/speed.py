"""How fast findings are found: the cue index beside spaCy's own Matcher with the same patterns, and from text to table.

    python benchmarks/speed.py [FOLDER WITH MORE TEXTS] [--comments 100000]

The comments are sentences of the sample study's feedback (and of the .tsv files with a `content` column in the folder),
joined at random to about 100 characters, each different, a quarter in each language. All is done in one process on one
core (processor time), and both ways see the same comments; the Matcher, being slow, sees the first 2,000 of them. Rates
are medians of three rounds; the first round, in which every word is new, is told apart.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

import pandas as pd
from spacy.language import Language
from spacy.matcher import Matcher

from synth.finder import load_blank, load_cutter, load_finder
from synth.findings import find
from synth.languages import detect_languages, load_nlp
from synth.lexicon import load_lexicon
from synth.patterns import compile_pattern
from synth.sentences import split_sentences
from synth.tables import LANGUAGES, UTTERANCES
from synth.words import load_lemmatizer

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
LENGTH = 100
DRAWS = 30
ROUNDS = 3
SHOWN_TO_MATCHER = 2_000


def main() -> None:
    """Print the rates, the memory and where the time goes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--comments", type=int, default=100_000)
    given = options.parse_args()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:  # so that the memory told is that of finding
        comments = apart.submit(make_comments, given.comments, given.folder).result()
        print(f"{len(comments):,} comments, {comments['text'].str.len().mean():.0f} characters on average")
        print(apart.submit(compare_with_matcher, comments.head(SHOWN_TO_MATCHER)).result())
    print(f"compiling the four lexicons: {_time(load_all):.1f} s, once a process")
    print(measure_from_text_to_table(comments))
    print(f"memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def load_all() -> None:
    """Make the finders of the four languages."""
    for language in LANGUAGES:
        load_finder(language)


def make_comments(count: int, folder: Path | None) -> pd.DataFrame:
    """Return different comments of about 100 characters as utterances without language, the languages in turn.

    Where there are too few sentences for so many, a comment that was made before gets its number.
    """
    sentences = {language: list(dict.fromkeys(_sentences(language, folder))) for language in LANGUAGES}
    draw = Random(0).choice
    made: dict[str, None] = {}
    while len(made) < count:
        known = sentences[LANGUAGES[len(made) % len(LANGUAGES)]]
        drawn = (_join(draw, known) for _ in range(DRAWS))
        made[next((text for text in drawn if text not in made), f"{_join(draw, known)} {len(made)}")] = None
    row = {"source_id": "comments.csv", "source_kind": "feedback", "role": "participant"}
    numbers = range(len(made))
    about = {"utterance_id": [f"u{number}" for number in numbers], "position": numbers, "text": [*made]}
    return UTTERANCES.make(pd.DataFrame(about).assign(**row))


def _join(draw: Callable[[list[str]], str], sentences: list[str]) -> str:
    text = ""
    while len(text) < LENGTH - 40:
        text = f"{text} {draw(sentences)}".strip()
    return text[: LENGTH + 30].rsplit(" ", 1)[0] if len(text) > LENGTH + 30 else text


def _sentences(language: str, folder: Path | None) -> Iterator[str]:
    said = _samples()
    texts = said.loc[(said["language"] == language) & (said["source_kind"] != "interview"), "text"].tolist()
    if folder and language == "de":
        for path in sorted(folder.rglob("*.tsv")):
            table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
            texts.extend(table.get("content", pd.Series(dtype=str)).tolist())
    reader = load_finder(language).reader
    for text in texts:
        words = reader.read(text)
        for start, end in split_sentences(words):
            if end - start > 2:
                yield " ".join(word.text for word in words[start:end] if not word.is_space)


@cache
def _samples() -> pd.DataFrame:
    from synth.readers import read  # noqa: PLC0415 - not needed for finding, and its memory is not told

    return read(SAMPLES)


def compare_with_matcher(comments: pd.DataFrame) -> str:
    """Tell the rates of the search for the same patterns by the cue index and by one Matcher a language."""
    load_all()
    by_language = detect_languages(comments).groupby("language")["text"].agg(list).to_dict()
    ours = sum(_median_of(partial(_look, language, by_language[language])) for language in LANGUAGES)
    spacys = sum(_median_of(partial(_search, language, by_language[language])) for language in LANGUAGES)
    shown = len(comments)
    return (
        f"spaCy's Matcher, matches alone: {shown / spacys:,.0f} comments/s; cue index with context and sentences: "
        f"{shown / ours:,.0f} comments/s ({spacys / ours:.0f} times as fast)"
    )


def _look(language: str, texts: list[str]) -> None:
    finder = load_finder(language)
    for text in texts:
        finder.find(finder.reader.read(text))


def _search(language: str, texts: list[str]) -> None:
    nlp, matcher, lemmatize = _load_matcher(language)
    for doc in nlp.pipe(texts):
        for token in doc:
            token.lemma_ = lemmatize(token.lower_)
        matcher(doc)


@cache
def _load_matcher(language: str) -> tuple[Language, Matcher, Callable[[str], str]]:
    nlp, lexicon, lemmatize = load_nlp(language), load_lexicon(language), cache(load_lemmatizer(language))
    matcher = Matcher(nlp.vocab)
    for cue in lexicon.cues:
        for number, pattern in enumerate(cue.patterns):
            compiled = compile_pattern(pattern, lexicon.classes, load_cutter(language))
            matcher.add(f"{cue.cue_id}/{number}", list(compiled.token_patterns))
    return nlp, matcher, lemmatize


def _median_of(work: Callable[[], object]) -> float:
    return median(_time(work) for _ in range(ROUNDS))


def _time(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def measure_from_text_to_table(comments: pd.DataFrame) -> str:
    """Tell the rates of language, sentences, findings and table, by step."""
    first = _time(lambda: find(detect_languages(comments)))
    detecting = _median_of(lambda: detect_languages(comments))
    known = detect_languages(comments)
    cutting = _median_of(lambda: _cut(known))
    finding = _median_of(lambda: find(known))
    found = find(known)
    return (
        f"from text to table: {len(comments) / (detecting + finding):,.0f} comments/s (language {detecting:.2f} s, "
        f"findings and table {finding:.2f} s; first round {first:.2f} s), {len(found):,} findings in "
        f"{found['utterance_id'].nunique() / len(comments):.0%} of the comments; spaCy's blank tokenizers alone, the "
        f"measure of this machine: {len(comments) / cutting:,.0f} comments/s"
    )


def _cut(comments: pd.DataFrame) -> None:
    tokenizers = {language: load_blank(language).tokenizer for language in LANGUAGES}
    for language, text in zip(comments["language"], comments["text"], strict=True):
        tokenizers.get(language, tokenizers["en"])(text)


if __name__ == "__main__":
    main()
