"""Notes by question and answer without labels: a question in bold, in a heading or with a number, the answer below."""

import re
from collections.abc import Mapping
from math import nan

from synth.readers.heads import Head

QUESTION = re.compile(
    r"^\s{0,9}(?:(?P<bold>\*\*|__)|#{1,6}\s+|\d{1,3}\s?[.)]\s+)+(?P<text>[^*\n]{3,400}?[?？؟])\s*(?(bold)(?P=bold))\s*$"
)
FEWEST = 2


def find_questions(lines: Mapping[int, str]) -> dict[int, str]:
    """Return the questions of such notes by line, or nothing where fewer than two are answered.

    >>> find_questions({1: "**Hoe ging het?**", 2: "Traag.", 3: "**En dan?**", 4: "Niets."})
    {1: 'Hoe ging het?', 3: 'En dan?'}
    """
    questions = {number: match["text"].strip() for number, line in lines.items() if (match := QUESTION.match(line))}
    return questions if len(questions) >= FEWEST else {}


def name_questions(lines: Mapping[int, str], questions: Mapping[int, str]) -> dict[int, Head]:
    """Return a head for each question, and one for the first line of each answer."""
    heads: dict[int, Head] = {}
    asked = False
    for number, line in lines.items():
        if number in questions:
            heads[number] = Head("Question", questions[number], nan, "alone")
            asked = True
        elif line.strip() and asked:
            heads[number] = Head("Answer", line.strip(), nan, "alone")
            asked = False
    return heads
