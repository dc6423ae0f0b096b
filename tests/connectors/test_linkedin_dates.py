"""Dates as LinkedIn and the spreadsheets of seven languages write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.cell_values import BadCellError
from connectors.linkedin_dates import Span, day, moment, order_proven, span
from connectors.month_names import month_of
from tests.connectors.linkedin import shared_rows

DAYS = st.dates(date(2003, 5, 5), date(2049, 12, 31))
MOMENTS = st.datetimes(datetime(2003, 5, 5), datetime(2049, 12, 31)).map(lambda at: at.replace(microsecond=0))
ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SPANISH = "ene feb mar abr may jun jul ago sep oct nov dic".split()
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


@given(DAYS)
def test_a_day_is_the_same_in_every_way_of_writing_it(on: date) -> None:
    assert {
        day(text)
        for text in (
            f"{on:%d} {ENGLISH[on.month - 1]} {on.year}",
            f"{on.day}-{ENGLISH[on.month - 1]}-{on:%y}",
            f"{on.day}-{SPANISH[on.month - 1]}-{on:%y}",
            f"{on.day}. {GERMAN[on.month - 1]} {on.year}",
            f"{on.day} de {SPANISH[on.month - 1]}. de {on.year}",
            f"{ENGLISH[on.month - 1]} {on.day}, {on.year}",
            f"{ENGLISH[on.month - 1]} {on:%d} {on.year}",
            f"{on:%d.%m.%Y}",
            f"{on.day}.{on.month}.{on:%y}",
            on.isoformat(),
            f"{on:%Y/%m/%d}",
        )
    } == {on}


@given(MOMENTS)
def test_a_moment_is_the_same_in_every_way_of_writing_it(at: datetime) -> None:
    weekday = "Mon Tue Wed Thu Fri Sat Sun".split()[at.weekday()]
    texts = (
        f"{at:%Y-%m-%d %H:%M:%S} UTC",
        f"{at:%Y/%m/%d %H:%M:%S} UTC",
        f"{at:%Y-%m-%dT%H:%M:%S}Z",
        f"{weekday} {ENGLISH[at.month - 1]} {at:%d %H:%M:%S} UTC {at.year}",
    )
    assert {moment(text) for text in texts} == {at}


@given(MOMENTS, st.sampled_from([" ", "\N{NARROW NO-BREAK SPACE}"]))
def test_linkedins_own_moments_are_month_first(at: datetime, blank: str) -> None:
    at = at.replace(second=0)
    text = f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M}{blank}{'PM' if at.hour > 11 else 'AM'}"
    assert moment(text) == moment(text, "mdy") == at


@given(DAYS, st.sampled_from(["dmy", "mdy"]), st.sampled_from("/-"))
def test_the_order_that_is_given_decides(on: date, order: str, mark: str) -> None:
    parts = [on.day, on.month] if order == "dmy" else [on.month, on.day]
    assert day(f"{parts[0]}{mark}{parts[1]}{mark}{on.year}", order) == on


def test_a_date_that_may_be_either_is_rejected_with_the_remedy() -> None:
    with pytest.raises(BadCellError, match="date_order"):
        day("3/4/2021")
    with pytest.raises(BadCellError, match="date_order"):
        day("3/4/21, 9:00 AM", "both")
    assert day("5/5/2021") == date(2021, 5, 5)


def test_a_part_above_twelve_proves_the_order_of_a_file() -> None:
    assert order_proven(["3/4/21", "13/4/21, 9:00 AM", "12.25.2020"]) == "dmy"
    assert order_proven(["3/4/21", "3/20/17, 4:21 PM"]) == "mdy"
    assert order_proven(["13/4/21", "3/20/17"]) == "both"
    assert order_proven(["3/4/21", "04 Nov 2022", ""]) is None


def test_a_month_and_a_year_are_all_their_days() -> None:
    assert span("Feb 2020") == Span(date(2020, 2, 1), date(2020, 2, 29))
    assert span("2014") == Span(date(2014, 1, 1), date(2014, 12, 31))
    assert span("Jan-98") == Span(date(1998, 1, 1), date(1998, 1, 31))
    with pytest.raises(BadCellError, match="without a day"):
        day("Jan 2020")


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31 Feb 2020", "00 Jan 2020", "13/13/20", "0000-01-01", "12 Foo 2020", "jui 2020", "2020-01-01 25:00",
     "1/2/20, 13:00 PM", "99999", "12 Jan 2020 and then some"],
)  # fmt: skip
def test_what_is_no_date_is_a_reason_and_no_other_error(text: str) -> None:
    with pytest.raises(BadCellError):
        span(text)


@given(st.text(alphabet="0123456789/-.:, JanfebUTCPMade\u202f", max_size=30), st.sampled_from([None, "dmy", "both"]))
def test_any_text_is_a_date_or_a_reason(text: str, order: str | None) -> None:
    try:
        found = span(text, order)
    except BadCellError:
        return
    assert found.first <= found.last


def test_months_have_names_and_short_names_in_seven_languages() -> None:
    assert [month_of(word) for word in ("sept.", "août", "févr", "MRT", "gennaio", "out", "dez", "mei", "märz")] == [
        9, 8, 2, 3, 1, 10, 12, 5, 3,
    ]  # fmt: skip
    assert month_of("jui") is None and month_of("ma") is None and month_of("monday") is None


@pytest.mark.shared
def test_every_date_shape_of_the_files_that_are_read_is_a_date() -> None:
    read = {
        "connections.csv:Connected On", "connections.csv:Connected on", "education.csv:End Date",
        "education.csv:Start Date", "email addresses.csv:Updated On", "endorsement received info.csv:Endorsement Date",
        "endorsement_given_info.csv:Endorsement Date", "endorsement_received_info.csv:Endorsement Date",
        "imported contacts.csv:Created At", "invitations.csv:Sent At", "messages.csv:DATE", "positions.csv:Finished On",
        "positions.csv:Started On", "recommendations.csv:Creation Date", "recommendations_given.csv:Creation Date",
        "recommendations_received.csv:Creation Date", "recommendations_received.csv:Creation Date.1",
    }  # fmt: skip
    seen = set()
    for place, shape, _ in shared_rows("date_shapes.tsv"):
        if place in read:
            seen.add(place)
            assert span(_filled(shape)).first.month == 3 or shape == "9999", shape
    assert seen == read


def _filled(shape: str) -> str:
    """A shape with numbers that are a date in March where it allows: every digit is a 9 in the corpus."""
    for masked, number in (
        ("99:99:99", "10:20:30"), ("99:99", "10:20"), ("9:99", "9:20"), ("9999", "2021"), ("99/99/99", "03/14/21"),
        ("9/99/99", "3/14/21"), ("9/9/99", "3/4/21"), ("99.99", "14.03"), ("-99-99", "-03-14"), ("/99/99", "/03/14"),
        ("Mon", "Mar"), ("nov", "mar"), ("oct", "mar"), ("may", "mar"), ("feb", "mar"), ("99", "14"), ("9", "4"),
    ):  # fmt: skip
        shape = shape.replace(masked, number)
    return shape
