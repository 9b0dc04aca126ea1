"""A cell of a workbook or a Parquet file, as the text a person saw there."""

import json
from datetime import datetime, time


def cell_text(value: object) -> str:
    """Missing is "", 12.0 is "12", a date at midnight is the date alone, a list is JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        # A lone half of a surrogate pair is no text that can be stored or shown.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else str(value)
    if isinstance(value, list | dict):
        return json.dumps(value, default=cell_text, ensure_ascii=False)
    return str(value)


def _number(value: float) -> str:
    """Fifteen digits, as spreadsheets show: 0.1 + 0.2 is 0.3; not-a-number is missing."""
    if value != value:
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")
