"""A curve of two shares as an SVG that stands in the report by itself. Knows no screen."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from components import numerals
from components.i18n import language

WIDTH, HEIGHT, LEFT, BOTTOM, ROOM = 560, 300, 58, 46, 14
_TICKS = 4


def curve(
    points: Sequence[tuple[float, float]],
    across: str,
    up: str,
    sentence: str,
    *,
    diagonal: bool = False,
    chosen: tuple[float, float] | None = None,
) -> Markup:
    """`points` (x, y) from 0 to 1 joined by a line; `diagonal`: where both would be equal; `chosen` is
    marked. `across` and `up` name the axes, `sentence` is what a screen reader says."""
    least = 0.0 if diagonal else _floor([y for _x, y in points])
    place = _Place(least)
    parts = [*_grid(place, across, up)]
    if diagonal:
        parts.append(_line([(0.0, 0.0), (1.0, 1.0)], place, "even"))
    parts.append(_line(points, place, "curve"))
    parts += [_dot(point, place, "dot") for point in points if diagonal]
    if chosen is not None:
        parts.append(_dot(chosen, place, "chosen"))
    return Markup(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, sentence, Markup("").join(parts))


class _Place:
    """Where a pair of shares lies in the picture."""

    def __init__(self, least: float) -> None:
        self.least = least

    def x(self, share: float) -> float:
        return round(LEFT + share * (WIDTH - LEFT - ROOM), 1)

    def y(self, share: float) -> float:
        height = HEIGHT - BOTTOM - ROOM
        return round(ROOM + height * (1 - (share - self.least) / (1 - self.least)), 1)


def _floor(values: Sequence[float]) -> float:
    """A round share below all values, so that a line near the top is not flat."""
    return max(0.0, int(10 * min(values, default=0.0) - 0.5) / 10)


def _grid(place: _Place, across: str, up: str) -> list[Markup]:
    found = []
    for step in range(_TICKS + 1):
        share = step / _TICKS
        value = place.least + share * (1 - place.least)
        x, y = place.x(share), place.y(value)
        found.append(
            Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
                LEFT, WIDTH - ROOM, y, y
            )
        )
        found.append(_text(x, HEIGHT - BOTTOM + 18, _percent(share), "middle"))
        found.append(_text(LEFT - 6, y + 4, _percent(value), "end"))
    found.append(_text((LEFT + WIDTH - ROOM) / 2, HEIGHT - 6, across, "middle"))
    middle = (ROOM + HEIGHT - BOTTOM) / 2
    found.append(
        Markup(
            '<text transform="translate(12 {}) rotate(-90)" text-anchor="middle">{}</text>'
        ).format(middle, up)
    )
    return found


def _line(points: Sequence[tuple[float, float]], place: _Place, kind: str) -> Markup:
    path = " ".join(f"{place.x(x)},{place.y(y)}" for x, y in points)
    return Markup('<polyline class="{}" points="{}"/>').format(kind, path)


def _dot(point: tuple[float, float], place: _Place, kind: str) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{}" r="4"/>').format(
        kind, place.x(point[0]), place.y(point[1])
    )


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
        x, y, anchor, escape(text)
    )


def _percent(share: float) -> str:
    return numerals.percent(share, language(), 0)
