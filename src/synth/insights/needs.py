"""Needs, jobs and How-might-we questions as sentences: read, written and looked over, in nl, fr, de and en.

A need: "As a … I need to … so that …" (the form of the UK Government Digital Service, there since 2012). A job story:
"When … I want to … so I can …" (Klement 2013). The words are in `sentences.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from synth.errors import LexiconProblem, StudyProblem
from synth.tables import LANGUAGES
from synth.wording import load_wording

PARTS = {"need": ("as_a", "i_need_to", "so_that"), "job": ("when", "i_want_to", "so_i_can")}
EMPTY = "…"
ARTICLE = r"(?:een|de|un|une|le|la|eine?|der|die|das|an?|the)\s+|l['’]"
Remark = dict[str, str]
Sentence = Mapping[str, str]


def parse_need(text: str, *, language: str) -> dict[str, str]:
    """Read a need that is written as a sentence.

    Args:
        text: on one line or several; the reason may lack.
        language: nl, fr, de or en.

    Returns:
        as_a, i_need_to, so_that ("" if there is no reason) and language.

    Raises:
        StudyProblem: it does not have the form; shows the form.

    >>> parse_need("Als alleenstaande wil ik weten of mijn dossier volledig is.", language="nl")["i_need_to"]
    'weten of mijn dossier volledig is'
    """
    return _parse("need", text, language)


def render_need(need: Sentence, *, language: str = "") -> str:
    """Write a need as a sentence; "" if nothing of it is there yet, and an ellipsis where a part is missing.

    Args:
        need: as_a, i_need_to, so_that, language.
        language: in place of its own; English if neither is given.

    >>> render_need({"as_a": "indépendant", "i_need_to": "être prévenu", "so_that": "éviter un rappel"}, language="fr")
    "En tant qu'indépendant, j'ai besoin d'être prévenu, afin d'éviter un rappel."
    """
    return _render("need", need, language or need.get("language") or "en")


def parse_job(text: str, *, language: str) -> dict[str, str]:
    """Read a job story that is written as a sentence: when, i_want_to, so_i_can and language; see `parse_need`."""
    return _parse("job", text, language)


def render_job(job: Sentence, *, language: str = "") -> str:
    """Write a job story as a sentence; see `render_need`.

    >>> render_job({"when": "a letter comes", "i_want_to": "see at once what it asks", "so_i_can": "sleep"})
    'When a letter comes, I want to see at once what it asks, so I can sleep.'
    """
    return _render("job", job, language or job.get("language") or "en")


def lint_need(need: Sentence, *, language: str = "", words: str | Path | None = None) -> list[Remark]:
    """Look a need over and say what would make it better; [] if nothing would.

    Args:
        need: as_a, i_need_to, so_that, language.
        language: in place of its own; English if neither is given.
        words: a TOML file with `solutions`, `user` or `several` of one's own, by language, in place of those of synth.

    Returns:
        One remark each: rule ("missing", "user", "reason", "solution", "several"), part, words (that it is about) and
        message, in the need's language.

    Raises:
        StudyProblem: the language is none of the four.

    >>> need = {"as_a": "user", "i_need_to": "open the app", "so_that": "", "language": "en"}
    >>> [remark["rule"] for remark in lint_need(need)]
    ['user', 'reason', 'solution']
    """
    return list(_lint("need", need, language or need.get("language") or "en", words))


def lint_job(job: Sentence, *, language: str = "", words: str | Path | None = None) -> list[Remark]:
    """Look a job story over; see `lint_need`."""
    return list(_lint("job", job, language or job.get("language") or "en", words))


def lint_how_might_we(question: str, *, language: str = "en", words: str | Path | None = None) -> list[Remark]:
    """Look a How-might-we question over: open, one question, and no solution in it; [] if nothing is to be said.

    Args:
        question: such as "How might we tell people that nothing is missing?".
        language: nl, fr, de or en.
        words: see `lint_need`.

    Returns:
        Remarks as of `lint_need`; the rules are "form", "yes_no", "several" and "solution".

    >>> [remark["rule"] for remark in lint_how_might_we("Should we send an email?")]
    ['yes_no', 'solution']
    """
    about = _load(language, words)
    told = load_wording("insights", language)
    text = " ".join(question.split())
    if not text:
        return []
    remarks = []
    if found := _begins(text, about["how_might_we"]["yes_no"]):
        remarks.append(_remark(told, "yes_no", "how_might_we", found))
    elif not _begins(text, about["how_might_we"]["leads"]) or not text.endswith("?"):
        remarks.append(_remark(told, "form", "how_might_we", about["how_might_we"]["leads"][0]))
    if text.count("?") > 1:
        remarks.append(_remark(told, "several_questions", "how_might_we", text))
    return [*remarks, *_find_solutions(told, "how_might_we", text, about)]


def _lint(kind: str, sentence: Sentence, language: str, words: str | Path | None) -> Iterator[Remark]:
    about, told = _load(language, words), load_wording("insights", language)
    first, wish, reason = PARTS[kind]
    texts = {part: " ".join(str(sentence.get(part, "")).split()) for part in PARTS[kind]}
    if not any(texts.values()):
        return
    for part in (first, wish):
        if not texts[part]:
            yield _remark(told, "missing", part, _lead(about[kind][part]))
    users = "|".join(map(re.escape, about["user"]))
    anybody = rf"(?:{ARTICLE})?(?:{users})(?:\s+(?:{about['user_of']}).*)?"
    if kind == "need" and re.fullmatch(anybody, texts[first], re.IGNORECASE):
        yield _remark(told, "user", first, texts[first])
    if not texts[reason]:
        yield _remark(told, "reason", reason, _lead(about[kind][reason]))
    for part in (wish, reason):
        yield from _find_solutions(told, part, texts[part], about)
    if any(re.search(pattern, texts[wish], re.IGNORECASE) for pattern in about["several"]):
        yield _remark(told, "several", wish, texts[wish])


def _find_solutions(told: Mapping[str, str], part: str, text: str, about: Mapping[str, Any]) -> list[Remark]:
    found = re.findall(_solutions(tuple(about["solutions"])), text)
    return [_remark(told, "solution", part, words) for words in dict.fromkeys(found)]


@cache
def _solutions(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for whole words; a star stands for any letters."""
    alternatives = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?![\w])", re.IGNORECASE)


def _remark(told: Mapping[str, str], rule: str, part: str, words: str) -> Remark:
    name = rule.removesuffix("_questions")
    return {"rule": name, "part": part, "words": words, "message": told[f"lint_{rule}"].format(words=words)}


def _begins(text: str, leads: Sequence[str]) -> str:
    """Return the lead with which a text begins, "" if with none."""
    return next((lead for lead in leads if re.match(rf"{re.escape(lead)}\b", text, re.IGNORECASE)), "")


def _lead(part: Mapping[str, Any]) -> str:
    return str(part["leads"][0])


def _parse(kind: str, text: str, language: str) -> dict[str, str]:
    about = _load(language)
    words = re.sub(r"\s*[.!]$", "", " ".join(text.split()))
    first, wish, reason = PARTS[kind]
    start = rf"{_pattern(first, about[kind][first]['leads'])}{_pattern(wish, about[kind][wish]['leads'], comma=True)}"
    own = _pattern(reason, about[kind][reason]["leads"], comma=True)
    for end in (own, _pattern(reason, about[kind][reason].get("kept", ()), comma=True, kept=True), ""):
        if found := re.fullmatch(start + end, words, re.IGNORECASE):
            parts = {reason: "", **{name: part.strip(" ,;") for name, part in found.groupdict().items()}}
            return {**{part: parts[part] for part in PARTS[kind]}, "language": language}
    form = _render(kind, {}, language)
    raise StudyProblem(f"{text!r} is not written as a {kind} in {language}. Write it as: {form}")


def _pattern(part: str, leads: Sequence[str], *, comma: bool = False, kept: bool = False) -> str:
    """Return a pattern for one of the leads and the part that follows; a lead that is kept belongs to the part."""
    longest = sorted(leads, key=len, reverse=True)
    either = "|".join(re.escape(lead).replace("'", "['’]") + ("" if lead.endswith("'") else r"\s+") for lead in longest)
    before = r"(?:\s*[,;]\s*|\s+)" if comma else ""
    return f"{before}(?P<{part}>(?:{either}).+?)" if kept else f"{before}(?:{either})(?P<{part}>.+?)"


def _render(kind: str, sentence: Sentence, language: str) -> str:
    about = _load(language)
    texts = [" ".join(str(sentence.get(part, "")).split()) for part in PARTS[kind]]
    if sentence and not any(texts):
        return ""
    written = ""
    for part, text in zip(PARTS[kind], texts, strict=True):
        comma = "," if written and about[kind][part].get("comma", True) else ""
        written += f"{comma} {_join(about[kind][part], text or EMPTY, about.get('joints', ()))}"
    return f"{written.strip()}."


def _join(part: Mapping[str, Any], text: str, joints: Sequence[Mapping[str, str]]) -> str:
    """Put the lead before a part, as the language joins the two: de + être is d'être."""
    if _begins(text, part.get("kept", ())):
        return text
    lead = _lead(part)
    for joint in joints:
        ends = re.search(rf"\b{joint['plain']}$", lead)
        if ends and re.match(joint["before"], text, re.IGNORECASE):
            return f"{lead[: ends.start()]}{joint['joined']}{text}"
    return f"{lead} {text}"


def _load(language: str, words: str | Path | None = None) -> Mapping[str, Any]:
    if language not in LANGUAGES:
        raise StudyProblem(f"the language is {language!r}; allowed are {', '.join(map(repr, LANGUAGES))}.")
    return {**_sentences()[language], **(_read_words(Path(words)).get(language, {}) if words else {})}


@cache
def _sentences() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("synth.insights") / "sentences.toml").read_text(encoding="utf-8"))


def _read_words(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconProblem(f"{path}: {error}. Begin from synth/insights/sentences.toml.") from error
    for language, lists in content.items():
        for name, given in lists.items() if isinstance(lists, dict) else [(language, lists)]:
            is_list = isinstance(given, list) and all(isinstance(word, str) and word.strip("* ") for word in given)
            if language not in LANGUAGES or name not in ("solutions", "user", "several") or not is_list:
                raise LexiconProblem(
                    f"{path}: [{language}] {name} cannot be used; give lists of words named solutions, user or several "
                    f"under {', '.join(LANGUAGES)}."
                )
    return content
