"""Syncs, crashes, judgements and lost caches in any order: the warehouse is what a build from nothing would be."""

from __future__ import annotations

import random
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from connectors import files
from flows.sources import load_settings
from flows.work import build_warehouse, open_archive
from tests.flows.household import settle, write_cards, write_members
from tests.flows.running import sync
from tests.flows.state import warehouse_state
from warehouse.archive import Archive
from warehouse.reading import open_warehouse


class Crash(BaseException):
    """What stands in for the end of the process; test_kill.py uses the real one."""


class Household(RuleBasedStateMachine):
    """One household's sources in a folder of their own."""

    @initialize()
    def begin(self) -> None:
        files.BATCH_RECORDS = 8
        self.folder = Path(tempfile.mkdtemp(prefix="reknit-test-"))
        self.settings = settle(self.folder, people=12)
        sync(self.settings, grace_seconds=0)

    @rule(first=st.integers(0, 8), count=st.integers(8, 16))
    def the_phone_changes(self, first: int, count: int) -> None:
        write_cards(self.folder / "inbox/phone.vcf", range(first, first + count))

    @rule(first=st.integers(0, 8), count=st.integers(8, 16))
    def the_club_changes(self, first: int, count: int) -> None:
        write_members(self.folder / "inbox/club.csv", range(first, first + count))

    @rule()
    def a_sync(self) -> None:
        sync(self.settings, grace_seconds=0)
        self.the_same_as_from_nothing()

    @rule(batches=st.integers(0, 4))
    def a_crash_in_a_sync(self, batches: int) -> None:
        left = batches
        land = Archive.land

        def land_or_crash(archive: Archive, *words: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Crash
            return land(archive, *words)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Archive, "land", land_or_crash)
            with suppress(Crash):
                sync(self.settings, grace_seconds=0)

    @rule(verdict=st.sampled_from(["same", "different"]), seed=st.integers(0, 1000))
    def a_judgement(self, verdict: str, seed: int) -> None:
        loaded = load_settings(self.settings)
        with open_warehouse(loaded.warehouse_link) as connection:
            profiles = connection.execute("select distinct profile_id from profile order by 1").fetchall()
        first, second = random.Random(seed).sample(profiles, 2)
        with open_archive(loaded) as archive:
            archive.judge(verdict, first[0], second[0], "the test")  # type: ignore[arg-type]
        build_warehouse(loaded)
        self.the_same_as_from_nothing()

    @rule()
    def the_cache_is_damaged(self) -> None:
        (self.folder / "data/cache.duckdb").write_bytes(b"no database at all" * 1000)
        (self.folder / "data/cache.duckdb.wal").unlink(missing_ok=True)

    def the_same_as_from_nothing(self) -> None:
        loaded = load_settings(self.settings)
        built = warehouse_state(loaded.warehouse_link)
        build_warehouse(loaded, force=True, use_cache=False)
        assert warehouse_state(loaded.warehouse_link) == built

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def machine(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Household,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_whatever_happens_the_warehouse_is_what_a_build_from_nothing_gives() -> None:
    machine(examples=3, steps=6)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_the_long_campaign_of_events() -> None:
    machine(examples=100, steps=15)
