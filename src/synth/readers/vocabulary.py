"""The words by which transcripts call their speakers, in Dutch, French, German and English."""

import re


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


INTERVIEWERS = _words(
    "interviewer interviewster interviewleider interviewerin intervieweur intervieweuse i int q vraag question frage",
    "enquêteur enquêtrice enqueteur enquetrice onderzoeker onderzoekster researcher chercheur chercheuse forscher",
    "forscherin moderator moderatorin modérateur modératrice facilitator facilitateur facilitatrice begeleider",
    "gespreksleider befrager",
)
PARTICIPANTS = _words(
    "interviewee interviewte geïnterviewde geinterviewde interviewé interviewée interviewpartner interviewpartnerin",
    "participant participante deelnemer deelneemster teilnehmer teilnehmerin teilnehmende respondent respondente",
    "répondant répondante befragte befragter burger citoyen citoyenne bürger bürgerin gebruiker user utilisateur",
    "utilisatrice nutzer nutzerin antwoord answer réponse antwort p r a b",
)
OTHERS = _words("observer observator observateur beobachter notulist notetaker tolk interprète interpreter dolmetscher")
MACHINE_LABELS = _words(
    "speaker spreker locuteur locutrice intervenant sprecher sprecherin onbekend unknown inconnu unbekannt"
)
# V(raag) and F(rage) ask only beside someone who answers: a single letter may be a name too.
ASKERS_IN_PAIRS = _words("v f")
ANSWERERS = _words("a p r b")
# In notes by question and answer a number behind these counts questions, not people.
QUESTIONS = _words("q v f question vraag frage")
ANSWERS = _words("a r answer antwoord réponse reponse antwort")
NOT_NAMES = _words(
    "bijvoorbeeld dus maar conclusie besluit opmerking samenvatting nota let resultaat exemple conclusion donc mais",
    "remarque résumé résultat attention beispiel fazit also aber anmerkung hinweis zusammenfassung example so but",
    "remark note notes summary result update datum date betreff onderwerp objet subject http https",
)
FRONT_MATTER = _words(
    "datum date duur durée dauer duration locatie lieu ort plaats location project projet projekt titel titre title",
    "taal langue sprache language opname enregistrement aufnahme recording tijd heure uhrzeit time naam nom name",
    "aanwezig présents anwesend attendees present",
)
# What a template says where nobody wrote.
TEMPLATE = re.compile(
    r"(?:(?:type|write|add|enter) (?:here|text|something|your \w+)|(?:typ|schrijf) hier|(?:tapez|écrivez|saisissez) "
    r"(?:ici|votre texte)|(?:text )?hier (?:tippen|schreiben|eingeben))\b.{0,20}|sticky note",
    re.IGNORECASE,
)
