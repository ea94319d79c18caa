"""How often each tag holds in a table in partitions."""

import pandas as pd

from synth.prevalence import TagClassifier, correct, read_sample, sum_rest
from synth.scale.frames import Frame, collect
from synth.trends import name_people


def estimate_prevalence(
    utterances: Frame, taggings: pd.DataFrame, sample: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Return the share of each tag in all utterances, as `synth.estimate_prevalence` does.

    Args:
        utterances: the utterances table.
        taggings: the tags, as `study.taggings()` returns them.
        sample: the utterances that were drawn at random and tagged.
        level: how sure the interval is.

    Raises:
        TableProblem: fewer than 30 texts were tagged, the sample is not of these utterances, or no tag is in it.
    """
    tagged, marks = read_sample(taggings, sample)
    people = name_people(tagged).tolist()
    model = TagClassifier().fit(tagged["text"].tolist(), marks, groups=people)
    drawn = frozenset(tagged["utterance_id"])
    rest = collect(sum_rest, utterances, label="applying tags", model=model, sample=drawn)
    return correct(model, marks, people, rest, level=level)
