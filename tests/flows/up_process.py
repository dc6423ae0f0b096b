"""A real `reknit up` on a folder, as a test drives it: its address, its runs, its processes, and the end of all."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

import requests

from tests.flows.command_line import REKNIT, environment, warm

START_SECONDS = 120
"""The address is printed after some 5 s; on a machine with much else to do, much later."""

STOP_SECONDS = 30
MARK = "STARTED_BY_TEST"
"""An environment variable that every process under one `up` inherits, whoever its parent is by now."""

FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
WORDS = {
    "server": (b"flows.prefect_server",),
    "worker": (b"flows.cli", b"serve"),
    "flow": (b"flows.flow_process",),
}
"""By which words of its command line a process is known; `up` itself is the one that was started."""


T = TypeVar("T")


class State(NamedTuple):
    """The state of a run as Prefect's pages show it. type: such as RUNNING; name: such as Waiting."""

    type: str
    name: str
    message: str


class Up:
    """A running `reknit up`. address: what it printed. folder: that of the settings."""

    def __init__(self, folder: Path, prefect: Mapping[str, str], extra: Mapping[str, str] | None = None) -> None:
        """Start it on a folder with settings; prefect: of the fixture, whose database saves making a new one."""
        home = folder / "data/prefect"
        if not home.exists():
            user, _, password = prefect["PREFECT_API_AUTH_STRING"].partition(":")
            url = f"{prefect['PREFECT_API_URL']}/health"  # answered once the database that is copied is made
            assert requests.get(url, auth=(user, password), timeout=START_SECONDS).ok
            warm(home, prefect)
        self.folder = folder
        self._extra = dict(extra or {})
        self.start()

    def start(self) -> None:
        """Start it, and wait for its address."""
        self._mark = uuid4().hex
        self.log = self.folder / f"up-{self._mark[:6]}.log"
        command = [*REKNIT, "up", "--port", str(free_port())]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=environment({**self._extra, MARK: self._mark}), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, process_group=0,
            )  # fmt: skip
        self.pid = self._process.pid
        try:
            self.address = self.until(START_SECONDS, self._address, "no address")
            self.until(START_SECONDS, self._is_ready, "no worker")
        except BaseException:
            self.stop()
            raise

    # -- Prefect's API ------------------------------------------------------------------------------------------------

    def api(self, method: str, path: str, **json: Any) -> Any:
        """Ask the server, as a page of it does; waits while a killed one comes back."""
        answer = self.until(START_SECONDS, lambda: self._asked(method, path, json), "no answer")
        return answer.json() if answer.content else None

    def deployments(self) -> dict[str, str]:
        """The deployments' ids by name, such as `sync/reknit`."""
        flows = {flow["id"]: flow["name"] for flow in self.api("POST", "flows/filter")}
        found = self.api("POST", "deployments/filter")
        return {f"{flows[deployment['flow_id']]}/{deployment['name']}": deployment["id"] for deployment in found}

    def run(self, deployment: str, **parameters: Any) -> str:
        """Start a run of a deployment; returns its id."""
        identity = self.deployments()[deployment]
        made = self.api("POST", f"deployments/{identity}/create_flow_run", parameters=parameters)
        return str(made["id"])

    def state(self, run: str) -> State:
        """The state a run is in."""
        state = self.api("GET", f"flow_runs/{run}")["state"]
        return State(state["type"], state["name"], state["message"] or "")

    def wait_for(self, run: str, states: Collection[str] = FINAL, timeout: float = 90) -> State:
        """Wait until a run is in one of these states, given by type or name; returns it."""

        def arrived() -> State | None:
            state = self.state(run)
            return state if {state.type, state.name} & set(states) else None

        return self.until(timeout, arrived, f"run {run} is not {' or '.join(sorted(states))}")

    def until(self, seconds: float, found: Callable[[], T | None], failure: str) -> T:
        """Wait until something is found, for at most so many seconds; failure: what to say then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = found()
            if value:
                return value
            time.sleep(0.1)
        left = "\n".join(f"{pid} {line.decode()}" for pid, line in self.processes().items())
        raise AssertionError(f"{failure} after {seconds} s:\n{left}\n{self.log.read_text()[-5000:]}")

    def logs(self, run: str) -> list[str]:
        """What a run has logged, in order."""
        wanted = {"flow_run_id": {"any_": [run]}}
        return [line["message"] for line in self.api("POST", "logs/filter", logs=wanted, sort="TIMESTAMP_ASC")]

    def artifacts(self, run: str) -> dict[str, str]:
        """The text of a run's artifacts by key."""
        found = self.api("POST", "artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
        return {artifact["key"]: artifact["data"] for artifact in found}

    # -- its processes ------------------------------------------------------------------------------------------------

    def pids(self, role: str) -> list[int]:
        """The processes of this role: up, server, worker or flow."""
        if role == "up":
            return [self.pid] if self.pid in self.processes() else []
        words = WORDS[role]
        return [pid for pid, line in self.processes().items() if all(word in line for word in words)]

    def processes(self) -> dict[int, bytes]:
        """The command line of every process that this `up` has brought about and that still lives."""
        mark = f"{MARK}={self._mark}".encode()
        found = {}
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and mark in (process / "environ").read_bytes().split(b"\0"):
                    found[int(process.name)] = (process / "cmdline").read_bytes()
            except OSError:
                continue  # it has ended meanwhile, or is not ours to look at
        return {pid: line for pid, line in found.items() if line}

    def kill(self, *pids: int) -> None:
        """SIGKILL for these."""
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    def is_running(self) -> bool:
        """Whether `up` itself lives."""
        return self._process.poll() is None

    def gone(self, timeout: float = STOP_SECONDS) -> None:
        """Wait until nothing of it is left, after it was killed."""
        self._process.wait(timeout)
        self.until(timeout, lambda: not self.processes(), "something of it is left")

    def stop(self) -> int:
        """End it as Ctrl-C in a terminal does, and expect nothing of it to be left; returns its exit status."""
        if self.is_running():
            os.killpg(self.pid, signal.SIGINT)
        try:
            self.gone()
        finally:
            for pid in self.processes():
                self.kill(pid)
        return self._process.wait()

    def __enter__(self) -> Up:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- how ----------------------------------------------------------------------------------------------------------

    def _address(self) -> str | None:
        assert self.is_running(), f"`reknit up` has ended: {self.log.read_text()}"
        found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read_text())
        return found[0] if found else None

    def _asked(self, method: str, path: str, json: Any) -> requests.Response | None:
        """The answer; None while nobody is there to give one."""
        try:
            answer = requests.request(method, f"{self.address}/api/{path}", json=json, timeout=30)
        except requests.ConnectionError:
            return None
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def _is_ready(self) -> bool:
        """Whether a worker asks for runs."""
        pools = self.api("POST", "work_pools/filter")
        return any(pool["status"] == "READY" for pool in pools)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
