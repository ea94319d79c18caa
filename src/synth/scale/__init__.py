"""The steps of synth on Dask, from a laptop's cores to a cluster: the same functions, ids and results as on one.

    from synth import scale

    with scale.connect():
        comments = scale.read("comments.parquet")
        findings = scale.write(scale.find(comments), "found")
        themes = scale.fit_themes(findings, comments)
        assigned = scale.write(scale.assign_themes(findings, comments, themes), "assigned")

Each function takes a Dask DataFrame of a table of `tables.py`, or a pandas DataFrame, for which it does the same at
once. Tables of spans (findings, assigned) have one partition for each partition of the utterances.
"""

from synth.errors import SynthError

try:
    import dask.dataframe as _dask_dataframe  # noqa: F401 - the extra is there whole, or it is told
    import distributed as _distributed  # noqa: F401
except ImportError as error:
    raise SynthError('synth.scale needs Dask, an extra: pip install "synth[scale]".') from error

from synth.scale.cluster import connect
from synth.scale.counting import count_findings, count_themes
from synth.scale.finding import find
from synth.scale.folders import read_account, write
from synth.scale.frames import digest, read
from synth.scale.predicting import estimate_prevalence
from synth.scale.protecting import pseudonymise
from synth.scale.theming import ScaledThemes, assign_themes, fit_themes

__all__ = [
    "ScaledThemes",
    "assign_themes",
    "connect",
    "count_findings",
    "count_themes",
    "digest",
    "estimate_prevalence",
    "find",
    "fit_themes",
    "pseudonymise",
    "read",
    "read_account",
    "write",
]
