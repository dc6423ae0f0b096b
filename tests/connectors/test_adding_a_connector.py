"""The page about adding a connector is true: its connector and samples pass the suite as they stand there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.contract import connectors
from tests.connectors.cases import Trial, cases
from tests.connectors.documented import NAME, files_of_the_page
from tests.connectors.expectation import accept, check_claims_equal_the_expectation, what_is_said
from tests.connectors.planting import connectors_with
from tests.connectors.suite import CHECKS


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """The page's connector on the page's case, in a folder of its own."""
    (tmp_path / "work").mkdir()
    with connectors_with(tmp_path, files_of_the_page()):
        (case,) = cases(NAME, tmp_path / "tests" / "connectors")
        yield Trial(connectors()[NAME], case, tmp_path / "work")


def test_the_connector_of_the_page_passes_the_suite_without_test_code(trial: Trial) -> None:
    """One module, one sample folder, `--accept`: nothing else is needed."""
    accept(trial)
    for check in CHECKS:
        check(trial)


def test_a_claim_that_changed_is_shown_until_it_is_accepted(trial: Trial) -> None:
    """The expectation holds what was accepted, and the message says what differs."""
    accept(trial)
    expected = trial.case.folder / "expected.jsonl"
    expected.write_text(expected.read_text("utf-8").replace("Ada Byron", "Ada Bryon"), "utf-8")
    with pytest.raises(AssertionError, match=r"Line 2 .*Ada Byron.* expected: .*Ada Bryon"):
        check_claims_equal_the_expectation(trial)
    accept(trial)
    check_claims_equal_the_expectation(trial)


def test_the_sample_of_the_page_says_who_was_rejected_and_what_was_ignored(trial: Trial) -> None:
    """The page's odd rows are there: an empty line, and a person without an address."""
    said = what_is_said(trial)
    assert [line["reason"] for line in said if line.get("claim") == "Rejected"] == ["not of the form Name <address>"]
    assert said[0]["ignored"] == {"empty line": 1}


def test_a_connector_without_samples_fails_with_a_sentence(tmp_path: Path) -> None:
    """Discovery finds it, and its missing folder is named."""
    with pytest.raises(AssertionError, match=r"address_lines has no sample: write .*case\.toml"):
        cases(NAME, tmp_path)
