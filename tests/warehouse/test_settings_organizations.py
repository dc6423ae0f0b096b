"""The [[organization]] tables of the settings: checked as a whole, and overridden by the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.settings_case import PHONE, loaded, problems

ACME = '[[organization]]\nname = "Acme AG"\n'
"""One organization; more of it may follow."""

NO_COUNTRY = 'should be a country in the two letters of ISO 3166, such as "DE"; the United Kingdom is "GB"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reknit.toml"


def test_everything_that_can_be_said_of_an_organization_is_understood(file: Path) -> None:
    text = (
        f'{PHONE}{ACME}formerly = ["Initech"]\ndomains = ["ACME.example", "bär.example"]\n'
        'industry = "software"\ncountry = "de"\nkind = "work"\nsize = 120\n[[organization]]\nname = "Plan A"\n'
    )
    acme, plan = loaded(file, text).organizations
    assert (acme.name, acme.formerly, acme.domains) == ("Acme AG", ("Initech",), ("acme.example", "xn--br-via.example"))
    assert (acme.industry, acme.country, acme.kind, acme.size) == ("software", "DE", "work", 120)
    assert (plan.formerly, plan.domains, plan.industry, plan.country, plan.kind, plan.size) == ((), (), *[None] * 4)


def test_all_that_is_wrong_with_organizations_is_said_at_once(file: Path) -> None:
    text = (
        f'{ACME}size = 0\ncountry = "UK"\ndomains = ["acme"]\n'
        '[[organization]]\nformerly = ["Self-employed"]\n'
        '[[organization]]\nname = "Initech"\nformely = ["Acme"]\nkind = "firm"\nsize = "many"\n'
    )
    assert problems(file, text) == [
        'organization 1 (Acme AG): domains, entry 1, should be a mail domain, such as "acme.example"',
        f"organization 1 (Acme AG): country {NO_COUNTRY}",
        "organization 1 (Acme AG): size should be greater than or equal to 1",
        "organization 2: name is missing",
        "organization 2: formerly, entry 1, should be the name of an organization",
        "organization 3 (Initech): kind should be 'work', 'education' or 'membership'",
        "organization 3 (Initech): size should be a valid integer",
        'organization 3 (Initech): formely is not a key here; did you mean "formerly"?',
    ]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('name = "ACME"\n', "name is also said of organization 1"),
        ('name = "Plan"\nformerly = ["Old", "The Acme GmbH"]\n', "formerly, entry 2, is also said of organization 1"),
        ('name = "Plan"\ndomains = ["acme.example"]\n', "domains, entry 1, is also said of organization 1"),
    ],
)
def test_a_name_or_a_domain_is_of_one_organization_only(file: Path, more: str, problem: str) -> None:
    [found] = problems(file, f'{ACME}domains = ["acme.example"]\n[[organization]]\n{more}')
    assert found.startswith("organization 2 (")
    assert found.endswith(problem)


def test_one_pair_of_brackets_is_too_few(file: Path) -> None:
    assert problems(file, '[organization]\nname = "Acme"\n') == [
        "[organization] should have two brackets: [[organization]]"
    ]


def test_the_environment_comes_before_the_file(file: Path) -> None:
    environ = {"REKNIT_ORGANIZATION__B_R___S_HNE_AG__SIZE": "12", "REKNIT_ORGANIZATION__ACME_AG__INDUSTRY": "rockets"}
    acme, baer = loaded(
        file, f'{ACME}industry = "toys"\n[[organization]]\nname = "Bär & Söhne AG"\n', environ
    ).organizations
    assert (acme.industry, baer.size) == ("rockets", 12)


@pytest.mark.parametrize(
    ("variable", "problem"),
    [
        ("REKNIT_ORGANIZATION__ACME__SIZE", "names no organization; did you mean REKNIT_ORGANIZATION__ACME_AG__SIZE?"),
        ("REKNIT_ORGANIZATION__PLANET__SIZE", "names no organization; there are ACME_AG"),
        ("REKNIT_ORGANIZATION__ACME_AG__NAME", "can't rename an organization"),
    ],
)
def test_a_variable_of_no_organization_is_a_problem(file: Path, variable: str, problem: str) -> None:
    assert problems(file, ACME, {variable: "1"}) == [f"{variable}: {problem}"]
