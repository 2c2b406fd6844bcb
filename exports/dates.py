"""Dates as precise as they are known."""

import re
from datetime import date

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_REST = "-01-01"


def first_day(day: str | None) -> str | None:
    """The first day that a date may mean; None for text that is no date to the year, month or day.

    Examples
    --------
    >>> first_day("2025-09"), first_day("2025-02-31"), first_day("soon")
    ('2025-09-01', None, None)
    """
    if day is None or not _ISO.fullmatch(day):
        return None
    try:
        return date.fromisoformat(day + _REST[len(day) - 4 :]).isoformat()
    except ValueError:
        return None
