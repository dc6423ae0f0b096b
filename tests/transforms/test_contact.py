"""What tells mail of machines from mail of people, and addresses of machines from those of people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.claims import Interaction, Party
from transforms.contact import interaction_keys, party_keys
from transforms.normal import normalised

PEOPLE = [
    "ada.byron@acme.example",
    "a.byron2@acme.example",
    "ada+news@byron.example",
    "albert.robot@acme.example",
    "jan.bot@acme.example",
    "maria.sales@acme.example",
    "case-smith@acme.example",
    "r-byron@acme.example",
    "alerte@byron.example",
    "tim.updike@acme.example",
    "bounceby@acme.example",
    "calendara@acme.example",
    "infante@acme.example",
    "teamer@acme.example",
    "12345+ada@users.noreply.github.com",
    "home.byron@acme.example",
    "family@byron.example",
    "rosa.news@acme.example",
    "ingo.alarm@acme.example",
    "reply@acme.example",
    "jobst@acme.example",
    "hrvoje@acme.example",
    "ada@listser.example",
    "jan-owner.smith@acme.example",
    "10001234@qq.com",
]

NOT_PEOPLE = {
    "no_reply": [
        "no-reply@shop.example",
        "noreply@shop.example",
        "NoReply@Shop.example",
        "do-not-reply@shop.example",
        "donotreply.de@shop.example",
        "team-noreply@shop.example",
        "noreply+8f2c@shop.example",
        "account_no_reply2@shop.example",
        "bitte-nicht-antworten@shop.example",
        "ne-pas-repondre@shop.example",
        "no-responder@shop.example",
        "nao-responda@shop.example",
        "noreply-calendar@shop.example",
    ],
    "bounce": [
        "mailer-daemon@mx.example",
        "MAILER-DAEMON@mx.example",
        "postmaster@mx.example",
        "bounce@mx.example",
        "bounces+1234567-ab12-ada=byron.example@em.shop.example",
        "bounce-1234@mx.example",
        "dev-bounces@lists.example",
        "dev-bounces+ada=byron.example@lists.example",
        "srs0=ab12=xy=byron.example=ada@forward.example",
    ],
    "calendar": [
        "calendar-notification@google.com",
        "calendar-server@cal.example",
        "abc123@group.calendar.google.com",
        "room-4@resource.calendar.google.com",
        "calendar@firm.example",
    ],
    "list": [
        "dev@lists.example",
        "dev-owner@firm.example",
        "dev-request@firm.example",
        "owner-dev@firm.example",
        "friends@googlegroups.com",
    ],
    "relay": [
        "916807@bugs.firm.example",
        "reply+abcdef0123456789@reply.github.com",
        "reply+5f2c@forum.example",
        "ticket-4711@desk.example",
        "case+00123@desk.example",
        "comment.77@forum.example",
        "ada-8f7a6e@marketplace.amazon.de",
    ],
    "robot": [
        "notifications@github.com",
        "notification+kr4x@social.example",
        "newsletter@shop.example",
        "newsletter.de@shop.example",
        "news@shop.example",
        "the-mailer@shop.example",
        "root@server.example",
        "alerts@monitor.example",
        "announcements@shop.example",
        "system@shop.example",
        "robot@shop.example",
        "boletin@shop.example",
    ],
    "role": [
        "info@byron.example",
        "info@byron-and-daughter.example",
        "info-berlin@firm.example",
        "support+id4711x@firm.example",
        "support@firm.example",
        "sales@firm.example",
        "sales-uk@firm.example",
        "jobs@firm.example",
        "karriere@firm.example",
        "customer.service@firm.example",
        "berlin-office@firm.example",
        "kontakt@firm.example",
        "webmaster@firm.example",
        "the.team@firm.example",
        "hr@firm.example",
        "rrhh@firm.example",
        "buchhaltung@firm.example",
        "redaktion@zeitung.example",
        "sekretariat.physik@uni.example",
    ],
}


BOUNCED = "a report about delivery, or no return path"

LISTED = [(kind, address) for kind, listed in NOT_PEOPLE.items() for address in listed]


def not_person(address: str | None, name: str | None = None) -> str | None:
    return party_keys(Party("", "", "from", 1, name, address)).not_person


def not_contact(**header: Any) -> tuple[str | None, str | None]:
    keys = interaction_keys(Interaction("mid:1", "mail", **header))
    return keys.not_contact, keys.not_contact_reason


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PEOPLE)
def test_people_are_people_whatever_they_are_called(address: str) -> None:
    assert not_person(address) is None


@pytest.mark.parametrize(("kind", "address"), LISTED)
def test_machines_and_desks_are_told_by_their_address_even_under_a_name(kind: str, address: str) -> None:
    assert not_person(address) == kind
    assert not_person(address, "Ada Byron") == kind


@pytest.mark.parametrize("local", ["mail", "hello", "post", "me"])
def test_a_desk_of_a_domain_of_one_s_own_is_a_person_if_it_bears_a_name(local: str) -> None:
    address = f"{local}@byron.example"
    assert not_person(address) == "role"
    assert not_person(address, "Shop") == "role"
    assert not_person(address, "Ada Byron") is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("hr.li@acme.example", "Hr Li"),
        ("sales.jo@acme.example", "Jo Sales"),
        ("maria.service@acme.example", "Maria Service"),
        ("m.service@acme.example", "Maria Service"),
        ("mservice@acme.example", "Service, Maria"),
        ("bot@al.example", "Al Bot"),
        ("root@acme.example", "Jon Root"),
        ("jon.root@acme.example", "Jon Root"),
        ("case.2@acme.example", "Justin Case"),
    ],
)
def test_an_address_made_of_a_person_s_name_is_theirs(address: str, name: str) -> None:
    assert not_person(address, name) is None


@pytest.mark.parametrize(
    ("kind", "address", "name"),
    [
        ("robot", "bot@acme.example", "Acme Bot"),
        ("robot", "root@acme.example", "Charlie Root"),
        ("robot", "root@acme.example", "Jon Stone"),
        ("role", "customer.service@firm.example", "Customer Service"),
        ("role", "support.acme@acme.example", "Acme Support"),
        ("role", "sales@nordic.example", "Paris Sales"),
        ("role", "berlin-office@firm.example", "Berlin Office"),
        ("role", "hr.li@acme.example", None),
        ("role", "hr.li@acme.example", "Ada Byron"),
        ("role", "it.de@acme.example", None),
        ("role", "sales-uk@acme.example", "Sales UK"),
        ("no_reply", "ada.noreply@acme.example", "Ada Noreply"),
        ("relay", "case.2@acme.example", "Ada Byron"),
    ],
)
def test_a_name_that_is_a_desk_s_or_another_s_makes_no_person(kind: str, address: str, name: str | None) -> None:
    assert not_person(address, name) == kind


@pytest.mark.parametrize("address", ["hr.qx@acme.example", "it.zq@acme.example"])
def test_two_letters_that_are_no_code_are_initials(address: str) -> None:
    assert not_person(address) is None


@pytest.mark.parametrize(
    ("name", "is_personal"),
    [
        ("Jo Kind", True),
        ("Kind, Jo", True),
        ("Dr. Jo van der Kind", True),
        ("Maria Service", True),
        ("Jo", False),
        ("Kind Bakery", False),
        ("Acme Sales", False),
        ("Support Team", False),
        ("Team Berlin", False),
        ("Jo of the Isle of Kind", False),
        ("Area 51", False),
        (None, False),
    ],
)
def test_a_name_is_made_like_a_person_s_or_not(name: str | None, is_personal: bool) -> None:
    assert party_keys(Party("", "", "from", 1, name, "info@acme.example")).has_personal_name == is_personal


@pytest.mark.parametrize("name", ["Mail Delivery Subsystem", "Mailer-Daemon", "No Reply", "Postmaster"])
def test_programs_are_told_by_their_name(name: str) -> None:
    assert not_person("x7@mx.example", name) == "robot"
    assert not_person(None, name) == "robot"


def test_an_account_without_address_is_a_person() -> None:
    assert not_person(None, "Ada Byron") is None
    assert not_person(None) is None
    assert not_person("no address at all") is None


def test_every_verdict_names_its_evidence() -> None:
    for _, address in LISTED:
        reason = party_keys(Party("", "", "from", 1, None, address)).not_person_reason
        assert reason and len(reason) < 60
        assert "@" not in reason


def test_a_party_has_the_keys_of_its_name_and_address() -> None:
    keys = party_keys(Party("", "", "from", 1, '"Byron, Ada"', "Ada@Byron.EXAMPLE"))
    assert (keys.address_key, keys.domain, keys.name_key) == ("ada@byron.example", "byron.example", "ada byron")
    assert (keys.given_key, keys.family_key) == ("ada", "byron")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_and_address_have_a_verdict(name: str, address: str) -> None:
    keys = normalised(Party("", "", "from", 1, name, address))
    assert (keys[-2] is None) == (keys[-1] is None)


@given(st.from_regex(r"[A-Za-z0-9._+-]{1,20}", fullmatch=True))
def test_case_tells_nothing_about_an_address(local: str) -> None:
    assert not_person(f"{local}@acme.example") == not_person(f"{local.upper()}@ACME.example")


# -- headers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, (None, None)),
        ({"precedence": "first-class"}, (None, None)),
        ({"precedence": "normal", "auto_submitted": "no"}, (None, None)),
        ({"auto_submitted": "No; owner-email=x"}, (None, None)),
        ({"is_bounce": True, "auto_submitted": "auto-replied"}, ("bounce", BOUNCED)),
        ({"is_calendar": True}, ("calendar", "an invitation of a calendar or an answer to one")),
        ({"is_draft": True}, ("draft", "a draft")),
        ({"auto_submitted": "auto-generated"}, ("automatic", "Auto-Submitted: auto-generated")),
        ({"auto_submitted": "Auto-Replied; vacation"}, ("automatic", "Auto-Submitted: auto-replied")),
        ({"auto_submitted": "x-autoreply"}, ("automatic", "x-autoreply")),
        ({"precedence": "auto_reply"}, ("automatic", "Precedence: auto_reply")),
        ({"list_id": "<dev.lists.example>"}, ("list", "List-Id")),
        ({"list_id": "<dev.lists.example>", "can_unsubscribe": True, "precedence": "list"}, ("list", "List-Id")),
        ({"list_post": "dev@lists.example", "can_unsubscribe": True}, ("list", "List-Post")),
        ({"precedence": "list"}, ("list", "Precedence: list")),
        ({"precedence": "List", "can_unsubscribe": True}, ("list", "Precedence: list")),
        ({"precedence": "bulk"}, ("bulk", "Precedence: bulk")),
        ({"precedence": " Junk "}, ("bulk", "Precedence: junk")),
        ({"can_unsubscribe": True}, ("bulk", "List-Unsubscribe")),
        ({"list_id": "<news.shop.example>", "can_unsubscribe": True}, ("bulk", "List-Unsubscribe")),
    ],
    ids=str,
)
def test_the_header_says_what_is_no_contact_and_why(header: dict[str, Any], expected: tuple[str, str]) -> None:
    assert not_contact(**header) == expected


@pytest.mark.parametrize("kind", ["message", "invitation"])
def test_messages_and_invitations_are_contact(kind: Any) -> None:
    assert interaction_keys(Interaction("li:1", kind)).not_contact is None


@pytest.mark.parametrize(
    ("list_id", "list_post", "expected"),
    [
        ("Devs <Dev.Lists.Example>", "<mailto:Dev@Lists.Example?x=y>", ("dev@lists.example", "dev.lists.example")),
        ("dev.lists.example", "dev@lists.example", ("dev@lists.example", "dev.lists.example")),
        (None, "NO", (None, None)),
        ("<>", None, (None, None)),
    ],
)
def test_a_list_is_known_by_its_address_and_its_name(
    list_id: str | None, list_post: str | None, expected: tuple[str | None, str | None]
) -> None:
    keys = interaction_keys(Interaction("mid:1", "mail", list_id=list_id, list_post=list_post))
    assert (keys.list_post_key, keys.list_id_key) == expected


def test_a_reason_never_quotes_what_a_header_may_hold_of_people() -> None:
    assert not_contact(auto_submitted="ada@byron.example is away") == ("automatic", "Auto-Submitted")
