"""The suite catches what it is for: faults planted in a copy of the real connectors, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from connectors.contract import connectors
from tests.connectors.cases import SAMPLES, Given, Trial, cases
from tests.connectors.documented import NAME, files_of_the_page
from tests.connectors.faults import FAULTS, Fault
from tests.connectors.planting import connectors_with, with_fault
from tests.connectors.suite import Check


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_planted_fault_is_caught(
    fault: Fault, tmp_path: Path, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> None:
    """Every check that should notice the fault does, and finds nothing in the same copy without the fault."""
    sound = files_of_the_page()
    faulty = sound | with_fault(fault.path, fault.right, fault.wrong)
    given_by = request.getfixturevalue
    assert not _noticing(fault, sound, tmp_path / "sound", given_by), "A check finds a fault where none is planted."
    noticing = _noticing(fault, faulty, tmp_path / "faulty", given_by)
    checks = ", ".join(check.__name__.removeprefix("check_") for check in noticing)
    record_property("caught", (fault.name, checks))
    assert noticing == list(fault.caught_by)


def _noticing(fault: Fault, files: Mapping[str, str], folder: Path, given_by: Callable[[str], Given]) -> list[Check]:
    """Those of the fault's checks that fail on a case of its connector, when the package has these files.

    given_by: what a fixture gives, by its name.
    """
    with connectors_with(folder, files):
        samples = folder / "tests" / "connectors" if fault.connector == NAME else SAMPLES / "planted"
        connector = connectors()[fault.connector]
        found = [(case, given_by(case.fixture) if case.fixture else {}) for case in cases(fault.connector, samples)]
        return [
            check
            for check in fault.caught_by
            if any(_fails(check, Trial(connector, case, _empty(folder / "work"), given)) for case, given in found)
        ]


def _fails(check: Check, trial: Trial) -> bool:
    try:
        check(trial)
    except AssertionError:
        return True
    return False


def _empty(folder: Path) -> Path:
    count = len(list(folder.iterdir())) if folder.is_dir() else 0
    made = folder / str(count)
    made.mkdir(parents=True)
    return made
