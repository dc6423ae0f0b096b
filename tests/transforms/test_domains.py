"""Mail domains: the part somebody registered, and who lets anyone have an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.claims import Email
from transforms.addresses import email_keys
from transforms.domains import mail_site, registrable_domain


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("acme.example", "acme.example"),
        ("mail.de.acme.example", "acme.example"),
        ("acme.co.uk", "acme.co.uk"),
        ("post.acme.com.au", "acme.com.au"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("acme.uk.com", "acme.uk.com"),
        ("a.b.acme.nowhere", "acme.nowhere"),
        ("co.uk", None),
        ("example", None),
        ("localhost", None),
        ("192.0.2.7", None),
        ("", None),
        ("a..b", None),
    ],
)
def test_the_part_of_a_domain_that_somebody_registered(domain: str, registered: str | None) -> None:
    assert registrable_domain(domain) == registered
    assert mail_site(domain).mail_site == registered


@pytest.mark.parametrize(
    "domain",
    [
        *("gmail.com", "yahoo.co.uk", "gmx.net", "t-online.de", "web.de", "qq.com", "example.org", "x.me.com"),
        *("aon.at", "hispeed.ch", "proximus.be", "compuserve.com", "pobox.com", "mail.dk", "tele2.se", "elisanet.fi"),
        *("email.it", "poste.it", "ono.com", "terra.es", "clix.pt", "otenet.gr", "atlas.cz", "azet.sk", "acm.org"),
    ],
)
def test_mailboxes_that_anyone_can_have_are_known(domain: str) -> None:
    assert mail_site(domain).is_mailbox_site


@pytest.mark.parametrize(
    "domain", ["acme.example", "gmail.acme.example", "uni-koeln.de", "notgmail.com", "web.example"]
)
def test_other_domains_are_not_taken_for_mailboxes(domain: str) -> None:
    assert not mail_site(domain).is_mailbox_site


def test_an_address_for_life_is_not_at_the_school() -> None:
    assert mail_site("alumni.thornbury.example") == ("alumni.thornbury.example", True)
    assert mail_site("thornbury.example") == ("thornbury.example", False)
    assert mail_site("alumni.example") == ("alumni.example", False)


def test_a_relay_is_not_at_its_maker() -> None:
    assert mail_site("users.noreply.github.com") == ("users.noreply.github.com", True)
    assert mail_site("github.com") == ("github.com", False)


def test_an_address_has_the_site_of_its_domain_and_no_address_has_none() -> None:
    assert email_keys(Email("s", "Ada@Mail.Acme.Example")) == (
        *("ada@mail.acme.example", "mail.acme.example", "acme.example", False),
    )
    assert email_keys(Email("s", "ada at home")) == (None, None, None, None)


@given(labels=st.lists(st.sampled_from(["a", "b", "co", "uk", "example", "com", "alumni"]), max_size=5))
def test_the_site_of_a_site_is_itself(labels: list[str]) -> None:
    site = mail_site(".".join(labels)).mail_site
    assert site is None or mail_site(site).mail_site == site
