"""Dates as precise as they are known: to the year, month or day, as ISO 8601 has them."""

import re
from datetime import date, timedelta

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


def checked(day: str) -> str:
    """The date itself, where it is one.

    Raises
    ------
    ValueError
        When it is none.

    Examples
    --------
    >>> checked("2025-09")
    '2025-09'
    """
    if first_day(day) is None:
        raise ValueError(f"{day!r} is no date; write 2025, 2025-09 or 2025-09-18")
    return day


def day_before(day: str) -> str:
    """The last day before a date.

    Raises
    ------
    ValueError
        When it is none.

    Examples
    --------
    >>> day_before("2025"), day_before("2024-03")
    ('2024-12-31', '2024-02-29')
    """
    return (date.fromisoformat(first_day(checked(day)) or "") - timedelta(days=1)).isoformat()
