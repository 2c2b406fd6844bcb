"""Days as sources write them, told only where they can be read in one way."""

import datetime as dt
import re

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?|(\d{4})(\d\d)(\d\d)(?:T.*)?")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d\d.*")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_MONTH = re.compile(
    r"(jan)(?:uary)?|(feb)(?:ruary)?|(mar)(?:ch)?|(apr)(?:il)?|(may)|(june?)|(july?)|(aug)(?:ust)?"
    r"|(sept?)(?:ember)?|(oct)(?:ober)?|(nov)(?:ember)?|(dec)(?:ember)?"
)
_FILLER = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|at|of|the|st|nd|rd|th")


def day(text: str) -> str | None:
    """ISO date of a text, as precise as it tells, or ``None`` where it is no date or could be several.

    Written for speed: dateutil takes a fifth of a millisecond for a date, minutes for all of arXiv, and guesses a year
    of two digits by what year it is now.

    Examples
    --------
    >>> day("Mon, 2 Apr 2007 19:18:42 GMT"), day("March 2024"), day("25/12/2024"), day("2024/3/5")
    ('2007-04-02', '2024-03', '2024-12-25', '2024-03-05')
    >>> day("03/04/2024"), day("18-Sep-25"), day("Spring 2020")
    (None, None, None)
    """
    try:
        if iso := _ISO.fullmatch(text):
            year, month, number = iso.groups()[:3] if iso[1] else iso.groups()[3:]
            found = dt.date(int(year), int(month or 1), int(number or 1)).isoformat()
            return found[: 4 if not month else 7 if not number else 10]
        return _written(_CLOCK.sub("", text).casefold())
    except ValueError:
        return None


def _written(text: str) -> str | None:
    words = [word for word in _WORD.findall(text) if not _FILLER.fullmatch(word)]
    months = [match.lastindex for word in words if (match := _MONTH.fullmatch(word))]
    years = [int(word) for word in words if len(word) == 4 and word.isdecimal()]
    small = [int(word) for word in words if len(word) < 3 and word.isdecimal()]
    if len(years) != 1 or not 1000 <= years[0] < 3000 or len(words) != 1 + len(months) + len(small):
        return None
    match months, small:
        case [month], [number]:
            return dt.date(years[0], month or 0, number).isoformat()
        case ([month], []) | ([], [month]):
            return dt.date(years[0], month or 0, 1).isoformat()[:7]
        case [], [month, number] if (words[0].isdecimal() and int(words[0]) == years[0]) or month == number:
            return dt.date(years[0], month, number).isoformat()
        case [], [one, two] if (one > 12) != (two > 12):
            return dt.date(years[0], min(one, two), max(one, two)).isoformat()
    return None
