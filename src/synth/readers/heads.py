"""The head of a turn, as a line of a transcript writes it: who speaks, when, and what stands behind it."""

import re
from dataclasses import dataclass
from math import isnan, nan

CLOCK = r"\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,6})?"
STAMP = rf"[\[(]?{CLOCK}(?:\s{{0,3}}(?:-->|[-–—])\s{{0,3}}{CLOCK})?[\])]?"
NO_CLOCK = r"(?![\[(]\d{1,3}:\d)"
DECORATION = r"\s{0,20}[#*_>\-–—]{0,6}\s{0,9}[*_]{0,3}"
NAME = r"[^\W\d_][^:：\n\[\]*]{0,58}?"

BESIDE = re.compile(
    rf"^\s{{0,20}}[*_>\-–—]{{0,4}}\s{{0,9}}(?:[\[(]?(?P<before>{CLOCK})[\])]?\s*+[-–—]?\s{{0,9}})?[*_]{{0,3}}"
    rf"(?P<label>[^\W\d_](?:(?:{NO_CLOCK}[^:：\n*]){{0,58}}{NO_CLOCK}[^:：\s*])?)\s*+[*_]*+\s*+"
    rf"(?:[\[(](?P<after>{CLOCK})[\])])?\s*+[*_]*+[:：](?!//|\d\d)[*_]*(?P<text>.*)$",
    re.DOTALL,
)
ABOVE = (
    re.compile(rf"^{DECORATION}(?P<label>{NAME})(?:\s{{2,20}}|\s?\t\s{{0,9}}|\s[|–—-]\s|\s{{0,3}}[*_]{{0,3}}\s?(?=[\[(]))"
               rf"(?P<time>{STAMP})[*_]{{0,3}}\s*$"),
    re.compile(rf"^{DECORATION}(?P<time>{STAMP})[*_]{{0,3}}\s{{0,9}}[|–—-]?\s{{0,9}}[*_]{{0,3}}(?P<label>{NAME})[*_]{{0,3}}\s*$"),
    re.compile(rf"^\s{{0,9}}\[(?P<label>{NAME})\]\s{{1,9}}(?P<time>{STAMP})\s*$"),
)  # fmt: skip
ALONE = re.compile(rf"^\s{{0,9}}(?:#{{1,6}}\s+|(?P<bold>\*\*|__))(?P<label>{NAME})(?(bold)(?P=bold))\s*$")
NUMBERED = re.compile(
    r"^\s{0,9}[*_]{0,3}(?P<label>[^\W\d_]{1,10}\s?\d{1,3})[*_]{0,3}\s?[.)][*_]{0,3}\s+(?P<text>\S.*)$"
)
BRACKETED = re.compile(rf"^\s{{0,9}}[\[<](?P<label>{NAME})[\]>]\s?[:：]\s?(?P<text>.*)$", re.DOTALL)
LOOSE = (
    re.compile(rf"^\s{{0,9}}[\[<](?P<label>{NAME})[\]>]\s{{1,9}}(?P<text>\S.*)$", re.DOTALL),
    re.compile(rf"^\s{{0,9}}(?P<label>{NAME})(?:\t{{1,9}}| [-–—] )(?P<text>\S.*)$", re.DOTALL),
)
TIME_ALONE = re.compile(rf"^\s*(?:#{{1,6}}\s+)?(?P<time>{STAMP})\s*$")
TIME_BEFORE = re.compile(
    rf"^\s*(?P<time>[\[(]{CLOCK}(?:\s{{0,3}}(?:-->|[-–—])\s{{0,3}}{CLOCK})?[\])])\s{{0,9}}(?P<text>\S.*)$"
)
MARK = re.compile(r"[ \t]?#(\d{1,2}:\d{2}:\d{2}(?:-\d)?)#")
LONGEST_ABOVE = 200
STYLES = {
    "beside": "“Name: text”",
    "above": "name and time above each turn",
    "alone": "name in a heading above each turn",
    "numbered": "numbered questions and answers",
    "loose": "name before each turn",
}


@dataclass(frozen=True)
class Head:
    """The head of a turn: label, what stands behind it on the line, when the turn starts (seconds) and its style.

    The style is "beside" (`Name: text`), "above" (name and time on a line of their own), "alone" (a name as a Markdown
    heading or in bold), "numbered" (`Q1. text`) or "loose" (`[Name] text`, `Name - text`). A label is marked if it is
    in bold or has a time beside it.
    """

    label: str
    text: str
    start_s: float
    style: str
    is_marked: bool = False


def read_head(line: str) -> Head | None:
    """Return the head with which a line begins, whoever may be meant by it, or None.

    >>> read_head("[00:12:03] Zoë: Het is zo: ik wacht.")
    Head(label='Zoë', text='Het is zo: ik wacht.', start_s=723.0, style='beside', is_marked=True)
    >>> read_head("An Claes  0:04")
    Head(label='An Claes', text='', start_s=4.0, style='above', is_marked=True)
    """
    if not line or line.isspace():
        return None
    if ":" in line and len(line) <= LONGEST_ABOVE:
        for pattern in ABOVE:
            if above := pattern.match(line):
                return Head(above["label"].strip(), "", seconds(above["time"]), "above", is_marked=True)
    if beside := BESIDE.match(line):
        stamp, text = beside["before"] or beside["after"], beside["text"].strip()
        is_marked = bool(stamp) or line.lstrip(" -").startswith(("**", "__"))
        return Head(beside["label"].strip(), text, seconds(stamp), "beside", is_marked=is_marked)
    if alone := ALONE.match(line) if len(line) <= LONGEST_ABOVE else None:
        return Head(alone["label"].strip(), "", nan, "alone")
    styles = {"beside": (BRACKETED,), "numbered": (NUMBERED,), "loose": LOOSE}
    found = (
        (match, style) for style, patterns in styles.items() for pattern in patterns if (match := pattern.match(line))
    )
    return next((Head(match["label"].strip(), match["text"].strip(), nan, style) for match, style in found), None)


def take_marks(line: str) -> tuple[str, float, float]:
    """Return a line without the time marks of f4 and MAXQDA, the time before its words and the time after them.

    >>> take_marks("B: Na ja. #00:00:12-8#")
    ('B: Na ja.', nan, 12.8)
    """
    marks = list(MARK.finditer(line))
    if not marks:
        return line, nan, nan
    begins = not line[: marks[0].start()].strip()
    start = seconds(marks[0][1]) if begins else nan
    end = seconds(marks[-1][1]) if len(marks) > begins else nan
    return MARK.sub("", line).strip(), start, end


def seconds(stamp: str | None) -> float:
    """Return the seconds of `M:SS`, `H:MM:SS`, `H:MM:SS-d` or of the beginning of a range; NaN of nothing.

    >>> seconds("1:02:03"), seconds("[00:12:03 --> 00:12:09]"), seconds("00:00:04-2")
    (3723.0, 723.0, 4.2)
    """
    clock = re.search(r"(\d+(?::\d+)+)(?:[.,-](\d+)(?![\d:]))?", stamp or "")
    if not clock:
        return nan
    total = 0
    for part in clock[1].split(":"):
        total = total * 60 + int(part)
    return float(f"{total}.{clock[2] or 0}")


def first_known(*times: float) -> float:
    """Return the first time that is known, else NaN."""
    return next((time for time in times if not isnan(time)), nan)
