"""Why a finding is there, in one line that a researcher can check."""

import pandas as pd

from synth.tables import FINDINGS


def explain(findings: pd.DataFrame) -> pd.Series:
    """Say of each finding why it is there: the words that fired, the cue, how sure it is, what the context changed.

    Args:
        findings: the findings table.

    Returns:
        One line a finding, with the index of the findings.

    >>> from synth.tables import FINDINGS
    >>> row = {"finding_id": "f1", "start": 0, "end": 26, "kind": "pain", "cue": "en-delight-clear", "score": 0.6}
    >>> explain(FINDINGS.make([row | {"cue_words": "clear", "context": "denied by “not”"}]))[0]
    'pain (0.60): “clear”, by the cue en-delight-clear; denied by “not”'
    """
    FINDINGS.check(findings)
    lines = [
        f"{kind} ({score:.2f}): “{words}”, by the cue {cue}{f'; {context}' if context else ''}"
        for kind, score, words, cue, context in zip(
            *(findings[column] for column in ("kind", "score", "cue_words", "cue", "context")), strict=True
        )
    ]
    return pd.Series(lines, index=findings.index, dtype="str", name="why")
