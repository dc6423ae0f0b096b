"""Interactions, who takes part in them, and which of them are contact between people."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations
from typing import Any

import pytest

from connectors.claims import Email, Interaction, Link, Name, Party
from tests.warehouse.conftest import World
from tests.warehouse.correspondence import ADA, BOB, CARLA, CY, OWNER, mail, subject


def mailbox(*mails: list[Any]) -> dict[str, list[Any]]:
    """Records of mails, each under a key of its own."""
    return {f"msg:{number}": claims for number, claims in enumerate(mails)}


def built(world: World, *mails: list[Any]) -> World:
    """The world after it has been shown these mails of the owner's."""
    world.shows("me", OWNER)
    world.shows("mail", mailbox(*mails))
    world.build()
    world.check()
    return world


def parties(world: World, key: str) -> list[Any]:
    return world.rows(f"""
        select role, email, not_person
        from interaction_party
        join interaction using (interaction_id)
        where interaction_key = 'mid:{key}'
        order by all
    """)


def people(world: World) -> list[Any]:
    return world.values("select name from person where not is_me order by name")


# -- one interaction ---------------------------------------------------------------------------------------------------


def test_a_mail_in_three_folders_and_two_sources_is_one_interaction(world: World) -> None:
    world.shows("me", OWNER)
    claims = mail("1", "2020-01-02", ADA, CY, topic="Lunch")
    for folder in ("INBOX", "Archive", "Friends"):
        world.shows("mail", {f"msg:{folder}": claims}, part=folder)
    world.shows("work", {"msg:w": claims})
    world.same(("mail", subject(ADA)), ("work", subject(ADA)))
    world.build()
    assert world.rows("select interaction_key, direction, topic, sources, party_count from interaction") == [
        ("mid:1", "received", "Lunch", ["mail", "work"], 2)
    ]
    assert world.rows("select role, name from interaction_party order by role") == [
        ("from", "Ada Byron"),
        ("to", "Cy Moss"),
    ]
    assert world.rows("select sent, received, contact_days from tie") == [(0, 1, 1)]


def test_the_number_of_an_interaction_is_the_same_in_every_warehouse() -> None:
    numbers = set()
    for others in (0, 3):
        world = World()
        before = [mail(f"other {number}", None, BOB, CARLA) for number in range(others)]
        world.shows("mail", mailbox(*before, mail("1", None, ADA, CY)))
        world.build()
        numbers.update(world.values("select interaction_id from interaction where interaction_key = 'mid:1'"))
    assert len(numbers) == 1


@pytest.mark.parametrize(("key", "known_as"), [("li:1", ["li:1"]), ("hdr:1", ["hdr:1"]), ("1", ["one/1", "two/1"])])
def test_a_key_means_the_same_in_another_source_if_it_is_made_of_the_message_alone(
    world: World, key: str, known_as: list[str]
) -> None:
    for source in ("one", "two"):
        world.shows(source, {"m": [Interaction(key, "message"), Party("ada", key, "from", 1, "Ada Byron")]})
    world.build()
    assert world.values("select interaction_key from interaction order by 1") == known_as


def test_a_mail_that_was_deleted_stays_in_the_history(world: World) -> None:
    world.shows("me", OWNER)
    world.shows("mail", mailbox(mail("1", "2020-01-02", ADA, CY)), "2021-01-01")
    world.shows("mail", {}, "2022-01-01")
    world.build()
    assert world.values("select is_current from interaction") == [False]
    assert world.values("select received from tie") == [1]
    assert world.rows("select is_current from person where not is_me") == [(False,)]


def test_two_mails_under_one_message_id_are_two(world: World) -> None:
    built(
        world,
        mail("1", "2020-01-01", BOB, CY, topic="Bread"),
        mail("1", "2018-01-01", "Ada Byron <ADA@byron.example>", CY, topic="Lunch"),
        mail("1", "2018-01-01", ADA, CY, topic="Lunch", cc=[CARLA]),
        mail("2", "2020-01-02", CY, ADA, answers=["1"]),
    )
    assert world.rows("select interaction_key, topic, day::varchar from interaction order by all") == [
        ("mid:1", "Lunch", "2018-01-01"),
        ("mid:1 from bob@stone.example", "Bread", "2020-01-01"),
        ("mid:2", None, "2020-01-02"),
    ]
    assert world.rows("select name, received from tie order by name") == [("Ada Byron", 1), ("Bob Stone", 1)]
    assert world.values("select interaction_count from thread order by 1") == [1, 2]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(mail("1", "2020-01-01", CY.replace("cy@", "cy.moss@"), ADA), id="another address of mine"),
        pytest.param(mail("1", "2020-01-01", "dev@x.example", ADA, list_post="dev@x.example"), id="a list's"),
        pytest.param(mail("1", "2020-01-01", "dev@x.example", ADA, list_id="dev.x.example"), id="a list's by its name"),
        pytest.param(mail("1", "2020-01-01", "dev@groups.io", ADA), id="a list's by its domain"),
        pytest.param(mail("1", "2020-01-01", "no address", ADA), id="none"),
    ],
)
def test_a_sender_that_is_me_or_a_list_makes_no_other_mail(world: World, other: list[Any]) -> None:
    world.shows("me", {"me": [*OWNER["me"], Email("me", "cy.moss@moss.example")]})
    world.shows("mail", mailbox(mail("1", "2020-01-01", CY, ADA), other))
    world.build()
    assert world.values("select interaction_key from interaction") == ["mid:1"]


# -- direction ---------------------------------------------------------------------------------------------------------


def test_the_direction_is_as_seen_by_the_owner(world: World) -> None:
    built(
        world,
        mail("sent", "2020-01-01", CY, ADA),
        mail("received", "2020-01-01", ADA, BOB, cc=[CY]),
        mail("other", "2020-01-01", ADA, BOB),
        mail("on my behalf", "2020-01-01", ADA, BOB, sender_field=CY),
    )
    assert world.rows("select interaction_key, direction from interaction order by 1") == [
        ("mid:on my behalf", "other"),
        ("mid:other", "other"),
        ("mid:received", "received"),
        ("mid:sent", "sent"),
    ]


def test_any_name_on_an_address_of_mine_is_me(world: World) -> None:
    world.shows("card", {"me": [Name("me", "Cy Moss"), Email("me", "INFO@moss.example")]})
    world.shows("mail", mailbox(mail("1", "2020-01-01", ADA, "Moss, C. <info@moss.example>")))
    world.build()
    assert world.values("select direction from interaction") == ["received"]
    assert world.values("select is_me from interaction_party order by role") == [False, True]


@pytest.mark.parametrize(("to", "direction"), [("cy+shop@moss.example", "received"), ("+cy@moss.example", "other")])
def test_what_i_add_to_an_address_of_mine_is_me(world: World, to: str, direction: str) -> None:
    built(world, mail("1", "2020-01-01", ADA, to))
    assert world.values("select direction from interaction") == [direction]
    assert [name for name in people(world) if name] == (["Ada Byron"])
    assert world.values("select count(*) from person") == [2 if direction == "received" else 3]


def test_a_desk_of_mine_is_me(world: World) -> None:
    world.shows("me", {"me": [Name("me", "Cy Moss"), Email("me", "info@moss.example")]})
    world.shows("mail", mailbox(mail("1", "2020-01-01", "info@moss.example", ADA)))
    world.build()
    assert world.rows("select direction, is_contact from interaction") == [("sent", True)]


def test_an_address_that_was_taken_out_of_the_settings_is_not_mine_any_more(world: World) -> None:
    world.shows("me", {"me": [Name("me", "Cy Moss"), Email("me", "ada@byron.example")]}, "2020-01-01")
    world.shows("me", OWNER, "2021-01-01")
    world.shows("mail", mailbox(mail("1", "2020-01-01", ADA, CY)))
    world.build()
    assert world.values("select direction from interaction") == ["received"]


def test_my_mail_to_a_list_is_sent_by_me_although_it_is_no_contact(world: World) -> None:
    built(world, mail("1", "2020-01-01", CY, "dev@lists.example", list_post="mailto:dev@lists.example"))
    assert world.rows("select direction, is_contact from interaction") == [("sent", False)]
    assert people(world) == []


def test_accounts_of_mine_are_known_by_their_page(world: World) -> None:
    page = "https://www.linkedin.com/in/cy-moss"
    world.shows("me", {"me": [Name("me", "Cy Moss"), Link("me", page)]})
    said = [
        Interaction("li:1", "message", datetime(2020, 1, 1)),
        Party("in:cy", "li:1", "from", 1, "Cy Moss"),
        Party("in:ada", "li:1", "to", 1, "Ada Byron"),
    ]
    world.shows("network", {"m": said, "card": [Link("in:cy", f"{page}/")]})
    world.build()
    assert world.values("select direction from interaction") == ["sent"]
    assert world.rows("select sent, received from tie") == [(1, 0)]
    assert world.rows("select name from person where not is_me") == [("Ada Byron",)]


# -- contact -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("not_contact", "claims"),
    [
        ("bounce", mail("1", "2020-01-01", ADA, CY, is_bounce=True)),
        ("calendar", mail("1", "2020-01-01", ADA, CY, is_calendar=True)),
        ("automatic", mail("1", "2020-01-01", ADA, CY, auto_submitted="auto-replied")),
        ("list", mail("1", "2020-01-01", ADA, CY, list_id="<dev.lists.example>")),
        ("bulk", mail("1", "2020-01-01", ADA, CY, can_unsubscribe=True)),
        ("draft", mail("1", "2020-01-01", CY, ADA, is_draft=True)),
        ("no_reply", mail("1", "2020-01-01", "no-reply@shop.example", CY)),
        ("role", mail("1", "2020-01-01", "info@shop.example", CY, cc=[ADA])),
        ("crowd", mail("1", "2020-01-01", ADA, CY, *(f"guest{n}@people.example" for n in range(19)))),
        ("nobody", mail("1", "2020-01-01", CY, CY)),
        pytest.param("nobody", mail("1", "2020-01-01", CY, "support@shop.example"), id="nobody but a desk-"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_contact_is_kept_with_its_reason_and_counts_for_nothing(
    world: World, not_contact: str, claims: list[Any]
) -> None:
    built(world, claims)
    assert world.rows("select not_contact, not_contact_reason is not null, is_contact from interaction") == [
        (not_contact, True, False)
    ]
    assert world.rows("from tie") == []
    assert people(world) == []


def test_twenty_parties_are_a_company_and_no_crowd_yet(world: World) -> None:
    built(world, mail("1", "2020-01-01", ADA, CY, *(f"guest{n}@people.example" for n in range(18))))
    assert world.rows("select party_count, is_contact from interaction") == [(20, True)]


def test_the_same_address_in_two_fields_is_one_party(world: World) -> None:
    built(world, mail("1", "2020-01-01", ADA, CY, cc=["ADA@byron.example", ADA]))
    assert world.values("select party_count from interaction") == [2]


LISTED: dict[str, Any] = {"list_id": "dev.lists.example", "list_post": "dev@lists.example"}


@pytest.mark.parametrize("header", [LISTED, {"list_id": "dev.firm.example"}, {"precedence": "bulk"}], ids=str)
@pytest.mark.parametrize("sender", [ADA, CY])
def test_a_copy_beside_that_of_the_list_makes_it_contact(world: World, sender: str, header: dict[str, Any]) -> None:
    said: list[Any] = ["1", "2020-01-01", sender, CY if sender == ADA else ADA]
    built(world, mail(*said, cc=["dev@lists.example"]), mail(*said, cc=["dev@lists.example"], **header))
    assert world.values("select not_contact from interaction") == [None]
    assert world.rows("select name, sent + received from tie") == [("Ada Byron", 1)]


@pytest.mark.parametrize(
    ("sender", "to"),
    [
        pytest.param(CY, "dev@lists.example", id="mine, to the list by its List-Post"),
        pytest.param(CY, "dev@firm.example", id="mine, to the list by its List-Id"),
        pytest.param(CY, "support@firm.example", id="mine, to a desk"),
        pytest.param(ADA, "dev@firm.example", id="another's, to the list"),
        pytest.param(ADA, BOB, id="another's, to someone else"),
    ],
)
def test_a_copy_without_me_and_another_person_leaves_it_to_the_list(world: World, sender: str, to: str) -> None:
    header = {"list_post": "dev@lists.example", "list_id": "dev.firm.example"}
    built(world, mail("1", "2020-01-01", sender, to), mail("1", "2020-01-01", sender, to, **header))
    assert world.values("select not_contact from interaction") == ["list"]
    assert people(world) == []


def test_a_copy_without_the_list_says_nothing_against_other_signs(world: World) -> None:
    copies = [mail("1", "2020-01-01", ADA, CY, **header) for header in ({}, LISTED, {"is_calendar": True})]
    built(world, *copies)
    assert world.values("select not_contact from interaction") == ["calendar"]


def test_a_draft_that_was_sent_is_contact(world: World) -> None:
    built(world, mail("1", "2020-01-01", CY, ADA, is_draft=True), mail("1", "2020-01-01", CY, ADA))
    assert world.values("select is_contact from interaction") == [True]
    assert world.values("select sent from tie") == [1]


# -- who is a person ---------------------------------------------------------------------------------------------------


def test_who_is_known_from_lists_only_is_a_stranger_and_no_person(world: World) -> None:
    built(world, mail("1", "2020-01-01", ADA, "dev@lists.example", list_post="dev@lists.example"))
    assert people(world) == []
    assert parties(world, "1") == [("from", "ada@byron.example", "stranger"), ("to", "dev@lists.example", "list")]


def test_who_is_known_otherwise_is_a_person_on_a_list_too(world: World) -> None:
    world.shows("me", OWNER)
    world.shows("mail", mailbox(mail("1", "2020-01-01", ADA, "dev@lists.example", list_id="dev.lists.example")))
    world.shows("mail", {"card": [Name(subject(ADA), "Ada Byron")]}, part="cards")
    world.build()
    assert people(world) == ["Ada Byron"]
    assert parties(world, "1") == [("from", "ada@byron.example", None), ("to", "dev@lists.example", "list")]


def test_who_is_on_a_list_with_an_address_of_someone_known_is_a_person(world: World) -> None:
    world.shows("phone", {"ada": [Name("ada", "Ada Byron"), Email("ada", "Ada@Byron.example")]})
    world.same(("phone", "ada"), ("mail", subject(ADA)))
    lists = {"list_id": "dev.lists.example"}
    built(
        world,
        mail("1", "2020-01-01", ADA, "dev@lists.example", **lists),
        mail("2", "2020-01-01", BOB, "dev@lists.example", **lists),
        mail("3", "2020-01-01", "bob@stone.example", CY),
    )
    assert ("from", "ada@byron.example", None) in parties(world, "1")
    assert ("from", "bob@stone.example", None) in parties(world, "2")
    assert world.values("select count(*) from tie") == [1]


def test_an_address_that_a_list_post_names_anywhere_is_nobody_everywhere(world: World) -> None:
    built(
        world,
        mail("1", "2020-01-01", CY, "Friends <friends@lists.example>", ADA),
        mail("2", "2020-01-02", BOB, "friends@lists.example", list_post="<mailto:friends@lists.example>"),
    )
    assert people(world) == ["Ada Byron"]
    assert ("to", "friends@lists.example", "list") in parties(world, "1")


def test_who_only_ever_sends_bulk_is_nobody_even_without_a_word_that_says_so(world: World) -> None:
    shop = "Lena of Shop <lena@shop.example>"
    built(
        world,
        mail("1", "2020-01-01", shop, CY, can_unsubscribe=True),
        mail("2", "2020-01-02", shop, CY, precedence="bulk"),
    )
    assert people(world) == []
    assert ("from", "lena@shop.example", "bulk_sender") in parties(world, "1")


def test_who_merely_gets_bulk_is_no_sender_of_it(world: World) -> None:
    built(world, mail("1", "2020-01-01", "Lena of Shop <lena@shop.example>", CY, BOB, can_unsubscribe=True))
    assert ("to", "bob@stone.example", "stranger") in parties(world, "1")


def test_who_was_ever_written_to_or_wrote_by_hand_is_more_than_a_sender_of_bulk(world: World) -> None:
    built(
        world,
        mail("1", "2020-01-01", ADA, CY, can_unsubscribe=True),
        mail("2", "2020-01-02", CY, ADA),
        mail("3", "2020-01-01", BOB, CY, auto_submitted="auto-replied"),
        mail("4", "2020-01-02", BOB, CY),
    )
    assert people(world) == ["Ada Byron", "Bob Stone"]


def test_a_desk_that_once_bears_a_name_in_a_mail_is_that_person_there(world: World) -> None:
    built(world, mail("1", "2020-01-01", "Ada Byron <mail@byron.example>", CY, cc=["mail@byron.example"]))
    assert world.rows("select is_contact, party_count from interaction") == [(True, 2)]
    assert people(world) == ["Ada Byron"]


JO = "Jo Kind <info@kindbakery.example>"


@pytest.mark.parametrize(
    ("mails", "found"),
    [
        ([mail("1", "2020-01-01", JO, CY), mail("2", "2020-01-02", CY, "info@kindbakery.example")], ["Jo Kind"]),
        ([mail("1", "2020-01-01", JO, CY), mail("2", "2020-01-02", JO, CY)], []),
        ([mail("1", "2020-01-01", CY, JO), mail("2", "2020-01-02", CY, JO)], []),
        ([mail("1", "2020-01-01", JO, CY, auto_submitted="auto-replied"), mail("2", "2020-01-02", CY, JO)], []),
        ([mail("1", "2020-01-01", JO, BOB), mail("2", "2020-01-02", CY, JO)], []),
        (
            [mail(key, "2020-01-01", *pair) for key, pair in (("1", (CY, "info@a.example")), ("2", (JO, CY)))],
            [],
        ),
        (
            [
                mail("1", "2020-01-01", "Kind Bakery <info@kind.example>", CY),
                mail("2", "2020-01-02", CY, "info@kind.example"),
            ],
            [],
        ),
    ],
    ids=["both ways", "theirs only", "mine only", "by a program", "not to me", "to another desk", "a firm's name"],
)
def test_a_desk_that_answers_under_a_name_is_that_person(world: World, mails: list[Any], found: list[str]) -> None:
    built(world, *mails)
    assert [name for name in people(world) if name != "Bob Stone"] == found
    assert world.values("select name from tie") == found


def test_two_people_at_one_address_are_two_people_in_one_mail(world: World) -> None:
    built(world, mail("1", "2020-01-01", CY, "Ada Byron <home@byron.example>", "Ralph Byron <home@byron.example>"))
    assert people(world) == ["Ada Byron", "Ralph Byron"]
    assert world.values("select party_count from interaction") == [2]
    assert world.values("select count(*) from interaction_party where role = 'to'") == [2]


def test_names_and_addresses_of_parties_are_those_of_people(world: World) -> None:
    built(
        world,
        mail("1", "2020-01-01", '"Byron, Ada" <Ada@Byron.example>', CY),
        mail("2", "2021-01-01", "carla@reyes.example", CY),
    )
    assert world.rows("select name, email from person where not is_me order by email") == [
        ('"Byron, Ada"', "Ada@Byron.example"),
        (None, "carla@reyes.example"),
    ]
    assert world.rows("select email_key, first_observed_on::varchar from person_email order by email_key") == [
        ("ada@byron.example", "2020-01-01"),
        ("carla@reyes.example", "2021-01-01"),
        ("cy@moss.example", "2020-01-01"),
    ]


# -- when --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "arrived", "believed"),
    [
        ("2020-01-01", "2020-01-02", "2020-01-01"),
        ("2020-01-01", None, "2020-01-01"),
        (None, "2020-01-02", "2020-01-02"),
        ("2038-01-19", "2020-01-02", "2020-01-02"),
        ("2021-01-01", "2020-01-02", "2020-01-02"),
        ("1970-01-01", "2020-01-02", "2020-01-02"),
        ("2020-01-01", "1970-01-01", "2020-01-01"),
        ("2038-01-19", None, None),
        ("1904-01-01", None, None),
        ("1904-01-01", "1970-01-01", None),
        (None, None, None),
    ],
)
def test_a_date_that_cannot_be_gives_way_to_the_arrival(
    world: World, said: str | None, arrived: str | None, believed: str | None
) -> None:
    world.shows("mail", mailbox(mail("1", said, ADA, CY)))
    world.connection.execute("update archive.record set changed_at = ?::timestamp", [arrived])
    world.build()
    assert world.rows("select sent_at::date::varchar, day::varchar from interaction") == [(believed, believed)]


def test_contact_without_a_day_or_without_the_owner_is_counted(world: World) -> None:
    built(
        world,
        mail("no day", "2038-01-19", ADA, CY),
        mail("no owner", "2020-01-01", ADA, BOB),
        mail("on my behalf", "2020-01-01", ADA, BOB, sender_field=CY),
        mail("list", None, ADA, BOB, list_id="<dev.lists.example>"),
        mail("sound", "2020-01-01", CY, ADA),
    )
    counted = world.rows(
        "select check_name, \"rows\" from check_result where starts_with(check_name, 'contact_') order by 1"
    )
    assert counted == [("contact_has_a_day", 1), ("contact_names_the_owner", 1)]


# -- order -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_order_of_landing_changes_nothing(order: tuple[int, ...]) -> None:
    first, shorter = mail("1", "2020-01-01", ADA, CY), mail("2", "2020-01-02", CY, ADA)
    landings: list[tuple[str, str, dict[str, list[Any]]]] = [
        ("mail", "INBOX", mailbox(first, mail("2", "2020-01-02", CY, ADA, BOB, answers=["1"]))),
        ("mail", "Archive", {"msg:a": mail("1", "2020-01-01", ADA, CY, list_id="<l.example>"), **OWNER}),
        ("work", "INBOX", mailbox(mail("3", "2020-01-03", BOB, CY, answers=["1", "2"]), shorter)),
    ]
    found = []
    for landing in (range(3), order):
        world = World()
        for number in landing:
            source, part, records = landings[number]
            world.shows(source, records, "2021-01-01", part=part)
        for mailbox_ in (ADA, BOB):
            world.same(("mail", subject(mailbox_)), ("work", subject(mailbox_)))
        world.build()
        found.append(
            [
                world.rows(query)
                for query in (
                    "from interaction order by all",
                    "select * exclude (person_id), name from interaction_party order by all",
                    "from thread order by all",
                    "select * exclude (person_id) from tie order by all",
                )
            ]
        )
    assert found[0] == found[1]
