"""Everything that `reknit up` runs, killed with SIGKILL in every phase: shown as crashed, and the next run mends it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.dovecot import Dovecot
from tests.flows.command_line import ROOT
from tests.flows.moved_on import MovedOn
from tests.flows.up_process import FINAL, Up
from warehouse.lock import writing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KILLING = Path(__file__).parent / "killing"
SOURCES = ("me", "phone", "club", "network", "letters", "server")
PHASES = (
    "loading",
    "waiting",
    *SOURCES,
    "phone landed",
    "server landed",
    "reading records",
    "resolving people",
    "building answers",
    "publishing",
    "published",
    "reporting",
    "reported",
)
"""As tests/flows/killing/sitecustomize.py knows them."""

VICTIMS = {
    "flow": ("flow",),
    "worker": ("worker",),
    "server": ("server",),
    "worker and flow": ("worker", "flow"),
    "all": ("up", "server", "worker", "flow"),
}
CRASHED_SECONDS = 150
"""Within which a run is shown as crashed: one that never began after 90, as one whose heartbeat is missed."""


class Killed(MovedOn):
    """The household with a `reknit up` whose processes are killed."""

    def __init__(self, folder: Path, server: Dovecot, prefect: Mapping[str, str]) -> None:
        super().__init__(folder, server)
        self._order = folder / "order"
        self.up = Up(folder, prefect, {"PYTHONPATH": f"{KILLING}:{ROOT}", "KILLING": str(self._order)})

    def kill(self, phase: str, victims: str) -> tuple[str, float]:
        """Start a run, kill in this phase, and see the run ended; returns its state and after how many seconds."""
        with ExitStack() as other:
            if phase == "waiting":
                other.enter_context(writing(self.data / "reknit.lock", "backup", True, print))
            pids = [self._pid(role) for role in VICTIMS[victims]]
            self._order.write_text(f"{phase}\n{' '.join(pids)}\n")
            run = self.up.run("sync/reknit")
            self.up.until(CRASHED_SECONDS, lambda: not self._order.exists(), f"{phase} was not reached")
            killed_at = time.monotonic()
        if victims == "all":
            self.up.gone()
            self.up.start()
        state = self.up.wait_for(run, FINAL, CRASHED_SECONDS)
        return state.type, time.monotonic() - killed_at

    def _pid(self, role: str) -> str:
        if role == "flow":
            return "self"
        (pid,) = self.up.until(CRASHED_SECONDS, lambda: self.up.pids(role), f"there is no {role}")
        return str(pid)

    def begin_anew(self) -> None:
        """As before the second sync, and with an `up` that has lost no child: each it loses it restarts more slowly."""
        self.up.stop()
        self.rewind()
        self.up.start()

    def is_mended_by_the_next_run(self) -> None:
        state = self.up.wait_for(self.up.run("sync/reknit"))
        assert state.type == "COMPLETED", state
        assert self.state() == self.undisturbed


@pytest.fixture
def killed(tmp_path: Path, prefect: Mapping[str, str]) -> Iterator[Killed]:
    with closing(Dovecot()) as server:
        home = Killed(tmp_path, server, prefect)
        with home.up:
            yield home


def test_what_was_killed_is_shown_as_crashed_and_mended_by_the_next_run(killed: Killed) -> None:
    assert killed.kill("loading", "flow")[0] == "CRASHED"
    assert killed.kill("phone landed", "worker")[0] == "CRASHED"
    assert killed.kill("building answers", "worker and flow")[0] == "CRASHED"
    assert killed.kill("published", "all")[0] == "CRASHED"
    assert killed.kill("reporting", "server")[0] in ("CRASHED", "COMPLETED")
    killed.is_mended_by_the_next_run()


@pytest.mark.campaign
@pytest.mark.timeout(3 * 3600)
def test_the_long_campaign_of_kills_in_every_phase(killed: Killed) -> None:
    survived = 0
    for victims in VICTIMS:
        for phase in PHASES:
            killed.begin_anew()
            state, seconds = killed.kill(phase, victims)
            print(f"{phase:<18} {victims:<16} {state:<10} {seconds:5.1f} s", flush=True)
            assert state == "CRASHED" or (victims == "server" and state == "COMPLETED")
            killed.is_mended_by_the_next_run()
            survived += 1
    print(f"{survived} kills, all mended by the next run")
