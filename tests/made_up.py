"""What several test files make up alike: small lexicons, and passages with a researcher's decisions."""

import json
from functools import cache

import numpy as np
import pandas as pd

from synth.lexicon import parse_lexicon
from synth.ranking import FindingRanker

WAITING = ["six weeks later nothing", "still no word from them", "the line again the whole morning"]
LIVING = ["we live near the canal", "my brother works there too", "it was a tuesday I think"]


def cue(cue_id, *patterns, **fields):
    """Return a cue as TOML; its kind is the first part of its id."""
    fields = {"id": cue_id, "kind": cue_id.split("-")[0], "patterns": patterns} | fields
    return "\n".join(
        ["[[cue]]", *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())]
    )


def write_lexicon(*cues, language="en", **classes):
    """Return a lexicon as TOML."""
    lines = (f"{name} = {json.dumps(words, ensure_ascii=False)}" for name, words in classes.items())
    return "\n".join([f'language = "{language}"', "[classes]", *lines, *cues])


def make_lexicon(*cues, **classes):
    """Return a lexicon of English."""
    return parse_lexicon(write_lexicon(*cues, **classes), name="test.toml")


def passages(n=240, *, informative=True, seed=0):
    """Return passages and decisions; the words tell which are accepted, the rules' scores do or do not."""
    rng = np.random.default_rng(seed)
    yes = rng.random(n) < 0.4
    texts = [f"{rng.choice(WAITING if one else LIVING)} {rng.choice(LIVING)}" for one in yes]
    scores = np.where(yes, 0.8, 0.4) if not informative else np.full(n, 0.5)
    kinds = np.where(rng.random(n) < 0.7, "pain", "")
    table = pd.DataFrame(
        {
            "passage_id": [f"p{number}" for number in range(n)],
            "utterance_id": [f"u{number // 2}" for number in range(n)],
            "text": texts,
            "kind": kinds,
            "cue": np.where(kinds == "", "", "en-pain"),
            "score": np.where(kinds == "", 0.0, scores),
        }
    )
    return table, yes


def with_gaps(table, yes, undecided):
    """Return the passages with their decisions, every so many undecided."""
    return table.assign(accepted=pd.Series(yes, dtype="boolean").mask(np.arange(len(yes)) % undecided == 0))


def decided(table, yes):
    return table.assign(accepted=pd.Series(yes, dtype="boolean"))


@cache
def fit_ranker():
    """Return a ranker that found something to learn."""
    return FindingRanker().fit(*passages())
