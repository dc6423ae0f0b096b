"""Runs that die are found and runs that fail are told of, by a real Prefect server to real receivers."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
import requests

from connectors.contract import NeedsYou
from flows.notify import Notify
from tests.flows.command_line import environment, warm
from tests.flows.receivers import Mail, MailServer, WebServer, closing_all
from tests.flows.up_process import free_port
from warehouse.settings import Prefect, Settings

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Prefect's own, of its clients
    pytest.mark.filterwarnings("ignore::DeprecationWarning:apprise"),
    pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning"),
]

SENTENCE = "1 source failed: phone: inbox/phone.vcf starts with b'PK', not with BEGIN:VCARD."
PASSWORD = "p@ss w/or:d+%41&"
START_SECONDS = 120
TOLD_SECONDS = 60

T = TypeVar("T")


class Server:
    """A whole Prefect server of ours, as `reknit up` starts it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = f"http://127.0.0.1:{free_port()}"

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Start it, and end it after the block."""
        serve = [sys.executable, "-m", "flows.prefect_server", "--port", self.url.rpartition(":")[2]]
        with (self.home / "log").open("wb") as log:
            process = subprocess.Popen(
                serve, env=environment({"PREFECT_HOME": str(self.home)}), stdout=log, stderr=subprocess.STDOUT
            )
        try:
            end = time.monotonic() + START_SECONDS
            while not self._answers():
                assert process.poll() is None and time.monotonic() < end, (self.home / "log").read_text()
                time.sleep(0.2)
            yield self
        finally:
            process.terminate()
            process.wait(20)

    def ask(self, question: Callable[[PrefectClient], Coroutine[Any, Any, T]]) -> T:
        """What a function of a client comes to."""
        from prefect.client.orchestration import PrefectClient

        async def asked() -> T:
            async with PrefectClient(f"{self.url}/api") as client:
                return await question(client)

        return asyncio.run(asked())

    def ensure(self, name: str = "reknit", **notify: Any) -> None:
        """Bring it in step with settings that say this of [notify]."""
        from flows.automations import ensure

        file = Path("/nowhere/reknit.toml")
        told = Notify.model_validate(notify) if notify else None
        settings = Settings(path=file, folder=file.parent, prefect=Prefect(name=name), notify=told)
        self.ask(lambda client: ensure(client, settings))

    def automations(self) -> dict[str, datetime | None]:
        """When each was changed last."""
        found = requests.post(f"{self.url}/api/automations/filter", json={}, timeout=60).json()
        return {each["name"]: each["updated"] for each in found}

    def blocks(self) -> set[str]:
        """The names of all block documents."""
        found = requests.post(f"{self.url}/api/block_documents/filter", json={}, timeout=60).json()
        return {each["name"] for each in found}

    def run(self, deployment: str | None, *states: str, name: str = "reknit", message: str = SENTENCE) -> str:
        """A run of a deployment, or of the command line, that goes through these states; returns its id."""
        from prefect import flow
        from prefect.client.schemas.actions import WorkPoolCreate
        from prefect.client.schemas.objects import State, StateType
        from prefect.exceptions import ObjectAlreadyExists

        kinds = {"Waiting": "RUNNING", "TimedOut": "FAILED"}

        @flow(name="sync")
        def sync() -> None: ...

        async def run(client: PrefectClient) -> str:
            if deployment:
                flow_id = await client.create_flow(sync)
                with suppress(ObjectAlreadyExists):
                    await client.create_work_pool(WorkPoolCreate(name=name, type="process"))
                tags = ["reknit", name]
                made = await client.create_deployment(flow_id, deployment, tags=tags, work_pool_name=name)
                found = (await client.create_flow_run_from_deployment(made)).id
            else:
                found = (await client.create_flow_run(sync, tags=["reknit", name])).id
            for state in states:
                kind = StateType[kinds.get(state, state.upper())]
                await client.set_flow_run_state(found, State[None](type=kind, name=state, message=message), force=True)
            return str(found)

        return self.ask(run)

    def state(self, run: str) -> tuple[str, str]:
        """Name and message of a run's state."""
        state = requests.get(f"{self.url}/api/flow_runs/{run}", timeout=60).json()["state"]
        return state["name"], state["message"]

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/api/health", timeout=START_SECONDS).ok
        except requests.ConnectionError:
            return False


def until(found: Callable[[], bool], seconds: float = TOLD_SECONDS) -> bool:
    """Whether it comes to be so in time."""
    end = time.monotonic() + seconds
    while not found() and time.monotonic() < end:
        time.sleep(0.2)
    return found()


@pytest.fixture(scope="module")
def server(prefect: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("automations") / "prefect"
    warm(home, prefect)
    with Server(home).running() as server:
        yield server


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    with closing_all(server):
        yield server


def mail_to(server: MailServer, **more: Any) -> dict[str, Any]:
    """[notify] email for a server of this machine."""
    return {
        "to": ["ada@byron.example", "bo@byron.example"],
        "host": "localhost",
        "port": server.port,
        "user": "ada",
        "password": {"env": "MAIL_PASSWORD"},
        "sender": "reknit@byron.example",
        "tls": "none",
        **more,
    }


def test_a_failed_run_of_ours_is_told_of_by_web_and_by_mail_and_its_repetition_is_not(
    server: Server, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", f"{web.url}/secret/hook")
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    mail = MailServer(PASSWORD)
    with closing_all(mail):
        server.ensure(webhook={"env": "HOOK"}, email=mail_to(mail))
        time.sleep(2)  # the server hears of new automations a moment later
        server.run(None, "Running", "Failed")
        server.run("other", "Running", "Failed", name="others")
        server.run("reknit", "Running", "Completed")
        raised = f"Flow run encountered an exception: SomeSourcesFailed: {SENTENCE}"
        run = server.run("reknit", "Running", "Failed", message=raised)
        server.run("reknit", "Running", "Failed")
        assert until(lambda: bool(web.got) and len(mail.got) == 2)
        server.run("reknit", "Running", "Crashed")
        server.run("reknit-phone", "Running", "TimedOut", message="")
        assert until(lambda: len(web.got) >= 3 and len(mail.got) >= 6)
        time.sleep(2)
    path, told = web.got[0]
    assert path == "/secret/hook"
    assert told["subject"] == "reknit: sync failed"
    sentences, _, link = told["text"].rpartition("\n\n")
    assert sentences == f"sync (reknit): Failed.\n{SENTENCE}"
    assert link.endswith(f"/runs/flow-run/{run}")
    assert [told["subject"] for _, told in web.got] == [
        f"reknit: sync {end}" for end in ("failed", "crashed", "timedout")
    ]
    assert mail.got[0] == Mail("reknit@byron.example", ["ada@byron.example"], told["subject"], f"{told['text']}\n")
    assert [told["text"].splitlines()[1] for _, told in web.got] == [SENTENCE, SENTENCE, ""]
    assert mail.got[1].to == ["bo@byron.example"]
    assert len(mail.got) == 6
    assert set(mail.logins) == {"ada"}


def test_ensuring_twice_is_as_once_and_what_is_no_longer_set_is_removed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", "http://127.0.0.1:9/hook")
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    notify = {"webhook": {"env": "HOOK"}, "email": {"to": ["ada@byron.example"], "host": "localhost"}}
    server.ensure("twice", **notify)
    once = server.automations()
    assert {"twice: runs that died", "twice: runs that failed"} <= set(once)
    assert {"twice-webhook", "twice-mail"} <= server.blocks()
    server.ensure("twice", **notify)
    assert server.automations() == once
    server.ensure("twice", webhook={"env": "HOOK"})
    assert "twice-webhook" in server.blocks()
    assert "twice-mail" not in server.blocks()
    assert server.automations()["twice: runs that failed"] != once["twice: runs that failed"]
    server.ensure("twice")
    assert "twice: runs that failed" not in server.automations()
    assert "twice: runs that died" in server.automations()
    assert not {"twice-webhook", "twice-mail"} & server.blocks()


def test_an_automation_that_was_switched_off_on_the_page_stays_so(server: Server) -> None:
    server.ensure("off")
    [found] = [
        each
        for each in requests.post(f"{server.url}/api/automations/filter", json={}, timeout=60).json()
        if each["name"] == "off: runs that died"
    ]
    one = f"{server.url}/api/automations/{found['id']}"
    requests.patch(one, json={"enabled": False}, timeout=60).raise_for_status()
    before = requests.get(one, timeout=60).json()
    server.ensure("off")
    assert requests.get(one, timeout=60).json() == before
    assert before["enabled"] is False


def test_a_block_that_prefect_has_is_told_a_changed_address_is_used_and_no_secret_is_left_anywhere(
    server: Server, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock
    from prefect.types import SecretDict

    theirs = CustomWebhookNotificationBlock(
        name="theirs", url=f"{web.url}/theirs", json_data={"text": "{{body}}"}, headers=None, cookies=None,
        secrets=SecretDict({}),
    )  # fmt: skip
    server.ask(lambda client: theirs.asave("alerts", client=client))
    monkeypatch.setenv("HOOK", f"{web.url}/secret-before")
    server.ensure("blocks", block="custom-webhook/alerts", webhook={"env": "HOOK"})
    monkeypatch.setenv("HOOK", f"{web.url}/secret-after")
    server.ensure("blocks", block="custom-webhook/alerts", webhook={"env": "HOOK"})
    time.sleep(2)
    web.status = 404  # so that whatever the server says of a failure is said
    server.run("blocks", "Running", "Failed", name="blocks")
    assert until(lambda: {path for path, _ in web.got} == {"/theirs", "/secret-after"})
    time.sleep(3)
    kept = [file for file in server.home.rglob("*") if file.is_file()]
    assert (server.home / "prefect.db") in kept
    assert [file.name for file in kept if b"/secret-" in file.read_bytes()] == []
    with pytest.raises(NeedsYou, match="Prefect has no block slack-webhook/nobody"):
        server.ensure("blocks", block="slack-webhook/nobody")


def test_a_run_that_falls_silent_is_shown_as_crashed_and_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.automations.SILENCE_SECONDS", 10)
    from flows.automations import SILENT

    server.ensure("silent")
    time.sleep(2)
    kept = [
        server.run("silent", "Pending", "Running", "Completed", name="silent"),
        server.run("silent", "Pending", "Scheduled", name="silent"),
        server.run(None, "Pending", "Running", name="silent"),
    ]
    silent = {
        "running": server.run("silent", "Pending", "Running", name="silent"),
        "waiting": server.run("silent", "Pending", "Running", "Waiting", name="silent"),
        "not begun": server.run("silent", "Pending", name="silent"),
    }
    assert until(lambda: {server.state(run)[0] for run in silent.values()} == {"Crashed"}, 60)
    assert {server.state(run)[1] for run in silent.values()} == {SILENT}
    assert "Crashed" not in {server.state(run)[0] for run in kept}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for localhost that nobody vouches for but itself."""
    folder = tmp_path_factory.mktemp("certificate")
    make = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost -keyout both.pem -out certificate.pem"
    )
    subprocess.run(make.split(), cwd=folder, check=True, capture_output=True)
    with (folder / "both.pem").open("a") as both:
        both.write((folder / "certificate.pem").read_text())
    return folder / "both.pem"


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_mail_goes_over_tls_to_a_server_that_is_the_one_it_says(
    tls: str, certificate: Path, monkeypatch: pytest.MonkeyPatch, prefect: Mapping[str, str]
) -> None:
    from prefect.blocks.abstract import NotificationError

    from flows.automations import _mail

    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = MailServer(PASSWORD, **{"starttls" if tls == "starttls" else "tls": context})
    email = Notify.model_validate({"email": mail_to(server, tls=tls)}).email
    assert email
    with closing_all(server):
        block = _mail(email)
        with pytest.raises(NotificationError), block.raise_on_failure():
            asyncio.run(block.anotify("body", "subject"))
        assert not server.logins, "a server that nobody vouches for is told no password"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_name("certificate.pem")))
        asyncio.run(block.anotify("body", "subject"))
        assert [mail.subject for mail in server.got] == ["subject", "subject"]


def test_a_server_without_tls_is_told_nothing(monkeypatch: pytest.MonkeyPatch, prefect: Mapping[str, str]) -> None:
    from prefect.blocks.abstract import NotificationError

    from flows.automations import _mail

    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    server = MailServer(PASSWORD)
    email = Notify.model_validate({"email": mail_to(server, tls="starttls")}).email
    assert email
    with closing_all(server):
        block = _mail(email)
        with pytest.raises(NotificationError), block.raise_on_failure():
            asyncio.run(block.anotify("body", "subject"))
    assert (server.logins, server.got) == ([], [])


@pytest.mark.parametrize("address", ["ada@-", "ada.o'byron@byron.example"])
def test_an_address_that_mail_would_not_go_to_is_refused_at_once(address: str, prefect: Mapping[str, str]) -> None:
    from flows.automations import _mail

    email = Notify.model_validate({"email": {"to": ["bo@byron.example", address], "host": "localhost"}}).email
    assert email
    with pytest.raises(NeedsYou, match=r"\[notify\] email"):
        _mail(email)


@pytest.mark.parametrize(
    ("sender", "user", "found"),
    [
        ("reknit@byron.example", "ada@byron.example", "reknit@byron.example"),
        (None, "ada@byron.example", "ada@byron.example"),
        (None, "ada", "bo@byron.example"),
    ],
)
def test_mail_comes_from_whom_the_settings_say_else_from_the_account(sender: str, user: str, found: str) -> None:
    password = {"env": "MAIL_PASSWORD"}
    table = {"to": ["bo@byron.example"], "host": "localhost", "user": user, "password": password, "sender": sender}
    email = Notify.model_validate({"email": table}).email
    assert email
    assert email.from_address == found


def test_settings_that_could_not_tell_anybody_are_refused() -> None:
    for table in (
        {"block": "alerts"},
        {"email": {"to": [], "host": "localhost"}},
        {"email": {"to": ["ada@byron.example"], "host": "localhost", "user": "ada"}},
        {"webhook": "https://hooks.example.com/secret"},
    ):
        with pytest.raises(ValueError, match="1 validation error"):
            Notify.model_validate(table)
