"""Snoozed, done, dismissed: who stays out of the queue, how long, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from tests.warehouse.conftest import World, models, profile_id
from tests.warehouse.correspondence import ADA, CY, OWNER, mail, subject
from warehouse.modelling import run_models

AS_OF = date(2026, 6, 30)
MADE_OF_ACTIONS = ("action", "reconnect_queue")
Said = tuple[str, date, date | None]
"""An action, its day and its end."""


@pytest.fixture(scope="module")
def silent() -> Iterator[World]:
    """Ada wrote weekly and fell silent a year ago."""
    world = World(AS_OF)
    world.shows("me", OWNER)
    days = [date(2025, 6, 1) + timedelta(7 * week) for week in range(4)]
    world.shows("mail", {f"m{day}": mail(f"m{day}", day.isoformat(), ADA, CY) for day in days})
    world.build("reconnect", "action")
    yield world
    world.connection.close()


def told(world: World, *said: Said, as_of: date = AS_OF, taken_back: int = 0) -> tuple[list[tuple[object, ...]], bool]:
    """What the table says after this was said of Ada, and whether she is in the queue; the last may be taken back."""
    world.connection.execute("delete from archive.action")
    world.connection.execute("update as_of set as_of = ?", [as_of])
    for number, (action, on, until) in enumerate(said, 1):
        withdrawn_at = datetime(2026, 6, 30) if number > len(said) - taken_back else None
        made_at = datetime(2026, 1, 1, 0, number)
        adas = profile_id("mail", subject(ADA))
        world._insert("archive.action", (f"a{number}", action, adas, on, until, "cy", made_at, withdrawn_at))
    for table in MADE_OF_ACTIONS:
        world.connection.execute(f"drop table {table}")
    run_models(world.connection, [model for model in models("main") if model.name in MADE_OF_ACTIONS])
    return world.rows("select action, until, is_in_effect from action"), bool(world.rows("from reconnect()"))


@pytest.mark.parametrize(
    ("said", "until"),
    [
        (("snooze", date(2026, 6, 1), date(2026, 7, 10)), date(2026, 7, 10)),
        (("done", date(2026, 6, 1), None), date(2026, 6, 1) + timedelta(180)),
    ],
    ids=["snoozed", "done"],
)
def test_who_was_snoozed_or_done_stays_away_for_its_time_and_returns(silent: World, said: Said, until: date) -> None:
    assert told(silent) == ([], True)
    assert told(silent, said) == ([(said[0], until, True)], False)
    assert told(silent, said, as_of=until - timedelta(1)) == ([(said[0], until, True)], False)
    assert told(silent, said, as_of=until) == ([(said[0], until, False)], True)


def test_who_was_dismissed_never_returns(silent: World) -> None:
    dismissed = ("dismiss", date(2026, 6, 1), None)
    assert told(silent, dismissed, as_of=date(2036, 1, 1)) == ([("dismiss", None, True)], False)


def test_the_last_word_counts_and_one_taken_back_does_not(silent: World) -> None:
    said = ("dismiss", date(2026, 6, 1), None), ("snooze", date(2026, 6, 2), date(2026, 6, 20))
    assert told(silent, *said) == ([("snooze", date(2026, 6, 20), False)], True)
    assert told(silent, *said, taken_back=1) == ([("dismiss", None, True)], False)
    assert told(silent, *said, taken_back=2) == ([], True)


def test_what_was_said_after_as_of_is_not_yet_said(silent: World) -> None:
    assert told(silent, ("dismiss", AS_OF, None)) == ([("dismiss", None, True)], False)
    assert told(silent, ("dismiss", AS_OF + timedelta(1), None)) == ([], True)
