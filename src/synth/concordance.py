"""Keyword in context: every place where certain words are used, with what stands before and after."""

from typing import Any

import pandas as pd

from synth.errors import LexiconProblem
from synth.finder import Finder, choose_lexicon
from synth.lexicon import ANY_LANGUAGE, Cue, Lexicon, load_lexicon
from synth.tables import LANGUAGES, UTTERANCES
from synth.words import find_places

COLUMNS = ["utterance_id", "start", "end", "participant_id", "language", "before", "match", "after"]


def list_concordance(utterances: pd.DataFrame, pattern: str, *, width: int = 40) -> pd.DataFrame:
    """Return each place that a pattern fits, one row a place, in the order of the utterances.

    Sort it by `after` or `before` to see how the words are used.

    Args:
        utterances: the utterances table.
        pattern: words as the lexicons write them: "wait*", "~wait ..2 reply", "sign_in|log_in", "{negation} clear".
            A word class or a `~` counts in the languages that have it.
        width: how many characters to show on each side.

    Returns:
        A table with utterance_id, start, end, participant_id, language, before, match and after.

    Raises:
        LexiconProblem: the pattern fits in no language.

    >>> from synth.tables import UTTERANCES
    >>> turn = {"utterance_id": "u1", "position": 1, "source_kind": "feedback", "role": "participant"}
    >>> said = UTTERANCES.make([turn | {"language": "en", "text": "We waited. Then we kept waiting."}])
    >>> list_concordance(said, "~wait")["match"].tolist()
    ['waited', 'waiting']
    """
    UTTERANCES.check(utterances)
    finders, problems = _make_finders(pattern)
    if not finders:
        raise LexiconProblem(str(problems[0]))
    rows: list[dict[str, Any]] = []
    columns = ["utterance_id", "participant_id", "language", "text"]
    for utterance_id, participant, language, text in utterances[columns].itertuples(index=False, name=None):
        finder = finders.get(choose_lexicon(language))
        if finder is None:
            continue
        for begin, words, _ in finder.read(text):
            matched = finder.match(words)
            places = find_places(words, begin) if matched else []
            for first, last in matched:
                start, end = places[first][0], places[last - 1][1]
                around = {"before": text[max(0, start - width) : start], "after": text[end : end + width]}
                about = {"utterance_id": utterance_id, "participant_id": participant, "language": language}
                rows.append(about | around | {"start": start, "end": end, "match": text[start:end]})
    listed = pd.DataFrame(rows, columns=COLUMNS)
    listed.attrs["on_the_right"] = ["before"]  # a notebook shows the matches below each other
    return listed


def _make_finders(pattern: str) -> tuple[dict[str, Finder], list[LexiconProblem]]:
    """Return a finder for each language in which the pattern can be read, and the problems of the others."""
    finders, problems = {}, []
    for language in (*LANGUAGES, ANY_LANGUAGE):
        try:
            cue = Cue("concordance", "need", (pattern,), negated="same")
            lexicon = Lexicon(language, load_lexicon(language).classes, (cue,))
            finders[language] = Finder(lexicon, check_lemmas=False)
        except LexiconProblem as problem:
            problems.append(problem)
    return finders, problems
