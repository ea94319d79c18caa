"""What a widget shows where no kernel runs: plain HTML in a report, without scripts, every text escaped."""

import html
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

MAX_TURNS = 20
"""How many turns a report shows before it says how many more there are."""

MAX_QUOTES = 3
"""How many quotes of a column a report shows."""

_STYLE = (
    ".synth-static{font:14px/1.6 system-ui,sans-serif;max-width:46em}.synth-static dt{font-weight:600}"
    ".synth-static dl{display:block}.synth-static dt,.synth-static dd{float:none;width:auto;display:block}"
    ".synth-static dd{margin:0 0 .7em;white-space:pre-wrap}.synth-static .quiet{opacity:.7;font-weight:400}"
    ".synth-static mark{background:#fff1bf;color:#1f1f1f;padding:.05em .1em}.synth-static small{font-weight:600}"
)


def transcript_html(turns: pd.DataFrame, taggings: Sequence[Mapping[str, Any]], *, title: str = "") -> str:
    """Return the turns from the first tagged one on, with tags named, and how often each tag is used, as safe HTML.

    Args:
        turns: rows of the utterances table, in reading order.
        taggings: each with utterance_id, start, end (code points) and tag; those of other turns are only counted.
        title: what is shown, such as the source_id.

    >>> turns = pd.DataFrame([{"utterance_id": "u1", "participant_id": "P1", "role": "participant", "text": "I <3 it"}])
    >>> "<mark>I &lt;3</mark>" in transcript_html(turns, [{"utterance_id": "u1", "start": 0, "end": 4, "tag": "joy"}])
    True
    """
    tagged = turns["utterance_id"].isin([tagging["utterance_id"] for tagging in taggings])
    first = max(0, int(tagged.to_numpy().argmax()) - 1)
    shown = turns.iloc[first : first + MAX_TURNS]
    left_out = len(turns) - len(shown)
    more = f'<p class="quiet">{left_out} more turns are not shown here.</p>' if left_out else ""
    body = "".join(
        _turn_html(row, [tagging for tagging in taggings if tagging["utterance_id"] == row["utterance_id"]])
        for row in shown.to_dict("records")
    )
    counts = sorted(Counter(tagging["tag"] for tagging in taggings).items())
    tags = "".join(f"<li>{html.escape(tag)}: {count}</li>" for tag, count in counts) or "<li>none yet</li>"
    return (
        f'<div class="synth-static"><style>{_STYLE}</style><h4>{html.escape(title)}</h4>'
        f"<dl>{body}</dl>{more}<h4>Tags</h4><ul>{tags}</ul></div>"
    )


def _turn_html(row: Mapping[Any, Any], taggings: list[Mapping[str, Any]]) -> str:
    text = row["text"]
    cuts = sorted({0, len(text), *(span["start"] for span in taggings), *(span["end"] for span in taggings)})
    pieces = []
    for start, end in itertools.pairwise(cuts):
        piece = html.escape(text[start:end])
        covered = any(span["start"] <= start and end <= span["end"] for span in taggings)
        names = "".join(f" <small>[{html.escape(span['tag'])}]</small>" for span in taggings if span["end"] == end)
        pieces.append(f"<mark>{piece}</mark>{names}" if covered else piece)
    quiet = "" if row["role"] == "participant" else ' class="quiet"'
    speaker = html.escape(row["participant_id"] or row["role"])
    return f"<dt{quiet}>{speaker}</dt><dd{quiet}>{''.join(pieces)}</dd>"


def board_html(rows: Sequence[Mapping[str, Any]], whys: Mapping[str, str]) -> str:
    """Return the columns of a theme board with their counts and some quotes of each, as safe HTML.

    Args:
        rows: one a card, those of a column together: column, label, quote, participant_id, language and votes.
        whys: what holds each column together, by its key.

    >>> row = {"column": "c", "label": "<b>", "quote": "I <3 it", "participant_id": "P1", "language": "en", "votes": 2}
    >>> "<li>I &lt;3 it <small>P1, en, 2 dots</small></li>" in board_html([row], {"c": ""})
    True
    """
    columns = itertools.groupby(rows, key=lambda row: row["column"])
    body = "".join(_column_html(list(cards), whys.get(column, "")) for column, cards in columns)
    return f'<div class="synth-static"><style>{_STYLE}</style>{body or "<p>No cards.</p>"}</div>'


def _column_html(cards: Sequence[Mapping[str, Any]], why: str) -> str:
    label = html.escape(cards[0]["label"] or "Set aside")
    counts = Counter(card["language"] for card in cards if card["language"])
    languages = ", ".join(f"{language} {count}" for language, count in counts.most_common())
    people = len({card["participant_id"] for card in cards} - {""})
    facts = " · ".join(filter(None, (f"{len(cards)} cards", f"{people} participants", languages)))
    quotes = "".join(f"<li>{_card_html(card)}</li>" for card in cards[:MAX_QUOTES])
    because = f'<p class="quiet">{html.escape(why)}</p>' if why else ""
    return f'<h4>{label} <span class="quiet">{html.escape(facts)}</span></h4>{because}<ul>{quotes}</ul>'


def _card_html(row: Mapping[str, Any]) -> str:
    dots = f"{row['votes']} dot{'s' * (row['votes'] != 1)}" if row["votes"] else ""
    about = ", ".join(filter(None, (row["participant_id"], row["language"], dots)))
    return f"{html.escape(row['quote'])} <small>{html.escape(about)}</small>"
