"""What came of the grouping, said in words."""

from collections import Counter

import pandas as pd

from synth.wording import load_wording


def describe_themes(grouping: tuple[pd.DataFrame, pd.DataFrame], *, language: str = "en") -> str:
    """Return in a few sentences how many themes there are, how far to trust them, what was set aside, and why so many.

    Args:
        grouping: themes and membership, as `synth.group` returns them.
        language: nl, fr, de or en.
    """
    themes, members = grouping
    words = load_wording("themes", language)
    out = members[members["theme_id"] == ""]
    if out.empty:
        aside = words["none_aside"]
    else:
        share = f"{100 * len(out) / len(members):.0f}"
        aside = words["aside"].format(count=len(out), share=share, reasons=_count(out["reason"], language))
    summary = words["summary"].format(
        findings=len(members) - len(out),
        themes=len(themes),
        areas=themes["area"].nunique(),
        verdicts=_count(themes["verdict"], language) or "-",
    )
    return f"{summary} {aside} {words['choice']}"


def _count(codes: "pd.Series[str]", language: str) -> str:
    words = load_wording("themes", language)
    return ", ".join(f"{count} {words[code]}" for code, count in sorted(Counter(codes).items()))
