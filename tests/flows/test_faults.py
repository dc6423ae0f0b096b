"""When the world fails under a run: each fault has its state and its sentence, and takes nothing along."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from flows import local_server
from flows.progress import telling
from tests.dovecot import PASSWORD, Dovecot
from tests.flows.command_line import REKNIT, Ran, environment
from tests.flows.cut_connection import CutConnection
from tests.flows.moved_on import MovedOn

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]  # Prefect's own, of its clients

OTHERS = ["me", "phone", "club", "network", "letters"]
COMPLETED = ["Pending", "Running", "Completed"]
ASKED_AGAIN = ["AwaitingRetry", "Retrying"]
DISK_FULL = "The disk is full; make room and run it again. Nothing is half done, and the answers of before stay."
DISK_BYTES = 200_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with closing(Dovecot()) as dovecot:
        yield dovecot


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory, server: Dovecot) -> MovedOn:
    return MovedOn(tmp_path_factory.mktemp("home"), server)


@pytest.fixture
def home(made_home: MovedOn) -> Iterator[MovedOn]:
    made_home.rewind()
    text = made_home.settings.read_text(encoding="utf-8")
    yield made_home
    made_home.settings.write_text(text, encoding="utf-8")


class Steps:
    """The steps that a run took. used: how many bytes of the disk were used as each began, by name."""

    def __init__(self, home: MovedOn) -> None:
        self._home = home
        self.used: dict[str, int] = {}

    @property
    def last(self) -> str:
        return list(self.used)[-1]

    def step(self, name: str) -> None:
        self.used[name] = shutil.disk_usage(self._home.data).used

    def count(self, records: int) -> None: ...
    def fail(self) -> None: ...
    def say(self, sentence: str) -> None: ...
    def wait(self, sentence: str) -> None: ...


class Ended:
    """A flow run as Prefect's pages show it. tasks: the names of the states that each task went through, in order."""

    def __init__(self, state: Any) -> None:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

        identity = state.state_details.flow_run_id
        run = FlowRunFilter(id=FlowRunFilterId(any_=[identity]))
        with get_client(sync_client=True) as client:
            shown = client.read_flow_run(identity).state
            assert shown
            self.state, self.message = shown.name, shown.message or ""
            self.tasks = {}
            for task in client.read_task_runs(flow_run_filter=run):
                states = client.request("GET", "/task_run_states/", params={"task_run_id": str(task.id)}).json()
                self.tasks[task.name] = [each["name"] for each in sorted(states, key=lambda each: each["timestamp"])]
            logs = {"logs": {"flow_run_id": {"any_": [str(identity)]}}}
            lines = client.request("POST", "/logs/filter", json=logs).json()
        self.said = "\n".join(line["message"] for line in lines)

    def others_completed(self) -> bool:
        """Whether every source but the mailbox was fetched at the first try."""
        return all(self.tasks[name] == COMPLETED for name in OTHERS)


@pytest.fixture
def run(prefect: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ended]]:
    """Runs the flow, the waits before a retry shortened; gives what Prefect's pages show of it."""
    import flows.sync

    monkeypatch.setattr(flows.sync.sync_source, "retry_delay_seconds", [0.1, 0.1, 0.1])

    def flow(home: MovedOn) -> Ended:
        state = flows.sync.sync(str(home.settings), return_state=True)
        local_server._drain()
        return Ended(state)

    yield flow
    gc.collect()  # so that no later test is told of what Prefect left open


def went_on_without_the_mailbox(home: MovedOn, ended: Ended, sentence: str, kind: str) -> None:
    """Expect that only the mailbox failed, with this sentence, and that the others' news are in the warehouse."""
    assert ended.state == "Failed"
    assert ended.message == f"server: {sentence}"
    assert ended.others_completed()
    assert home.outcomes() == {**dict.fromkeys(OTHERS, ("completed", None)), "server": (kind, sentence)}
    assert home.answers() != home.yesterday[1]
    assert max(map(len, ended.said.splitlines())) < 1000


def is_made_good_by_the_next(home: MovedOn, run: Callable[..., Ended]) -> None:
    ended = run(home)
    assert ended.state == "Completed", ended.message
    assert home.state() == home.undisturbed


@contextmanager
def down(server: Dovecot) -> Iterator[None]:
    """Without the mail server for as long as the block runs."""
    server.kill()
    try:
        yield
    finally:
        server.start()


def test_a_mail_server_that_is_down_is_asked_again_and_then_given_up(
    home: MovedOn, server: Dovecot, run: Callable[..., Ended]
) -> None:
    with down(server):
        ended = run(home)
    sentence = f"localhost can't be reached on port {server.tls_port}: Connection refused."
    went_on_without_the_mailbox(home, ended, sentence, "try_later")
    assert ended.tasks["server"] == ["Pending", "Running", *ASKED_AGAIN * 3, "Failed"]
    assert f"server: {sentence} It is asked again in " in ended.said
    is_made_good_by_the_next(home, run)


def test_a_mail_server_that_comes_back_in_time_is_no_failure(
    home: MovedOn, server: Dovecot, run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.sync

    with ExitStack() as outage:

        def end_it(*_: object) -> bool:
            outage.close()
            return True

        monkeypatch.setattr(flows.sync.sync_source, "retry_condition_fn", end_it)
        outage.enter_context(down(server))
        ended = run(home)
    assert ended.state == "Completed", ended.message
    assert ended.tasks["server"] == ["Pending", "Running", *ASKED_AGAIN, "Completed"]
    assert home.state() == home.undisturbed


def test_a_wrong_password_is_told_at_once_and_kept_nowhere(
    home: MovedOn, server: Dovecot, run: Callable[..., Ended]
) -> None:
    server.password_file.write_text("wr0ng-wr0ng\n")
    try:
        ended = run(home)
    finally:
        server.password_file.write_text(PASSWORD + "\n")
    sentence = (
        "localhost does not accept `user` with `password`. Check both; "
        "many providers want an app password instead of the one for their web page."
    )
    went_on_without_the_mailbox(home, ended, sentence, "needs_you")
    assert ended.tasks["server"] == ["Pending", "Running", "Failed"]
    assert "wr0ng" not in ended.said
    is_made_good_by_the_next(home, run)


@pytest.fixture
def cut(home: MovedOn, server: Dovecot) -> Iterator[CutConnection]:
    """The way to the mail server, which the settings take; a silence of a second on it is too long."""
    connection = CutConnection(server.tls_port)
    text = home.settings.read_text(encoding="utf-8")
    detour = f"port = {connection.port}\ntimeout_seconds = 3"
    home.settings.write_text(text.replace(f"port = {server.tls_port}", detour), encoding="utf-8")
    yield connection
    connection.close()


def test_a_network_cut_in_mid_fetch_costs_the_mailbox_only_until_it_is_back(
    home: MovedOn, cut: CutConnection, run: Callable[..., Ended]
) -> None:
    is_made_good_by_the_next(home, run)
    whole = cut.carried
    closed, silent = "localhost closed the connection.", "localhost fell silent for 3 seconds."
    for bytes_left, sentence in ((whole // 3, silent), (2 * whole // 3, closed)):
        home.rewind()
        cut.left, cut.is_silent = bytes_left, sentence == silent
        ended = run(home)
        went_on_without_the_mailbox(home, ended, sentence, "try_later")
        assert ended.tasks["server"] == ["Pending", "Running", *ASKED_AGAIN * 3, "Failed"]
        cut.left = None
        is_made_good_by_the_next(home, run)


@pytest.fixture
def small_disk(home: MovedOn) -> Iterator[Path]:
    """A disk of its own for the data; gives a file on it that can take up room."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "none", str(home.data)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        home.rewind()
        yield home.data / "ballast"
    finally:
        gc.collect()
        subprocess.run(["umount", "--lazy", str(home.data)], check=True)


def leave_free(ballast: Path, room: int) -> None:
    """Take up all of the disk but so many bytes."""
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(ballast.parent).free - room)


def test_a_full_disk_is_named_and_costs_nothing_whenever_it_fills(
    home: MovedOn, small_disk: Path, run: Callable[..., Ended]
) -> None:
    before = shutil.disk_usage(home.data).used
    steps = Steps(home)
    with telling(steps):
        is_made_good_by_the_next(home, run)
    reading, building, publishing = (
        steps.used[name] - before for name in ("reading records", "building answers", "publishing")
    )
    failed_in, tasks = [], []
    for room in (16_000, reading // 2, (building + publishing) // 2):
        home.rewind()
        leave_free(small_disk, room)
        steps = Steps(home)
        with telling(steps):
            ended = run(home)
        failed_in.append(steps.last)
        tasks.append({states[-1] for states in ended.tasks.values()})
        assert ended.state == "Failed"
        assert DISK_FULL in ended.message
        assert str(home.data) not in ended.said
        assert home.answers() == home.yesterday[1]
        small_disk.unlink()
        is_made_good_by_the_next(home, run)
    assert tasks == [{"Completed", "Failed"}, {"Completed"}, {"Completed"}]
    assert failed_in == ["reading records", "reading records", "building answers"]


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_jumps_and_comes_back_leaves_no_trace_in_answers(
    home: MovedOn, run: Callable[..., Ended], prefect: Mapping[str, str], days: int
) -> None:
    ran = reknit_on_another_day(home, days, prefect, "sync")
    wrong = "certificate has expired" if days > 0 else "certificate is not yet valid"
    assert ran.status == 1, ran.err
    assert f"server: The certificate of localhost can't be verified ({wrong}). If this machine's clock is " in ran.out
    assert {name: home.outcomes()[name] for name in OTHERS} == dict.fromkeys(OTHERS, ("completed", None))
    assert run(home).state == "Completed"
    (archive, answers), (archive_then, answers_then) = home.state(), home.undisturbed
    assert archive == archive_then
    # Until the clock is back there, all is landed at one moment; which of two records lends its place may differ then.
    assert {**answers, "profiles": None} == {**answers_then, "profiles": None}


def reknit_on_another_day(home: MovedOn, days: int, prefect: Mapping[str, str], *words: str) -> Ran:
    """Run a command in a process whose clock is so many days off."""
    assert shutil.which("faketime"), (
        "The tests of clocks need faketime: apt-get install --no-install-recommends faketime"
    )
    ran = subprocess.run(
        ["faketime", "-m", "-f", f"{days:+}d", *REKNIT, *words],
        cwd=home.settings.parent, env=environment(prefect), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return Ran(ran.returncode, ran.stdout, ran.stderr)
