"""Where sentences begin and end in speech and in hurried writing, the same whatever spaCy pipeline is used."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

MAX_QUOTE_TOKENS = 40
MIN_PART_TOKENS = 6
_ENDS = frozenset(".!?…;") | {"...", "?!", "!?", "!!", "!!!", "??", "???"}
_BULLETS = frozenset("•-–—*·")
_CLOSERS = frozenset("\"'”’»)]")


def split_sentences(doc: Doc) -> Iterator[tuple[int, int]]:
    r"""Yield the sentences of a doc as token ranges (start, end), together covering all of it.

    A sentence ends at . ! ? … ; and at a line break. Trained parsers are not asked: an installed one may not
    change what is found.

    >>> import spacy
    >>> list(split_sentences(spacy.blank("en")("It broke. Twice!\n- no reply")))
    [(0, 3), (3, 6), (6, 9)]
    """
    start = 0
    for token in doc:
        if token.i > start and _ends_before(doc, token):
            yield start, token.i
            start = token.i
    if start < len(doc):
        yield start, len(doc)


def split_parts(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence that is too long to quote into parts at its commas, and where there are none by length.

    Returns:
        Token ranges that together cover start to end, each of at most 40 tokens.
    """
    if end - start <= MAX_QUOTE_TOKENS:
        return [(start, end)]
    parts, begin = [], start
    for index in range(start, end):
        at_comma = doc[index].text == "," and index + 1 - begin >= MIN_PART_TOKENS and end - index > MIN_PART_TOKENS
        if at_comma or index + 1 - begin >= MAX_QUOTE_TOKENS:
            parts.append((begin, index + 1))
            begin = index + 1
    return [*parts, (begin, end)] if begin < end else parts


def trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Leave out the white space and bullets at the borders of a token range."""
    while start < end and (doc[start].is_space or doc[start].text in _BULLETS):
        start += 1
    while start < end and doc[end - 1].is_space:
        end -= 1
    return start, end


def _ends_before(doc: Doc, token: Token) -> bool:
    """Say whether a sentence begins with this token."""
    before = doc[token.i - 1]
    if before.is_space and "\n" in before.text:
        return True
    if token.is_space or token.text in _ENDS or token.text in _CLOSERS:
        return False
    while before.i > 0 and (before.text in _CLOSERS or before.is_space):
        before = doc[before.i - 1]
    return before.text in _ENDS
