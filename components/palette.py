"""The colours of charts and word marks, and the one plotly template.

All are mid tones: each reads on the light and on the dark ground (contrast 3:1 or more), so a figure
need not know which one it stands on. Towards and against are a blue and a vermilion after Okabe and
Ito, apart for every common kind of colour vision; a sign always stands beside them.
"""

import plotly.graph_objects as go
import plotly.io as pio

TEMPLATE = "vitrine"

GREEN = "#1d8d74"
BRASS = "#b9852f"
GRAY = "#84928c"
TOWARDS = "#2f86c9"
AGAINST = "#d8632b"
GRID = "rgba(128, 144, 137, 0.28)"


def faint(colour: str, opacity: float = 0.35) -> str:
    """A colour let through: `#1d8d74` gives `rgba(29, 141, 116, 0.35)`."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def register_template() -> None:
    """Makes the template known to plotly; text colours come from the page's own theme."""
    axis = {"gridcolor": GRID, "zeroline": False, "showline": False, "automargin": True}
    pio.templates[TEMPLATE] = go.layout.Template(
        layout={
            "colorway": [GREEN, BRASS, TOWARDS, AGAINST, GRAY],
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 4, "r": 8, "t": 8, "b": 8},
            "bargap": 0.12,
            "dragmode": False,
            "showlegend": False,
            "font": {"size": 13},
            "hoverlabel": {"align": "left"},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


register_template()
