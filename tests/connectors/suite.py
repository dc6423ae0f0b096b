"""The contract suite: plain functions that every connector passes on every case of its samples.

Each takes a Trial with an empty folder and raises AssertionError with a sentence. Nothing in them knows a connector;
the planted faults (test_planted_faults.py) call the same functions as the tests do.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.connectors import damage, expectation, fetching, landing, ordering, reading, windows
from tests.connectors.cases import Trial

Check = Callable[[Trial], None]

CHECKS: tuple[Check, ...] = (
    fetching.check_options_refuse_unknown_keys,
    fetching.check_a_key_stands_for_the_same_bytes,
    fetching.check_fetching_again_gives_the_same,
    fetching.check_a_renamed_file_is_the_same,
    fetching.check_the_size_of_batches_is_irrelevant,
    fetching.check_every_cursor_resumes,
    fetching.check_no_byte_is_passed_over,
    fetching.check_records_can_be_found_again,
    fetching.check_a_missing_source_says_so,
    fetching.check_states_are_dated,
    ordering.check_the_order_of_records_is_irrelevant,
    reading.check_every_record_is_accounted_for,
    reading.check_claims_are_well_formed,
    reading.check_read_is_pure,
    reading.check_no_address_is_dropped,
    landing.check_landing_twice_changes_nothing,
    landing.check_the_order_of_landing_is_irrelevant,
    landing.check_the_import_ledger_balances,
    windows.check_a_window_has_what_is_in_it,
    windows.check_what_is_fetched_again_is_everything,
    windows.check_what_is_fetched_again_changes_nothing,
    windows.check_a_window_before_the_rest_costs_nothing,
    damage.check_damage_costs_only_what_it_hits,
    expectation.check_claims_equal_the_expectation,
)
