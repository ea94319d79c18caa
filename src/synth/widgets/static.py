"""What a widget shows where no kernel runs: plain HTML in a report, without scripts, every text escaped."""

import html
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

MAX_TURNS = 20
"""How many turns a report shows before it says how many more there are."""

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
