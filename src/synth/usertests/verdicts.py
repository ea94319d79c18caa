"""What a comparison says in one sentence, in the language of the reader."""

from collections.abc import Mapping
from typing import Any

from synth.usertests.measures import MEASURES
from synth.wording import load_wording

ALPHA = 0.05
DECIMALS = {"success": 0, "time": 0, "errors": 1, "sus": 1, "umux_lite": 1}


def read_difference(row: Mapping[Any, Any]) -> str:
    """Return what a row of `compare_waves` says: better, worse, maybe_better, maybe_worse, open, alike, few or missing.

    Better or worse takes both: a p-value under .05 and an interval without 0. It is "maybe" where the p-value that is
    corrected for the number of comparisons is not under .05.

    >>> row = {"measure": "time", "n_before": 9, "n_after": 9, "difference": -30.0, "low": -50.0, "high": -5.0}
    >>> read_difference(row | {"p_value": 0.02, "p_holm": 0.2}), read_difference(row | {"p_value": 0.2, "p_holm": 1})
    ('maybe_better', 'open')
    """
    if not (row["n_before"] and row["n_after"]):
        return "missing"
    if row["low"] != row["low"]:  # NaN
        return "few" if min(row["n_before"], row["n_after"]) == 1 else "alike"
    if row["p_value"] >= ALPHA or row["low"] <= 0 <= row["high"]:
        return "open"
    better = (row["difference"] > 0) == MEASURES[row["measure"]].higher_is_better
    return ("" if row["p_holm"] < ALPHA else "maybe_") + ("better" if better else "worse")


def tell_verdict(row: Mapping[Any, Any], *, comparisons: int, language: str) -> str:
    """Return the sentence for a row of `compare_waves`.

    Args:
        row: its figures.
        comparisons: how many differences are tested beside each other.
        language: nl, fr, de or en.
    """
    words = load_wording("usertests", language)
    measure, reading = row["measure"], read_difference(row)
    waves = {"after_wave": _name(row["wave"], words), "before_wave": _name(row["baseline"], words)}
    if reading == "missing":
        there = waves["after_wave"] if row["n_after"] else waves["before_wave"]
        return words["missing"].format(wave=there) if row["n_after"] or row["n_before"] else words["nothing"]

    def figure(name: str, *, sign: bool = False) -> str:
        return write_number(row[name], DECIMALS[measure], language, sign=sign)

    people = {name: row[name] for name in ("n_before", "n_after")}
    values = {name: figure(name) for name in ("before", "after")}
    if measure == "success":
        values = {wave: str(round(row[wave] * row[f"n_{wave}"] / 100)) for wave in ("before", "after")}
    facts = words["time_waves_paired" if measure == "time" and row["paired"] else f"{measure}_waves"]
    told = words[f"difference_{row['unit']}"].format(difference=figure("difference", sign=True))
    if reading not in {"few", "alike"}:
        told += ", " + words["interval"].format(low=figure("low", sign=True), high=figure("high", sign=True))
    parts = [facts.format(**people, **values, **waves), told, words[reading].format(comparisons=comparisons)]
    return words["separator"].join(parts) + "."


def write_number(value: float, decimals: int, language: str, *, sign: bool = False) -> str:
    """Return a number as people write it: a real minus, a comma but in English, a sign on request.

    >>> write_number(-0.04, 1, "nl", sign=True), write_number(-12.34, 1, "nl"), write_number(12.3, 0, "en", sign=True)
    ('0,0', '−12,3', '+12')
    """
    rounded = round(value, decimals) + 0.0  # no minus zero
    text = f"{abs(rounded):.{decimals}f}"
    mark = "−" if rounded < 0 else "+" if sign and rounded > 0 else ""
    return mark + (text if language == "en" else text.replace(".", ","))


def _name(wave: str, words: Mapping[str, str]) -> str:
    return words.get(f"wave_{wave}", words["wave"].format(wave=wave))
