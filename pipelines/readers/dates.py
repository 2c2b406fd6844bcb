"""Days as sources write them, told only where they can be read in one way."""

import datetime as dt
import re
from functools import lru_cache

from dateutil import parser

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?|(\d{4})(\d\d)(\d\d)(?:T.*)?")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d\d.*")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def day(text: str) -> str | None:
    """ISO date of a text, as precise as it tells, or ``None`` where it is no date or could be several.

    Examples
    --------
    >>> day("Mon, 2 Apr 2007 19:18:42 GMT"), day("March 2024"), day("25/12/2024"), day("2024/3/5")
    ('2007-04-02', '2024-03', '2024-12-25', '2024-03-05')
    >>> day("03/04/2024"), day("18-Sep-25"), day("Spring 2020")
    ('2024', None, None)
    """
    try:
        if iso := _ISO.fullmatch(text):
            year, month, number = iso.groups()[:3] if iso[1] else iso.groups()[3:]
            found = dt.date(int(year), int(month or 1), int(number or 1)).isoformat()
            return found[: 4 if not month else 7 if not number else 10]
        return _written(_CLOCK.sub("", text))
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1 << 14)
def _written(text: str) -> str | None:
    if len(_YEAR.findall(text)) != 1:
        return None  # of two digits it would be read by what year it is now
    # What the text leaves open comes out as in the default, so it differs between the two.
    one = parser.parse(text, default=dt.datetime(1, 1, 1), ignoretz=True)  # noqa: DTZ001
    other = parser.parse(text, default=dt.datetime(4, 12, 28), ignoretz=True, dayfirst=not text[:4].isdecimal())  # noqa: DTZ001
    if one.year != other.year or not 1000 <= one.year < 3000:
        return None
    return f"{one:%Y-%m-%d}"[: 4 if one.month != other.month else 7 if one.day != other.day else 10]
