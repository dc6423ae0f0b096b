"""Ties: how alive each is, equal to a sum over days in Python."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connectors.claims import Interaction, Party
from connectors.records import OWNER as ME
from tests.warehouse.conftest import World
from tests.warehouse.correspondence import ADA, BOB, CARLA, CY, OWNER, mail

AS_OF = date(2022, 1, 1)
# Each example builds a warehouse, so there are few; a failing one is shown as it is, as looking for a smaller one
# would take minutes.
FEW = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
FRIENDS = [ADA, BOB, CARLA]


class Sent(NamedTuple):
    """A mail: on which day, counted from the first of 2018; from whom to whom."""

    on: int
    parties: tuple[str, ...]

    @property
    def day(self) -> date:
        return date(2018, 1, 1) + timedelta(self.on)


def shown(mails: list[Sent], shift: timedelta = timedelta(0)) -> World:
    """A world of these mails, all days moved by the same."""
    world = World(AS_OF + shift)
    world.shows("me", OWNER)
    world.shows(
        "mail",
        {
            f"msg:{number}": mail(str(number), (one.day + shift).isoformat(), *one.parties)
            for number, one in enumerate(mails)
        },
    )
    world.build()
    world.check()
    return world


def ties(world: World) -> dict[str, tuple[Any, ...]]:
    """Name -> strength, peak, sent, received, days of contact, silence, mean gap, rhythm."""
    rows = world.rows("""
        select name, strength, strength_peak, sent, received, contact_days, silence_days, mean_gap_days, rhythm
        from tie
    """)
    return {name: tuple(values) for name, *values in rows}


def brute_force(mails: list[Sent]) -> dict[str, tuple[Any, ...]]:
    """The same from the definition: a day's best sent and best received, halved every 180 days."""
    best: defaultdict[str, defaultdict[date, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    counted: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in mails:
        sender, *to = one.parties
        day = one.day
        others = {sender, *to} - {CY}
        is_sent = sender == CY
        if not others or day > AS_OF or not (is_sent or CY in to):
            continue
        for other in set(to) - {CY} if is_sent else {sender}:
            counted[other][0 if is_sent else 1] += 1
            sides = best[other][day]
            side = "sent" if is_sent else "received"
            sides[side] = max(sides.get(side, 0), 1 / len(others))
    found = {}
    for other, days in best.items():
        weight = {day: 2 * sides.get("sent", 0) + sides.get("received", 0) for day, sides in days.items()}
        first, last = min(weight), max(weight)
        gap = (last - first).days / (len(weight) - 1) if len(weight) > 1 else None
        silence = (AS_OF - last).days
        rhythm = "unknown"
        if len(weight) >= 3 and gap:
            rhythm = "active" if silence / gap < 2 else "cooling" if silence / gap <= 8 else "dormant"
        found[other.partition(" <")[0]] = (
            pytest.approx(_strength(weight, AS_OF)),
            pytest.approx(max(_strength(weight, day) for day in weight)),
            *counted[other],
            len(weight),
            silence,
            pytest.approx(gap) if gap else None,
            rhythm,
        )
    return found


def _strength(weight: dict[date, float], on: date) -> float:
    return math.fsum(value / math.pow(2, (on - day).days / 180) for day, value in weight.items() if day <= on)


MAILS = st.lists(
    st.builds(
        Sent,
        st.integers(0, 1600) | st.integers(0, 20),
        st.lists(st.sampled_from([CY, *FRIENDS]), min_size=2, max_size=4).map(tuple),
    ),
    min_size=4,
    max_size=30,
)


@pytest.mark.slow
@settings(FEW, max_examples=8)
@given(mails=MAILS)
def test_ties_are_what_the_definition_gives(mails: list[Sent]) -> None:
    assert ties(shown(mails)) == brute_force(mails)


@pytest.mark.slow
@settings(FEW, max_examples=4)
@given(mails=MAILS, days=st.integers(-4000, 2500))  # the world lands in 2030, and believes no later day
def test_moving_all_days_and_as_of_together_changes_nothing(mails: list[Sent], days: int) -> None:
    plain, moved = ties(shown(mails)), ties(shown(mails, timedelta(days)))
    assert moved == {name: (pytest.approx(tie[0]), pytest.approx(tie[1]), *tie[2:]) for name, tie in plain.items()}


def every(days: int, until: int, who: str = ADA) -> list[Sent]:
    """A mail from them every so many days, the last one `until` days before the first of 2022."""
    last = (AS_OF - date(2018, 1, 1)).days - until
    return [Sent(last - days * number, (who, CY)) for number in range(4)]


@pytest.mark.parametrize(
    ("gap", "silence", "rhythm"),
    [
        (7, 182, "dormant"),
        (300, 182, "active"),
        (7, 13, "active"),
        (7, 14, "cooling"),
        (7, 56, "cooling"),
        (7, 57, "dormant"),
    ],
)
def test_rhythm_goes_by_the_tie_s_own_pace(gap: int, silence: int, rhythm: str) -> None:
    assert ties(shown(every(gap, silence)))["Ada Byron"][-1] == rhythm


def test_two_days_of_contact_are_no_rhythm() -> None:
    assert ties(shown(every(7, 400)[:2]))["Ada Byron"][-1] == "unknown"


def test_what_comes_after_as_of_counts_for_nothing() -> None:
    world = shown([Sent(100, (ADA, CY)), Sent(1462, (BOB, CY)), Sent(1461, (CARLA, CY))])
    assert (AS_OF - date(2018, 1, 1)).days == 1461
    assert sorted(ties(world)) == ["Ada Byron", "Carla Reyes"]


def test_thirty_mails_on_one_day_are_one_day_of_contact() -> None:
    few, many = (ties(shown([Sent(100, (CY, ADA))] * count))["Ada Byron"] for count in (1, 30))
    assert (few[0], few[2], few[4]) == (pytest.approx(many[0]), 1, 1)
    assert (many[2], many[4]) == (30, 1)


def test_writing_counts_more_than_being_written_to_and_company_less() -> None:
    alone = ties(shown([Sent(100, (CY, ADA)), Sent(100, (BOB, CY))]))
    assert alone["Ada Byron"][0] > alone["Bob Stone"][0]
    together = ties(shown([Sent(100, (CY, ADA, BOB))]))
    assert together["Ada Byron"][1] == pytest.approx(alone["Ada Byron"][1] / 2)


def test_who_merely_got_the_same_mail_is_not_in_contact_with_me() -> None:
    world = shown([Sent(100, (ADA, CY, BOB))])
    assert list(ties(world)) == ["Ada Byron"]
    assert world.values("select name from person where not is_me order by name") == ["Ada Byron", "Bob Stone"]


def test_a_message_is_contact_as_a_mail_is_and_an_invitation_a_little() -> None:
    world = World(AS_OF)
    at = datetime(2021, 6, 1, 23, 59)
    said: dict[str, list[Any]] = {}
    for kind, who in (("message", "in:ada"), ("invitation", "in:bob"), ("mail", "in:carla")):
        said[kind] = [
            Interaction(kind, kind, at),  # type: ignore[arg-type]
            Party(ME, kind, "from", 1, "Cy Moss"),
            Party(who, kind, "to", 1, who),
        ]
    world.shows("network", said)
    world.build()
    peaks = dict(world.rows("select name, strength_peak from tie"))
    assert peaks == {"in:ada": 2.0, "in:bob": 0.5, "in:carla": 2.0}
    assert world.values("select distinct day::varchar from contact_day") == ["2021-06-01"]


def test_the_strongest_tie_comes_first_and_says_whose_it_is() -> None:
    world = shown([Sent(100, (BOB, CY)), Sent(1400, (CY, ADA)), Sent(1400, (CARLA, CY))])
    assert world.values("select name from tie") == ["Ada Byron", "Carla Reyes", "Bob Stone"]


def test_the_days_of_contact_are_days(world: World) -> None:
    world.build()
    types = dict(row[:2] for row in world.rows("describe from contact_day") + world.rows("describe from weight"))
    assert (types["day"], types["value"]) == ("DATE", "DOUBLE")
    assert world.rows("select name, value from weight where name = 'half_life_days' and value >= 30") == [
        ("half_life_days", 180)
    ]


def test_without_an_owner_there_are_interactions_but_no_ties(world: World) -> None:
    world.shows("mail", {"m": mail("1", "2020-01-01", ADA, BOB)})
    world.build()
    world.check()
    assert world.values("select direction from interaction") == ["other"]
    assert world.rows("from tie") == []
