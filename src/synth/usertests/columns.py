"""What the columns of a user test's table mean, by their headers in Dutch, French, German and English."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from synth.errors import TableProblem
from synth.readers.headers import TASK, clean_header, find_columns
from synth.usertests.questionnaires import SUS_ITEMS, UMUX_ITEMS

WORDS = {
    "success": "success succes succès erfolg completed completion geslaagd gelukt voltooid réussi réussite terminé "
    "erfolgreich geschafft",
    "time_s": "time tijd temps zeit duration duur durée dauer seconds seconden secondes sekunden",
    "errors": "errors error fouten fout erreurs erreur fehler",
}
MEASURE_OF = {word: measure for measure, words in WORDS.items() for word in words.split()}
UNITS = {"s": 1.0, "ms": 0.001, "min": 60.0, "minutes": 60.0, "minuten": 60.0}
"""Of a time, by a word of its header, in seconds; without one they are seconds."""
LONG = (
    {"measure", "maat", "meting", "mesure", "messgröße", "metric"},
    {"value", "waarde", "valeur", "wert"},
)
ITEM = re.compile(r"(sus|umux)(?: ?lite)?(?: ?(?:q|item|vraag|question|frage))? ?0?(10|[1-9])")
MEASURES = (*WORDS, *SUS_ITEMS, *UMUX_ITEMS)
PLACES = ("participant_id", "group", "wave", "task")


class Layout(NamedTuple):
    """Where a table says what: the columns of who, when and which task; those of measures, with task and factor.

    `measures` holds (column, measure, task, factor), the task "" where a column or nothing else says it; `long` are
    the columns of the measure's name and of its value, where there is one row a value.
    """

    places: dict[str, int]
    measures: list[tuple[int, str, str, float]]
    long: tuple[int, int] | None
    unread: list[str]


def find_layout(headers: Sequence[str], names: Mapping[str, str]) -> Layout:
    """Return what the columns mean.

    Args:
        headers: the table's first row.
        names: what a header means, where it does not tell: "success", "time_s", "sus_1", or "success: sign in".

    Raises:
        TableProblem: a name is given for a column that is not there or means nothing known, or nobody took part.

    >>> find_layout(["deelnemer", "golf", "taak", "gelukt", "tijd (s)"], {}).measures
    [(3, 'success', '', 1.0), (4, 'time_s', '', 1.0)]
    >>> find_layout(["participant", "sign in: errors"], {}).measures
    [(1, 'errors', 'sign in', 1.0)]
    """
    _check_names(headers, names)
    given = [names.get(header, header) for header in headers]
    cleaned = [clean_header(header) for header in given]
    found = find_columns(given)
    places = {name: found[name.removesuffix("_id")] for name in PLACES[:3] if name.removesuffix("_id") in found}
    if task := [place for place, header in enumerate(cleaned) if header in TASK]:
        places["task"] = task[0]
    if "participant_id" not in places:
        raise TableProblem(
            f"no column says who took part; the columns are {', '.join(map(repr, headers))}. "
            'Name it with columns={"its header": "participant"}.'
        )
    names_of, values_of = ([n for n, header in enumerate(cleaned) if header in words] for words in LONG)
    long = (names_of[0], values_of[0]) if names_of and values_of else None
    taken = {*places.values(), *(long or ())}
    measures = [
        (place, *meaning)
        for place, header in enumerate(given)
        if place not in taken and (meaning := read_measure(header, wide="task" not in places))
    ]
    taken |= {place for place, *_ in measures}
    return Layout(places, measures, long, [header for place, header in enumerate(headers) if place not in taken])


def read_measure(header: str, *, wide: bool = False) -> tuple[str, str, float] | None:
    """Return the measure, task and factor that a header means, None if it means no measure.

    Args:
        header: such as "time_s", "SUS 3", "sign in: success".
        wide: whether words beside the measure's name the task.
    """
    cleaned = clean_header(header)
    if item := ITEM.fullmatch(cleaned):
        name = f"{item[1]}_{item[2]}"
        return (name, "", 1.0) if name in MEASURES else None
    words = cleaned.split()
    of = next((word for word in words if word in MEASURE_OF), None)
    if of is None:
        return None
    measure = MEASURE_OF[of]
    factor = next((UNITS[word] for word in words if word in UNITS), 1.0) if measure == "time_s" else 1.0
    rest = [word for word in words if word != of and not (measure == "time_s" and word in UNITS)]
    if wide and rest and of not in {words[0], *[word for word in words if word not in UNITS][-1:]}:
        return None
    return measure, " ".join(rest) if wide else "", factor


def _check_names(headers: Sequence[str], names: Mapping[str, str]) -> None:
    for header, meaning in names.items():
        if header not in headers:
            raise TableProblem(
                f"columns names {header!r}, which is no column; the columns are {', '.join(map(repr, headers))}."
            )
        known = clean_header(meaning) in {"participant", "participant id", "group", "wave", "task", "measure", "value"}
        if not known and read_measure(meaning) is None:
            raise TableProblem(
                f"columns says that {header!r} is {meaning!r}; allowed are participant, group, wave, task, success, "
                "time_s, errors, sus_1 to sus_10, umux_1 and umux_2, or such as 'success: sign in'."
            )
