"""A price as a shop writes it, read as a number."""

import re

_NUMBER = re.compile(r"\d(?:[\d.,'’\s\u00a0\u202f]*\d)?")
_BLANKS = re.compile(r"[\s'’\u00a0\u202f]")


def read_price(text: str) -> float | None:
    """The first amount in a cell: `₹1,299.00`, `Rs. 374`, `1 299,50 €`, `1.299,00`; None where there is
    none, or a negative one.

    A single mark with three digits behind it parts thousands (`1,299`), unless nothing or a nought
    stands before it; of two different marks the last is the decimal one.
    """
    found = _NUMBER.search(text)
    if found is None or text[: found.start()].rstrip(" $€£₹").endswith(("-", "−")):
        return None
    return float(_plain(_BLANKS.sub("", found.group())))


def _plain(digits: str) -> str:
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return digits
    whole, _, rest = digits.rpartition(marks[-1])
    if len(set(marks)) == 1 and (len(marks) > 1 or _parts_thousands(whole, rest)):
        return digits.replace(marks[0], "")
    return re.sub(r"[.,]", "", whole) + "." + rest


def _parts_thousands(whole: str, rest: str) -> bool:
    return len(rest) == 3 and whole.lstrip("0") != ""
