"""What the charts of a study share: colours, width, bars."""

import altair as alt
import pandas as pd

# Okabe and Ito's colours for colour-blind readers; the kinds' names stand beside them, never colour alone.
KIND_COLOURS = {
    "need": "#0072B2",
    "pain": "#D55E00",
    "suggestion": "#CC79A7",
    "goal": "#009E73",
    "workaround": "#E69F00",
    "delight": "#56B4E9",
}
WIDTH = 560

# Altair's own default fetches its drawing code from the network; JupyterLab draws this type by itself.
alt.renderers.enable("mimetype")


def draw_bars(counts: pd.DataFrame, y: alt.Y, colour: alt.Color, *, description: str) -> alt.TopLevelMixin:
    """Draw lying bars of the counts (column `findings`), one a value of `y`, in parts by colour."""
    bars: alt.Chart = alt.Chart(counts, width=WIDTH, description=description).mark_bar()
    chart: alt.Chart = bars.encode(
        x=alt.X("findings:Q", title="findings"), y=y, color=colour, tooltip=list(counts.columns)
    )
    return chart
