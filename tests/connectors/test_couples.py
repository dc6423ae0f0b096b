"""Two people in one name: when they are read, and when they are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.couples import two_people


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Anna & Ben Keller", ("Anna Keller", "Ben Keller")),
        ("Anna+Ben Keller", ("Anna Keller", "Ben Keller")),
        ("Anna und Ben Keller", ("Anna Keller", "Ben Keller")),
        ("Anna et Ben Keller", ("Anna Keller", "Ben Keller")),
        ("María y José García López", ("María García López", "José García López")),
        ("Dr. Anna & Prof. Ben van Dyke", ("Dr. Anna van Dyke", "Prof. Ben van Dyke")),
        ("Anna M. and Ben Keller", ("Anna M. Keller", "Ben Keller")),
        ("A. & B. Keller", ("A. Keller", "B. Keller")),
        ("Anna Meyer & Ben Keller", ("Anna Meyer", "Ben Keller")),
    ],
)
def test_two_people_are_read(written: str, names: tuple[str, str]) -> None:
    assert two_people(written) == names


@pytest.mark.parametrize(
    "written",
    [
        "Anna Keller",
        "Sandra Anderson",
        "José Ortega y Gasset",
        "Anna & Ben",
        "Mr. and Mrs. Keller",
        "Mr. & Mrs. Ben Keller",
        "Herr und Frau Keller",
        "Anna, Ben & Carl Keller",
        "Müller & Söhne",
        "Smith & Sons GmbH",
        "Smith & Wesson Example Holdings",
        "R&D Team",
        "Research and Development Office",
        "Keller & Meyer 2000",
        "bread & butter pudding",
        "&",
        "",
    ],
)
def test_one_person_a_firm_or_a_name_without_surname_is_left_alone(written: str) -> None:
    assert two_people(written) is None


@given(st.text(max_size=40))
def test_any_text_gives_two_names_or_none(text: str) -> None:
    names = two_people(text)
    assert names is None or all(name.strip() for name in names)
