"""The models over tiny worlds: who is present, what wins, what is kept, and how every row is accounted for."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.claims import (
    Affiliation,
    Alias,
    Birthday,
    Email,
    Link,
    Name,
    Phone,
    Place,
)
from tests.warehouse.conftest import World

STATE = """
    select source, key, raw, is_present, first_observed_at, last_observed_at, gone_since
    from profiles.record_state
    join archive.record using (landed_seq, source)
    order by all
"""
"""The state of every record, without what landing numbered."""

HISTORY = """
    select source, key, raw, is_current, first_observed_at, last_observed_at
    from profiles.record_version
    join archive.record using (landed_seq, source)
    order by version
"""


def ada(**email: str) -> list[Any]:
    """What a source says of Ada; the e-mail address tells one version from another."""
    return [Name("ada", "Ada Byron"), *(Email("ada", address) for address in email.values())]


BOB = [Name("bob", "Bob Stone")]
CARLA = [Name("carla", "Carla Reyes")]

# Carla comes, Bob goes, and Ada's address changes and changes back.
EXPORTS: list[tuple[str, dict[str, list[Any]]]] = [
    ("2020-01-01", {"ada": ada(e="a@example.org"), "bob": BOB}),
    ("2021-01-01", {"ada": ada(e="b@example.org"), "bob": BOB, "carla": CARLA}),
    ("2022-01-01", {"ada": ada(e="a@example.org"), "carla": CARLA}),
]


def present(world: World) -> list[Any]:
    return world.values(
        "select key from profiles.record_state join archive.record using (landed_seq) where is_present order by key"
    )


def gone(world: World) -> list[Any]:
    return world.values(
        "select key from profiles.record_state join archive.record using (landed_seq) where not is_present order by key"
    )


# -- present and gone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_three_exports_give_the_same_state_and_history_in_every_order_of_landing(order: tuple[int, ...]) -> None:
    results = []
    for landing in [(0, 1, 2), order]:
        world = World()
        for number in landing:
            day, records = EXPORTS[number]
            world.shows("phone", records, day)
        world.build()
        assert present(world) == ["ada", "carla"]
        assert gone(world) == ["bob"]
        assert world.values("select email from person where email is not null") == ["a@example.org"]
        facts = "select person.name, attribute, value, provenance.is_current, is_best, observed_on from provenance"
        results.append(
            (
                world.rows(STATE),
                world.rows(HISTORY),
                world.rows(f"{facts} join person using (person_id) order by all"),
                world.rows("select * exclude (person_id) from person order by all"),
            )
        )
    assert results[0] == results[1]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    shown=st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=3), min_size=2, max_size=4),
    complete=st.lists(st.booleans(), min_size=4, max_size=4),
    data=st.data(),
)
def test_the_order_of_landing_never_matters(shown: list[dict[str, str]], complete: list[bool], data: Any) -> None:
    order = data.draw(st.permutations(range(len(shown))))
    results = []
    for landing in (range(len(shown)), order):
        world = World()
        for number in landing:
            records = {key: [Name(key, f"{key} {version}")] for key, version in shown[number].items()}
            world.shows("phone", records, f"202{number}-01-01", complete=complete[number])
        world.build_profiles()
        results.append((world.rows(STATE), world.rows(HISTORY)))
        last = {key: number for number, export in enumerate(shown) for key in export}
        assert present(world) == sorted(key for key, seen in last.items() if not any(complete[seen + 1 : len(shown)]))
    assert results[0] == results[1]


def test_an_older_export_that_lands_later_makes_nobody_gone_and_changes_nothing(world: World) -> None:
    world.shows("phone", {"ada": ada(e="new@example.org"), "carla": CARLA}, "2022-01-01")
    world.shows("phone", {"ada": ada(e="old@example.org"), "bob": BOB}, "2020-01-01")
    world.build()
    assert present(world) == ["ada", "carla"]
    assert gone(world) == ["bob"]
    assert world.values("select email from person where name = 'Ada Byron'") == ["new@example.org"]


def test_a_value_that_comes_back_is_current_again(world: World) -> None:
    for day, address in [
        ("2020-01-01", "a@example.org"),
        ("2021-01-01", "b@example.org"),
        ("2022-01-01", "a@example.org"),
    ]:
        world.shows("phone", {"ada": ada(e=address)}, day)
    world.build()
    assert world.rows(
        "select email, is_current, first_observed_on::varchar, last_observed_on::varchar from person_email"
    ) == [
        ("a@example.org", True, "2020-01-01", "2022-01-01"),
        ("b@example.org", False, "2021-01-01", "2021-01-01"),
    ]


def test_undated_exports_follow_the_order_of_landing(world: World) -> None:
    world.shows("phone", {"ada": ada(e="a@example.org"), "bob": BOB})
    world.shows("phone", {"ada": ada(e="b@example.org")})
    world.build()
    assert gone(world) == ["bob"]
    assert world.values("select email from person where name = 'Ada Byron'") == ["b@example.org"]


def test_an_incomplete_snapshot_makes_nobody_gone(world: World) -> None:
    world.shows("phone", {"ada": ada(), "bob": BOB}, "2020-01-01")
    world.shows("phone", {"ada": ada()}, "2021-01-01", complete=False)
    world.build()
    assert present(world) == ["ada", "bob"]


def test_a_sighting_in_an_incomplete_snapshot_counts(world: World) -> None:
    world.shows("phone", {"ada": ada(), "bob": BOB}, "2020-01-01")
    world.shows("phone", {"ada": ada()}, "2021-01-01")
    world.shows("phone", {"bob": BOB}, "2022-01-01", complete=False)
    world.build()
    assert present(world) == ["ada", "bob"]


def test_a_deletion_makes_gone_until_the_record_is_seen_again(world: World) -> None:
    world.shows("phone", {"ada": ada(), "bob": BOB, "carla": CARLA}, "2020-01-01", complete=False)
    world.shows("phone", {}, "2021-01-01", complete=False, gone=["ada", "bob"])
    world.shows("phone", {"bob": BOB}, "2022-01-01", complete=False)
    world.build()
    assert (present(world), gone(world)) == (["bob", "carla"], ["ada"])
    gone_since = world.values("""
        select gone_since::date::varchar
        from profiles.record_state
        join archive.record using (landed_seq)
        order by key
    """)
    assert gone_since == ["2021-01-01", None, None]


def test_a_deletion_before_the_last_sighting_is_no_deletion(world: World) -> None:
    world.shows("phone", {"ada": ada()}, "2022-01-01", complete=False)
    world.shows("phone", {}, "2021-01-01", complete=False, gone=["ada"])
    world.build()
    assert present(world) == ["ada"]


def test_gone_since_is_the_first_look_that_missed_it(world: World) -> None:
    world.shows("phone", {"ada": ada(), "bob": BOB}, "2020-01-01")
    for day in ("2021-01-01", "2022-01-01", "2023-01-01"):
        world.shows("phone", {"ada": ada()}, day)
    world.build()
    gone_since = world.values("""
        select gone_since::date::varchar
        from profiles.record_state
        join archive.record using (landed_seq)
        where key = 'bob'
    """)
    assert gone_since == ["2021-01-01"]


def test_a_record_is_present_while_any_part_has_it_and_that_part_gives_its_version(world: World) -> None:
    world.shows("cards", {"ada": ada(e="kept@example.org")}, "2020-01-01", part="one.vcf")
    world.shows("cards", {"ada": ada(e="dropped@example.org")}, "2021-01-01", part="two.vcf")
    world.shows("cards", {}, "2022-01-01", part="two.vcf")
    world.build()
    assert present(world) == ["ada"]
    assert world.values("select email from person") == ["kept@example.org"]


def test_a_part_that_was_not_looked_at_loses_nobody(world: World) -> None:
    world.shows("cards", {"ada": ada()}, "2020-01-01", part="one.vcf")
    world.shows("cards", {"bob": BOB}, "2021-01-01", part="two.vcf")
    world.build()
    assert present(world) == ["ada", "bob"]


def test_one_source_says_nothing_about_the_presence_of_another_source(world: World) -> None:
    world.shows("phone", {"ada": ada()}, "2020-01-01")
    world.shows("mail", {"bob": BOB}, "2021-01-01")
    world.build()
    assert present(world) == ["ada", "bob"]


# -- what a person is shown with ---------------------------------------------------------------------------------------


def test_who_is_gone_stays_with_a_name_and_their_history(world: World) -> None:
    world.shows("phone", {"ada": ada(e="a@example.org"), "bob": BOB}, "2020-01-01")
    world.shows("phone", {"bob": BOB}, "2021-01-01")
    world.build()
    assert world.rows("select name, email, is_current from person order by name") == [
        ("Ada Byron", None, False),
        ("Bob Stone", None, True),
    ]
    assert world.rows("select email, is_current, is_best from person_email") == [("a@example.org", False, False)]


def test_a_value_that_its_source_dropped_wins_nothing_even_alone(world: World) -> None:
    world.shows("phone", {"ada": [*ada(), Phone("ada", "+1 202 555 0142")]}, "2020-01-01")
    world.shows("phone", {"ada": ada()}, "2021-01-01")
    world.build()
    assert world.values("select phone from person") == [None]
    assert world.values("select phone from person_phone") == ["+1 202 555 0142"]


def test_the_value_that_most_sources_agree_on_beats_the_newest(world: World) -> None:
    world.shows("phone", {"ada": ada(e="Ada@Example.org")}, "2020-01-01")
    world.shows("google", {"ada": ada(e="ada@example.org")}, "2021-01-01")
    world.shows("alumni", {"ada": ada(e="byron@example.com")}, "2022-01-01")
    world.same(("phone", "ada"), ("google", "ada"))
    world.same(("phone", "ada"), ("alumni", "ada"))
    world.build()
    assert world.rows("select email, source_count, is_best from person_email") == [
        ("ada@example.org", 2, True),
        ("byron@example.com", 1, False),
    ]


def test_of_values_with_as_many_sources_the_newest_wins_then_the_first_of_its_record(world: World) -> None:
    world.shows("alumni", {"ada": ada(e="old@example.org")}, "2020-01-01")
    world.shows("phone", {"ada": ada(e="z@example.org", f="a@example.org")}, "2021-01-01")
    world.same(("alumni", "ada"), ("phone", "ada"))
    world.build()
    assert world.values("select email from person_email") == ["z@example.org", "a@example.org", "old@example.org"]
    assert world.values("select email from person") == ["z@example.org"]


def test_a_family_mailbox_is_marked_and_yields_to_an_address_of_ones_own(world: World) -> None:
    world.shows(
        "phone",
        {"ada": ada(e="home@byron.example", f="ada@example.org"), "bob": [*BOB, Email("bob", "home@byron.example")]},
    )
    world.build()
    assert world.rows("select distinct email, is_shared from person_email order by email") == [
        ("ada@example.org", False),
        ("home@byron.example", True),
    ]
    assert world.values("select email from person order by name") == ["ada@example.org", "home@byron.example"]


def test_a_name_is_not_shown_in_capitals_when_a_source_writes_it_better(world: World) -> None:
    world.shows("phone", {"ada": [Name("ada", "Ada Byron", given="Ada", family="Byron")]}, "2020-01-01")
    world.shows("alumni", {"ada": [Name("ada", "ADA BYRON", given="ADA", family="BYRON")]}, "2021-01-01")
    world.same(("phone", "ada"), ("alumni", "ada"))
    world.build()
    assert world.rows("select name, given_name, family_name from person") == [("Ada Byron", "Ada", "Byron")]


def test_a_nickname_does_not_push_the_name_aside(world: World) -> None:
    world.shows("phone", {"ada": [Name("ada", "Addie", kind="nickname"), *ada()]}, "2020-01-01")
    world.build()
    assert world.values("select name from person") == ["Ada Byron"]
    assert world.values("select kinds from person_name where name = 'Addie'") == [["nickname"]]


def test_a_name_in_parts_is_put_together(world: World) -> None:
    world.shows("phone", {"ada": [Name("ada", given="Ada", middle="King", family="Byron")]})
    world.build()
    assert world.values("select name from person") == ["Ada King Byron"]


def test_title_and_organization_come_from_one_post_and_a_former_one_is_not_shown(world: World) -> None:
    former = Affiliation("ada", "Initech", title="Clerk", end_hi=date(2019, 1, 1))
    world.shows("phone", {"ada": [*ada(), former, Affiliation("ada", "Acme Inc.", title="Engineer")]}, "2020-01-01")
    world.shows(
        "alumni",
        {"ada": [*ada(), Affiliation("ada", "Acme"), Affiliation("ada", "Tech", kind="education")]},
        "2019-01-01",
    )
    world.same(("phone", "ada"), ("alumni", "ada"))
    world.build()
    assert world.rows("select organization, title from person") == [("Acme Inc.", "Engineer")]
    assert world.rows("select organization, source_count from person_organization where is_best") == [("Acme Inc.", 2)]
    assert world.values("select has_ended from person_organization where organization = 'Initech'") == [True]


def test_a_whole_birthday_beats_one_without_a_year(world: World) -> None:
    world.shows("phone", {"ada": [*ada(), Birthday("ada", None, 4, 15)]}, "2021-01-01")
    world.shows("alumni", {"ada": [*ada(), Birthday("ada", 1990, 4, 15)]}, "2020-01-01")
    world.same(("phone", "ada"), ("alumni", "ada"))
    world.build()
    assert world.rows("select birth_year, birth_month, birth_day from person") == [(1990, 4, 15)]


def test_a_former_post_is_not_shown_even_when_seen_last_and_by_more(world: World) -> None:
    former = Affiliation("ada", "Initech", title="Clerk", end_hi=date(2019, 1, 1))
    world.shows("phone", {"ada": [*ada(), Affiliation("ada", "Acme", title="Engineer")]}, "2018-01-01")
    for source in ("alumni", "google"):
        world.shows(source, {"ada": [*ada(), former]}, "2020-01-01")
        world.same(("phone", "ada"), (source, "ada"))
    world.build()
    assert world.rows("select organization, title from person") == [("Acme", "Engineer")]


def test_a_post_that_a_newer_export_ends_has_ended_though_it_was_once_open(world: World) -> None:
    name, acme = Name("me", "Cy Moss"), Affiliation("me", "Acme", title="Developer", start_lo=date(2015, 1, 1))
    nova = Affiliation("me", "Nova", title="Architect", start_lo=date(2014, 1, 1))
    world.shows("network", {"acme": [name, acme]}, "2020-01-01")
    ended = acme._replace(end_lo=date(2021, 3, 1), end_hi=date(2021, 3, 31))
    world.shows("network", {"acme": [name, ended], "nova": [nova]}, "2022-01-01")
    world.build()
    assert world.rows("select organization, title from person") == [("Nova", "Architect")]
    assert world.rows("select organization, has_ended from person_organization order by 1") == [
        ("Acme", True), ("Nova", False),
    ]  # fmt: skip


def test_of_one_organization_the_post_with_a_title_is_shown(world: World) -> None:
    world.shows("phone", {"ada": [*ada(), Affiliation("ada", "Acme", title="Engineer")]}, "2018-01-01")
    world.shows("alumni", {"ada": [*ada(), Affiliation("ada", "Acme")]}, "2020-01-01")
    world.same(("phone", "ada"), ("alumni", "ada"))
    world.build()
    assert world.rows("select organization, title from person") == [("Acme", "Engineer")]


def test_a_person_who_is_there_without_a_name_does_not_borrow_a_former_one(world: World) -> None:
    world.shows("phone", {"x": [Name("x", "Ada Byron"), Email("x", "desk@example.org")]}, "2020-01-01")
    world.shows("phone", {"x": [Email("x", "desk@example.org")]}, "2021-01-01")
    world.build()
    assert world.rows("select name, email, is_current from person") == [(None, "desk@example.org", True)]


def test_an_address_that_another_person_gave_up_is_shared_no_more(world: World) -> None:
    world.shows(
        "phone", {"ada": ada(e="home@byron.example"), "bob": [*BOB, Email("bob", "home@byron.example")]}, "2020-01-01"
    )
    world.shows("phone", {"ada": ada(e="home@byron.example"), "bob": BOB}, "2021-01-01")
    world.build()
    assert world.values("select distinct is_shared from person_email") == [False]


def test_a_value_is_written_as_a_present_record_writes_it(world: World) -> None:
    world.shows("cards", {"kept": ada(e="ada@example.org")}, "2020-01-01", part="one.vcf")
    world.shows("cards", {"dropped": ada(e="ADA@EXAMPLE.ORG")}, "2021-01-01", part="two.vcf")
    world.shows("cards", {}, "2022-01-01", part="two.vcf")
    world.build()
    assert world.values("select email from person") == ["ada@example.org"]


def test_a_place_is_shown_with_its_town(world: World) -> None:
    world.shows(
        "phone",
        {
            "ada": [
                *ada(),
                Place("ada", text="somewhere"),
                Place("ada", "1 Main St", "Springfield", "OR", country="USA"),
            ]
        },
    )
    world.build()
    assert world.rows("select locality, region, country from person") == [("Springfield", "OR", "USA")]


# -- which record is whom ----------------------------------------------------------------------------------------------


def test_every_record_says_whom_it_is_about_and_where_it_stands(world: World) -> None:
    couple = [Name("ann", "Ann Keller"), Name("ben", "Ben Keller")]
    world.shows("phone", {"ada": ada(), "couple": couple}, "2020-01-01")
    world.build()
    assert world.rows(
        "select person.name, record_key, file, ordinal from profile join person using (person_id) order by 1"
    ) == [
        ("Ada Byron", "ada", "phone.csv", 1),
        ("Ann Keller", "couple", "phone.csv", 2),
        ("Ben Keller", "couple", "phone.csv", 2),
    ]


def test_two_records_about_one_subject_are_one_profile_with_two_rows(world: World) -> None:
    world.shows("phone", {"one": ada(), "two": ada(e="a@example.org")}, "2020-01-01")
    world.build()
    assert world.rows("select count(distinct profile_id), count(*) from profile") == [(1, 2)]
    assert world.values("select profile_count from person") == [1]


def test_a_record_is_listed_with_the_place_it_has_now(world: World) -> None:
    world.shows("phone", {"ada": ada(), "bob": BOB}, "2020-01-01")
    world.shows("phone", {"bob": BOB, "ada": ada(e="a@example.org")}, "2021-01-01")
    world.build()
    assert world.rows("select ordinal, is_current from profile where record_key = 'ada'") == [(2, True)]


def test_a_record_that_now_speaks_of_someone_else_keeps_its_former_profile_as_past(world: World) -> None:
    world.shows("phone", {"row": ada()}, "2020-01-01")
    world.shows("phone", {"row": BOB}, "2021-01-01")
    world.build()
    assert world.rows("select subject_key, is_current from profile order by 1") == [("ada", False), ("bob", True)]


def test_an_alias_leads_to_the_same_profile(world: World) -> None:
    world.shows("li", {"old": [Name("hash", "Ada Byron")]}, "2020-01-01")
    world.shows("li", {"new": [Name("url", "Ada Byron"), Alias("hash", "url")]}, "2021-01-01")
    world.build()
    assert world.rows("select count(distinct profile_id), min(subject_key) from profile") == [(1, "hash")]
    own_id = world.values("select own_id from profiles.subject where subject = 'url'")[0]
    assert world.values(f"select name from person_of('{own_id}')") == ["Ada Byron"]
    assert world.check()["keys_are_unique"].rows == 0


def test_provenance_leads_from_every_shown_value_to_its_record(world: World) -> None:
    said = [
        *ada(e="Ada@Example.org"),
        Phone("ada", "(202) 555-0142"),
        Link("ada", "https://github.com/ada"),
        Birthday("ada", None, 4, 15),
        Affiliation("ada", "Acme", title="Engineer"),
        Place("ada", "1 Main St", "Springfield"),
    ]
    world.shows("phone", {"bob": BOB, "card": said}, "2020-01-01")
    world.build()
    assert world.rows("""
        select attribute, value, record_key, file, ordinal, is_best
        from provenance
        where record_key = 'card'
        order by attribute
    """) == [
        ("birthday", "--04-15", "card", "phone.csv", 2, True),
        ("email", "Ada@Example.org", "card", "phone.csv", 2, True),
        ("link", "https://github.com/ada", "card", "phone.csv", 2, True),
        ("name", "Ada Byron", "card", "phone.csv", 2, True),
        ("organization", "Engineer, Acme", "card", "phone.csv", 2, True),
        ("phone", "(202) 555-0142", "card", "phone.csv", 2, True),
        ("place", "1 Main St, Springfield", "card", "phone.csv", 2, True),
    ]


# -- the ledger --------------------------------------------------------------------------------------------------------


def test_every_record_is_accounted_for(world: World) -> None:
    world.shows("phone", {"ada": ada(), "bob": BOB, "blank": [], "odd": []}, "2020-01-01")
    world.ran("phone", seen=6, new=4, ignored=2)
    world.connection.execute("""
        update staged.reading set rejected = 1
        where landed_seq = (select landed_seq from archive.record where key = 'odd')
    """)
    world.connection.execute("insert into staged.rejected values (4, 'context', 'phone', 'no name at all', null)")
    world.connection.execute("insert into staged.unread values (1, 'context', 'phone', 'X-COLOUR')")
    world.shows("mail", {"ada": ada()}, "2020-01-01")
    world.shows("mail", {}, "2021-01-01")
    world.connection.execute("insert into staged.unread values (5, 'context', 'mail', 'of one who is gone')")
    world.connection.execute("update archive.record set raw = '\\xFFodd'::blob where key = 'odd'")
    world.build()
    assert world.rows("""
        select seen, new, ignored, stored, claimed, rejected, nothing_to_say
        from import_ledger
        where source = 'phone'
    """) == [(6, 4, 2, 4, 2, 1, 1)]
    assert world.rows("select record_key, reason, raw_text, ordinal from rejection") == [
        ("odd", "no name at all", "\\xFFodd", 4)
    ]
    assert world.rows("from unread") == [("phone", "X-COLOUR", 1)]
    assert world.rows(
        "select source, last_outcome, records_present, values_rejected, profiles_present from source_status"
    ) == [("mail", None, 0, 0, 0), ("phone", "completed", 4, 1, 2)]
    world.check()


def test_records_of_a_source_that_left_the_settings_are_counted_as_not_read(world: World) -> None:
    world.shows("phone", {"ada": ada()}, "2020-01-01")
    for table in ("name", "reading"):
        world.connection.execute(f"delete from staged.{table}")
    world.ran("phone", 1, 1)
    world.build()
    assert world.rows("select stored, claimed, not_read from import_ledger") == [(1, 0, 1)]
    world.check()


# -- macros ------------------------------------------------------------------------------------------------------------


def test_person_of_answers_for_every_id_a_person_ever_had(world: World) -> None:
    world.shows("phone", {"ada": ada()}, "2020-01-01")
    world.shows("mail", {"x": [Name("x", "A. Byron")]}, "2020-01-01")
    world.same(("phone", "ada"), ("mail", "x"))
    world.build()
    ids = world.values("select distinct profile_id from profile")
    assert len(ids) == 2
    people = {person for profile in ids for person in world.values(f"select person_id from person_of('{profile}')")}
    assert people == set(world.values("select person_id from person"))
    assert world.rows("from person_of('nobody')") == []


def test_me_is_a_row_and_a_value(world: World) -> None:
    world.shows("me", {"me": [Name("me", "Cy Moss")]})
    world.shows("phone", {"ada": ada()})
    world.build()
    assert world.values("select name from me()") == ["Cy Moss"]
    assert world.values("select name from person where person_id = me()") == ["Cy Moss"]


def test_without_an_owner_me_is_empty(world: World) -> None:
    world.shows("phone", {"ada": ada()})
    world.build()
    assert world.rows("from me()") == []
    assert world.values("select me()") == [None]
    assert world.check()["owner_is_known"].rows == 1


def test_help_describes_everything_that_can_be_asked(world: World) -> None:
    world.build_all()
    world.publish_comments()
    world.check()
    named = world.rows("select name, kind, meaning from help()")
    assert {
        ("person", "table"),
        ("person_of(id)", "macro"),
        ("me()", "macro"),
        ("me()", "value"),
        ("known_ties(of)", "part"),
        ("check_result", "table"),
    } <= {(name, kind) for name, kind, _ in named}
    kinds = [kind for _, kind, _ in named]
    assert kinds == sorted(kinds, key=lambda kind: (kind != "table", kind == "part"))
    assert [name for name, _, meaning in named if not meaning] == []
    for name in {name for name, kind, _ in named if kind != "value"}:
        columns = world.rows(f"select name, meaning from help('{name.partition('(')[0]}')")
        assert columns
        assert [column for column, meaning in columns if not meaning] == []


def test_help_says_what_the_columns_are(world: World) -> None:
    world.build_all()
    world.publish_comments()
    described = world.rows("describe from person")
    columns = [row[0] for row in described]
    assert [row[0] for row in world.rows("from help('person')")] == ["person", *columns]
    assert [row[0] for row in world.rows("from help('person_of')")] == ["person_of(id)", *columns]
    assert world.rows("from help(about := 'person') limit 1 offset 1") == [
        ("person_id", "column", "VARCHAR", "who; `person_of(id)` also knows the ids of before a merge")
    ]


def test_an_empty_archive_gives_empty_answers(world: World) -> None:
    world.build_all()
    world.check()
    assert world.rows("select count(*) from person") == [(0,)]


def test_the_answers_outlive_what_they_were_made_from(world: World, tmp_path: Any) -> None:
    world.connection.execute(f"attach '{tmp_path}/w.duckdb' as warehouse (storage_version 'v1.5.0')")
    world.connection.execute("use warehouse")
    world.shows("me", {"me": [Name("me", "Cy Moss")]})
    world.build_all()
    world.check()
    world.connection.execute("use memory")
    world.connection.execute("detach warehouse")
    with duckdb.connect(f"{tmp_path}/w.duckdb", read_only=True) as reader:
        assert reader.execute("select name from me()").fetchall() == [("Cy Moss",)]
        assert len(reader.execute("from help()").fetchall()) > 20
