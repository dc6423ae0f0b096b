"""Countries: what they are called, and what an address says of them."""

from __future__ import annotations

import pytest
from phonenumbers.geodata.locale import LOCALE_DATA

from transforms.countries import countries, country_code, country_code_of_address, is_country_code
from transforms.folding import fold

LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs hu ro tr el ru uk ja zh ko ar he".split()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Germany", "DE"),
        ("deutschland", "DE"),
        ("DE", "DE"),
        (" de ", "DE"),
        ("Royaume-Uni", "GB"),
        ("England", "GB"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("Österreich", "AT"),
        ("Sverige", "SE"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Türkiye", "TR"),
        ("ドイツ", "DE"),
        ("Россия", "RU"),
        ("Kosovo", "XK"),
        ("Georgia", "GE"),
        ("Cacania", None),
        ("XX", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_names_and_its_letters(written: str, code: str | None) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Berlin, Germany", "DE"),
        ("Greater Paris Metropolitan Region, France", "FR"),
        ("Birkenweg 1\n10115 Berlin\nDeutschland", "DE"),
        ("Germany", "DE"),
        ("Atlanta, Georgia", None),
        ("Los Angeles, CA", None),
        ("Portland, OR", None),
        ("Berlin", None),
        ("", None),
    ],
)
def test_an_address_in_one_piece_may_end_with_its_country(text: str, code: str | None) -> None:
    assert country_code_of_address(text) == code


def test_a_domain_ends_with_a_country_unless_that_sells_it_to_everyone() -> None:
    domains = {code: domain for code, _, domain in countries()}
    assert (domains["DE"], domains["GB"], domains["IO"], domains["AI"]) == ("de", "uk", None, None)


def test_the_list_is_as_libphonenumber_has_it() -> None:
    wrong = [
        (code, name)
        for code, names in LOCALE_DATA.items()
        for language in LANGUAGES
        if code != "AN" and (name := names.get(language, "*"))[:1] != "*" and country_code(name) != code
    ]
    assert wrong == []
    assert {code for code, *_ in countries()} == (LOCALE_DATA.keys() - {"AN"}) | {"XK"}


def test_no_name_means_two_countries() -> None:
    names = [fold(name) for _, name, _ in countries()]
    assert len(set(names)) == len(names) == 250
    assert [code for code, name, _ in countries() if country_code(name) != code or not is_country_code(code)] == []
