"""Numbers and dates as a language writes them: 1,050 and 76.2 in English, 1 050 and 76,2 in French."""

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_datetime
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from vitrine.messages import LEAST_CHANCE, Number

NARROW_SPACE = "\u202f"


def whole(value: float, language: str) -> str:
    """A count."""
    return str(format_decimal(round(value), locale=language))


def decimal(value: float, language: str, digits: int = 1) -> str:
    """A measure, with up to `digits` digits after the mark."""
    pattern = "#,##0." + "#" * digits
    return str(format_decimal(value, format=pattern, locale=language))


def signed(value: float, language: str, digits: int = 2) -> str:
    """A weight: +1.20 or −0.35, with a true minus sign."""
    size = str(format_decimal(abs(value), format="#,##0." + "0" * digits, locale=language))
    return ("−" if value < 0 else "+") + size


def percent(share: float, language: str, digits: int = 1) -> str:
    """A share in [0, 1] as a percentage; 0.9996 is not rounded up to certainty, nor 0.0002 to none."""
    unit, least = percent_suffix(language), 10.0**-digits
    space = NARROW_SPACE if language == "fr" else ""
    value = 100 * share
    if 0 < value < least:
        return f"<{space}{fixed(least, language, digits)}{unit}"
    if 100 - least < value < 100:
        return f">{space}{fixed(100 - least, language, digits)}{unit}"
    return fixed(value, language, digits) + unit


def number(found: Number, language: str) -> str:
    """A number of the engine's, in the form that it asks for."""
    if found.form == "percent":
        return percent(found.value, language, found.digits)
    if found.form == "signed":
        return signed(found.value, language, found.digits)
    if found.form == "chance":
        below = found.value < LEAST_CHANCE
        shown = fixed(LEAST_CHANCE if below else found.value, language, found.digits)
        return f"{'<' if below else '='} {shown}"
    return fixed(found.value, language, found.digits)


def percents_to_100(shares: Sequence[float], language: str, digits: int = 1) -> list[str]:
    """Shares that sum to 1, as percentages that, as shown, sum to 100 (largest remainders).

    Source: Hamilton's method of apportionment.
    """
    scale = 10**digits
    exact = [100 * scale * share for share in shares]
    floors = [int(value) for value in exact]
    missing = round(sum(exact)) - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda index: floors[index] - exact[index])
    for index in by_remainder[:missing]:
        floors[index] += 1
    unit = percent_suffix(language)
    return [
        fixed(value / scale, language, digits) + unit
        if value or not share
        else percent(share, language, digits)  # little is not none
        for value, share in zip(floors, shares, strict=True)
    ]


def percent_suffix(language: str) -> str:
    """What follows the number: French sets a narrow space before the sign."""
    return NARROW_SPACE + "%" if language == "fr" else "%"


def plotly_separators(language: str) -> str:
    """The decimal mark and the thousands mark, as plotly's `layout.separators` wants them."""
    return str(get_decimal_symbol(language)) + str(get_group_symbol(language))


def fixed(value: float, language: str, digits: int) -> str:
    """A measure with just so many digits after the mark: figures in a row that are compared."""
    return str(format_decimal(value, format="#,##0." + "0" * digits, locale=language))


def moment(seconds: float, language: str) -> str:
    """A time (seconds since 1970) as date and hour where this machine is."""
    when = datetime.fromtimestamp(seconds).astimezone()
    return str(format_datetime(when, "d MMM y, HH:mm", locale=language))
