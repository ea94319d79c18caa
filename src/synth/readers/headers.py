"""What the columns of a table mean, by the words of their headers in Dutch, French, German and English."""

import re
from collections.abc import Sequence

from synth.readers.participants import name_attribute

# In order of preference. An exact header wins from one that merely holds the word ("Uw opmerking").
WORDS = {
    "text": "comment comments opmerking opmerkingen commentaire commentaires kommentar kommentare bemerkung "
    "bemerkungen anmerkung feedback remark remarks remarque remarques reactie reacties avis suggestion suggestions "
    "suggestie suggesties verbatim toelichting rückmeldung rückmeldungen verbetervoorstel text tekst texte inhalt "
    "contenu inhoud content note notes answer antwoord réponse antwort bericht message nachricht beschreibung "
    "description omschrijving review",
    "date": "date datum timestamp tijdstempel tijdstip horodatage zeitstempel zeitpunkt created submitted ingediend "
    "eingereicht",
    "group": "group groep groupe gruppe stakeholder stakeholders doelgroep zielgruppe public segment profiel profil "
    "profile",
    "wave": "wave golf vague welle phase fase meetmoment",
    "participant": "participant participants deelnemer respondent répondant teilnehmer teilnehmerin proefpersoon "
    "participante user gebruiker utilisateur nutzer",
    "language": "language lang taal langue sprache",
    "frame": "frame kader cadre rahmen area gebied zone bereich",
    "votes": "votes stemmen stimmen",
}
NO_TEXT = {"id", "nr", "no", "number", "nummer", "type", "count", "score", "author", "label", "length"}
NO_TEXT |= {word for meaning in ("date", "language") for word in WORDS[meaning].split()}
SUS = {f"sus{number}" for number in range(1, 11)}
TASK = {"task", "taak", "tâche", "aufgabe"}
SUCCESS = {"success", "succes", "succès", "erfolg", "completed", "geslaagd"}
BY = {"by", "door", "par", "von"}  # "Created by" tells no date
BOARD = {"bg color", "background color", "position x", "sticky note", "sticky notes", "note color"}
LABELS = {"source", "position", "kinds"}


def clean_header(header: str) -> str:
    """Return a header as its words in lower case.

    >>> clean_header(' "Author_Group" ')
    'author group'
    """
    return " ".join(re.findall(r"[^\W_]+", header.casefold()))


def find_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return the place of each column whose header tells what it is: text, date, group, wave, participant ...

    >>> find_columns(["Datum", "Doelgroep", "Uw opmerking"])
    {'text': 2, 'date': 0, 'group': 1}
    """
    cleaned = [clean_header(header) for header in headers]
    found: dict[str, int] = {}
    for meaning, words in WORDS.items():
        place = _exact(cleaned, words.split(), meaning)
        if place is None:
            place = _holding(cleaned, words.split(), meaning, set(found.values()))
        if place is not None:
            found[meaning] = place
    return found


def kind_of_table(headers: Sequence[str], columns: dict[str, int]) -> str:
    """Return what a table holds: a source kind, or "labels" or "participants", which are no text to read.

    >>> headers = ["participant", "group", "age"]
    >>> kind_of_table(headers, find_columns(headers))
    'participants'
    """
    cleaned = {clean_header(header) for header in headers}
    if cleaned >= LABELS:
        return "labels"
    if {header.replace(" ", "") for header in cleaned} >= SUS or (cleaned & TASK and cleaned & SUCCESS):
        return "user test"
    if "text" in columns and ("frame" in columns or cleaned & BOARD):
        return "workshop"
    is_about_people = "group" in columns or any(name_attribute(header.replace(" ", "_")) for header in cleaned)
    if "participant" in columns and is_about_people and "text" not in columns:
        return "participants"
    return "feedback"


def is_header(headers: Sequence[str]) -> bool:
    """Say whether a first row is surely the header of a table that synth knows."""
    columns = find_columns(headers)
    cleaned = [clean_header(header) for header in headers]
    if any(len(header.split()) > 12 for header in cleaned) and "text" not in columns:
        return False
    exact = sum(cleaned[place] in WORDS[meaning].split() for meaning, place in columns.items())
    return exact >= 1 or len(columns) >= 2 or kind_of_table(headers, columns) == "user test"


def _exact(cleaned: list[str], words: list[str], meaning: str) -> int | None:
    ids = [f"{word} id" for word in words] if meaning == "participant" else []
    return next((cleaned.index(word) for word in words + ids if word in cleaned), None)


def _holding(cleaned: list[str], words: list[str], meaning: str, taken: set[int]) -> int | None:
    for place, header in enumerate(cleaned):
        parts = header.split()
        if place in taken or (meaning == "text" and not NO_TEXT.isdisjoint(parts)):
            continue
        if meaning == "date" and not BY.isdisjoint(parts):
            continue
        if not set(words).isdisjoint(parts):
            return place
    return None
