"""Colours can be told apart and text can be read, on both grounds."""

import tomllib
from pathlib import Path

import pytest

from components import palette

THEME = tomllib.loads(
    (Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text("utf-8")
)["theme"]


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read(mode: str) -> None:
    theme = THEME[mode]
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for ink in ("textColor", "linkColor", "grayColor", "redColor", "orangeColor", "greenColor"):
            assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.45  # the label of a primary button


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", ["GREEN", "BRASS", "GRAY", "TOWARDS", "AGAINST"])
def test_marks_can_be_seen_on_both_grounds(mode: str, name: str) -> None:
    assert contrast(getattr(palette, name), THEME[mode]["backgroundColor"]) >= 3.0


def test_towards_and_against_differ_without_hue() -> None:
    """To an eye without red and green, blue against yellow is what is left."""
    blue = [int(colour[5:7], 16) for colour in (palette.TOWARDS, palette.AGAINST)]
    assert abs(blue[0] - blue[1]) > 100
