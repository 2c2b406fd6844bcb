"""Dates as sources write them; dateutil is the judge where a date leaves no doubt."""

import datetime as dt

import pytest
from dateutil import parser
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.fields import date

FORMS = (
    *("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d %Y", "%Y %b %d", "%a, %d %b %Y 10:11:12 GMT", "%Y-%m-%dT10:11:12Z"),
    *("%A, %B %d, %Y", "%d-%b-%Y", "%d. %B %Y", "%b. %d, %Y", "%Y%m%d", "%dth of %B %Y", "%Y/%m/%d", "%d %b %Y 10:11"),
)


@given(st.dates(dt.date(1500, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_read_as_it_was_written(day: dt.date, form: str) -> None:
    text = day.strftime(form).replace(day.strftime("%Y"), f"{day.year}")
    assert date(text) == day.isoformat() == parser.parse(text).date().isoformat()


@given(st.integers(1, 12), st.integers(1, 31), st.integers(1500, 2099), st.sampled_from("/.- "))
def test_two_numbers_are_a_day_where_only_one_is_a_month(month: int, day: int, year: int, mark: str) -> None:
    found = date(f"{day}{mark}{month}{mark}{year}")
    assert found == date(f"{month}{mark}{day}{mark}{year}")
    try:
        expected = dt.date(year, month, day).isoformat()
    except ValueError:
        expected = f"{year}"
    assert found == (expected if day > 12 or day == month else f"{year}")


@pytest.mark.parametrize("text", ["2001 Jan-Feb", "2001 Jan 5-12", "Spring 2001", "Published 2001", "2001-13-40"])
def test_what_is_no_one_day_gives_the_year(text: str) -> None:
    assert date(text) == "2001"


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert date(text) is None or len(date(text) or "") in (4, 7, 10)
