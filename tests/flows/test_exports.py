"""Successive exports of one source: the order in which they land changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.flows.household import settle, write_cards
from tests.flows.running import land, sync

EXPORTS = (
    (date(2024, 1, 1), range(30)),
    (date(2025, 1, 1), range(5, 35)),
    (date(2026, 1, 1), [*range(3), *range(10, 40)]),
)
"""When each export was made, and who was in it: three people leave and come back, two leave for good."""

HISTORY = """
select record_key, is_current, first_observed_on, last_observed_on
from profile
where source = 'phone'
order by record_key
"""


def landed(folder: Path, order: Sequence[int]) -> list[Any]:
    """What the warehouse says of the phone's cards after its exports came in this order."""
    settings = settle(folder)
    for number in order:
        made_on, people = EXPORTS[number]
        write_cards(folder / "inbox/phone.vcf", people, revised=made_on)
        land(settings)
    sync(settings, grace_seconds=0)
    with duckdb.connect(str(folder / "data/warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(HISTORY).fetchall()


@pytest.mark.slow
def test_three_exports_in_all_six_orders_are_one_history(tmp_path: Path) -> None:
    told = {order: landed(tmp_path / "".join(map(str, order)), order) for order in permutations(range(3))}
    in_order = told[0, 1, 2]
    assert all(history == in_order for history in told.values())
    gone = {key for key, is_current, _, _ in in_order if not is_current}
    assert gone == {f"uid:card-{number}" for number in range(3, 10)}
    back = next(row for row in in_order if row[0] == "uid:card-1")
    assert back == ("uid:card-1", True, date(2024, 1, 1), date(2026, 1, 1))


@pytest.mark.slow
def test_deleting_the_card_that_was_changed_last_makes_no_older_export(tmp_path: Path) -> None:
    settings = settle(tmp_path)
    cards = tmp_path / "inbox/phone.vcf"
    write_cards(cards, range(20), revised=date(2024, 1, 1))
    changed_last = write_cards(tmp_path / "one.vcf", [30], revised=date(2025, 5, 5))
    everybody = cards.read_text(encoding="utf-8")
    cards.write_text(everybody + changed_last, encoding="utf-8", newline="")
    sync(settings, grace_seconds=0)
    cards.write_text(everybody, encoding="utf-8", newline="")
    sync(settings, grace_seconds=0)
    with duckdb.connect(str(tmp_path / "data/warehouse.duckdb"), read_only=True) as connection:
        current = connection.execute("select record_key from profile where source = 'phone' and is_current").fetchall()
    assert {key for (key,) in current} == {f"uid:card-{number}" for number in range(20)}


@pytest.mark.slow
def test_a_file_that_goes_back_to_what_it_was_is_the_present_again(tmp_path: Path) -> None:
    settings = settle(tmp_path)
    for people in (range(30), range(10, 40), range(30)):
        write_cards(tmp_path / "inbox/phone.vcf", people)
        sync(settings, grace_seconds=0)
    with duckdb.connect(str(tmp_path / "data/warehouse.duckdb"), read_only=True) as connection:
        current = connection.execute("select record_key from profile where source = 'phone' and is_current").fetchall()
    assert {key for (key,) in current} == {f"uid:card-{number}" for number in range(30)}
