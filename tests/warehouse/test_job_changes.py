"""Who changed employers and when: from successive exports, stated dates and mail, in whatever order they are landed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.claims import Affiliation, Claim, Email, Name
from tests.warehouse.conftest import World, models
from tests.warehouse.correspondence import mail, subject
from warehouse.modelling import run_models

OWNER: dict[str, list[Any]] = {"me": [Name("me", "Cy Moss"), Email("me", "cy@moss.example")]}
ME = "Cy Moss <cy@moss.example>"
AT_ACME, AT_UMBRA = "Kate Hale <kate@acme.example>", "Kate Hale <kate@umbra.example>"

Look = tuple[str, str | None]
"""Day of an export, and the company that it shows for Ada; None when it does not have her."""


def job(organization: str, *bounds: str | None, of: str = "ada", **said: Any) -> Affiliation:
    """A post with the bounds given, as days."""
    names = ("start_lo", "start_hi", "end_lo", "end_hi")
    days: dict[str, Any] = {
        name: date.fromisoformat(day) for name, day in zip(names, bounds, strict=False) if day is not None
    }
    return Affiliation(of, organization, **days, **said)


def ada(*claims: Claim) -> dict[str, list[Any]]:
    return {"ada": [Name("ada", "Ada Byron"), *claims]}


def exported(looks: Sequence[Look], shift: timedelta = timedelta(0)) -> World:
    """A world of one network's exports, landed in this order; all days moved by the same."""
    world = World(date(2030, 1, 1) + shift)
    for day, company in looks:
        shown = ada(job(company, is_ongoing=True)) if company else {"bob": [Name("bob", "Bob Stone")]}
        world.shows("li", shown, str(date.fromisoformat(day) + shift))
    world.build("job_change", "presence")
    return world


def written(*mails: tuple[str, str], said: Sequence[Claim] = ()) -> World:
    """A world of mails, each its day and sender, who is one person; Acme and Umbra are the names of their domains."""
    world = World()
    world.shows("me", OWNER)
    world.shows("mail", {f"msg:{n}": mail(str(n), day, sender, ME) for n, (day, sender) in enumerate(mails)})
    world.shows("list", {name: [Name(name, name), job(name, of=name)] for name in ("Acme", "Umbra")})
    senders = sorted({sender for _, sender in mails})
    for other in senders[1:]:
        world.same(("mail", subject(senders[0])), ("mail", subject(other)))
    if said:
        world.shows("li", {"kate": [Name("kate", "Kate Hale"), *said]}, "2029-12-01")
        world.same(("mail", subject(senders[0])), ("li", "kate"))
    world.build("job_change", "presence")
    return world


def changes(world: World, more: str = "") -> list[Any]:
    """From, to, the earliest and the latest day of every change."""
    return world.rows(f"""
        select from_organization, to_organization, earliest_on::varchar, latest_on::varchar {more}
        from job_change
    """)


def present(world: World) -> list[Any]:
    """Everything known of who is where, but for the ids that depend on the order of landing."""
    return world.rows("""
        select * exclude (person_id, organization_id, moved_to_organization_id)
        from presence
        order by name, organization
    """)


# -- successive exports ------------------------------------------------------------------------------------------------


def test_another_company_in_the_next_export_is_a_change_between_the_two() -> None:
    world = exported([("2020-01-01", "Acme"), ("2021-01-01", "Initech")])
    assert changes(world, ", is_certain, known_by, sources, first_known_on::varchar") == [
        ("Acme", "Initech", "2020-01-01", "2021-01-01", True, "successive exports", ["li"], "2021-01-01")
    ]


def test_who_disappears_is_unseen_and_whoever_comes_back_elsewhere_has_changed_since_the_last_look() -> None:
    looks: list[Look] = [("2020-01-01", "Acme"), ("2021-01-01", None)]
    gone = exported(looks)
    assert changes(gone) == []
    assert gone.values("select is_current from presence") == [None]
    back = exported([*looks, ("2022-01-01", "Initech")])
    assert changes(back) == [("Acme", "Initech", "2020-01-01", "2022-01-01")]


MOVES: list[Look] = [("2020-01-01", "Acme"), ("2021-01-01", "Initech"), ("2022-01-01", "Acme"), ("2023-01-01", "Acme")]


def test_the_exports_tell_the_same_in_every_order_of_landing_and_when_landed_again() -> None:
    expected = [("Acme", "Initech", "2020-01-01", "2021-01-01"), ("Initech", "Acme", "2021-01-01", "2022-01-01")]
    world = exported(MOVES)
    people = present(world)
    for order in list(permutations(MOVES))[1::9]:
        other = exported(order)
        assert changes(other) == expected == changes(world)
        assert present(other) == people
    again = exported([*MOVES, MOVES[1], MOVES[0]])
    assert changes(again) == expected
    assert present(again) == people


def test_a_late_older_export_splits_the_interval() -> None:
    looks: list[Look] = [("2020-01-01", "Acme"), ("2024-01-01", "Initech")]
    assert changes(exported(looks)) == [("Acme", "Initech", "2020-01-01", "2024-01-01")]
    assert changes(exported([*looks, ("2022-01-01", "Acme")])) == [("Acme", "Initech", "2022-01-01", "2024-01-01")]
    assert changes(exported([*looks, ("2022-01-01", "Umbra")])) == [
        ("Acme", "Umbra", "2020-01-01", "2022-01-01"),
        ("Umbra", "Initech", "2022-01-01", "2024-01-01"),
    ]


@pytest.mark.parametrize("newest", ["Acme", "Initech"])
def test_whoever_the_newest_export_shows_is_there_and_nowhere_else(newest: str) -> None:
    world = exported([("2023-01-01", newest), *MOVES[:3]])
    assert world.values("""
        select organization_name.name
        from presence
        join organization_name using (organization_id)
        where presence.is_current
    """) == [newest]


def test_moving_all_days_moves_the_answer_and_nothing_else() -> None:
    shift = timedelta(1000)
    then, later = exported(MOVES), exported(MOVES, shift)
    moved = [
        (former, new, *(str(date.fromisoformat(day) + shift) for day in days)) for former, new, *days in changes(then)
    ]
    assert changes(later) == moved
    assert later.values("select is_current from presence") == then.values("select is_current from presence")


def test_a_second_post_that_an_export_shows_beside_the_first_is_no_change() -> None:
    world = World()
    first, second = job("Acme", is_ongoing=True), job("Initech", is_ongoing=True)
    world.shows("li", ada(first), "2020-01-01")
    world.shows("li", ada(first, second), "2020-03-01")
    world.build("job_change")
    assert changes(world) == []


def test_a_new_title_or_another_writing_of_the_name_is_no_change_of_employer() -> None:
    world = World()
    world.shows("li", ada(job("Acme", title="Engineer", is_ongoing=True)), "2020-01-01")
    world.shows("li", ada(job("ACME Inc.", title="Manager", is_ongoing=True)), "2022-01-01")
    world.build("job_change")
    assert changes(world) == []


def test_an_edited_card_is_a_change_at_no_known_day_even_where_it_came_back_as_another_profile() -> None:
    for key in ("ada", "ada@initech"):
        world = World()
        world.shows("phone", ada(job("Acme")), "2020-01-01")
        world.shows("phone", {key: [Name(key, "Ada Byron"), job("Initech", of=key)]}, "2022-01-01")
        if key != "ada":
            world.same(("phone", "ada"), ("phone", key))
        world.build("job_change", "presence")
        assert changes(world, ", is_certain, known_by") == [
            ("Acme", "Initech", None, "2022-01-01", True, "successive exports")
        ]
        assert world.rows("select left_lo, left_hi::varchar, moved_to from presence where not is_current") == [
            (None, "2022-01-01", "Initech")
        ]


# -- stated ------------------------------------------------------------------------------------------------------------

CAREER = [
    job("Acme", "2010-01-01", "2010-01-31", "2014-01-01", "2014-01-31"),
    job("Initech", "2014-02-01", "2014-02-28", "2019-03-01", "2019-03-31"),
    job("Umbra", "2020-01-01", "2020-12-31", is_ongoing=True),
]


def stated(*posts: Affiliation) -> World:
    world = World()
    world.shows("li", ada(*posts), "2024-01-01")
    world.build("job_change", "presence")
    return world


def test_stated_posts_one_after_the_other_are_changes_on_the_first_day_of_the_new_one() -> None:
    assert changes(stated(*CAREER), ", is_certain, known_by, change_no") == [
        ("Acme", "Initech", "2014-02-01", "2014-02-28", True, "stated dates", 1),
        ("Initech", "Umbra", "2020-01-01", "2020-12-31", True, "stated dates", 2),
    ]


def test_a_post_beside_the_others_is_no_change() -> None:
    board = job("Plan A", "2012-01-01", "2012-01-31", is_ongoing=True)
    side = job("Plan B", "2015-01-01", "2015-01-31", "2016-01-01", "2016-01-31")
    assert changes(stated(*CAREER, board, side)) == changes(stated(*CAREER))


def test_a_month_of_both_is_still_a_change_and_a_year_of_both_is_none() -> None:
    for begun, found in (("2013-12-01", 1), ("2012-12-01", 0)):
        later = job("Initech", begun, begun, is_ongoing=True)
        assert len(changes(stated(CAREER[0], later))) == found


def test_several_posts_at_one_place_are_left_once() -> None:
    promoted = job("Acme", "2014-02-01", "2014-02-28", "2016-01-01", "2016-01-31", title="Manager")
    later = job("Umbra", "2016-02-01", "2016-02-28", is_ongoing=True)
    assert changes(stated(CAREER[0], promoted, later), ", from_title") == [
        ("Acme", "Umbra", "2016-02-01", "2016-02-28", "Manager")
    ]


def test_a_card_that_may_be_old_follows_nothing_and_precedes_what_surely_came_later() -> None:
    world = World()
    world.shows("li", ada(job("Initech", is_ongoing=True)), "2023-01-01")
    world.shows("phone", ada(job("Umbra")), "2029-12-01")
    world.shows("alumni", ada(job("Acme")), "2021-01-01")
    for source in ("phone", "alumni"):
        world.same(("li", "ada"), (source, "ada"))
    world.build("job_change")
    assert changes(world, ", is_certain, known_by") == [
        ("Acme", "Initech", None, "2023-01-01", True, "several sources")
    ]


# -- mail --------------------------------------------------------------------------------------------------------------


def test_mail_from_a_new_domain_with_the_old_one_silent_is_a_change() -> None:
    world = written(("2015-01-01", AT_ACME), ("2016-01-01", AT_ACME), ("2017-01-01", AT_UMBRA))
    assert changes(world, ", is_certain, known_by, first_known_on::varchar") == [
        ("Acme", "Umbra", "2016-01-01", "2017-01-01", False, "mail", "2017-01-01")
    ]


def test_who_writes_from_both_in_turn_has_both() -> None:
    for days in (("2015-01-01", "2016-01-01", "2017-01-01"), ("2015-01-01", "2015-01-05", "2015-01-09")):
        in_turn = list(zip(days, (AT_ACME, AT_UMBRA, AT_ACME), strict=True))
        assert changes(written(*in_turn, ("2018-01-01", AT_UMBRA))) == []


def test_one_mail_from_each_is_no_evidence_unless_somebody_says_so() -> None:
    one_each = [("2015-01-01", AT_ACME), ("2017-01-01", AT_UMBRA)]
    assert changes(written(*one_each)) == []
    said = [job("Umbra", of="kate", is_ongoing=True)]
    assert changes(written(*one_each, said=said), ", is_certain, known_by") == [
        ("Acme", "Umbra", "2015-01-01", "2017-01-01", True, "mail")
    ]


def test_what_has_not_happened_by_then_is_no_change() -> None:
    world = World(date(2012, 1, 1))
    world.shows("li", ada(*CAREER), "2011-01-01")
    world.build("job_change")
    assert changes(world) == []


# -- any career --------------------------------------------------------------------------------------------------------

Stay = tuple[str, int, int]
"""Where, and the first and last day there, counted from 2000."""


@st.composite
def careers(draw: st.DrawFn) -> list[Stay]:
    """Posts one after the other, weeks between them, none twice in a row at one place."""
    weeks = sorted(draw(st.lists(st.integers(0, 200), min_size=2, max_size=12, unique=True)))
    days = [40 * week for week in weeks]
    places = draw(st.lists(st.sampled_from("ABCD"), min_size=len(days) // 2, max_size=len(days) // 2))
    stays = list(zip(places, days[::2], days[1::2], strict=False))
    return [stay for number, stay in enumerate(stays) if not number or stay[0] != stays[number - 1][0]]


@pytest.fixture(scope="module")
def ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that `job_change` reads, all but `affiliation`."""
    with duckdb.connect() as connection:
        connection.execute("""
            create table as_of as select date '2026-01-01' as as_of;
            create table weight as
              select unnest(['job_change_overlap_days', 'job_change_mail_days']) as name, unnest([183, 3]) as value;
            create table observed_post (person_id varchar, organization_id varchar, mail_days bigint);
            create table person as select 'p' || number as person_id, 'P' as name from range(30) as person(number);
            create table organization_name as
              select unnest(['A', 'B', 'C', 'D', 'X', 'Y']) as organization_id, organization_id as name;
        """)
        yield connection


def found(ledger: duckdb.DuckDBPyConnection, everybody: Sequence[Sequence[Stay]]) -> list[list[Any]]:
    """From, to and latest day of the changes of each, whose posts are stated with these dates."""
    ledger.execute("""
        create or replace table affiliation (
          person_id varchar, post_no integer, organization_id varchar, kind varchar, basis varchar, title varchar,
          start_lo date, start_hi date, end_lo date, end_hi date, is_dated boolean, is_proven boolean,
          is_current boolean, is_contradictory boolean, sources varchar[], first_observed_on date
        );
        drop table if exists job_change
    """)
    rows = [
        (f"p{number}", post_no, *stay) for number, stays in enumerate(everybody) for post_no, stay in enumerate(stays)
    ]
    columns = ("person_id", "post_no", "organization_id", "first", "last")
    ledger.register("row", pa.table(dict(zip(columns, zip(*rows, strict=True), strict=True))))
    ledger.execute("""
        insert into affiliation
        select person_id, post_no, organization_id, 'work', 'stated', null, x, x, y, y, true, true, false, false,
          ['cv'], date '2026-01-01'
        from (select *, date '2000-01-01' + "first"::integer as x, date '2000-01-01' + "last"::integer as y from row)
    """)
    run_models(ledger, [model for model in models("main") if model.name == "job_change"])
    changed = ledger.execute("""
        select person_id, from_organization, to_organization, latest_on - date '2000-01-01', earliest_on = latest_on
        from job_change
    """).fetchall()
    return [[row[1:] for row in changed if row[0] == f"p{number}"] for number in range(len(everybody))]


@settings(max_examples=15, deadline=None)
@given(everybody=st.lists(careers(), min_size=1, max_size=20), data=st.data())
def test_of_posts_one_after_the_other_each_is_a_change_whatever_their_order_and_whatever_runs_beside(
    ledger: duckdb.DuckDBPyConnection, everybody: list[list[Stay]], data: Any
) -> None:
    truth = [[(one[0], other[0], other[1], True) for one, other in pairwise(stays)] for stays in everybody]
    assert found(ledger, everybody) == truth
    beside: list[Stay] = [("X", -500, 9500), ("Y", -400, 9400)]
    assert found(ledger, [data.draw(st.permutations([*stays, *beside])) for stays in everybody]) == truth
