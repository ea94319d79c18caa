"""Survey exports: every open answer is an utterance that carries its question; choices and numbers are no speech.

Known by their headers: Qualtrics (two or three header rows), LimeSurvey (codes or full questions), and the forms of
Microsoft and Google in Dutch, French, German and English.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from synth.readers.draft import Draft, Turn, tell_number, tell_places
from synth.readers.headers import WORDS

Row = tuple[str, list[str]]


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


ANY = "questions in the header"
# The columns that a tool adds by itself, in lower case: none of them is an answer.
OWN = {
    "Qualtrics": _names(
        """startdate, enddate, status, ipaddress, progress, duration (in seconds), finished, recordeddate, responseid,
        recipientlastname, recipientfirstname, recipientemail, externalreference, locationlatitude, locationlongitude,
        distributionchannel, userlanguage"""
    ),
    "LimeSurvey": _names(
        """id, token, submitdate, lastpage, startlanguage, seed, startdate, datestamp, ipaddr, refurl, interviewtime,
        response id, date submitted, last page, start language, date started, date last action, ip address,
        referrer url, total time, access code,
        antwoord id, datum ingestuurd, datum verzonden, laatste pagina, starttaal, datum gestart, toegangscode,
        datum laatste actie, datum van laatste actie, ip-adres,
        id de la réponse, date de soumission, dernière page, langue de départ, langue de base, tête de série,
        date de lancement, date de la dernière action, adresse ip,
        antwort id, datum abgeschickt, letzte seite, start-sprache, zufallsstartwert, datum gestartet,
        datum letzte aktivität, ip-adresse, zugangsschlüssel"""
    ),
    "Microsoft Forms": _names(
        """id, start time, completion time, email, name, last modified time, language, total points, quiz feedback,
        begintijd, tijd van voltooien, e-mail, naam, tijd van laatste wijziging, taal, totaal aantal punten,
        heure de début, heure de fin, adresse de messagerie, nom, heure de la dernière modification, langue,
        startzeit, fertigstellungszeit, zeitpunkt der letzten änderung, sprache"""
    ),
    "Google Forms": _names(
        """timestamp, username, email address, score, tijdstempel, gebruikersnaam, e-mailadres,
        horodateur, nom d'utilisateur, adresse e-mail, zeitstempel, nutzername, e-mail-adresse, punktzahl"""
    ),
}
# One of these, and as many of its own columns, tells the tool; it is also the date of the answer, the last first.
DATES = {
    "Qualtrics": ("recordeddate", "enddate", "startdate"),
    "LimeSurvey": ("submitdate", "date submitted", "datum ingestuurd", "datum verzonden", "date de soumission",
                   "datum abgeschickt"),
    "Microsoft Forms": ("completion time", "tijd van voltooien", "heure de fin", "fertigstellungszeit"),
    "Google Forms": ("timestamp", "tijdstempel", "horodateur", "zeitstempel"),
}  # fmt: skip
# What a researcher adds to the columns of any tool.
ABOUT = {meaning: tuple(WORDS[meaning].split()) for meaning in ("group", "wave", "participant")}
ADDED = frozenset(name for names in ABOUT.values() for name in names)
IDS = ("responseid", "response id", "antwoord id", "id de la réponse", "antwort id", *ABOUT["participant"], "id")
OWN[ANY] = OWN["Microsoft Forms"] | OWN["Google Forms"] | {"date", "datum"}
DATES[ANY] = ("date", "datum", *DATES["Microsoft Forms"], *DATES["Google Forms"])
FEWEST_OWN = {"Qualtrics": 4, "LimeSurvey": 3, "Microsoft Forms": 3, "Google Forms": 1}
LANGUAGES = (
    "userlanguage", "startlanguage", "start language", "starttaal", "langue de départ", "langue de base",
    "start-sprache", "language", "taal", "langue", "sprache",
)  # fmt: skip
IMPORT_ID = '{"ImportId"'
OPEN = re.compile(r"_TEXT$|\[(?:other|comment|andere?|anders|sonstiges|autre|kommentar)\]$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2,}")
NO_DATE = "1980-01-01"  # what LimeSurvey writes where dates are not kept
FEWEST_WORDS = 3
LONG_ANSWER = 8  # words: no option is that long
FEWEST_QUESTIONS = 2
OWN_WORDS = 0.1
QUESTIONS_SHOWN = 10


@dataclass(frozen=True)
class Survey:
    """A survey's export: the tool, all headers, the tool's own columns and the questions by place, the rows below."""

    tool: str
    headers: Sequence[str]
    own: Mapping[str, int]
    questions: Mapping[int, str]
    rows: Sequence[Row]

    def cell(self, cells: Sequence[str], names: Iterable[str]) -> str:
        """Return what a row says in the first of these columns of the tool that there is."""
        return _at(cells, next((self.own[name] for name in names if name in self.own), len(cells)))


def find_survey(rows: Sequence[Row]) -> Survey | None:
    """Return the survey that a table's first rows show it to be, or None.

    Args:
        rows: each its place ("row 7") and its cells, the header rows included.

    >>> header = ["Tijdstempel", "Wat was moeilijk?"]
    >>> find_survey([("row 1", header), ("row 2", ["2024/03/01", "Het formulier"])]).tool
    'Google Forms'
    """
    headers = [cell.strip() for cell in rows[0][1]]
    names = [header.casefold().replace("’", "'") for header in headers]
    asked = sum(header.endswith("?") for header in headers)
    for tool, dates in DATES.items():
        own = {name: place for place, name in enumerate(names) if name in OWN[tool] | ADDED}
        questions = {place: headers[place] for place, name in enumerate(names) if name and name not in own}
        if tool == ANY and asked < FEWEST_QUESTIONS:
            continue
        if tool != ANY and (own.keys().isdisjoint(dates) or len(own.keys() - ADDED) < FEWEST_OWN[tool]):
            continue
        if tool == "Google Forms" and (names[0] not in dates or not any(map(_is_question, questions.values()))):
            continue  # others call a column Timestamp too
        end = _count_headers(rows, own) if tool == "Qualtrics" else 1
        if end > 1:
            questions = {place: _at(rows[1][1], place) for place in questions}
        return Survey(tool, headers, own, questions, rows[end:])
    return None


def _is_question(header: str) -> bool:
    return header.rstrip().endswith("?") or len(header.split()) >= FEWEST_WORDS


def _count_headers(rows: Sequence[Row], own: Mapping[str, int]) -> int:
    """Qualtrics writes the codes, the questions and, in .csv, its import ids; an older export the codes alone."""
    below = [_at(cells, own.get("startdate", own.get("enddate", 0))) for _, cells in rows[1:3]]
    if len(below) == 2 and below[1].startswith(IMPORT_ID):
        return 3
    return 2 if below and not re.search(r"\d", below[0]) else 1


def read_survey(draft: Draft, survey: Survey, name: str, *, only: str = "") -> None:
    """Add the open answers of a survey to a draft; its notes tell which questions were read and which were not.

    Args:
        draft: what the file holds.
        survey: what `find_survey` returned.
        name: the file's name, for respondents who are only numbered.
        only: the header of the one question to read, whatever its answers are.
    """
    draft.format, draft.unit, draft.source_kind = f"{draft.format}, {survey.tool}", "answer", "survey"
    rows = [row for row in survey.rows if not _is_preview(draft, survey, row)]
    answers = {place: [_at(cells, place) for _, cells in rows] for place in survey.questions}
    codes = {place: survey.headers[place] for place in survey.questions}
    read = [place for place in codes if (codes[place] == only if only else is_open(codes[place], answers[place]))]
    twice = {code for code, number in Counter(codes.values()).items() if number > 1}
    keys = {column: f"{code}.{column + 1}" if code in twice else code for column, code in codes.items()}
    for index, (place, cells) in enumerate(rows):
        number = place.replace("row ", "")
        respondent = survey.cell(cells, IDS) or number
        if respondent.isdecimal():
            respondent = f"{PurePath(name).stem}#{respondent}"
        fields = _describe_row(survey, cells)
        for column in read:
            draft.seen += 1
            if text := answers[column][index]:
                draft.read += 1
                asked = fields | {"question": survey.questions[column]}
                draft.turns.append(Turn(text, respondent, place=f"{number}:{keys[column]}", fields=asked))
            else:
                draft.leave_out("empty answer", place)
    _tell_questions(draft, survey, read, [place for place in codes if place not in read and any(answers[place])])


def _describe_row(survey: Survey, cells: Sequence[str]) -> dict[str, str]:
    date = survey.cell(cells, DATES[survey.tool])
    about = {meaning: survey.cell(cells, ABOUT[meaning]) for meaning in ("group", "wave")}
    return about | {"date": "" if date.startswith(NO_DATE) else date, "language": survey.cell(cells, LANGUAGES)}


def is_open(code: str, answers: Sequence[str]) -> bool:
    """Say whether a question was answered in one's own words.

    A tenth of the answers must hold three words between commas that nobody else wrote, or eight that anybody did.
    Options of a multiple choice, parted by ";" or ",", come back; numbers, dates and names are shorter.

    Args:
        code: the question's code or header; "..._TEXT" and "...[other]" are open by name.
        answers: what was answered, "" where nothing was.

    >>> is_open("Q3", ["Het duurde veel te lang", ""]), is_open("Q2", ["Website;Loket;", "Loket;"])
    (True, False)
    """
    given = [answer for answer in answers if answer]
    if not given or OPEN.search(code):
        return bool(given)
    parts = [[part.strip().casefold() for part in re.split("[;,]", answer) if part.strip()] for answer in given]
    written = Counter(part for several in parts for part in several)
    own = sum(any(_is_own(part, written[part]) for part in several) for several in parts)
    return own >= max(1, len(given) * OWN_WORDS)


def _is_own(part: str, times: int) -> bool:
    words = len(WORD.findall(part))
    return words >= LONG_ANSWER or (times == 1 and words >= FEWEST_WORDS)


def _is_preview(draft: Draft, survey: Survey, row: Row) -> bool:
    is_preview = survey.tool == "Qualtrics" and survey.cell(row[1], ["status"]) in {"Survey Preview", "1"}
    if is_preview:
        draft.leave_out("preview by the survey's makers", row[0])
    return is_preview


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _tell_questions(draft: Draft, survey: Survey, read: Sequence[int], closed: Sequence[int]) -> None:
    if read:
        draft.notes.append(f"{tell_number(len(read), 'open question')} read: {_quote(survey, read)}")
    else:
        draft.checks.append("no open question was found; if one is, set text_column= to its header")
    if closed:
        draft.notes.append(
            f"choices, dates and numbers are no text: {_quote(survey, closed)}; if one is, set text_column="
        )
    draft.notes.append(f"{tell_number(len(survey.own), 'column')} of {survey.tool} itself, or about the respondent")


def _quote(survey: Survey, places: Iterable[int]) -> str:
    return tell_places([f"“{' '.join(survey.questions[place].split())}”" for place in places], shown=QUESTIONS_SHOWN)
