"""Where sentences begin and end in speech and in hurried writing, the same whatever spaCy pipeline is used."""

from collections.abc import Iterator, Sequence

from synth.words import CLOSERS, ENDS, Word

MAX_SENTENCE_WORDS = 400
MAX_QUOTE_WORDS = 40
MIN_PART_WORDS = 6
_BULLETS = frozenset("•-–—*·")


def split_sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    r"""Yield the sentences of a text as ranges of words (start, end), together covering all of it.

    A sentence ends at . ! ? … ; and at a line break, and after 400 words in speech written down without any. Trained
    parsers are not asked: an installed one may not change what is found.

    >>> list(split_sentences([Word(text) for text in "It broke . Twice !".split()]))
    [(0, 3), (3, 5)]
    """
    start = 0
    for at in [at for at, word in enumerate(words, start=1) if word.may_end] + [len(words)]:
        while at - start > MAX_SENTENCE_WORDS:
            yield start, start + MAX_SENTENCE_WORDS
            start += MAX_SENTENCE_WORDS
        if start < at and (at == len(words) or _ends_before(words, at)):
            yield start, at
            start = at


def split_parts(words: Sequence[Word], start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence that is too long to quote into parts at its commas, and where there are none by length.

    Returns:
        Ranges that together cover start to end, each of at most 40 words and marks.
    """
    if end - start <= MAX_QUOTE_WORDS:
        return [(start, end)]
    parts, begin = [], start
    for index in range(start, end):
        at_comma = words[index].text == "," and index + 1 - begin >= MIN_PART_WORDS and end - index > MIN_PART_WORDS
        if at_comma or index + 1 - begin >= MAX_QUOTE_WORDS:
            parts.append((begin, index + 1))
            begin = index + 1
    return [*parts, (begin, end)] if begin < end else parts


def trim(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """Leave out the white space and bullets at the borders of a range."""
    while start < end and (words[start].is_space or words[start].text in _BULLETS):
        start += 1
    while start < end and words[end - 1].is_space:
        end -= 1
    return start, end


def _ends_before(words: Sequence[Word], at: int) -> bool:
    """Say whether a sentence begins with this word."""
    before = words[at - 1]
    if before.is_space and "\n" in before.text:
        return True
    if words[at].is_space or words[at].text in ENDS or _closes(words, at):
        return False
    while at > 1 and (before.is_space or _closes(words, at - 1)):
        at -= 1
        before = words[at - 1]
    return before.text in ENDS


def _closes(words: Sequence[Word], at: int) -> bool:
    """Say whether a mark closes what is quoted: with space before it only a French one does, or the last of a text."""
    word, before = words[at], words[at - 1] if at else None
    if word.text not in CLOSERS or not before:
        return False
    has_space_before = before.is_space or before.size > len(before.text)
    opens_nothing = at + 1 == len(words) or word.size > len(word.text)
    return not has_space_before or (word.text != "«" and opens_nothing)
