"""Panels on what is inside a block: positions, norms, the gated layer."""

import numpy as np
import streamlit as st

from components import numerals, show
from components.anatomy_attention_charts import distance_chart, rotation_chart
from components.anatomy_controls import slider
from components.anatomy_layer_charts import curves_chart, norms_chart, surface_chart
from components.i18n import _, language
from vitrine.anatomy.norms import (
    layer_norm,
    layer_norm_operations,
    rms_norm,
    rms_norm_operations,
)
from vitrine.anatomy.rope import dot_by_distance, frequencies, rotated_dot

HEAD_SIZE = 128  # Llama 2's
FARTHEST = 64
_VECTOR = np.array([0.6, -1.2, 2.0, 0.3, -0.4, 1.1])


def rope() -> None:
    """Panel 4: positions as rotations."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        distance = int(slider("distance", _("Distance between the two tokens"), 0, FARTHEST, 6))
    with middle:
        start = int(slider("start", _("Where in the text they stand"), 0, 4000, 1000, 50))
    with right:
        label = _("Which pair of numbers (of {count})", count=HEAD_SIZE // 2)
        pair = int(slider("pair", label, 1, HEAD_SIZE // 2, 10))
    angle = float(frequencies(HEAD_SIZE)[pair - 1])
    circle, curve = st.columns(2, gap="large")
    with circle:
        show.chart(rotation_chart(angle, (start + distance, start)), "anatomy_rotation")
    with curve:
        query, key = _alike()
        distances = np.arange(FARTHEST + 1.0)
        dots = dot_by_distance(query, key, distances)
        there = rotated_dot(query, key, start + distance, start)
        show.chart(distance_chart(distances, dots, distance, there, start), "anatomy_distance")
    st.caption(
        _(
            "Pair {pair} turns by {degrees}° a token; the first pair turns by 57.3°, the last by "
            "hardly anything. Fast pairs tell near places apart, slow ones far places. The curve takes "
            "all {count} pairs together.",
            count=HEAD_SIZE // 2,
            pair=pair,
            degrees=numerals.decimal(float(np.degrees(angle)), language(), 2),
        )
    )


def _alike() -> tuple[np.ndarray, np.ndarray]:
    """A query and a key that resemble each other, so that near places attract; always the same."""
    draw = np.random.RandomState(7)
    query = draw.normal(size=HEAD_SIZE)
    return query, query + 0.5 * draw.normal(size=HEAD_SIZE)


def norms() -> None:
    """Panel 5: the same vector through both norms."""
    left, right = st.columns(2, gap="large")
    with left:
        shift = slider("shift", _("Add to every number"), -3.0, 3.0, 1.0, 0.25)
    with right:
        stretch = slider("stretch", _("Multiply every number by"), 0.25, 4.0, 1.0, 0.25)
    vector = _VECTOR * stretch + shift
    show.chart(norms_chart(vector, layer_norm(vector), rms_norm(vector)), "anatomy_norms")
    full, short = layer_norm_operations(4096), rms_norm_operations(4096)
    st.markdown(
        _(
            "What it costs: for one vector of Llama 2 7B (4,096 numbers), LayerNorm takes {full} "
            "additions, multiplications and the like, RMSNorm {short}, {share} fewer. It happens "
            "65 times for every token: twice in each of the 32 layers, and once at the end.",
            full=full,
            short=short,
            share=numerals.percent(1 - short / full, language(), 0),
        )
    )


def swiglu() -> None:
    """Panel 6: the gate."""
    left, right = st.columns(2, gap="large")
    with left:
        gate = slider("gate", _("Gate: xW"), -4.0, 4.0, 1.5, 0.25)
    with right:
        value = slider("value", _("Value: xV"), -4.0, 4.0, 2.0, 0.25)
    curves, surface = st.columns(2, gap="large")
    with curves:
        show.chart(curves_chart(gate, value), "anatomy_curves")
    with surface:
        show.chart(surface_chart(gate, value), "anatomy_surface")
