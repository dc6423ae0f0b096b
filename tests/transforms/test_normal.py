"""Normal forms: what counts as the same, what stays apart, and that normalising twice is normalising once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.claims import CLAIM_TYPES, Affiliation, Email, Link, Name, Note, Phone, Place
from transforms.addresses import address_key
from transforms.folding import fold
from transforms.links import link_keys, url_key
from transforms.names import name_key, name_keys
from transforms.normal import NORMAL_FORMS, normal_columns, normalised
from transforms.organizations import organization_key
from transforms.phones import phone_keys

_SPICE = [
    *(" ", ",", ".", "Dr.", "PhD", "MBA", "Jr.", "van", "(she)", '"', "ß", "ü", "Ё", "é", "ﬁ", "İ", "が", "한", "🚀"),
    *(
        "http://",
        "www.",
        "linkedin.com/in/",
        "%41",
        "%2525",
        "?",
        "#",
        "@",
        "mailto:",
        "<",
        ">",
        "GmbH",
        "& Co",
        "the ",
    ),
]
messy = st.lists(st.one_of(st.text(max_size=6), st.sampled_from(_SPICE)), max_size=8).map("".join)


@pytest.mark.parametrize("normal", [fold, name_key, address_key, url_key, organization_key])
@given(text=messy)
def test_normalising_twice_is_normalising_once(normal: Callable[[str], str | None], text: str) -> None:
    once = normal(text) or ""
    assert (normal(once) or "") == once


@given(text=messy)
def test_every_claim_normalises_without_an_exception_to_its_columns(text: str) -> None:
    for claim_type in CLAIM_TYPES:
        required = [name for name in claim_type._fields if name not in claim_type._field_defaults]
        columns = normal_columns(claim_type)
        assert len(normalised(claim_type(*[text] * len(required)), "DE")) == len(columns)


def test_columns_never_take_the_name_of_a_field_of_the_claim() -> None:
    for claim_type in NORMAL_FORMS:
        assert not set(normal_columns(claim_type)) & set(claim_type._fields)


def test_a_claim_without_a_normal_form_adds_nothing() -> None:
    assert normal_columns(Note) == {}
    assert normalised(Note("s", "met in Bath")) == ()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ada Byron", "ada byron"),
        ("ADA  BYRON", "ada byron"),
        ("Prof. Dr. Ada Byron", "ada byron"),
        ("Byron, Ada", "ada byron"),
        ("Byron, Dr. Ada, MBA", "ada byron"),
        ("Ada Byron, Ph.D.", "ada byron"),
        ("Dr. Ada Byron PhD PMP", "ada byron"),
        ("Ada Byron 🚀 (she/her)", "ada byron"),
        ('Augusta "Ada" Byron', "augusta byron"),
        ("Ada Byron, Jr.", "ada byron jr"),
        ("Wei Ma", "wei ma"),
        ("Jürgen Weiß", "jurgen weiss"),
        ("Siân O’Brien-Lloyd", "sian obrien lloyd"),
        ("Søren Łukasz", "soren lukasz"),
        ("Иван Щукин", "ivan shchukin"),
        ("Νίκος Παππάς", "nikos pappas"),
        ("山田太郎", "山田太郎"),
        ("प्रिया शर्मा", "प्रिया शर्मा"),
        ("ada@example.org", None),
        ("🚀", None),
        ("", None),
    ],
)
def test_a_name_is_the_words_as_said(written: str, key: str | None) -> None:
    assert name_key(written) == key


@pytest.mark.parametrize(
    ("claim", "keys"),
    [
        (Name("s", full="Rom van der Berg"), ("rom van der berg", "rom", "van der berg")),
        (Name("s", full="Ada Byron", given="Ada", family="Byron"), ("ada byron", "ada", "byron")),
        (Name("s", given="Ada", family="Byron", suffix="Jr."), ("ada byron jr", "ada", "byron")),
        (Name("s", full="Ana Ruiz Soto", given="Ana", family="Ruiz Soto"), ("ana ruiz soto", "ana", "ruiz soto")),
        (Name("s", given="Ada Byron"), ("ada byron", "ada", "byron")),
        (Name("s", full="Ada"), ("ada", "ada", None)),
        (Name("s", full="  "), (None, None, None)),
    ],
)
def test_given_and_family_name_are_taken_as_stated_else_read_off_the_whole(
    claim: Name, keys: tuple[str | None, ...]
) -> None:
    assert name_keys(claim) == keys


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("mailto:ada@example.org?subject=x", "ada@example.org"),
        ("Ada Byron <ada@example.org>", "ada@example.org"),
        ("ada+news@example.org", "ada+news@example.org"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("/o=Acme/cn=Recipients/cn=ada", None),
        ("ada@", None),
        ("ada at example.org", None),
        ("ada@(none)", None),
    ],
)
def test_an_address_is_what_a_server_would_compare(written: str, key: str | None) -> None:
    assert address_key(written) == key
    assert normalised(Email("s", written))[:2] == (key, key.partition("@")[2] if key else None)


@pytest.mark.parametrize(
    ("number", "region", "e164"),
    [
        ("+44 20 7946 0123", None, "+442079460123"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("tel:+1-202-555-0123", None, "+12025550123"),
        ("020 7946 0123", None, None),
        ("12", "US", None),
        ("call me", "US", None),
    ],
)
def test_a_number_is_read_in_its_region_or_not_at_all(number: str, region: str | None, e164: str | None) -> None:
    assert phone_keys(Phone("s", number), region).e164 == e164


def test_a_number_keeps_its_extension_apart() -> None:
    assert phone_keys(Phone("s", "+1 202 555 0123 ext. 45"), None)[:2] == ("+12025550123", "45")


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("https://www.linkedin.com/in/Ada-Byron-1a2b/", ("linkedin.com/in/ada-byron-1a2b", "linkedin")),
        ("http://de.linkedin.com/in/ada-byron/en?trk=x", ("linkedin.com/in/ada-byron", "linkedin")),
        ("linkedin.com/in/j%C3%BCrgen", ("linkedin.com/in/jürgen", "linkedin")),
        ("https://linkedin.com/company/acme", ("linkedin.com/company/acme", "organization")),
        ("https://github.com/AdaByron", ("github.com/adabyron", "github")),
        ("https://github.com/AdaByron/engine", ("github.com/adabyron/engine", "website")),
        ("https://twitter.com/@ada", ("x.com/ada", "x")),
        ("https://orcid.org/0000-0002-1825-009X", ("orcid.org/0000-0002-1825-009x", "orcid")),
        ("https://Ada.example.org:443/About#me", ("ada.example.org/About", "website")),
        ("example.org/%2541", ("example.org/A", "website")),
        ("not a link", (None, None)),
    ],
)
def test_a_link_is_host_and_path_and_knows_whose_page_it_is(url: str, keys: tuple[str | None, ...]) -> None:
    assert link_keys(Link("s", url)) == keys


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Acme Works GmbH & Co. KG", "acme works"),
        ("The Acme Company, Inc.", "acme"),
        ("Bär & Söhne e.V.", "bar and sohne"),
        ("ACME S.p.A.", "acme"),
        ("Co", "co"),
        ("", None),
    ],
)
def test_an_organisation_is_known_without_its_legal_form(written: str, key: str | None) -> None:
    assert normalised(Affiliation("s", written))[0] == key


def test_a_place_knows_its_country_under_several_names() -> None:
    keys = normalised(Place("s", locality="Köln", postcode="50 667", country="Deutschland"))
    assert keys == ("koln", "50667", "de", "DE")
    assert normalised(Place("s", country="Germany")) == (None, None, "de", "DE")
