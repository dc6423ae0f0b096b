"""The household a year later: synced once, after which every source has moved on. Tests disturb the next sync."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb

from tests.dovecot import Dovecot
from tests.flows.correspondence import move_on, settle_with_letters
from tests.flows.household import write_cards
from tests.flows.running import sync
from tests.flows.state import archive_state, warehouse_state

PEOPLE = 24

Contents = dict[str, list[tuple[Any, ...]]]


class MovedOn:
    """The household with sources of all kinds, synced once, after which every source has moved on.

    undisturbed: what the archive and the warehouse hold after another sync with which nothing goes wrong.
    """

    def __init__(self, folder: Path, server: Dovecot) -> None:
        self.settings = settle_with_letters(folder, PEOPLE, server)
        self.data = folder / "data"
        self._before = folder / "before"
        sync(self.settings, grace_seconds=0)
        write_cards(folder / "inbox/phone.vcf", range(4, 40))
        move_on(folder, PEOPLE, server)
        shutil.copytree(self.data, self._before, symlinks=True)
        self.yesterday = self.state()
        sync(self.settings, grace_seconds=0)
        self.undisturbed = self.state()
        self.rewind()

    def rewind(self) -> None:
        """As before the second sync, while nobody writes; Prefect's folder and the lock stay as they are."""
        kept = {"prefect", "reknit.lock"}
        for path in self.data.iterdir():
            if path.name not in kept:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(
            self._before, self.data, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*kept)
        )

    def state(self) -> tuple[Contents, Contents]:
        return archive_state(self.data / "archive.duckdb"), self.answers()

    def answers(self) -> Contents:
        return warehouse_state(self.data / "warehouse.duckdb")

    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        """How each source's latest run ended, and what was said of it."""
        with duckdb.connect(str(self.data / "archive.duckdb"), read_only=True) as connection:
            rows = connection.execute("select source, outcome, message from run_source order by rowid").fetchall()
        return {source: (outcome, message) for source, outcome, message in rows}
