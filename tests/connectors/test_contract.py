"""The contract suite on every connector and every case of its samples. A new connector adds no line here."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.contract import connectors
from tests.connectors.cases import Case, Trial, cases
from tests.connectors.damage import DAMAGED_FILES, check_damage_costs_only_what_it_hits
from tests.connectors.expectation import accept, check_claims_equal_the_expectation
from tests.connectors.suite import CHECKS, Check


def _all_cases() -> list[tuple[str, Case]]:
    found = []
    for name in connectors():
        try:
            found += [(name, case) for case in cases(name)]
        except AssertionError:
            continue  # test_every_connector_has_a_sample fails with this sentence.
    return found


@pytest.fixture(params=_all_cases(), ids=lambda each: f"{each[0]}-{each[1].name}".replace(" ", "_"))
def trial(request: pytest.FixtureRequest, tmp_path: Path) -> Trial:
    """A connector on one of its cases."""
    name, case = request.param
    given = request.getfixturevalue(case.fixture) if case.fixture else {}
    return Trial(connectors()[name], case, tmp_path, given)


@pytest.mark.parametrize("name", connectors())
def test_every_connector_has_a_sample(name: str) -> None:
    """A connector without a sample folder fails, with a sentence that says what to write."""
    assert cases(name)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_contract(check: Check, trial: Trial, request: pytest.FixtureRequest) -> None:
    """Every connector keeps every promise of the contract."""
    if check is check_claims_equal_the_expectation and request.config.getoption("--accept", default=False):
        accept(trial)
    check(trial)


@pytest.mark.campaign
def test_damage_costs_only_what_it_hits_in_thousands_of_files(trial: Trial) -> None:
    """The same as above, many times over."""
    check_damage_costs_only_what_it_hits(trial, copies=100 * DAMAGED_FILES)
